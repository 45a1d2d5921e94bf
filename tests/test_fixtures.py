"""The browser fixtures see what they are there to see."""

from pages import content, wait_ready

PAGE = """<!doctype html><html lang="en"><title>t</title>
<section data-view="one"><input type="range" name="day" min="0" max="2" value="0">
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
    assert content(root) == "day 1"


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
