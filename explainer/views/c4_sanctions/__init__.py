"""Chapter 04: whether Russia can revoke its vote; here, what its views share."""

import functools
from typing import Any

import pandas as pd

from explainer.data import Tables
from explainer.draw import plain
from explainer.evidence import known
from explainer.panel import records
from explainer.say import day

SINCE = "2006"
"""The year of the first nuclear test, and of the first sanctions."""
EFFECTS = {
    "introduced": ("brought in", "diamond"),
    "widened": ("widened", "triangle-up"),
    "tightened": ("tightened", "triangle-up"),
    "capped": ("limited in amount", "square"),
    "exempted": ("exception made", "triangle-down"),
    "restated": ("said again", "line-ns"),
}


@functools.lru_cache(maxsize=8)
def texts(tables: Tables, as_of: str, since: str = SINCE) -> pd.DataFrame:
    """Return the texts of the Council since the first test, in words that tell nothing later."""
    rows = known(tables.resolutions[tables.resolutions["date"] >= since], as_of)
    then = {name: rows[f"{name}_then"].fillna(rows[name]) for name in ("title", "summary")}
    return rows.assign(**then)


def in_short(row: dict[str, Any]) -> str:
    """Return a text with its date and title, as a mark says it."""
    return f"<b>{plain(row['symbol'])}</b>, {day(row['date'])}<br>{plain(row['title'])}"


@functools.lru_cache(maxsize=2)
def steps(tables: Tables) -> pd.DataFrame:
    """Return what each text did to each measure, with names, symbols, dates and votes."""
    texts, matrix = tables.resolutions, tables.matrix
    votes = {row["id"]: vote(row) for row in records(texts)}
    return matrix.assign(
        name=matrix["measure"].map(tables.measures["name"]),
        symbol=matrix["resolution"].map(texts["symbol"]),
        date=matrix["resolution"].map(texts["date"]),
        words=matrix["effect"].map(lambda effect: EFFECTS[effect][0]),
        vote=matrix["resolution"].map(votes),
    )


def vote(row: dict[str, Any]) -> str:
    """Say how a text was adopted, and how Russia voted."""
    if row["yes"] == "":
        return "agreed without a vote"
    rest = f", {row['abstain']} abstaining" if row["abstain"] else ""
    stand = {"yes": "for", "abstain": "abstaining", "no": "against"}[row["russia_vote"]]
    return f"{row['yes']} to {row['no']}{rest}, Russia {stand}"
