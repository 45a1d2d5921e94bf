"""What stands behind the chapters: words, people, sources, how it was made; the slips of links."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from pages import audit

from explainer.export import StoryExporter, back
from explainer.export.back import KINDS, PAGES, behind, mix
from explainer.export.build import build
from explainer.export.chapter import Chapter, Front, anchor
from explainer.export.page import assemble
from explainer.export.terms import lexicon
from explainer.panel import records
from explainer.story import load

TABLES = load()
URL, OTHER = TABLES.sources.loc[["un-sc8853", "tass-2024-08-04-flood"], "url"]
PROSE = f"""# Who said what?

The answer.

A [veto]({URL}) is no abstention, and a veto stays a veto.

## Of vetoes

Shoigu spoke with [Kim Jong-un]({OTHER}) about resolutions 1985 and 1718.
"""


def notebook(*pieces: str):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(p) for p in pieces])


def mark(html: str) -> tuple[str, list[str]]:
    met: dict[str, str] = {}
    return lexicon(TABLES).mark(html, met, "here"), list(met)


def test_a_term_is_marked_at_its_first_use_and_in_no_link_or_heading():
    html, met = mark('<h2>The veto</h2><p>A <a href="x">veto</a>, vetoes <b>vetoed</b> VETO.</p>')
    assert re.findall(r"<a class[^>]*>(.*?)</a>", html) == ["vetoes"]
    assert met == ["term-veto"]


def test_a_term_with_a_capital_is_found_as_written():
    assert mark("<p>a grad student, and the grads</p>")[1] == []
    assert mark("<p>a Grad</p>")[1] == ["term-rocket-launcher"]


def test_people_are_met_by_full_name_or_by_a_family_name_that_is_theirs_alone():
    assert mark("<p>Shoigu met Kim, not Kim Jong Un nor Wang</p>")[1] == [
        "person-sergei-shoigu",
        "person-kim-jong-un",
    ]


def test_the_glossary_is_short_and_plain():
    assert 40 <= len(TABLES.glossary) <= 60
    for row in TABLES.glossary.itertuples():
        sentences = re.split(r"(?<=[.!?])\s", row.definition)
        assert len(sentences) <= 3, row.id
        assert max(len(sentence.split()) for sentence in sentences) <= 40, row.id


def test_no_form_of_a_term_belongs_to_two():
    forms = [
        form.lower()
        for row in TABLES.glossary.itertuples()
        for form in {f.lower() for f in (row.term, *row.also)}
    ]
    assert len(forms) == len(set(forms))


def test_publishers_are_those_of_sources_and_most_sources_have_a_country():
    countries = TABLES.publishers.set_index("name")["country"]
    assert set(countries.index) == set(TABLES.sources["publisher"])
    countries = countries.dropna()
    assert TABLES.sources["publisher"].isin(countries.index).mean() > 0.85


def test_every_kind_and_language_has_its_word():
    assert set(TABLES.sources["kind"]) <= set(KINDS)
    codes = set(TABLES.sources["language"])
    assert all(back.language(code).istitle() for code in codes)


def test_the_mix_counts_what_it_names():
    counts = mix(TABLES.sources, TABLES.publishers)
    assert counts.origins["tass-2024-08-04-flood"] == "state media, Russia"
    assert sum(n for _, n in counts.kinds) == len(TABLES.sources)
    assert dict(counts.countries)["Norway"] == sum("Norway" in o for o in counts.origins.values())


def test_the_id_of_a_section_is_short_and_its_own():
    assert anchor("03-shoigu-visit", "Was it the first?") == "3-was-it-the"


def chapter(tables=TABLES, parts=("glossary", "people", "sources", "about")) -> str:
    made = StoryExporter().chapter(notebook(PROSE), "03-visit")
    packed, html = behind(tables, [made], parts)
    return assemble(packed, back=html)


def test_people_have_their_office_and_lead_to_where_they_are_met():
    chapters = [StoryExporter().chapter(notebook(PROSE), "03-visit")]
    _, html = behind(TABLES, [], PAGES, told=chapters, site=True)
    page = BeautifulSoup(html, "html.parser")
    assert [dt.get_text() for dt in page.select("#people dt")] == ["Sergei Shoigu"]
    entry = page.select_one("#person-sergei-shoigu + dd")
    offices = TABLES.roles[TABLES.roles["actor"] == "sergei-shoigu"]["office"]
    assert any(entry.get_text().startswith(office) for office in offices)
    assert entry.a["href"] == "03-visit.html#3-of-vetoes"
    assert entry.select('a[href^="#s"]')


def test_each_source_says_its_kind_and_country_and_each_word_its_sources():
    page = BeautifulSoup(chapter(), "html.parser")
    notes = {note["id"]: note for note in page.select("#sources li")}
    assert page.select_one("article a[data-n]")["data-n"] == "1"
    assert notes["s1"].a["href"] == URL
    assert notes["s1"].i.get_text() == "United Nations, international organisation"
    assert page.select_one("#term-veto + dd, #term-veto dd").select("a[href^='#s']")
    assert page.select_one("article .term")["href"] == "#term-abstention"


def test_the_page_counts_what_the_tables_hold():
    told = [Chapter(d, "", front=Front(updated=d)) for d in ("2025-05-03", "2026-11-25")]
    facts = back.facts(TABLES, TABLES.sources, told)
    standing = [t for t in TABLES.values() if "status" in t]
    assert facts["statements"] == sum(map(len, standing)) > 400
    assert sum(facts["kinds"].values()) == sum(facts["countries"].values()) == facts["sources"]
    assert facts["updated"] == "25 November 2026"
    assert facts["sources"] == len(records(TABLES.sources))
    assert back.corrections()
    page = "x" * 2_500_000 + f'<img src="https://x"> {back.SIZE}, {back.REQUESTS}'
    assert back.weigh(page).endswith("2.50 MB, 1")


def test_text_of_the_tables_is_text_behind_the_chapters_too():
    evil = "<script>evil = 1</script>"
    tables = dict(TABLES)
    for name, column in [
        ("glossary", "definition"),
        ("glossary", "term"),
        ("actors", "name"),
        ("roles", "office"),
        ("sources", "title"),
    ]:
        tables[name] = tables[name].assign(**{column: tables[name][column] + evil})
    html = chapter(type(TABLES)(tables))
    assert "<script>evil" not in html
    assert html.count("&lt;script&gt;evil") > 8


@pytest.fixture
def page(open_page):
    return open_page(chapter())


def test_a_source_shows_itself_before_the_reader_leaves(page):
    link = page.locator("article a[data-n]").first
    link.press("Enter")
    slip = page.locator(".slip")
    assert slip.is_visible()
    assert "United Nations, 14 October 2006" in slip.inner_text()
    assert slip.get_by_text("Open source: press.un.org").get_attribute("href") == URL
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Open source")
    page.keyboard.press("Escape")
    assert not slip.is_visible()
    assert page.evaluate("document.activeElement.dataset.n") == "1"
    link.click()
    assert slip.is_visible()
    page.mouse.click(5, 5)
    assert not slip.is_visible()


def test_a_term_explains_itself_and_leads_to_the_list(page):
    page.locator(".term").first.click()
    slip = page.locator(".slip")
    assert "neither yes nor no" in slip.inner_text()
    assert page.url.endswith(".html")
    for source in TABLES.glossary.loc["abstention", "sources"]:
        publisher, title = TABLES.sources.loc[source, ["publisher", "title"]]
        assert re.search(rf"^{publisher}.*: {title}", slip.inner_text(), re.MULTILINE)
    slip.get_by_text("In the list behind").click()
    assert page.url.endswith("#term-abstention")
    assert not slip.is_visible()


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_a_click_that_opens_a_tab_still_does(page, key):
    stopped = page.locator("article a[data-n]").first.evaluate(
        """(link, key) => {
            let stopped;
            addEventListener("click", event => {
                stopped = event.defaultPrevented;
                event.preventDefault();
            }, { once: true });
            link.dispatchEvent(new MouseEvent("click",
                { bubbles: true, cancelable: true, [key]: true }));
            return stopped;
        }""",
        key,
    )
    assert not stopped
    assert not page.locator(".slip").is_visible()


def test_the_list_of_sources_can_be_narrowed_and_keeps_its_numbers(page):
    items = page.locator(".notes > li")
    assert items.filter(visible=True).count() == items.count() >= 3
    page.get_by_label("Kind").select_option("state media")
    shown = items.filter(visible=True)
    assert 1 <= shown.count() < items.count()
    for item in shown.all():
        assert "state media" in item.inner_text()
        assert item.get_attribute("value") == item.get_attribute("id")[1:]
    assert page.locator(".filters output").inner_text().startswith(f"{shown.count()} source")
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Language").select_option("en")
    assert (
        items.filter(visible=True).count() == page.locator(".notes > li:not(:has([lang]))").count()
    )


def test_without_scripts_links_are_links_and_the_list_is_whole(open_page):
    page = open_page(chapter(), javascript=False)
    assert not page.locator(".filters").is_visible()
    assert page.locator(".notes > li:visible").count() >= 3
    page.locator(".term").first.click()
    assert page.url.endswith("#term-abstention")


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_axe_finds_nothing_with_a_slip_open_and_nothing_is_cut_off(open_page, dark, width):
    page = open_page(chapter(), dark=dark, width=width)
    page.locator("article a[data-n]").last.click()
    box = page.locator(".slip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert audit(page) == ""


@pytest.mark.browser
def test_a_site_has_its_reference_pages_and_a_map(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nb = notebook(PROSE)
    nb.cells += [nbformat.v4.new_code_cell("from explainer import story; story.council()")]
    nbformat.write(nb, folder / "03-visit.ipynb")
    others = [tmp_path / "dist" / name for name in ("class/student.html", "site/gone.html")]
    for other in others:
        other.parent.mkdir(parents=True)
        other.touch()
    build(folder, tmp_path / "dist", "https://example.org/a/")
    assert [other.exists() for other in others] == [True, False]
    site = tmp_path / "dist" / "site"
    places = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert {f"https://example.org/a/{page.name}" for page in site.glob("*.html")} == set(places)
    for name in ("03-visit.html", "index.html"):
        head = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser").head
        own = f"https://example.org/a/{name}"
        assert head.select_one("[rel=canonical]")["href"] == own
        assert head.select_one("[property='og:url']")["content"] == own
    sources = BeautifulSoup((site / "sources.html").read_text(encoding="utf-8"), "html.parser")
    assert len(sources.select(".notes > li")) == len(TABLES.sources)
    [item] = [li for li in sources.select(".notes > li") if li.a["href"] == OTHER]
    assert "Carries" in item.summary.get_text()
    people = BeautifulSoup((site / "people.html").read_text(encoding="utf-8"), "html.parser")
    assert people.select_one("dd a")["href"] == "03-visit.html#3-of-vetoes"
