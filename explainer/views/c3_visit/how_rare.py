"""Exchanges of delegations since 1990, in proportion."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from explainer.controls import Control, choice
from explainer.data import Tables, first_day
from explainer.draw import Figure, band, both, figure, label, laid, marks, plain, rule
from explainer.evidence import in_order, known
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import day
from explainer.theme import LIGHT

LEVELS = {"all": "All", "minister": "Ministers and above", "leader": "Leaders"}
SCOPES = {"all": "exchanges", "minister": "exchanges of ministers and above"}
HIGH = ["leader", "premier", "minister", "security-council", "parliament"]
WAYS = {
    "to-north-korea": ("To North Korea", 1, "russia"),
    "to-russia": ("To Russia", -1, "north-korea"),
    "elsewhere": ("Elsewhere", 0, "ink"),
}
"""Direction -> its name, its side of the line of time, its colour."""
THIN = 2018
"""Before it, fewer pages are stored: see the data dictionary."""


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return {"level": choice(LEVELS, label="Rank")}


def how_rare(tables: Tables, *, level: str, as_of: str) -> Panel:
    """Show each documented exchange of delegations as a dot, stacked by year and direction."""
    rows = known(tables.delegations, as_of)
    rows = in_order(rows, rows["start"])
    visit = first_day(rows["start"]) >= first_day(tables.visit["start"]).min()
    [guest] = records(rows[visit].head(1))
    if level != "all":
        rows = rows[rows["level"].isin(HIGH if level == "minister" else ["leader"])]
    since = rows[visit.reindex(rows.index)]
    before = rows.drop(since.index)
    share = len(since) / max(1, len(rows))
    half = "Half" if abs(share - 0.5) <= 0.05 else f"{'More' if share > 0.5 else 'Fewer'} than half"
    return describe(
        "how_rare",
        listed(
            rows,
            {"Date": "start", "Visitor": "visitor", "Office": "visitor_role"}
            | {"Direction": rows["direction"].map({key: way for key, (way, *_) in WAYS.items()})}
            | {"Met": "host", "Occasion": "occasion", "Outcome": "outcome"},
        ),
        cited(rows, tables.sources),
        both(_dots, rows, guest, as_of),
        standings=["documented"] * len(rows),
        scope=SCOPES.get(level, "leaders’ meetings"),
        before=len(before),
        since=len(since),
        last=before.iloc[-1],
        half=half,
        guest=guest,
        surname=guest["visitor"].split()[-1],
        as_of=as_of,
    )


def _dots(rows: pd.DataFrame, guest: dict[str, Any], as_of: str, *, narrow: bool) -> Figure:
    """Draw the dots, those of leaders at the end of their stack, with their names."""
    rows = rows.loc[rows["level"].eq("leader").sort_values(kind="stable").index]
    stacked: Counter[tuple[int, int]] = Counter()
    heights, labels, named = [], _sides(narrow), {(1, 0), (-1, 0)}
    for row in records(rows):
        _, side, _ = WAYS[row["direction"]]
        stacked[row["year"], side] += 1
        height = side * (stacked[row["year"], side] + 0.4)
        heights.append(height)
        last = max(year for way, year in named if way == side or not side)
        if side and row["level"] == "leader" and row["year"] > last + 2:
            named.add((side, row["year"]))
            anchor = "left" if narrow and side > 0 else "right" if side < 0 else "center"
            at = laid(narrow, row["year"], height + side * (0.7 if narrow else 1.2))
            name = row["visitor"].split()[-1] if side > 0 else row["visitor"]
            labels.append(
                label(text=plain(name), anchor=anchor, xshift=10 * (side < 0 and not narrow), **at)
            )
    if guest["id"] in rows.index:
        arrow: dict[str, Any] = {"showarrow": True, "arrowcolor": LIGHT["soft"], "arrowwidth": 1}
        arrow |= {"arrowhead": 0} | ({"ax": 60, "ay": -30} if narrow else {"ax": -90, "ay": -90})
        words = [f"<b>{plain(guest['visitor'].split()[-1])},", f"{day(guest['start'][:7])}</b>"]
        text = ("<br>" if narrow else " ").join(words)
        labels.append(label(text=text, **laid(narrow, guest["year"], 1.4), **arrow))
    end = int(as_of[:4])
    sizes = {"leader": 14.0} | dict.fromkeys(HIGH[1:], 9.5)
    dots = marks(
        **laid(narrow, rows["year"].tolist(), heights),
        size=[sizes.get(level, 5) for level in rows["level"]],
        colour=[WAYS[way][2] for way in rows["direction"]],
        line=0,
        hover=[
            f"<b>{plain(row['visitor'])}</b>, {day(row['start'])}<br>{plain(row['visitor_role'])}"
            + (f"<br>met {plain(row['host'])}" if row["host"] else "")
            for row in records(rows)
        ],
    )
    years = {
        "range": [end + 0.9, 1989.2] if narrow else [1989.2, max(end + 0.9, 2024.5)],
        "tickvals": [*range(1990, end, 5), *([2023] if end < 2025 else [2025])],
        "showgrid": False,
    }
    span = {"range": [-11.5 if narrow else -9.5, 14.5], "visible": False}
    whole = {"xref": "x domain"} if narrow else {"yref": "y domain"}
    thin = band("wash", **laid(narrow, (1989.2, THIN - 0.5), (0, 1))) | whole
    axis = rule("soft", **laid(narrow, (1989.5, end + 0.5), (0, 0)))
    return figure(
        dots,
        height=820 if narrow else 470,
        shapes=[thin, axis],
        annotations=labels,
        **laid(narrow, years, span, "axis"),
    )


def _sides(narrow: bool) -> list[dict[str, Any]]:
    """Name the sides of the line of time, and the years of which little is stored."""
    if narrow:
        return [
            label(14.2, 1990, "to<br>North Korea", "right top", "russia-text"),
            label(-11.2, 1990, "to<br>Russia", "left top", "north-korea-text"),
            label(14.2, 2016.4, "thin record", "right", "soft"),
        ]
    return [
        label(1989.6, 14.2, "Russians to North Korea", "left top", "russia-text"),
        label(1989.6, -9.2, "North Koreans to Russia", "left bottom", "north-korea-text"),
        label(2017.2, 14.2, "thin record", "right top", "soft"),
    ]
