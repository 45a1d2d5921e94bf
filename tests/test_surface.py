"""The surface of the page: first screen, bar, tools, present mode, without scripts, in print."""

import functools
import re
import struct
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS
from pages import wait_ready

from explainer import story
from explainer.export import pictures
from explainer.export.chapter import Chapter, Front
from explainer.export.opening import FIGURE, opening
from explainer.export.page import citation, script, style

DATE = "2024-03-31"


@pytest.fixture(scope="session")
def soup(dist):
    return BeautifulSoup((dist / "story.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="session")
def plots(soup):
    """Names of the views whose default state is a figure."""
    return [v["data-view"] for v in soup.select("[data-view]") if v.select_one(".plot")]


@pytest.fixture
def page(open_page, dist):
    return open_page(dist / "story.html")


def chapter(minutes: int, updated: str, name: str = "01-x") -> Chapter:
    return Chapter(name, "", front=Front("Why so?", "Because.", "2020-05", updated, minutes))


# First screen


def test_the_first_screen_is_read_from_the_chapters():
    chapters = [chapter(3, "2021-05-01", "00-a"), chapter(4, "2021-05-02", "01-b-c")]
    found = opening(chapters, lambda name, part: f"{name}#{part}", {}, "5 May 2022")
    assert (found.as_of, found.updated, found.minutes) == ("May 2020", "2 May 2021", 7)
    assert [entry.question for entry in found.contents] == ["Why so?"] * 2
    assert [entry.short for entry in found.contents] == ["A", "B c"]
    assert found.figure is None
    assert chapters[0].answer == "Because."


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_title_figure_dates_and_reading_time_are_on_the_first_screen(
    open_page, dist, width, height
):
    for file in ("story.html", "site/index.html"):
        page = open_page(dist / file, width=width, height=height, within=dist)
        screen = page.locator(".opening")
        assert re.search(r"Story as of .+, updated .+ · \d+.minutes in \d+", screen.inner_text())
        assert citation()["authors"][0] in screen.inner_text()
        assert screen.locator('a[href$="#corrections"]').is_visible()
        for part in ("h1", ".standfirst", ".dates", ".how", ".picture.middle"):
            box = screen.locator(part).bounding_box()
            assert box["y"] + box["height"] <= height, (file, part)
        size = screen.locator(".middle text").first.evaluate(
            "text => text.getBoundingClientRect().height"
        )
        assert size >= 16


def test_contents_name_each_question_and_lead_to_it(soup, dist):
    links = soup.select(".opening .contents a")
    headings = [h.get_text() for h in soup.select("article > .eyebrow + h2")]
    assert [link.b.get_text() for link in links] == headings
    assert all(soup.find(id=link["href"][1:]) for link in links)
    front = BeautifulSoup((dist / "site" / "index.html").read_text("utf-8"), "html.parser")
    for link in front.select("a[href]"):
        file, _, part = link["href"].partition("#")
        target = dist / "site" / file if file else dist / "site" / "index.html"
        text = target.read_text(encoding="utf-8")
        assert not part or f'id="{part}"' in text, link


# The bar


def test_the_date_of_the_bar_moves_all_figures_and_follows_them(page):
    root = wait_ready(page, "how_rare")
    bar = page.locator(".as-of select")
    words = root.locator('[name="as_of"] + span').all_inner_texts()
    assert bar.locator("option").all_inner_texts() == words
    bar.select_option(DATE)
    fields = page.locator(f'[name="as_of"][value="{DATE}"]')
    assert fields.count() > 10
    assert fields.evaluate_all("all => all.every(field => field.checked)")
    assert f"as_of={DATE}" in page.url
    assert "March 2024" in page.locator(".bar [role=status]").inner_text()
    root.locator('[name="as_of"][value="2023-09-12"]').check()
    assert bar.input_value() == "2023-09-12"
    said = page.locator("[data-view] [role=status]").all_inner_texts()
    assert sum(bool(text) for text in said) == 1  # one figure speaks, not all that moved


def test_an_address_sets_the_date_of_the_bar(open_page, dist):
    page = open_page(dist / "story.html", hash=f"as_of={DATE}")
    wait_ready(page, "travel")
    assert page.locator(".as-of select").input_value() == DATE


@pytest.mark.parametrize("javascript", [True, False])
def test_chapters_are_a_few_keys_away_at_320_px(open_page, dist, javascript):
    page = open_page(dist / "story.html", width=320, javascript=javascript)
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    link = page.locator(".bar nav a", has_text="4 Sanctions debate")
    assert link.is_visible()
    unknown = page.locator('.bar a[href="#4-what-we-don"]')
    assert not unknown.is_visible()
    page.get_by_label("Sections of 4 Sanctions debate").press("Enter")
    assert unknown.is_visible()
    assert page.locator('.bar a[href="#council"]').is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => scrollY > 1000")
    top = page.locator('[id="04-sanctions-debate"]').evaluate("e => e.getBoundingClientRect().top")
    bar = page.locator(".bar").bounding_box()["height"]
    assert bar - 1 <= top < 300
    if javascript:
        assert not link.is_visible()
        page.locator(".bar > details > summary").click()
        assert page.locator(".bar [aria-current]").inner_text() == "4 Sanctions debate"
        assert unknown.is_visible()  # the sections of the chapter that is read are open
        page.keyboard.press("Escape")
        assert not link.is_visible()
        assert page.locator(".bar > details > summary:focus").count() == 1


def test_the_menu_names_every_section_and_figure(soup):
    links = {a["href"][1:] for a in soup.select(".bar ul a")}
    parts = soup.select("article > :is(h2, h3)[id], article [data-view]")
    assert links == {part["id"] for part in parts}


def test_the_line_shows_how_far_one_has_come(page):
    wait_ready(page, "travel")
    read = "() => Number(document.querySelector('.bar').style.getPropertyValue('--read'))"
    assert page.evaluate(read) < 0.2
    page.evaluate("scrollTo(0, 1e9)")
    page.wait_for_function(f"() => ({read})() > 0.95")


def test_a_way_back_is_offered_after_a_link_within_the_page(page):
    wait_ready(page, "travel")
    back = page.locator(".back")
    assert back.is_hidden()
    top = page.evaluate("scrollY")
    page.locator(".bar > details > summary").click()
    page.locator(".bar nav a").last.click()
    page.wait_for_function(f"() => scrollY > {top} + 1000")
    back.click()
    assert abs(page.evaluate("scrollY") - top) < 5
    assert back.is_hidden()
    page.locator(".opening .how a").click()
    assert back.is_visible()
    page.keyboard.press("Escape")
    assert back.is_hidden()


def test_a_short_window_keeps_its_room(open_page, dist):
    # 1280 by 800 at 400 %
    page = open_page(dist / "story.html", width=320, height=200)
    assert page.locator(".bar").evaluate("bar => getComputedStyle(bar).position") == "relative"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# Under each figure


def share(page, name):
    root = wait_ready(page, name)
    root.locator(".share summary").click()
    return root


def test_a_figure_is_saved_with_its_title_measure_and_sources(page):
    root = share(page, FIGURE)
    with page.expect_download() as download:
        root.locator('[data-save="svg"]').click()
    assert download.value.suggested_filename == f"{FIGURE}.svg"
    text = download.value.path().read_text(encoding="utf-8")
    drawing = BeautifulSoup(text, "html.parser")
    lines = " ".join(line.get_text() for line in drawing.svg.find_all("text", recursive=False))
    for part in ("h3", ".measure", "[data-part=cite]"):
        assert root.locator(part).first.inner_text() in lines
    for words in (citation()["title"], "as of March 2026", "CC BY 4.0"):
        assert words in lines
    assert len(drawing.select(".point")) > 50
    with page.expect_download() as download:
        root.locator('[data-save="png"]').click()
    data = download.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1600
    assert height >= 900


def test_a_view_without_a_figure_offers_no_picture(page):
    root = share(page, "how_sure")
    assert root.locator("[data-save]:visible").count() == 0
    assert root.locator('[data-copy="link"]').is_visible()


def test_a_state_is_cited_as_the_citation_file_says(open_page, dist):
    page = open_page(dist / "story.html", permissions=["clipboard-read", "clipboard-write"])
    root = share(page, FIGURE)
    root.locator('[name="level"][value="leader"]').check()
    title = root.locator("h3").inner_text()
    plain = root.locator('[data-cite="text"]').inner_text()
    bibtex = root.locator('[data-cite="bibtex"]').inner_text()
    link = root.locator(".state-link").get_attribute("href")
    for text in (plain, bibtex):
        for part in (*citation()["authors"], str(citation()["year"]), citation()["title"], title):
            assert part in text
        assert f"story.html{link}" in text
        assert "/tmp" not in text
    assert bibtex.count("{") == bibtex.count("}")
    root.locator('[data-copy="link"]').click()
    assert root.locator(".share output").inner_text() == "Copied."
    assert page.evaluate("navigator.clipboard.readText()") == f"story.html{link}"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_): ...


def test_a_figure_can_be_shown_in_another_page(open_page, dist):
    handler = functools.partial(Quiet, directory=dist / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/"
        page = open_page(f"{home}03-shoigu-visit.html", offline=False, within=home)
        root = share(page, FIGURE)
        root.locator('[name="level"][value="leader"]').check()
        lines = root.locator('[data-cite="embed"]').inner_text()
        other = open_page(f"{home}about.html", offline=False, within=home)
        other.set_content(lines)
        frame = other.frame_locator("iframe")
        frame.locator(f'#{FIGURE}[data-ready="true"]').wait_for(timeout=30_000)
        shown = frame.locator(f"#{FIGURE} h3").inner_text()
        assert shown == root.locator("h3").inner_text()
        assert other.locator("iframe").get_attribute("title") == shown
        assert frame.locator(f"#{FIGURE}").evaluate("e => e.getBoundingClientRect().top") < 300
        server.shutdown()


# Present mode


SMALLEST = """() => {
    const texts = [...document.querySelectorAll(".on-stage, .on-stage *")].filter((e) =>
        e.checkVisibility() && !e.closest(".visually-hidden, .main-svg") &&
        [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    return Math.min(...texts.map((e) =>
        parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom));
}"""


def position(page):
    return page.locator(".stage output").inner_text().partition(":")[0].strip()


def test_a_talk_runs_on_keys_and_leaves_where_it_stopped(page):
    root = wait_ready(page, FIGURE)
    page.keyboard.press("p")
    place, total = map(int, position(page).split(" of "))
    assert total > 2 * 6 + len(story.VIEWS)
    assert root.is_visible()
    assert page.locator("h1, article > h2, article > p").filter(visible=True).count() == 0
    assert page.locator(f'[data-view="{FIGURE}"]:focus').count() == 1
    root.locator('[name="level"][value="leader"]').check()
    assert "leader" in page.url
    page.keyboard.press("ArrowLeft")  # belongs to the radio buttons
    assert position(page) == f"{place} of {total}"
    page.keyboard.press("PageDown")  # a clicker's key
    assert position(page) == f"{place + 1} of {total}"
    page.locator(".stage output").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert position(page) == f"{place - 1} of {total}"
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("Escape")
    assert page.locator(".stage").is_hidden()
    assert page.locator("h1").is_visible()
    assert abs(root.bounding_box()["y"]) < 300
    assert root.locator('[name="level"][value="minister"]').is_checked()


def test_every_screen_shows_something_and_the_last_is_the_end(page):
    wait_ready(page, "travel")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Present").click()
    assert position(page).startswith("1 of ")
    total = int(position(page).split(" of ")[1])
    seen = set()
    longer = page.locator('[data-stage="more"]')
    most = 0
    for number in range(1, total + 1):
        assert position(page) == f"{number} of {total}"
        seen.add(page.locator("main").inner_text())
        assert page.evaluate(SMALLEST) >= 17.99, number
        most += longer.is_visible()
        page.keyboard.press("ArrowRight")
    assert "" not in seen
    assert len(seen) == total
    assert position(page) == f"{total} of {total}"
    assert most <= 25


def test_a_clicker_goes_through_a_long_screen_before_it_goes_on(page):
    wait_ready(page, "argument_map")
    page.keyboard.press("p")
    here, longer = position(page), page.locator('[data-stage="more"]')
    for _ in range(20):
        assert position(page) == here
        if not longer.is_visible():
            break
        page.keyboard.press("Space")
    assert page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 8")
    page.keyboard.press("PageUp")
    assert longer.is_visible()
    assert position(page) == here
    longer.click()
    page.keyboard.press("PageDown")
    assert position(page) != here
    assert page.evaluate("scrollY") == 0


def test_the_key_is_a_letter_in_a_field(page):
    wait_ready(page, "travel")
    page.locator(".as-of select").focus()
    page.keyboard.press("p")
    assert page.locator(".stage").is_hidden()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_present_mode_is_accessible_and_fits(open_page, dist, width, dark):
    page = open_page(dist / "story.html", width=width, dark=dark)
    wait_ready(page, FIGURE)
    page.keyboard.press("p")
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).violations_count == 0
        page.keyboard.press("PageDown")
    page.keyboard.press("Tab")
    seen = set()
    for _ in range(60):  # the keyboard comes round to the bar of the stage
        seen.add(page.evaluate("document.activeElement.dataset.move ?? ''"))
        page.keyboard.press("Tab")
    assert {"-1", "1"} <= seen


# Pictures


def test_every_figure_has_its_pictures_and_they_are_light(soup, plots):
    assert len(plots) >= 20
    total = 0
    for name in plots:
        found = soup.select(f'[data-view="{name}"] .plot > svg.picture')
        assert [svg["class"][1] for svg in found] == ["wide", "narrow"], name
        assert all(len(str(svg)) > 900 for svg in found if not svg.find("use"))
        total += sum(len(str(svg).encode()) for svg in found)
    assert total <= 230_000
    visit = soup.select_one("#itinerary .picture.narrow")
    inset = float(re.search(r"V([\d.]+)", visit.path["d"])[1])  # where it begins
    for line in visit.select(':scope > [stroke-width="0.8"]'):  # one that nothing cuts
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", line["d"])]
        assert "l" not in line["d"] and max(numbers[1::2]) < inset
    assert all(int(region["height"]) < inset for region in visit.find_all("svg"))
    assert soup.select_one(f'[data-view="{FIGURE}"] use')["href"] == "#opening-figure"


def test_pictures_say_what_the_figures_say(open_page, dist, soup, plots):
    page = open_page(dist / "story.html")
    for name in plots:
        root = wait_ready(page, name)
        lines = root.locator(".plot .main-svg :is(text:not(:has(.line)), .line)")
        drawn = set(" ".join(lines.all_text_contents()).split())
        wide = soup.select_one(f'[data-view="{name}"] .picture.wide')
        shown = set(wide.get_text(" ").split())
        assert root.locator(".picture").count() == 0
        assert len(shown & drawn) >= 0.85 * len(drawn), (name, drawn - shown)


def test_the_same_page_gives_the_same_pictures(dist):
    text = (dist / "site" / "04-sanctions-debate.html").read_text(encoding="utf-8")
    body = re.sub(r"<svg class=\"picture.*?</svg>", "", text, flags=re.DOTALL)
    assets = (dist / "site").resolve().as_uri()
    body = re.sub(r'(href|src|data-plotly)="(assets/)', rf'\1="{assets}/\2', body)
    assert pictures.draw(body, "votes") == pictures.draw(body, "votes")


def test_nothing_moves_when_figures_are_drawn(open_page, dist):
    for width in (1280, 360):
        page = open_page("<!doctype html><title>t</title>", width=width)
        page.add_init_script(
            """globalThis.moved = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => (moved += e.value)))
                .observe({ type: "layout-shift", buffered: true });"""
        )
        page.goto((dist / "story.html").as_uri())
        page.faults.clear()  # the address of the file itself
        wait_ready(page)
        assert page.evaluate("moved") < 0.02, width


def test_without_a_browser_tables_stand_in_and_the_build_says_so(monkeypatch, capsys):
    from explainer.export import build

    monkeypatch.setattr(pictures, "find", lambda: None)
    assert build._draw("<body></body>") == {}
    assert capsys.readouterr().out.strip() == pictures.NONE_FOUND


def test_a_figure_without_a_picture_shows_its_table_without_scripts(open_page, dist):
    text = (dist / "story.html").read_text(encoding="utf-8")
    text = re.sub(r'<svg class="picture.*?</svg>', "", text, flags=re.DOTALL)
    page = open_page(text, javascript=False)
    assert page.locator("#votes table").is_visible()
    assert not page.locator("#how_sure table").is_visible()


# Without scripts, and in hostile surroundings


def all_there(page, plots):
    assert page.locator("article > p").filter(visible=True).count() > 100
    for name in (FIGURE, "itinerary", "votes"):
        assert name in plots
        root = page.locator(f"#{name}")
        box = root.locator(".picture").filter(visible=True).bounding_box()
        assert box["width"] > 250
        assert box["height"] > 150
        root.locator("summary", has_text="Table").click()
        assert root.locator("table").is_visible()
    assert page.locator(".view form:visible, .share:visible, .as-of:visible").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_without_scripts_pictures_and_tables_are_there(open_page, dist, plots, width):
    page = open_page(dist / "story.html", width=width, javascript=False)
    assert page.locator(".notice:visible").count() == 1
    assert page.locator(":is(.prompt, :not([data-view] *) > button):visible").count() == 0
    edges = page.locator(".view button:visible").evaluate_all(
        "all => all.map(button => getComputedStyle(button).borderTopWidth)"
    )
    assert set(edges) == {"0px"}  # words, not controls
    all_there(page, plots)
    kind = "wide" if width == 1280 else "narrow"
    assert page.locator(f"#votes .picture.{kind}").is_visible()
    assert page.locator("#votes .picture").filter(visible=True).count() == 1


def test_without_unpacking_pictures_and_tables_are_there(open_page, dist, plots):
    page = open_page("<!doctype html><title>t</title>")
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto((dist / "story.html").as_uri())
    page.faults.clear()  # the address of the file itself
    assert page.locator(".notice:visible").count() == 1
    all_there(page, plots)


def framed(open_page, dist, sandbox):
    text = (dist / "story.html").read_text(encoding="utf-8")
    page = open_page("<!doctype html><title>t</title>")
    page.set_content(f'<iframe title="t" sandbox="{sandbox}" style="width:100%;height:700px">')
    page.eval_on_selector("iframe", "(frame, text) => (frame.srcdoc = text)", text)
    return page, page.frame_locator("iframe")


def test_a_frame_without_scripts_is_a_page_without_scripts(open_page, dist, plots):
    page, frame = framed(open_page, dist, "")
    frame.locator("#votes").wait_for()
    assert frame.locator(".notice:visible").count() == 1
    assert frame.locator("#votes .picture.wide").is_visible()
    frame.locator("#votes summary", has_text="Table").click()
    assert frame.locator("#votes table").is_visible()
    page.faults[:] = [fault for fault in page.faults if "sandboxed" not in fault]


def test_a_frame_without_an_origin_works(open_page, dist):
    page, frame = framed(open_page, dist, "allow-scripts")
    root = frame.locator("#how_rare")
    root.scroll_into_view_if_needed()
    frame.locator('#how_rare[data-ready="true"]').wait_for(timeout=30_000)
    before = root.locator("h3").inner_text()
    root.locator('[name="level"][value="leader"]').check()
    assert root.locator("h3").inner_text() != before
    root.locator(".share summary").click()
    assert "how_rare.level=leader" in root.locator(".state-link").get_attribute("href")
    root.locator('[data-copy="link"]').click()
    root.locator(".share output", has_text=re.compile("Copied|not allowed")).wait_for()
    page.faults[:] = [fault for fault in page.faults if "Clipboard" not in fault]


def test_without_storage_everything_works(open_page, dist):
    page = open_page("<!doctype html><title>t</title>")
    page.add_init_script(
        """const get = () => { throw new DOMException("off"); };
        Object.defineProperty(globalThis, "localStorage", { get });
        Object.defineProperty(globalThis, "sessionStorage", { get });"""
    )
    page.goto((dist / "story.html").as_uri())
    page.faults.clear()  # the address of the file itself
    root = wait_ready(page, FIGURE)
    root.locator('[name="level"][value="leader"]').check()
    assert "leader" in page.url
    assert page.faults == []


# Print


@pytest.mark.parametrize(("paper", "javascript"), [("A4", True), ("Letter", False)])
def test_a_printed_page_has_pictures_and_no_dead_controls(open_page, dist, paper, javascript):
    page = open_page(dist / "story.html", javascript=javascript, dark=True)
    if javascript:
        wait_ready(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    dead = "form, .bar, .stage, .back, .share, .csv, .next, .contents, .notice, .prompt"
    assert page.locator(dead).filter(visible=True).count() == 0
    assert page.locator("#votes :is(.picture, .main-svg)").filter(visible=True).count() >= 1
    colour = page.locator("h1").evaluate("title => getComputedStyle(title).color")
    assert colour == "rgb(27, 27, 26)"
    asked = page.locator('[data-key="answer"]')
    assert asked.filter(visible=True).count() == 0
    if javascript:
        keys = page.locator("article > .key:last-child")
        told = keys.locator("h4").count()
        assert told == asked.count() + 5 + 7 + 5 + 1  # all questions of the four papers
        assert "B is the original" in keys.first.inner_text()
        assert "☐" in page.locator("#firsts").inner_text()
        asks = page.locator("#travel [data-part=body] > p").first  # stays with its picture
        assert asks.evaluate("p => getComputedStyle(p).breakAfter") == "avoid"
        assert page.locator("#bets tbody tr").last.is_visible()
        assert "undefined" not in page.locator("main").inner_text()
    assert page.pdf(format=paper)[:4] == b"%PDF"
    if javascript:
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".key").count() == 0


# Keyboard, motion, colours


CHAPTERS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_keyboard_goes_through_a_chapter_in_order_and_sees_where_it_is(open_page, dist, name):
    page = open_page(dist / "site" / f"{name}.html", within=dist / "site")
    wait_ready(page)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".skip").focus()
    count = page.locator("a[href], button, input, select, summary, [tabindex='0']").count()
    seen, last = [], None
    for _ in range(count + 5):
        step = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (e === document.body) return null;
                const all = [...document.querySelectorAll("*")];
                const mark = e.matches(".segmented input") ? e.nextElementSibling : e;
                const { outlineStyle, outlineWidth } = getComputedStyle(mark);
                const box = mark.getBoundingClientRect();
                const bar = document.querySelector(".bar").getBoundingClientRect();
                const under = !e.closest(".bar, .skip") && box.bottom <= bar.bottom;
                const name = (e.textContent || e.name || e.className).slice(0, 40);
                return [all.indexOf(e), name, outlineStyle !== "none"
                    && parseFloat(outlineWidth) >= 2, !under && box.top < innerHeight];
            }"""
        )
        if step is None:
            break
        assert step[2], f"no visible focus on {step}"
        assert step[3], f"out of sight: {step}"
        assert last is None or step[0] > last[0], f"{step} comes after {last}"
        seen.append(step[0])
        last = step
        page.keyboard.press("Tab")
    assert len(seen) > 20
    end = page.evaluate("document.documentElement.scrollHeight - scrollY - innerHeight")
    assert end < 900  # it has come to the end


def test_nothing_moves_for_those_who_want_no_motion(open_page, dist):
    page = open_page(dist / "story.html", reduced_motion="reduce")
    wait_ready(page, FIGURE)
    running = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
            const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(e);
            return animationName !== "none" || parseFloat(transitionDuration) > 0
                || scrollBehavior === "smooth";
        }).map(e => e.className)"""
    )
    assert [name for name in running if "main-svg" not in str(name)] == []


def test_forced_colours_keep_choice_and_marks(open_page, dist):
    page = open_page(dist / "story.html", forced_colors="active")
    root = wait_ready(page, FIGURE)
    chosen = root.locator(".segmented :checked + span").first
    other = root.locator(".segmented input:not(:checked) + span").first
    look = "e => getComputedStyle(e).outlineStyle"
    assert chosen.evaluate(look) == "solid"
    assert other.evaluate(look) == "none"


# The site


def test_a_link_to_the_site_carries_a_picture_and_a_description(dist):
    data = (dist / "site" / "assets" / "social.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    for file in (dist / "site").glob("*.html"):
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        about = page.select_one('meta[name="description"]')["content"]
        assert about
        if page.select_one("article, .opening"):
            assert len(about) > 60
            assert about != page.title.get_text()
        assert page.select_one('meta[property="og:image"]')["content"] == "assets/social.png"
        assert not page.select("[property='og:url'], [rel=canonical]")


def test_each_page_of_the_site_leads_on(open_page, dist):
    page = open_page(dist / "site" / "index.html", within=dist / "site")
    page.locator(".contents a").first.click()
    titles = [page.title()]
    while page.locator(".next a").count():
        page.locator(".next a").click()
        page.wait_for_load_state()
        titles.append(page.title())
        if not page.locator("article").count():
            assert page.locator("h1 + .reference").is_visible(), page.url
    assert len(set(titles)) == len(titles) >= 6
    page.locator(".bar > details > summary").click()
    page.get_by_role("link", name="Front page").click()
    assert page.locator(".opening").is_visible()


def test_what_is_cut_from_scripts_and_styles_is_no_part_of_a_string(monkeypatch):
    extra = ["pool.js", "lesson.js", "class.css"]
    bare = script(extra), style(extra)
    monkeypatch.setattr("explainer.export.page._bare", lambda code: code)
    string = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`"""
    for given, comment, cut in zip((script(extra), style(extra)), ("//.*|", ""), bare, strict=True):
        token = re.compile(rf"({string})|{comment}/\*(?s:.*?)\*/")
        kept = token.sub(lambda found: found[1] or "", given)
        assert "".join(kept.split()) == "".join(cut.split())


def test_the_script_of_the_page_runs_without_its_notes(tmp_path):
    code = script()
    assert "/**" not in code
    assert "@param" not in code
    file = tmp_path / "page.js"
    file.write_text(code, encoding="utf-8")
    node = pytest.importorskip("shutil").which("node")
    if node:
        subprocess.run([node, "--check", str(file)], check=True)
