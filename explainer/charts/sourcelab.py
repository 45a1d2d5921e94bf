"""Chapter 06: three questions to ask of a report, and what translation does to a text."""

from __future__ import annotations

import pandas as pd

from explainer import cards
from explainer.cards import Panel, cited, counts, day, number, records
from explainer.data import Tables

QUESTIONS = ("Who is behind it?", "What is the evidence?", "What do others say?")
STEPS = {0: "The report alone", 1: "One answer", 2: "Two answers", 3: "All three"}
_LENS = ("Who is behind it?", "What do the words say?", "What did the detour change?")
_PAIRS = ["not-exactly", "rail-against", "closer", "gets-out"]
_RECORD = ["title", "author", "date", "language"]


def reports(lab: pd.DataFrame) -> dict[str, str]:
    """Return the reports as values of a control, and the article itself as the last."""
    titles = dict(zip(lab["id"], lab["title"], strict=True))
    return titles | {"article": "The article, through the translation lens"}


def source_lab(tables: Tables, *, report: str, step: int) -> Panel:
    """Open one answer after another on who made a report, its evidence, and other voices."""
    rows, done = tables.source_lab, step == len(QUESTIONS)
    if report == "article":
        title, status = "The article came back through Spanish", ""
        verdict = "The tone weakened, and once the sense turned"
        pairs, record = tables.drift.loc[_PAIRS], tables.article.loc[_RECORD]
        sources = cited(pd.concat([record, pairs]), tables.sources)
        body = cards.fragment("classroom", "lens", _LENS, records(record), records(pairs), step)
    else:
        [row] = records(rows.loc[[report]])
        title, status = row["title"], row["status"]
        verdict = f"{status.capitalize()} today"
        page = tables.sources.loc[[row["page"]]]
        sources = cited(rows.loc[[report]], tables.sources) if done else page
        body = cards.fragment("classroom", "report", QUESTIONS, row, records(page)[0], step)
    if done:
        state = verdict
    elif step:
        state = f"{number(step).capitalize()} of three questions answered"
    else:
        state = "Three questions before you believe or doubt it"
    return Panel(
        title=f"{title}. {state}",
        measure="Six reports on North Korean shells for Russia, and the article itself.",
        prompt="Answer each question yourself, then open ours with Next.",
        alt="Text: what a report says, and up to three questions with their answers.",
        table=pd.DataFrame(
            {
                "Report": rows["title"],
                "Date": rows["date"].map(day),
                "What it says": rows["summary"],
                "Who is behind it?": rows["behind"],
                "What is the evidence?": rows["evidence"],
                "What do others say?": rows["others"],
                "Standing today": rows["status"].astype(str),
            }
        ),
        sources=sources,
        body=body,
        standings=counts([status]) if status and done else {},
        caveat="Who speaks does not decide whether it is true: a party may tell the truth, and a "
        "neutral reporter may be wrong. It tells you what to check. “Today” is March 2026, where "
        "our sources end.",
    )
