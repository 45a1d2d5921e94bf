"""Chapter 03: who said what about the visit, during it, up to the article, and since."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import draw, markup
from explainer.data import Tables, last_day
from explainer.draw import Figure, marks, plain
from explainer.evidence import ARTICLE, in_order, known
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

WHO = {
    "all": "Everybody",
    "russia": "Russia",
    "north-korea": "North Korea",
    "china": "China",
    "south-korea": "South Korea",
    "united-states": "United States",
    "japan": "Japan",
    "ukraine": "Ukraine",
}
PERIODS = ("During the visit", "After it, up to the article", "Since the article")
POSITIONS = ("supportive", "neutral", "cautious", "critical", "denial")


def reactions(tables: Tables, *, who: str, as_of: str) -> Panel:
    """Show who said what about the visit, during it, up to the article, and since."""
    rows = known(tables.reactions, as_of)
    rows = in_order(rows, rows["date"])
    shown = rows if who == "all" else rows[[who in actors for actors in rows["actors"]]]
    dates = last_day(shown["date"])
    period = (dates > "2023-07-27").astype(int) + (dates > ARTICLE)
    body: list[str] = []
    for i, part in shown.groupby(period):
        body.append(markup.fragment("visit", "period", PERIODS[i]))
        body += [markup.fragment("visit", "reaction", row) for row in records(part)]
        body.append(Markup("</ul></div>"))
    return Panel(
        title=_reactions_title(shown, who),
        measure=f"Statements about the visit found in our sources, made by {day(as_of)}: whose "
        "they are and how they stand to it. One mark each; its form says how sure the content is.",
        alt=f"Matrix of {len(rows)} statements: a row for each country, columns for supportive, "
        "neutral, cautious, critical and denial.",
        table=listed(
            shown,
            {"Date": "date", "Who": "speaker_name", "Position": "position"}
            | {"What": "summary", "Standing": "status"},
        ),
        sources=cited(shown if len(shown) else rows, tables.sources),
        figure=_matrix(records(rows), who, narrow=False),
        narrow=_matrix(records(rows), who, narrow=True),
        body=tuple(body),
        standings=counts(shown["status"]),
        caveat="That somebody said this is beyond doubt in every case; the mark is about what was "
        "said. Several South Korean and American accounts come from closed briefings.",
    )


def _reactions_title(rows: pd.DataFrame, who: str) -> str:
    if who == "all":
        return "Moscow and Pyongyang spoke of closer ties, Washington and its allies of arms"
    if rows.empty:
        return f"{WHO[who]}: no statement on record by then"
    found = rows["position"].astype(str).value_counts()
    kinds = ", ".join(f"{number(n)} {kind}" for kind, n in found.items())
    noun = "statement" if len(rows) == 1 else "statements"
    return f"{WHO[who]}: {number(len(rows))} {noun}, {kinds}"


def _matrix(rows: list[dict[str, Any]], who: str, *, narrow: bool) -> Figure:
    """Draw statements as marks in a grid of countries and positions."""
    countries = [c for c in WHO if c != "all" and any(c in row["actors"] for row in rows)]
    points = [(c, row) for row in rows for c in row["actors"] if c in countries]
    sizes = Counter((c, row["position"]) for c, row in points)
    wide, step = (2, 0.4) if narrow else (3, 0.2)  # marks side by side in a cell
    filled: Counter[tuple[str, str]] = Counter()
    x, y = [], []
    for country, row in points:
        cell = country, row["position"]
        down, across = divmod(filled[cell], wide)
        filled[cell] += 1
        x.append(POSITIONS.index(cell[1]) + (across - (min(sizes[cell], wide) - 1) / 2) * step)
        y.append(countries.index(country) + (down - (sizes[cell] - 1) // wide / 2) * 0.34)
    sides = [country if country in ("russia", "north-korea") else "ink" for country, _ in points]
    dots = marks(
        x=x,
        y=y,
        symbol=draw.glyphs(row["status"] for _, row in points),
        size=14,
        colour=[
            side if who in ("all", country) else "hair"
            for side, (country, _) in zip(sides, points, strict=True)
        ],
        picks=[f"who={country}" for country, _ in points],
        hover=[f"{plain(row['speaker_name'])}<br>{day(row['date'])}" for _, row in points],
    )
    return draw.figure(
        dots,
        height=(64 if narrow else 52) * len(countries) + 50,
        xaxis={
            "range": [-0.55, 4.5],
            "tickvals": list(range(5)),
            "ticktext": [position.capitalize() for position in POSITIONS],
            "side": "top",
            "showgrid": False,
            "tickangle": -90 if narrow else 0,
        },
        yaxis={
            "range": [len(countries) - 0.4, -0.6],
            "tickvals": list(range(len(countries))),
            "ticktext": [WHO[c].replace(" ", "<br>") if narrow else WHO[c] for c in countries],
        },
    )
