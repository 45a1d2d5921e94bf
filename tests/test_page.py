"""The exported pages in a real browser with the network cut."""

import csv
import itertools
import json

import pytest
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS
from pages import (
    LIGHT,
    OPEN,
    SHORTEN,
    WORDS,
    audit,
    chapters,
    choose,
    figures,
    find_view,
    options,
    title,
    value,
    wait_ready,
    words,
)
from playwright.sync_api import TimeoutError

from explainer import load, story
from explainer.export.back import KINDS
from explainer.export.build import build
from explainer.panel import records
from explainer.say import day, typeset

CHAPTERS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
OWN = "form:has([name=as_of]):has([name]:not([name=as_of])):not(:has([name=guess], [type=range]))"
"""The form of a view with a date and a control of its own, which is no answer that is kept."""
# What a figure shows; ids are made anew each time.
MARKS = """root => JSON.stringify([...root.querySelectorAll(
    ".plot :is(.trace, .annotation, .shapelayer path, .xtick, .ytick)")]
    .map(part => part.outerHTML.replace(/(id|clip-path|class)="[^"]*"/g, "")))"""
# Chooses each value of each control of a page's views and puts the default back, the date in the
# bar for all views at once. Returns what changes nothing. What a figure shows may be older than
# all dates, so a view that has no other control need not draw anew.
TRY_ALL = f"""async () => {{
    const words = {WORDS}, marks = {MARKS};
    const all = [...document.querySelectorAll("[data-view]")], dated = [], faults = [];
    const first = new Map(all.map(root => [root, marks(root)])), still = new Set();
    const tryAll = async (key, fields, roots) => {{
        const [field] = fields, type = field.type;
        const set = (value) => {{
            if (type === "radio") return fields.find(f => f.value === value).click();
            if (type === "checkbox") return field.checked === (value === "on") || field.click();
            field.value = value;
            for (const kind of ["input", "change"])
                field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
        }};
        const range = () => Array.from({{ length: field.max - field.min + 1 }},
            (_, n) => String(Number(field.min) + n));
        const values = field.options ? [...field.options].map(o => o.value)
            : type === "checkbox" ? ["on", "off"]
            : type === "range" ? range() : fields.map(f => f.value);
        const now = type === "checkbox" ? (field.checked ? "on" : "off")
            : (fields.find(f => f.checked) ?? field).value;
        for (const value of values.filter(v => v !== now)) {{
            // Scrolling may have chosen it meanwhile.
            if (type === "range" && field.value === value) continue;
            const before = new Map(roots.map(root => [root, [words(root), marks(root)]]));
            const silent = root => words(root) === before.get(root)[0]
                && marks(root) === before.get(root)[1];
            const begun = performance.now();
            set(value);
            let left = roots;
            do await new Promise(requestAnimationFrame);
            while ((left = left.filter(silent)).length && performance.now() < begun + 5000);
            for (const root of left) faults.push([root.dataset.view, key, value]);
            for (const root of still) if (marks(root) !== first.get(root)) still.delete(root);
        }}
        set(now);
    }};
    for (const root of all) {{
        const fields = [...root.querySelectorAll("form.controls [name]")];
        for (const key of new Set(fields.map(f => f.name))) {{
            const own = fields.filter(f => f.name === key);
            if (key !== "as_of" && root.querySelector(".plot .main-svg")) still.add(root);
            if (key === "as_of" && !own[0].checkVisibility()) dated.push(root);
            else await tryAll(key, own, [root]);
        }}
    }}
    if (dated.length) await tryAll("as_of", [document.querySelector(".bar .as-of select")], dated);
    const same = "the figure stays as it is, whatever is chosen";
    return [...faults, ...[...still].map(root => [root.dataset.view, same])];
}}"""


SHIFTS = """globalThis.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });"""
SETTLED = """async () => {
    await document.fonts.ready;
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    globalThis.settled = performance.now();
}"""


def draw(page):
    """Have all figures of a page drawn; return it."""
    page.evaluate(SETTLED)
    wait_ready(page)
    return page


@pytest.fixture(scope="module")
def whole(open_shared, dist):
    """The whole story, for tests that leave it as it was."""
    return draw(open_shared(dist / "story.html", script=SHIFTS, idle=False))


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_when_figures_are_drawn(whole, open_page, dist, width):
    page = whole
    if width == 360:
        page = draw(open_page(dist / "story.html", width=360, script=SHIFTS))
    page.evaluate("() => new Promise(requestAnimationFrame)")
    later = page.evaluate("shifts.filter(each => each.startTime > settled).map(each => each.value)")
    assert sum(later) < 0.02


@pytest.fixture
def dated(open_page, dist):
    """The first view with a date and a control of its own, on a page for one test."""
    file, name = find_view(dist, OWN)
    return wait_ready(open_page(file), name)


def other(root, key):
    """Return the last value that a control does not have now: of dates one with much public."""
    return next(v for v in reversed(options(root)[key]) if v != value(root, key))


def own(root):
    """Return the key of a control that no other view follows."""
    return next(key for key in options(root) if key != "as_of")


def names(page):
    return page.locator("[data-view]").evaluate_all("all => all.map(root => root.dataset.view)")


def seen(root):
    """Return what a view says and draws."""
    return words(root) + root.evaluate(MARKS)


def changed(root, before):
    """Whether a view says something else than before or, a moment later, draws something else."""
    if not before.startswith(words(root)):
        return True
    try:
        root.page.wait_for_function(
            f"([root, before]) => ({MARKS})(root) !== before",
            arg=[root.element_handle(), before[len(words(root)) :]],
            timeout=5_000,
        )
    except TimeoutError:
        return False
    return True


def test_every_view_of_the_story_stands_on_a_page_of_the_site(dist):
    shown = {root["data-view"] for file in chapters(dist) for root in figures(file)}
    assert {file.stem for file in chapters(dist)} <= {*CHAPTERS}
    assert set(story.VIEWS) <= shown


@pytest.mark.parametrize("name", CHAPTERS)
def test_pictures_say_what_the_figures_say(chapter, dist, name):
    file = dist / "site" / f"{name}.html"
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    page = chapter(name)
    for view in soup.select("[data-view]:has(.picture):not(:has([data-scene]))"):
        root = wait_ready(page, view["data-view"])
        lines = root.locator(".plot .main-svg :is(text:not(:has(.line)), .line)")
        drawn = set(" ".join(lines.all_text_contents()).split())
        words = view.select_one(".picture.wide").get_text(" ")
        shown = {*words.split(), *words}  # a row of marks is one text
        assert root.locator(".picture").count() == 0
        missing = drawn - shown
        assert len(missing) <= 0.15 * len(drawn), (view["data-view"], missing)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_value_of_every_control_changes_the_view_and_some_its_figure(chapter, name):
    assert chapter(name).evaluate(TRY_ALL) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_control_changes_the_view_by_keyboard(chapter, name):
    page = chapter(name)
    faults = []
    for view in names(page):
        root = wait_ready(page, view)
        for key in options(root):
            default, before = value(root, key), seen(root)
            field = root.locator(f'[name="{key}"]')
            if key == "as_of" and not field.first.is_visible():
                continue  # in the bar, tried below
            active = field.locator("xpath=self::*[not(@type='radio')]").or_(
                root.locator(f'[name="{key}"]:checked')
            )
            active.first.focus()
            box = active.first.evaluate("f => f.type === 'checkbox'")
            page.keyboard.press("Space" if box else "ArrowUp")
            if value(root, key) == default:
                page.keyboard.press("ArrowDown")
            said = root.locator("[role=status]").inner_text()
            if not changed(root, before) or len(said) <= 10:
                faults.append((view, key, said))
            if root.locator(f'[name="{key}"]:focus').count() != 1:
                faults.append((view, key, "lost the focus"))
            choose(root, key, default)
    assert faults == []


def test_the_controls_of_the_date_move_together(dated, dist):
    page = dated.page
    fields = "[name=as_of]"
    before = {view: words(wait_ready(page, view)) for view in names(page)}
    then = other(dated, "as_of")
    choose(dated, "as_of", then)
    linked = page.locator(f'[data-view] {fields}[value="{then}"]')
    assert linked.count() == page.locator(f"[data-view] form:has({fields})").count() >= 2
    assert linked.evaluate_all("all => all.every(field => field.checked)")
    moved = [view for view in before if words(wait_ready(page, view)) != before[view]]
    assert len(moved) >= 2


def test_a_view_that_follows_is_silent_and_in_time_for_paper(dated):
    page = dated.page
    wait_ready(page)
    before, shown, said = page.evaluate(
        """([view, date]) => {
            const all = [...document.querySelectorAll("[data-view]")]
                .filter((root) => root.dataset.view !== view);
            const read = (part) => all.map((root) => root.querySelector(part).textContent);
            const before = read("h3");
            document.querySelector(`[data-view="${view}"] [name=as_of][value="${date}"]`).click();
            dispatchEvent(new Event("beforeprint"));
            return [before, read("h3"), read("[role=status]")];
        }""",
        [dated.get_attribute("data-view"), other(dated, "as_of")],
    )
    assert shown != before
    assert set(said) == {""}


def test_an_address_brings_a_state_back_and_nothing_else_is_kept(open_page, dated, dist):
    page, name = dated.page, dated.get_attribute("data-view")
    default = words(dated)
    for key in options(dated):
        choose(dated, key, other(dated, key))
    shown, address = words(dated), page.url
    link = dated.locator(".state-link").get_attribute("href")
    assert set(address.partition("#")[2].split("&")) == set(link[1:].split("&"))

    again = open_page(dist / "story.html", hash=link)
    assert words(wait_ready(again, name)) == shown
    assert again.locator(f'[data-view="{name}"]').first.evaluate(
        "root => root.getBoundingClientRect().top < innerHeight"
    )
    page.goto("about:blank")
    page.goto(address.partition("#")[0])
    assert words(wait_ready(page, name)) == default
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


def test_an_address_that_names_nothing_shows_the_default(open_page, dated):
    address, name, key = dated.page.url, dated.get_attribute("data-view"), own(dated)
    default = words(dated)
    for bad in (f"{name}.{key}=<b>", "nothing.x=1", "as_of=soon", "%E0%A4%A"):
        dated.page.goto("about:blank")
        dated.page.goto(f"{address}#{bad}")
        assert words(wait_ready(dated.page, name)) == default, bad


def test_a_button_in_a_view_chooses_a_state_and_keeps_the_focus(open_page, dist):
    file, name = find_view(dist, "button[data-pick]:not([aria-current])")
    root = wait_ready(open_page(file), name)
    button = root.locator("button[data-pick]:not([aria-current])").last
    pick, before = button.get_attribute("data-pick"), words(root)
    button.press("Enter")
    assert words(root) != before
    assert root.locator("[data-pick]:focus").get_attribute("data-pick") == pick


def test_back_and_next_of_a_range_keep_the_focus_at_its_ends(open_page, dist):
    file, name = find_view(dist, "[data-step]")
    root = wait_ready(open_page(file), name)
    for step in ("1", "-1"):
        button = root.locator(f'[data-step="{step}"]').first
        while button.get_attribute("aria-disabled") != "true":
            before = words(root)
            button.press("Enter")
            assert words(root) != before
        assert button.evaluate("button => button === document.activeElement")


def test_a_mark_in_a_figure_chooses_a_state(chapter):
    places = """root => [...root.querySelectorAll(".plot")].flatMap(plot =>
        (plot.calcdata ?? []).flatMap(trace => trace.flatMap((point, n) => {
            const { xaxis, yaxis } = plot._fullLayout, pick = trace[0].trace.customdata?.[n];
            if (!pick || !xaxis || trace[0].trace.type !== "scatter") return [];
            const box = plot.getBoundingClientRect();
            return [[String(pick), box.left + xaxis._offset + xaxis.c2p(point.x),
                box.top + yaxis._offset + yaxis.c2p(point.y)]];
        })))"""
    clicked = 0
    for name in CHAPTERS:
        page = chapter(name)
        for view in names(page):
            root = wait_ready(page, view)
            found = root.evaluate(places)
            picks = dict.fromkeys(pick for pick, *_ in found)
            for pick in picks:
                key, _, chosen = pick.partition("=")
                if key not in options(root) or value(root, key) == chosen:
                    continue
                default = value(root, key)
                root.locator(".plot").first.scroll_into_view_if_needed()
                x, y = next(place for p, *place in root.evaluate(places) if p == pick)
                before = words(root)
                page.mouse.click(x, y)
                page.wait_for_function(f"() => location.hash.includes({key!r})")
                assert words(root) != before, (view, pick)
                choose(root, key, default)
                clicked += 1
                break
    assert clicked


WATCH = """() => {
    globalThis.walk = { steps: 0, faults: [], done: false };
    let last = null;
    addEventListener("keydown", (event) => {
        const e = document.activeElement;
        walk.done ||= e === document.body;
        if (walk.done) event.preventDefault();  // it would begin again
        if (event.key !== "Tab" || walk.done) return;
        const mark = e.matches(".segmented input") ? e.nextElementSibling : e;
        const { outlineStyle, outlineWidth } = getComputedStyle(mark);
        const box = mark.getBoundingClientRect();
        const bar = document.querySelector(".bar").getBoundingClientRect();
        const name = (e.textContent || e.name || e.className).slice(0, 40);
        if (outlineStyle === "none" || parseFloat(outlineWidth) < 2)
            walk.faults.push(`no visible focus: ${name}`);
        if (box.top >= innerHeight || (!e.closest(".bar, .skip") && box.bottom <= bar.bottom))
            walk.faults.push(`out of sight: ${name}`);
        if (last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING))
            walk.faults.push(`comes after what follows it: ${name}`);
        last = e;
        walk.steps += 1;
    }, true);
}"""
"""Look, at each key for the next, at where the focus stands."""


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_keyboard_goes_through_a_chapter_in_order_and_sees_where_it_is(chapter, name):
    page = chapter(name)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".skip").focus()
    page.evaluate(WATCH)
    while not page.evaluate("walk.done") and not page.evaluate("walk.faults.length"):
        for _ in range(20):
            page.keyboard.press("Tab")
    assert page.evaluate("walk.faults") == []
    assert page.evaluate("walk.steps") > 20
    end = page.evaluate("document.documentElement.scrollHeight - scrollY - innerHeight")
    assert end < 900  # it has come to the end


def test_a_source_under_a_figure_says_what_it_is_in_every_state(dated):
    page = dated.page
    choose(dated, own(dated), other(dated, own(dated)))
    dated.locator(".foot summary", has_text="Sources").first.click()
    dated.locator(".cite a").first.press("Enter")
    slip = dated.locator(".slip")
    assert slip.is_visible()
    assert "Open source" in slip.inner_text()
    page.keyboard.press("Escape")
    link = dated.locator("[data-part=sources] a").first
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
    assert not slip.is_visible()


def test_what_is_open_stays_open_and_shows_the_state(dated):
    dated.locator(".foot summary", has_text="Table").click()
    choose(dated, own(dated), other(dated, own(dated)))
    assert dated.locator("details[data-key=table]").evaluate("details => details.open")
    assert dated.locator("table caption").inner_text() == title(dated)


def test_the_csv_holds_the_table_and_its_sources(dated):
    page, name = dated.page, dated.get_attribute("data-view")
    for summary in ("Table", "Share"):
        dated.locator("summary", has_text=summary).click()
    date = other(dated, "as_of")
    choose(dated, "as_of", date)
    files = {}
    for link in ("Download as CSV", "Save as CSV"):
        with page.expect_download() as download:
            dated.get_by_text(link).click()
        assert download.value.suggested_filename == f"{name}.csv"
        files[link] = download.value.path().read_text(encoding="utf-8-sig")
    [text] = set(files.values())
    table, about, sources = (list(csv.reader(part.splitlines())) for part in text.split("\n\n"))
    assert table[0] == dated.locator("thead th").all_inner_texts()
    assert len(table) == dated.locator("table tr").count()
    facts = dict(about)
    assert facts["Title"] == title(dated)
    assert facts["Measure"] == dated.locator(".measure").inner_text()
    word = dated.locator('[name="as_of"]:checked + span').inner_text()
    assert [facts[fact] for fact in facts if fact.startswith("As of")] == [word]
    assert facts["Licence"].startswith("CC BY 4.0")
    assert f"as_of={date}" in facts["Cite as"]
    known = {source["url"]: source for source in records(load().sources)}
    assert len(sources) - 1 == dated.locator("[data-part=sources] li").count() > 0
    for row in (dict(zip(sources[0], cells, strict=True)) for cells in sources[1:]):
        source = known[row["Address"]]
        assert row["Publisher"] == typeset(source["publisher"])
        assert row["Title"] == typeset(source["title"])
        assert row["Date"] == (day(source["published"]) if source["published"] else "")
        assert row["Kind"] == KINDS[source["kind"]]
        assert row["Language"] == source["language"]
        assert row["Read at"] == typeset(source["read_at"])


def test_the_csv_says_how_controls_are_set_where_the_table_stays(open_page, dist):
    file, name = find_view(dist, "form:has([name=as_of]):has([type=range])")
    root = wait_ready(open_page(file), name)
    choose(root, "as_of", options(root)["as_of"][0])  # the last steps are of later days
    root.locator(".foot summary", has_text="Table").click()
    steps, table = root.locator("[type=range]"), root.locator("table")
    before, said = table.inner_text(), {}
    for key in ("Home", "End"):
        steps.press(key)
        assert table.inner_text() == before
        with root.page.expect_download() as download:
            root.get_by_text("Download as CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        said[steps.get_attribute("aria-valuetext")] = dict(
            csv.reader(text.split("\n\n")[1].splitlines())
        )
    assert len(said) == 2
    assert all(step in facts.values() for step, facts in said.items())


def audit_open(page):
    """Return what axe finds with all details open, in both modes; leave the page open and dark."""
    page.evaluate(OPEN)
    found = audit(page)
    page.emulate_media(color_scheme="dark")
    return found + audit(page, ["color-contrast"])


@pytest.mark.parametrize("name", CHAPTERS)
def test_axe_finds_nothing_with_all_details_open(chapter, name):
    assert audit_open(chapter(name)) == ""


def test_axe_finds_nothing_on_the_pages_beside_the_chapters(open_page, dist):
    files = sorted((dist / "site").glob("[!0-9]*.html"))
    assert files
    for file in files:
        page = open_page(file)
        page.evaluate(SHORTEN)
        assert audit_open(page) == "", file.name


def test_axe_finds_nothing_in_the_order_of_the_whole_story(whole):
    rules = ["heading-order", "page-has-heading-one", "landmark-one-main", "landmark-unique"]
    rules += ["region", "bypass", "duplicate-id-aria", "document-title", "html-has-lang"]
    assert audit(whole, rules) == ""


def test_a_figure_has_a_name_a_description_and_a_table_with_a_caption(whole):
    whole.evaluate("document.querySelectorAll('.foot details').forEach(d => (d.open = true))")
    seen = set()
    for root in whole.locator(f"{LIGHT}[data-view]").all():
        view = root.get_attribute("data-view")
        named = root.locator(f"#{root.get_attribute('aria-labelledby')} h3")
        assert root.get_attribute("role") in ("group", "figure"), view
        assert len(named.inner_text()) > 20, view
        described = whole.locator(f"{LIGHT}#{root.get_attribute('aria-describedby')}")
        assert len(described.inner_text()) > 30, view
        assert root.locator("table caption").inner_text() == title(root), view
        assert root.locator("thead th[scope=col]").count() >= 2, view
        assert root.locator(".plot:not([aria-hidden=true])").count() == 0, view
        seen.add(view)
    assert len(seen) >= 10
    whole.evaluate("document.querySelectorAll('.foot details').forEach(d => (d.open = false))")


def test_headings_start_with_one_h1_and_skip_no_level(whole):
    levels = whole.locator("h1, h2, h3, h4").evaluate_all(
        "all => all.map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    ids = whole.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_without_scripts_everything_is_there_to_read(open_page, dist):
    page = open_page(dist / "story.html", javascript=False)
    assert "Scripts are off" in page.locator("body").inner_text()
    assert page.locator("form:visible").count() == 0
    for root in page.locator(f"{LIGHT}[data-view]:not([data-again])").all():
        assert root.locator("h3").is_visible()
        root.locator(".foot summary", has_text="Table").click()
        assert root.locator("table").is_visible()
    for root in page.locator("[data-again]").all():
        assert root.locator("h3").is_visible()
        assert not root.locator(".foot").is_visible()
        assert page.locator(root.locator("a").first.get_attribute("href")).count() == 1


def test_a_figure_in_two_chapters_moves_in_both(open_page, dist):
    page = open_page(dist / "story.html")
    second = page.locator("[data-again]").first
    name = second.get_attribute("data-view")
    first = wait_ready(page, name) and page.locator(f"#{name}")
    first.scroll_into_view_if_needed()
    page.locator(f"#{name}[data-ready=true]").wait_for(state="attached")
    key = next(key for key in options(first) if key != "as_of")
    choose(first, key, other(first, key))
    assert value(second, key) == value(first, key)
    assert title(second) == title(first)
    assert second.locator("table tr").count() == first.locator("table tr").count() > 1


def test_the_site_works_below_any_path(open_page, dist):
    file, name = find_view(dist, OWN)
    page = open_page(dist / "site" / "index.html")
    page.locator(f'.contents a[href^="{file.name}"]').first.click()
    root = wait_ready(page, name)
    before = words(root)
    choose(root, own(root), other(root, own(root)))
    assert words(root) != before


def test_a_build_that_fails_leaves_the_last_one(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nb = json.loads((NOTEBOOKS / f"{CHAPTERS[0]}.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in nb["cells"] if cell["cell_type"] == "code")
    nb["cells"] = [{**cell, "source": ["1 / 0"]}]
    (folder / "00-broken.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    out = tmp_path / "dist"
    out.mkdir()
    (out / "story.html").write_text("the last one", encoding="utf-8")
    with pytest.raises(Exception, match="division by zero"):
        build(folder, out)
    assert (out / "story.html").read_text(encoding="utf-8") == "the last one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "notebooks"]
