"""How often states vote as North Korea does in the General Assembly."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer.controls import choice
from explainer.data import Tables
from explainer.draw import Figure, band, both, figure, label, plain, scatter
from explainer.evidence import public
from explainer.panel import Panel, cited, describe, listed, records
from explainer.theme import LIGHT

BASES = {"all": "all recorded votes", "contested": "contested votes only"}
STATES = {"russia": ("Russia", "russia"), "china": ("China", "ink")}
STATES |= {"united-states": ("US", "other")}
SINCE, BEFORE, NOES = 1991, 2015, 20
"""First year of the lines; the year with which the title compares contested votes; noes and
abstentions that make a vote contested."""

CONTROLS = {"votes": choice(BASES, label="Count")}


def common_enemy(tables: Tables, *, votes: str, as_of: str) -> Panel:
    """Show how often three states voted as North Korea did, beside the spread of all members."""
    rows = tables.assembly_agreement
    rows = rows[(rows["basis"] == votes) & (rows["partner"] == "north-korea")]
    rows = rows[rows["country"].isin(STATES) & (rows["year"] < int(as_of[:4]))]
    base = tables.assembly_baseline[tables.assembly_baseline["year"].isin(rows["year"])]
    last, newest = int(rows["year"].max()), base.iloc[-1]
    share = {(r["country"], r["year"]): f"{r['share']:.0%}" for r in records(rows)}
    russia = rows[rows["country"] == "russia"].set_index("year")["votes"]
    jump = russia[last] > 1.5 * russia[last - 1]
    phases = public(tables.phases, tables.phases["start"], as_of)
    return describe(
        "common_enemy",
        listed(
            rows,
            {"Year": "year", "State": rows["country"].map({k: n for k, (n, _) in STATES.items()})}
            | {"Share": rows["share"].map("{:.0%}".format), "Alike": "agree", "Votes": "votes"},
        ),
        cited(rows, tables.sources),
        both(_lines, rows, base if votes == "all" else base[:0], phases, jump),
        standings=["documented"] * len(rows),
        all=votes == "all",
        as_of=as_of,
        year=last,
        since=SINCE,
        before=BEFORE,
        noes=NOES,
        share=share,
        newest=newest,
        jump=jump,
    )


def _lines(
    rows: pd.DataFrame, base: pd.DataFrame, phases: pd.DataFrame, jump: bool, *, narrow: bool
) -> Figure:
    """Draw a line a state, named at its end, over the spread of all members and the phases."""
    last, top = int(rows["year"].max()), 1.1
    starts = [max(int(start[:4]), SINCE - 0.5) for start in phases["start"]] + [last + 0.2]
    words, shapes = [], []
    for i, name in enumerate(phases["name"]):
        if starts[i + 1] > SINCE:
            shapes += [band("wash", x=(starts[i], starts[i + 1]), y=(0, top))] * (i % 2 == 0)
            spot, side = (starts[i] + 0.2, top), "left top"
            if narrow and starts[i + 1] == starts[-1]:  # the name is wider than the band
                spot, side = (last + 0.2, top - 0.07), "right top"
            words.append(label(*spot, f"<b>{plain(name)}</b>", side, "soft"))
    traces = []
    if len(base):
        edge: dict[str, Any] = {"x": base["year"], "mode": "lines", "hoverinfo": "skip"}
        fill = {"fill": "tonexty", "fillcolor": LIGHT["land"], "line": {"width": 0}}
        dots = {"color": LIGHT["soft"], "width": 1, "dash": "dot"}
        traces.append(scatter(**edge, y=base["p10"], line={"width": 0}))
        traces.append(scatter(**edge, y=base["p90"], **fill))
        traces.append(scatter(**edge, y=base["median"], line=dots))
        spread = "middle 80%<br>of members" if narrow else "the middle 80% of all members"
        words.append(label(2004, 0.58, spread, "", "soft"))
    ends = rows[rows["year"] == last].set_index("country")["share"]
    gap = ends["russia"] - ends["china"]
    push = max(0.0, ((0.14 if narrow else 0.07) - abs(gap)) / 2) * (1 if gap > 0 else -1)
    for state, (name, colour) in STATES.items():
        own = rows[rows["country"] == state]
        text = "<b>{}, {year}: {share:.0%}</b><br>{agree} of {votes} votes"
        hover = [text.format(name, **row) for row in records(own)]
        line = {"color": LIGHT[colour], "width": 4 if state == "russia" else 2}
        look: dict[str, Any] = {"mode": "lines", "line": line, "hovertext": hover}
        traces.append(scatter(x=own["year"], y=own["share"], **look, hoverinfo="text"))
        y = ends[state] + {"russia": push, "china": -push}.get(state, 0.0)
        word = f"<b>{name}</b>{'<br>' if narrow else ' '}{ends[state]:.0%}"
        paint = "russia-text" if state == "russia" else "ink"
        words.append(label(last, y, word, "left", paint, xshift=6, align="left"))
    if jump:
        text = f"{last}: far more<br>recorded votes"
        words.append(label(last, 0.22, text, "right", "soft", align="right"))
    return figure(
        *traces,
        height=400 if narrow else 440,
        margin={"l": 8, "r": 56 if narrow else 100, "t": 8, "b": 8},
        xaxis={"range": [SINCE - 0.6, last + 0.2], "showgrid": False}
        | {"tickvals": list(range(1995, last + 1, 10 if narrow else 5))},
        yaxis={"range": [0, top], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"},
        annotations=words,
        shapes=shapes,
    )
