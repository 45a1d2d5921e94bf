"""Text in the tables never becomes markup or script, in no view and on no page."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from pages import redrawn, wait_ready

from explainer import story
from explainer.data import Tables, descriptor
from explainer.embed import as_text
from explainer.export.chapter import Chapter, Shown, place
from explainer.export.pack import pack
from explainer.export.page import assemble
from explainer.view import View

EVIL = (
    ' <script>globalThis.evil = 1</script><img src=x onerror="evil = 2">'
    '<a href="javascript:evil = 3" data-evil>click</a>\u202egnp.exe {{ 7 * 7 }} \'"&amp; '
    f"<b>bold</b><br>$x^2$ %{{x}} {'w' * 400} \uffff"
)
RAW = re.compile("<(script|img|a |b>bold)")
MATHS = """globalThis.MathJax = { version: "3.2.2", config: {}, startup: {}, options: {},
    typeset() { globalThis.evil = "maths"; }, tex2svg() { globalThis.evil = "maths"; } }"""
"""A host's MathJax, which would set two sums in dollars as a formula."""


def plain_text(field: dict) -> bool:
    """Whether a field takes any text: no enum, no pattern, and not what a chart chooses by."""
    constraints = field.get("constraints", {})
    chosen = field["name"] in ("quantity", "unit")
    return field["type"] == "string" and not chosen and not {"enum", "pattern"} & set(constraints)


@pytest.fixture(scope="module")
def hostile() -> Tables:
    """The tables with a hostile ending of every cell that takes any text."""
    tables = dict(story.load())
    tables["dates"] = tables["dates"].iloc[[0, -1]]  # the words are the same on all days
    for resource in descriptor()["resources"]:
        name = resource["name"]
        keys = {key for k in resource["schema"].get("foreignKeys", []) for key in k["fields"]}
        for field in resource["schema"]["fields"]:
            column = field["name"]
            if plain_text(field) and column not in keys and column in tables.get(name, ()):
                tables[name] = tables[name].assign(**{column: tables[name][column] + EVIL})
    return Tables(tables)


@pytest.fixture(scope="module")
def spoilt(hostile) -> list[View]:
    """The views, made of hostile tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "load", lambda: hostile)
        return [getattr(story, name)() for name in story.VIEWS]


def texts(part: Any) -> Iterator[tuple[str, str]]:
    """Yield all texts of a figure, each with its key, but what Plotly never shows."""
    for key, value in part.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, dict):
                yield from texts(item)
            elif isinstance(item, str) and key != "customdata":
                yield key, item


@pytest.mark.browser  # all states of all views anew, which also goes to the browser below
def test_no_text_of_a_table_is_markup_in_a_figure(spoilt):
    escaped = 0
    for view in spoilt:
        for panel in view.panels.values():
            for figure in filter(None, (panel.figure, panel.narrow)):
                for key, text in texts(figure):
                    assert not RAW.search(text), (view.name, text[:200])
                    assert "template" not in key, view.name  # where %{x} has a meaning
                    escaped += "&lt;script&gt;" in text
    assert escaped > 1000


def test_hostile_tables_show_as_text_in_every_view(hostile, spoilt, open_page):
    shown = [Shown(view.name, view.html, as_text(view._payload)) for view in spoilt]
    html = "".join(f'<div class="wide">{place(n)}</div>' for n in range(len(shown)))
    chapter = Chapter("00-hostile", f"<h1>t</h1>{html}", shown)
    page = open_page(assemble(pack([chapter], hostile.sources)), script=MATHS, idle=True)
    for name in story.VIEWS:
        root = wait_ready(page, name)
        radio = root.locator(".controls input[type=radio]:not(:checked, [name=as_of])")
        if radio.count():
            radio.first.check()
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert page.evaluate("globalThis.evil") is None
    assert page.locator("[data-evil], main img, main script").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    text = page.locator("main").inner_text()
    assert "<script>globalThis.evil" in text
    assert "{{ 7 * 7 }}" in text
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        redrawn(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    saved = page.locator("[data-view]:has(.main-svg) [data-save=svg]").first
    with page.expect_download() as download:
        saved.dispatch_event("click")
    ElementTree.parse(download.value.path())
