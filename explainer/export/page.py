"""The page around chapters: one file with everything in it, or a page that shares its assets."""

import base64
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from explainer import embed, markup, theme
from explainer.data import descriptor
from explainer.export.chapter import Section
from explainer.export.pack import Packed

MODULES = ("view.js", "answers.js", "page.js", "cite.js", "bar.js", "share.js")
"""Scripts of the page, in the order in which they need each other; no name occurs in two."""
ENVIRONMENT = markup.environment("explainer.export")
ENVIRONMENT.globals["source_text"] = functools.partial(markup.fragment, "panel", "source_text")
ENVIRONMENT.globals |= {"standing": markup.standing, "mark": theme.mark}


def _digest(script: str) -> str:
    """Return a script's digest as a policy names it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


ENVIRONMENT.filters["digest"] = _digest


class Entry(NamedTuple):
    """A line of the navigation: a page or a part of it, with its sections and a short name."""

    address: str
    text: str
    sections: Sequence[Section] = ()
    short: str = ""


def script(extra: Sequence[str] = ()) -> str:
    """Return the page's script: its modules in one scope, so that it also runs from disk."""
    code = _read([*MODULES, *(name for name in extra if name.endswith(".js"))], "\n")
    return f"(() => {{\n{embed.scope(code)}\n}})();"


def style(extra: Sequence[str] = ()) -> str:
    """Return the page's style: that of the views and that of the text around them."""
    own = _read(["page.css", *(name for name in extra if name.endswith(".css"))])
    return embed.bare(embed.stylesheet() + own)


def _read(names: Iterable[str], between: str = "") -> str:
    return between.join((embed.WEB / name).read_text(encoding="utf-8") for name in names)


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
    assets: Mapping[str, str] | None = None,
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
    addresses = [entry.address for entry in navigation]
    after = addresses.index(current) + 1 if current in addresses else len(addresses)
    return ENVIRONMENT.get_template("page.html.j2").render(
        packed=packed,
        chapters=packed.chapters,
        story=story,
        opening=opening,
        next=next(iter(navigation[after:]), None),
        citation=citation() if cited else {},
        notes=markup.notes(packed.notes),
        reference=back,
        navigation=navigation,
        current=current,
        own=address,
        assets=assets,
        style=style(extra),
        script=script(extra),
        plotly=embed.packed(packed.kinds),
    )
