"""The seven marks: how many statements of the article carry each, and one to place."""

import functools

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.evidence import SHOWN, STANDINGS, known, of_article, standings
from explainer.panel import Panel, cited, describe, listed, records

PLACES = {"open": "Not yet"} | {word: word.capitalize() for word in STANDINGS}


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    taught = tables.claims.dropna(subset=["short"])
    first = taught.index[taught["kind"] == "allegation"][0]  # which teaches more than a fact
    statement = choice(taught["short"].to_dict(), label="Statement", value=first)
    return {"statement": statement, "guess": inside(PLACES)}


def how_sure(tables: Tables, *, statement: str, guess: str, as_of: str) -> Panel:
    """Show the seven marks with their counts; the reader places one statement first."""
    rows, seven = marked(tables, as_of)
    one, opinions = rows.loc[[statement]], sum(rows["status"] == "opinion")
    sure = sum(rows["status"].isin(SHOWN))
    return describe(
        "how_sure",
        listed(rows, {"Statement": "statement", "Standing": "status"}),
        cited(one, tables.sources),
        body=markup.fragment("how_sure", "key", *records(one), guess, as_of, seven),
        standings=rows["status"],
        as_of=as_of,
        total=len(rows),
        sure=sure,
        opinions=opinions,
        unsettled=len(rows) - sure - opinions,
    )


@functools.lru_cache
def marked(tables: Tables, as_of: str) -> tuple[pd.DataFrame, list[tuple[str, int, str, str]]]:
    """Return the article's statements with the finding that held on a day, and the marks.

    A mark comes with its count, an example, and else an event.
    """
    now = standings(tables.assessments, as_of).astype({"status": "str"})
    rows = now.join(of_article(tables.claims)[["statement", "short"]], how="inner")
    found = rows["status"].value_counts()
    others = rows[rows["short"].isna()].drop_duplicates("status").set_index("status")["statement"]
    events = known(tables.events, as_of).drop_duplicates("status").set_index("status")["title"]
    return rows, [
        (word, int(found.get(word, 0)), others.get(word, ""), events.get(word, ""))
        for word in STANDINGS
    ]
