"""An interactive news explainer on Russia and North Korea.

``explainer.load()`` returns the tables, ``explainer.story`` has the views.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explainer.data import load as load

__all__ = ["load", "story"]


def __getattr__(name: str) -> Any:
    # Imported when first used, so that `import explainer` waits for neither pandas nor Plotly.
    if name == "load":
        return importlib.import_module("explainer.data").load
    if name == "story":
        return importlib.import_module("explainer.story")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
