"""Boxes of ipywidgets with views in them: what stands in for the views is shown above."""

from typing import Any

import ipywidgets
from IPython import get_ipython
from IPython.display import display

from explainer.view import View


def within(widget: Any) -> list[View]:
    """Return the views in a box, in boxes within it too."""
    if isinstance(widget, View):
        return [widget]
    return [view for child in getattr(widget, "children", ()) for view in within(child)]


def show(box: Any) -> None:
    """Show a box as ipywidgets does, below what stands in for the views in it."""
    for view in within(box):
        view.stand_in()
    display(box._repr_mimebundle_(), raw=True)


if shell := get_ipython():
    shell.display_formatter.ipython_display_formatter.for_type(ipywidgets.Box, show)
