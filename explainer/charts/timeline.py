"""Chapter 01: the events of the story on a time axis."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import cards, theme
from explainer.cards import Panel, cited, counts, day, number, records
from explainer.data import Tables, first_day, last_day
from explainer.evidence import public_from
from explainer.theme import LIGHT, Figure, label, plain

SPANS = {"turns": "Turning points", "far": "All since 1945", "near": "Close up, from 2022"}
LANES = {
    "talks": ("Talks and treaties", {"diplomacy", "summits", "alliance", "us", "china"}),
    "tests": ("Tests and sanctions", {"nuclear", "sanctions", "un", "missiles"}),
    "war": ("Arms and war", {"arms", "war-in-ukraine", "troops", "technology", "space"}),
    "trade": ("Trade, aid, people", {"trade", "aid", "workers", "people"}),
}
THEMES = {"all": "All", **{key: name for key, (name, _) in LANES.items()}}
ACTORS = {
    "all": "Everybody",
    "leaders": "Putin or Kim Jong-un",
    "china": "China",
    "united-states": "United States",
}
LIMIT = 150
Card = Callable[[str, str], tuple[str, str]]
"""Event and date -> its card, in two pieces."""
_NEAR = "2022-01-01"
_SLOTS = 6  # places for marks of one lane that would cover each other


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
        measure="One mark for each event, in lanes by its first theme; large: turning points of "
        "the story. The form of the mark says how sure it is (⊕: denied). Choose a mark to open "
        "its card. "
        + (
            f"{hidden} events of this choice, less weighty or older, are not shown. "
            if hidden
            else ""
        )
        + "How crowded a year is says how closely we looked, not how much happened.",
        alt=f"Timeline with four lanes and {len(rows)} events. The list below the picture holds "
        "the same events in the order of time.",
        table=pd.DataFrame(
            {
                "Date": rows["start"].map(day),
                "Event": rows["title"],
                "Theme": rows["lane"].map(THEMES),
                "Standing": rows["status"].astype(str),
            }
        ),
        sources=cited(rows if len(rows) else events[:1], tables.sources),
        figure=_lanes(rows, span, as_of, narrow=False),
        narrow=_lanes(rows, span, as_of, narrow=True),
        body=(
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
    lanes = rows["lane"].map(list(LANES).index)
    since = [sum(moment > pd.Timestamp(date) for date in _CUTS) for moment in rows["public"]]
    rows["together"] = [f"{lane}{n}" for lane, n in zip(rows["lane"], since, strict=True)]
    for span, days, drawn in (("turns", 480, rows["turn"]), ("far", 480, True), ("near", 24, True)):
        bins = (rows["first"] - pd.Timestamp(_NEAR)).dt.days // days
        slot = rows[drawn if drawn is not True else slice(None)].groupby(["lane", bins]).cumcount()
        rows[f"{span}_at"] = (lanes + slot % _SLOTS * 0.1).round(2)
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
        return cards.fragment("timeline", "event", row, actors, first, more, before)

    return rows[_USED], card


@functools.cache
def _tail(after: str) -> str:
    return cards.fragment("timeline", "tail", after)


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
_USED += [f"{span}_at" for span in SPANS]
_CARD = ["id", "start", "end", "title", "summary", "actors", "status", "sources"]


@functools.cache
def _lane(themes: tuple[str, ...]) -> str:
    return next((key for key, (_, words) in LANES.items() if themes[0] in words), "talks")


_SHORT = {
    "division-1945": "Division",
    "armistice-1953": "Armistice",
    "treaty-1961": "Alliance<br>treaty",
    "ussr-rok-1990": "Ties with<br>Seoul",
    "putin-pyongyang-2000": "Putin in<br>Pyongyang",
    "resolution-1718": "First UN<br>sanctions",
    "resolution-2397": "Last yes<br>to sanctions",
    "invasion-2022": "Invasion<br>of Ukraine",
}


def _lanes(rows: pd.DataFrame, span: str, as_of: str, *, narrow: bool) -> Figure:
    """Draw the events; one trace for all of a lane that a date shows or hides together."""
    points = list(zip(rows["together"], rows["point"], rows[f"{span}_at"], strict=True))
    groups: dict[str, list[tuple[Any, float]]] = {}
    for together, point, at in points:
        groups.setdefault(together, []).append((point, at))
    traces = [_marks(group, narrow) for group in groups.values()]
    start = "1943-06-01" if span != "near" else "2021-12-01"
    end = str((pd.Timestamp(as_of) + pd.Timedelta(days=500 if span != "near" else 20)).date())
    time = {"range": [end, start] if narrow else [start, end], "showgrid": narrow}
    if span != "near":
        years = range(1950, int(as_of[:4]), 10)
        time |= {"tickvals": [f"{year}-01-01" for year in years]}
        time |= {"ticktext": [str(year) for year in years]}
    else:
        months = pd.date_range("2022-01-01", as_of, freq="6MS")
        words = [f"{m:%b}<br>{m:%Y}" if not narrow else f"{m:%b %Y}" for m in months]
        time |= {"tickvals": [str(m.date()) for m in months], "ticktext": words}
    names = [name.replace(" and ", "<br>and ").replace(", ", ",<br>") for name, _ in LANES.values()]
    if narrow:
        lanes = {"range": [-0.3, 3.95], "tickvals": [0.3, 1.3, 2.3, 3.3], "tickangle": 0}
        short = ["Talks", "Tests", "War", "Trade"]
        lanes |= {"ticktext": short, "side": "top", "showgrid": False}
        return theme.figure(*traces, height=760, xaxis=lanes, yaxis=time)
    lanes = {"range": [3.65, -0.5], "tickvals": [0, 1, 2, 3], "ticktext": names}
    lanes |= {"showgrid": False}
    rule = {"type": "line", "xref": "paper", "x0": 0, "x1": 1}
    rule["line"] = {"color": LIGHT["hair"], "width": 1}
    shapes = [
        {**rule, "y0": y, "y1": y}
        for y in ((0.47, 1.47, 2.47) if span == "turns" else (0.57, 1.57, 2.57))
    ]
    labels = [
        label(point[0], at - 0.12, _SHORT[point[1]], yanchor="bottom")
        for _, point, at in points
        if point[1] in _SHORT and span == "turns"
    ]
    return theme.figure(
        *traces, height=540, shapes=shapes, annotations=labels, xaxis=time, yaxis=lanes
    )


_CUTS = ("2023-09-12", "2023-10-31", "2024-03-31", "2024-11-30")


def _marks(points: list[tuple[Any, float]], narrow: bool) -> dict[str, Any]:
    """Return one trace: ``points`` are pairs of what :func:`_point` returns and a height."""
    first, ids, symbols, sizes, texts = map(list, zip(*(p for p, _ in points), strict=True))
    along, across = ("y", "x") if narrow else ("x", "y")
    return {
        "type": "scatter",
        along: first,
        across: [at for _, at in points],
        "mode": "markers",
        "marker": {"symbol": symbols, "size": sizes, **_INK},
        "customdata": [f"open={event}" for event in ids],
        "hovertext": texts,
        "hoverinfo": "text",
    }


_INK = {"color": LIGHT["ink"], "opacity": 1, "line": {"width": 2, "color": LIGHT["ink"]}}


def _point(row: dict[str, Any]) -> tuple[str, str, str, int, str]:
    symbol = theme.MARKS[str(row["status"])]["symbol"]
    text = f"{day(row['start'])}<br>{plain(row['title'])}"
    return str(row["first"].date()), row["id"], symbol, 14 if row["turn"] else 10, text
