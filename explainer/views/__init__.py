"""The views: a folder a chapter, a module a view, named as the view.

A module holds the function of its name, which makes a panel from the tables and the state of its
controls. Others than the date it names in ``CONTROLS``, or, where they depend on the tables, in
``controls(tables)``. Its words stand in ``explainer/words/``.
"""
