"""A chapter: the text of one run notebook, and beside it what other parts of a page ask of it.

A `Draft` collects all of this while the notebook is rendered, so that nobody has to read it out of
the finished HTML.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from explainer import markup, story, theme
from explainer.export.dated import dated
from explainer.export.terms import Lexicon

_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_APOSTROPHE = re.compile(r"(?:'|&#39;|&#x27;)(?![^<]*>)")  # in text, not in a tag
_GLYPHS = {mark: word for word, mark in theme.MARKS.items()}
_MARKED = re.compile(rf"(\(?)([{''.join(_GLYPHS)}]) ?({'|'.join(_GLYPHS.values())})([).,;:]*)")
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_NAMED = '((?:id|aria-labelledby|aria-describedby|data-view)=")'
_ROWS = re.compile(r' title="[a-z_]+:[^"\s]+( [a-z_]+:[^"\s]+)*"')


@dataclass(frozen=True)
class Front:
    """What a notebook says of itself, in its metadata under ``explainer``; dates as in tables.

    ``story`` is false where it is a page of the site but no chapter of the one file.
    """

    question: str = ""
    answer: str = ""
    as_of: str = ""
    updated: str = ""
    minutes: int = 0
    story: bool = True


@dataclass
class Section:
    """A section of a chapter for navigation: its id, its heading, and its figures by id."""

    id: str
    heading: str
    figures: dict[str, str]


class Shown(NamedTuple):
    """A view in a chapter: its name, its default state as HTML, all states as packed text."""

    name: str
    html: str
    payload: str


@dataclass(frozen=True)
class Chapter:
    """A chapter of a page, by the name of its notebook.

    In its text there is only a `place` for each of its ``views``. ``entries`` have by the id of a
    term or a person that of the section that first names it; ``lang`` is the language, where the
    notebook names one; ``scripts`` are those in outputs, which the page lets run.
    """

    name: str
    html: str
    views: list[Shown] = field(default_factory=list)
    front: Front = field(default_factory=Front)
    sections: list[Section] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    lang: str = ""
    scripts: list[str] = field(default_factory=list)

    @property
    def short(self) -> str:
        """Name for navigation."""
        return short(self.name)

    @property
    def label(self) -> str:
        """Number, but for the opening, and name."""
        return f"{number(self.name)} {self.short}".removeprefix("0 ")

    @property
    def title(self) -> str:
        """The question that it answers."""
        return self.front.question or self.short

    @property
    def answer(self) -> str:
        """The answer in a sentence."""
        return self.front.answer or self.title


def short(chapter: str) -> str:
    """Return the name of a chapter for navigation: ``03-shoigu-visit`` is "Shoigu visit"."""
    return chapter.partition("-")[2].replace("-", " ").capitalize() or chapter


def number(chapter: str) -> str:
    """Return the number of a chapter, ``03-shoigu-visit`` is "3"; else its name."""
    return str(int(chapter[:2])) if chapter[:2].isdigit() else chapter


def anchor(chapter: str, heading: str) -> str:
    """Return the id of a section: the number of its chapter and its first three words.

    >>> anchor("03-shoigu-visit", "Was it the first?")
    '3-was-it-the'
    """
    return "-".join([number(chapter), *re.findall("[a-z0-9]+", heading.lower())[:3]])


def place(n: int) -> Markup:
    """Return what stands in a chapter's text for its ``n``-th view."""
    return Markup(f"<!--view {n}-->")


class Draft:
    """A chapter while its notebook is rendered; its title is a heading of ``level``.

    ``lexicon`` is that of the story, for a chapter of it. ``left`` says what the page leaves out.
    """

    def __init__(
        self, name: str, level: int, front: Mapping[str, Any], lexicon: Lexicon | None
    ) -> None:
        self.name, self.level, self.lexicon = name, level, lexicon
        self.left: list[str] = []
        self.depths: list[int] = []
        known = Front.__dataclass_fields__
        self.front = Front(**{key: value for key, value in front.items() if key in known})
        self.views: list[Shown] = []
        self.sections: list[Section] = []
        self.entries: dict[str, str] = {}
        self.scripts: list[str] = []

    def prose(self, html: str) -> Markup:
        """Finish rendered Markdown: heading levels, ids of sections, marks, terms, apostrophes.

        In Markdown a standing is written as its character and its word, such as "○ alleged", so
        that it reads well in JupyterLab too. The titles of links name rows, for tests and authors:
        readers do without.
        """
        if self.lexicon:
            html = dated(html, story.load())
        html = _ROWS.sub("", _COMMENTS.sub("", html))
        parts = re.split("(?=<h[1-6])", html)  # a term belongs to one section
        return Markup("").join(map(self._part, parts))

    def _part(self, html: str) -> Markup:
        html = _APOSTROPHE.sub("’", _MARKED.sub(_marked, _HEADING.sub(self._heading, html)))
        here = self.sections[-1].id if self.sections else self.name
        return Markup(self.lexicon.mark(html, self.entries, here) if self.lexicon else html)

    def _heading(self, match: re.Match[str]) -> str:
        """Write a heading: one title, no level skipped, no id twice."""
        depth, text = int(match[1]), match[2]
        plain = Markup(_TAG.sub("", text)).unescape().strip()
        if depth == 1 and self.level not in self.depths:
            if not self.front.question:
                self.front = Front(question=plain)
            self.depths.append(self.level)
            return f"<h{self.level}>{text}</h{self.level}>"
        last = self.depths[-1] if self.depths else self.level
        depth = min(max(depth + self.level - 1, self.level + 1), last + 1, 6)
        self.depths.append(depth)
        id = anchor(self.name, plain)
        used = {section.id for section in self.sections}
        id = next(name for name in _numbered(id, "-") if name not in used)
        self.sections.append(Section(id, plain, {}))
        return f'<h{depth} id="{id}">{text}</h{depth}>'

    def view(self, bundle: Mapping[str, str]) -> Markup:
        """Take in a view of the notebook's outputs; return what stands in its place."""
        name, html, payload = bundle["name"], str(bundle["html"]), bundle["payload"]
        # Two functions of a notebook may bear one name, as two without one do.
        others = {view.name for view in self.views if view.payload != payload}
        own = next(n for n in _numbered(name, "_") if n not in others)
        name, html = own, re.sub(rf'{_NAMED}{re.escape(name)}(?=["-])', rf"\g<1>{own}", html)
        if self.sections:
            self.sections[-1].figures[name] = name.replace("_", " ")
        return self.show(Shown(name, html, payload))

    def show(self, view: Shown) -> Markup:
        """Take in a view; return what stands in its place."""
        self.views.append(view)
        return place(len(self.views) - 1)

    def chapter(self, html: str, lang: str = "") -> Chapter:
        """Return the finished chapter; one that bears no title gets its notebook's name as one."""
        if self.lexicon is None and self.level not in self.depths:
            html = f"<h{self.level}>{escape(short(self.name))}</h{self.level}>\n{html}"
        parts = (self.views, self.front, self.sections, self.entries, lang, self.scripts)
        return Chapter(self.name, html, *parts)


def _numbered(name: str, mark: str) -> Iterator[str]:
    """Yield a name, then the same with numbers."""
    yield name
    yield from (f"{name}{mark}{n}" for n in itertools.count(2))


def _marked(match: re.Match[str]) -> str:
    before, glyph, word, after = match.groups()
    if _GLYPHS[glyph] != word:
        return match[0]
    # What stands against the mark stays on its line.
    return f'<span class="whole">{before}{markup.standing(word)}{after}</span>'
