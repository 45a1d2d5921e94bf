"""The weapons that Kim showed his guests, by the Security Council's rule that meets each."""

import textwrap

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.draw import Figure, axis, band, both, figure, glyphs, label, marks, plain, rule
from explainer.evidence import retold
from explainer.panel import Panel, cited, describe, grouped, listed, records

RULES = {
    "ballistic-missile": "Ballistic missiles: the programme is banned",
    "nuclear": "Nuclear arms: the programme is banned",
    "arms-trade": "Other arms: only the trade in them is banned",
}
PLACES = {"exhibition": "Hall", "parade": "Square"}


def exhibition(tables: Tables, *, as_of: str) -> Panel:
    """Show each kind of weapon under its rule, where it was seen, and since when it was known."""
    rows = retold(tables.exhibits.sort_values("rule", kind="stable"), "relevance", as_of)
    return describe(
        "exhibition",
        listed(
            rows,
            {"Weapon": "name", "Type": "type", "First shown": "first_shown"}
            | {"Seen": rows["where_seen"].map(" and ".join), "What the rules say": "banned_by"}
            | {"Remark": "relevance", "Standing": "status"},
        ),
        cited(rows, tables.sources, as_of),
        both(_rows, rows),
        body=markup.fragment("visit", "exhibits", records(rows)),
        standings=rows["status"],
        banned=sum(rows["rule"] != "arms-trade"),
        weapons=len(rows),
        seen=rows["where_seen"].explode().value_counts().to_dict(),
        as_of=as_of,
    )


def _rows(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw a row a weapon under its rule: what it is, and marks where it was seen."""
    at = dict(zip(PLACES, (76, 91) if narrow else (68, 86), strict=True))
    top = -2.6 if narrow else -1.6
    y, heights, words, shapes = 0.0, {}, [], []
    for name, weapons in grouped(rows, "rule", RULES):
        head = "<br>".join(textwrap.wrap(name, 34 if narrow else 99))
        words.append(label(0, y, f"<b>{head}</b>", "left bottom", align="left"))
        shapes.append(rule("hair", x=(0, 100), y=(y, y)))
        start = y + 0.475
        for weapon in weapons:
            kind = weapon["type"].partition(";")[0]
            name = weapon["name"] + f", {kind}" * (kind not in weapon["name"].lower())
            lines = [plain(line) for line in textwrap.wrap(name, 24 if narrow else 66)]
            y += 0.5 + 0.45 * len(lines)
            heights[weapon["id"]] = y
            words.append(label(0, y, "<br>".join(lines), "left", align="left"))
            y += 0.45 * (len(lines) - 1)
        if weapons[0]["rule"] != "arms-trade":
            shapes.append(band("find", x=(0, 100), y=(start, y + 0.475)))
        y += 2.3 if narrow else 1.9
    words += [label(x, top + 0.6, PLACES[key], "", "soft") for key, x in at.items()]
    seen = rows.explode("where_seen")
    x, places = seen["where_seen"].map(at), seen["id"].map(heights)
    return figure(
        marks(x=x, y=places, symbol=glyphs(seen["status"]), size=14),
        height=round(30 * (y - 1.2 - top)),
        xaxis=axis(0, 100),
        yaxis=axis(y - 1.2, top),
        annotations=words,
        shapes=shapes,
    )
