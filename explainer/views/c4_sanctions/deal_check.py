"""Dealings with North Korea, held against the Security Council's rules."""

import functools
from typing import Any

from explainer import markup
from explainer.data import Tables
from explainer.evidence import earlier, known
from explainer.panel import Panel, cited, describe, grouped, listed, records
from explainer.views.c4_sanctions import steps

VERDICTS = {
    "banned": "Banned",
    "contested": "Contested",
    "capped": "Allowed up to a limit",
    "allowed-with-exemption": "Allowed with permission",
    "allowed": "Allowed",
}


def deal_check(tables: Tables, *, as_of: str) -> Panel:
    """Show the dealings public by a day under our reading of the rules, which were older."""
    deals = known(tables.deals, as_of)
    deals = earlier(deals, "summary", "summary_since", "summary_then", as_of)
    ruled = deals.assign(rules=deals["id"].map(rules(tables)))
    return describe(
        "deal_check",
        listed(
            deals,
            {"Dealing": "title", "Date": "date", "Standing of the fact": "status"}
            | {"Our reading": deals["verdict"].map(VERDICTS), "Why": "explanation"},
        ),
        cited(deals, tables.sources, as_of),
        body=markup.fragment("sanctions", "deals", grouped(ruled, "verdict", VERDICTS)),
        standings=deals["status"],
        deals=len(deals),
        banned=sum(deals["verdict"] == "banned"),
        contested=sum(deals["verdict"] == "contested"),
        rules=tables.resolutions["date"][tables.matrix["resolution"]].max(),
        as_of=as_of,
    )


@functools.lru_cache(maxsize=2)
def rules(tables: Tables) -> dict[str, list[tuple[dict[str, Any], list[dict[str, Any]]]]]:
    """Return under each dealing the measures that meet it, with the texts that made them."""
    texts = steps(tables)
    return {
        row["id"]: [
            (rule, records(near[near["measure"] == rule["id"]]))
            for near in [texts[texts["resolution"].isin(row["resolutions"])]]
            for rule in records(tables.measures.loc[list(row["measures"])])
        ]
        for row in records(tables.deals)
    }
