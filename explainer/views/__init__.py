"""The views: a folder a chapter, a module a view, named as the view.

A module holds the function of its name, which makes a panel from the tables and the state of its
controls, and, where it has others than the date, ``controls(tables)``, which returns them. Its
words stand in ``explainer/words/``.
"""
