"""Recorded trade with China and with Russia, on one scale and with Russia enlarged."""

from typing import Any

import pandas as pd

from explainer.data import Tables
from explainer.draw import Figure, axis, both, figure, label, marks, strokes, wrapped
from explainer.evidence import public
from explainer.panel import Panel, cited, describe, listed, records

BOOKS = {"china-customs": "Chinese customs", "kotra-bok": "Korean estimate"}
BOOKS |= {"russian-side": "Russian side"}
SIDES = {"china": ("China", "ink"), "russia": ("Russia", "russia")}
TOP, TIMES = 7000, 30  # of the upper scale, in million dollars; how much the lower one enlarges
UPPER, LOWER = (0.42, 0.95), (0, 0.31)


def trade(tables: Tables, *, as_of: str) -> Panel:
    """Show recorded trade with both neighbours by year and by whose books."""
    rows = tables.trade[tables.trade["partner"] != "world"].astype({"partner": "str"})
    first = [min(tables.sources["published"][list(ids)]) for ids in rows["sources"]]
    rows = public(rows, pd.Series(first, rows.index), as_of)
    sure = rows[~rows["contradicted"]].pivot_table("total", "year", "partner", dropna=False)
    [last] = sure.dropna().tail(1).index
    gaps = sorted({*rows["year"]} - {*rows["year"][rows["partner"] == "russia"]})
    return describe(
        "trade",
        listed(
            rows,
            {"Year": "year", "With": rows["partner"].str.capitalize()}
            | {"Million US dollars": rows["total"].map("{:,.4g}".format)}
            | {"Books": rows["basis"].map(BOOKS)},
        ),
        cited(rows, tables.sources, as_of, keep=True),
        both(_panels, rows, last, gaps),
        as_of=as_of,
        year=last,
        times=round(sure["china"][last] / sure["russia"][last]),
        first=rows["year"].min(),
        final=rows["year"].max(),
        gaps=" and ".join(map(str, gaps)),
        enlarged=TIMES,
        totals={
            name: [(r["year"], f"{r['total']:,.0f}") for r in records(rows[rows["partner"] == key])]
            for key, (name, _) in SIDES.items()
        },
    )


def _panels(rows: pd.DataFrame, last: int, gaps: list[int], *, narrow: bool) -> Figure:
    """Draw columns by year: both partners on one scale above, Russia alone enlarged below."""
    traces, words = [], []
    for key, scale, shift in (("china", "y", -0.16), ("russia", "y", 0.16), ("russia", "y2", 0)):
        name, colour = SIDES[key]
        part = rows[rows["partner"] == key]
        part = part.assign(at=part["year"] + shift)
        thought = part["basis"] == "kotra-bok"
        books = part[~thought]
        ends = zip(books["at"], books["at"], strict=True), [(0, total) for total in books["total"]]
        width = (5 if narrow else 13) * (2 if scale == "y2" else 1)
        traces.append(strokes(*ends, colour, width, yaxis=scale))
        text = f"{name} {{year}}: {{total:,.0f}} million<br>{{books}}"
        for own, seen in ((books, 0), (part[thought], 1)):
            look: dict[str, Any] = {"symbol": "line-ew", "size": 7, "colour": colour}
            look |= {"yaxis": scale, "opacity": seen}
            hover = [text.format(**row, books=BOOKS[row["basis"]]) for row in records(own)]
            traces.append(marks(x=own["at"], y=own["total"], hover=hover, **look))
        if narrow and shift > 0:
            continue  # no room beside China's column; the number stands below
        total = part.set_index("year")["total"][last]
        text, paint = f"<b>{total:,.0f}</b>", "russia" if key == "russia" else ""
        words.append(label(last + shift, total, text, "bottom", paint, yref=scale, yshift=2))
    noted = rows[rows["label"].notna()]
    for at, total, text in zip(noted["year"], noted["total"], noted["label"], strict=True):
        note = wrapped(text, 10)
        y = total + (2600 if narrow else 1200)
        words.append(label(at - 0.3, y, note, "left bottom", "soft", align="left"))
    below = f"<b>Russia alone</b>, enlarged {TIMES} times"
    corner = {"anchor": "left bottom", "xref": "paper", "yref": "paper"}
    words.append(label(0, UPPER[1], "<b>China</b> and Russia on one scale", colour="ink", **corner))
    words.append(label(0, LOWER[1], below, colour="russia", **corner))
    aside = {"yref": "y2", "textangle": -90}
    words += [label(year, 2, "none found", "bottom", "soft", **aside) for year in gaps]
    years = list(range(rows["year"].min(), rows["year"].max() + 1))
    low = TOP * (LOWER[1] - LOWER[0]) / (UPPER[1] - UPPER[0]) / TIMES
    return figure(
        *traces,
        height=540,
        annotations=words,
        xaxis=axis(years[0] - 0.6, years[-1] + 0.6, years[2::4] if narrow else years[::2])
        | {"anchor": "y2"},
        yaxis=axis(0, TOP, [0, 2000, 4000, 6000], grid=True, tickformat=",d", domain=UPPER),
        yaxis2=axis(0, low, [0, 50, 100], grid=True, domain=LOWER),
    )
