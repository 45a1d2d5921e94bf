"""Chapter 02: what each side gains and pays, and how the two states compare."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.data import Tables
from explainer.evidence import gains_at
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

SHOW = {"article": "In the article", "left-out": "Left out by it", "all": "All"}
_GROUPS = {
    "Arms and know-how": "munitions missiles naval space air-defence technology",
    "Soldiers and workers": "troops labour",
    "Money and trade": "money trade",
    "Food and fuel": "food energy",
    "Standing in the world": "diplomacy status",
}


def ledger(tables: Tables, *, show: str, as_of: str) -> Panel:
    """Set both sides' gains against each other, with their costs and their standing."""
    rows = gains_at(tables.gains, tables.gain_moments, as_of)
    later = as_of >= "2023-10"
    if show != "all":
        rows = rows[rows["in_article"] == (show == "article")]
    sides = {side: rows[rows["beneficiary"] == side] for side in ("russia", "north-korea")}
    body: list[str] = [Markup('<div class="ledger">')]
    for name, kinds in _GROUPS.items():
        found = {side: all_[all_["category"].isin(kinds.split())] for side, all_ in sides.items()}
        for side, part in found.items() if any(map(len, found.values())) else ():
            body.append(markup.fragment("gains", "side", name, side, len(part)))
            body += [markup.fragment("gains", "gain", row, later) for row in records(part)]
            body.append(markup.fragment("gains", "end", side, len(part)))
    return Panel(
        title=_ledger_title(rows, sides, show, as_of),
        measure="What Russia and North Korea are said to gain from each other, and what it may "
        f"cost them, in the words and with the standing of {day(as_of)}.",
        prompt="Open a gain to read more.",
        alt=f"Two lists side by side, in five groups: {len(sides['russia'])} gains for Russia and "
        f"{len(sides['north-korea'])} for North Korea, each with its standing and its cost.",
        table=listed(
            rows,
            {"Gain": "title", "For": rows["beneficiary"].map(tables.actors["name"])}
            | {"Kind": "category", "Standing": "status"}
            | {"Standing in September 2023": rows["status_2023"] if later else [""] * len(rows)}
            | {"In the article": rows["in_article"].map({True: "yes", False: "no"})}
            | {"How much": "magnitude"},
        ),
        sources=cited(rows, tables.sources),
        body=(*body, Markup("</div>")),
        standings=counts(rows["status"]),
        caveat="The mark is about the evidence that the thing was given, not about its worth. “Not "
        "found” means that we found nobody who had said it by then, not that nobody did.",
    )


def _ledger_title(rows: pd.DataFrame, sides: dict[str, pd.DataFrame], show: str, as_of: str) -> str:
    firm = [int(s["status"].isin(["documented", "corroborated"]).sum()) for s in sides.values()]
    found = f"{number(sum(firm))} {'was' if sum(firm) == 1 else 'were'} documented or corroborated"
    if show == "article":
        return f"Of the {number(len(rows))} gains that the article names, {found} by {day(as_of)}"
    if show == "left-out":
        return (
            f"By {day(as_of)}, {number(len(rows))} gains had been named that the article leaves "
            f"out; {found}"
        )
    russia, korea = (
        f"{number(n)} of {number(len(s))}" for n, s in zip(firm, sides.values(), strict=True)
    )
    return (
        f"Documented or corroborated by {day(as_of)}: {russia} gains named for Russia, {korea} for "
        "North Korea"
    )
