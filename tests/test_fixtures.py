"""The fixtures see what they are there to see."""

import os

import browser as chromium
import pytest
from pages import title, wait_ready, words

FAMILIES = chromium.FAMILIES.values()
PAGE = """<!doctype html><html lang="en"><title>t</title>
<section data-view="one"><h3>One</h3><input type="range" name="day" min="0" max="2" value="0">
<div data-view-content>first</div></section>
<script>
const root = document.querySelector("[data-view]");
root.dataset.ready = "true";
root.querySelector("input").oninput = e => {
  root.querySelector("[data-view-content]").textContent = "day " + e.target.value;
};
</script>"""


def test_a_page_is_operated_and_read(open_page):
    root = wait_ready(open_page(PAGE, width=360, dark=True, hash="one"), "one")
    root.locator("[name=day]").press("ArrowRight")
    assert words(root).strip() == "day 1"
    assert title(root) == "One"


def test_requests_complaints_and_errors_are_faults(open_page):
    page = open_page(
        '<!doctype html><img src="http://other.invalid/x.png">'
        "<script>console.warn('hm'); throw Error('broken')</script>"
    )
    kinds = sorted({fault.split(":")[0] for fault in page.faults})
    assert kinds == ["console error", "console warning", "error", "request"]
    page.faults.clear()


def test_a_page_is_shown_without_scripts(open_page):
    page = open_page("<!doctype html><noscript><p>plain</p></noscript>", javascript=False)
    assert page.get_by_text("plain").is_visible()


def test_each_set_of_fonts_is_the_only_one_that_its_browser_knows(launch):
    measure = """font => {
        const p = document.querySelector("p");
        p.style.fontFamily = font;
        return p.getBoundingClientRect().width;
    }"""
    widths = set()
    for name in chromium.FAMILIES:
        page = launch(name).new_page()
        page.set_content("<p style='position: absolute; white-space: nowrap'>Ägypten 0123 Wii</p>")
        named = ("sans-serif", "system-ui", *(f'"{sans}", sans-serif' for sans, *_ in FAMILIES))
        [width] = {page.evaluate(measure, font) for font in named}
        widths.add(width)
        page.close()
    assert len(widths) == len(chromium.FAMILIES)


@pytest.mark.parametrize("name", chromium.FAMILIES)
def test_a_machine_without_a_font_is_told_of_it(monkeypatch, name):
    have = {**chromium.fonts(), name: []}
    monkeypatch.setattr(chromium, "fonts", lambda: have)
    assert name in chromium.missing()


def test_the_tests_of_a_file_stay_with_one_worker(request):
    """Else each worker makes the views and opens the pages anew: it is slower, and not seen."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        assert request.node.nodeid.endswith("@test_fixtures")
