"""Bets on what was open in September 2023, and their score."""

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.panel import Panel, cited, describe, records
from explainer.views.c6_class.precheck import onward

SURE = {
    "open": "Not yet",
    "5": "5 %: almost surely not",
    "25": "25 %: unlikely",
    "50": "50 %: as likely as not",
    "75": "75 %: likely",
    "95": "95 %: almost surely",
}


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    items = {item: f"{n}: {item.replace('-', ' ')}" for n, item in enumerate(tables.bets["id"], 1)}
    return {"item": choice(items, label="Bet"), "answer": inside(SURE)}


def brier(sure: str, outcome: bool) -> float:
    """Return the score of a bet: 0 is perfect, 1 is sure and wrong."""
    return (int(sure) / 100 - outcome) ** 2


def bets(tables: Tables, *, item: str, answer: str) -> Panel:
    """Let the reader say how sure an expectation is, then show what happened and the score."""
    rows = tables.bets
    [row] = records(rows.loc[[item]])
    row["came"] = "It came true." if row["outcome"] else "It did not come true."
    events = tables.events.loc[list(row["events"])]
    levels = [(sure, words) for sure, words in SURE.items() if sure != "open"]
    scores = {sure: brier(sure, row["outcome"]) for sure, _ in levels}
    outcomes = " ".join(f"{id}={int(came)}" for id, came in rows["outcome"].items())
    told = pd.concat([rows.loc[[item]], events])
    n = list(rows.index).index(item) + 1
    return describe(
        "bets",
        pd.DataFrame({"Bet": range(1, len(rows) + 1), "Expectation": rows["expectation"].tolist()}),
        cited(told if answer != "open" else tables.article.loc[["title"]], tables.sources),
        body=(
            markup.fragment("classroom", "bet", row, levels, answer),
            markup.fragment("classroom", "outcome", row, records(events), answer, scores, outcomes),
            onward(rows.index, n, "bet"),
        ),
        standings=events["status"] if answer != "open" else (),
        n=n,
        all=len(rows),
    )
