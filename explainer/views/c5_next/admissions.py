"""What each government has itself admitted or denied, by subject and date."""

import pandas as pd
from babel.lists import format_list

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
ANSWERS = {"admitted": "admits", "neither": "won’t say", "silent": "is silent", "denied": "denies"}


def admissions(tables: Tables, *, as_of: str) -> Panel:
    """Show the latest answer of each government on each subject, and its earlier ones."""
    rows = public(tables.admissions, tables.admissions["date"], as_of)
    rows = in_order(rows, rows["date"]).astype({"subject": "str", "answer": "str"})
    rows = rows.assign(state=rows["government"].map(tables.actors["name"]))
    rows["latest"] = ~rows.duplicated(["subject", "government"], keep="last")
    topics, both, neither = [], [], []
    for subject, name in SUBJECTS.items():
        own = rows[rows["subject"] == subject]
        owned = own["answer"] == "admitted"
        both += [name] * (sum(owned & own["latest"]) == rows["government"].nunique())
        if len(own):
            neither += [name] * (not owned.any())
            topics.append((name, not owned.any(), cells(own)))
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
        both=format_list(both, locale="en_GB"),
        neither=format_list(neither, "or", locale="en_GB"),
        subjects=len(topics),
        rows=len(rows),
    )


def cells(rows: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Return under each answer who gave it, when last, and whether it is the latest of theirs."""
    given = rows.drop_duplicates(["government", "answer"], keep="last")
    found = records(given.sort_values("government", ascending=False))
    return {answer: [row for row in found if row["answer"] == answer] for answer in ANSWERS}
