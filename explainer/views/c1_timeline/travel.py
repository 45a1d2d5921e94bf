"""Visits abroad of the two leaders by year; the article's day divides 2023."""

import functools
from itertools import product

import pandas as pd

from explainer.data import Tables
from explainer.draw import Figure, axis, both, figure, laid, marks, note, plain, rule, wrapped
from explainer.evidence import ARTICLE, known
from explainer.panel import Panel, cited, describe, listed, records

FIRST, TURN = 2018, int(ARTICLE[:4])
"""The year before which neither has visits that were counted; the year that is cut in two."""
BEFORE, AFTER = f"{TURN} before the article", f"{TURN} after the article"
HOMES = {"russia": (1, -1), "north-korea": (-1, 0)}
"""Side -> the way in which its visits are drawn; the place of the family name."""
OTHER = dict(zip(HOMES, [*HOMES][::-1], strict=True))


def travel(tables: Tables, *, as_of: str) -> Panel:
    """Show each journey of the two leaders, Putin's above a line and Kim's below it."""
    rows = journeys(tables, as_of)
    since = rows[(rows["word"] == AFTER) | (rows["year"] > TURN)].groupby("side")["trips"].sum()
    return describe(
        "travel",
        listed(
            rows[rows["year"] >= 2012],
            {"Leader": rows["leader"].map(tables.actors["name"]), "Time": "word"}
            | {"Visits": "trips", "Where to": "where"},
        ),
        cited(rows, tables.sources, as_of, keep=True),
        both(_dots, rows),
        standings=["documented"] * len(rows),
        as_of=as_of,
        article=ARTICLE,
        putin=int(since.get("russia", 0)),
        kim=int(since.get("north-korea", 0)),
        before=rows[(rows["side"] == "russia") & (rows["year"] == FIRST + 1)]["trips"].item(),
        year=FIRST + 1,
        stay=rows[(rows["trips"] > 0) & (rows["side"] == "north-korea")]["year"].max(),
        shown=[(row["name"], row["word"], row["trips"]) for row in records(rows)],
    )


@functools.lru_cache
def journeys(tables: Tables, as_of: str) -> pd.DataFrame:
    """Count the visits of each leader by year, in two parts the year of the article."""
    yearly, names = tables.trips_per_year, tables.actors["name"]
    early = yearly[yearly["year"] < TURN].rename(columns={"countries": "where"})
    early["word"] = early["year"].astype(str)
    trips = known(tables.trips, as_of)
    trips = trips[~trips["purpose"].str.contains("not in every list")]
    half = (trips["start"] >= ARTICLE).map({True: AFTER, False: BEFORE})
    trips["word"] = half.where(trips["year"] == TURN, trips["year"].astype(str))
    last = min(int(as_of[:4]), int(tables.trips["year"].max()))
    words = [BEFORE, AFTER, *map(str, range(TURN + 1, last + 1))]
    late = []
    for word, who in product(words[: 1 if as_of == ARTICLE else None], yearly["leader"].unique()):
        own = trips[(trips["leader"] == who) & (trips["word"] == word)]
        seen = own if len(own) else yearly[yearly["leader"] == who].tail(1)
        row = {"leader": who, "year": int(word[:4]), "word": word, "trips": len(own)}
        late.append(row | {"where": tuple(own["country"]), "sources": seen["sources"].sum()})
    rows = pd.concat([early, pd.DataFrame(late)], ignore_index=True)
    homes = rows["leader"].map(tables.actors["country"])
    full = rows["leader"].map(names).str.split()
    where = [[names.get(c, c.replace("-", " ").title()) for c in own] for own in rows["where"]]
    return rows.assign(
        side=homes,
        name=[plain(name[HOMES[home][1]]) for name, home in zip(full, homes, strict=True)],
        visits=[own.count(OTHER[home]) for own, home in zip(rows["where"], homes, strict=True)],
        where=list(map(", ".join, where)),
    )


def _dots(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw a mark a visit, away from a line; those to the other's country stand outermost."""
    rows = rows[rows["year"] >= FIRST]
    slots = sorted(set(rows["word"]), key=lambda word: (word[:4], "after" in word))
    ends = (-0.6, len(slots) - 0.4)
    who = rows.groupby("side")["name"].first()
    shapes, traces, words = [rule("soft", **laid(narrow, ends, (0, 0)))], [], []
    for side, (way, _) in HOMES.items():
        own, away = rows[rows["side"] == side], ("left", "bottom") if way > 0 else ("right", "top")
        dots = own.loc[own.index.repeat(own["trips"])]
        rank = dots.groupby(level=0).cumcount() + 1
        spots = laid(narrow, dots["word"].map(slots.index), way * (rank + 0.4))
        lit = {axis: at[rank > dots["trips"] - dots["visits"]] for axis, at in spots.items()}
        hover = [f"{r['name']}, {r['word']}<br>{wrapped(r['where'], 34)}" for r in records(dots)]
        size = 8 if narrow else 11
        traces.append(marks(**lit, symbol="square", line=0, size=19, colour="find"))
        traces.append(marks(**spots, symbol="square", line=0, size=size, colour=side, hover=hover))
        for row in records(own):
            met = f"<br>one to {who[OTHER[side]]}" if row["visits"] and not narrow else ""
            at = slots.index(row["word"]), way * (row["trips"] + (1.8 if narrow else 1.1))
            words.append(note(narrow, *at, f"<b>{row['trips']}</b>{met}", away[not narrow], side))
        edge = narrow and way > 0
        spot = -0.5, 26.5 if edge else way * (22 if way > 0 else 5)
        words.append(note(narrow, *spot, f"<b>{who[side]}</b>", "right" if edge else "left", side))
    words.append(note(narrow, 0, 1.1, "no full<br>count", "left" if narrow else "bottom", "soft"))
    if AFTER in slots:
        cut = slots.index(AFTER) - 0.5
        shapes.append(rule("ink", 1.5, "dot", **laid(narrow, (cut, cut), (-7, 24))))
        anchor = "right bottom" if narrow else "right top"
        words.append(note(narrow, cut, 24, "the article ", anchor, "soft"))
    ticks = [word.removesuffix(" the article").replace(" ", "<br>") for word in slots]
    along = axis(*(ends[::-1] if narrow else ends), dict(enumerate(ticks)))
    axes = laid(narrow, along, axis(-8, 27 if narrow else 26), "axis")
    height = 60 + 52 * len(slots) if narrow else 520
    return figure(*traces, height=height, annotations=words, shapes=shapes, **axes)
