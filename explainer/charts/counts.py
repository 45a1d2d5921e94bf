"""Chapter 02: how many shells? Rival figures side by side, by method."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables, last_day
from explainer.draw import Figure, label, left_label, marks, plain, strokes
from explainer.evidence import public
from explainer.panel import Panel, cited, listed, records
from explainer.say import brief, day, number

QUANTITIES = {
    "delivered": "Delivered by North Korea",
    "made": "Made in Russia",
    "fired": "Fired by Russia",
}
_TOPICS = dict(
    zip(
        QUANTITIES, ("shells-delivered", "shell-production-russia", "shell-use-annual"), strict=True
    )
)
METHODS = {
    "capacity": "What the containers could hold",
    "stated": "Number stated, method not given",
    "traces": "Worked out from ships, freight records and other traces",
    "single-year": "One year only, not comparable with the rest",
}
ENDS = ("low", "best", "high")
_BRACKETS = re.compile(r" \([^)]*\)")


def shell_estimates(tables: Tables, *, quantity: str, as_of: str) -> Panel:
    """Show who put a number on shells, by method; nothing joins what cannot be joined."""
    stated = tables.figures[tables.figures["topic"].isin(_TOPICS.values())]
    stated = public(stated, stated["date"], as_of)
    rows = stated[(stated["topic"] == _TOPICS[quantity]) & (stated["unit"] != "percent")]
    rows = rows[rows["id"] != "prod-import-iran-2023"]
    if quantity == "delivered":
        rank, group = rows["method"].map(list(METHODS).index), rows["method"].map(METHODS)
    else:
        yearly = rows["unit"] == "rounds"
        rank = rows["year"].where(yearly, 0)
        group = rows["year"].astype(str).where(yearly, "Capacity expected")
    rows = rows.assign(rank=rank, group=group, words=[spoken(row) for row in records(rows)])
    rows = rows.iloc[last_day(rows["date"]).argsort(kind="stable")]
    rows = rows.sort_values("rank", kind="stable")
    lines = [{**row, "name": who(row)} for row in records(rows)]
    return Panel(
        title=_estimates_title(rows, quantity, as_of),
        measure=f"Artillery rounds {QUANTITIES[quantity][0].lower()}{QUANTITIES[quantity][1:]}, in "
        f"millions, as stated by {day(as_of)}. Dot: a number; bar: a range; hollow triangle: up "
        "to, or more than.",
        alt=f"Dot-and-range chart of {len(rows)} figures, in groups by "
        f"{'method' if quantity == 'delivered' else 'year'}. "
        + " ".join(f"{line['name']}: {line['words']}." for line in lines),
        table=listed(
            rows,
            {"Who": "by", "Stated": "date", "What": "quantity"}
            | {"How many": "words", "Group": "group", "Remark": "note"},
        ),
        sources=cited(rows if len(rows) else stated, tables.sources),
        figure=ranges(lines, 14, narrow=False) if lines else None,
        narrow=ranges(lines, 14, narrow=True) if lines else None,
        body="" if lines else markup.fragment("gains", "nothing_yet"),
        caveat="Seoul and Kyiv gain from high figures, which bring support; Moscow and Pyongyang "
        "deny deliveries or give no figures. No page seen reports an outsider who saw the boxes "
        "opened. Calibres, rockets and periods differ, so the figures cannot be added or joined.",
    )


def _estimates_title(rows: pd.DataFrame, quantity: str, as_of: str) -> str:
    if rows.empty:
        return f"Shells from North Korea: no statement on record with a number by {day(as_of)}"
    if quantity == "delivered":
        rows = rows[rows["method"] != "single-year"]
        made = last_day(rows["date"])
        rows = rows[made >= made.max() - pd.DateOffset(months=6)]
        low, high = _span(rows)
        return (
            f"The newest estimates of shells delivered run from {_between(low, high)}, "
            f"a factor of {number(round(high / low))}"
        )
    verb = "made" if quantity == "made" else "fired"
    yearly = rows[rows["unit"] == "rounds"]
    if yearly.empty:
        return (
            f"A Western official thought that Russia could soon make {rows['words'].iloc[0]} a year"
        )
    count = yearly["year"].value_counts()
    year = int(count[count == count.max()].index.max())
    low, high = _span(yearly[yearly["year"] == year])
    return (
        f"By the estimates on record by {day(as_of)}, Russia {verb} {_between(low, high)} shells "
        f"in {year}"
    )


def _span(rows: pd.DataFrame) -> tuple[float, float]:
    ends = rows[["low", "best", "high"]]
    return float(ends.min().min()), float(ends.max().max())


def who(row: dict[str, Any]) -> str:
    """Name who states a figure, and when."""
    month = brief(row["date"][:7]).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{_BRACKETS.sub('', spelt(row['by']))}, {month}"


def spelt(speaker: str) -> str:
    """Write a speaker without the short name of Ukraine's military intelligence."""
    return speaker.replace("HUR", "intelligence")


def million(value: float) -> str:
    """Write a number in millions, to one decimal; below one million to two."""
    return f"{rounded(value) / 1e6:.2f}".rstrip("0").rstrip(".") + " million"


def rounded(value: float) -> float:
    """Round a number as `million` writes it."""
    return round(value, -4 if value < 1e6 else -5)


def _between(low: float, high: float) -> str:
    return million(high) if low == high else f"{million(low).split()[0]} to {million(high)}"


def spoken(row: dict[str, Any]) -> str:
    """Return a figure as it was stated: a number, a range, up to, more than."""
    low, best, high = row["low"], row["best"], row["high"]
    if low != "" and high != "":
        return _between(low, high)
    if low != "":
        return f"more than {million(low)}"
    return f"up to {million(high)}" if high != "" else million(best)


def ranges(
    lines: Sequence[dict[str, Any]],
    top: float,
    *,
    narrow: bool,
    unit: float = 1e6,
    ticks: Iterable[float] = (0, 3, 6, 9, 12),
) -> Figure:
    """Draw one row a statement: dot, range, at least or up to, with its name and words.

    ``lines`` hold ``name``, ``words``, ``low``, ``best``, ``high`` and ``group``; a new group gets
    a heading. Names stand left of the marks, in a narrow figure above them.
    """
    width = 32
    height, before = 0.0, None
    points: list[tuple[float, float, str]] = []
    bars: list[tuple[float, float, float]] = []
    texts = []
    for line in lines:
        if line["group"] != before:
            before = line["group"]
            heads = textwrap.wrap(str(before), width if narrow else 70)
            height += 0.5 if height else 0
            texts.append(left_label(height, "<b>" + "<br>".join(heads) + "</b>"))
            height += len(heads) + 0.3
        names = textwrap.wrap(plain(line["name"]), width)
        texts.append(left_label(height, "<br>".join(names)))
        y = height + (len(names) + 0.5 if narrow else len(names) / 2 + 0.05)
        height += len(names) + (1.4 if narrow else 0.4)
        low, best, high = (line[end] / unit if line[end] != "" else None for end in ENDS)
        values = [n for n in (low, best, high) if n is not None]
        if low is not None and high is not None and low < high:
            bars.append((low, high, y))
        elif values:
            kind = "right" if low is not None else "left" if high is not None else ""
            at = best if best is not None else values[0]
            points.append((at, y, f"triangle-{kind}-open" if kind else "circle"))
        beyond = min(values) > top - max(values) and max(values) > top * 0.5
        side, shift = ("right", -10) if beyond else ("left", 10)
        at = min(values) if beyond else max(values)
        texts.append(label(at, y, line["words"], side, xshift=shift))
    return draw.figure(
        strokes([bar[:2] for bar in bars], [(y, y) for *_, y in bars], "ink", 5),
        marks(
            x=[x for x, _, _ in points],
            y=[y for _, y, _ in points],
            symbol=[symbol for *_, symbol in points],
            size=13,
        ),
        height=max(200, int(height * 23) + 50),
        xaxis={"range": [-top * 0.035, top], "domain": [0 if narrow else 0.44, 1]}
        | {"tickvals": list(ticks), "layer": "below traces"},
        yaxis={"range": [max(height, 150 / 23), 0], "visible": False},
        annotations=texts,
    )
