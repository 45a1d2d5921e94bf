"""Chapter 00: the article's premise, two leaders who seldom travel and share an opponent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, label, laid, marks, rule, scatter, wrapped
from explainer.evidence import ARTICLE, known
from explainer.panel import Panel, cited, listed, records
from explainer.say import day, number
from explainer.theme import LIGHT

_LEADERS = {"vladimir-putin": ("Putin", 1, "russia"), "kim-jong-un": ("Kim", -1, "north-korea")}


QUESTION = "Your guess: how many visits abroad did Putin make in 2019?"
GUESSES = {"open": "Not yet", "few": "1 to 9", "some": "10 to 19", "many": "20 or more"}


def travel(tables: Tables, moments: Mapping[str, pd.DataFrame], *, guess: str, as_of: str) -> Panel:
    """Show each journey abroad of the two leaders as a dot; the article's day divides 2023.

    Putin's year 2019 is for the reader to guess before it is shown. ``moments`` holds, by date,
    what :func:`journeys` returns.
    """
    rows = moments[as_of]
    asked = (rows["leader"] == "vladimir-putin") & (rows["year"] == 2019)
    [answer] = records(rows[asked])
    seen = rows[~asked] if guess == "open" else rows
    since = rows[rows["slot"].isin(["after"]) | (rows["year"] > 2023)]
    n = {who: int(since.loc[since["leader"] == who, "trips"].sum()) for who in _LEADERS}
    if not sum(n.values()):
        past = f"Putin made {answer['trips']} visits abroad in 2019 and, up to the article, none"
        if guess == "open":
            past = "Up to the article Putin had made no visit abroad"
        title = f"{past} in 2023; Kim had made none since 2019"
    else:
        title = (
            f"Both men set out again: from the article's day to {day(as_of)} Putin visited "
            f"countries {_times(n['vladimir-putin'])}, Kim {_times(n['kim-jong-un'])}"
        )
    return Panel(
        title=title,
        measure="Visits to foreign countries, one dot each, by year. The dotted line is the day of "
        "the article, 12 September 2023. Walks across the line at Panmunjom are left out.",
        alt="Dot plot by year, Putin on one side of the axis, Kim on the other. "
        + "; ".join(
            f"{_LEADERS[row['leader']][0]} {row['word']}: {row['trips']}" for row in records(seen)
        ),
        table=listed(
            rows,
            {"Leader": rows["leader"].map(tables.actors["name"])}
            | {"Time": "word", "Visits": "trips", "Where to": "where"},
        ),
        sources=cited(rows, tables.sources),
        figure=_travel(seen, narrow=False),
        narrow=_travel(seen, narrow=True),
        lead=markup.fragment("opening", "travel", guess, GUESSES[guess], guess == "many", answer),
        standings={"documented": len(rows)},
        caveat="Putin's years before 2019 are missing: no countable list was found. His visits to "
        "Crimea and other occupied parts of Ukraine in 2023 are not counted as journeys abroad "
        "here; most states count them as Ukraine, Moscow does not."
        + (" Nothing was found for 2026, which is no proof of none." if as_of >= "2026" else ""),
    )


def _times(n: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(n, f"{number(n)} times")


def journeys(tables: Tables, as_of: str) -> pd.DataFrame:
    """Count visits by leader and year; 2023 falls apart at the article's day."""
    trips = known(tables.trips, as_of)
    trips = trips[~trips["purpose"].str.contains("not in every list")]
    yearly = tables.trips_per_year
    rows = []
    for leader in _LEADERS:
        for year in range(2012, min(int(as_of[:4]), 2025) + 1):
            one = yearly[(yearly["leader"] == leader) & (yearly["year"] == year)]
            mine = trips[(trips["leader"] == leader) & (trips["year"] == year)]
            whole, late = year < 2023, mine["start"] >= ARTICLE
            if year == 2023:
                parts = {"before": mine[~late]}
                parts |= {"after": mine[late]} if as_of > ARTICLE else {}
            elif whole:
                parts = {} if one.empty else {"": one}
            else:
                parts = {"": mine}
            for slot, part in parts.items():
                where = part["countries"].iloc[0] if whole else part["country"]
                rows.append(
                    {
                        "leader": leader,
                        "year": year,
                        "slot": slot,
                        "trips": int(part["trips"].iloc[0]) if whole else len(part),
                        "word": f"2023 {slot} the article" if slot else str(year),
                        "where": ", ".join(_place(tables, place) for place in where),
                        "sources": (part if len(part) else one)["sources"].explode().tolist(),
                    }
                )
    return pd.DataFrame(rows)


def _place(tables: Tables, country: str) -> str:
    return str(tables.actors["name"].get(country, country.replace("-", " ").title()))


def _travel(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    at = rows["year"] - 2012 + (rows["slot"].eq("after") | (rows["year"] > 2023)).astype(int)
    names = dict(zip(at, rows["year"].astype(str), strict=True)) | {11: "2023"}
    if 12 in names:
        names |= {11: "2023" if narrow else "2023<br>before", 12: "2023" if narrow else "<br>after"}
    traces, labels = [], []
    for leader, (name, way, colour) in _LEADERS.items():
        mine = rows[rows["leader"] == leader]
        dots = mine.loc[mine.index.repeat(mine["trips"])]
        rank = dots.groupby(level=0).cumcount() + 1
        traces.append(
            marks(
                **laid(narrow, at[dots.index], way * (rank + 0.4)),
                size=9 if narrow else 11,
                colour=colour,
                line=0,
                hover=[
                    f"<b>{name}, {row['word']}</b><br>{wrapped(row['where'], 34)}"
                    for row in records(dots)
                ],
            )
        )
        for row, n in zip(at[mine.index], mine["trips"], strict=True):
            spot = (way * (n + 2.4), row) if narrow else (row, way * (n + 1.6))
            labels.append(label(*spot, str(n), colour=f"{colour}-text"))
        place = (2.2 if way > 0 else -6.6, -1.1) if narrow else (-0.45, 23 if way > 0 else -6.2)
        labels.append(label(*place, f"<b>{name}</b>", "left", f"{colour}-text"))
    gap = "Putin before 2019:<br>no full count found"
    labels.append(label(3, 3.2, gap, "left" if narrow else "center", "soft"))
    if rows["year"].value_counts()[2019] < 2:  # Putin's is still to be guessed
        labels.append(label(text="<b>?</b>", **laid(narrow, 7, 1.4)))
    if narrow:
        labels.append(label(24, 11.5, "the article", "right bottom", "soft"))
    else:
        labels.append(label(11.4, 23, "the article ", "right", "soft"))
    bounds = [-0.6, max(*names, 11.5) + 0.6]
    years = {"range": [bounds[1], -1.7] if narrow else bounds, "showgrid": False}
    years |= {"tickvals": list(names), "ticktext": list(names.values())}
    span = {"range": [-7.5, 27] if narrow else [-7, 25], "visible": False}
    return draw.figure(
        *traces,
        height=66 + 34 * (max(names) + 2) if narrow else 480,
        shapes=[
            rule("ink", 1.5, "dot", **laid(narrow, (11.5, 11.5), (-6.8, 24))),
            rule("soft", **laid(narrow, (-0.5, max(names) + 0.5), (0, 0))),
        ],
        annotations=labels,
        **laid(narrow, years, span, "axis"),
    )


BASES = {"all": "All recorded votes", "contested": "Contested votes only"}
_STATES = {
    "russia": ("Russia", "russia"),
    "china": ("China", "ink"),
    "united-states": ("US", "other"),
}


def common_enemy(tables: Tables, *, votes: str, as_of: str) -> Panel:
    """Show how often three states voted as North Korea did, beside the spread of all members."""
    rows = tables.assembly_agreement
    rows = rows[(rows["basis"] == votes) & (rows["partner"] == "north-korea")]
    rows = rows[rows["country"].isin(_STATES) & (rows["year"] < int(as_of[:4]))]
    base = tables.assembly_baseline
    base = base[base["year"].isin(rows["year"])]
    share = rows.set_index(["country", "year"])["share"]
    year = int(rows["year"].max())
    with_all = votes == "all"
    rank = int(base.loc[base["year"] == year, "russia_rank"].iloc[0])
    members = int(base.loc[base["year"] == year, "members"].iloc[0])
    place = {1: "the closest", 2: "second closest"}.get(
        rank, f"rank {rank}"
    ) + f" of {members} members"
    before = f"against {_percent(share['russia', 2015])} in 2015"
    percent = {state: _percent(share[state, year]) for state in _STATES}
    scope = "" if with_all else "on contested votes "
    head = f"In {year} Russia voted {scope}as North Korea did {percent['russia']} of the time"
    return Panel(
        title=f"{head}, {place if with_all else before}; "
        f"the United States {percent['united-states']}",
        measure="Share of recorded votes in the UN General Assembly, whole years from 1991 to "
        f"{day(as_of)}, on which a state and North Korea voted alike (yes, no or abstain)"
        + (
            ". Band: the middle 80 % of all members; dashed line: the member in the middle."
            if with_all
            else ", only votes with at least 20 noes and abstentions. The spread of all members "
            "was not computed for these."
        ),
        alt=f"Line chart. Russia rises from {share['russia', 1993]:.0%} in 1993 to "
        f"{share['russia', year]:.0%} in {year}; China ends at {share['china', year]:.0%}, the "
        f"United States at {share['united-states', year]:.0%}, always near the bottom.",
        table=listed(
            rows,
            {
                "Year": "year",
                "State": rows["country"].map({k: name for k, (name, _) in _STATES.items()}),
            }
            | {"Alike": "agree", "Votes": "votes", "Share": rows["share"].map("{:.0%}".format)},
        ),
        sources=cited(rows, tables.sources),
        figure=_agreement(rows, base if with_all else None, narrow=False),
        narrow=_agreement(rows, base if with_all else None, narrow=True),
        standings={"documented": len(rows)},
        caveat="Votes are not an alliance, and what is voted on changes from year to year; most "
        "texts pass without a vote and are not counted. The figure shows agreement, not its "
        "cause: that a dislike of the United States drives it is the article's reading."
        + (
            " In 2025 about twice as many votes were recorded as before, many of them nearly "
            "unanimous, which lifts every line that leaves out the United States: look at the "
            "contested votes as well."
            if as_of >= "2026"
            else ""
        ),
    )


def _agreement(rows: pd.DataFrame, base: pd.DataFrame | None, *, narrow: bool) -> Figure:
    last = int(rows["year"].max())
    spread, labels = [], []
    if base is not None:
        edge = {"x": base["year"], "mode": "lines", "hoverinfo": "skip"}
        none, fill = {"line": {"width": 0}}, {"fill": "tonexty", "fillcolor": LIGHT["land"]}
        thin = {"color": LIGHT["soft"], "width": 1, "dash": "dot"}
        spread = [
            scatter(**edge, y=base["p10"], **none),
            scatter(**edge, y=base["p90"], **none, **fill),
            scatter(**edge, y=base["median"], line=thin),
        ]
        if not narrow:
            labels.append(label(2002.5, 0.575, "middle 80 % of all members", colour="soft"))
    if last == 2025 and base is not None:
        word = "2025: twice<br>as many votes"
        labels.append(label(2025, 0.2, word, "right", "soft", align="right"))
    ends = {state: rows[rows["country"] == state].iloc[-1]["share"] for state in _STATES}
    gap = ends["russia"] - ends["china"]
    room = 0.13 if narrow else 0.06  # for a label, as a share of the height
    push = max(0.0, (room - abs(gap)) / 2) * (1 if gap > 0 else -1)
    traces = []
    for state, (name, colour) in _STATES.items():
        mine = rows[rows["country"] == state]
        traces.append(
            scatter(
                x=mine["year"],
                y=mine["share"],
                mode="lines",
                line={"color": LIGHT[colour], "width": 3 if state == "russia" else 2},
                hovertext=[
                    f"<b>{name}, {row['year']}</b><br>{row['agree']} of {row['votes']} votes alike"
                    for row in records(mine)
                ],
                hoverinfo="text",
            )
        )
        y = ends[state] + {"russia": push, "china": -push}.get(state, 0.0)
        colour = "russia-text" if state == "russia" else "ink"
        word = f"{name}{'<br>' if narrow else ' '}{_percent(ends[state])}"
        labels.append(label(last, y, word, "left", colour, xshift=6, align="left"))
    ticks = [1995, 2005, 2015] if narrow else [1995, 2000, 2005, 2010, 2015, 2020]
    return draw.figure(
        *spread,
        *traces,
        height=420 if narrow else 440,
        margin={"l": 8, "r": 60 if narrow else 110, "t": 12, "b": 8},
        xaxis={"range": [1990.6, last + 0.2], "tickvals": ticks, "showgrid": False},
        yaxis={"range": [0, 1.02], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
        | ({"ticktext": ["0", "25", "50", "75", "100"]} if narrow else {}),
        annotations=labels,
    )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
