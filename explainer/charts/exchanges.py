"""Chapter 03 in proportion: exchanges since 1990, and "firsts" put to the test."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from explainer import draw
from explainer.data import Tables, first_day
from explainer.draw import Figure, band, label, laid, marks, plain, rule
from explainer.evidence import known
from explainer.panel import Panel, cited, listed, records
from explainer.say import day
from explainer.theme import LIGHT

LEVELS = {"all": "All", "minister": "Ministers and above", "leader": "Leaders"}
DIRECTIONS = {"both": "Both ways", "to-north-korea": "To North Korea", "to-russia": "To Russia"}
_HIGH = ["leader", "premier", "minister", "security-council", "parliament"]
_SIDES = {
    "to-north-korea": (1, "russia"),
    "to-russia": (-1, "north-korea"),
    "elsewhere": (0, "ink"),
}
_THIN = 2018  # before it, fewer pages are stored: see the data dictionary
_VISIT = "2023-shoigu"


def how_rare(tables: Tables, *, direction: str, level: str, as_of: str) -> Panel:
    """Show each documented exchange of delegations as a dot, stacked by year and direction."""
    rows = known(tables.delegations, as_of)
    if direction != "both":
        rows = rows[rows["direction"] == direction]
    if level != "all":
        rows = rows[rows["level"].isin(_HIGH if level == "minister" else ["leader"])]
    gap = ", and 2026 is missing" if as_of >= "2026" else ""
    since = rows[first_day(rows["start"]) >= first_day(tables.delegations["start"])[_VISIT]]
    before = rows.drop(since.index)
    scopes = {"all": "exchanges", "minister": "exchanges of ministers and above"}
    scope = scopes.get(level, "leaders’ meetings")
    return Panel(
        title=_rare_title(before, since, scope),
        measure=f"Documented {scope} between Russia and North Korea, one dot each, by year, 1990 "
        f"to {day(as_of[:7])}. Filled: ministers and above; large: leaders; hollow: other ranks.",
        alt=f"Dot plot by year. {len(before)} {scope} are on record before Shoigu's visit of July "
        f"2023 and {len(since)} from then on. On one side of the line are journeys of Russians to "
        "North Korea, on the other journeys of North Koreans to Russia. Years before 2018 are "
        "marked as a thin record.",
        table=listed(
            rows,
            {"Date": "start", "Visitor": "visitor", "Office": "visitor_role"}
            | {"Direction": rows["direction"].map({**DIRECTIONS, "elsewhere": "Elsewhere"})}
            | {"Met": "host", "Occasion": "occasion", "Outcome": "outcome"},
        ),
        sources=cited(rows if len(rows) else tables.delegations.loc[[_VISIT]], tables.sources),
        figure=_dots(records(rows), as_of, narrow=False),
        narrow=_dots(records(rows), as_of, narrow=True),
        standings={"documented": len(rows)} if len(rows) else {},
        caveat="The list holds what our sources document, not all that happened. Years before 2018 "
        f"are thinner because fewer pages from them are stored{gap}. An empty year does not prove "
        "that nobody travelled.",
    )


def _rare_title(before: pd.DataFrame, since: pd.DataFrame, scope: str) -> str:
    if before.empty:
        return f"No {scope} of this kind are on record before Shoigu's visit"
    last = before.iloc[-1]
    if len(since) <= 2:
        return (
            f"When Shoigu came, the last of the {scope} on record was {last['visitor']}'s journey "
            f"of {day(last['start'][:7])}"
        )
    share = len(since) / (len(since) + len(before))
    words = (
        "Half" if abs(share - 0.5) <= 0.05 else f"{'More' if share > 0.5 else 'Fewer'} than half"
    )
    return (
        f"{words} of the {scope} on record since 1990, {len(since)} of {len(since) + len(before)}, "
        "date from Shoigu's visit or later"
    )


def _dots(rows: list[dict[str, Any]], as_of: str, *, narrow: bool) -> Figure:
    stacked: Counter[tuple[int, int]] = Counter()
    heights = []
    for row in rows:
        side, _ = _SIDES[row["direction"]]
        stacked[row["year"], side] += 1
        heights.append(side * (stacked[row["year"], side] + 0.4))
    last = int(as_of[:4])
    dots = marks(
        **laid(narrow, [row["year"] for row in rows], heights),
        size=[13 if row["level"] == "leader" else 9 for row in rows],
        symbol=["circle" if row["level"] in _HIGH else "circle-open" for row in rows],
        colour=[_SIDES[row["direction"]][1] for row in rows],
        hover=[
            f"<b>{plain(row['visitor'])}</b>, {day(row['start'])}<br>{plain(row['visitor_role'])}"
            + (f"<br>met {plain(row['host'])}" if row["host"] else "")
            for row in rows
        ],
    )
    years = {
        "range": [last + 0.9, 1989.2] if narrow else [1989.2, max(last + 0.9, 2024.5)],
        "tickvals": [*range(1990, last, 5), *([2023] if last < 2025 else [2025])],
        "showgrid": False,
    }
    span = {"range": [-11.5 if narrow else -9.5, 14.5], "visible": False}
    whole = {"xref": "x domain"} if narrow else {"yref": "y domain"}
    thin = band("wash", **laid(narrow, (1989.2, _THIN - 0.5), (0, 1))) | whole
    axis = rule("soft", **laid(narrow, (1989.5, last + 0.5), (0, 0)))
    return draw.figure(
        dots,
        height=820 if narrow else 470,
        shapes=[thin, axis],
        annotations=_dot_labels(rows, narrow),
        **laid(narrow, years, span, "axis"),
    )


def _dot_labels(rows: list[dict[str, Any]], narrow: bool) -> list[dict[str, Any]]:
    if narrow:
        labels = [
            label(14.2, 1990, "to<br>North Korea", "right top", "russia-text"),
            label(-11.2, 1990, "to<br>Russia", "left top", "north-korea-text"),
            label(14.2, 2016.4, "thin record", "right", "soft"),
        ]
    else:
        labels = [
            label(1989.6, 14.2, "Russians to North Korea", "left top", "russia-text"),
            label(1989.6, -9.2, "North Koreans to Russia", "left bottom", "north-korea-text"),
            label(2017.2, 14.2, "thin record", "right top", "soft"),
        ]
    if any(row["id"] == _VISIT for row in rows):
        arrow: dict[str, Any] = {
            "showarrow": True,
            "arrowcolor": LIGHT["soft"],
            "arrowwidth": 1,
            "arrowhead": 0,
        }
        arrow |= {"ax": 60, "ay": -30} if narrow else {"ax": -90, "ay": -90}
        words = f"<b>Shoigu,{'<br>' if narrow else ' '}July 2023</b>"
        labels.append(label(text=words, **laid(narrow, 2023, 1.4), **arrow))
    return labels
