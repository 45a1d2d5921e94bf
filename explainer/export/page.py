"""The page around chapters: one file with everything in it, or a page that shares its assets."""

from __future__ import annotations

import functools
import gzip
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import yaml
from markupsafe import Markup, escape

from explainer import cards, theme, view
from explainer.export.pack import pack, squeeze

_WEB = importlib.resources.files("explainer") / "web"
MODULES = ("view.js", "page.js", "bar.js", "share.js", "present.js")
"""Scripts of the page, in the order in which they need each other; no name occurs in two."""
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.PackageLoader("explainer.export"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["source_text"] = functools.partial(cards.fragment, "panel", "source_text")
_ENVIRONMENT.globals["standing"] = cards.standing
_HEADING = re.compile(r'<(/?)h([1-5])(?: id="([^"]*)")?>')
_APOSTROPHE = re.compile(r"(?:'|&#39;|&#x27;)(?![^<]*>)")  # in text, not in a tag
_GLYPHS = {look["glyph"]: word for word, look in theme.MARKS.items()}
_MARKED = re.compile(rf"(\(?)([{''.join(_GLYPHS)}]) ?({'|'.join(_GLYPHS.values())})([).,;:]*)")


@dataclass(frozen=True)
class Chapter:
    """A chapter's name (that of its notebook) and its HTML."""

    name: str
    html: str

    @property
    def short(self) -> str:
        """Name for navigation: ``03-shoigu-visit`` is "Shoigu visit"."""
        return self.name.partition("-")[2].replace("-", " ").capitalize() or self.name

    @property
    def title(self) -> str:
        """Text of the chapter's first heading."""
        found = re.search(r"<h[12][^>]*>(.*?)</h[12]>", self.html, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found[1]).strip() if found else self.short

    @property
    def answer(self) -> str:
        """Text of the paragraph under it: the answer to the question that the heading asks."""
        found = re.search(r"</h[12]>\s*<p>(.*?)</p>", self.html, re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else self.title


def prose(html: str, chapter: str, level: int) -> Markup:
    """Finish rendered Markdown: ids unique in the story, heading levels, marks, apostrophes.

    In Markdown a standing is written as its character and its word, such as "○ alleged", so that it
    reads well in JupyterLab too.
    """

    def heading(match: re.Match[str]) -> str:
        close, depth, name = match.groups()
        anchor = f' id="{chapter}--{name.lower()}"' if name else ""
        return f"<{close}h{int(depth) + level - 1}{anchor}>"

    def marked(match: re.Match[str]) -> str:
        before, glyph, word, after = match.groups()
        if _GLYPHS[glyph] != word:
            return match[0]
        # What stands against the mark stays on its line.
        return f'<span class="whole">{before}{cards.standing(word)}{after}</span>'

    return Markup(_APOSTROPHE.sub("’", _MARKED.sub(marked, _HEADING.sub(heading, html))))


def script() -> str:
    """Return the page's script: its modules in one scope, so that it also runs from disk."""
    code = "\n".join((_WEB / name).read_text(encoding="utf-8") for name in MODULES)
    code = re.sub(r"^export default .*$", "const view = { render };", code, flags=re.MULTILINE)
    code = re.sub(r"^import .*$|^export ", "", code, flags=re.MULTILINE)
    # Types and notes stay in the source.
    code = re.sub(r"/\*\*.*?\*/ ?", "", code, flags=re.DOTALL)
    code = re.sub(r"^ *(//.*)?\n", "", code, flags=re.MULTILINE)
    return f"(() => {{\n{code}\n}})();"


def style() -> str:
    """Return the page's style: that of the views and that of the text around them."""
    parts = [(_WEB / name).read_text(encoding="utf-8") for name in ("page.css", "surface.css")]
    return "".join([view.stylesheet(), *parts])


@functools.cache
def citation() -> dict[str, Any]:
    """Return how the explainer is cited, as ``CITATION.cff`` says it."""
    file = Path(__file__).parents[2] / "CITATION.cff"
    cff = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        "authors": [author["name"] for author in cff["authors"]],
        "title": cff["title"],
        "version": cff["version"],
        "year": cff["date-released"].year,
    }


def assemble(
    chapters: Sequence[Chapter],
    *,
    story: str = "",
    navigation: Sequence[tuple[str, str]] = (),
    current: str = "",
    opening: Any = None,
    assets: dict[str, str] | None = None,
    sources: pd.DataFrame,
) -> str:
    """Put a page around chapters.

    Parameters
    ----------
    chapters : sequence of Chapter
    story : str
        Title of the whole; then the chapters' titles are headings of the second level.
    navigation : sequence of (address, text)
    current : str
        The address that is this page.
    opening : Opening, optional
        The first screen (``opening.py``).
    assets : dict, optional
        Addresses of ``style``, ``script`` and ``plotly``; without it everything is in the page.
    sources : pandas.DataFrame
        The table ``sources``.
    """
    packed = pack([chapter.html for chapter in chapters], sources)
    drawn = any('class="plot"' in html for html in packed.chapters)
    addresses = [address for address, _ in navigation]
    after = addresses.index(current) + 1 if current in addresses else len(addresses)
    return _ENVIRONMENT.get_template("page.html.j2").render(
        title=story or chapters[0].title,
        story=story,
        description=opening.standfirst if opening else chapters[0].answer,
        opening=opening,
        next=next(iter(navigation[after:]), None),
        citation=citation(),
        front="index.html" if assets and current else "",
        chapters=[
            (chapter.name, chapter.short, Markup(html))
            for chapter, html in zip(chapters, packed.chapters, strict=True)
        ],
        views=Markup(packed.views),
        notes=cards.notes(packed.notes),
        navigation=navigation,
        current=current,
        assets=assets,
        style=Markup(style()) if assets is None else "",
        script=Markup(script()) if assets is None else "",
        plotly=Markup(_plotly()) if drawn else "",
        escape=escape,
    )


@functools.cache
def _plotly() -> str:
    return squeeze(gzip.decompress(view.plotly_script()).decode())
