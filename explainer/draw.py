"""The vocabulary of pictures: traces, labels and shapes in the look of the house."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd

from explainer.say import typeset
from explainer.theme import LIGHT, MARKS, TEMPLATE


def plain(text: str) -> str:
    """Return ``text`` for use in a figure: Plotly reads labels as HTML, data must not be markup."""
    return html.escape(typeset(text), quote=False)


def wrapped(text: str, width: int) -> str:
    """Return ``text`` for use in a figure, in lines of at most ``width`` characters."""
    return "<br>".join(textwrap.wrap(plain(text), width))


Figure = dict[str, Any]
"""A Plotly figure as plain JSON: ``{"data": [traces], "layout": {...}}``. Not ``go.Figure``, which
checks every value when it is made: for the hundreds of figures of a chapter that takes seconds. The
tests check them instead."""


def scatter(**properties: Any) -> dict[str, Any]:
    """Return a scatter trace; columns become lists, missing numbers gaps."""
    return {"type": "scatter", **_lists(properties)}


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, pd.Series | pd.Index):
        value = value.tolist()
    return [_plain(item) for item in value] if isinstance(value, list) else _plain(value)


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: dates as text, what is missing as null."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if isinstance(value, float) and value != value else value


def figure(*traces: dict[str, Any], height: int, **layout: Any) -> Figure:
    """Return a figure of the house: lean template, fixed height in pixels, no chrome."""
    return {"data": list(traces), "layout": {"template": TEMPLATE, "height": height, **layout}}


def font(colour: str) -> dict[str, Any]:
    """Return the type of a label in a colour of the palette."""
    return {"size": 16, "color": LIGHT[colour]}


def label(
    x: Any, y: Any, text: str, anchor: str = "", colour: str = "", **more: Any
) -> dict[str, Any]:
    """Return a direct label (a Plotly annotation without an arrow).

    ``anchor`` says which sides of the text lie at the point: ``left``, ``right top``.
    """
    sides = {f"{'x' if s in ('left', 'center', 'right') else 'y'}anchor": s for s in anchor.split()}
    paint = {"font": font(colour)} if colour else {}
    place = {"x": _plain(x), "y": _plain(y)}
    return {**place, "text": text, "showarrow": False, **sides, **paint, **more}


def left_label(y: float, text: str) -> dict[str, Any]:
    """Return a label that hangs from ``y`` at the left edge of the figure."""
    return label(0, y, text, "left top", xref="paper", align="left", bgcolor=LIGHT["paper"])


def marks(
    *,
    size: Any,
    colour: str | list[str] = "ink",
    line: float = 2,
    hover: list[str] | None = None,
    picks: list[str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a trace of marks: ``x``, ``y``, and what a mark says and which state it chooses.

    ``symbol`` and ``opacity`` belong to the mark, other properties to the trace.
    """
    paint = LIGHT[colour] if isinstance(colour, str) else [LIGHT[token] for token in colour]
    look = {"size": size, "color": paint, "opacity": more.pop("opacity", 1)}
    look |= {"symbol": more.pop("symbol")} if "symbol" in more else {}
    look |= {"line": {"width": line, "color": paint}} if line else {}
    trace = {"mode": "markers", "marker": look, "hoverinfo": "none" if picks else "skip"}
    trace |= {"hovertext": hover, "hoverinfo": "text"} if hover else {}
    trace |= {"customdata": picks} if picks else {}
    return scatter(**trace | more)


def laid(narrow: bool, along: Any, across: Any, what: str = "") -> dict[str, Any]:
    """Name as ``x`` and ``y`` what runs along a figure, or down a narrow one, and across it."""
    x, y = (across, along) if narrow else (along, across)
    return {f"x{what}": x, f"y{what}": y}


def symbols(standings: Iterable[str]) -> list[str]:
    """Return the Plotly symbols of standings."""
    return [MARKS[word]["symbol"] for word in standings]


def strokes(
    x: Iterable[Iterable[Any]], y: Iterable[Iterable[Any]], colour: str, width: float, **more: Any
) -> dict[str, Any]:
    """Return a trace of separate lines, each through a few ``x`` and as many ``y``."""
    ends = {axis: [v for one in line for v in (*one, None)] for axis, line in (("x", x), ("y", y))}
    line = {"color": LIGHT[colour], "width": width}
    return scatter(**ends, mode="lines", line=line, hoverinfo="skip", **more)


def rule(
    colour: str, width: float = 1, dash: str = "", *, x: tuple[Any, Any], y: tuple[Any, Any]
) -> dict[str, Any]:
    """Return a line from the first to the last ``x`` and ``y``, as a shape of the layout."""
    line = {"color": LIGHT[colour], "width": width} | ({"dash": dash} if dash else {})
    return {"type": "line", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "line": line}


def band(colour: str, *, x: tuple[Any, Any], y: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    """Return a filled rectangle behind the traces, as a shape of the layout."""
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "fillcolor": LIGHT[colour]}
    return {"type": "rect", **ends, "line": {"width": 0}, "layer": "below", **more}
