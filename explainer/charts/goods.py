"""Chapter 02: recorded trade with China and with Russia, and food that came or was said to come."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.charts.counts import ranges
from explainer.data import Tables
from explainer.draw import Figure, label, marks, strokes
from explainer.panel import Panel, cited, listed, records

SCALES = {"same": "One scale", "own": "Each its own scale", "tens": "Steps of ten"}
_COMPARED = 2023  # the last year for which no two Russian figures contradict each other
_BOOKS = {
    "china-customs": "Chinese customs",
    "kotra-bok": "Korean estimate",
    "russian-side": "Russian side",
}


def trade(tables: Tables, *, scale: str) -> Panel:
    """Show recorded trade with China and with Russia by year and by whose books."""
    rows = tables.trade[tables.trade["partner"] != "world"]
    year = rows[(rows["year"] == _COMPARED)].set_index("partner")["total"]
    times = year["china"] / year["russia"]
    return Panel(
        title=f"In {_COMPARED} North Korea's recorded trade with China was about {times:.0f} times "
        "that with Russia",
        measure="Recorded trade in goods, both directions, in million US dollars, 2013 to 2025. "
        "Filled: books of the partner; hollow: Korean estimates. No Russian figure was found for "
        "2021 and 2025. Arms, pay and unreported oil are in none of them.",
        alt="Dot plot by year. "
        + " ".join(
            f"{str(partner).capitalize()}: "
            + ", ".join(f"{row['year']} {row['total']:,.0f}" for row in records(group))
            + "."
            for partner, group in rows.groupby("partner")
        ),
        table=listed(
            rows,
            {"Year": "year", "With": rows["partner"].str.capitalize()}
            | {"Million US dollars": "total", "Books": rows["basis"].map(_BOOKS), "Remark": "note"},
        ),
        sources=cited(rows, tables.sources),
        figure=_years(rows, scale, narrow=False),
        narrow=_years(rows, scale, narrow=True),
        caveat="Russian customs details stopped in 2022; later figures are officials' statements. "
        "For 2024 one of them says 34 million dollars for the year, while a German study has 52.9 "
        "for its first half. Chinese books leave out oil given as aid.",
    )


def _years(rows: pd.DataFrame, scale: str, *, narrow: bool) -> Figure:
    """Draw dots by year, from zero up; on steps of ten without stems, since there is no zero."""
    traces = []
    for partner, colour in {"china": "ink", "russia": "russia"}.items():
        part = rows[rows["partner"] == partner]
        axis: dict[str, Any] = {"yaxis": "y2"} if scale == "own" and partner == "russia" else {}
        x = part["year"] + (0.16 if partner == "russia" else -0.16) * (scale == "same")
        if scale != "tens":
            stems = zip(x, x, strict=True), [(0, total) for total in part["total"]]
            traces.append(strokes(*stems, colour, 3, **axis))
        traces.append(
            marks(
                x=x,
                y=part["total"],
                symbol=[
                    "circle-open" if books == "kotra-bok" else "circle" for books in part["basis"]
                ],
                size=11,
                colour=colour,
                hover=[
                    f"{partner.capitalize()} {row['year']}: {row['total']:,.0f} million dollars<br>"
                    f"{_BOOKS[row['basis']]}"
                    for row in records(part)
                ],
                cliponaxis=False,
                **axis,
            )
        )
    years = {"range": [2012.4, 2025.6], "tickvals": list(range(2013, 2026, 4 if narrow else 2))}
    return draw.figure(
        *traces,
        height=520 if scale == "own" else 430,
        xaxis=years | {"showgrid": False} | ({"anchor": "y2"} if scale == "own" else {}),
        annotations=_trade_labels(rows, scale, narrow),
        **_trade_axes(scale),
    )


def _trade_axes(scale: str) -> dict[str, Any]:
    if scale == "tens":
        ticks = [1, 10, 100, 1000, 10000]
        words = [f"{tick:,}" for tick in ticks]
        return {"yaxis": {"type": "log", "range": [0.2, 4.2], "tickvals": ticks, "ticktext": words}}
    china = {"range": [-90, 7300], "tickvals": [0, 2000, 4000, 6000], "tickformat": ",d"}
    if scale == "same":
        return {"yaxis": china}
    russia = {"range": [-2, 125], "tickvals": [0, 50, 100], "domain": [0, 0.42]}
    return {"yaxis": {**china, "domain": [0.54, 1]}, "yaxis2": russia}


def _trade_labels(rows: pd.DataFrame, scale: str, narrow: bool) -> list[dict[str, Any]]:
    heights = {"same": (6200, 4700), "own": (6200, 112), "tens": (3.98, 2.1)}[scale]
    lower = {"yref": "y2"} if scale == "own" else {}
    texts = []
    for partner, height in zip(("china", "russia"), heights, strict=True):
        total = rows[(rows["partner"] == partner) & (rows["year"] == _COMPARED)]["total"].iloc[0]
        gap = "<br>" if narrow else " "
        words = f"<b>{partner.capitalize()}</b>, {_COMPARED}:{gap}{total:,.0f} million"
        own, colour = (lower, "russia-text") if partner == "russia" else ({}, "")
        texts.append(label(2025.5, height, words, "right", colour, align="right", **own))
    if scale != "same":
        floor = {"y": 0.35 if scale == "tens" else 4, "textangle": -90, **lower}
        texts += [
            label(year, 0, "no figure", "bottom", "soft") | floor
            for year in sorted({*rows["year"]} - {*rows[rows["partner"] == "russia"]["year"]})
        ]
    return texts


GUESSES = {
    "open": "Not yet",
    "none": "None",
    "thousands": "Thousands of tonnes",
    "tens": "Tens of thousands",
    "hundreds": "Hundreds of thousands",
}
_FOOD = {
    "Reported by Russian agencies and officials": (
        "wheat-2020",
        "corn-2023",
        "flour-2023-06",
        "flour-2024",
        "flour-2026-01",
    ),
    "Said by a South Korean politician, not seen in trade data": ("rice-2024",),
    "Cereals that North Korea had to find abroad in a year, by the FAO": (
        "cereal-gap-2014",
        "cereal-gap-2015",
        "cereal-gap-2017",
        "cereal-gap-2018",
        "cereal-gap-2020",
    ),
}
_ANSWER = "thousands"


def food(tables: Tables, *, guess: str) -> Panel:
    """Ask how much Russian food is on record, then set it against what is said and needed."""
    ids = [key for keys in _FOOD.values() for key in keys]
    rows = tables.figures.loc[ids]
    factor = rows["unit"].str.startswith("thousand").map({True: 1000, False: 1})
    rows[["low", "best", "high"]] = rows[["low", "best", "high"]].mul(factor, axis=0)
    rows["group"] = [group for group, keys in _FOOD.items() for _ in keys]
    lines = [{**row, "name": _food_name(row), "words": _tonnes(row)} for row in records(rows)]
    since = rows.loc[["corn-2023", "flour-2023-06", "flour-2024", "flour-2026-01"], "best"].max()
    said = rows.loc["rice-2024"]
    answer = (
        f"Russian sources report amounts of up to {since:,.0f} tonnes since 2023; a South Korean "
        f"politician spoke of {said['low']:,.0f} a year"
    )
    asked = guess == "open"
    return Panel(
        title="Russian food aid, “almost certain” in the article: how much is on record?"
        if asked
        else answer,
        measure="Food sent from Russia to North Korea or said to be, in tonnes, against what the "
        "country lacked. How much flour and corn do Russian agencies report for early 2024?",
        alt="Text: a question, and the answer to open."
        if asked
        else "Dot-and-range chart in tonnes. "
        + " ".join(f"{line['name']}: {line['words']}." for line in lines),
        table=listed(
            rows,
            {"What": "quantity", "How much": [line["words"] for line in lines]}
            | {"Year": "year", "By": "by", "Stated": "date", "Remark": "note"},
        ),
        sources=cited(rows, tables.sources),
        figure=None if asked else _tonnage(lines, narrow=False),
        narrow=None if asked else _tonnage(lines, narrow=True),
        lead=markup.fragment("gains", "food", guess, GUESSES[guess], guess == _ANSWER, answer),
        caveat="Since 2023 they are reported as exports, not as gifts. What nobody reports would "
        "not show here. The FAO's figures rest on models; almost no data come from the country.",
    )


def _food_name(row: dict[str, Any]) -> str:
    if row["topic"] == "food-need":
        return f"Year {row['year']}/{(row['year'] + 1) % 100}"
    return f"{row['quantity']}, {row['year']}"


def _tonnes(row: dict[str, Any]) -> str:
    if row["low"] != "" and row["high"] != "":
        return f"{row['low']:,.0f}–{row['high']:,.0f}"
    return f"{'at least ' if row['low'] != '' else ''}{row['best']:,.0f}"


def _tonnage(lines: list[dict[str, Any]], *, narrow: bool) -> Figure:
    figure = ranges(lines, 1250, narrow=narrow, unit=1000, ticks=(0, 500, 1000))
    figure["layout"]["xaxis"]["ticktext"] = ["0", "500,000", "1 million"]
    return figure
