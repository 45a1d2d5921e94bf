"""How Russia, China and the United States voted on each text since 2006."""

from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.controls import choice
from explainer.data import Tables
from explainer.draw import Picture, axis, band, label, marks, plain, rule, scatter, turn
from explainer.evidence import known
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import day
from explainer.views.c4_sanctions import SINCE, in_short, texts

READ = {
    "turns": "Turning points",
    "sanctions": "Sanctions",
    "panel-mandate": "Experts’ panel",
    "non-sanctions": "Other texts",
    "said": "What Russia said",
    "others": "What others said",
}
VOICES = ("said", "others")
STATES = {"russia_vote": "Russia", "china_vote": "China", "us_vote": "United States"}
SHORT = ["Russia<br>\u00a0", "China", "US<br>\u00a0", "Yes"]  # in two lines: columns are narrow
FORMS = {"yes": "square", "abstain": "line-ew-open", "no": "x-thin"}
SEATS = 15

CONTROLS = {"read": choice(READ, label="Read")}


def votes(tables: Tables, *, read: str, as_of: str) -> Panel:
    """Show how three states voted on each text, and what the texts or Russia said."""
    rows = texts(tables, as_of)
    voted = rows.dropna(subset=["yes"])
    no = voted[voted["russia_vote"] == "no"]
    said = known(tables.statements, as_of)
    said = said[[("russia" in actors) == (read == "said") for actors in said["actors"]]]
    every = texts(tables, as_of, "")  # the list has older ones too
    own = {"turns": rows.dropna(subset=["short"])} | dict.fromkeys(VOICES, said)
    chosen = own.get(read, every[every["type"] == read])
    table = {"Date": "date", "Text": "symbol", "About": "title", "Yes": "yes", "No": "no"}
    table |= {"Abstained": "abstain", **{name: key for key, name in STATES.items()}}
    words = {"Date": "date", "Who": "speaker_name", "Stance": "stance", "What": "summary"}
    return describe(
        "votes",
        listed(chosen, words) if read in VOICES else listed(rows, table),
        cited(chosen, tables.sources),
        picture(voted, read),
        body=markup.entries("sanctions", "said" if read in VOICES else "text", records(chosen)),
        standings=["documented"] * len(chosen),
        votes=len(voted),
        yes=sum(voted["russia_vote"] == "yes"),
        no=[day(date[:7]) for date in no["date"]],
        since=SINCE,
        seats=SEATS,
        as_of=as_of,
    )


def picture(voted: pd.DataFrame, read: str) -> Picture:
    """Draw a column a vote and a row a state; Russia's no is marked, turning points are named."""
    order, last = list(range(len(voted))), len(voted) - 1
    rows = records(voted)
    tally = "<br>{yes} yes, {no} no, {abstain} abstained"
    hover = [in_short(row) + tally.format(**row) for row in rows]
    look: dict[str, Any] = {"x": order, "size": 20, "line": 5, "hover": hover}
    look["picks"] = [f"read={kind}" for kind in voted["type"]]
    look["opacity"] = [1 if read in ("turns", *VOICES, kind) else 0.25 for kind in voted["type"]]
    lanes = [
        marks(y=[n] * len(order), symbol=[*voted[state].map(FORMS)], colour=colour, **look)
        for n, (state, colour) in enumerate(zip(STATES, ("russia", "other", "other"), strict=True))
    ]
    count: dict[str, Any] = {"x": order, "y": [len(STATES)] * len(order), "hoverinfo": "skip"}
    noes = [at for at, row in enumerate(rows) if row["russia_vote"] == "no"]
    shapes = [band("find", x=(at - 0.5, at + 0.5), y=(-0.6, len(STATES) + 0.5)) for at in noes]
    turns = [at for at, row in enumerate(rows) if row["short"]]
    names, slim = [], []
    for n, at in enumerate(turns):  # names lean to the middle; the farther out, the higher up
        word, early = f"<b>{plain(rows[at]['short'])}</b>", at < last / 2
        level = -1 - 0.65 * (sum(other < last / 2 for other in turns) - n - 1 if early else n - 2)
        names.append(label(at, level, word, f"{'left' if early else 'right'} bottom"))
        slim.append(label(len(STATES) + 0.6, at, plain(rows[at]["short"]), "left"))
        shapes.append(rule("soft", x=(at, at), y=(-0.6, level)))
    years = voted["date"].str[:4]
    fresh = dict(enumerate(years.where(years != years.shift(), "")))
    heads = dict(enumerate([*STATES.values(), f"Yes, of {SEATS}"]))
    wide = draw.figure(
        *lanes,
        scatter(**count, mode="text", text=voted["yes"].map(str)),
        height=340,
        xaxis=axis(-0.6, last + 0.6, fresh, tickangle=-90),
        yaxis=axis(len(STATES) + 0.5, -3.7, heads),
        shapes=shapes,
        annotations=names,
    )
    return turn(
        wide,
        height=27 * len(order) + 50,
        ticks=fresh,
        xaxis=axis(-0.6, 8.2, dict(enumerate(SHORT)), side="top", tickangle=0),
        annotations=slim,
        shapes=[band("find", x=(-0.6, len(STATES) + 0.5), y=(at - 0.5, at + 0.5)) for at in noes],
    )
