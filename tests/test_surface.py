"""The surface of the page: first screen, bar, tools, without scripts, in print."""

import functools
import re
import struct
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import browser as chromium
import pytest
from bs4 import BeautifulSoup
from conftest import FONTS, NOTEBOOKS
from pages import LIGHT, chapters, choose, find_view, sheets, title, wait_ready, words
from test_charts import latest_date

from explainer.export import pictures
from explainer.export.chapter import Chapter, Front
from explainer.export.opening import opening
from explainer.export.pack import pack
from explainer.export.page import assemble, citation, script, style
from explainer.story import load

DATE = "2024-03-31"
CHAPTERS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))


@pytest.fixture(scope="session")
def soup(dist):
    return BeautifulSoup((dist / "story.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="session")
def plots(soup):
    """Names of the views whose default state is a figure."""
    return [v["data-view"] for v in soup.select("[data-view]") if v.select_one(".plot")]


@pytest.fixture
def page(open_page, dist):
    """The whole story."""
    return open_page(dist / "story.html")


@pytest.fixture
def drawn(open_page, dist):
    """A view with a figure and radio buttons of its own, on the page of its chapter."""
    file, name = find_view(dist, f":scope:has(.plot) {CHOICE}")
    return wait_ready(open_page(file), name)


CHOICE = "input[type=radio]:not([name=as_of], [name=guess], [name=answer], [checked])"


def change(root):
    """Choose something else in a view; return what is then in the address."""
    field = root.locator(f".controls {CHOICE.replace('[checked]', ':checked')}").first
    key, chosen = field.get_attribute("name"), field.get_attribute("value")
    choose(root, key, chosen)
    return f"{root.get_attribute('data-view')}.{key}={chosen}"


def chapter(minutes: int, updated: str, name: str = "01-x") -> Chapter:
    return Chapter(name, "", front=Front("Why so?", "Because.", "2020-05", updated, minutes))


# First screen


def test_the_first_screen_is_read_from_the_chapters():
    chapters = [chapter(3, "2021-05-01", "00-a"), chapter(4, "2021-05-02", "01-b-c")]
    found = opening(chapters, "{}.html", load())
    page = BeautifulSoup(
        assemble(pack([], load().sources), story="T", opening=found), "html.parser"
    )
    said = " ".join(page.select_one(".opening .dates").get_text().split())
    assert said.startswith("As of May 2020, updated 2 May 2021;")
    assert "7 minutes in 2 chapters" in said
    contents = [(a["href"], a.parent.get_text()) for a in page.select(".contents a")]
    assert contents == [
        ("00-a.html", "Why so? A · 3 minutes"),
        ("01-b-c.html", "Why so? B c · 4 minutes"),
    ]
    assert chapters[0].answer == "Because."


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_title_map_and_both_men_are_on_the_first_screen(open_page, dist, width, height):
    for file in ("story.html", "site/index.html"):
        page = open_page(dist / file, width=width, height=height, within=dist)
        screen = page.locator(".opening")
        for part in ("h1", ".map:visible", ".man:visible >> nth=1", ".caption:visible"):
            box = screen.locator(part).bounding_box()
            assert box["y"] + box["height"] <= height, (file, part)
        assert re.search(r"As of .+, updated .+ · \d+.minutes in \d+", screen.inner_text())
        assert citation()["authors"][0] in screen.inner_text()
        assert screen.locator('a[href$="#corrections"]').is_visible()


def test_the_first_screen_follows_the_date(page):
    wait_ready(page, "travel")
    bar, ways = page.locator(".as-of select"), page.locator(".map:visible .way:not(.off)")
    drawn = {}
    for date in bar.locator("option").evaluate_all("all => all.map(each => each.value)"):
        bar.select_option(date)
        shown = page.locator(".caption:visible")
        assert page.locator(".man:visible").count() == 2
        drawn[date] = ways.count()
        assert str(drawn[date] or "No voyage") in shown.inner_text()
        held = " ".join(page.locator(".opening").evaluate("each => each.textContent").split())
        there = {row["date"] for row in load().opening.to_dict("records") if row["text"] in held}
        assert there and max(there) <= date
    assert sorted(drawn.values()) == list(drawn.values())
    bar.select_option("2023-09-12")
    assert re.search("statements? moved", page.locator(".bar [role=status]").inner_text())


LATER = """() => [...document.querySelectorAll("main :is(.opening, article)")].map(part => {
    const copy = part.cloneNode(true);
    const out = ".dates, .plot, em, .linked, table, .foot, select, [hidden]";
    copy.querySelectorAll(out).forEach(each => each.remove());
    return [...part.querySelectorAll(".plot text, .measure")].map(each => each.textContent)
        .concat(copy.innerHTML.replace(/<[^>]+>/g, " ")).join(" ");
}).join(" ")"""


def test_set_back_to_the_article_the_page_tells_of_nothing_later(open_page, dist):
    """Neither first screen nor text, titles, labels; but when the story was written it says."""
    page = open_page(dist / "story.html")
    assert page.locator(".set-back:visible").count() == 0, "nothing is set back yet"
    for file in (dist / "story.html", chapters(dist)[0]):  # all chapters, and a page of the site
        page = open_page(file, hash="as_of=2023-09-12", idle=True)
        wait_ready(page)
        told = page.evaluate(LATER)
        assert latest_date(told) <= (2023, 9, 12), (file.name, latest_date(told))
        assert not re.search("Kursk|Belousov", told), file.name
        for note in page.locator(".set-back").all():
            assert note.is_visible(), "each chapter leaves something out, and says so"
        for part in page.locator(".reference:not(#about)").all():
            assert part.locator(".set-back").count() == 1, "a list that stays whole says so"
    page.locator(".as-of select").select_option("2026-03-31")
    assert page.locator(".set-back:visible").count() == 0
    assert latest_date(page.evaluate(LATER)) > (2024, 1, 1)


def test_contents_name_each_question_and_lead_to_it(soup, dist):
    headings = [h.get_text() for h in soup.select("article > .eyebrow + h2")]
    menu = soup.select(".bar nav a[data-short]")
    assert [link.get_text() for link in menu][: len(headings)] == headings
    assert all(soup.find(id=link["href"][1:]) for link in menu)
    front = BeautifulSoup((dist / "site" / "index.html").read_text("utf-8"), "html.parser")
    contents = [link.b.get_text() for link in front.select(".contents a")]
    assert contents[: len(headings)] == headings  # then the class
    for link in front.select("a[href]"):
        file, _, part = link["href"].partition("#")
        target = dist / "site" / file if file else dist / "site" / "index.html"
        text = target.read_text(encoding="utf-8")
        assert not part or f'id="{part}"' in text, link


# The bar


@pytest.fixture
def dated(open_page, dist):
    """A view with a date, on the page of its chapter."""
    file, name = find_view(dist, "form [name=as_of]")
    return wait_ready(open_page(file), name)


def test_the_date_of_the_bar_moves_all_figures_and_follows_them(dated):
    page, bar = dated.page, dated.page.locator(".as-of select")
    labels = dated.locator('[name="as_of"] + span').all_inner_texts()
    assert bar.locator("option").all_inner_texts() == labels
    bar.select_option(DATE)
    fields = page.locator(f'[data-view] [name="as_of"][value="{DATE}"]')
    assert fields.count() >= 2
    assert fields.evaluate_all("all => all.every(field => field.checked)")
    assert f"as_of={DATE}" in page.url
    assert "31 Mar 2024" in page.locator(".bar [role=status]").inner_text()
    assert dated.locator(".linked").first.is_hidden()  # the bar has the one control
    page.locator(".time input").focus()
    page.keyboard.press("Home")
    assert bar.input_value() == "2023-09-12"
    assert "12 Sept 2023" in page.locator(".bar [role=status]").inner_text()
    said = page.locator("[data-view] [role=status]").all_inner_texts()
    assert not any(said)  # the bar speaks, not all that moved


def test_an_address_sets_the_date_of_the_bar(open_page, dist):
    file, name = find_view(dist, "form [name=as_of]")
    page = open_page(file, hash=f"as_of={DATE}")
    wait_ready(page, name)
    assert page.locator(".as-of select").input_value() == DATE


@pytest.mark.parametrize("javascript", [True, False])
def test_chapters_are_a_few_keys_away_at_320_px(open_page, dist, javascript):
    page = open_page(dist / "story.html", width=320, javascript=javascript)
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    entry = page.locator(".bar nav ol > li:has(details)").nth(2)
    link, name = entry.locator("> a"), entry.locator("> a").inner_text()
    assert link.is_visible()
    section = entry.locator("ul a").last
    assert not section.is_visible()
    page.get_by_label(f"Sections of {name}").press("Enter")
    assert section.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    part = link.get_attribute("href")[1:]
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => scrollY > 1000")
    top = page.locator(f'[id="{part}"]').evaluate("e => e.getBoundingClientRect().top")
    bar = page.locator(".bar").bounding_box()["height"]
    assert bar - 1 <= top < 300
    if javascript:
        assert not link.is_visible()
        page.locator(".bar > details > summary").click()
        assert page.locator(".bar [aria-current]").inner_text() == name
        assert section.is_visible()  # the sections of the chapter that is read are open
        page.keyboard.press("Escape")
        assert not link.is_visible()
        assert page.locator(".bar > details > summary:focus").count() == 1


def test_the_menu_names_every_section(soup):
    links = {a["href"][1:] for a in soup.select(".bar ul a")}
    parts = soup.select("article > :is(h2, h3)[id]")
    assert links == {part["id"] for part in parts}


def test_the_line_shows_how_far_one_has_come(drawn):
    page = drawn.page
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("() => scrollY === 0")
    read = "() => Number(document.querySelector('.bar').style.getPropertyValue('--read'))"
    page.wait_for_function(f"() => ({read})() < 0.1")
    page.evaluate("scrollTo(0, 1e9)")
    page.wait_for_function(f"() => ({read})() > 0.95")


def test_a_way_back_is_offered_after_a_link_within_the_page(page):
    wait_ready(page, page.locator("[data-view]").first.get_attribute("data-view"))
    back = page.locator(".back")
    assert back.is_hidden()
    top = page.evaluate("scrollY")
    page.locator(".bar > details > summary").click()
    page.locator(".bar nav > ol > li > a").last.click()
    page.wait_for_function(f"() => scrollY > {top} + 1000")
    back.click()
    page.wait_for_function(f"() => Math.abs(scrollY - {top}) < 5")
    assert back.is_hidden()
    page.locator(".bar > details > summary").click()
    page.locator(".bar nav > ol > li > a").last.click()
    assert back.is_visible()
    page.keyboard.press("Escape")
    assert back.is_hidden()


def test_a_short_window_keeps_its_room(open_page, dist):
    # 1280 by 800 at 400 %
    page = open_page(dist / "story.html", width=320, height=200)
    assert page.locator(".bar").evaluate("bar => getComputedStyle(bar).position") == "relative"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# Under each figure


def test_a_figure_is_saved_with_its_title_measure_and_sources(drawn):
    page, root, name = drawn.page, drawn, drawn.get_attribute("data-view")
    root.locator(".share summary").click()
    with page.expect_download() as download:
        root.locator('[data-save="svg"]').click()
    assert download.value.suggested_filename == f"{name}.svg"
    text = download.value.path().read_text(encoding="utf-8")
    drawing = BeautifulSoup(text, "html.parser")
    lines = " ".join(line.get_text() for line in drawing.svg.find_all("text", recursive=False))
    for part in ("h3", ".measure", "[data-part=cite]"):
        assert root.locator(part).first.text_content().strip() in lines
    said = [citation()["title"], "CC BY 4.0"]
    dates = root.locator("[name=as_of]:checked + span").all_inner_texts()
    said += [f"as of {date}" for date in dates]
    for part in said:
        assert part in lines
    assert drawing.select(".trace, .shapelayer path, .annotation")
    with page.expect_download() as download:
        root.locator('[data-save="png"]').click()
    data = download.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1600
    assert height >= 600


def test_a_view_without_a_figure_offers_no_picture(open_page, dist):
    file, name = find_view(dist, ":scope:not(:has(.plot)) h3")
    root = wait_ready(open_page(file), name)
    root.locator(".share summary").click()
    assert root.locator("[data-save]:visible").count() == 0
    assert root.locator('[data-copy="link"]').is_visible()


def test_a_state_is_cited_as_the_citation_file_says(open_page, dist):
    file, name = find_view(dist, f":scope {CHOICE}")
    page = open_page(file, permissions=["clipboard-read", "clipboard-write"])
    root = wait_ready(page, name)
    root.locator(".share summary").click()
    change(root)
    plain = root.locator('[data-cite="text"]').inner_text()
    bibtex = root.locator('[data-cite="bibtex"]').inner_text()
    link = root.locator(".state-link").get_attribute("href")
    cited = (*citation()["authors"], str(citation()["year"]), citation()["title"], title(root))
    for text in (plain, bibtex):
        for part in cited:
            assert part in text.replace("\\%", "%")
        assert f"{file.name}{link}" in text
        assert str(file.parent) not in text
    assert bibtex.count("{") == bibtex.count("}")
    root.locator('[data-copy="link"]').click()
    root.locator(".share output", has_text="Copied.").wait_for()
    said = root.locator(".share output").inner_text()
    assert said.startswith("Copied.")
    assert "must be sent" in said or f"send {file.name}" in said
    assert page.evaluate("navigator.clipboard.readText()") == f"{file.name}{link}"


HTML = "text/html; charset=utf-8"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_): ...


def test_a_figure_can_be_shown_in_another_page(open_page, dist):
    file, name = find_view(dist, f":scope {CHOICE}")
    handler = functools.partial(Quiet, directory=dist / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/"
        page = open_page(f"{home}{file.name}", offline=False, within=home)
        root = wait_ready(page, name)
        root.locator(".share summary").click()
        change(root)
        lines = root.locator('[data-cite="embed"]').inner_text()
        host = f'<link rel="icon" href="data:,">{lines}'
        other = open_page(f"{home}about.html", offline=False, within=home)
        other.route(
            "**/host", lambda to: to.fulfill(content_type="text/html; charset=utf-8", body=host)
        )
        other.goto(f"{home}host")
        frame = other.frame_locator("iframe")
        frame.locator(f'#{name}[data-ready="true"]').wait_for(timeout=30_000)
        assert frame.locator(f"#{name} h3").inner_text() == title(root)
        assert other.locator("iframe").get_attribute("title") == title(root)
        assert frame.locator(f"#{name}").evaluate("e => e.getBoundingClientRect().top") < 300
        server.shutdown()


# Pictures


def test_every_figure_has_its_pictures_and_they_are_light(soup, plots):
    assert len(plots) >= 10
    total = 0
    for name in plots:
        found = soup.select_one(f'[data-view="{name}"]').select(".plot > svg.picture")
        assert [svg["class"][1] for svg in found] == ["wide", "narrow"], name
        assert all(len(str(svg)) > 900 for svg in found if not svg.find("use")), name
        total += sum(len(str(svg).encode()) for svg in found)
    assert total <= 230_000


def without_pictures(text):
    soup = BeautifulSoup(text, "html.parser")
    for picture in soup.select(".picture"):
        picture.decompose()
    return str(soup)


def test_the_same_page_gives_the_same_pictures(dist, fonts, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(chromium.find()))
    monkeypatch.setenv("FONTCONFIG_FILE", fonts(FONTS)["FONTCONFIG_FILE"])
    file, name = find_view(dist, ":scope .plot")
    text = file.read_text(encoding="utf-8")
    body = without_pictures(text)
    assets = (dist / "site").resolve().as_uri()
    body = re.sub(r'(href|src|data-plotly)="(assets/)', rf'\1="{assets}/\2', body)
    drawn = pictures.draw(body)
    assert drawn[name]["wide"].startswith("<svg")
    assert pictures.draw(body) == drawn


def test_without_a_browser_tables_stand_in_and_the_build_says_so(monkeypatch, capsys):
    monkeypatch.setattr(pictures, "find", lambda: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert pictures.attempt("<body></body>") == {}
    assert capsys.readouterr().err == f"{pictures.NONE_FOUND}: {pictures.STAND_IN}\n"


def test_a_figure_without_a_picture_shows_its_table_without_scripts(open_page, dist):
    file, name = find_view(dist, ":scope .picture")
    text = file.read_text(encoding="utf-8")
    bare = file.with_name("without-pictures.html")
    bare.write_text(without_pictures(text), "utf-8")
    page = open_page(bare, javascript=False)
    assert page.locator(f"#{name} table").is_visible()
    bare.unlink()
    file, name = find_view(dist, ":scope:not(:has(.plot)) table")
    page = open_page(file, javascript=False)
    assert not page.locator(f"#{name} table").is_visible()


# Without scripts, and in hostile surroundings


def all_there(page, plots):
    assert page.locator("article > p").filter(visible=True).count() > 50
    for name in plots:
        root = page.locator(f'{LIGHT}[data-view="{name}"]').first
        box = root.locator(".picture").filter(visible=True).bounding_box()
        assert box["width"] > 250, name
        assert box["height"] > 100, name
        assert root.locator(".picture").filter(visible=True).count() == 1, name
        root.locator(".foot summary", has_text="Table").click()
        assert root.locator("table").is_visible(), name
    assert page.locator(".view .controls:visible, .share:visible, .as-of:visible").count() == 0


@pytest.mark.parametrize(("width", "kind"), [(1280, "wide"), (320, "narrow")])
def test_without_scripts_pictures_and_tables_are_there(open_page, dist, plots, width, kind):
    page = open_page(dist / "story.html", width=width, javascript=False)
    assert page.locator(".notice:visible").count() == 1
    assert page.locator(":is(.prompt, :not([data-view] *) > button):visible").count() == 0
    edges = page.locator(".view button:visible").evaluate_all(
        "all => all.map(button => getComputedStyle(button).borderTopWidth)"
    )
    assert set(edges) <= {"0px"}  # words, not controls
    all_there(page, plots)
    assert page.locator(f'[data-view="{plots[0]}"] .picture.{kind}').first.is_visible()


OLD = "delete globalThis.DecompressionStream"


def test_without_unpacking_the_page_says_so_and_all_is_there(open_page, dist, plots):
    page = open_page(dist / "story.html", script=OLD)
    assert page.locator(".notice:visible").count() == 1
    assert page.locator(".old-browser").is_visible()
    all_there(page, plots)


def framed(open_page, dist, sandbox):
    text = (dist / "story.html").read_text(encoding="utf-8")
    text = re.sub(r"(?s)(</article>).*(</main>)", r"\1\2", text)  # one chapter is enough
    page = open_page("<!doctype html><title>t</title>")
    page.set_content(f'<iframe title="t" sandbox="{sandbox}" style="width:100%;height:700px">')
    page.eval_on_selector("iframe", "(frame, text) => (frame.srcdoc = text)", text)
    return page, page.frame_locator("iframe")


def test_a_frame_without_scripts_is_a_page_without_scripts(open_page, dist, plots):
    page, frame = framed(open_page, dist, "")
    root = frame.locator(f'[data-view="{plots[0]}"]').first
    root.wait_for()
    assert frame.locator(".notice:visible").count() == 1
    assert root.locator(".picture.wide").is_visible()
    root.locator(".foot summary", has_text="Table").click()
    assert root.locator("table").is_visible()
    page.faults[:] = [fault for fault in page.faults if "sandboxed" not in fault]


def test_a_frame_without_an_origin_works(open_page, dist):
    page, frame = framed(open_page, dist, "allow-scripts")
    _, name = find_view(dist, f":scope:has(.plot) {CHOICE}")
    root = frame.locator(f'[data-view="{name}"]').first
    root.scroll_into_view_if_needed()
    frame.locator(f'[data-view="{name}"][data-ready="true"]').first.wait_for(timeout=30_000)
    before = words(root)
    state = change(root)
    assert words(root) != before
    root.locator(".share summary").click()
    assert state in root.locator(".state-link").get_attribute("href")
    root.locator('[data-copy="link"]').click()
    root.locator(".share output", has_text=re.compile("Copied|not allowed")).wait_for()
    page.faults[:] = [fault for fault in page.faults if "Clipboard" not in fault]


def test_a_frame_that_forbids_to_save_says_what_to_do(open_page, dist, plots):
    page, frame = framed(open_page, dist, "allow-scripts")
    root = frame.locator(f'[data-view="{plots[0]}"]').first
    root.scroll_into_view_if_needed()
    frame.locator(f'[data-view="{plots[0]}"][data-ready="true"]').first.wait_for(timeout=30_000)
    root.locator(".share summary").click()
    root.locator('[data-save="svg"]').click()
    root.locator(".share output", has_text="forbids it: open this one by itself").wait_for()
    root.locator(".foot summary", has_text="Table").click()
    for _ in range(2):
        root.get_by_role("link", name="Download as CSV").click()
    assert root.locator(".csv + output", has_text="forbids it").count() == 1
    page.faults[:] = [fault for fault in page.faults if "Download is disallowed" not in fault]


def test_without_storage_everything_works(open_page, dist):
    _, name = find_view(dist, f":scope:has(.plot) {CHOICE}")
    page = open_page(
        dist / "story.html",
        script="""const get = () => { throw new DOMException("off"); };
        Object.defineProperty(globalThis, "localStorage", { get });
        Object.defineProperty(globalThis, "sessionStorage", { get });""",
    )
    root = wait_ready(page, name)
    assert change(root) in page.url


# Print


DEAD = "form, .bar, .stage, .back, .share, .csv, .next, .contents, .notice, .prompt"


@pytest.fixture(scope="module")
def printed_story(open_shared, dist):
    """The whole story on a dark screen, and how many sheets it has, printed when just opened."""
    page = open_shared(dist / "story.html", dark=True)
    wait_ready(page, "travel")
    return page, sheets(page.pdf(format="A4"))


def test_the_story_is_forty_sheets_of_paper_and_a_chapter_of_it_ten(printed_story):
    page, count = printed_story
    assert 20 < count <= 40
    page.evaluate("window.print = () => {}")
    chapters = page.locator("main > article")
    page.emulate_media(media="print")
    heights = chapters.evaluate_all("all => all.map(each => each.scrollHeight)")
    page.emulate_media(media="null")
    for height in sorted(heights)[-2:]:  # the longest
        n = heights.index(height)
        chapters.nth(n).evaluate("each => each.scrollIntoView()")
        page.locator("[data-print]").first.dispatch_event("click")
        assert 2 < sheets(page.pdf(format="A4")) <= 10, n


@pytest.mark.parametrize("javascript", [True, False])
def test_a_printed_page_has_pictures_and_no_dead_controls(
    open_page, printed_story, dist, javascript
):
    if javascript:
        page, _ = printed_story
        wait_ready(page)
    else:
        page = open_page(dist / "story.html", javascript=False, dark=True)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(DEAD).filter(visible=True).count() == 0
    plots = page.locator(".view:not([data-again]) .plot")
    assert page.locator(".opening .map").filter(visible=True).count() == 1  # is the voyage's too
    assert plots.count() - plots.filter(visible=True).count() == 1
    for plot in plots.filter(visible=True).all():
        assert plot.locator(":is(.picture, .main-svg)").filter(visible=True).count() >= 1
    widths = page.locator(".plot .main-svg").evaluate_all(
        "all => all.map(svg => svg.getBoundingClientRect().width)"
    )
    assert max(widths, default=0) <= 680.5
    pale = """all => {
        const light = (colour) => colour.match(/\\d+/g)?.slice(0, 3).every(n => n > 180);
        return all.filter(text => light(getComputedStyle(text).fill)
            && !text.closest(".bartext, .pielayer")).map(text => text.textContent);
    }"""  # the ink of the dark palette
    assert page.locator(".plot .main-svg text").evaluate_all(pale) == []
    colour = page.locator("h1").evaluate("title => getComputedStyle(title).color")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 100  # ink of the light palette
    assert page.locator('[data-key="answer"] summary').filter(visible=True).count() == 0
    assert "undefined" not in page.locator("main").inner_text()
    if not javascript:
        assert page.pdf(format="Letter")[:4] == b"%PDF"


def test_answers_are_printed_upside_down_under_their_questions(open_page, dist):
    file, _ = find_view(dist, '[data-key="answer"]')
    page = open_page(file)
    wait_ready(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for answer in page.locator('[data-key="answer"]').all():
        assert not answer.locator("summary").first.is_visible()
        style = "answer => getComputedStyle(answer, '::details-content').rotate"
        assert answer.evaluate(style) == "180deg"
        assert answer.evaluate("answer => answer.clientHeight") > 10
    assert "undefined" not in page.locator("main").inner_text()


# Keyboard, motion, colours


def test_nothing_moves_for_those_who_want_no_motion(open_page, dist):
    page = open_page(dist / "story.html", reduced_motion="reduce")
    running = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
            const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(e);
            return animationName !== "none" || parseFloat(transitionDuration) > 0
                || scrollBehavior === "smooth";
        }).map(e => e.outerHTML.slice(0, 60))"""
    )
    assert [part for part in running if "main-svg" not in part] == []


def test_forced_colours_keep_choice_and_marks(open_page, dist):
    file, name = find_view(dist, ".segmented [checked]")
    root = wait_ready(open_page(file, forced_colors="active"), name)
    look = "e => getComputedStyle(e).outlineStyle"
    chosen = root.locator(".segmented :checked + span").first
    assert chosen.evaluate(look) == "solid"
    assert root.locator(".segmented input:not(:checked) + span").first.evaluate(look) == "none"


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
    with page.expect_navigation():
        page.locator(".contents a").first.click()
    titles = [page.title()]
    while page.locator(".next a").count():
        with page.expect_navigation():
            page.locator(".next a").click()
        titles.append(page.title())
        if not page.locator("article").count():
            assert page.locator("h1 + .reference").is_visible(), page.url
    assert len(set(titles)) == len(titles) >= 6
    page.locator(".bar > details > summary").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Front page").click()
    assert page.locator(".opening").is_visible()


def test_what_is_cut_from_scripts_and_styles_is_no_part_of_a_string(monkeypatch):
    extra = ["pool.js", "lesson.js", "class.css"]
    bare = script(extra), style(extra)
    monkeypatch.setattr("explainer.embed.bare", lambda code: code)
    string = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`"""
    for given, comment, cut in zip((script(extra), style(extra)), ("//.*|", ""), bare, strict=True):
        token = re.compile(rf"({string})|{comment}/\*(?s:.*?)\*/")
        kept = token.sub(lambda found: found[1] or "", given)
        assert "".join(kept.split()) == "".join(cut.split())


def test_the_script_of_the_page_has_no_notes():
    code = script()
    assert "/**" not in code
    assert "@param" not in code
