"""Stacks: a mark a row of a table, in columns of time, with phases behind and names on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from explainer.draw import Picture, band, figure, glyphs, label, laid, marks, plain, rule, turn
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
    rows = rows.assign(place=rows.groupby("column").cumcount())
    tops = rows["column"].value_counts()
    stacks = [
        marks(
            x=own["column"],
            y=own["place"],
            symbol=glyphs(own["status"]),
            size=12,
            colour=["ink" if strong else "other" for strong in own["strong"]],
            hover=[f"{day(row['start'])}<br>{plain(row['title'])}" for row in records(own)],
            picks=[f"open={event}" for event in own.index],
        )
        for _, own in rows.groupby("column")
    ]
    named = records(rows[rows["named"]])
    spots: dict[str, Any] = {"x": [r["column"] for r in named], "y": [r["place"] for r in named]}
    halo = marks(**spots, symbol="square", size=22, colour="find", line=0)
    over = _over(named, tops, last)
    top = max([y for y, _ in over] + [int(tops.max()), 8]) + 6
    shown = {at: word for at, word in ticks.items() if word}

    def frame(narrow: bool) -> dict[str, Any]:
        ends = [at for at, _ in bands] + [last + 0.6]
        shapes, words = [], []
        for i, (_, name) in enumerate(bands):
            along, across = (ends[i], ends[i + 1]), (-0.8, 25 if narrow else top)
            shapes += [band("wash", **laid(narrow, along, across))] * (i % 2 == 0)
            begin, end = along
            beside = end - begin > 3 and any(0 <= r["column"] - begin < 1.5 for r in named)
            # Below the name before, where that is longer than its phase in any font.
            lower = i > 0 and 0.5 * len(bands[i - 1][1]) * last / 46 > begin - ends[i - 1]
            wide = ends[i] + 0.2, top - 1.7 * lower
            place = (24.6, ends[i] + 0.1 + 1.5 * beside) if narrow else wide
            anchor = "right top" if narrow else "left top"
            words.append(label(place[0], place[1], f"<b>{plain(name)}</b>", anchor, "soft"))
        shapes.append(
            rule("soft", 1, "dot", **laid(narrow, (split, split), (-0.8, 25 if narrow else top)))
        )
        for row, (y, side) in zip(named, over, strict=True):
            name = f"<b>{plain(row['short'])}</b>"
            long = row["place"] + len(row["short"]) * 0.65 > 23.5
            if narrow:
                near = any(0 <= row["column"] + 1 - at < 2 for at in ends)  # the name of a phase
                spot = (row["place"] + 1.2, row["column"])
                spot = (24.6, row["column"] + 1 + near) if long else spot
                words.append(label(spot[0], spot[1], name, "right" if long else "left"))
            else:
                shapes.append(rule("ink", x=(row["column"],) * 2, y=(row["place"] + 0.9, y)))
                when = f"{name}<br>{brief(row['start'])}"
                words.append(
                    label(row["column"], y, when, side, align="right" if " " in side else "center")
                )
        return {"shapes": shapes, "annotations": words}

    wide = figure(
        halo,
        *stacks,
        height=round(60 + 13 * top),
        xaxis={"range": [-0.9, last + 1.4], "tickvals": list(shown), "ticktext": [*shown.values()]}
        | {"showgrid": False},
        yaxis={"range": [-0.8, top], "visible": False},
        **frame(False),
    )
    across = {"range": [-0.8, 24.8], "visible": False}
    return turn(wide, height=60 + 16 * (last + 1), xaxis=across, **frame(True))


def _over(named: list[dict[str, Any]], tops: pd.Series, last: int) -> list[tuple[float, str]]:
    """Return where each name stands, over stacks and names, and which side of it at its event."""
    found: list[tuple[float, float, float]] = []
    sides = []
    for i, row in enumerate(named):
        half = len(row["short"]) * 0.17 * last / 46 + 0.6
        close = row["column"] + half > last + 1 or any(
            0 < other["column"] - row["column"] < half + 0.4 for other in named[i:]
        )
        right = row["column"] + (0.3 if close else half)  # else the line of the next one cuts it
        left = right - 2 * half
        y = max(n for at, n in tops.items() if left <= at <= right) + 1.0
        while any(a < right and left < b and y < up + 3.4 for a, b, up in found):
            y += 0.5
        found.append((left, right, y))
        sides.append("right bottom" if close else "bottom")
    return [(y, side) for (*_, y), side in zip(found, sides, strict=True)]
