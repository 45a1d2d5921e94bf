"""Stacks: a mark a row of a table, in columns of time, with phases behind and names on top."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from explainer import draw
from explainer.draw import Picture, axis, band, glyphs, label, laid, marks, plain, rule, turn
from explainer.panel import records
from explainer.say import brief, day


def stacks(
    rows: pd.DataFrame, ticks: Mapping[float, str], bands: Sequence[tuple[float, str]], split: float
) -> Picture:
    """Draw a mark a row of a table, stacked in columns; what is named stands on top of its stack.

    ``rows`` have ``column``, ``status``, ``start``, ``title``, ``named``, its name in ``short``,
    and ``strong`` where a mark is not to be grey. The last of the ``ticks`` ends the axis;
    ``bands`` say where each phase begins, and its name; at ``split`` the scale changes.
    """
    last = int(max(ticks))
    rows = rows.sort_values(["column", "named"], kind="stable")
    rows = rows.assign(
        place=rows.groupby("column").cumcount(),
        colour=rows["strong"].map({True: "ink", False: "other"}),
        hover=[f"{day(row['start'])}<br>{plain(row['title'])}" for row in records(rows)],
    )
    tops = rows["column"].value_counts()
    stacks = [
        marks(
            x=own["column"],
            y=own["place"],
            symbol=glyphs(own["status"]),
            size=12,
            colour=own["colour"].tolist(),
            hover=own["hover"].tolist(),
            picks=[f"open={event}" for event in own.index],
        )
        for _, own in rows.groupby("column")
    ]
    lit = rows[rows["named"]]
    halo = marks(x=lit["column"], y=lit["place"], symbol="square", size=22, colour="find", line=0)
    named = records(lit)
    over = _over(named, tops, last)
    top = max([y for y, _ in over] + [int(tops.max()), 8]) + 6
    ends = [at for at, _ in bands] + [last + 0.6]

    def frame(narrow: bool) -> dict[str, Any]:
        across = (-0.8, 25 if narrow else top)
        shapes, words = [], []
        for i, (begin, name) in enumerate(bands):
            shapes += [band("wash", **laid(narrow, (begin, ends[i + 1]), across))] * (i % 2 == 0)
            word, anchor = f"<b>{plain(name)}</b>", "right top" if narrow else "left top"
            if narrow:
                near = any(0 <= row["column"] - begin < 1.5 for row in named)
                spot = 24.6, begin + 0.1 + 1.5 * (near and ends[i + 1] - begin > 3)
            else:  # below the name before, where that is longer than its phase in any font
                before = 0.5 * len(bands[i - 1][1]) * last / 46 if i else 0
                spot = begin + 0.2, top - 1.7 * (i > 0 and before > begin - ends[i - 1])
            words.append(label(*spot, word, anchor, "soft"))
        shapes.append(rule("soft", 1, "dot", **laid(narrow, (split, split), across)))
        for row, (y, side) in zip(named, over, strict=True):
            name, at = f"<b>{plain(row['short'])}</b>", row["column"]
            if not narrow:
                shapes.append(rule("ink", x=(at, at), y=(row["place"] + 0.9, y)))
                align = "right" if " " in side else "center"
                words.append(label(at, y, f"{name}<br>{brief(row['start'])}", side, align=align))
            elif row["place"] + len(row["short"]) * 0.65 > 23.5:  # too long to stand beside
                near = any(0 <= at + 1 - begin < 2 for begin in ends)  # the name of a phase
                words.append(label(24.6, at + 1 + near, name, "right"))
            else:
                words.append(label(row["place"] + 1.2, at, name, "left"))
        return {"shapes": shapes, "annotations": words}

    shown = {at: word for at, word in ticks.items() if word}
    wide = draw.figure(
        halo,
        *stacks,
        height=round(60 + 13 * top),
        xaxis=axis(-0.9, last + 1.4, shown),
        yaxis=axis(-0.8, top),
        **frame(False),
    )
    return turn(wide, height=60 + 16 * (last + 1), xaxis=axis(-0.8, 24.8), **frame(True))


def _over(named: list[dict[str, Any]], tops: pd.Series, last: int) -> list[tuple[float, str]]:
    """Return where each name stands, over stacks and names, and which side of it at its event."""
    found: list[tuple[float, float]] = []  # where the names before it end
    places = []
    for i, row in enumerate(named):
        half = len(row["short"]) * 0.17 * last / 46 + 0.6
        close = row["column"] + half > last + 1 or any(
            0 < other["column"] - row["column"] < half + 0.4 for other in named[i:]
        )
        right = row["column"] + (0.3 if close else half)  # else the line of the next one cuts it
        left = right - 2 * half
        y = max(n for at, n in tops.items() if left <= at <= right) + 1.0
        while any(left < end and y < up + 3.4 for end, up in found):
            y += 0.5
        found.append((right, y))
        places.append((y, "right bottom" if close else "bottom"))
    return places
