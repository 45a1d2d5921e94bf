"""A chapter: the text of one run notebook, and beside it what other parts of a page ask of it.

A `Draft` collects all of this while the notebook is rendered, so that nobody has to read it out of
the finished HTML.
"""

import itertools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from markupsafe import Markup

from explainer import markup, story, theme
from explainer.export.dated import dated
from explainer.export.terms import Lexicon

_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
_APOSTROPHE = re.compile(r"(?:'|&#39;|&#x27;)(?![^<]*>)")  # in text, not in a tag
_STANDINGS = "|".join(f"{mark} ?{word}" for word, mark in theme.MARKS.items())
_MARKED = re.compile(rf"(\(?)({_STANDINGS})([).,;:]*)")
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_NAMED = '((?:id|aria-labelledby|aria-describedby|data-view)=")'
_ROWS = re.compile(r' title="[a-z_]+:[^"\s]+( [a-z_]+:[^"\s]+)*"')


class Front(NamedTuple):
    """What a notebook says of itself, in its metadata under ``explainer``; dates as in tables.

    ``story`` is false where it is a page of the site but no chapter of the one file.
    """

    question: str = ""
    answer: str = ""
    as_of: str = ""
    updated: str = ""
    minutes: int = 0
    story: bool = True


class Section(NamedTuple):
    """A section of a chapter for navigation."""

    id: str
    heading: str


class Shown(NamedTuple):
    """A view in a chapter: its name, its default state as HTML, all states as packed text."""

    name: str
    html: str
    payload: str


@dataclass
class Chapter:
    """A chapter of a page, by the name of its notebook.

    In its text there is only a `place` for each of its ``views``. ``entries`` have by the id of a
    term or a person that of the section that first names it; ``lang`` is the language, where the
    notebook names one; ``scripts`` are those in outputs, which the page lets run.
    """

    name: str
    html: str = ""
    views: list[Shown] = field(default_factory=list)
    front: Front = field(default_factory=Front)
    sections: list[Section] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    lang: str = ""
    scripts: list[str] = field(default_factory=list)

    @property
    def short(self) -> str:
        """Name for navigation: ``03-shoigu-visit`` is "Shoigu visit"."""
        return self.name.partition("-")[2].replace("-", " ").capitalize() or self.name

    @property
    def label(self) -> str:
        """Number, but for the opening, and name."""
        return f"{_number(self.name)} {self.short}".removeprefix("0 ")

    @property
    def title(self) -> str:
        """The question that it answers."""
        return self.front.question or self.short

    @property
    def answer(self) -> str:
        """The answer in a sentence."""
        return self.front.answer or self.title


def _number(chapter: str) -> str:
    return str(int(chapter[:2])) if chapter[:2].isdigit() else chapter


def anchor(chapter: str, heading: str) -> str:
    """Return the id of a section: the number of its chapter and its first three words.

    >>> anchor("03-shoigu-visit", "Was it the first?")
    '3-was-it-the'
    """
    return "-".join([_number(chapter), *re.findall("[a-z0-9]+", heading.lower())[:3]])


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
        self.made = Chapter(name, front=Front(**{k: front[k] for k in Front._fields if k in front}))
        self.level, self.lexicon = level, lexicon
        self.left: list[str] = []
        self.depths: list[int] = []

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
        return Markup("".join(map(self._part, parts)))

    def _part(self, html: str) -> str:
        html = _APOSTROPHE.sub("’", _MARKED.sub(_marked, _HEADING.sub(self._heading, html)))
        here = self.made.sections[-1].id if self.made.sections else self.made.name
        return self.lexicon.mark(html, self.made.entries, here) if self.lexicon else html

    def _heading(self, match: re.Match[str]) -> str:
        """Write a heading: one title, no level skipped, no id twice."""
        depth, text = int(match[1]), match[2]
        plain = Markup(text).striptags()
        if depth == 1 and self.level not in self.depths:
            if not self.made.front.question:
                self.made.front = Front(question=plain)
            self.depths.append(self.level)
            return f"<h{self.level}>{text}</h{self.level}>"
        last = self.depths[-1] if self.depths else self.level
        depth = min(max(depth + self.level - 1, self.level + 1), last + 1, 6)
        self.depths.append(depth)
        taken = [section.id for section in self.made.sections]
        id = _free(anchor(self.made.name, plain), "-", taken)
        self.made.sections.append(Section(id, plain))
        return f'<h{depth} id="{id}">{text}</h{depth}>'

    def view(self, bundle: Mapping[str, str]) -> Markup:
        """Take in a view as a notebook's outputs carry it; return what stands in its place."""
        given, payload = bundle["name"], bundle["payload"]
        # Two functions of a notebook may bear one name, as two without one do.
        others = [view.name for view in self.made.views if view.payload != payload]
        name = _free(given, "_", others)
        html = re.sub(rf'{_NAMED}{re.escape(given)}(?=["-])', rf"\g<1>{name}", str(bundle["html"]))
        self.made.views.append(Shown(name, html, payload))
        return place(len(self.made.views) - 1)

    def chapter(self, html: str, lang: str = "") -> Chapter:
        """Return the finished chapter; one that bears no title gets its notebook's name as one."""
        if self.lexicon is None and self.level not in self.depths:
            head = Markup("<h{0}>{1}</h{0}>\n").format(self.level, self.made.short)
            html = head + Markup(html)
        return replace(self.made, html=str(html), lang=lang)


def _free(name: str, mark: str, taken: Collection[str]) -> str:
    """Return a name, or the first with a number that is not taken."""
    numbered = (f"{name}{mark}{n}" for n in itertools.count(2))
    return next(own for own in itertools.chain([name], numbered) if own not in taken)


def _marked(match: re.Match[str]) -> str:
    before, said, after = match.groups()
    # What stands against the mark stays on its line.
    return f'<span class="whole">{before}{markup.standing(said[1:].strip())}{after}</span>'
