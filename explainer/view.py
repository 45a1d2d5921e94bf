"""The View: a pure function of a few discrete controls, with all its states computed ahead of time.

``explore(function, **controls)`` calls ``function`` once for every combination of its controls'
values and keeps each distinct result once. In JupyterLab the view is an ipywidget whose controls
are synced traits; in exported HTML the same front-end module (``web/view.js``) runs on a static
model. What a reader sees is what Python computed, on every surface.
"""

from __future__ import annotations

import base64
import functools
import gzip
import importlib.resources
import itertools
import json
import math
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import anywidget
import traitlets
from IPython.display import display
from markupsafe import Markup

from explainer import draw, markup, theme
from explainer.controls import Control, Value
from explainer.panel import Panel

MIMETYPE = "application/vnd.explainer.view+json"
"""Carries a whole view in a notebook's output: ``{"name", "html", "payload"}``."""
MAX_STATES = 400

_WEB = importlib.resources.files("explainer") / "web"


class _Library(anywidget.AnyWidget):
    """Plotly's own script, compressed, sent to the browser once however many views there are."""

    _esm = "export default {}"
    script = traitlets.Bytes().tag(sync=True)


def plotly_source() -> bytes:
    """Return plotly.js as it comes with the plotly package."""
    return (importlib.resources.files("plotly") / "package_data" / "plotly.min.js").read_bytes()


@functools.cache
def plotly_script() -> bytes:
    """Return plotly.js gzipped, for the widget."""
    return gzip.compress(plotly_source(), 9, mtime=0)


def as_text(packed: bytes) -> str:
    """Write bytes as text that may stand in a script element.

    Base 85 after RFC 1924, which is a sixteenth shorter than base 64, with a comma for ``<``.
    """
    return base64.b85encode(packed).decode().replace("<", ",")


def from_text(text: str) -> bytes:
    """Read what :func:`as_text` wrote."""
    return base64.b85decode(text.strip().replace(",", "<"))


@functools.cache
def _library() -> _Library:
    return _Library(script=plotly_script())


def stylesheet() -> str:
    """Return the style of views: typefaces, palette and rules."""
    return theme.faces() + theme.css_variables() + (_WEB / "view.css").read_text(encoding="utf-8")


class View(anywidget.AnyWidget):
    """An interactive view; made by :func:`explore`.

    Every control is a trait of its name: read it, set it, ``observe`` it, ``link`` it.

    Attributes
    ----------
    name : str
        Name of the view, as in ``explainer.story.VIEWS``.
    controls : tuple of Control
    panels : dict
        The values of the controls, in their order -> :class:`~explainer.panel.Panel`.
    html : str
        The view in its default state: complete without scripts.
    """

    _esm = _WEB / "view.js"
    _css = stylesheet()
    _key = traitlets.Unicode().tag(sync=True)
    _html = traitlets.Unicode().tag(sync=True)
    _payload = traitlets.Bytes().tag(sync=True)
    _library = anywidget.WidgetTrait().tag(sync=True)
    controls: tuple[Control, ...] = ()

    def __init__(self, name: str, panels: dict[tuple[Value, ...], Panel]) -> None:
        self.name, self.panels = name, panels
        rendered = {key: markup.parts(panel) for key, panel in panels.items()}
        default = tuple(control.value for control in self.controls)
        pieces = {part: Markup("".join(html)) for part, html in rendered[default].items()}
        self.html = markup.fragment("panel", "root", name, self.controls, pieces)
        super().__init__(
            _key=uuid.uuid4().hex,
            _html=self.html,
            _payload=_encode(self.controls, panels, rendered),
            _library=_library() if any(panel.figure for panel in panels.values()) else None,
        )

    @property
    def panel(self) -> Panel:
        """The panel of the state that the view is in."""
        return self.panels[tuple(getattr(self, control.key) for control in self.controls)]

    def _ipython_display_(self) -> None:
        """Show the default state as HTML, which the live view replaces where it can run.

        Two outputs, because nbconvert shows one kind of data for an output: with the widget's kind
        alone, a page opened with no network would be blank (see ``web/view.js``, ``hideStandIn``).
        """
        stand_in = f'<div data-stand-in="{self._key}">{self.html}</div>'
        display({"text/html": stand_in, "text/plain": self.panel.title}, raw=True)
        payload = as_text(self._payload)
        bundle = self._repr_mimebundle_()[0]  # type: ignore[index]
        view = {"name": self.name, "html": self.html, "payload": payload}
        text = f"Interactive view: {self.name}"
        display({**bundle, MIMETYPE: view, "text/plain": text}, raw=True)


def explore(function: Callable[..., Panel], **controls: Control) -> View:
    """Make a view of ``function``, which returns a :class:`~explainer.panel.Panel`.

    Parameters
    ----------
    function
        Called with one value per control, by keyword. Its name becomes the view's name.
    **controls
        Made by :func:`choice`, :func:`steps` or :func:`toggle`.

    Raises
    ------
    ValueError
        If there are more than ``MAX_STATES`` states, or a control's name is taken by the widget.
    """
    name = function.__name__
    keyed = tuple(replace(control, key=key) for key, control in controls.items())
    if taken := [control.key for control in keyed if hasattr(View, control.key)]:
        raise ValueError(f"view {name!r}: a widget already has {taken}; choose other control names")
    states = math.prod(len(control.options) for control in keyed)
    if states > MAX_STATES:
        sizes = ", ".join(f"{control.key} ({len(control.options)})" for control in keyed)
        raise ValueError(
            f"view {name!r} has {states} states, more than {MAX_STATES}: give fewer values to "
            f"its controls {sizes}, or split it into two views"
        )
    panels = {
        values: function(**dict(zip(controls, values, strict=True)))
        for values in itertools.product(*(control.options for control in keyed))
    }
    traits = {c.key: traitlets.Enum(list(c.options), c.value).tag(sync=True) for c in keyed}
    return type("View", (View,), {**traits, "controls": keyed})(name, panels)


def _encode(
    controls: tuple[Control, ...],
    panels: dict[tuple[Value, ...], Panel],
    rendered: dict[tuple[Value, ...], markup.Parts],
) -> bytes:
    """Pack all states for the front end: JSON, each distinct piece once, gzipped.

    ``pool`` holds HTML pieces, traces, layouts and the template; a state is an index into
    ``panels``, and a panel names, for every part, its pieces by their place in the pool. Sources
    have a list of their own, which a page with several views replaces (``export/pack.py``).
    """
    pool: dict[str, int] = {}
    sources: dict[str, int] = {}

    def put(piece: Any) -> int:
        return pool.setdefault(json.dumps(piece, sort_keys=True, ensure_ascii=False), len(pool))

    def drawing(figure: draw.Figure | None) -> dict[str, Any] | None:
        if figure is None:
            return None
        layout = {key: value for key, value in figure["layout"].items() if key != "template"}
        traces = [put(trace) for trace in figure["data"]]
        template = put(figure["layout"].get("template", {}))
        return {"data": traces, "layout": put(layout), "template": template}

    distinct: dict[str, int] = {}
    states = []
    for values, panel in panels.items():
        entry: dict[str, Any] = {
            part: [put(piece) for piece in pieces]
            for part, pieces in rendered[values].items()
            if part != "sources"
        }
        items = rendered[values]["sources"]
        entry["sources"] = [sources.setdefault(item, len(sources)) for item in items]
        entry |= {"figure": drawing(panel.figure), "narrow": drawing(panel.narrow)}
        states.append(distinct.setdefault(json.dumps(entry), len(distinct)))
    packed = {
        "controls": [
            {"key": c.key, "kind": c.kind, "values": list(c.options), "value": c.value}
            | {"linked": c.linked}
            | ({"keep": True} if c.keep else {})
            | ({"words": list(c.options.values())} if c.kind == "steps" else {})
            for c in controls
        ],
        "states": states,
        "panels": [json.loads(entry) for entry in distinct],
        "pool": [json.loads(piece) for piece in pool],
        "sources": list(sources),
        "dark": theme.DARK,
    }
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)
