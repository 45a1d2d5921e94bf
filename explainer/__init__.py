"""Interactive views for notebooks, and a news explainer on Russia and North Korea made of them.

``explainer.explore`` makes a view of any function of a few controls; ``explainer.load()`` returns
the story's tables, ``explainer.story`` has its views.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explainer.controls import choice as choice
    from explainer.controls import steps as steps
    from explainer.controls import toggle as toggle
    from explainer.data import load as load
    from explainer.panel import Panel as Panel
    from explainer.view import explore as explore

_HOMES = {"load": "data", "explore": "view", "Panel": "panel"}
_HOMES |= dict.fromkeys(("choice", "steps", "toggle"), "controls")
__all__ = ["Panel", "choice", "explore", "load", "steps", "story", "toggle"]


def __getattr__(name: str) -> Any:
    # Imported when first used, so that `import explainer` waits for neither pandas nor Plotly.
    if name in ("explore", "story"):
        importlib.import_module("explainer.boxes")  # for views in boxes
    if name == "story":
        return importlib.import_module("explainer.story")
    if name in _HOMES:
        return getattr(importlib.import_module(f"explainer.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
