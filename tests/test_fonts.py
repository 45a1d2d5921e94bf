"""Pages and sheets hold with the fonts of any desktop, and with text twice as large.

The typefaces of the pages are taken out first, as in hosts that do not let them in: then a reader's
own fonts are used, which are wider or narrower.
"""

import functools
import re
import shutil

import browser as chromium
import pytest
from conftest import FONTS, NOTEBOOKS
from pages import DOUBLE, OPEN, misplaced, redrawn, sheets, wait_ready

WIDTHS = (1280, 360, 320)
"""Tried in this order, and with larger text from the last one back: fewer figures are redrawn."""
PAGES = [
    "site/index",
    *(f"site/{path.stem}" for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))),
    "class/student",
    "class/teacher",
]


@pytest.fixture(scope="session")
def bare(once, dist, files):
    """The site and the pages of the class without their typefaces."""

    def make(folder):
        shutil.copytree(dist / "site", folder / "site")
        shutil.copytree(files, folder / "class")
        for file in [*folder.rglob("*.html"), *folder.rglob("*.css")]:
            text = file.read_text(encoding="utf-8")
            file.write_text(re.sub(r"@font-face\s*\{[^}]*\}", "", text), encoding="utf-8")

    return once("bare", make)


def sideways(page, width):
    """Return what makes a page wider than the window."""
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    return page.evaluate(
        """width => [...document.querySelectorAll("main *, header *")].filter(e =>
            e.checkVisibility() && e.getBoundingClientRect().right + scrollX > width + 0.5
                && !e.closest(".scroll, .main-svg, .visually-hidden"))
            .slice(-3).map(e => `${e.tagName} ${e.className}: ${e.textContent.slice(0, 40)}`)""",
        width,
    ) or ["the page"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("family", chromium.FAMILIES)
def test_nothing_is_cut_off_and_no_label_is_over_another(launch, bare, family, name):
    window = launch(family).new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = window.new_page()
    page.goto((bare / f"{name}.html").as_uri())
    if page.locator("[data-view]").count():
        wait_ready(page)
    page.evaluate(OPEN)
    faults = []
    for large, widths in ((False, WIDTHS), (True, WIDTHS[::-2])):
        if large:
            page.evaluate(DOUBLE)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            redrawn(page)
            where = (name, width, "text at 200 %" if large else "")
            faults += [(*where, "wider than the window", part) for part in sideways(page, width)]
            if not large:
                faults += [(*where, *fault) for fault in misplaced(page)]
    window.close()
    assert faults == []


@pytest.fixture(scope="module")
def count(launch, printed):
    """Return how many sheets each document of the class needs with one set of fonts."""

    @functools.cache
    def count(family):
        page = launch(family).new_page()
        found = {}
        for name, html in printed[1].items():
            page.set_content(html)  # with its typefaces, as every build prints it
            found[name] = sheets(page.pdf(prefer_css_page_size=True))
        page.close()
        return found

    return count


@pytest.mark.parametrize("family", [name for name in chromium.FAMILIES if name != FONTS])
def test_a_sheet_needs_no_page_more(count, family):
    assert len(count(FONTS)) >= 7
    assert count(family) == count(FONTS)
