"""Chapter 06: three questions to ask of a report, and what translation does to a text."""

from __future__ import annotations

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.panel import Panel, cited, counts, records
from explainer.say import day

QUESTIONS = ("Who is behind it?", "What is the evidence?", "What do others say?")
_LENS = ("Who is behind it?", "What do the words say?", "What did the detour change?")
PAIRS = ["not-exactly", "rail-against", "closer", "gets-out"]
"""What the lens shows: rows of ``drift``."""
_RECORD = ["title", "author", "date", "language"]


def reports(lab: pd.DataFrame) -> dict[str, str]:
    """Return the reports as values of a control, and the article itself as the last."""
    titles = dict(zip(lab["id"], lab["title"], strict=True))
    return titles | {"article": "The article, through the translation lens"}


def source_lab(tables: Tables, *, report: str) -> Panel:
    """Ask who made a report, for its evidence, and for other voices; the answers are folded."""
    rows = tables.source_lab
    if report == "article":
        title, status = "The article came back through Spanish", ""
        pairs, record = tables.drift.loc[PAIRS], tables.article.loc[_RECORD]
        sources = cited(pd.concat([record, pairs]), tables.sources)
        body = markup.fragment("classroom", "lens", _LENS, records(record), records(pairs))
    else:
        [row] = records(rows.loc[[report]])
        title, status = row["title"], row["status"]
        [page] = records(tables.sources.loc[[row["page"]]])
        sources = cited(rows.loc[[report]], tables.sources)
        body = markup.fragment("classroom", "report", QUESTIONS, row, page)
    return Panel(
        title=f"{title}. Three questions before you believe or doubt it",
        measure="Six reports on North Korean shells for Russia, and the article itself.",
        prompt="Answer each question yourself, then open ours.",
        alt="Text: what a report says, and three questions, each with an answer to open.",
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
        standings=counts([status]) if status else {},
        caveat="Who speaks does not decide whether it is true: a party may tell the truth, and a "
        "neutral reporter may be wrong. It tells you what to check. “Today” is March 2026, where "
        "our sources end.",
    )
