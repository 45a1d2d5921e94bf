"""From which day on a piece of prose can be read: a page set back further leaves it out.

That is the latest day of the rows that its links name in their titles, or that a comment names
(``<!-- events:kcna-confirms-troops -->``), and of the dates that it writes.
"""

from __future__ import annotations

import calendar
import functools
import re

import pandas as pd

from explainer import evidence
from explainer.data import Tables, last_day

_BLOCK = re.compile(r"<(p|li)>(?!<em>)(.*?)(?=</?(?:p|li|ul|ol)>)", re.DOTALL)
_TITLE = re.compile(r' title="((?:[a-z_]+:[^"\s]+ ?)+)"')
_COMMENT = re.compile(r"\s*<!-- ([a-z_]+:\S+) -->")
_MONTHS = [*calendar.month_name][1:]
_DATE = re.compile(
    rf"(?<!esolution )(?:(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) )?\b((?:19|20)\d\d)\b"
)


def dated(html: str, tables: Tables) -> str:
    """Mark each paragraph and item of a list that tells of days after the article."""

    def marked(match: re.Match[str]) -> str:
        tag, inner = match.groups()
        names = " ".join(_TITLE.findall(inner) + _COMMENT.findall(inner)).split()
        text = re.sub(r"<[^>]+>", " ", inner)
        days = [_iso(*found) for found in _DATE.findall(text)] + [_day(n, tables) for n in names]
        # What is dated by the month or the year of the article is of its day.
        days = [day for day in days if day and not evidence.ARTICLE.startswith(day)]
        last = max(map(_last, days), default="")
        mark = f' data-from="{last}"' if last > evidence.ARTICLE else ""
        return f"<{tag}{mark}>{_COMMENT.sub('', inner)}"

    return _BLOCK.sub(marked, html)


@functools.cache
def _last(date: str) -> str:
    """Return the last day that a date as exact as known may be."""
    return f"{last_day(pd.Series([date]))[0]:%Y-%m-%d}"


@functools.lru_cache(maxsize=1)
def _moves(tables: Tables) -> dict[str, str]:
    """Return by claim since when it has its standing."""
    paths = evidence.paths(tables.assessments)
    return dict(paths.loc[paths["moved"], ["claim", "date"]].astype(str).values)


def _iso(day: str, month: str, year: str) -> str:
    place = f"-{_MONTHS.index(month) + 1:02}" if month else ""
    return year + place + (f"-{int(day):02}" if day else "")


def _day(name: str, tables: Tables) -> str:
    """Return since when a row was public; a claim, since it has its standing."""
    table, _, key = name.partition(":")
    key, _, date = key.partition("@")
    rows = tables[table] if table in tables else pd.DataFrame()
    if date or key not in rows.index:
        return date
    if table == "claims":
        return _moves(tables).get(key, evidence.ARTICLE)
    if not {"date", "start"} & set(rows):
        return ""
    day = evidence.public_from(rows)[key]
    return "" if pd.isna(day) else str(day)
