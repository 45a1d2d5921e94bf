"""Chapter 03: what Kim showed his guest, and what the Security Council's rules say about it."""

from __future__ import annotations

import textwrap

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables, first_day
from explainer.draw import Figure, label, left_label, marks, plain, rule, strokes
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import number
from explainer.theme import LIGHT

RULES = {
    "ballistic-missile": "Ballistic missiles: the programme itself is banned",
    "nuclear": "Nuclear arms: the programme itself is banned",
    "arms-trade": "Other arms: trade with North Korea is banned, having them is not",
}
SEEN = {
    "all": "Everything",
    "exhibition": "In the hall, 26 July",
    "parade": "On the square, 27 July",
}
_PLACE = {"all": "shown to Shoigu", "exhibition": "seen in the hall", "parade": "on the square"}


def exhibition(tables: Tables, *, seen: str, item: str) -> Panel:
    """Show what was exhibited: since when it was known, where it was seen, which rule names it."""
    exhibits = tables.exhibits.sort_values("rule", kind="stable")
    if seen != "all":
        exhibits = exhibits[[seen in where for where in exhibits["where_seen"]]]
    banned = int(exhibits["rule"].isin(["ballistic-missile", "nuclear"]).sum())
    picked = tables.exhibits.loc[[item]] if item != "all" else exhibits
    return Panel(
        title=f"{number(banned).capitalize()} of the {number(len(exhibits))} kinds of weapon "
        f"{_PLACE[seen]} belong to programmes that the Council has banned",
        measure="Kinds of weapon in the exhibition of 26 July and the parade of 27 July 2023. The "
        "bar runs from the first public showing to the visit; a ring stands where our sources do "
        "not date one.",
        alt=f"Chart of {len(exhibits)} kinds of weapon on a time axis from 2019 to July 2023, in "
        "groups by the rule that applies. For each a bar starts when it was first shown; a ring "
        "stands where no date was found. Two columns mark where each was seen.",
        table=listed(
            exhibits,
            {"Weapon": "name", "Type": "type", "First shown": "first_shown"}
            | {"Seen": exhibits["where_seen"].map(" and ".join), "What the rules say": "banned_by"}
            | {"Remark": "relevance", "Standing": "status"},
        ),
        sources=cited(picked, tables.sources),
        figure=_showings(exhibits, item, narrow=False),
        narrow=_showings(exhibits, item, narrow=True),
        body=markup.fragment("visit", "exhibit", *records(tables.exhibits.loc[[item]]))
        if item != "all"
        else markup.fragment("visit", "rules"),
        standings=counts(picked["status"]),
        caveat="“Documented” means that the weapon was shown. Whether it works as claimed was not "
        "tested by anybody outside: hall and parade are known almost only through North Korean "
        "pictures.",
    )


def _showings(exhibits: pd.DataFrame, item: str, *, narrow: bool) -> Figure:
    """Draw one row a weapon, in groups; narrow, the names stand above their bars."""
    visit = pd.Timestamp("2023-07-26")
    row, gap = (2.1, 0.5) if narrow else (1.0, 0.4)  # heights, in lines of text
    width = 30 if narrow else 99
    names, height, places = [], -0.2, {}
    for which, group in exhibits.groupby("rule", sort=False, observed=True):
        lines = textwrap.wrap(RULES[str(which)], width)
        names.append(left_label(height - 0.5, f"<b>{'<br>'.join(lines)}</b>"))
        height += len(lines) * 0.9 + 0.2
        for weapon in records(group):
            lines = textwrap.wrap(plain(weapon["name"]), width)
            text = "<br>".join(lines)
            text = f"<b>{text}</b>" if weapon["id"] == item else text
            names.append(left_label(height - 0.5, text))
            height += (len(lines) - 1) * 0.9
            places[weapon["id"]] = height + (0.9 if narrow else 0)
            height += row
        height += gap
    at = pd.Series(places)
    start = first_day(exhibits["first_shown"]).fillna(visit)
    columns = {
        "exhibition": pd.Timestamp("2024-04-01" if narrow else "2024-02-15"),
        "parade": pd.Timestamp("2025-07-01" if narrow else "2024-10-15"),
    }
    seen = exhibits.explode("where_seen")
    years = range(2019, 2024)
    dated = exhibits["first_shown"].notna()
    return draw.figure(
        strokes([(first, visit) for first in start], zip(at, at, strict=True), "north-korea", 3),
        marks(
            x=start,
            y=at,
            symbol=["circle" if known else "circle-open" for known in dated],
            size=12,
            colour="north-korea",
            picks=[f"item={weapon}" for weapon in exhibits.index],
        ),
        marks(
            x=seen["where_seen"].map(columns),
            y=at[seen["id"]],
            size=11,
            line=0,
            picks=[f"item={weapon}" for weapon in seen["id"]],
        ),
        height=int(25 * height) + 70 if narrow else int(33 * height) + 80,
        xaxis={
            "range": ["2018-10-01", "2026-01-01"] if narrow else ["2014-10-01", "2025-02-15"],
            "tickvals": [f"{year}-01-01" for year in years],
            "ticktext": [f"{year}" if not narrow or year % 2 else "" for year in years],
            "showgrid": False,
            "ticks": "outside",
            "tickcolor": LIGHT["soft"],
        },
        yaxis={"range": [height, -1.7], "visible": False},
        annotations=[
            *names,
            label(columns["exhibition"], -1.2, "Hall"),
            label(columns["parade"], -1.2, "Square"),
            label(visit, -1.2, "Visit", "right" if narrow else "center"),
        ],
        shapes=[rule("soft", dash="dot", x=("2023-07-26",) * 2, y=(-0.6, height))],
    )
