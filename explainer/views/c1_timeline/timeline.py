"""The events of the story in columns of time, the years since 2018 wide."""

import functools

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.controls import choice
from explainer.data import Tables, first_day
from explainer.evidence import known, public
from explainer.panel import Panel, cited, describe, listed, records
from explainer.stacks import stacks

THEMES = {
    "talks": ("talks and treaties", {"diplomacy", "summits", "alliance", "us", "china"}),
    "tests": ("tests and sanctions", {"nuclear", "sanctions", "un", "missiles"}),
    "war": ("arms and war", {"arms", "war-in-ukraine", "troops", "technology", "space"}),
    "trade": ("trade, aid, people", {"trade", "aid", "workers", "people"}),
}
LOOK = {"all": "all events", "turns": "turning points"} | {k: n for k, (n, _) in THEMES.items()}
FIRST, NEAR, SPAN = 1945, 2018, 6  # columns of six years, from NEAR on columns of a quarter
LIMIT = 400
"""Marks at most: with more, the weightiest and newest."""

CONTROLS = {"look": choice(LOOK, label="Look closer at")}


def column(date: pd.Timestamp) -> int:
    """Return the column in which a date stands."""
    if date.year < NEAR:
        return (date.year - FIRST) // SPAN
    return -(-(NEAR - FIRST) // SPAN) + 4 * (date.year - NEAR) + date.quarter - 1


def timeline(tables: Tables, *, look: str, as_of: str) -> Panel:
    """Show events as stacks in columns of time; a mark opens its event in the list below."""
    rows = _events(tables, as_of)
    if look != "all":
        rows = rows[rows["strong"] if look == "turns" else rows["theme"] == look]
    year = int(tables.phases["start"].iloc[-1][:4])  # of the war
    return describe(
        "timeline",
        listed(
            rows,
            {"Date": "start", "Event": "title", "Theme": rows["theme"].map(LOOK)}
            | {"Standing": "status"},
        ),
        cited(rows, tables.sources, as_of, keep=True),
        stacks(rows, *_scale(public(tables.phases, tables.phases["start"], as_of), as_of)),
        body=(
            markup.fragment("timeline", "top", len(rows)),
            *_cards(tables, as_of)[rows.index],
            Markup("</ol></div></details>"),
        ),
        standings=rows["status"],
        look=look,
        what=LOOK[look],
        rows=len(rows),
        late=sum(rows["first"].dt.year >= year),
        year=year,
        as_of=as_of,
        first=FIRST,
        span=SPAN,
        near=NEAR,
    )


@functools.lru_cache
def _events(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return what was public by a day in order of time, with column, theme and weight."""
    rows = known(tables.events, as_of)
    rows = rows.assign(
        first=first_day(rows["start"]),
        strong=rows["significance"] == 3,
        named=rows.index.isin(tables.phases["named"].explode()),
        theme=[next(k for k, (_, own) in THEMES.items() if t[0] in own) for t in rows["themes"]],
    )
    rows = rows.sort_values(["significance", "first"], kind="stable").tail(LIMIT)
    rows["column"] = rows["first"].map(column)
    return rows.sort_values("first", kind="stable")


@functools.lru_cache
def _cards(tables: Tables, as_of: str) -> pd.Series:
    """Return the card of each event with its words of a day, made once for all choices."""
    names = tables.actors["name"]
    rows = records(_events(tables, as_of).drop(columns="first"))
    card = functools.partial(markup.fragment, "timeline", "event")
    return pd.Series({row["id"]: card(row, [names[a] for a in row["actors"]]) for row in rows})


def _scale(
    phases: pd.DataFrame, as_of: str
) -> tuple[dict[float, str], list[tuple[float, str]], float]:
    """Return the ticks, the beginnings of phases, and where six years become a quarter."""
    ticks = {(year - FIRST) / SPAN - 0.5: str(year) for year in (1950, 1970, 1990)}
    years = range(NEAR, int(as_of[:4]) + 1)
    ticks |= {column(pd.Timestamp(year, 1, 1)): str(year) for year in years}
    ticks = {column(pd.Timestamp(as_of)): ""} | ticks
    starts = [column(day) - 0.5 for day in first_day(phases["start"])]
    split = column(pd.Timestamp(NEAR, 1, 1)) - 0.45
    return ticks, list(zip(starts, phases["name"], strict=True)), split
