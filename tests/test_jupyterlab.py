"""A chapter in a real JupyterLab: run, operated, read and set from Python, exported."""

import re
import shutil
import time
from ast import literal_eval

import pytest
from conftest import NOTEBOOKS
from pages import content, wait_ready
from playwright.sync_api import expect

CHAPTER = "03-shoigu-visit.ipynb"
VIEWS = re.findall(r"story\.(\w+)\(\)", (NOTEBOOKS / CHAPTER).read_text(encoding="utf-8"))


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
    """Make a view in a new cell, bound to ``view``; return the values of its control ``step``."""
    chapter.evaluate("view = story.itinerary()\nview")
    wait_ready(chapter.page, "itinerary")
    return literal_eval(chapter.evaluate("list(view.traits()['step'].values)"))


def test_run_all_draws_every_view(chapter):
    assert VIEWS
    for name in VIEWS:
        assert wait_ready(chapter.page, name).is_visible()
    expect(chapter.page.locator("[data-stand-in]").filter(visible=True)).to_have_count(0)


def test_a_trait_set_in_a_later_cell_moves_the_view(chapter, stops):
    root = wait_ready(chapter.page, "itinerary")
    before = content(root)
    chapter.evaluate(f"view.step = {stops[-1]!r}")
    expect(root.locator("[name=step]")).to_have_value(str(len(stops) - 1))
    assert content(root) != before


def test_what_the_reader_chose_is_read_in_python(chapter, stops):
    root = wait_ready(chapter.page, "itinerary")
    before = content(root)
    root.locator("[name=step]").press("ArrowRight")
    assert literal_eval(chapter.evaluate("view.step")) == stops[1]
    root.get_by_role("button", name="Next").click()
    assert literal_eval(chapter.evaluate("view.step")) == stops[2]
    assert content(root) != before


def test_jupyterlab_leaves_the_keyboard_to_the_controls(chapter):
    root = wait_ready(chapter.page, "exhibition")
    cells = chapter.page.locator(".jp-Cell").count()
    seen = root.locator("[name=seen]")
    seen.first.focus()
    chapter.page.keyboard.press("ArrowDown")
    expect(seen.nth(1)).to_be_checked()
    item = root.locator("[name=item]")
    item.press("ArrowDown")
    expect(item).not_to_have_value("all")
    item.press("b")  # "insert a cell below", were it the notebook's
    expect(chapter.page.locator(".jp-Cell")).to_have_count(cells)


def test_a_view_is_an_ipywidget_among_others(chapter, stops):
    chapter.evaluate(
        "import ipywidgets\n"
        "label, seen = ipywidgets.Label(), []\n"
        "ipywidgets.link((view, 'step'), (label, 'value'))\n"
        "view.observe(lambda change: seen.append(change.new), 'step')\n"
        "ipywidgets.HBox([view, label])"
    )
    root = wait_ready(chapter.page, "itinerary")
    root.locator("[name=step]").press("End")
    assert literal_eval(chapter.evaluate("label.value, seen")) == (stops[-1], [stops[-1]])


def test_a_control_works_while_the_kernel_is_busy(chapter, stops):
    root = wait_ready(chapter.page, "itinerary")
    before = content(root)
    chapter.evaluate("import time\ntime.sleep(4)", wait=False)
    started = time.monotonic()
    root.locator("[name=step]").press("ArrowRight")
    expect(root.locator("[data-view-content]")).not_to_have_text(before)
    assert content(root) != before
    assert time.monotonic() - started < 3
    assert literal_eval(chapter.evaluate("view.step")) == stops[1]


def test_the_chapter_exported_from_the_menu_works_offline(lab, open_notebook, open_page):
    shutil.copy(NOTEBOOKS / CHAPTER, lab.folder / "to-export.ipynb")
    notebook = open_notebook("to-export.ipynb")
    notebook.run_all()
    file = notebook.export("Story")
    page = open_page(file)
    for name in VIEWS:
        wait_ready(page, name)
    root = wait_ready(page, "itinerary")
    before = content(root)
    root.locator("[name=step]").press("ArrowRight")
    assert content(root) != before


def test_a_view_shown_again_is_in_the_state_it_was_left_in(chapter, stops):
    chapter.evaluate("view.step = 'parade'\nview")
    root = wait_ready(chapter.page, "itinerary")
    expect(root.locator("h3")).to_contain_text("Military parade")
