"""The case for and against taking back the vote, as an exchange."""

from typing import Any

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import in_order, known, public_from
from explainer.panel import Panel, cited, describe, grouped, listed, records

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
    others = rows.drop(calls.index)
    kinds = calls["kind"].to_dict()
    others["to"] = [answered(row, kinds) for row in records(others)]
    against = others[others["to"] != ""]
    backed = others.drop(against.index).explode("supports")
    backed = backed[backed["supports"].isin(calls.index)]
    rounds = [
        (
            call,
            records(backed[backed["supports"] == call["id"]]),
            records(against[against["to"] == call["id"]]),
        )
        for call in records(calls)
    ]
    shown = {*calls.index, *backed.index, *against.index}
    rest = grouped(others[~others.index.isin(shown)], "position", POSITIONS)
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
        body=markup.fragment("sanctions", "debate", rounds, rest),
        standings=["opinion"] * len(shown),
        calls=len(calls),
        answers=len(against),
        own=sum(against["side"] == "russia"),
        rest=len(rows) - len(shown),
        as_of=as_of,
    )


def answered(row: dict[str, Any], calls: dict[Any, str]) -> str:
    """Return the call that an argument answers: one of its own kind, else the first it names."""
    named = [call for call in row["attacks"] if call in calls]
    return next((call for call in named if calls[call] == row["kind"]), next(iter(named), ""))


def voices(rows: pd.DataFrame, ids: tuple[str, ...]) -> str:
    """Return who made these arguments, of those shown."""
    return "; ".join(dict.fromkeys(rows["speaker_name"][rows.index.isin(ids)]))
