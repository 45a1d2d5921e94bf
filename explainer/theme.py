"""The look: palette, standing marks and the Plotly template, each defined once.

Colour carries the side only (Russia, North Korea, the Security Council, everybody else); how sure a
statement is never depends on colour but on a mark and its word.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#fbfaf7", "#15171a"),
    "ink": ("#1b1b1a", "#ebe8e1"),
    "soft": ("#5c5a55", "#b0aca3"),
    "hair": ("#d9d5cc", "#34373c"),
    "wash": ("#f1eee7", "#1d2024"),
    "land": ("#e9e5dc", "#262a2f"),
    "russia": ("#0072b2", "#56b4e9"),
    "russia-text": ("#005f95", "#7cc5ef"),
    "north-korea": ("#d55e00", "#f0894a"),
    "north-korea-text": ("#a34700", "#f5a272"),
    "council": ("#00735a", "#4fc3a1"),
    "other": ("#6b6861", "#9d9990"),
}
"""Token -> (light, dark). The values are distinct in light, so that a figure drawn in light colours
can be turned into its dark twin by replacing strings (see ``DARK``)."""

LIGHT = {token: light for token, (light, _) in PALETTE.items()}
DARK = {light: dark for light, dark in PALETTE.values()}

SERIF = (
    '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", "Noto Serif", '
    "Georgia, serif"
)
SANS = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", '
    "Arial, sans-serif"
)

_STROKE = ' fill="none" stroke="currentColor" stroke-width="1.7"'
_RING = f'<circle cx="8" cy="8" r="6.2"{_STROKE}/>'
_DOTTED = _RING.replace("/>", ' stroke-dasharray="2.2 2.1"/>')
_DISC = '<circle cx="8" cy="8" r="{}" fill="currentColor"/>'
_BAR = '<path d="M3 8h10" stroke="currentColor" stroke-width="2"/>'
_CROSS = '<path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.7"/>'
_DRAWN = {
    "documented": ("●", "circle", _DISC.format(6.8)),
    "corroborated": ("◉", "circle-open-dot", _RING + _DISC.format(3.4)),
    "alleged": ("○", "circle-open", _RING),
    "disputed": ("⊗", "circle-x-open", _RING + _CROSS),
    "denied": ("⊖", "circle-cross-open", _RING + _BAR),
    "speculated": ("◌", "diamond-open", _DOTTED),
    "opinion": ("□", "square-open", f'<rect x="2.4" y="2.4" width="11.2" height="11.2"{_STROKE}/>'),
}
MARKS: dict[str, dict[str, str]] = {
    word: {"glyph": glyph, "symbol": symbol, "svg": svg}
    for word, (glyph, symbol, svg) in _DRAWN.items()
}
"""Standing -> its mark as a character (Markdown), a Plotly symbol (charts) and an SVG (HTML)."""


def mark(standing: str) -> Markup:
    """Return the drawn mark of a standing, without its word, for use inside HTML."""
    return Markup(
        '<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f"{MARKS[standing]['svg']}</svg>"
    )


def css_variables() -> str:
    """Return the palette and the font stacks as CSS custom properties.

    ``light-dark()`` follows the ``color-scheme`` of the element, so one definition serves the page
    and JupyterLab; browsers without it get the light palette.
    """
    light = "".join(f"--{t}:{v};" for t, (v, _) in PALETTE.items())
    both = "".join(f"--{t}:light-dark({v},{d});" for t, (v, d) in PALETTE.items())
    fonts = f"--serif:{SERIF};--sans:{SANS};"
    return (
        f".explainer{{{fonts}{light}}}\n"
        f"@supports (color:light-dark(#000,#fff)){{.explainer{{{both}}}}}\n"
    )


_OPENING = {ord('"'): "“", ord("'"): "‘"}
_CLOSING = {ord('"'): "”", ord("'"): "’"}


def typeset(text: str) -> str:
    r"""Set straight quotation marks and apostrophes as print does; an address stays as it is.

    >>> typeset("'Nothing to lose': Putin's \"friend\"")
    '‘Nothing to lose’: Putin’s “friend”'
    """
    if text.startswith("http"):
        return text
    return _QUOTE.sub(lambda found: found[0].translate(_OPENING), text).translate(_CLOSING)


_QUOTE = re.compile(r"""(?:^|(?<=[\s(\[“‘]))['"]""")


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


_AXIS = {
    "gridcolor": LIGHT["hair"],
    "linecolor": LIGHT["soft"],
    "zeroline": False,
    "showline": False,
    "ticks": "",
    "automargin": True,
    "fixedrange": True,
    "tickfont": {"size": 16, "color": LIGHT["soft"]},
}
TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": SANS.replace('"', ""), "size": 16, "color": LIGHT["ink"]},
        "paper_bgcolor": LIGHT["paper"],
        "plot_bgcolor": LIGHT["paper"],
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": LIGHT["wash"],
            "bordercolor": LIGHT["soft"],
            "font": {"size": 16, "color": LIGHT["ink"]},
            "align": "left",
        },
        "annotationdefaults": {"font": {"size": 16, "color": LIGHT["ink"]}},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
}
