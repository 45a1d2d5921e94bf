"""A chapter in a real JupyterLab: run, operated, read and set from Python, exported."""

import re
import zipfile
from ast import literal_eval

import browser as chromium
import pytest
from conftest import FONTS, NOTEBOOKS
from lab import NOTEBOOK, write_notebook
from pages import DOUBLE, misplaced, options, redrawn, value, wait_ready, words
from playwright.sync_api import expect

from explainer import story

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


def stepped():
    """Return a chapter with a view of steps, the views of the chapter, that view and its key."""
    for path in sorted(NOTEBOOKS.glob("0[1-9]*.ipynb")):
        views = re.findall(r"story\.(\w+)\(\)", path.read_text(encoding="utf-8"))
        for name in views:
            for key, control in story.controls(name).items():
                if control.kind == "steps":
                    return path.name, views, name, key
    raise LookupError("no view of the story has steps")


# Take the typefaces of the views out of each style as it comes.
BARE = r"""new MutationObserver(records => records.forEach(({ addedNodes }) =>
    addedNodes.forEach(node => {
        if (node.localName === "style" && node.textContent.includes("@font-face"))
            node.textContent = node.textContent.replace(/@font-face\s*\{[^}]*\}/g, "");
    }))).observe(document, { childList: true, subtree: true });"""
CHAPTER, VIEWS, VIEW, KEY = stepped()
LABELLED = ("timeline", "ledger", "votes")
"""Figures of three kinds with many labels; all are tried with other fonts on the pages."""


@pytest.fixture(scope="module")
def chapter(browser, lab):
    notebook = lab.open(browser, CHAPTER)
    notebook.run_all()
    yield notebook
    faults = notebook.faults
    notebook.close()
    assert faults == []


@pytest.fixture
def stops(chapter):
    """Make a view in a new cell, bound to ``view``; return the values of its steps."""
    chapter.evaluate(f"view = story.{VIEW}()\nview")
    wait_ready(chapter.page, VIEW)
    return literal_eval(chapter.evaluate(f"list(view.traits()[{KEY!r}].values)"))


def test_run_all_draws_every_view(chapter):
    assert VIEWS
    for name in VIEWS:
        assert wait_ready(chapter.page, name).is_visible()
    expect(chapter.page.locator("[data-stand-in]").filter(visible=True)).to_have_count(0)


def test_the_chapter_exported_from_the_menu_works_offline(chapter, open_page):
    page = open_page(chapter.export("Story"))
    for name in VIEWS:
        wait_ready(page, name)
    root = wait_ready(page, VIEW)
    before = words(root)
    root.locator(f"[name={KEY}]").press("ArrowRight")
    assert words(root) != before


def test_a_trait_set_in_a_later_cell_moves_the_view(chapter, stops):
    root = wait_ready(chapter.page, VIEW)
    before = words(root)
    chapter.evaluate(f"view.{KEY} = {stops[-1]!r}")
    expect(root.locator(f"[name={KEY}]")).to_have_value(str(len(stops) - 1))
    assert words(root) != before


def test_what_the_reader_chose_is_read_in_python(chapter, stops):
    root = wait_ready(chapter.page, VIEW)
    before = words(root)
    root.locator(f"[name={KEY}]").press("ArrowRight")
    assert literal_eval(chapter.evaluate(f"view.{KEY}")) == stops[1]
    root.get_by_role("button", name="Next").click()
    assert literal_eval(chapter.evaluate(f"view.{KEY}")) == stops[2]
    assert words(root) != before


def test_jupyterlab_leaves_the_keyboard_to_the_controls(chapter):
    cells = chapter.page.locator(".jp-Cell").count()
    tried = set()
    for name in VIEWS:
        root = wait_ready(chapter.page, name)
        for key in options(root):
            field = root.locator(f'[name="{key}"]')
            kind = field.first.evaluate("field => field.type")
            if kind in tried or kind == "checkbox":
                continue
            tried.add(kind)
            default = value(root, key)
            active = root.locator(f'[name="{key}"]:checked') if kind == "radio" else field
            active.first.focus()
            for arrow in ("ArrowDown", "ArrowUp", "ArrowUp"):
                chapter.page.keyboard.press(arrow)
                if value(root, key) != default:
                    break
            assert value(root, key) != default, (name, key)
            chapter.page.keyboard.press("b")  # "insert a cell below", were it the notebook's
    assert {"radio", "range"} <= tried
    expect(chapter.page.locator(".jp-Cell")).to_have_count(cells)


def test_a_view_is_an_ipywidget_among_others(chapter, stops):
    chapter.evaluate(
        "import ipywidgets\n"
        "label, seen = ipywidgets.Label(), []\n"
        f"ipywidgets.link((view, {KEY!r}), (label, 'value'))\n"
        f"view.observe(lambda change: seen.append(change.new), {KEY!r})\n"
        "ipywidgets.HBox([view, label])"
    )
    root = wait_ready(chapter.page, VIEW)
    root.locator(f"[name={KEY}]").press("End")
    assert literal_eval(chapter.evaluate("label.value, seen")) == (stops[-1], [stops[-1]])


def test_a_control_works_while_the_kernel_is_busy(chapter, stops):
    root = wait_ready(chapter.page, VIEW)
    before = words(root)
    chapter.evaluate("input('until a key is pressed')", wait=False)
    chapter.page.locator(".jp-Stdin-input").wait_for()
    root.locator(f"[name={KEY}]").press("ArrowRight")
    assert words(root) != before
    busy = chapter.page.evaluate(f"{NOTEBOOK}.sessionContext.session.kernel.status")
    assert busy == "busy"
    chapter.page.locator(".jp-Stdin-input").press("Enter")
    assert literal_eval(chapter.evaluate(f"view.{KEY}")) == stops[1]


def test_a_view_shown_again_is_in_the_state_it_was_left_in(chapter, stops):
    chapter.evaluate(f"view.{KEY} = {stops[-1]!r}\nview")
    root = wait_ready(chapter.page, VIEW)
    expect(root.locator(f"[name={KEY}]")).to_have_value(str(len(stops) - 1))


def test_a_view_shown_in_two_cells_stands_there_twice_and_nothing_else(chapter, stops):
    page = chapter.page
    shown = page.locator(f'[data-view="{VIEW}"][data-ready=true]').filter(visible=True)
    expect(page.locator("[data-stand-in]").filter(visible=True)).to_have_count(0)
    before = shown.count()
    chapter.evaluate("view")
    expect(shown).to_have_count(before + 1)
    expect(page.locator("[data-stand-in]").filter(visible=True)).to_have_count(0)


def test_the_theme_of_jupyterlab_is_followed_at_once(chapter):
    figure = chapter.page.locator(".plot svg.main-svg").first
    figure.scroll_into_view_if_needed()
    light = figure.evaluate("svg => getComputedStyle(svg).backgroundColor")
    turns = {
        "JupyterLab Dark": expect(figure).not_to_have_css,
        "JupyterLab Light": expect(figure).to_have_css,
    }
    for theme, holds in turns.items():
        command = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
        chapter.page.evaluate(command, theme)
        holds("background-color", light)
        # Its picture of loading goes a moment later; a theme that is chosen before then makes
        # JupyterLab take it away twice, which is an error.
        expect(chapter.page.locator("#jupyterlab-splash")).to_have_count(0)


def test_a_widget_of_an_author_is_operated_and_read(chapter):
    chapter.evaluate(f"{WIDGET}\nscratch = V()\nscratch")
    root = wait_ready(chapter.page, "scratch")
    shown = root.locator("[data-view-content]")
    expect(shown).to_have_text("day 1")
    root.locator("[name=day]").select_option("3")
    assert chapter.evaluate("scratch.day") == "'3'"
    chapter.evaluate("scratch.day = '2'")
    expect(shown).to_have_text("day 2")


@pytest.fixture(scope="module")
def labelled(browser, lab):
    """A notebook of figures that was run and saved, without typefaces; its kernel goes on."""
    shown = [f"story.{name}()" for name in LABELLED]
    write_notebook(lab.folder / "labelled.ipynb", "from explainer import story", *shown)
    notebook = lab.open(browser, "labelled.ipynb", script=BARE)
    notebook.run_all()
    notebook.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    return notebook


@pytest.mark.parametrize("family", chromium.FAMILIES)
def test_views_in_a_notebook_hold_with_any_font_and_large_text(launch, lab, labelled, family):
    notebook = labelled
    if family != FONTS:  # the fonts of the window in which it was run
        notebook = lab.open(launch(family), "labelled.ipynb", script=BARE)
    page = notebook.page
    wide = """() => [...document.querySelectorAll("[data-view]")].filter(root => root.clientWidth
        && root.scrollWidth > root.clientWidth + 1).map(root => root.dataset.view)"""
    expect(page.locator("[data-view]:not([data-stand-in] *)")).to_have_count(len(LABELLED))
    for name in LABELLED:
        wait_ready(page, name)
    redrawn(page)
    assert misplaced(page) == []
    assert page.evaluate(wide) == []
    page.evaluate(DOUBLE.replace("body, body *", "[data-view] *"))
    assert page.evaluate(wide) == []
    assert notebook.faults == []
    if notebook is not labelled:
        page.context.close()


def test_a_notebook_opened_again_shows_the_default_state_and_no_dead_widget(
    labelled, open_notebook
):
    assert labelled.received > 1000
    labelled.close()
    again = open_notebook("labelled.ipynb")
    for name in LABELLED:
        expect(again.page.locator(f'[data-stand-in] [data-view="{name}"] h3')).to_be_visible()
    dead = again.page.get_by_text("Error displaying widget")
    expect(dead).to_have_count(len(LABELLED))
    expect(dead.filter(visible=True)).to_have_count(0)
    # ipywidgets tells the console of any widget of a notebook that has not been run.
    assert len(again.faults) == len(LABELLED)
    assert all("widget model not found" in fault for fault in again.faults)
    again.faults.clear()
    exported = again.export("Markdown")
    if zipfile.is_zipfile(exported):  # with pictures, where the kernel had time to draw them
        exported = zipfile.Path(exported, "labelled.md")
    assert f"story.{LABELLED[0]}()" in exported.read_text(encoding="utf-8")
