"""The numbers on which the sides differ: who stated which, and when."""

import functools
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import choice
from explainer.data import Tables
from explainer.draw import Figure, axis, band, both, figure, label, marks, plain, strokes, wrapped
from explainer.evidence import in_order, public
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import amount, brief

QUANTITIES = {
    "killed-and-wounded": "North Korean soldiers killed and wounded",
    "killed": "North Korean soldiers killed",
    "troops-sent": "Soldiers sent to Russia",
    "troops-in-kursk": "Soldiers in the Kursk region",
    "troops-planned": "Soldiers planned or expected",
    "containers": "Containers shipped to Russia",
    "workers-in-russia": "Workers in Russia",
    "workers-planned": "Workers planned",
    "missiles": "Ballistic missiles delivered",
}
SHOWN, UNNAMED = "-shown", "Press and unnamed officials"  # whom North Korea showed; no names
COLUMNS = {"Stated on": "date", "By": "by", "Number": "words", "Covers": "period", "Remark": "note"}
CONTROLS = {"quantity": choice(QUANTITIES, label="Number of")}


def estimates_over_time(tables: Tables, *, quantity: str, as_of: str) -> Panel:
    """Show who stated which number when, in the order of time; no line joins them."""
    every = stated(tables, as_of)
    rows = every[every["series"].isin([quantity, quantity + SHOWN])]
    named = ~rows["part"] & ~rows["series"].str.endswith(SHOWN) & (rows["body"] != UNNAMED)
    whole = rows[named] if named.any() else rows
    ends = pd.concat([whole.nsmallest(1, "least"), whole.nlargest(1, "most")])
    return describe(
        "estimates_over_time",
        listed(rows, COLUMNS),
        cited(rows, tables.sources),
        both(_rows, rows, ends["id"].tolist()) if len(rows) else None,
        body=[_others(tables, as_of)],
        name=QUANTITIES[quantity],
        ends=records(ends),
        rows=records(rows),
        as_of=as_of,
    )


@functools.lru_cache(maxsize=8)
def _others(tables: Tables, as_of: str) -> str:
    """List the numbers on what is stated too seldom for a picture."""
    known, rows = [name + end for name in QUANTITIES for end in ("", SHOWN)], stated(tables, as_of)
    rest = rows[rows.index.isin(tables.estimates.index) & ~rows["series"].isin(known)]
    groups = [("", records(rest))] if len(rest) else []
    return markup.fragment("gains", "others", groups, len(rest), "arms, money, oil and the rest")


@functools.lru_cache(maxsize=8)
def stated(tables: Tables, as_of: str) -> pd.DataFrame:
    """Collect the statements of both tables, each once, in order of time."""
    rows = pd.concat([tables.figures, tables.estimates])
    rows = rows[~rows["id"].isin(tables.estimates["same_as"].dropna())]
    rows = in_order(rows := public(rows, rows["date"], as_of), rows["date"])
    rows = rows.astype({"series": "str", "body": "str"})
    low, best, high = rows["low"], rows["best"], rows["high"]
    side = tables.actors.set_index("name")["side"].astype("str")
    return rows.set_index(rows["id"]).assign(
        side=rows["body"].map(side[side.isin(["russia", "north-korea"])]).fillna("ink").tolist(),
        least=low.fillna(best).fillna(high).tolist(),
        most=high.fillna(best).fillna(low).tolist(),
        part=rows["part"].fillna(False).astype(bool).tolist(),
        words=[amount(*ends) for ends in zip(low, best, high, strict=True)],
    )


def _rows(rows: pd.DataFrame, lit: list[str], *, narrow: bool) -> Figure:
    """Draw a row a statement: who and when, and its number as a bar with what it leaves open."""
    room, step, left, up, tall = (2.1, 52, 0, 20, 0.68) if narrow else (1.25, 30, 0.38, 0, 0.45)
    y, spans = list(range(len(rows))), rows[["least", "most"]].to_numpy().tolist()
    vague = [i for i, (least, most) in enumerate(spans) if least < most]
    points = {"more": "triangle-right", "at": "triangle-right", "up": "triangle-left"}
    symbols = [points.get(words.split()[0], "line-ns") for words in rows["words"]]
    look: dict[str, Any] = {"size": 11, "line": 3, "colour": rows["side"].tolist()}
    texts, hover, bands = [], [], []
    for i, row in enumerate(records(rows)):
        notes = ["in part" if narrow else row["period"].split(",")[0]] * row["part"]
        notes += ["as it showed"] * row["series"].endswith(SHOWN)
        part = f" ({plain(', '.join(notes))})" if notes else ""
        who = f"{brief(row['date'])} <b>{plain(row['body'])}</b>{part}"
        texts.append(label(0, i, who, "left", xref="paper", align="left", yshift=up))
        texts.append(label(row["most"], i, f"<b>{row['words']}</b>", "left", xshift=10))
        hover.append(f"{wrapped(row['by'], 40)}<br>{row['words']}")
        bands += [band("find", x=(0, 1), y=(i - tall, i + 0.3), xref="paper")] * (row["id"] in lit)
    return figure(
        strokes([(0, most) for _, most in spans], [(i, i) for i in y], "hair", 12),
        strokes([spans[i] for i in vague], [(i, i) for i in vague], "ink", 6),
        marks(x=rows["most"], y=y, symbol=symbols, hover=hover, cliponaxis=False, **look),
        height=max(200, step * len(rows) + 40),
        xaxis=axis(0, rows["most"].max() * room, domain=[left, 1]),
        yaxis=axis(len(rows) - 0.4, -0.9 if narrow else -0.6),
        annotations=texts,
        shapes=bands,
    )
