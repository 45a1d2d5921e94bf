"""How sure each statement is as of a date, and why: pure functions of the tables.

Four rules settle the edge cases, each on the side of caution:

* What is dated by its month or year only counts from the end of that period on.
* Of two assessments of one claim with the same date, the later one in the file holds.
* Before its first assessment a claim has no standing: it is absent, not "speculated".
* An assessment that loses its last source counts as never made: the one before it holds.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import pandas as pd

from explainer.data import first_day, last_day
from explainer.editorial import voices

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
SHOWN = ("documented", "corroborated")
"""The standings of what is on record, or on which several sources agree."""

ARTICLE = "2023-09-12"
"""The day of the article."""


def of_article(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that the article makes, which name their paragraph in it."""
    return claims.dropna(subset=["paragraph"])


def public(rows: pd.DataFrame, dates: pd.Series, as_of: str) -> pd.DataFrame:
    """Return the rows whose date had passed for certain on a day; undated ones are left out."""
    return rows[passed(dates, as_of)]


def passed(dates: pd.Series, as_of: str) -> pd.Series:
    """Return whether each date had passed for certain on a day: 2023 has on 31 December 2023."""
    # Compared as text, since every state of every view asks this of many rows.
    tomorrow = str(date.fromisoformat(as_of) + timedelta(days=1))
    done = [day == day and day < tomorrow[: len(day)] for day in dates]
    return pd.Series(done, dates.index, dtype=bool)


def earlier(rows: pd.DataFrame, column: str, since: str, then: str, as_of: str) -> pd.DataFrame:
    """Return rows whose ``column`` says what ``then`` has on days before ``since``."""
    early = rows[since].notna() & ~passed(rows[since], as_of)
    return rows.assign(**{column: rows[column].mask(early, rows[then])})


def retold(rows: pd.DataFrame, column: str, as_of: str) -> pd.DataFrame:
    """Return rows whose ``column`` goes on with what came ``later``, where it was public."""
    later = public(rows, rows["later_from"], as_of)["later"].reindex(rows.index).fillna("")
    return rows.assign(**{column: (rows[column] + " " + later).str.strip()})


def in_order(rows: pd.DataFrame, dates: pd.Series) -> pd.DataFrame:
    """Return rows in order of time; those of one day keep their order."""
    return rows.loc[last_day(dates).sort_values(kind="stable").index]


def public_from(rows: pd.DataFrame) -> pd.Series:
    """Return since when each row was public for certain, as a date as exact as known.

    That is the day of the statement, not of the happening: ``public_from`` where it is filled, else
    ``end``, since the account of something that lasted includes its end, else ``start`` or
    ``date``.
    """
    dates = rows["date"] if "date" in rows else rows["start"]
    for column in ("end", "public_from"):
        if column in rows:
            dates = rows[column].fillna(dates)
    return dates


def known(rows: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the events, claims, estimates or other dated rows that were public on a day.

    Where the standing of a row moved ``since``, an earlier day sees ``first_status``. Gains are
    dated by their latest evidence: for them see `gains_at`.
    """
    rows = public(rows, public_from(rows), as_of)
    return earlier(rows, "status", "since", "first_status", as_of) if "since" in rows else rows


def standings(assessments: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the assessment of each claim that held on a day, indexed by claim.

    The row says why: its date, on whose word, with which sources. A claim that nobody had assessed
    by then is absent.
    """
    return _latest(assessments, "claim", as_of)


def _latest(rows: pd.DataFrame, key: str, as_of: str) -> pd.DataFrame:
    held = public(rows, rows["date"], as_of)
    held = in_order(held, held["date"])
    return held.drop_duplicates(key, keep="last").set_index(key)


def paths(assessments: pd.DataFrame) -> pd.DataFrame:
    """Return assessments in order of time; ``moved`` marks a claim's new standing."""
    rows = in_order(assessments, assessments["date"])
    words = rows["status"].astype("str")
    before = words.groupby(rows["claim"]).shift()
    return rows.assign(moved=before.notna() & (before != words))


def without(rows: pd.DataFrame, sources: pd.DataFrame, kinds: Collection[str]) -> pd.DataFrame:
    """Leave out kinds of sources, and the rows that then have none.

    ``kinds`` are values of ``sources["kind"]``; ``"weak"`` means all that are marked as weak. Give
    the result to `standings` to see what still stands.
    """
    dropped = sources["kind"].isin(kinds) | (sources["weak"] & ("weak" in kinds))
    gone = set(sources.index[dropped])
    kept = [tuple(source for source in cell if source not in gone) for cell in rows["sources"]]
    rows = rows.assign(sources=pd.Series(kept, index=rows.index, dtype=object))
    return rows[rows["sources"].astype(bool)]


def independent(ids: Iterable[str], sources: pd.DataFrame) -> int:
    """Count independent voices: pages that pass on the same agency or outlet are one.

    Two reports by one publisher are one voice as well.
    """
    return voices(sources.loc[list(ids)].to_dict("records"))


def gains_at(gains: pd.DataFrame, moments: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the gains that somebody had spoken of by a day, with the words and standing of then.

    The latest account is the row of ``gains``, the earlier ones are rows of ``gain_moments``; a
    gain without a row by then is absent.
    """
    latest = public(gains, gains["date"], as_of)
    held = _latest(moments, "gain", as_of).drop(latest.index, errors="ignore")
    early = gains.loc[held.index].assign(magnitude=None, **held)
    return pd.concat([latest, early]).loc[lambda rows: gains.index[gains.index.isin(rows.index)]]


def offices(roles: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the office of each actor that the sources attest on a day, or nearest to it.

    Indexed by actor, with the columns of ``roles`` and ``attested``: where it is false, the day
    lies outside ``start`` to ``end``, so show the office with its time.
    """
    day = pd.Timestamp(as_of)
    early = (first_day(roles["start"].fillna(roles["end"])) - day).dt.days.clip(lower=0)
    late = (day - last_day(roles["end"])).dt.days.clip(lower=0)
    gap = early + late
    rows = roles.assign(attested=gap == 0).loc[gap.sort_values(kind="stable").index]
    return rows.drop_duplicates("actor").set_index("actor")
