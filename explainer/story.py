"""The story's views by name: one line a notebook cell.

``story.<name>()`` returns a :class:`~explainer.view.View`; ``VIEWS`` lists the names in order.
A view is named and described as its chart, a function in ``explainer.charts``; here stand its
controls, and what is worked out once for all its states.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from explainer import views
from explainer.charts import (
    exhibits,
)
from explainer.controls import Control, Value, choice
from explainer.data import FOLDER, Tables, files
from explainer.data import load as read
from explainer.panel import Panel
from explainer.view import View, explore

Chart = Callable[..., Panel]
Parts = tuple[tuple[Any, ...], dict[str, Control]]
"""What a chart is given besides its state, and the controls that make the state."""


def _of(*data: Any, **controls: Control) -> Parts:
    return data, controls


def _by_date(prepare: Callable[[Tables, str], Any], tables: Tables) -> dict[str, Any]:
    """Prepare once for each date what all states of a view at that date share."""
    return {date: prepare(tables, date) for date in tables.dates["date"]}


_STORY: dict[Chart, Callable[[Tables], Parts]] = {
    exhibits.exhibition: lambda t: _of(
        t,
        seen=choice(exhibits.SEEN, label="Seen"),
        item=choice({"all": "All", **t.exhibits["name"].to_dict()}, label="Weapon"),
    ),
}
"""Chart -> what it needs of the tables, and its controls."""


def _modules() -> Iterator[tuple[str, ModuleType]]:
    """Yield the views in ``explainer/views/``, chapter by chapter, with their modules."""
    for chapter in pkgutil.iter_modules(views.__path__, f"{views.__name__}."):
        folder = importlib.import_module(chapter.name)
        for module in pkgutil.iter_modules(folder.__path__):
            yield module.name, importlib.import_module(f"{chapter.name}.{module.name}")


def load() -> Tables:
    """Return the tables; they are read again only when a file of them has changed."""
    return _read(tuple(sorted(map(_version, files(FOLDER)))))


def _version(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return file.name, found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=1)
def _read(_versions: tuple[tuple[str, int, int], ...]) -> Tables:
    return read()


def _view(chart: Chart, parts: Callable[[Tables], Parts]) -> Callable[..., View]:
    """Return what makes the view of a chart.

    Called with nothing it shows the story's tables; it can be given others, and values at which
    its controls start: ``story.how_rare(as_of="2023-09-12")``.
    """

    def view(tables: Tables | None = None, **start: Value) -> View:
        data, controls = parts(tables or load())
        for key, value in start.items():
            if key not in controls:
                raise ValueError(f"{chart.__name__} has no control {key!r}; it has {[*controls]}")
            if value not in (options := controls[key].options):
                raise ValueError(f"{key} of {chart.__name__} is one of {[*options]}, not {value!r}")
            controls[key] = replace(controls[key], value=value)
        return explore(functools.update_wrapper(functools.partial(chart, *data), chart), **controls)

    view.__name__, view.__doc__ = chart.__name__, inspect.cleandoc(chart.__doc__ or "")
    if keys := inspect.getfullargspec(chart).kwonlyargs:
        view.__doc__ += f"\n\nControls: {', '.join(keys)}."
    return view


def _own(module: ModuleType) -> Callable[[Tables], Parts]:
    return lambda tables: _of(tables, **module.controls(tables))


_PARTS = _STORY | {getattr(module, name): _own(module) for name, module in _modules()}
_VIEWS = {chart.__name__: _view(chart, parts) for chart, parts in _PARTS.items()}
VIEWS: tuple[str, ...] = tuple(_VIEWS)


def controls(name: str, tables: Tables | None = None) -> dict[str, Control]:
    """Return the controls of a view by their keys; nothing is drawn for it."""
    [parts] = [parts for chart, parts in _PARTS.items() if chart.__name__ == name]
    return parts(tables or load())[1]


def __getattr__(name: str) -> Callable[..., View]:
    """Return what makes the view of that name."""
    if name not in _VIEWS:
        raise AttributeError(f"the story has no view {name!r}; it has {', '.join(VIEWS)}")
    return _VIEWS[name]


def __dir__() -> list[str]:
    """Offer the views to tab completion."""
    return [*VIEWS, "VIEWS", "controls", "load"]
