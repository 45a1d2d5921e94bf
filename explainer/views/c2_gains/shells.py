"""The workbench: from containers to shells, and what others say, by method."""

import functools
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.draw import both
from explainer.evidence import in_order, public
from explainer.panel import Panel, cited, describe, grouped, records
from explainer.ranges import ends, ranges
from explainer.say import brief, day, million, number, span

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


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    uses = tables.figures.explode("use").groupby("use").groups
    counts = tables.figures.loc[uses["containers"]].sort_values("best")["best"]
    boxes = counts.map("{:,.0f}".format).to_dict()
    return {
        "boxes": choice(boxes, label="Containers", value=uses["start"][0]),
        "calibre": choice(CALIBRES, label="Calibre"),
        "share": choice({100: "All", 50: "Half"}, label="Hold shells"),
        "unusable": choice({0: "All", 50: "Half"}, label="Can be fired"),
    }


def shells(
    tables: Tables, *, boxes: str, calibre: str, share: int, unusable: int, as_of: str
) -> Panel:
    """Turn containers into shells by the reader's assumptions, beside what others state."""
    others, rivals, figures, groups = stated(tables, as_of)
    packed = next(r for r in figures.values() if "rival" in r["use"] and r["containers"])
    low, high = (packed[end] / figures[packed["containers"]]["best"] for end in ("low", "high"))
    each = {"122": low, "both": (low + high) / 2, "152": high}
    count = figures[boxes]["best"]
    usable = count * share / 100 * (100 - unusable) / 100
    least, result, most = (usable * rounds for rounds in (low, each[calibre], high))
    doubt = next(row for row in figures.values() if "doubt" in row["use"])
    yours = {"by": "your assumption; no page seen from then has it", "date": ""}
    box, load, fired = (row if row["then"] else yours for row in (figures[boxes], packed, doubt))
    assumed = {"by": "your assumption: nobody outside knows", "date": ""}
    steps = [
        (f"{count:,.0f}", "containers", box),
        (f"× {share} %", "of them hold shells", assumed),
        (f"× {each[calibre]:.0f}", f"rounds in each, {CALIBRES[calibre].lower()}", load),
        (f"× {100 - unusable} %", "can be fired", fired if unusable else {"by": "", "date": ""}),
    ]
    total, closest = million(result), near(result, rivals)
    ids = [row["id"] for row in (*rivals, box, load) if "id" in row] or others.index
    table = [(what, n, row["by"], row["date"] and day(row["date"])) for n, what, row in steps]
    table += [("rounds", f"= {total}", "", "")]
    table += [(r["method"], r["words"], r["by"], day(r["date"])) for r in rivals]
    own = {"name": "Yours, from all 122 mm to all 152 mm", "words": total, "group": ""}
    own |= {"low": least, "best": result, "high": most}
    return describe(
        "shells",
        pd.DataFrame(table, columns=["What", "Value", "By", "Stated"]),
        cited(tables.figures.loc[ids], tables.sources),
        both(ranges, own, rivals, METHODS),
        body=(markup.fragment("gains", "sum", steps, total, closest, as_of), groups),
        count=f"{count:,.0f}",
        total=total,
        times=number(round(high / low)),
        ends=[million(least), million(most)],
        rivals=[(row["name"], row["words"]) for row in rivals],
        as_of=as_of,
    )


@functools.lru_cache(maxsize=8)
def stated(tables: Tables, as_of: str) -> tuple[Any, ...]:
    """Return what had been stated by a day: rows, rivals, all figures by id, the rows as HTML."""
    known = public(tables.figures, tables.figures["date"], as_of)
    rows = in_order(known, known["date"]).astype({"method": "object"})
    rows = rows[rows["topic"].isin(["shells-delivered", *METHODS]) & (rows["unit"] != "percent")]
    group = rows["method"].fillna(rows["topic"].astype("object"))
    by = rows["by"].str.replace("HUR", "intelligence")
    month = rows["date"].str[:7].map(brief)
    name = by.str.replace(r"(?:, | \().*", "", regex=True) + ", " + month
    words = [span(*numbers) for numbers in rows[["low", "best", "high"]].to_numpy()]
    rows = rows.assign(group=group, by=by, name=name, words=words)
    groups = grouped(rows, "group", METHODS)
    figures = tables.figures.assign(then=tables.figures["id"].isin(known["id"]))
    rivals = [row for _, own in groups for row in own if "rival" in row["use"]]
    html = markup.fragment("gains", "others", groups, len(rows), "shells: sent, made, fired")
    return rows, rivals, {row["id"]: row for row in records(figures)}, html


def near(total: float, rivals: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return whose figure comes nearest; the one that the sum borrows from does not count."""
    rows = [row for row in rivals if not row["containers"]]
    far = [max(min(ends(row)) / total, total / max(ends(row)), 1) for row in rows]
    return rows[far.index(min(far))] if rows else None
