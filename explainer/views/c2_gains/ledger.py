"""What each side gets from the other, or what that costs it, as a balance."""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.controls import choice
from explainer.data import Tables
from explainer.evidence import ARTICLE, SHOWN, STANDINGS, gains_at, public
from explainer.panel import Panel, cited, describe, listed, records

SHOW = {"all": "all gains", "article": "in the article", "costs": "their cost"}
SIDES = {"russia": "Russia", "north-korea": "North Korea"}
BANDS = {
    "shown": ("Shown", "on record, or several sources agree"),
    "said": ("Said", "one side’s word, or less"),
    "judged": ("Judged", "evidence can support it, not settle it"),
}
FIND = {"north-korea": ["said"]}
COSTS = {
    "rules": ("Broken rules", "forbidden by the UN, or weakening its rules"),
    "dependence": ("Dependence", "on one supplier, or a debt to it"),
    "others": ("Ill will", "of other states"),
    "home": ("A price at home", "lives, money, control"),
    "name": ("A worse name", "at home or abroad"),
    "quality": ("Poor quality", "smaller, fewer or worse than hoped"),
}

CONTROLS = {"show": choice(SHOW, label="Weigh")}


def ledger(tables: Tables, *, show: str, as_of: str) -> Panel:
    """Set the gains of both sides against each other in bands, by standing or by kind of cost."""
    rows = gains_at(tables.gains, tables.gain_moments, as_of)
    if show == "article":
        rows = rows[rows["in_article"]]
    rows = rows.astype({"status": "str", "status_2023": object}).assign(later=as_of > ARTICLE)
    kinds = dict.fromkeys(STANDINGS, "said") | dict.fromkeys(SHOWN, "shown") | {"opinion": "judged"}
    rows["band"] = rows["status"].map(kinds)
    costs = rows.explode("cost").groupby("beneficiary")["cost"]
    mostly = {side: sorted(kinds.mode(), key=[*COSTS].index) for side, kinds in costs}
    shown = (rows["band"] == "shown").groupby(rows["beneficiary"]).sum().to_dict()
    worth = public(tables.figures, tables.figures["date"], as_of).explode("use")
    both = worth[worth["use"].isin(["value-given", "value-returned"])].sort_values("use")
    study = records(both) if show == "all" and len(both) == 2 else []
    cost = show == "costs"
    return describe(
        "ledger",
        listed(
            rows,
            {"Gain": "title", "For": rows["beneficiary"].map(SIDES), "Standing": "status"}
            | {"Standing in September 2023": rows["status_2023"].where(rows["later"])}
            | {"In the article": rows["in_article"].map({True: "yes", False: "no"})}
            | {"How much": "magnitude", "Cost or risk": "cost_or_risk"},
        ),
        cited(rows, tables.sources),
        body=(
            markup.fragment("ledger", "top", study, cost),
            *_bands(rows, *(("cost", COSTS, mostly) if cost else ("band", BANDS, FIND))),
            Markup("</div>"),
        ),
        standings=rows["status"],
        as_of=as_of,
        show=show,
        rows=len(rows),
        named=rows["beneficiary"].value_counts().to_dict(),
        shown=shown,
        price={s: " and ".join(COSTS[k][0].lower() for k in own) for s, own in mostly.items()},
        study=study,
    )


def _bands(
    rows: pd.DataFrame, column: str, names: dict[str, tuple[str, str]], find: dict[str, list[str]]
) -> Iterator[Markup]:
    """Yield the bands that hold a gain, each with both sides; a gain is a piece of its own."""
    order = rows["status"].map([*STANDINGS].index).sort_values(kind="stable").index
    gains = records(rows.loc[order].explode(column))
    for key, words in names.items():
        if band := [row for row in gains if row[column] == key]:
            yield markup.fragment("ledger", "band", *words)
            for side in SIDES:
                part = [row for row in band if row["beneficiary"] == side]
                yield markup.fragment("ledger", "side", side, len(part), key in find.get(side, ()))
                for row in part:
                    yield markup.fragment("ledger", "gain", row, side, column == "cost")
                yield Markup("</ul></div>")
            yield Markup("</section>")
