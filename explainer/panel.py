"""What one state of a view shows, and the tables in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jinja2
import pandas as pd

from explainer import say
from explainer.draw import Figure, Picture
from explainer.evidence import STANDINGS, public
from explainer.say import day

_WORDS = jinja2.Environment(
    loader=jinja2.PackageLoader("explainer", "words"),
    undefined=jinja2.StrictUndefined,
    auto_reload=False,
)
_WORDS.filters |= {"day": say.day, "brief": say.brief, "number": say.number}


@dataclass(frozen=True)
class Panel:
    """What one state of a view shows.

    Attributes
    ----------
    title
        The finding, as a sentence; what stands in it between ``[[`` and ``]]`` is marked as the
        part to take away (``find``).
    measure
        What is shown: measure, unit, scope.
    alt
        Kind of picture, its data, and what to see in it; read by screen readers.
    table, sources
        The rows behind the picture, under their headings; the rows of ``sources`` that carry it.
    figure, narrow
        The picture, and the picture drawn for widths below 600 px (default: the same).
    lead, body
        HTML (``markupsafe.Markup``) above and below the picture; in pieces where states share them.
    standings
        How many of the statements shown have which standing.
    caveat, prompt
        What to keep in mind, under "How sure?"; what to do with the controls, where they work.
    """

    title: str
    measure: str
    alt: str
    table: pd.DataFrame
    sources: pd.DataFrame
    figure: Figure | None = None
    narrow: Figure | None = None
    lead: str = ""
    body: str | tuple[str, ...] = ""
    standings: Mapping[str, int] = field(default_factory=dict)
    caveat: str = ""
    prompt: str = ""
    find: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Take the marked part out of the title."""
        before, _, rest = self.title.partition("[[")
        find, _, after = rest.partition("]]")
        object.__setattr__(self, "title", before + find + after)
        object.__setattr__(self, "find", find)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries, with the empty string where nothing is known."""
    columns = [[text(value) for value in rows[column].tolist()] for column in rows]
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def grouped(
    rows: pd.DataFrame, column: str, names: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return rows as dictionaries under the names of the values of a column that occur."""
    given = records(rows)
    found = [(name, [r for r in given if r[column] == key]) for key, name in names.items()]
    return [(name, own) for name, own in found if own]


def describe(
    view: str,
    table: pd.DataFrame,
    sources: pd.DataFrame,
    picture: Picture | None = None,
    *,
    lead: str = "",
    body: str | Sequence[str] = "",
    standings: Iterable[str] = (),
    **facts: Any,
) -> Panel:
    """Return a panel whose words are the blocks of ``words/<view>.j2``, filled with ``facts``.

    Facts are what the words name: numbers, dates, choices of the reader; `jinja2.UndefinedError`
    is raised where one is missing. ``standings`` has that of each statement shown; the rest is as
    in :class:`Panel`.
    """
    template = _WORDS.get_template(f"{view}.j2")
    context = template.new_context(facts)
    words: dict[str, Any] = {
        name: " ".join("".join(block(context)).split()) for name, block in template.blocks.items()
    }
    html = body if isinstance(body, str) else tuple(body)
    shown = words | (picture or {}) | {"standings": counts(standings), "lead": lead, "body": html}
    return Panel(**shown, table=table, sources=sources)


def text(value: Any) -> Any:
    """Return a value, or the empty string where nothing is known."""
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


_RANKS = dict.fromkeys(("un-document", "government", "data", "think-tank", "academic"), 0)
_RANKS |= {"news": 2, "wire-copy": 2, "state-media": 3, "book": 4, "encyclopedia": 4, "blog": 4}
"""Kind of source -> its place in a list of sources."""
_OWN, _RETOLD = 1, 5
"""Places of state media that pass on their own state's word, and of another's report retold."""
_SPOKEN = re.compile("government concerned|said by h")


def cited(
    rows: pd.DataFrame, sources: pd.DataFrame, as_of: str | None = None, keep: bool = False
) -> pd.DataFrame:
    """Return the sources of all ``rows``, the best first; within a rank, what carries most rows.

    With a day, only pages that were public by then for certain: an undated one may be newer. To
    ``keep`` a page for each row, only those are left out that are newer than another of their row.

    Records and those who speak for themselves come before newsrooms, these before state media,
    reference works and pages that pass on another's report; copies whose original's address is
    not known, digests and blogs come last.
    """
    cells = rows["sources"].tolist()
    if as_of and keep:
        old = {*sources.index[sources["published"].astype("object").fillna("") <= as_of]}
        cells = [tuple(page for page in cell if page in old) or cell[:1] for cell in cells]
    spoken = [not {"answer", "speaker_name"}.isdisjoint(rows.columns)] * len(cells)
    if "evidence" in rows:
        spoken = [bool(_SPOKEN.search(str(words))) for words in rows["evidence"]]
    own = {page for cell, said in zip(cells, spoken, strict=True) if said for page in cell}
    found = Counter(page for cell in cells for page in cell)
    cited = sources.loc[[page for page, _ in found.most_common()]]
    if as_of and not keep:
        cited = public(cited, cited["published"], as_of)
    ranks = []
    columns = (cited[name] for name in ("id", "kind", "origin", "weak", "copy"))
    for page, kind, origin, weak, copy in zip(*columns, strict=True):
        rank = _OWN if kind == "state-media" and page in own else _RANKS[kind]
        rank = _RETOLD if origin else rank
        ranks.append(rank + 2 * _RETOLD * bool(weak and not text(copy)))
    return cited.iloc[sorted(range(len(cited)), key=ranks.__getitem__)]
