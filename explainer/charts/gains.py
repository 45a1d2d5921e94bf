"""Chapter 02: what each side gains and pays, and how the two states compare."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, label, strokes
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


TOPICS = {"people": "People and land", "economy": "Economy", "arms": "Arms"}
_INDICATORS = {
    "people": "population area life-expectancy undernourishment",
    "economy": "gdp-nominal gdp-per-head refined-oil-use electricity-access internet-users "
    "mobile-subscriptions",
    "arms": "active-personnel nuclear-warheads military-spending military-spending-share",
}
_NAMES = {"russia": "Russia", "north-korea": "North Korea", "south-korea": "South Korea"}


def two_states(tables: Tables, *, topic: str) -> Panel:
    """Compare the two states, with South Korea for scale: ranges as ranges, gaps as gaps."""
    kinds = _INDICATORS[topic].split()
    rows = tables.comparison[tables.comparison["indicator"].isin(kinds)]
    rows = rows.iloc[rows["indicator"].map(kinds.index).argsort(kind="stable")]
    rows = rows.assign(words=[_words(row) for row in records(rows)])
    return Panel(
        title=_TITLES[topic](rows.set_index(["indicator", "country"])),
        measure=f"{TOPICS[topic]} in figures, each with a scale of its own. A thin line is the "
        "range of the estimates. South Korea stands beside the two for scale.",
        alt=f"Small bar charts, one for each of {number(len(kinds))} measures, of Russia, North "
        "Korea and South Korea. "
        + " ".join(
            f"{group['name'].iloc[0]}: "
            + ", ".join(f"{_NAMES[r['country']]} {r['words']}" for r in records(group))
            + "."
            for _, group in rows.groupby("indicator", sort=False)
        ),
        table=listed(
            rows,
            {"Measure": "name", "State": rows["country"].map(_NAMES), "Value": "words"}
            | {"Unit": "unit", "Year": "year", "Range given by": "range_by", "Remark": "note"},
        ),
        sources=cited(rows, tables.sources),
        figure=_multiples(rows, narrow=False),
        narrow=_multiples(rows, narrow=True),
        caveat="North Korea publishes few figures. Those about its economy are estimates from "
        "outside, by neighbours and rivals, and may be wrong by a factor of two; years differ "
        "where the table says so.",
    )


def _ratio(rows: pd.DataFrame, kind: str) -> float:
    return float(rows["value"][kind, "russia"] / rows["value"][kind, "north-korea"])


def _people(rows: pd.DataFrame) -> str:
    people, land = (_ratio(rows, kind) for kind in ("population", "area"))
    return (
        f"Russia has {number(round(people))} times the people of North Korea and "
        f"{land:.0f} times its land"
    )


def _economy(rows: pd.DataFrame) -> str:
    russia, korea = (("gdp-nominal", country) for country in ("russia", "north-korea"))
    low = float(rows["low"][russia] / rows["high"][korea])
    high = float(rows["high"][russia] / rows["low"][korea])
    return (
        f"Russia's economy is some {round(low, -1):.0f} to {round(high, -1):.0f} times North "
        "Korea's: so far do outside estimates differ"
    )


def _arms(rows: pd.DataFrame) -> str:
    russia, korea = (rows["value"]["active-personnel", c] for c in ("russia", "north-korea"))
    size = "more soldiers than" if korea > russia else "fewer soldiers than"
    return (
        f"North Korea keeps {size} Russia by these estimates, and Russia has "
        f"{_ratio(rows, 'nuclear-warheads'):.0f} times its nuclear warheads"
    )


_TITLES = {"people": _people, "economy": _economy, "arms": _arms}


def _amount(value: float, unit: str) -> str:
    if value >= 1000 and unit.startswith("billion"):
        return f"{value / 1000:.1f} trillion"
    if value >= 10 and unit.startswith("billion"):
        return f"{value:.0f}"
    if value >= 1e6:
        return f"{value / 1e6:.1f} million"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _words(row: dict[str, Any]) -> str:
    """Return value or range as the reader should see it."""
    value, low, high = row["value"], row["low"], row["high"]
    if low == "" and high != "":
        return f"under {_amount(high, row['unit'])}"
    if low != "" and low != high:
        year = f" ({row['range_year']})" if value == "" else ""
        ends = [_amount(n, row["unit"]) for n in (low, high)]
        scale = ends[1].partition(" ")[2]
        return f"{ends[0].removesuffix(f' {scale}' if scale else '')} to {ends[1]}{year}"
    return "no figure" if value == "" else _amount(value, row["unit"])


def _multiples(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw one small bar chart a measure, in one column or two."""
    across, long = (1, 0.2) if narrow else (2, 0.28)  # columns, share of one that a bar may fill
    colours = {"russia": "russia", "north-korea": "north-korea", "south-korea": "other"}
    bars: dict[str, list[tuple[float, float, float]]] = {country: [] for country in _NAMES}
    ranges: list[tuple[float, float, float]] = []
    texts, top = [], 0.0
    heads = {
        kind: [
            *(f"<b>{line}</b>" for line in textwrap.wrap(group["name"].iloc[0], 32)),
            *textwrap.wrap(group["unit"].iloc[0], 34),
        ]
        for kind, group in rows.groupby("indicator", sort=False)
    }
    lead = max(map(len, heads.values())) + 0.9  # room for the longest heading, in lines
    for i, (kind, group) in enumerate(rows.groupby("indicator", sort=False)):
        left, top = (i % across) * 1.06, i // across * (lead + 3.5)
        head = "<br>".join(heads[kind])
        texts.append(label(left, top + lead - 0.55, head, "left bottom", align="left"))
        scale = long / float(group[["value", "low", "high"]].max().max())
        for j, row in enumerate(records(group)):
            y, start = top + lead + j, left + 0.36
            end = start + (row["value"] or 0) * scale
            if row["value"] != "":
                bars[row["country"]].append((start, end, y))
            if row["high"] != "" and row["low"] != "" and row["high"] > row["low"]:
                end = start + row["high"] * scale
                ranges.append((start + row["low"] * scale, end, y))
            words = row["words"].split(" (")[0].replace(" to ", "–")
            texts.append(label(start - 0.02, y, _NAMES[row["country"]], "right"))
            texts.append(label(end + 0.01, y, words, "left"))
    height = top + lead + 3.2
    drawn = [(found, colours[country], 14) for country, found in bars.items()]
    return draw.figure(
        *(
            strokes([bar[:2] for bar in found], [(y, y) for *_, y in found], colour, width)
            for found, colour, width in [*drawn, (ranges, "ink", 3)]
        ),
        height=int(height * 24),
        xaxis={"range": [0, across * 1.03], "visible": False},
        yaxis={"range": [height, -0.2], "visible": False},
        annotations=texts,
    )
