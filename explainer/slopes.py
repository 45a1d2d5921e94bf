"""Slopes: a line a statement, from the group in which it stood to the one where it stands."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from explainer.draw import Picture, axis, band, both, figure, glyphs, label, marks, strokes, wrapped
from explainer.evidence import STANDINGS
from explainer.say import brief, day
from explainer.theme import LIGHT

_EASE = ((0.03, 0), (0.3, 0.1), (0.7, 0.9), (0.97, 1))
"""How a line runs between its marks, and how far it rises."""
_STUB = 0.42


def slopes(rows: pd.DataFrame, lit: Collection[str], days: tuple[str, str], ends: bool) -> Picture:
    """Draw a line for each row, grouped by standing at both ends.

    Rows have ``was``, ``status`` and ``statement``; the lines of those whose ids are ``lit`` stand
    out. While the lines lead nowhere yet, one large question mark hides their ``ends``.
    """
    shown = ("was", "status") if ends else ("was",)
    words = [[*rows["was"]], [*rows["status"]]]
    sides = [_stacked(*words), _stacked(*words[::-1])]
    heights = list(zip(*(places for places, _ in sides), strict=True))
    chosen = [pair for key, pair in zip(rows.index, heights, strict=True) if key in lit]
    asked = [] if ends else [y for y, _ in chosen]
    if ends:
        traces = [_lines(heights, "hair"), _lines(chosen, "ink")]
    else:
        traces = [strokes([(0.03, _STUB)] * len(asked), [(y, y) for y in asked], "ink", 1.8)]
    traces.append(
        marks(
            x=[x for x, _ in enumerate(shown) for _ in heights],
            y=[pair[x] for x, _ in enumerate(shown) for pair in heights],
            symbol=[glyph for column in shown for glyph in glyphs(rows[column])],
            size=11,
            hover=[wrapped(text, 44) for text in rows["statement"]] * len(shown),
        )
    )
    groups = [tops for _, tops in sides][: len(shown)]
    return both(lambda *, narrow: figure(*traces, **_layout(groups, days, asked, narrow=narrow)))


def _lines(heights: list[tuple[float, float]], colour: str) -> dict[str, Any]:
    ys = [[round(a + (b - a) * rise, 2) for _, rise in _EASE] for a, b in heights]
    drawn = strokes([[x for x, _ in _EASE]] * len(ys), ys, colour, 1.8)
    return drawn | {"line": drawn["line"] | {"shape": "spline"}}


def _stacked(words: list[str], then: list[str]) -> tuple[list[float], list[tuple[str, float, int]]]:
    """Return the height of each row, by group and within it by the other end; and the groups."""
    rank = list(STANDINGS).index
    order = sorted(range(len(words)), key=lambda row: (rank(words[row]), rank(then[row])))
    heights, tops = [0.0] * len(words), dict[str, float]()
    for place, row in enumerate(order):
        tops.setdefault(words[row], round(place + 1.9 * len(tops), 2))
        heights[row] = round(place + 1.9 * (len(tops) - 1), 2)
    return heights, [(word, top, words.count(word)) for word, top in tops.items()]


def _layout(
    groups: list[list[tuple[str, float, int]]],
    days: tuple[str, str],
    asked: list[float],
    *,
    narrow: bool,
) -> dict[str, Any]:
    """Name the groups, beside their marks or above them; hide the ends that are ``asked`` for."""
    bottom = max(top + size for tops in groups for _, top, size in tops)
    names, hidden = [], []
    for x, date in enumerate(days):
        anchor = "right middle" if narrow == bool(x) else "left middle"
        shift = (8 if narrow else 14) * (1 if x else -1)
        place: dict[str, Any] = {"xshift": shift, "bgcolor": LIGHT["paper"]}
        title = brief(date) if narrow else day(date)
        names.append(label(x, -3.2, title, anchor, "soft", **place))
        for word, top, size in groups[x] if x < len(groups) else ():
            y = round(top - 1.5 if narrow else top + (size - 1) / 2, 2)
            names.append(label(x, y, f"{word} <b>{size}</b>", anchor, **place))
    if asked:
        ends = min(asked) - 1, max(asked) + 1
        hidden = [band("find", x=(_STUB + 0.03, 1), y=ends)]
        big = {"size": 160, "color": LIGHT["ink"]}
        names.append(label((_STUB + 1) / 2, sum(ends) / 2, "<b>?</b>", font=big))
    return {
        "height": int((bottom + 3.9) * 14),
        "xaxis": axis(-0.05, 1.05) if narrow else axis(-0.36, 1.36),
        "yaxis": axis(round(bottom, 2), -3.9),
        "annotations": names,
        "shapes": hidden,
    }
