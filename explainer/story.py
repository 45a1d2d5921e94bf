"""The story's views by name: one line a notebook cell.

``story.<name>()`` returns a :class:`~explainer.view.View`; ``VIEWS`` lists the names in order.
Each is a module of ``explainer.views``, with the function of its name and its controls.
"""

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from explainer import views
from explainer.controls import Control, Value, as_of
from explainer.data import FOLDER, Tables, files
from explainer.data import load as read
from explainer.panel import Panel
from explainer.view import View, explore


def load() -> Tables:
    """Return the tables; they are read again only when a file of them has changed."""
    return _read(tuple(sorted(map(_version, files(FOLDER)))))


def _version(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return file.name, found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=1)
def _read(_versions: tuple[tuple[str, int, int], ...]) -> Tables:
    return read()


def _view(name: str, draw: Callable[..., Panel]) -> Callable[..., View]:
    """Return what makes a view.

    Called with nothing it shows the story's tables; it can be given others, and values at which
    its controls start: ``story.how_rare(as_of="2023-09-12")``.
    """

    def view(tables: Tables | None = None, **start: Value) -> View:
        data = tables or load()
        known = controls(name, data)
        for key, value in start.items():
            if key not in known:
                raise ValueError(f"{name} has no control {key!r}; it has {[*known]}")
            if value not in (options := known[key].options):
                raise ValueError(f"{key} of {name} is one of {[*options]}, not {value!r}")
            known[key] = replace(known[key], value=value)
        return explore(functools.partial(draw, data), **known)

    view.__name__, view.__doc__ = name, inspect.cleandoc(draw.__doc__ or "")
    if keys := inspect.getfullargspec(draw).kwonlyargs:
        view.__doc__ += f"\n\nControls: {', '.join(keys)}."
    return view


_MODULES = {
    found.name.rpartition(".")[2]: importlib.import_module(found.name)
    for found in pkgutil.walk_packages(views.__path__, f"{views.__name__}.")
    if not found.ispkg
}
"""The views in ``explainer/views/``, chapter by chapter, with their modules."""
_VIEWS = {name: _view(name, getattr(module, name)) for name, module in _MODULES.items()}
VIEWS: tuple[str, ...] = tuple(_VIEWS)


def controls(name: str, tables: Tables | None = None) -> dict[str, Control]:
    """Return the controls of a view by their keys; nothing is drawn for it.

    They are ``CONTROLS`` of its module, or what ``controls(tables)`` returns; a view that takes a
    date has the one for that as well.
    """
    module, data = _MODULES[name], tables or load()
    own = module.controls(data) if hasattr(module, "controls") else getattr(module, "CONTROLS", {})
    dated = "as_of" in inspect.signature(getattr(module, name)).parameters
    return own | ({"as_of": as_of(data)} if dated else {})


def __getattr__(name: str) -> Callable[..., View]:
    """Return what makes the view of that name."""
    if name not in _VIEWS:
        raise AttributeError(f"the story has no view {name!r}; it has {', '.join(VIEWS)}")
    return _VIEWS[name]


def __dir__() -> list[str]:
    """Offer the views to tab completion."""
    return [*VIEWS, "VIEWS", "controls", "load"]
