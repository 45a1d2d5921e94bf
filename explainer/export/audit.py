"""Check built pages from outside: what they ask for, cite, mark, say and weigh."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
from bs4 import BeautifulSoup, Tag

from explainer import theme

STORY_BYTES = 3_000_000
LONG = 32
"""A sentence of more words than this is named."""
_LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
_ASKS = "srcset poster background style data action formaction ping srcdoc".split()
"""Attributes whose addresses are asked for, beside those of `_LOADS`."""
_OTHERS = "object, embed, applet, frame, frameset, base, portal, meta[http-equiv]"
_NEEDED = {
    "a title": "h3",
    "a description": '[data-part="alt"]',
    "a table with a caption": "table caption",
    "column headings": 'th[scope="col"]',
    "sources": '[data-part="sources"] a',
    "a word on how sure it is": '[data-part="sure"]',
}
"""What a view has, and where."""
Ids = dict[Path, Counter[str]]
"""Page -> its ids, each with how often it is used."""


def audit(dist: Path, sources: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the facts and the errors of the pages in ``dist``, as ``build`` writes it.

    Every address that a page links to must be in ``sources``.
    """
    paths = [dist / "story.html", *sorted((dist / "site").glob("*.html"))]
    pages = {p: BeautifulSoup(p.read_text(encoding="utf-8"), "html.parser") for p in paths}
    ids = {path: Counter(str(tag["id"]) for tag in pages[path].select("[id]")) for path in paths}
    known = set(map(unquote, [*sources["url"], *sources["copy"].dropna()]))
    facts, errors = [], []
    for path, page in pages.items():
        name = path.relative_to(dist).as_posix()
        errors += [f"{name}: {fault}" for fault in _faults(page, path, known, ids)]
        links = {a["href"] for a in page.select('a[href^="http"]')}
        facts.append(
            f"{name}: {path.stat().st_size / 1e6:.2f} MB, "
            f"{len(page.select('[data-view]'))} views, {len(links)} sources linked"
        )
    if paths[0].stat().st_size > STORY_BYTES:
        errors.append(f"story.html is larger than {STORY_BYTES / 1e6} MB")
    return [*facts, *_reading(pages[paths[0]])], errors


def _faults(page: BeautifulSoup, path: Path, known: set[str], ids: Ids) -> Iterator[str]:
    for tag in page.select(":is(script, link, img, iframe, source):not([rel=canonical])"):
        address = str(tag.get(_LOADS[tag.name], ""))
        if address and not address.startswith("data:") and not (path.parent / address).is_file():
            yield f"loads {address[:80]}, which is not beside the page"
    yield from _powers(page)
    for link in page.select("a[href]"):
        address = str(link["href"])
        file, _, name = address.partition("#")
        target = path.parent / file if file else path
        if address.startswith("http"):
            if unquote(address) not in known:
                yield f"links to {address}, which is not in data/sources.csv"
        elif not target.is_file():
            yield f"links to {address[:80]}, which does not exist"
        elif name and name not in ids.get(target, name):
            yield f"links to {address[:80]}, which is not on {'that' if file else 'the'} page"
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"has {levels.count(1)} headings of the first level; it needs one, at the start"
    yield from (f"skips from h{a} to h{b}" for a, b in pairwise(levels) if b > a + 1)
    mend = "each view stands in a chapter once, and headings there differ"
    for name, count in ids[path].items():
        if count > 1:
            yield f"uses the id {name!r} {count} times: {mend}"
    yield from (f"an image has no alt: {img}"[:120] for img in page.select("img:not([alt])"))
    for view in page.select("[data-view]"):
        # Where a view stands again, its first place holds all but the title.
        needed = {"a title": "h3"} if view.has_attr("data-again") else _NEEDED
        for what, selector in needed.items():
            found = view.select_one(selector)
            if found is None or not found.get_text(strip=True):
                yield f"view {view['data-view']}: has no {what}"
    for standing in page.select(".standing"):
        own = standing.select_one(".mark")
        glyph = own.get_text() if own else ""
        word = standing.get_text(strip=True).removeprefix(glyph).strip()
        if (word in theme.MARKS or glyph) and theme.MARKS.get(word) != glyph:
            yield f"the mark of {word!r} is another one's"
    for paragraph in (p for chapter in page.select("article") for p in _prose(chapter)):
        text = paragraph.get_text()
        if re.search(r"\d", text) and not paragraph.select_one('a[href^="http"]'):
            yield f"has figures and no source: {text[:60]}"


def _powers(page: BeautifulSoup) -> Iterator[str]:
    """Yield what could run, ask or lead elsewhere without a reader's doing."""
    if not page.select_one('meta[http-equiv="Content-Security-Policy"]'):
        yield "has no Content-Security-Policy"
    for tag in page.select(_OTHERS):
        if str(tag.get("http-equiv", "")).lower() != "content-security-policy":
            yield f"holds the element {tag.name}: {tag}"[:120]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            text = str(value).strip().lower()
            if name.startswith("on"):
                yield f"would run {name} of the element {tag.name}: {value}"[:120]
            elif text.startswith(("javascript:", "vbscript:", "data:text/html")):
                yield f"leads to a script: {value}"[:120]
            elif name in _ASKS and re.search(r"(^|[\s,(\"'])(https?:)?//", text):
                yield f"asks for {value} in {name} of the element {tag.name}"[:120]
    for style in page.select("style"):
        if found := re.search(r"(@import|url\(\s*[\"']?(https?:)?//)[^;)]*", style.text):
            yield f"asks for what a style names: {found[0]}"[:120]


def _prose(chapter: Tag) -> list[Tag]:
    """Return the paragraphs and list items of a chapter, without its figures and its opening."""
    body = chapter.select(":scope > p, :scope > ul > li, :scope > ol > li")
    dates = next((n for n, p in enumerate(body) if "updated" in p.get_text()), -1)
    return body[dates + 1 :]


def _reading(page: BeautifulSoup) -> Iterator[str]:
    """Say of each chapter how long its sentences are, and name those that are too long."""
    for chapter in page.select("article"):
        texts = (" ".join(p.get_text().split()) for p in _prose(chapter))
        parts = (part for text in texts for part in re.split(r"(?<=[.!?])[”\"]?\s+", text))
        sentences = [(len(part.split()), part) for part in parts if " " in part]
        if sentences:
            mean = sum(length for length, _ in sentences) / len(sentences)
            yield f"{chapter['id']}: {mean:.1f} words a sentence"
        for length, sentence in sentences:
            if length > LONG:
                yield f"{chapter['id']}: {length} words: {sentence[:70]}…"
