"""Text in the tables never becomes markup or script, in no view and on no page."""

import pytest
from pages import wait_ready

from explainer import load, story
from explainer.data import Tables, descriptor
from explainer.embed import as_text
from explainer.export.chapter import Chapter, Shown, place
from explainer.export.pack import pack
from explainer.export.page import assemble

EVIL = (
    ' <script>globalThis.evil = 1</script><img src=x onerror="evil = 2">'
    '<a href="javascript:evil = 3" data-evil>click</a>\u202egnp.exe {{ 7 * 7 }} \'"&amp; '
)


def plain_text(field: dict) -> bool:
    """Whether a field takes any text: no enum, no pattern, and not what a chart chooses by."""
    constraints = field.get("constraints", {})
    chosen = field["name"] in ("quantity", "unit")
    return field["type"] == "string" and not chosen and not {"enum", "pattern"} & set(constraints)


@pytest.fixture(scope="module")
def hostile() -> Tables:
    """The tables with a hostile ending of every cell that takes any text."""
    tables = dict(load())
    for resource in descriptor()["resources"]:
        name = resource["name"]
        keys = {key for k in resource["schema"].get("foreignKeys", []) for key in k["fields"]}
        for field in resource["schema"]["fields"]:
            column = field["name"]
            if plain_text(field) and column not in keys and column in tables.get(name, ()):
                tables[name] = tables[name].assign(**{column: tables[name][column] + EVIL})
    return Tables(tables)


def test_hostile_tables_show_as_text_in_every_view(hostile, monkeypatch, open_page):
    monkeypatch.setattr(story, "load", lambda: hostile)
    views = [getattr(story, name)() for name in story.VIEWS]
    shown = [Shown(view.name, view.html, as_text(view._payload)) for view in views]
    html = "".join(f'<div class="wide">{place(n)}</div>' for n in range(len(shown)))
    chapter = Chapter("00-hostile", f"<h1>t</h1>{html}", shown)
    page = open_page(assemble(pack([chapter], hostile.sources)))
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
