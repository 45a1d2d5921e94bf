"""The vocabulary of pictures: traces, labels and shapes in the look of the house."""

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
    columns = {
        name: [None if item != item else item for item in value.tolist()]
        for name, value in properties.items()
        if isinstance(value, pd.Series)
    }
    return {"type": "scatter"} | properties | columns


def figure(*traces: dict[str, Any], height: int, **layout: Any) -> Figure:
    """Return a figure of the house: lean template, fixed height in pixels, no chrome."""
    return {"data": list(traces), "layout": {"template": TEMPLATE, "height": height, **layout}}


def axis(
    first: Any,
    last: Any,
    ticks: Mapping[Any, str] | Iterable[Any] = (),
    grid: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """Return an axis with ``ticks``, perhaps in words, from ``first`` to ``last``; else hidden."""
    words = {"ticktext": list(ticks.values())} if isinstance(ticks, Mapping) else {}
    shown = {"tickvals": list(ticks), **words} | ({} if grid else {"showgrid": False})
    return {"range": [first, last]} | (shown if shown["tickvals"] else {"visible": False}) | more


def font(colour: str) -> dict[str, Any]:
    """Return the type of a label in a colour of the palette; a side has its own for words."""
    return {"size": 16, "color": LIGHT.get(f"{colour}-text", LIGHT[colour])}


def label(
    x: Any, y: Any, text: str, anchor: str = "", colour: str = "", **more: Any
) -> dict[str, Any]:
    """Return a direct label (a Plotly annotation without an arrow).

    ``anchor`` says which sides of the text lie at the point: ``left``, ``right top``.
    """
    sides = {f"{'x' if s in ('left', 'center', 'right') else 'y'}anchor": s for s in anchor.split()}
    paint = {"font": font(colour)} if colour else {}
    return {"x": x, "y": y, "text": text, "showarrow": False, **sides, **paint, **more}


def marks(
    *,
    size: Any,
    symbol: str | list[str] | None = None,
    colour: str | list[str] = "ink",
    opacity: Any = 1,
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
    answers: dict[str, Any] = {"hoverinfo": "text" if hover else "skip"}
    answers |= {"hovertext": hover} if hover else {}
    answers |= {"customdata": picks} if picks else {}
    if symbol and set(symbol) <= _CHARACTERS:
        face = {"family": MARK_FACE, "size": _EM * size, "color": paint}
        return scatter(mode="text", text=symbol, textfont=face, **answers, **more)
    look: dict[str, Any] = {"size": size, "color": paint, "opacity": opacity}
    look |= {"symbol": symbol} if symbol is not None else {}
    look |= {"line": {"width": line, "color": paint}} if line else {}
    return scatter(mode="markers", marker=look, **answers, **more)


_CHARACTERS = {*MARKS.values(), "×"}
_EM = 16 / 13.8
"""Size of the font of marks in which a disc is one pixel wide."""


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
    x: Iterable[Iterable[Any]],
    y: Iterable[Iterable[Any]],
    colour: str,
    width: float,
    dash: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Return a trace of separate lines, each through a few ``x`` and as many ``y``."""
    xs, ys = ([value for one in axis for value in (*one, None)] for axis in (x, y))
    look = {"mode": "lines", "line": pen(colour, width, dash), "hoverinfo": "skip"}
    return scatter(x=xs, y=ys, **look | more)


def pen(colour: str, width: float, dash: str = "") -> dict[str, Any]:
    """Return how a line is drawn."""
    return {"color": LIGHT[colour], "width": width} | ({"dash": dash} if dash else {})


def rule(
    colour: str, width: float = 1, dash: str = "", *, x: tuple[Any, Any], y: tuple[Any, Any]
) -> dict[str, Any]:
    """Return a line from the first to the last ``x`` and ``y``, as a shape of the layout."""
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    return {"type": "line", "line": pen(colour, width, dash), **ends}


def band(colour: str, *, x: tuple[Any, Any], y: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    """Return a filled rectangle behind the traces, as a shape of the layout."""
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "fillcolor": LIGHT[colour]}
    return {"type": "rect", **ends, "line": {"width": 0}, "layer": "below", **more}


Picture = dict[str, Figure]
"""What a panel takes: ``figure`` for wide windows and ``narrow`` for phones."""


def both(draw: Callable[..., Figure], *given: Any) -> Picture:
    """Draw a figure twice, where a phone needs more than to turn it."""
    return {"figure": draw(*given, narrow=False), "narrow": draw(*given, narrow=True)}


def turn(
    wide: Figure,
    *,
    height: int,
    heads: Sequence[str] = (),
    ticks: Mapping[Any, str] = {},
    **layout: Any,
) -> Picture:
    """Return a figure with its twin for phones, in which left to right is top to bottom.

    The twin has its ``height`` in pixels and labels only where they are given; where they differ,
    ``heads`` for the lanes, which stand side by side, ``ticks`` along which time or order runs, and
    other keys of its ``layout``.
    """
    twin: dict[str, Any] = {"template": TEMPLATE, "height": height}
    words = {"tickvals": list(ticks), "ticktext": list(ticks.values())} if ticks else {}
    top = {"ticktext": list(heads), "side": "top", "tickangle": 0, "showticklabels": True}
    for key, value in wide["layout"].items():
        if key.startswith("xaxis"):
            twin[_swapped(key)] = value | {"range": value["range"][::-1], "tickangle": 0} | words
        elif key.startswith("yaxis"):
            names = top if heads and "ticktext" in value else {}
            twin[_swapped(key)] = value | {"range": sorted(value["range"])} | names
        elif key == "shapes":
            twin[key] = [_turned(shape) for shape in value]
    traces = [_turned(trace) for trace in wide["data"]]
    return {"figure": wide, "narrow": {"data": traces, "layout": twin | layout}}


_TURNED = {"line-ns": "line-ew", "v": "h"}


def _turned(item: dict[str, Any]) -> dict[str, Any]:
    """Swap what is along and across in a trace or a shape."""
    turned = {_swapped(key): _swapped(value) for key, value in item.items()}
    if "orientation" in turned:
        turned["orientation"] = _TURNED[turned["orientation"]]
    if isinstance(symbols := turned.get("marker", {}).get("symbol"), list):
        symbols = [_TURNED.get(symbol, symbol) for symbol in symbols]
        turned["marker"] = turned["marker"] | {"symbol": symbols}
    return turned


def _swapped(name: Any) -> Any:
    """Return the name of an axis, or of what lies on it, for the other one."""
    other = {"x": "y", "y": "x"}.get(name[:1]) if isinstance(name, str) else None
    return other + name[1:] if other else name


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
    ends = (-0.6, len(lane) - 0.4)
    empty = [i for i, key in enumerate(keys) if key not in set(lane)]
    words = [label(-0.6, i - 0.12, names[key][0], "left bottom") for i, key in enumerate(keys)]
    words += [label(sum(ends) / 2, i, "<b>none found</b>", "bottom") for i in empty]
    lined = {"showticklabels": False, "gridcolor": LIGHT["soft"]}
    wide = figure(
        marks(x=order, y=lane.map(keys.index), symbol=glyphs(standings), size=15, hover=hover),
        height=90 * len(keys),
        xaxis=axis(*ends, {i: tick.replace(" ", "<br>") for i, tick in enumerate(ticks)}),
        yaxis=axis(len(keys) - 0.45, -0.62, dict(enumerate(keys)), grid=True, **lined),
        annotations=words,
        shapes=[band("find", x=ends, y=(i - 0.4, i + 0.4)) for i in empty],
    )
    heads = [short for _, short in names.values()]
    return turn(wide, height=70 + 36 * len(lane), heads=heads, ticks=dict(enumerate(ticks)))
