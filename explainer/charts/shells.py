"""Chapter 02: the estimate workbench, from containers to shells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from explainer import markup
from explainer.charts.counts import ENDS, million, ranges, rounded, spelt, spoken, who
from explainer.data import Tables
from explainer.draw import Figure, scatter
from explainer.panel import Panel, records
from explainer.say import day, number
from explainer.theme import LIGHT

CONTAINERS = (
    "containers-2023-11",
    "containers-2024-02",
    "containers-2025-04-osc",
    "containers-2025-07",
)
START = "containers-2024-02"
SHARES = {100: "All", 50: "Half"}
KINDS = {"152": "all 152 mm", "both": "half of them 152 mm", "122": "all 122 mm"}
CALIBRES = {"152": "152 mm", "both": "Half and half", "122": "122 mm"}
_PACKING = {
    "shells-2024-02-shin": "containers-2024-02",
    "shells-2023-12-shin": "containers-2023-12",
    "shells-2023-11-jcs": "containers-2023-11",
}
UNUSABLE = {0: "All", 50: "Half"}
_DOUBT = "quality-2024-shells"
_RIVALS = (
    "shells-2024-02-shin",
    "shells-2024-02-hur",
    "shells-2024-01-c4ads",
    "shells-2025-04-reuters",
    "shells-2025-fnf",
    "shells-2025-hur",
    "shells-2025-07-dia",
)


def containers(figures: pd.DataFrame) -> dict[str, str]:
    """Return the counts of containers to choose from."""
    return {key: f"{figures['best'][key]:,.0f}" for key in CONTAINERS}


def packing(figures: pd.DataFrame) -> dict[str, str]:
    """Return the rounds that a container holds by three statements: of 152 mm or of 122 mm."""
    rows = statements(figures)
    return {
        key: " or ".join(f"{_rounds(rows, key, calibre):.0f}" for calibre in ("152", "122"))
        for key in _PACKING
    }


def statements(figures: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the figures that the workbench reckons with, by id."""
    ids = [*CONTAINERS, *_PACKING, *_PACKING.values(), *_RIVALS, _DOUBT]
    rows = records(figures.loc[list(dict.fromkeys(ids))])
    return {row["id"]: {**row, "by": spelt(row["by"])} for row in rows}


def material(tables: Tables) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    """Return what the workbench needs, once for all its states: sources and figures."""
    rows = statements(tables.figures)
    return tables.sources.loc[sorted({s for row in rows.values() for s in row["sources"]})], rows


def _rounds(rows: dict[str, dict[str, Any]], key: str, calibre: str) -> float:
    boxes = rows[_PACKING[key]]["best"]
    small, large = rows[key]["low"] / boxes, rows[key]["high"] / boxes
    return float({"122": small, "152": large, "both": (small + large) / 2}[calibre])


def shells(
    sources: pd.DataFrame,
    rows: dict[str, dict[str, Any]],
    *,
    boxes: str,
    calibre: str,
    share: int,
    rounds: str,
    unusable: int,
) -> Panel:
    """Turn containers into shells by the assumptions of the reader's choice."""
    count = rows[boxes]["best"]
    usable = count * share / 100 * (100 - unusable) / 100
    result = {kind: usable * _rounds(rows, rounds, kind) for kind in CALIBRES}
    total = million(result[calibre])
    nobody = {"by": "your assumption: nobody outside knows", "date": ""}
    doubt = rows[_DOUBT] if unusable else {"by": "", "date": ""}
    each = f"{_rounds(rows, rounds, calibre):.0f}"
    steps = [
        (f"{count:,.0f}", "containers", rows[boxes]),
        (f"× {share} %", "of them hold shells", nobody),
        (f"× {each}", f"rounds in each, {KINDS[calibre]}", rows[rounds]),
        (f"× {100 - unusable} %", "can be fired", doubt),
    ]
    rivals = [rows[key] for key in _RIVALS]
    name = f"Yours: {total}. Thin line: from all 122 mm to all 152 mm"
    yours = {"group": "By your assumptions", "name": name, "words": ""}
    others = {"group": "What others say, each for a period of its own"}
    lines = [yours | {"low": "", "best": result[calibre], "high": ""}]
    lines += [row | others | {"name": who(row), "words": spoken(row)} for row in rivals]
    used = dict.fromkeys(
        source for row in (rows[boxes], rows[rounds], *rivals) for source in row["sources"]
    )
    times = number(round(result["152"] / result["122"]))
    return Panel(
        title=f"{count:,.0f} containers make {total} rounds by these assumptions; with 152 mm "
        f"rounds they make {times} times as many as with 122 mm",
        measure="An estimate of shells from North Korea, in millions: containers × share with "
        "shells × rounds a container × share that can be fired. Every factor is a choice.",
        alt=f"Dot-and-range chart. Your estimate is {total}; it would be {million(result['122'])} "
        f"with 122 mm rounds only and {million(result['152'])} with 152 mm rounds only. Below it "
        "stand the figures of others: "
        + "; ".join(f"{line['name']}, {line['words']}" for line in lines[1:])
        + ".",
        table=pd.DataFrame(
            [(what, n, row["by"], row["date"] and day(row["date"])) for n, what, row in steps]
            + [("rounds", f"= {total}", "", "")],
            columns=["Factor", "Value", "By", "Stated"],
        ),
        sources=sources.loc[list(used)],
        figure=_bench(lines, result, narrow=False),
        narrow=_bench(lines, result, narrow=True),
        lead=markup.fragment(
            "gains", "sum", steps, total, _nearest(rounded(result[calibre]), rivals)
        ),
        caveat="Seoul names what a container could hold, not what it held; how many held shells at "
        "all no outsider knows, so the share is yours to choose. Other arms were named as possible "
        "contents too. By CNN's report Seoul's 122 mm rounds are rockets, hence so few in a box.",
    )


def _nearest(total: float, rivals: Sequence[dict[str, Any]]) -> str:
    """Say which institution's figure comes near, or how far the nearest is."""

    def gap(row: dict[str, Any]) -> float:
        ends = [row[end] for end in ENDS if row[end] != ""]
        inside = row["id"] not in _PACKING and min(ends) <= total <= max(ends)
        return 0.0 if inside else min((math.log(total / end) for end in ends), key=abs)

    row = min(rivals, key=lambda row: abs(gap(row)))
    off, times = gap(row), math.exp(abs(gap(row)))
    if row["id"] in _PACKING and abs(off) < 0.01:
        words = f"Yours is its {'upper' if total > row['low'] * 1.5 else 'lower'} end."
    elif not off:
        words = "Yours is the same." if row["low"] == "" else "Yours lies within its range."
    elif abs(off) < 0.2:
        words = "Yours comes near it."
    else:
        end = "it" if row["low"] == "" else "its nearer end"
        high, low = ("Yours", end) if off > 0 else (end.capitalize(), "yours")
        words = f"{high} is {times:.2g} times {low}."
    return f"The closest figure is that of {who(row)}: {spoken(row)}. {words}"


def _bench(lines: list[dict[str, Any]], result: dict[str, float], *, narrow: bool) -> Figure:
    figure = ranges(lines, 14.5, narrow=narrow)
    y = figure["data"][1]["y"][0]
    span = scatter(
        x=[result["122"] / 1e6, result["152"] / 1e6],
        y=[y, y],
        mode="lines+markers",
        line={"width": 2, "color": LIGHT["north-korea"]},
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}},
        hoverinfo="skip",
    )
    return {**figure, "data": [span, *figure["data"]]}
