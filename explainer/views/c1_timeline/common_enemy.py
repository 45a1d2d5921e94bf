"""How often states vote as North Korea does in the General Assembly."""

from typing import Any

import pandas as pd

from explainer.controls import choice
from explainer.data import Tables
from explainer.draw import Figure, axis, band, both, figure, label, pen, plain, scatter
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
    last = int(rows["year"].max())
    recorded = rows[rows["country"] == "russia"].set_index("year")["votes"]
    jump = recorded[last] > 1.5 * recorded[last - 1]
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
        share={(r["country"], r["year"]): f"{r['share']:.0%}" for r in records(rows)},
        newest=base.iloc[-1],
        jump=jump,
    )


def _lines(
    rows: pd.DataFrame, base: pd.DataFrame, phases: pd.DataFrame, jump: bool, *, narrow: bool
) -> Figure:
    """Draw a line a state, named at its end, over the spread of all members and the phases."""
    last, top = int(rows["year"].max()), 1.1
    starts = [max(int(start[:4]), SINCE - 0.5) for start in phases["start"]] + [last + 0.2]
    words, shapes, traces = [], [], []
    for i, name in enumerate(phases["name"]):
        if starts[i + 1] > SINCE:
            shapes += [band("wash", x=(starts[i], starts[i + 1]), y=(0, top))] * (i % 2 == 0)
            spot, side = (starts[i] + 0.2, top), "left top"
            if narrow and starts[i + 1] == starts[-1]:  # the name is wider than the band
                spot, side = (last + 0.2, top - 0.07), "right top"
            words.append(label(*spot, f"<b>{plain(name)}</b>", side, "soft"))
    if len(base):
        edge: dict[str, Any] = {"x": base["year"], "mode": "lines", "hoverinfo": "skip"}
        fill = {"fill": "tonexty", "fillcolor": LIGHT["land"], "line": {"width": 0}}
        traces.append(scatter(**edge, y=base["p10"], line={"width": 0}))
        traces.append(scatter(**edge, y=base["p90"], **fill))
        traces.append(scatter(**edge, y=base["median"], line=pen("soft", 1, "dot")))
        spread = "middle 80%<br>of members" if narrow else "the middle 80% of all members"
        words.append(label(2004, 0.58, spread, "", "soft"))
    ends = rows[rows["year"] == last].set_index("country")["share"]
    gap = ends["russia"] - ends["china"]
    push = max(0.0, ((0.14 if narrow else 0.07) - abs(gap)) / 2) * (1 if gap > 0 else -1)
    at = ends.add(pd.Series({"russia": push, "china": -push}), fill_value=0)
    for state, (name, colour) in STATES.items():
        own = rows[rows["country"] == state]
        text = f"<b>{name}, {{year}}: {{share:.0%}}</b><br>{{agree}} of {{votes}} votes"
        hover = [text.format(**row) for row in records(own)]
        look = {"line": pen(colour, 4 if state == "russia" else 2), "hovertext": hover}
        traces.append(
            scatter(x=own["year"], y=own["share"], mode="lines", hoverinfo="text", **look)
        )
        word = f"<b>{name}</b>{'<br>' if narrow else ' '}{ends[state]:.0%}"
        paint = "russia" if state == "russia" else "ink"
        words.append(label(last, at[state], word, "left", paint, xshift=6, align="left"))
    if jump:
        text = f"{last}: far more<br>recorded votes"
        words.append(label(last, 0.22, text, "right", "soft", align="right"))
    return figure(
        *traces,
        height=400 if narrow else 440,
        margin={"l": 8, "r": 56 if narrow else 100, "t": 8, "b": 8},
        xaxis=axis(SINCE - 0.6, last + 0.2, range(1995, last + 1, 10 if narrow else 5)),
        yaxis=axis(0, top, [0, 0.25, 0.5, 0.75, 1], grid=True, tickformat=".0%"),
        annotations=words,
        shapes=shapes,
    )
