"""The page around chapters: one file with everything in it, or a page that shares its assets."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from explainer import embed, markup, theme
from explainer.data import descriptor
from explainer.export.chapter import Section
from explainer.export.pack import Packed

_WEB = importlib.resources.files("explainer") / "web"
MODULES = ("view.js", "answers.js", "page.js", "cite.js", "bar.js", "share.js")
"""Scripts of the page, in the order in which they need each other; no name occurs in two."""
ENVIRONMENT = markup.environment("explainer.export")
ENVIRONMENT.globals["source_text"] = functools.partial(markup.fragment, "panel", "source_text")
ENVIRONMENT.globals |= {"standing": markup.standing, "mark": theme.mark}


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


def script(extra: Sequence[str] = ()) -> str:
    """Return the page's script: its modules in one scope, so that it also runs from disk."""
    names = [*MODULES, *(name for name in extra if name.endswith(".js"))]
    code = "\n".join((_WEB / name).read_text(encoding="utf-8") for name in names)
    code = re.sub(r"^export default .*$", "const view = { render };", code, flags=re.MULTILINE)
    code = re.sub(r"^import .*$|^export ", "", code, flags=re.MULTILINE)
    return f"(() => {{\n{embed.bare(code)}\n}})();"


_EMPTY = re.compile(r'class="plot"[^>]*></div>')
"""The place of a figure that has no picture."""


def style(extra: Sequence[str] = ()) -> str:
    """Return the page's style: that of the views and that of the text around them."""
    own = ("page.css",)
    names = [*own, *(name for name in extra if name.endswith(".css"))]
    parts = [(_WEB / name).read_text(encoding="utf-8") for name in names]
    return embed.bare("".join([embed.stylesheet(), *parts]))


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
    packed: Packed,
    *,
    story: str = "",
    navigation: Sequence[Entry] = (),
    current: str = "",
    opening: Any = None,
    assets: dict[str, str] | None = None,
    back: str = "",
    extra: Sequence[str] = (),
    address: str = "",
    cited: bool = True,
) -> str:
    """Put a page around chapters.

    ``story`` is the title of the whole; then the chapters' titles are headings of the second level.
    ``current`` is the address in ``navigation`` that is this page, ``address`` the whole one at
    which it will stand, where that is known. ``assets`` has the addresses of ``style``, ``script``
    and ``plotly``; without it everything is in the page, with ``extra`` scripts and styles of
    ``web/``. ``opening`` is the first screen, ``back`` what stands behind the chapters. Figures are
    ``cited`` as the story's where they are.
    """
    chapters = packed.chapters
    own = [text for chapter in chapters for text in chapter.scripts]
    addresses = [entry.address for entry in navigation]
    after = addresses.index(current) + 1 if current in addresses else len(addresses)
    return ENVIRONMENT.get_template("page.html.j2").render(
        pictured=not any(_EMPTY.search(chapter.html) for chapter in chapters),
        title=story or chapters[0].title,
        story=story,
        description=opening.standfirst if opening else chapters[0].answer if chapters else story,
        opening=opening,
        next=next(iter(navigation[after:]), None),
        citation=citation() if cited else {},
        front="index.html" if assets and not opening else "",
        chapters=[(c.name, c.short, c.lang, Markup(c.html)) for c in chapters],
        views=Markup(packed.views),
        notes=markup.notes(packed.notes),
        reference=back,
        navigation=navigation,
        current=current,
        own=address,
        assets=assets,
        style=Markup(style(extra)) if assets is None else "",
        script=Markup(script(extra)) if assets is None else "",
        plotly=Markup(embed.packed(packed.kinds)),
        escape=escape,
        able=Markup(_ABLE),
        policy=Markup(_policy(assets is not None, [_ABLE, script(extra), *own])),
    )


_ABLE = (
    'document.documentElement.className = "DecompressionStream" in globalThis ? "able" : "static";'
)


def _policy(site: bool, scripts: Iterable[str]) -> str:
    """Return what a page may do: run its own scripts, show what it holds, ask for nothing.

    Plotly writes style attributes, and is a script that the page has unpacked. ``file:`` is for a
    site that is opened from a disk, where browsers differ in what they call its own.
    """
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    beside = " 'self' file:" if site else ""
    return (
        f"default-src 'none'; script-src {hashes} blob:{beside}; style-src 'unsafe-inline'{beside};"
        " img-src data: blob:; media-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
