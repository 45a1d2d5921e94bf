"""Chapter 05: the numbers on which the sides differ, and who states which."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pandas as pd

from explainer import draw
from explainer.data import Tables, last_day
from explainer.draw import Figure, label, marks, plain, strokes
from explainer.panel import Panel, cited, listed, records
from explainer.say import brief, day, number
from explainer.theme import LIGHT

QUANTITIES = {
    "killed and wounded": "North Korean soldiers killed and wounded",
    "killed": "North Korean soldiers killed",
    "troops sent": "Soldiers sent to Russia",
    "troops in Kursk": "Soldiers in the Kursk region",
    "troops planned": "Soldiers planned or expected",
    "containers": "Containers shipped to Russia",
    "workers in Russia": "Workers in Russia",
    "workers planned": "Workers planned",
    "missiles": "Ballistic missiles delivered",
}
ORDERS = {"body": "By who says it", "date": "By date"}
_FLOOR = "killed (shown by North Korea)"
_NAMES = {
    "killed": ["killed", _FLOOR],
    "missiles": ["KN-23 and similar missiles delivered"],
    "containers": [
        "containers",
        "Shipping containers with suspected munitions sent from North Korea to Russia (cumulative)",
        "Containers counted from ship voyages and satellite pictures, September 2023 - March 2025",
    ],
    "workers in Russia": ["workers in Russia", "North Korean workers in Russia"],
    "workers planned": [
        "workers planned",
        "North Korean workers that Russia may take in",
        "North Koreans to be recruited for the Alabuga zone",
    ],
    "troops in Kursk": ["troops in Kursk", "North Korean soldiers in the Kursk region"],
}
"""Quantity of the control -> its names in the tables, where they differ."""
_UNNAMED = "Press and unnamed officials"
_BODIES = {
    "South Korea": r"South Korea",
    "Ukraine": r"Ukrain",
    "United States": r"United States|White House",
    "United Kingdom": r"United Kingdom",
    "Monitoring team of eleven states": r"MSMT|Multilateral",
    "Studies and investigations": r"Reuters and|Friedrich",
    _UNNAMED: r"Russian and western|Western|Some|The ",
    "Russia": r"Russia",
    "North Korea": r"North Korea",
}


def estimates_over_time(tables: Tables, *, quantity: str, order: str) -> Panel:
    """Show who stated which number when, as dots and ranges that no line joins."""
    rows = _stated(tables, quantity)
    rows = rows.sort_values(["place", "when"] if order == "body" else "when", kind="stable")
    named = ~rows["part"] & (rows["quantity"] != _FLOOR) & (rows["body"] != _UNNAMED)
    whole = records(rows[named].sort_values("when"))
    least = min(whole, key=lambda row: row["low_end"])
    most = max(whole, key=lambda row: row["high_end"])
    low, high = (
        f"{_count(end)} ({row['body']}, {day(row['date'][:7])})"
        for end, row in ((least["low_end"], least), (most["high_end"], most))
    )
    name = QUANTITIES[quantity]
    shown = "; a square: what North Korea itself showed" if quantity == "killed" else ""
    return Panel(
        title=f"{name}: named speakers put them from {low} to {high}",
        measure=f"{number(len(rows)).capitalize()} statements by {number(rows['body'].nunique())} "
        "kinds of speaker. A dot is a number, a bar a range, a pointed mark a lower or upper end; "
        f"hollow: only a part is meant{shown}. No line joins them: methods and days differ. The "
        "table tells how each was reached, as far as it is known.",
        alt=f"Dot-and-range chart with a row for each of {len(rows)} statements on: {name}. The "
        f"numbers run from {low} to {high}.",
        table=listed(
            rows,
            {"Stated on": "date", "By": "by", "Number": "words"}
            | {"Covers": "period", "Remark": "note"},
        ),
        sources=cited(rows, tables.sources),
        figure=_forest(rows, order, narrow=False),
        narrow=_forest(rows, order, narrow=True),
        caveat="No outsider has counted. South Korea and Ukraine have an interest in high numbers, "
        "North Korea in low ones. What is planned, sent and present are three numbers, and so are "
        "killed, and killed and wounded.",
    )


def _stated(tables: Tables, quantity: str) -> pd.DataFrame:
    """Collect the statements on a quantity from both tables, each once."""
    names = _NAMES.get(quantity, [quantity])
    rows = pd.concat([tables.figures, tables.estimates])
    twice = tables.estimates["same_as"].dropna()
    rows = rows[rows["quantity"].isin(names) & ~rows["id"].isin(twice)]
    body = rows["by"].map(_body)
    sides = {"Russia": "russia", "North Korea": "north-korea"}
    low, best, high = rows["low"], rows["best"], rows["high"]
    return rows.assign(
        body=body,
        place=body.map(list(_BODIES).index),
        side=body.map(sides).fillna("ink"),
        when=last_day(rows["date"]),
        low_end=low.fillna(best).fillna(high),
        high_end=high.fillna(best).fillna(low),
        part=rows["period"].fillna("").str.match(r"one week|engineers|7-8 September"),
        words=[_words(*ends) for ends in zip(low, best, high, strict=True)],
    ).assign(
        words=lambda rows: rows["words"].where(rows["quantity"] != _FLOOR, rows["words"] + " shown")
    )


_LONG = {
    "NIS": "intelligence service",
    "HUR": "military intelligence",
    "MSMT": "sanctions monitoring team",
}
_SHORT = re.compile(rf"\b({'|'.join(_LONG)})\b")


def _body(by: str) -> str:
    """Return the kind of speaker that a name stands for."""
    return next((n for n in (_UNNAMED, *_BODIES) if re.match(_BODIES[n], by)), _UNNAMED)


def _count(value: float) -> str:
    return f"{int(value):,}"


def _words(low: float, best: float, high: float) -> str:
    """Write a number, or what is known of it, as a reader would say it."""
    if low == best:
        return f"more than {_count(best)}"
    if high == best or (high == high and low != low):
        return f"up to {_count(high)}"
    if low == low and high == high:
        return f"{_count(low)} to {_count(high)}"
    return _count(best) if best == best else f"at least {_count(low)}"


def _forest(rows: pd.DataFrame, order: str, *, narrow: bool) -> Figure:
    """Draw a row for each statement: who and when, and the number at its place."""
    places, labels, y, group = [], [], 0.0, ""
    left: dict[str, Any] = {"xref": "paper", "xshift": -8, "align": "left"}
    left |= {"bgcolor": LIGHT["paper"]} if narrow else {}
    for row in records(rows):
        if order == "body" and row["body"] != group:
            group = row["body"]
            labels.append(label(0, round(y + 0.5, 2), f"<b>{group}</b>", "left", **left))
            y += 1.5
        text = plain(_SHORT.sub(lambda found: _LONG[found[0]], row["by"]))
        short = re.sub(rf"^{re.escape(group)}, ", "", text) if order == "body" else text
        short = short[0].upper() + short[1:]
        partial = f" ({plain(row['period'])})" if row["part"] else ""
        lines = textwrap.wrap(f"{brief(row['date'])}: {short}{partial}", 31 if narrow else 52)
        words = "<br>".join(lines)
        if narrow:
            labels.append(label(0, round(y - 0.5, 2), words, "left top", "soft", **left))
            y += 0.86 * len(lines) + 0.12
        else:
            y += 0.42 * (len(lines) - 1)
            labels.append(label(0, round(y, 2), words, "left", "soft", **left))
        places.append(round(y, 2))
        y += 1.25 if narrow else 1 + 0.42 * (len(lines) - 1)
    rows = rows.assign(y=places)
    ranges = rows[rows["low_end"] < rows["high_end"]]
    pointed = {"more": "triangle-right", "at": "triangle-right", "up": "triangle-left"}
    symbols = [
        ("square" if "shown" in words else pointed.get(words.split()[0], "circle"))
        + ("-open" if part else "")
        for words, part in zip(rows["words"], rows["part"], strict=True)
    ]
    top = rows["high_end"].max()
    ends = zip(ranges["low_end"], ranges["high_end"], strict=True)
    spans = strokes(ends, zip(ranges["y"], ranges["y"], strict=True), "ink", 4)
    dots = marks(
        x=rows["high_end"],
        y=rows["y"],
        symbol=symbols,
        size=13,
        colour=rows["side"].tolist(),
        mode="markers+text",
        text=[f" {words}" for words in rows["words"]],
        textposition="middle right",
        cliponaxis=False,
    )
    return draw.figure(
        *([spans] if len(ranges) else []),
        dots,
        height=max(220, int(y * (25 if narrow else 26)) + 50),
        xaxis={"range": [0, top * (2.5 if narrow else 1.4)], "side": "top", "tickangle": 0}
        | {"tickvals": _ticks(top)[:: 2 if narrow else 1], "tickformat": ","}
        | {"domain": [0.02, 1] if narrow else [0.47, 1]},
        yaxis={"range": [round(y, 2), -0.7], "visible": False},
        annotations=labels,
    )


def _ticks(top: float) -> list[float]:
    """Return nought, half and whole of a round number below the highest."""
    size = 10 ** (len(str(int(top))) - 1)
    whole = top // size * size
    return [0, whole / 2, whole]
