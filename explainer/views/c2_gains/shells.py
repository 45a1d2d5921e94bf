"""The workbench: from containers to shells, and what others say, by method."""

from __future__ import annotations

import functools
import math
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.draw import Figure, both, figure, label, marks, plain, scatter, strokes
from explainer.evidence import in_order, public
from explainer.panel import Panel, cited, describe, records
from explainer.say import brief, day, number
from explainer.theme import LIGHT

CALIBRES = {"152": "152 mm", "both": "Half and half", "122": "122 mm"}
METHODS = {
    "capacity": "What the containers could hold",
    "traces": "Traced by ships and freight papers",
    "stated": "A number, its method not given",
    "single-year": "One year only",
    "shell-production-russia": "Made in Russia",
    "shell-use-annual": "Fired by Russia",
}
"""Method of an estimate of what was delivered, or topic of another -> its heading."""
TOP = 14.5


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    uses = tables.figures.explode("use").groupby("use").groups
    counts = tables.figures.loc[uses["containers"]].sort_values("best")["best"]
    shares = {100: "All", 50: "Half"}
    return {
        "boxes": choice(
            {key: f"{n:,.0f}" for key, n in counts.items()},
            label="Containers",
            value=uses["start"][0],
        ),
        "calibre": choice(CALIBRES, label="Calibre"),
        "share": choice(shares, label="Hold shells"),
        "unusable": choice({0: "All", 50: "Half"}, label="Can be fired"),
    }


def shells(
    tables: Tables, *, boxes: str, calibre: str, share: int, unusable: int, as_of: str
) -> Panel:
    """Turn containers into shells by the reader's assumptions, beside what others state."""
    others, rivals, figures, groups = stated(tables, as_of)
    packed = next(r for r in figures.values() if "rival" in r["use"] and r["containers"])
    each = {
        kind: packed[end] / figures[packed["containers"]]["best"]
        for kind, end in (("122", "low"), ("152", "high"))
    }
    each["both"] = sum(each.values()) / 2
    usable = figures[boxes]["best"] * share / 100 * (100 - unusable) / 100
    result = {kind: usable * rounds for kind, rounds in each.items()}
    doubt = next(row for row in figures.values() if "doubt" in row["use"])
    yours = {"by": "your assumption; no page seen from then has it", "date": ""}
    assumed = {"by": "your assumption: nobody outside knows", "date": ""}
    bases = [row if row["then"] else yours for row in (figures[boxes], packed, doubt)]
    steps = [
        (f"{figures[boxes]['best']:,.0f}", "containers", bases[0]),
        (f"× {share} %", "of them hold shells", assumed),
        (f"× {each[calibre]:.0f}", f"rounds in each, {CALIBRES[calibre].lower()}", bases[1]),
        (f"× {100 - unusable} %", "can be fired", bases[2] if unusable else {"by": "", "date": ""}),
    ]
    total = million(result[calibre])
    used = tables.figures.loc[[r["id"] for r in (*rivals, *bases[:2]) if "id" in r]]
    near = nearest(result[calibre], rivals)
    table = [(what, n, row["by"], row["date"] and day(row["date"])) for n, what, row in steps]
    table += [("rounds", f"= {total}", "", "")]
    table += [(r["method"], r["words"], r["by"], day(r["date"])) for r in rivals]
    drawn = (rivals, {kind: n / 1e6 for kind, n in result.items()}, calibre, total)
    return describe(
        "shells",
        pd.DataFrame(table, columns=["What", "Value", "By", "Stated"]),
        cited(used if len(used) else others, tables.sources),
        both(_rows, *drawn),
        body=(markup.fragment("gains", "sum", steps, total, near, as_of), groups),
        count=f"{figures[boxes]['best']:,.0f}",
        total=total,
        times=number(round(result["152"] / result["122"])),
        ends=[million(result[kind]) for kind in ("122", "152")],
        rivals=[(row["name"], row["words"]) for row in rivals],
        as_of=as_of,
    )


@functools.lru_cache(maxsize=8)
def stated(tables: Tables, as_of: str) -> tuple[Any, ...]:
    """Return what had been stated on shells by a day, in order of method and time.

    As rows, as records of those to compare with; then all figures by id, and the rows as HTML.
    """
    known = public(tables.figures, tables.figures["date"], as_of)
    rows = in_order(known, known["date"]).astype({"method": "object"})
    rows = rows[rows["topic"].isin(["shells-delivered", *METHODS]) & (rows["unit"] != "percent")]
    group = rows["method"].fillna(rows["topic"].astype("object"))
    by = rows["by"].str.replace("HUR", "intelligence")
    month = [brief(date[:7]) for date in rows["date"]]
    name = by.str.replace(r"(?:, | \().*", "", regex=True) + ", " + pd.Series(month, rows.index)
    rows = rows.assign(group=group, by=by, name=name, words=[spoken(r) for r in records(rows)])
    rows = rows.loc[group.map(list(METHODS).index).sort_values(kind="stable").index]
    groups = [(METHODS[str(key)], records(own)) for key, own in rows.groupby("group", sort=False)]
    figures = tables.figures.assign(then=tables.figures["id"].isin(known["id"]))
    return (
        rows,
        [row for row in records(rows) if "rival" in row["use"]],
        {row["id"]: row for row in records(figures)},
        markup.fragment("gains", "others", groups, len(rows)),
    )


def spoken(row: dict[str, Any]) -> str:
    """Return a figure as it was stated: a number, a range, up to, more than."""
    low, best, high = row["low"], row["best"], row["high"]
    if low != "" and high != "":
        return million(high) if low == high else f"{million(low).split()[0]} to {million(high)}"
    if low != "":
        return f"more than {million(low)}"
    return f"up to {million(high)}" if high != "" else million(best)


def million(value: float) -> str:
    """Write a number in millions, to one decimal; below one million to two."""
    words = f"{round(value, -4 if value < 1e6 else -5) / 1e6:.2f}"
    return words.rstrip("0").rstrip(".") + " million"


def ends(row: dict[str, Any]) -> list[float]:
    """Return the numbers that a figure names."""
    return [row[end] for end in ("low", "best", "high") if row[end] != ""]


def nearest(total: float, rivals: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return whose figure comes nearest; the one that the sum borrows from does not count."""

    def gap(row: dict[str, Any]) -> float:
        inside = min(ends(row)) <= total <= max(ends(row))
        return 0 if inside else min(abs(math.log(total / end)) for end in ends(row))

    return min((row for row in rivals if not row["containers"]), key=gap, default=None)


def _rows(
    rivals: list[dict[str, Any]],
    result: dict[str, float],
    calibre: str,
    words: str,
    *,
    narrow: bool,
) -> Figure:
    """Draw the reader's number, then those of others, each in its row and below its method."""
    texts: list[dict[str, Any]] = []
    low, best, high = (result[kind] * 1e6 for kind in ("122", calibre, "152"))
    yours: dict[str, Any] = {"name": "Yours, from all 122 mm to all 152 mm", "words": words}
    yours |= {"group": "", "low": low, "best": best, "high": high}
    points, ranges, y, before = [(result[calibre], 0.0, "circle")], [], 0.0, ""
    for row in (yours, *rivals):
        if row["group"] != before:
            before, y = row["group"], y + (1.8 if narrow else 2.1)
            texts.append(
                label(
                    0,
                    y - (1.1 if narrow else 1.2),
                    f"<b>{METHODS[before]}</b>",
                    "left",
                    xref="paper",
                )
            )
        values = [n / 1e6 for n in ends(row)]
        beyond = max(values) > TOP * 0.6
        at, side = (min(values), "right") if beyond else (max(values), "left")
        long = narrow and len(row["name"]) > 36  # its date stands in the list
        name = plain(row["name"].rpartition(", ")[0] if long and row is not yours else row["name"])
        name = f"<b>{name}</b>" if row is yours else name
        texts.append(label(0, y, name, "left", xref="paper", yshift=20 if narrow else 0))
        texts.append(label(at, y, f"<b>{row['words']}</b>", side, xshift=-12 if beyond else 12))
        if row is not yours and len(values) > 1 and values[0] < values[-1]:
            ranges.append((values[0], values[-1], y))
        elif row is not yours:
            kind = "left" if row["high"] != "" else "right" if row["low"] != "" else ""
            points.append((max(values), y, f"triangle-{kind}" if kind else "circle"))
        y += 1
    look = {"width": 2, "color": LIGHT["north-korea"]}
    span = scatter(
        x=[result["122"], result["152"]],
        y=[0, 0],
        mode="lines+markers",
        line=look,
        marker={"symbol": "line-ns-open", "size": 14, "line": look},
        hoverinfo="skip",
    )
    x, at_y, symbols = zip(*points, strict=True)
    return figure(
        span,
        strokes([r[:2] for r in ranges], [(r[2], r[2]) for r in ranges], "ink", 6),
        marks(x=list(x), y=list(at_y), symbol=list(symbols), size=13),
        height=max(200, int((46 if narrow else 29) * (y + 0.5)) + 40),
        xaxis={"range": [-TOP * 0.035, TOP], "domain": [0 if narrow else 0.42, 1]}
        | {"tickvals": [0, 3, 6, 9, 12], "layer": "below traces"},
        yaxis={"range": [y - 0.4, -0.9], "visible": False},
        annotations=texts,
    )
