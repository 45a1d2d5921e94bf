"""What each government has itself admitted or denied, by subject and date."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import in_order, public
from explainer.panel import Panel, cited, describe, listed, records

SUBJECTS = {
    "soldiers": "soldiers",
    "treaty-text": "the treaty’s text",
    "workers-builders": "workers or sappers",
    "food": "food",
    "oil": "oil",
    "satellites-technology": "space technology",
    "joint-exercises": "joint exercises",
    "shells": "shells",
    "ballistic-missiles": "ballistic missiles",
    "other-arms": "other arms",
    "pay-in-money": "payment in money",
}
ANSWERS = {
    "admitted": "admits",
    "neither": "won’t say",
    "silent": "is silent",
    "denied": "denies",
}


def admissions(tables: Tables, *, as_of: str) -> Panel:
    """Show the latest answer of each government on each subject, and its earlier ones."""
    rows = public(tables.admissions, tables.admissions["date"], as_of)
    rows = in_order(rows, rows["date"]).astype({"subject": "str", "answer": "str"})
    rows = rows.assign(state=rows["government"].map(tables.actors["name"]))
    latest = rows.drop_duplicates(["subject", "government"], keep="last")
    owned = latest[latest["answer"] == "admitted"].groupby("subject").size()
    ever = set(rows["subject"][rows["answer"] == "admitted"])
    both = [s for s in SUBJECTS if owned.get(s, 0) == rows["government"].nunique()]
    neither = [s for s in SUBJECTS if s in set(rows["subject"]) - ever]
    topics = [
        (SUBJECTS[subject], subject in neither, cells(rows[rows["subject"] == subject]))
        for subject in sorted(set(rows["subject"]), key=list(SUBJECTS).index)
    ]
    return describe(
        "admissions",
        listed(
            rows,
            {"Date": "date", "Subject": rows["subject"].map(SUBJECTS), "Government": "state"}
            | {"Answer": rows["answer"].map(ANSWERS), "Account": "summary"},
        ),
        cited(rows, tables.sources),
        body=markup.fragment("admissions", "answers", topics, ANSWERS),
        as_of=as_of,
        both=joined(map(SUBJECTS.get, both), "and"),
        neither=joined(map(SUBJECTS.get, neither), "or"),
        subjects=len(topics),
        rows=len(rows),
    )


def cells(rows: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Return under each answer who gave it, when last, and whether it is the latest of theirs."""
    last = set(rows.drop_duplicates("government", keep="last").index)
    given = rows.drop_duplicates(["government", "answer"], keep="last")
    given = given.assign(holds=given.index.isin(last)).sort_values("government", ascending=False)
    return {answer: records(given[given["answer"] == answer]) for answer in ANSWERS}


def joined(words: Iterable[str | None], last: str) -> str:
    """Return words as a list in a sentence."""
    *most, end = [word or "" for word in words] or [""]
    return f"{', '.join(most)} {last} {end}" if most else end
