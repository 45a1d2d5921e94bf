"""Chapter 01: agreement in the General Assembly."""

from __future__ import annotations

import pandas as pd

from explainer import draw
from explainer.data import Tables
from explainer.draw import Figure, label, scatter
from explainer.panel import Panel, cited, listed, records
from explainer.say import day
from explainer.theme import LIGHT

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
