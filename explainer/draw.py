"""The vocabulary of pictures: traces, labels and shapes in the look of the house."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from explainer.say import typeset
from explainer.theme import LIGHT, MARK_FACE, MARKS, TEMPLATE


def plain(text: str) -> str:
    """Return ``text`` for use in a figure: Plotly reads labels as HTML, data must not be markup."""
    return html.escape(typeset(text), quote=False)


def wrapped(text: str, width: int) -> str:
    """Return ``text`` for use in a figure, in lines of at most ``width`` characters."""
    return "<br>".join(map(plain, textwrap.wrap(typeset(text), width)))


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

    ``symbol`` and ``opacity`` belong to the mark, other properties to the trace. Symbols that are
    characters, as `glyphs` returns them, are set in the font of marks, of the given ``size``.
    """
    paint = LIGHT[colour] if isinstance(colour, str) else [LIGHT[token] for token in colour]
    if (symbol := more.get("symbol")) and set(symbol) <= _CHARACTERS:
        scale = [_EM * n for n in size] if isinstance(size, list) else _EM * size
        face = {"family": MARK_FACE, "size": scale, "color": paint}
        text = {"mode": "text", "text": list(more.pop("symbol")), "textfont": face}
        more.pop("opacity", None)
        return scatter(**text | _answers(hover, picks) | more)
    look = {"size": size, "color": paint, "opacity": more.pop("opacity", 1)}
    look |= {"symbol": more.pop("symbol")} if "symbol" in more else {}
    look |= {"line": {"width": line, "color": paint}} if line else {}
    return scatter(**{"mode": "markers", "marker": look} | _answers(hover, picks) | more)


_CHARACTERS = {*MARKS.values(), "×"}
_EM = 16 / 13.8
"""Size of the font of marks in which a disc is one pixel wide."""


def _answers(hover: list[str] | None, picks: list[str] | None) -> dict[str, Any]:
    """Return what marks answer to the pointer: words, and the state that a click chooses."""
    answers: dict[str, Any] = {"hoverinfo": "none" if picks else "skip"}
    answers |= {"hovertext": hover, "hoverinfo": "text"} if hover else {}
    return answers | ({"customdata": picks} if picks else {})


def laid(narrow: bool, along: Any, across: Any, what: str = "") -> dict[str, Any]:
    """Name as ``x`` and ``y`` what runs along a figure, or down a narrow one, and across it."""
    x, y = (across, along) if narrow else (along, across)
    return {f"x{what}": x, f"y{what}": y}


def note(narrow: bool, along: Any, across: Any, text: str, anchor: str, colour: str) -> Any:
    """Return a label at a place along and across a figure."""
    return label(**laid(narrow, along, across), text=text, anchor=anchor, colour=colour)


def glyphs(standings: Iterable[str]) -> list[str]:
    """Return the characters of standings; a cross where there is none."""
    return [MARKS[word] if word else "×" for word in standings]


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


Picture = dict[str, Figure]
"""What a panel takes: ``figure`` for wide windows and ``narrow`` for phones."""


def both(draw: Callable[..., Figure], *given: Any) -> Picture:
    """Draw a figure twice, where a phone needs more than to turn it."""
    return {"figure": draw(*given, narrow=False), "narrow": draw(*given, narrow=True)}


_TURNED = {"line-ew": "line-ns", "line-ns": "line-ew", "v": "h", "h": "v"}
_PAIRS = (("x", "y"), ("x0", "y0"), ("x1", "y1"), ("xref", "yref"), ("xaxis", "yaxis"))


def turn(
    wide: Figure,
    *,
    height: int,
    heads: Sequence[str] = (),
    ticks: Mapping[Any, str] = {},
    **layout: Any,
) -> Picture:
    """Return a figure with its twin for phones, in which left to right is top to bottom.

    The twin has its ``height`` in pixels; where they differ, ``heads`` for the lanes, which stand
    side by side, ``ticks`` along which time or order runs, and other keys of its ``layout``.
    """
    twin: dict[str, Any] = {"template": wide["layout"]["template"], "height": height}
    words = {"tickvals": list(ticks), "ticktext": list(ticks.values())} if ticks else {}
    for key, value in wide["layout"].items():
        if key.startswith("xaxis"):
            twin["y" + key[1:]] = value | {"range": value["range"][::-1], "tickangle": 0} | words
        elif key.startswith("yaxis"):
            names = {"ticktext": list(heads)} if heads and "ticktext" in value else {}
            top = {"side": "top", "tickangle": 0, "showticklabels": True} if names else {}
            twin["x" + key[1:]] = value | {"range": sorted(value["range"])} | names | top
        elif key in ("shapes", "annotations"):
            twin[key] = [_turn(item) for item in value]
    traces = [_turn(trace) for trace in wide["data"]]
    return {"figure": wide, "narrow": {"data": traces, "layout": twin | layout}}


def _turn(item: dict[str, Any]) -> dict[str, Any]:
    """Swap what is along and across in a trace, a shape or a label."""
    turned = {key: value for key, value in item.items() if not any(key in p for p in _PAIRS)}
    for pair in _PAIRS:
        for old, new in (pair, pair[::-1]):
            if old in item:
                value = item[old]
                swap = isinstance(value, str) and value[:1] in ("x", "y")
                turned[new] = ("y" if value[0] == "x" else "x") + value[1:] if swap else value
    if "orientation" in turned:
        turned["orientation"] = _TURNED[turned["orientation"]]
    if "symbol" in (look := turned.get("marker", {})):
        symbol = look["symbol"]
        one = isinstance(symbol, str)
        names = [_TURNED.get(name, name) for name in ([symbol] if one else symbol)]
        turned["marker"] = look | {"symbol": names[0] if one else names}
    return turned


def lanes(
    lane: pd.Series,
    names: Mapping[str, tuple[str, str]],
    ticks: pd.Series,
    standings: Iterable[str],
    hover: list[str],
) -> Picture:
    """Draw rows one after the other, each in its ``lane``; an empty lane says so.

    ``names`` give by key a lane's name, and a shorter one for phones; ``ticks`` the word under each
    row, such as its date.
    """
    order, keys = list(range(len(lane))), list(names)
    bounds = [-0.6, len(lane) - 0.4]
    empty = [i for i, key in enumerate(keys) if key not in set(lane)]
    words = [label(bounds[0], i - 0.12, names[key][0], "left bottom") for i, key in enumerate(keys)]
    words += [label(sum(bounds) / 2, i, "<b>none found</b>", "bottom") for i in empty]
    wide = figure(
        marks(x=order, y=lane.map(keys.index), symbol=glyphs(standings), size=15, hover=hover),
        height=90 * len(keys),
        xaxis={"range": bounds, "tickvals": order, "showgrid": False}
        | {"ticktext": [tick.replace(" ", "<br>") for tick in ticks]},
        yaxis={"range": [len(keys) - 0.45, -0.62], "tickvals": list(range(len(keys)))}
        | {"ticktext": keys, "showticklabels": False, "gridcolor": LIGHT["soft"]},
        annotations=words,
        shapes=[band("find", x=(bounds[0], bounds[1]), y=(i - 0.4, i + 0.4)) for i in empty],
    )
    return turn(
        wide,
        height=70 + 36 * len(lane),
        heads=[short for _, short in names.values()],
        ticks=dict(zip(order, ticks, strict=True)),
        annotations=[],
    )
