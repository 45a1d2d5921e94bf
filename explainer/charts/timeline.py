"""Chapter 01: the events of the story on a time axis."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import markup, theme
from explainer.charts.lanes import LANES, drawn
from explainer.data import Tables, first_day, last_day
from explainer.draw import plain
from explainer.evidence import public_from
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

SPANS = {"turns": "Turning points", "far": "All since 1945", "near": "Close up, from 2022"}
THEMES = {"all": "All", **{key: name for key, (name, _) in LANES.items()}}
ACTORS = {
    "all": "Everybody",
    "leaders": "Putin or Kim Jong-un",
    "china": "China",
    "united-states": "United States",
}
LIMIT = 200
Card = Callable[[str, str], tuple[str, str]]
"""Event and date -> its card, in two pieces."""
_NEAR = "2022-01-01"
_SLOTS = 14  # rows of a lane for marks that would cover each other
_APART = {"far": 384, "near": 23, "slim": 290}
"""Days between two marks of a row: of the far and the close view, and of the far one on phones."""


def timeline(
    tables: Tables, events: pd.DataFrame, card: Card, *, span: str, theme: str, who: str, as_of: str
) -> Panel:
    """Show events in lanes by theme; a mark, or a line of the list, opens its card.

    ``events`` and ``card`` are what :func:`laid_out` returns: made once for all states.
    """
    shown = events["public"] <= pd.Timestamp(as_of)
    if span != "far":
        shown &= events["turn" if span == "turns" else "near"]
    if theme != "all":
        shown &= events["lane"] == theme
    if who != "all":
        shown &= events[who]
    rows = events[shown]
    hidden = max(0, len(rows) - LIMIT)
    if hidden:
        rows = rows.loc[rows["rank"].nsmallest(LIMIT).index].sort_values("first", kind="stable")
    return Panel(
        title=_title(rows, span, theme, who, as_of),
        measure="Choose another view, another theme or everybody to see what is on record."
        if rows.empty
        else "One mark for each event, in lanes by its first theme; large: turning points of "
        "the story. The form of the mark says how sure it is (⊕: denied). "
        + (
            f"{hidden} events of this choice, less weighty or older, are not shown. "
            if hidden
            else ""
        )
        + "How crowded a year is says how closely we looked, not how much happened.",
        prompt="" if rows.empty else "Choose a mark to open its card.",
        alt="There is no event to draw."
        if rows.empty
        else f"Timeline with {len(rows)} events in lanes by theme. The list below the picture "
        "holds the same events in the order of time.",
        table=listed(
            rows,
            {"Date": "start", "Event": "title"}
            | {"Theme": rows["lane"].map(THEMES), "Standing": "status"},
        ),
        sources=cited(rows, tables.sources),
        figure=drawn(rows, span, as_of, narrow=False),
        narrow=drawn(rows, span, as_of, narrow=True),
        body=()
        if rows.empty
        else (
            _LIST,
            *(part for event in rows.index for part in card(event, as_of)),
            Markup("</ol></div>"),
        ),
        standings=counts(rows["status"]),
        caveat="The list is a selection: what the story needs, as far as our sources carry it. The "
        "standing of a claim is that of its content; that it was made is beyond doubt. “Before” "
        "and “after” in a card give the order of events, not their causes.",
    )


_LIST = Markup(
    '<div class="scroll" tabindex="0" role="region" aria-label="Events"><ol class="entries">'
)


def _title(rows: pd.DataFrame, span: str, theme: str, who: str, as_of: str) -> str:
    if rows.empty:
        what = "turning point" if span == "turns" else "event"
        return f"No {what} of this kind is on record by {day(as_of)}"
    kind = {"turns": "turning point", "far": "event", "near": "event since 2022"}[span]
    count = f"{number(len(rows)).capitalize()} {kind}" + ("s" if len(rows) > 1 else "")
    if span == "near":
        count = count.replace("event since 2022s", "events since 2022")
    first, last = rows["title"].iloc[0], rows["title"].iloc[-1]
    parts = [THEMES[theme].lower()] * (theme != "all")
    parts += [ACTORS[who]] * (who != "all")
    scope = f" ({', '.join(parts)})" if parts else ""
    return (
        f"{count}{scope}: from “{first}” to “{last}”"
        if len(rows) > 1
        else f"{count}{scope}: {first}"
    )


def laid_out(tables: Tables) -> tuple[pd.DataFrame, Card]:
    """Return the events with lane and place, and what writes a card, made when first shown."""
    rows = tables.events
    rows = rows.assign(
        public=last_day(public_from(rows)),
        first=first_day(rows["start"]),
        lane=rows["themes"].map(_lane),
        turn=rows["significance"] == 3,
        near=first_day(rows["start"]) >= pd.Timestamp(_NEAR),
        leaders=[not {"vladimir-putin", "kim-jong-un"}.isdisjoint(a) for a in rows["actors"]],
        china=["china" in actors for actors in rows["actors"]],
    )
    rows["united-states"] = ["united-states" in actors for actors in rows["actors"]]
    rows = rows.sort_values("first", kind="stable")
    cuts = pd.to_datetime(tables.dates["date"].iloc[:-1])
    since = [int((cuts < moment).sum()) for moment in rows["public"]]
    rows["together"] = [f"{lane}{n}" for lane, n in zip(rows["lane"], since, strict=True)]
    for span, days in _APART.items():
        drawn = rows[rows["near"]] if span == "near" else rows
        rows[f"{span}_at"] = pd.concat(_slots(lane, days) for _, lane in drawn.groupby("lane"))
    weight = rows.sort_values(["significance", "first"], ascending=False, kind="stable").index
    rows["rank"] = pd.Series(range(len(rows)), index=weight)
    rows["point"] = [_point(row) for row in records(rows)]
    names, pages = dict(tables.actors["name"]), tables.sources.fillna("")
    whole = {row["id"]: row for row in records(rows[_CARD])}
    near = dict(zip(rows.index, _neighbours(rows), strict=True))

    @functools.cache
    def card(event: str, as_of: str) -> tuple[str, str]:
        before, after, since = near[event]
        return body(event, before), _tail(after if since <= pd.Timestamp(as_of) else "")

    @functools.cache
    def body(event: str, before: str) -> str:
        row = whole[event]
        actors = [names[actor] for actor in row["actors"]]
        first = pages.loc[list(row["sources"][:2])].itertuples()
        more = len(row["sources"]) - 2
        return markup.fragment("timeline", "event", row, actors, first, more, before)

    return rows[_USED], card


def _slots(lane: pd.DataFrame, days: int) -> pd.Series:
    """Give each event of a lane the first row whose last mark is far enough before it."""
    last = [float("-inf")] * _SLOTS
    found = []
    for date in (lane["first"] - pd.Timestamp(_NEAR)).dt.days:
        free = (i for i, before in enumerate(last) if date - before >= days)
        found.append(next(free, last.index(min(last))))
        last[found[-1]] = date
    return pd.Series(found, lane.index)


@functools.cache
def _tail(after: str) -> str:
    return markup.fragment("timeline", "tail", after)


def _neighbours(rows: pd.DataFrame) -> list[tuple[str, str, pd.Timestamp]]:
    """Return for each event the one before and the one after it, and since when that is known.

    Both are of the same lane; the one before was public when the event was.
    """
    found: dict[str, tuple[str, str, pd.Timestamp]] = {}
    for _, lane in rows.groupby("lane", sort=False):
        names, dates = lane["title"].tolist(), lane["public"].tolist()
        for i, event in enumerate(lane.index):
            earlier = (names[j] for j in range(i - 1, -1, -1) if dates[j] <= dates[i])
            last = i + 1 == len(names)
            after = ("", pd.Timestamp.max) if last else (names[i + 1], dates[i + 1])
            found[event] = (next(earlier, ""), *after)
    return [found[event] for event in rows.index]


_USED = ["public", "start", "first", "title", "lane", "status", "turn", "near", "rank", "sources"]
_USED += ["leaders", "china", "united-states", "together", "point"]
_USED += [f"{span}_at" for span in _APART]
_CARD = ["id", "start", "end", "title", "summary", "actors", "status", "sources"]


@functools.cache
def _lane(themes: tuple[str, ...]) -> str:
    return next((key for key, (_, words) in LANES.items() if themes[0] in words), "talks")


def _point(row: dict[str, Any]) -> tuple[str, str, str, int, str]:
    symbol = theme.MARKS[str(row["status"])]["glyph"]
    text = f"{day(row['start'])}<br>{plain(row['title'])}"
    return str(row["first"].date()), row["id"], symbol, 14 if row["turn"] else 10, text
