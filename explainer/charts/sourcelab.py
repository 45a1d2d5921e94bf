"""Chapter 06: rival reports, the cards beside them, and the mark that a reader gives."""

from __future__ import annotations

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import STANDINGS
from explainer.panel import Panel, cited, listed, records

MARKS = {"open": "Not yet"} | {word: word for word in STANDINGS}


def source_lab(tables: Tables, *, report: str, mark: str) -> Panel:
    """Show a report and what stands beside it; the reader gives a mark, then opens our answers."""
    rows = tables.source_lab
    [row] = records(rows.loc[[report]])
    [page] = records(tables.sources.loc[[row["page"]]])
    cards = tables.side_cards[tables.side_cards["report"] == report]
    marks = [(word, markup.standing(word)) for word in STANDINGS]
    return Panel(
        title=f"{row['title']}. How far does that carry?",
        measure="Six reports on North Korean shells for Russia. Read one, look sideways, give what "
        "it claims a mark; then open our answers.",
        alt="Text: what a report says, four cards on who brings it and what others say, seven "
        "marks to choose from, and our answers to open.",
        table=listed(
            rows,
            {"Report": "title", "Date": "date", "What it says": "summary"}
            | {"Who is behind it?": "behind", "What is the evidence?": "evidence"}
            | {"What do others say?": "others", "Standing today": rows["status"].astype(str)},
        ),
        sources=cited(pd.concat([rows.loc[[report]], cards]), tables.sources),
        body=(
            markup.fragment("classroom", "report", row, page, records(cards), marks, mark),
            markup.fragment("classroom", "findings", row),
        ),
        standings={word: 1 for word in [row["status"]]} if mark != "open" else {},
        caveat="Who speaks does not decide whether it is true: a party may tell the truth, and a "
        "neutral reporter may be wrong. It tells you what to check. “Today” is March 2026, where "
        "our sources end.",
    )
