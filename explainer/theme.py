"""The look: palette, standing marks and the Plotly template, each defined once.

Colour carries the side only (Russia, North Korea, the Security Council, everybody else); how sure a
statement is never depends on colour but on a mark and its word.
"""

from __future__ import annotations

from typing import Any

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
