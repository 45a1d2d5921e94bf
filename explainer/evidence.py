"""How sure each statement is, as of a date, and why: pure functions of the tables."""

from __future__ import annotations

import pandas as pd

from explainer.data import last_day

STANDINGS = {
    "documented": "a primary record, an open confirmation by the party concerned, or a public "
    "event that nobody disputes",
    "corroborated": "several independent sources or investigations agree, but the party concerned "
    "has not admitted it",
    "alleged": "one party or unnamed officials say so",
    "disputed": "credible sources contradict each other",
    "denied": "alleged by one side and denied by the other, without independent support",
    "speculated": "somebody considers it possible, and nobody shows evidence",
    "opinion": "a judgement, which evidence can support but not settle",
}
"""Standing -> what it means, from the surest to the least sure; ``opinion`` stands apart."""


def public(rows: pd.DataFrame, dates: pd.Series, as_of: str) -> pd.DataFrame:
    """Return the rows that were public for certain on a day.

    A date known by its month or year only counts from the end of that period on; a row without a
    date is left out.
    """
    return rows[last_day(dates) <= pd.Timestamp(as_of)]
