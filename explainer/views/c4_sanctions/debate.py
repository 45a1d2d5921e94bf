"""The case for and against taking back the vote, as an exchange."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import in_order, known, public_from
from explainer.panel import Panel, cited, describe, listed, records

POSITIONS = {
    "revoke-vote": "Take back the vote",
    "keep-sanctions": "Keep the sanctions",
    "reform-sanctions": "Ease or limit them",
    "ignore-sanctions": "Ignore them",
    "monitor-outside-un": "Watch from outside the UN",
}


def debate(tables: Tables, *, as_of: str) -> Panel:
    """Show each call to take back the vote beside what answers it; the other arguments closed."""
    rows = known(tables.arguments, as_of)
    rows = in_order(rows, public_from(rows))
    rows = rows.assign(side=rows["speaker"].map(tables.actors["side"]).fillna("other"))
    calls = rows[rows["position"] == "revoke-vote"]
    others = [row | {"to": answered(row, calls)} for row in records(rows.drop(calls.index))]
    rounds = [
        (
            call,
            [row for row in others if call["id"] in row["supports"] and not row["to"]],
            [row for row in others if row["to"] == call["id"]],
        )
        for call in records(calls)
    ]
    shown = {row["id"] for call, backed, replies in rounds for row in (call, *backed, *replies)}
    rest = [
        (
            name,
            [row for row in others if row["position"] == key and row["id"] not in shown],
        )
        for key, name in POSITIONS.items()
    ]
    against = [row for _, _, replies in rounds for row in replies]
    return describe(
        "debate",
        listed(
            rows,
            {"Argument": "statement", "Who": "speaker_name", "Date": "date"}
            | {"Position": rows["position"].map(POSITIONS), "In context": "summary"}
            | {"Answers": rows["attacks"].map(lambda ids: voices(rows, ids))}
            | {"Backs": rows["supports"].map(lambda ids: voices(rows, ids))},
        ),
        cited(rows[rows.index.isin(shown)], tables.sources),
        body=markup.fragment("sanctions", "debate", rounds, [pair for pair in rest if pair[1]]),
        standings=["opinion"] * len(shown),
        calls=len(calls),
        answers=len(against),
        own=sum(row["side"] == "russia" for row in against),
        rest=len(rows) - len(shown),
        as_of=as_of,
    )


def answered(row: dict[str, Any], calls: pd.DataFrame) -> str:
    """Return the call that an argument answers: one of its own kind, else the first it names."""
    named = calls.loc[[call for call in row["attacks"] if call in calls.index]]
    same = named[named["kind"] == row["kind"]]
    return str(next(iter([*same.index, *named.index]), ""))


def voices(rows: pd.DataFrame, ids: tuple[str, ...]) -> str:
    """Return who made these arguments, of those shown."""
    return "; ".join(dict.fromkeys(rows["speaker_name"][rows.index.isin(ids)]))
