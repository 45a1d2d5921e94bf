"""The exported pages in a real browser with the network cut."""

import csv
import itertools
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import NOTEBOOKS
from pages import content, options, wait_ready

from explainer import load, story
from explainer.export.back import KINDS
from explainer.export.build import build
from explainer.panel import records
from explainer.say import day, typeset

MODES = [(width, dark) for width in (1280, 360, 320) for dark in (False, True)]


@pytest.fixture
def page(open_page, dist):
    """The whole story, of which only the first views are drawn: drawing all takes ten seconds."""
    return open_page(dist / "story.html")


def choose(root, name, value):
    field = root.locator(f'[name="{name}"]')
    kind = field.first.evaluate("field => field.type")
    if kind == "radio":
        root.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "checkbox":
        field.set_checked(value == "on")
    elif kind == "range":
        field.fill(value)
    else:
        field.select_option(value)


@pytest.mark.parametrize("name", story.VIEWS)
def test_every_value_of_every_control_changes_the_view(page, name):
    root = wait_ready(page, name)
    for key, values in options(root).items():
        default = root.locator(f'[name="{key}"]').evaluate_all(
            "f => f[0].type === 'checkbox' ? (f[0].checked ? 'on' : 'off')"
            " : (f.find(x => x.checked) ?? f[0]).value"
        )
        for value in (v for v in values if v != default):
            before = content(root)
            choose(root, key, value)
            assert content(root) != before, (key, value)
        choose(root, key, default)


@pytest.mark.parametrize("name", story.VIEWS)
def test_every_control_changes_the_view_by_keyboard(page, name):
    root = wait_ready(page, name)
    for key in options(root):
        field = root.locator(f'[name="{key}"]')
        active = field.locator("xpath=self::*[not(@type='radio')]").or_(
            root.locator(f'[name="{key}"]:checked')
        )
        before = content(root)
        active.first.focus()
        value = active.first.evaluate("f => f.tagName + f.value + f.checked")
        box = active.first.evaluate("f => f.type === 'checkbox'")
        page.keyboard.press("Space" if box else "ArrowUp")
        if (
            root.locator(f'[name="{key}"]:focus').evaluate("f => f.tagName + f.value + f.checked")
            == value
        ):
            page.keyboard.press("ArrowDown")
        assert content(root) != before, key
        assert root.locator(f'[name="{key}"]:focus').count() == 1
        assert len(root.locator("[role=status]").inner_text()) > 10


def test_the_controls_of_the_date_move_together(page):
    linked = page.locator('[name="as_of"][value="2023-09-12"]')
    assert linked.count() >= 3
    before = {name: content(wait_ready(page, name)) for name in ("how_rare", "reactions")}
    linked.first.check()
    assert linked.evaluate_all("all => all.every(field => field.checked)")
    for name, html in before.items():
        assert content(wait_ready(page, name)) != html


def test_a_view_that_follows_is_silent_and_in_time_for_paper(page):
    wait_ready(page, "ledger_of_claims")
    wait_ready(page, "how_rare")
    before, shown, said = page.evaluate(
        """() => {
            const follower = document.querySelector("[data-view=ledger_of_claims]");
            const before = follower.querySelector("h3").textContent;
            document.querySelector("[data-view=how_rare] [value='2023-09-12']").click();
            dispatchEvent(new Event("beforeprint"));
            const [title, status] = ["h3", "[role=status]"].map(
                (part) => follower.querySelector(part).textContent);
            return [before, title, status];
        }"""
    )
    assert shown != before
    assert said == ""


def test_an_address_brings_a_state_back_and_nothing_else_is_kept(open_page, dist):
    page = open_page(dist / "story.html")
    root = wait_ready(page, "how_rare")
    choose(root, "level", "leader")
    choose(root, "as_of", "2024-03-31")
    shown, address = words(root), page.url
    link = root.locator(".state-link").get_attribute("href")
    assert set(address.partition("#")[2].split("&")) == set(link[1:].split("&"))

    again = open_page(dist / "story.html", hash=link)
    assert words(wait_ready(again, "how_rare")) == shown
    assert again.locator('[data-view="how_rare"]').evaluate(
        "root => root.getBoundingClientRect().top < innerHeight"
    )
    again.goto("about:blank")
    again.goto(address.partition("#")[0])
    wait_ready(again)
    assert words(wait_ready(again, "how_rare")) != shown
    assert again.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


@pytest.mark.parametrize("bad", ["how_rare.level=<b>", "nothing.x=1", "as_of=soon", "%E0%A4%A"])
def test_an_address_that_names_nothing_shows_the_default(open_page, dist, bad):
    page = open_page(dist / "story.html", hash=bad)
    assert "Half of the exchanges" in content_title(wait_ready(page, "how_rare"))


def words(root):
    """Return what a view says; its markup holds numbers that Plotly makes anew each time."""
    return root.locator("[data-view-content]").inner_text()


def content_title(root):
    return root.locator("h3").inner_text()


def test_a_mark_and_a_button_choose_a_state_and_keep_the_focus(page):
    root = wait_ready(page, "itinerary")
    root.get_by_role("button", name="Military parade").press("Enter")
    assert "Military parade" in content_title(root)
    assert root.locator("[data-pick]:focus").get_attribute("data-pick") == "step=parade"
    before = root.get_by_role("button", name="Back", exact=True)
    while before.get_attribute("aria-disabled") == "false":
        before.press("Enter")
    assert before.evaluate("button => button === document.activeElement")
    root = wait_ready(page, "exhibition")
    before = content(root)
    point = root.locator(".plot .trace").nth(1).locator(".point").first
    box = point.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => location.hash.includes('exhibition.item')")
    assert content(root) != before


def test_a_source_under_a_figure_says_what_it_is_in_every_state(page):
    root = wait_ready(page, "reactions")
    choose(root, "who", "china")
    root.locator(".cite a").first.press("Enter")
    assert root.locator(".slip").is_visible()
    assert "Open source" in root.locator(".slip").inner_text()
    page.keyboard.press("Escape")
    root.locator("summary", has_text="Sources").click()
    link = root.locator("[data-part=sources] a").first
    assert link.get_attribute("href").startswith("http")
    assert link.evaluate(
        """link => {
            addEventListener("click", event => {
                link.dataset.left = !event.defaultPrevented;
                event.preventDefault();
            }, { once: true });
            link.click();
            return link.dataset.left;
        }"""
    )
    assert not root.locator(".slip").is_visible()


def test_what_is_open_stays_open(page):
    root = wait_ready(page, "reactions")
    root.locator("summary", has_text="Table").click()
    choose(root, "who", "china")
    assert root.locator("details[data-key=table]").evaluate("details => details.open")
    assert root.locator("tbody tr").count() == 1


def test_the_csv_holds_the_table_and_its_sources(page):
    root = wait_ready(page, "joint_exercises")
    choose(root, "as_of", "2024-03-31")
    files = {}
    for summary, link in {"Table": "Download as CSV", "Share": "Save as CSV"}.items():
        root.locator("summary", has_text=summary).click()
        with page.expect_download() as download:
            root.get_by_text(link).click()
        assert download.value.suggested_filename == "joint_exercises.csv"
        files[link] = download.value.path().read_text(encoding="utf-8-sig")
    [text] = set(files.values())
    table, about, sources = (list(csv.reader(part.splitlines())) for part in text.split("\n\n"))
    assert table[0][:2] == ["Date", "What"]
    assert len(table) == root.locator("table tr").count()
    facts = dict(about)
    assert facts["Title"] == content_title(root)
    assert facts["Measure"] == root.locator(".measure").inner_text()
    assert [facts[name] for name in facts if name.startswith("As of")] == ["March 2024"]
    assert facts["Licence"].startswith("CC BY 4.0")
    assert "as_of=2024-03-31" in facts["Cite as"]
    known = {source["url"]: source for source in records(load().sources)}
    assert len(sources) - 1 == root.locator("[data-part=sources] li").count()
    for row in (dict(zip(sources[0], cells, strict=True)) for cells in sources[1:]):
        source = known[row["Address"]]
        assert row["Publisher"] == source["publisher"]
        assert row["Title"] == typeset(source["title"])
        assert row["Date"] == (day(source["published"]) if source["published"] else "")
        assert row["Kind"] == KINDS[source["kind"]]
        assert row["Language"] == source["language"]
        assert row["Read at"] == source["read_at"]


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_with_all_details_open(open_page, dist, dark):
    page = open_page(dist / "story.html", dark=dark)
    wait_ready(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "dark"), MODES)
def test_nothing_is_cut_off_and_all_text_is_large_enough(open_page, dist, width, dark):
    page = open_page(dist / "story.html", width=width, dark=dark)
    wait_ready(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => {
            const found = new Set();
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const parent = walker.currentNode.parentElement;
                if (!walker.currentNode.textContent.trim() || !parent.checkVisibility()) continue;
                if (parent.closest("script, style, .visually-hidden")) continue;
                if (parseFloat(getComputedStyle(parent).fontSize) < 15.99)
                    found.add(parent.tagName + ": " + walker.currentNode.textContent.slice(0, 40));
            }
            return [...found];
        }"""
    )
    assert small == []
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".plot")].flatMap(plot => {
            const frame = plot.getBoundingClientRect();
            return [...plot.querySelectorAll("text")].filter(text => {
                const box = text.getBoundingClientRect();
                return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    if width == 360:
        narrow = page.evaluate(
            """() => [...document.querySelectorAll(".plot")].filter(plot => plot._fullLayout
                && plot._fullLayout._size.w < 0.7 * plot.clientWidth)
                .map(plot => plot.closest("[data-view]").dataset.view)"""
        )
        assert narrow == []
        beyond = "seats => [seats.scrollWidth, seats.clientWidth]"
        inner, outer = wait_ready(page, "council").locator(".seats").evaluate(beyond)
        assert inner <= outer
    # WCAG 1.4.12
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.locator("summary, button, select, .name").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).display !== 'inline').map(e => e.textContent.slice(0, 40))"
    )
    assert cut == []


def test_a_figure_has_a_name_a_description_and_a_table_with_a_caption(page):
    page.evaluate("document.querySelectorAll('.foot details').forEach(d => (d.open = true))")
    for name in story.VIEWS:
        root = wait_ready(page, name)
        tree = root.aria_snapshot()
        title = content_title(root)
        assert re.search(r'^- figure "[^"]{20,}', tree) or f'group "{title[:20]}' in tree, tree[
            :200
        ]
        described = root.get_attribute("aria-describedby")
        assert len(page.locator(f"#{described}").inner_text()) > 30
        assert root.locator("table caption").inner_text() == title
        assert root.locator("thead th[scope=col]").count() >= 2
        assert root.locator(".plot[aria-hidden=true]").count() == root.locator(".plot").count()


def test_without_scripts_everything_is_there_to_read(open_page, dist):
    page = open_page(dist / "story.html", javascript=False)
    text = page.locator("body").inner_text()
    assert "Scripts are off" in text
    assert page.locator("form:visible").count() == 0
    for name in story.VIEWS:
        assert page.locator(f"#{name} h3").is_visible()
        page.locator(f"#{name} summary", has_text="Table").click()
        assert page.locator(f"#{name} table").is_visible()


def test_a_browser_that_cannot_unpack_says_so_and_shows_the_text(open_page, dist):
    page = open_page("<!doctype html><title>t</title>")
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto((dist / "story.html").as_uri())
    page.faults.clear()  # the address of the file itself
    assert page.locator(".old-browser").is_visible()
    assert page.locator("#how_rare h3").is_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_it_prints_light_and_within_the_sheet(open_page, dist, dark):
    page = open_page(dist / "story.html", dark=dark)
    wait_ready(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(500)
    assert page.locator("form:visible").count() == 0
    widths = page.locator(".plot .main-svg").evaluate_all(
        "all => all.map(svg => svg.getBoundingClientRect().width)"
    )
    assert max(widths) <= 680.5
    fills = page.locator(".plot text").evaluate_all("all => all.map(t => getComputedStyle(t).fill)")
    assert "rgb(235, 232, 225)" not in fills  # the ink of the dark palette
    assert page.pdf(format="A4", print_background=True)[:4] == b"%PDF"


def test_the_site_works_below_any_path(open_page, dist):
    page = open_page(dist / "site" / "index.html", within=dist / "site")
    page.get_by_role("link", name="What did one visit show").click()
    root = wait_ready(page, "how_rare")
    before = content(root)
    choose(root, "level", "leader")
    assert content(root) != before


def test_headings_start_with_one_h1_and_skip_no_level(page):
    levels = page.locator("h1, h2, h3, h4").evaluate_all(
        "all => all.map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_story_is_small_enough(dist):
    assert (dist / "story.html").stat().st_size < 3_500_000


def test_a_build_that_fails_leaves_the_last_one(dist, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nb = json.loads((NOTEBOOKS / "03-shoigu-visit.ipynb").read_text(encoding="utf-8"))
    nb["cells"] = [{**nb["cells"][1], "source": ["1 / 0"]}]
    (folder / "00-broken.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    out = tmp_path / "dist"
    out.mkdir()
    (out / "story.html").write_text("the last one", encoding="utf-8")
    with pytest.raises(Exception, match="division by zero"):
        build(folder, out)
    assert (out / "story.html").read_text(encoding="utf-8") == "the last one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "notebooks"]
