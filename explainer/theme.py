"""The look: palette, standing marks and the Plotly template, each defined once.

Colour carries the side only (Russia, North Korea, the Security Council, everybody else); how sure a
statement is never depends on colour but on a mark and its word.
"""

import base64
import functools
import importlib.resources
from typing import Any

from markupsafe import Markup

PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#fbfaf7", "#15171a"),
    "ink": ("#1b1b1a", "#ebe8e1"),
    "soft": ("#5c5a55", "#b0aca3"),
    "hair": ("#d9d5cc", "#34373c"),
    "wash": ("#f1eee7", "#1d2024"),
    "land": ("#e9e5dc", "#262a2f"),
    "sea": ("#e3e8e8", "#1f272c"),
    "find": ("#e3ef7c", "#46531a"),
    "russia": ("#0072b2", "#56b4e9"),
    "russia-text": ("#005f95", "#7cc5ef"),
    "north-korea": ("#d55e00", "#f0894a"),
    "north-korea-text": ("#a34700", "#f5a272"),
    "council": ("#00735a", "#4fc3a1"),
    "other": ("#87837a", "#8b877f"),
}
"""Token -> (light, dark). The values are distinct in light, so that a figure drawn in light colours
can be turned into its dark twin by replacing strings (see ``DARK``)."""

LIGHT = {token: light for token, (light, _) in PALETTE.items()}
DARK = {light: dark for light, dark in PALETTE.values()}

SERIF = 'Newsreader, "Liberation Serif", Georgia, "Noto Serif", "DejaVu Serif", serif'
SANS = 'Archivo, "Liberation Sans Narrow", "Arial Narrow", Arial, "Noto Sans", sans-serif'
LABELS = SANS.replace(",", ', "Explainer Marks",', 1)
"""The stacks: prose; labels and headings; charts, where a mark is a character of the text."""
MARK_FACE = "Explainer Marks"
FACES = {
    "archivo": ("Archivo", "font-weight:400 800;font-stretch:62% 100%"),
    "newsreader": ("Newsreader", "font-weight:400 700"),
    "marks": (MARK_FACE, "font-weight:400 800"),
}
"""File in ``web/fonts/`` -> its family and its spans; ``tests/typefaces.py`` makes the files."""


@functools.cache
def faces() -> str:
    """Return ``@font-face`` rules with the typefaces in them."""
    folder, rules = importlib.resources.files("explainer") / "web" / "fonts", ""
    for file, (family, span) in FACES.items():
        data = base64.b64encode((folder / f"{file}.woff2").read_bytes()).decode()
        rules += f'@font-face{{font-family:"{family}";{span};font-display:swap;'
        rules += f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
    return rules


MARKS = {
    "documented": "●",
    "corroborated": "◉",
    "alleged": "○",
    "disputed": "◐",
    "denied": "⊖",
    "speculated": "◌",
    "opinion": "□",
}
"""Standing -> its mark, the character that stands for it everywhere; ``tests/typefaces.py`` draws
them as the font of marks."""


def mark(standing: str, times: int = 1) -> Markup:
    """Return the mark of a standing, without its word, for use inside HTML."""
    return Markup(f'<i class="mark" aria-hidden="true">{MARKS[standing] * times}</i>')


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
        "font": {"family": LABELS.replace('"', ""), "size": 16, "color": LIGHT["ink"]},
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


def _cells(ground: str) -> dict[str, Any]:
    look = {"fill": LIGHT[ground], "line": LIGHT["hair"], "font": LIGHT["ink"]}
    return {part: {"color": colour} for part, colour in look.items()} | {"height": 28}


_FURTHER = {"eye": {"x": 1.5, "y": 1.5, "z": 1.2}, "center": {"x": 0, "y": 0, "z": -0.15}}
"""Where a figure in space is seen from: so far that a low one holds its lowest ticks."""
_SERIES = ("russia", "north-korea", "council", "other", "ink")
_PICKER = {"rangeselector": {"bgcolor": LIGHT["wash"], "activecolor": LIGHT["hair"]}}
AUTHORS: dict[str, Any] = {
    "layout": {
        **TEMPLATE["layout"],
        "showlegend": None,
        "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
        "colorway": [LIGHT[token] for token in _SERIES],
        "colorscale": {"sequential": "Viridis", "sequentialminus": "Viridis", "diverging": "RdBu"},
        "polar": {"bgcolor": LIGHT["paper"]},
        "ternary": {"bgcolor": LIGHT["paper"]},
        "scene": {"dragmode": "turntable", "camera": _FURTHER},
        "xaxis": _AXIS | _PICKER,
        "sliderdefaults": {"bgcolor": LIGHT["wash"], "tickcolor": LIGHT["soft"]},
    },
    "data": {
        "table": [{"header": _cells("wash"), "cells": _cells("paper")}],
        "sankey": [
            {
                "textfont": {"color": LIGHT["ink"], "shadow": "none"},
                "link": {"color": LIGHT["hair"]},
            }
        ],
    },
}
"""The template of a figure that an author left in Plotly's own look: it has a legend, colours for
its series, and what else would not follow the page into the dark."""
