"""From which day on a piece of prose can be read: a page set back further leaves it out.

That is the latest day of the rows that its links name in their titles, or that a comment names
(``<!-- events:kcna-confirms-troops -->``), and of the dates that it writes.
"""

import calendar
import functools
import re

import pandas as pd

from explainer import evidence
from explainer.data import Tables
from explainer.panel import text

_BLOCK = re.compile(r"<(p|li)>(?!<em>)(.*?)(?=</?(?:p|li|ul|ol)>)", re.DOTALL)
_TITLE = re.compile(r' title="((?:[a-z_]+:[^"\s]+ ?)+)"')
_COMMENT = re.compile(r"\s*<!-- ([a-z_]+:\S+) -->")
_MONTHS = "|".join(calendar.month_name[1:])
_DATE = re.compile(rf"(?<!esolution )((?:(?:\d{{1,2}} )?(?:{_MONTHS}) )?\b(?:19|20)\d\d)\b")


def dated(html: str, tables: Tables) -> str:
    """Mark each paragraph and item of a list that tells of days after the article."""
    article = pd.Timestamp(evidence.ARTICLE)

    def marked(match: re.Match[str]) -> str:
        tag, inner = match.groups()
        names = " ".join(_TITLE.findall(inner) + _COMMENT.findall(inner)).split()
        dates = _DATE.findall(re.sub(r"<[^>]+>", " ", inner))
        periods = map(pd.Period, filter(None, [*dates, *(_day(name, tables) for name in names)]))
        # What is dated by the month or the year of the article is of its day.
        ends = [period.end_time for period in periods if period.start_time > article]
        mark = f' data-from="{max(ends):%Y-%m-%d}"' if ends else ""
        return f"<{tag}{mark}>{_COMMENT.sub('', inner)}"

    return _BLOCK.sub(marked, html)


@functools.lru_cache(maxsize=1)
def _moves(tables: Tables) -> dict[str, str]:
    """Return by claim since when it has its standing."""
    paths = evidence.paths(tables.assessments)
    return dict(paths.loc[paths["moved"], ["claim", "date"]].astype(str).values)


def _day(name: str, tables: Tables) -> str:
    """Return since when a row was public; a claim, since it has its standing."""
    table, _, key = name.partition(":")
    key, _, date = key.partition("@")
    rows = tables.get(table, pd.DataFrame())
    if date or key not in rows.index:
        return date
    if table == "claims":
        return _moves(tables).get(key, evidence.ARTICLE)
    return text(evidence.public_from(rows)[key]) if {"date", "start"} & set(rows) else ""
