"""Chapter 02: recorded trade with China and with Russia, and food that came or was said to come."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw
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
