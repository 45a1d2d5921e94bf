"""Rival reports, the cards beside them, and the mark that a reader gives."""

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.evidence import STANDINGS
from explainer.panel import Panel, cited, describe, listed, records


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    reports = choice(tables.source_lab["title"].to_dict(), label="Report")
    return {"report": reports, "mark": inside({"open": "Not yet"} | {w: w for w in STANDINGS})}


def source_lab(tables: Tables, *, report: str, mark: str) -> Panel:
    """Show a report and what stands beside it; the reader gives a mark, then opens our answers."""
    rows = tables.source_lab
    [row] = records(rows.loc[[report]])
    [page] = records(tables.sources.loc[[row["page"]]])
    cards = tables.side_cards[tables.side_cards["report"] == report]
    marks = [(word, markup.standing(word)) for word in STANDINGS]
    return describe(
        "source_lab",
        listed(
            rows,
            {"Report": "title", "Date": "date", "What it says": "summary"}
            | {"Who is behind it?": "behind", "What is the evidence?": "evidence"}
            | {"What do others say?": "others", "Standing today": rows["status"].astype(str)},
        ),
        cited(pd.concat([rows.loc[[report]], cards]), tables.sources),
        body=(
            markup.fragment("classroom", "report", row, page, records(cards), marks, mark),
            markup.fragment("classroom", "findings", row),
        ),
        title=row["title"],
        all=len(rows),
        today=tables.dates["date"].iloc[-1],
    )
