"""Visits abroad of the two leaders by year; the article's day divides 2023."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer.data import Tables
from explainer.draw import Figure, both, figure, laid, marks, note, rule, wrapped
from explainer.evidence import ARTICLE
from explainer.journeys import HOMES, journeys
from explainer.panel import Panel, cited, describe, listed, records

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
        cited(rows, tables.sources, as_of, keep=True),
        both(_dots, rows),
        standings=["documented"] * len(rows),
        as_of=as_of,
        article=ARTICLE,
        putin=int(since.get("russia", 0)),
        kim=int(since.get("north-korea", 0)),
        before=rows[(rows["side"] == "russia") & (rows["year"] == FIRST + 1)]["trips"].item(),
        year=FIRST + 1,
        stay=latest["north-korea"],
        shown=[(row["name"], row["word"], row["trips"]) for row in records(rows)],
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
        own, paint = rows[rows["side"] == side], f"{side}-text"
        dots = own.loc[own.index.repeat(own["trips"])]
        rank = dots.groupby(level=0).cumcount() + 1
        spots = laid(narrow, dots["word"].map(slots.index), way * (rank + 0.4))
        lit = {axis: at[rank > dots["trips"] - dots["visits"]] for axis, at in spots.items()}
        hover = [
            f"{row['name']}, {row['word']}<br>{wrapped(row['where'], 34)}" for row in records(dots)
        ]
        look: dict[str, Any] = {"symbol": "square", "line": 0}
        traces.append(marks(**look, **lit, size=19, colour="find"))
        traces.append(marks(**look, **spots, size=8 if narrow else 11, colour=side, hover=hover))
        anchor = ("left" if narrow else "bottom") if way > 0 else ("right" if narrow else "top")
        for row in records(own):
            met = f"<br>one to {hosts[side]}" if row["visits"] and not narrow else ""
            at = slots.index(row["word"]), way * (row["trips"] + (1.8 if narrow else 1.1))
            words.append(note(narrow, *at, f"<b>{row['trips']}</b>{met}", anchor, paint))
        edge = narrow and way > 0
        spot = -0.5, 26.5 if edge else way * (22 if way > 0 else 5)
        name = f"<b>{who[side]}</b>"
        words.append(note(narrow, *spot, name, "right" if edge else "left", paint))
    missing = "no full<br>count", "left" if narrow else "bottom"
    words.append(note(narrow, 0, 1.1, *missing, "soft"))
    if "2023 after the article" in slots:
        cut = slots.index("2023 after the article") - 0.5
        shapes.append(rule("ink", 1.5, "dot", **laid(narrow, (cut, cut), (-7, 24))))
        anchor = "right bottom" if narrow else "right top"
        words.append(note(narrow, cut, 24, "the article ", anchor, "soft"))
    ticks = [word.removesuffix(" the article").replace(" ", "<br>") for word in slots]
    axis: dict[str, Any] = {"range": ends[::-1] if narrow else ends, "showgrid": False}
    axis |= {"tickvals": list(range(len(slots))), "ticktext": ticks}
    axes = laid(narrow, axis, {"range": (-8, 27 if narrow else 26), "visible": False}, "axis")
    height = 60 + 52 * len(slots) if narrow else 520
    return figure(*traces, height=height, annotations=words, shapes=shapes, **axes)
