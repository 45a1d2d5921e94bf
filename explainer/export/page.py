"""The page around chapters: one file with everything in it, or a page that shares its assets."""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml
from markupsafe import Markup, escape

from explainer import markup, theme, view
from explainer.data import descriptor
from explainer.export.pack import pack, squeeze

if TYPE_CHECKING:
    from explainer.export.reference import Reference

_WEB = importlib.resources.files("explainer") / "web"
MODULES = ("view.js", "answers.js", "page.js", "cite.js", "bar.js", "share.js")
"""Scripts of the page, in the order in which they need each other; no name occurs in two."""
ENVIRONMENT = markup.environment("explainer.export")
ENVIRONMENT.globals["source_text"] = functools.partial(markup.fragment, "panel", "source_text")
ENVIRONMENT.globals |= {"standing": markup.standing, "mark": theme.mark}
_ROWS = re.compile(r' title="[a-z_]+:[^"\s]+( [a-z_]+:[^"\s]+)*"')
_HEADING = re.compile(r"<h([1-5])[^>]*>(.*?)</h\1>", re.DOTALL)
_PART = re.compile(r'<h[23] id="([^"]+)"[^>]*>(.*?)</h|<figure[^>]* data-view="(\w+)"', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_APOSTROPHE = re.compile(r"(?:'|&#39;|&#x27;)(?![^<]*>)")  # in text, not in a tag
_GLYPHS = {look["glyph"]: word for word, look in theme.MARKS.items()}
_MARKED = re.compile(rf"(\(?)([{''.join(_GLYPHS)}]) ?({'|'.join(_GLYPHS.values())})([).,;:]*)")


@dataclass
class Section:
    """A section of a chapter for navigation: its id, its heading, and its figures by id."""

    id: str
    heading: str
    figures: dict[str, str]


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: a page or a part of it, with its sections and a short name."""

    address: str
    text: str
    sections: Sequence[Section] = ()
    short: str = ""

    @property
    def page(self) -> str:
        """The address without the part of the page."""
        return self.address.partition("#")[0]


@dataclass(frozen=True)
class Chapter:
    """A chapter's name (that of its notebook) and its HTML."""

    name: str
    html: str

    @property
    def short(self) -> str:
        """Name for navigation."""
        return short(self.name)

    @property
    def label(self) -> str:
        """Number, but for the opening, and name."""
        return f"{number(self.name)} {self.short}".removeprefix("0 ")

    @property
    def sections(self) -> list[Section]:
        """Sections in their order, each with its figures."""
        found: list[Section] = []
        for name, heading, figure in _PART.findall(self.html):
            if name:
                found.append(Section(name, _TAG.sub("", heading), {}))
            elif found:
                found[-1].figures[figure] = figure.replace("_", " ")
        return found

    @property
    def title(self) -> str:
        """Text of the chapter's first heading."""
        found = _HEADING.search(self.html)
        return _TAG.sub("", found[2]).strip() if found else self.short

    @property
    def answer(self) -> str:
        """Text of the paragraph under it: the answer to the question that the heading asks."""
        found = re.search(r"</h[12]>\s*<p>(.*?)</p>", self.html, re.DOTALL)
        return " ".join(_TAG.sub("", found[1]).split()) if found else self.title


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


def prose(html: str, chapter: str, level: int) -> Markup:
    """Finish rendered Markdown: heading levels, ids of sections, marks, apostrophes.

    In Markdown a standing is written as its character and its word, such as "○ alleged", so that it
    reads well in JupyterLab too. The titles of links name rows, for tests and authors: readers do
    without.
    """

    def heading(match: re.Match[str]) -> str:
        depth, text = match.groups()
        name = f' id="{anchor(chapter, _TAG.sub("", text))}"' if depth != "1" else ""
        tag = f"h{int(depth) + level - 1}"
        return f"<{tag}{name}>{text}</{tag}>"

    def marked(match: re.Match[str]) -> str:
        before, glyph, word, after = match.groups()
        if _GLYPHS[glyph] != word:
            return match[0]
        # What stands against the mark stays on its line.
        return f'<span class="whole">{before}{markup.standing(word)}{after}</span>'

    return Markup(
        _APOSTROPHE.sub("’", _MARKED.sub(marked, _HEADING.sub(heading, _ROWS.sub("", html))))
    )


def script(extra: Sequence[str] = ()) -> str:
    """Return the page's script: its modules in one scope, so that it also runs from disk."""
    names = [*MODULES, *(name for name in extra if name.endswith(".js"))]
    code = "\n".join((_WEB / name).read_text(encoding="utf-8") for name in names)
    code = re.sub(r"^export default .*$", "const view = { render };", code, flags=re.MULTILINE)
    code = re.sub(r"^import .*$|^export ", "", code, flags=re.MULTILINE)
    return f"(() => {{\n{_bare(code)}\n}})();"


def style(extra: Sequence[str] = ()) -> str:
    """Return the page's style: that of the views and that of the text around them."""
    own = ("page.css",)
    names = [*own, *(name for name in extra if name.endswith(".css"))]
    parts = [(_WEB / name).read_text(encoding="utf-8") for name in names]
    return _bare("".join([view.stylesheet(), *parts]))


def _bare(code: str) -> str:
    """Leave comments and indentation in the source.

    It knows no strings: one that spans lines, or holds ``/*`` or ``//`` between spaces, would be
    cut. A test watches over that.
    """
    code = re.sub(r"/\*.*?\*/ ?", "", code, flags=re.DOTALL)
    code = re.sub(r"^ *(//.*)?\n| // .*$", "", code, flags=re.MULTILINE)
    return re.sub(r"^ +", "", code, flags=re.MULTILINE)


@functools.cache
def citation() -> dict[str, Any]:
    """Return how the explainer is cited, by ``CITATION.cff``, and the licence of its data."""
    file = Path(__file__).parents[2] / "CITATION.cff"
    cff = yaml.safe_load(file.read_text(encoding="utf-8"))
    [licence] = descriptor()["licenses"]
    return {
        "authors": [author["name"] for author in cff["authors"]],
        "title": cff["title"],
        "version": cff["version"],
        "year": cff["date-released"].year,
        "licence": licence["name"].replace("-", " "),
    }


def assemble(
    chapters: Sequence[Chapter],
    *,
    story: str = "",
    navigation: Sequence[Entry] = (),
    current: str = "",
    opening: Any = None,
    assets: dict[str, str] | None = None,
    sources: pd.DataFrame,
    reference: Reference | None = None,
    extra: Sequence[str] = (),
    address: str = "",
) -> str:
    """Put a page around chapters.

    Parameters
    ----------
    chapters : sequence of Chapter
    story : str
        Title of the whole; then the chapters' titles are headings of the second level.
    navigation : sequence of Entry
    current : str
        The address that is this page.
    opening : Opening, optional
        The first screen (``opening.py``).
    assets : dict, optional
        Addresses of ``style``, ``script`` and ``plotly``; without it everything is in the page.
    sources : pandas.DataFrame
        The table ``sources``.
    reference : Reference, optional
        What stands behind the chapters, if it is more than the list of sources.
    extra : sequence of str
        Scripts and styles in ``web/`` that this page needs as well, where it holds them.
    address : str
        The whole address at which the page will stand, where it is known.
    """
    words = reference.words() if reference else ""
    packed = pack([*(chapter.html for chapter in chapters), words], sources)
    *texts, words = packed.chapters
    drawn = any('class="plot"' in html for html in texts)
    addresses = [entry.address for entry in navigation]
    after = addresses.index(current) + 1 if current in addresses else len(addresses)
    return ENVIRONMENT.get_template("page.html.j2").render(
        title=story or chapters[0].title,
        story=story,
        description=opening.standfirst if opening else chapters[0].answer if chapters else story,
        opening=opening,
        next=next(iter(navigation[after:]), None),
        citation=citation(),
        front="index.html" if assets and not opening else "",
        chapters=[
            (chapter.name, chapter.short, Markup(html))
            for chapter, html in zip(chapters, texts, strict=True)
        ],
        views=Markup(packed.views),
        notes=markup.notes(packed.notes),
        reference=reference.sections(words, packed.notes) if reference else "",
        navigation=navigation,
        current=current,
        own=address,
        assets=assets,
        style=Markup(style(extra)) if assets is None else "",
        script=Markup(script(extra)) if assets is None else "",
        plotly=Markup(_plotly()) if drawn else "",
        escape=escape,
    )


@functools.cache
def _plotly() -> str:
    return squeeze(view.plotly_source().decode())
