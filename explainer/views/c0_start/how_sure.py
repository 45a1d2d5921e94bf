"""The seven marks: how many statements of the article carry each, and one to place."""

from __future__ import annotations

import functools

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.evidence import STANDINGS, known, of_article, standings
from explainer.panel import Panel, cited, describe, listed, records

PLACES = {"open": "Not yet"} | {word: word.capitalize() for word in STANDINGS}


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    taught = tables.claims.dropna(subset=["short"])
    first = taught.index[taught["kind"] == "allegation"][0]  # which teaches more than a fact
    return {
        "statement": choice(taught["short"].to_dict(), label="Statement", value=first),
        "guess": inside(PLACES),
    }


def how_sure(tables: Tables, *, statement: str, guess: str, as_of: str) -> Panel:
    """Show the seven marks with their counts; the reader places one statement first."""
    rows, table, seven = marked(tables, as_of)
    counts = {word: n for word, n, *_ in seven}
    [row] = records(rows.loc[[statement]])
    sure = counts["documented"] + counts["corroborated"]
    return describe(
        "how_sure",
        table,
        cited(rows.loc[[statement]], tables.sources),
        body=markup.fragment("how_sure", "key", row, guess, as_of, seven),
        standings=rows["status"],
        as_of=as_of,
        total=len(rows),
        sure=sure,
        opinions=counts["opinion"],
        unsettled=len(rows) - sure - counts["opinion"],
    )


@functools.lru_cache
def marked(
    tables: Tables, as_of: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, int, str, str]]]:
    """Return the article's statements with the finding that held on a day, and the marks.

    They come again as the table to show; a mark with its count, an example, and else an event.
    """
    now = standings(tables.assessments, as_of).astype({"status": "str"})
    rows = now.join(of_article(tables.claims)["statement"], how="inner")
    counts = rows["status"].value_counts().to_dict()
    others = rows[tables.claims["short"][rows.index].isna()].drop_duplicates("status")
    examples = others.set_index("status")["statement"].to_dict()
    events = known(tables.events, as_of).drop_duplicates("status").set_index("status")["title"]
    seven = [
        (word, counts.get(word, 0), examples.get(word, ""), events.get(word, ""))
        for word in STANDINGS
    ]
    return rows, listed(rows, {"Statement": "statement", "Standing": "status"}), seven
