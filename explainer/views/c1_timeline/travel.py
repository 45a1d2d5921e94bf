"""Visits abroad of the two leaders by year; the article's day divides 2023."""

from __future__ import annotations

import functools
from itertools import product
from typing import Any

import pandas as pd

from explainer.data import Tables
from explainer.draw import Figure, both, figure, label, laid, marks, plain, rule, wrapped
from explainer.evidence import ARTICLE, known
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import number

HOMES = {"russia": (1, -1), "north-korea": (-1, 0)}
"""Side -> the way in which its visits are drawn; the place of the family name."""
FIRST = 2018
"""Before that year neither has visits that were counted."""


def travel(tables: Tables, *, as_of: str) -> Panel:
    """Show each journey of the two leaders, Putin's above a line and Kim's below it."""
    rows = journeys(tables, as_of)
    late = rows[(rows["slot"] == "after") | (rows["year"] > int(ARTICLE[:4]))]
    since = late.groupby("side")["trips"].sum()
    latest = {side: own["year"].max() for side, own in rows[rows["trips"] > 0].groupby("side")}
    return describe(
        "travel",
        listed(
            rows[rows["year"] >= 2012],
            {"Leader": rows["leader"].map(tables.actors["name"]), "Time": "word"}
            | {"Visits": "trips", "Where to": "where"},
        ),
        cited(rows, tables.sources),
        both(_dots, rows),
        standings=["documented"] * len(rows),
        as_of=as_of,
        article=ARTICLE,
        times=lambda n: {0: "not once", 1: "once", 2: "twice"}.get(n, f"{number(n)} times"),
        putin=int(since.get("russia", 0)),
        kim=int(since.get("north-korea", 0)),
        before=rows[(rows["side"] == "russia") & (rows["year"] == FIRST + 1)]["trips"].item(),
        year=FIRST + 1,
        stay=latest["north-korea"],
        shown=[(row["name"], row["word"], row["trips"]) for row in records(rows)],
    )


@functools.lru_cache
def journeys(tables: Tables, as_of: str) -> pd.DataFrame:
    """Count the visits of each leader by year, in two parts the year of the article."""
    turn, yearly = int(ARTICLE[:4]), tables.trips_per_year
    early = yearly[yearly["year"] < turn].rename(columns={"countries": "where"}).assign(slot="")
    trips = known(tables.trips, as_of)
    trips = trips[~trips["purpose"].str.contains("not in every list") & (trips["year"] >= turn)]
    half = (trips["start"] >= ARTICLE).map({True: "after", False: "before"})
    trips = trips.assign(slot=half.where(trips["year"] == turn, ""))
    last = min(int(as_of[:4]), int(tables.trips["year"].max()))
    slots = [(turn, "before"), (turn, "after"), *((year, "") for year in range(turn + 1, last + 1))]
    late = []
    for slot, leader in product(
        slots[: 1 if as_of == ARTICLE else None], yearly["leader"].unique()
    ):
        own = trips[(trips["leader"] == leader) & (trips["slot"] == slot[1])]
        own = own[own["year"] == slot[0]]
        seen = own if len(own) else yearly[yearly["leader"] == leader].tail(1)
        row = {"leader": leader, "year": slot[0], "slot": slot[1], "trips": len(own)}
        late.append(row | {"where": list(own["country"]), "sources": seen["sources"].sum()})
    rows = pd.concat([early, pd.DataFrame(late)], ignore_index=True)
    homes = tables.actors["country"][rows["leader"].unique()]
    names = {
        who: str(tables.actors.at[who, "name"]).split()[HOMES[home][1]]
        for who, home in homes.items()
    }
    other = dict(zip(homes.index, homes.iloc[::-1], strict=True))
    return rows.assign(
        name=rows["leader"].map(names).map(plain),
        side=rows["leader"].map(homes),
        visits=[list(where).count(other[who]) for who, where in rows[["leader", "where"]].values],
        word=[f"{y} {s} the article" if s else str(y) for y, s in rows[["year", "slot"]].values],
        where=[
            ", ".join(tables.actors["name"].get(c, c.replace("-", " ").title()) for c in where)
            for where in rows["where"]
        ],
    )


def _dots(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw a mark a visit, away from a line; those to the other's country stand outermost."""
    rows = rows[rows["year"] >= FIRST]
    slots = sorted(set(rows["word"]), key=lambda word: (word[:4], "after" in word))
    ends = (-0.6, len(slots) - 0.4)
    traces, words, shapes = [], [], [rule("soft", **laid(narrow, ends, (0, 0)))]
    who = rows.groupby("side")["name"].first()
    hosts = dict(zip(HOMES, who[list(HOMES)[::-1]], strict=True))
    for side, (way, _) in HOMES.items():
        own = rows[rows["side"] == side]
        dots = own.loc[own.index.repeat(own["trips"])]
        rank = dots.groupby(level=0).cumcount() + 1
        at = dots["word"].map(slots.index)
        lit = rank > dots["trips"] - dots["visits"]
        for chosen, size, colour in ((lit, 19, "find"), (rank > 0, 8 if narrow else 11, side)):
            hover = [
                f"{row['name']}, {row['word']}<br>{wrapped(row['where'], 34)}"
                for row in records(dots[chosen])
            ]
            spots = laid(narrow, at[chosen], way * (rank[chosen] + 0.4))
            look: dict[str, Any] = {"symbol": "square", "size": size, "colour": colour, "line": 0}
            traces.append(marks(**look, **spots, hover=None if colour == "find" else hover))
        for row in records(own):
            met = f"<br>one to {hosts[side]}" if row["visits"] and not narrow else ""
            spots = laid(narrow, slots.index(row["word"]), way * (row["trips"] + 1.1))
            anchor = ("left", "bottom") if way > 0 else ("right", "top")
            text = f"<b>{row['trips']}</b>{met}"
            words.append(
                label(**spots, text=text, anchor=anchor[not narrow], colour=f"{side}-text")
            )
        name = f"<b>{own['name'].iloc[0]}</b>"
        edge = narrow and way > 0
        spots = laid(narrow, -0.5, 26.5 if edge else way * (22 if way > 0 else 5))
        place = "right" if edge else "left"
        words.append(label(**spots, text=name, anchor=place, colour=f"{side}-text"))
    missing = laid(narrow, 0, 1.1)
    side = "left" if narrow else "bottom"
    words.append(label(**missing, text="no full<br>count", anchor=side, colour="soft"))
    if "2023 after the article" in slots:
        cut = slots.index("2023 after the article") - 0.5
        shapes.append(rule("ink", 1.5, "dot", **laid(narrow, (cut, cut), (-7, 24))))
        spots = laid(narrow, cut, 24)
        side = "right bottom" if narrow else "right top"
        words.append(label(**spots, text="the article ", anchor=side, colour="soft"))
    ticks = [word.removesuffix(" the article").replace(" ", "<br>") for word in slots]
    along: dict[str, Any] = {
        "range": ends[::-1] if narrow else ends,
        "tickvals": list(range(len(slots))),
    }
    along |= {"ticktext": ticks, "showgrid": False}
    across: dict[str, Any] = {"range": (-8, 27) if narrow else (-8, 26), "visible": False}
    height = 60 + 52 * len(slots) if narrow else 520
    axes = laid(narrow, along, across, "axis")
    return figure(*traces, height=height, annotations=words, shapes=shapes, **axes)
