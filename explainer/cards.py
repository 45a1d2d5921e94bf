"""Panels and the HTML fragments they are made of.

A :class:`Panel` is what one state of a view shows. The markup lives in ``templates/``; autoescaping
is on, so text from a table can only ever reach a page as text.
"""

from __future__ import annotations

import calendar
import functools
from collections import Counter, namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from explainer import theme
from explainer.evidence import STANDINGS

Parts = dict[str, list[str]]


@dataclass(frozen=True)
class Panel:
    """What one state of a view shows.

    Attributes
    ----------
    title : str
        The finding, as a sentence.
    measure : str
        What is shown: measure, unit, scope.
    alt : str
        Kind of picture, its data, and what to see in it; read by screen readers.
    table : pandas.DataFrame
        The rows behind the picture; column names are the headings.
    sources : pandas.DataFrame
        The rows of ``sources`` that carry the panel.
    figure, narrow : dict, optional
        The picture, and the picture drawn for widths below 600 px (default: the same).
    lead : markupsafe.Markup or empty
        HTML above the picture.
    body : markupsafe.Markup or empty, or a tuple of them
        HTML below the picture; in pieces where the states of a view share them.
    standings : mapping of str to int
        How many of the statements shown have which standing.
    caveat : str
        What to keep in mind; stands under "How sure?".
    prompt : str
        What to do with the controls; shown only where they work.
    """

    title: str
    measure: str
    alt: str
    table: pd.DataFrame
    sources: pd.DataFrame
    figure: theme.Figure | None = None
    narrow: theme.Figure | None = None
    lead: str = ""
    body: str | tuple[str, ...] = ""
    standings: Mapping[str, int] = field(default_factory=dict)
    caveat: str = ""
    prompt: str = ""


def day(date: str) -> str:
    """Write an ISO date, as exact as it is known, in words.

    >>> day("2023-07-27"), day("2023-08"), day("2023"), day("2023-07-27T20:00")
    ('27 July 2023', 'August 2023', '2023', '27 July 2023, 20:00')
    """
    date, _, clock = date.partition("T")
    year, *rest = date.split("-")
    words = [str(int(n)) if i else calendar.month_name[int(n)] for i, n in enumerate(rest)]
    return " ".join([*reversed(words), year]) + (f", {clock}" if clock else "")


def brief(date: str) -> str:
    """Write a date as `day` does, with a short month: ``13 Jan 2025``, ``Sept 2024``."""
    words = [w if w.isdigit() or len(w) < 5 else w[:3] for w in day(date).split()]
    return " ".join(words).replace("Sep ", "Sept ")


_SMALL = "no one two three four five six seven eight nine ten eleven twelve"


def number(n: int) -> str:
    """Write a count as prose does: small ones in words."""
    words = _SMALL.split()
    return words[n] if n < len(words) else str(n)


def environment(package: str) -> jinja2.Environment:
    """Return what renders a package's templates: values from a table are text, typeset."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: theme.typeset(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["day"] = day
    return made


_ENVIRONMENT = environment("explainer")
_ENVIRONMENT.globals.update(mark=theme.mark, meaning=STANDINGS)


def fragment(template: str, macro: str, *args: object, **keywords: object) -> Markup:
    """Render one macro of a template of this package."""
    module = _ENVIRONMENT.get_template(f"{template}.html.j2").module
    return Markup(getattr(module, macro)(*args, **keywords))


def entries(template: str, macro: str, rows: Iterable[object], style: str = "") -> tuple[str, ...]:
    """Return a list in the order of time; each row is a piece of its own, for states to share."""
    start = Markup('<ol class="entries{}">').format(style and f" {style}")
    return (start, *(fragment(template, macro, row) for row in rows), Markup("</ol>"))


def standing(word: str) -> Markup:
    """Return a standing as mark and word."""
    return fragment("panel", "standing", word)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries, with the empty string where nothing is known."""
    columns = [[_text(value) for value in rows[column].tolist()] for column in rows]
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _text(value: Any) -> Any:
    missing = value is None or value is pd.NA or value != value
    return "" if missing else value


def listed(rows: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return columns of rows, or others beside them, under their headings; dates in words."""
    found = {}
    for heading, column in columns.items():
        values = rows[column] if isinstance(column, str) else column
        dated = isinstance(column, str) and column in ("date", "start", "first_shown")
        found[heading] = values.map(day, na_action="ignore") if dated else values
    return pd.DataFrame(found)


def counts(standings: Iterable[str]) -> dict[str, int]:
    """Count standings, in their order of strength, leaving out those that do not occur."""
    found = Counter(standings)
    return {word: found[word] for word in STANDINGS if word in found}


def cited(rows: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the sources of all ``rows``: those that carry most rows first, weak ones last."""
    found = Counter(source for row in rows["sources"] for source in row)
    weak = dict(zip(sources.index, sources["weak"], strict=True))
    return sources.loc[sorted((source for source, _ in found.most_common()), key=weak.__getitem__)]


def parts(panel: Panel) -> Parts:
    """Render a panel as named lists of HTML pieces; the pieces of a list are joined by the page.

    Lists and not strings, because the states of a view share most of their rows: each distinct
    piece is stored once.
    """
    sources = notes(panel.sources)
    return {
        "head": [fragment("panel", "head", panel)],
        "alt": [Markup.escape(theme.typeset(panel.alt))],
        "body": [
            fragment("panel", "top", panel),
            *([panel.body] if isinstance(panel.body, str) else panel.body),
        ],
        "cite": [fragment("panel", "cite", sources[:3], len(sources) - 3)],
        "sources": list(map(source_item, sources)),
        "table": _table(panel.table, panel.title),
        "sure": [fragment("panel", "how_sure", panel)],
    }


Source = namedtuple("Source", "id publisher read_at published url title language")


def notes(sources: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return sources as the fragments of ``templates/panel.html.j2`` take them."""
    columns = ([_text(value) for value in sources[name].tolist()] for name in Source._fields)
    return list(map(Source._make, zip(*columns, strict=True)))


@functools.cache
def source_item(source: tuple[str, ...]) -> str:
    """Return a source as an item of a list."""
    return fragment("panel", "source_item", source)


def _table(table: pd.DataFrame, title: str) -> list[str]:
    """Return a table with caption and header scopes; the page adds its CSV (``web/view.js``)."""
    columns = [[str(_text(cell)) for cell in table[column].tolist()] for column in table]
    rows = map(_table_row, zip(*columns, strict=True))
    head = fragment("panel", "table_head", title, list(table.columns))
    return [head, *rows, fragment("panel", "table_foot")]


@functools.cache
def _table_row(cells: tuple[str, ...]) -> str:
    return fragment("panel", "table_row", cells)
