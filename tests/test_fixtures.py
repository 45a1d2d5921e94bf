"""The fixtures see what they are there to see."""

from lab import write_notebook
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

WIDGET = """import anywidget, traitlets
class V(anywidget.AnyWidget):
    day = traitlets.Unicode("1").tag(sync=True)
    _esm = '''
    function render({model, el}) {
      el.innerHTML = `<section data-view="scratch"><select name="day">
        <option>1</option><option>2</option><option>3</option></select>
        <div data-view-content></div></section>`;
      const select = el.querySelector("select");
      const draw = () => {
        select.value = model.get("day");
        el.querySelector("[data-view-content]").textContent = "day " + model.get("day");
        el.firstChild.dataset.ready = "true";
      };
      select.onchange = () => { model.set("day", select.value); model.save_changes(); };
      model.on("change:day", draw);
      draw();
    }
    export default { render };
    '''
"""


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


def test_a_notebook_is_run_operated_read_and_exported(lab, open_notebook):
    write_notebook(lab.folder / "scratch.ipynb", WIDGET, "view = V(); view")
    notebook = open_notebook("scratch.ipynb")
    notebook.run_all()
    root = wait_ready(notebook.page, "scratch")
    assert content(root) == "day 1"

    root.locator("[name=day]").select_option("3")
    assert notebook.evaluate("view.day") == "'3'"
    notebook.evaluate("view.day = '2'")
    assert content(root) == "day 2"
    assert notebook.received > 1000

    exported = notebook.export("Markdown")
    assert "view = V()" in exported.read_text(encoding="utf-8")
