"""The HTML of panels and pages; it lives in ``templates/``.

Autoescaping is on, so text from a table can only ever reach a page as text.
"""

import functools
from collections import Counter, namedtuple
from collections.abc import Iterable

import jinja2
import pandas as pd
from markupsafe import Markup

from explainer import theme
from explainer.controls import written
from explainer.evidence import STANDINGS
from explainer.panel import Panel, text
from explainer.say import brief, day, typeset

Parts = dict[str, list[str]]
PLAIN = 10_000
"""How long a part may be, in characters, that a saved view also holds without scripts."""


def environment(package: str) -> jinja2.Environment:
    """Return what renders a package's templates: values from a table are text, typeset."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: typeset(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"day": day, "brief": brief}
    return made


_ENVIRONMENT = environment("explainer")
_ENVIRONMENT.filters["written"] = written
_ENVIRONMENT.globals.update(mark=theme.mark, meaning=STANDINGS)


def fragment(template: str, macro: str, *args: object, **keywords: object) -> Markup:
    """Render one macro of a template of this package."""
    module = _ENVIRONMENT.get_template(f"{template}.html.j2").module
    return Markup(getattr(module, macro)(*args, **keywords))


standing = functools.partial(fragment, "panel", "standing")
"""Returns a standing as mark and word."""
source_item = functools.cache(functools.partial(fragment, "panel", "source_item"))
"""Returns a source as an item of a list."""
_table_row = functools.cache(functools.partial(fragment, "panel", "table_row"))


def entries(template: str, macro: str, rows: Iterable[object]) -> tuple[str, ...]:
    """Return a list in the order of time; each row is a piece of its own, for states to share."""
    pieces = [fragment(template, macro, row) for row in rows]
    return (Markup('<ol class="entries">'), *pieces, Markup("</ol>"))


def frame(name: str, controls: object, parts: Parts, limit: int | None = None) -> Markup:
    """Return a view in a state; with a limit, its script puts in what is longer (``view.js``)."""
    pieces = {part: Markup("".join(html)) for part, html in parts.items()}
    if limit is None:
        return fragment("panel", "root", name, controls, pieces)
    short = {part: html if len(html) <= limit else "" for part, html in pieces.items()}
    brief = fragment("panel", "root", name, controls, short)
    return Markup(brief.replace(" data-view=", " data-again data-view=", 1))


def parts(panel: Panel) -> Parts:
    """Render a panel as named lists of HTML pieces; the pieces of a list are joined by the page.

    Lists and not strings, because the states of a view share most of their rows: each distinct
    piece is stored once.
    """
    sources = notes(panel.sources)
    return {
        "head": [fragment("panel", "head", panel)],
        "alt": [Markup.escape(typeset(panel.alt))],
        "body": [
            fragment("panel", "top", panel),
            *([panel.body] if isinstance(panel.body, str) else panel.body),
        ],
        "whose": [fragment("panel", "whose", _whose(panel.sources))],
        "cite": [fragment("panel", "cite", sources[:3], len(sources) - 3)],
        "sources": list(map(source_item, sources)),
        "table": _table(panel.table, panel.title),
        "sure": [fragment("panel", "how_sure", panel)],
    }


WORDS = {
    "research and records": ("think-tank", "academic", "data", "book", "encyclopedia"),
    "UN papers": ("un-document",),
    "newsrooms": ("news", "wire-copy", "blog"),
    "governments and state media": ("government", "state-media"),
}
"""Whose word a source is -> the kinds of sources."""


def _whose(sources: pd.DataFrame) -> list[tuple[str, int]]:
    found = Counter(sources["kind"])
    return [(word, sum(found[kind] for kind in own)) for word, own in WORDS.items() if found]


Source = namedtuple("Source", "id publisher read_at copy published url title language")


def notes(sources: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return sources as the fragments of ``templates/panel.html.j2`` take them."""
    columns = ([text(value) for value in sources[name].tolist()] for name in Source._fields)
    return list(map(Source._make, zip(*columns, strict=True)))


def _table(table: pd.DataFrame, title: str) -> list[str]:
    """Return a table with caption and header scopes; the page adds its CSV (``web/view.js``)."""
    columns = [[str(text(cell)) for cell in table[column].tolist()] for column in table]
    if not columns:
        return []
    head = fragment("panel", "table_head", title, list(table.columns))
    rows = map(_table_row, zip(*columns, strict=True))
    return [head, *rows, fragment("panel", "table_foot")]
