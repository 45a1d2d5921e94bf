"""What stands behind the chapters: glossary, index, sources, colophon, and the slips of links."""

import gzip
import json
import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from explainer import load
from explainer.export import StoryExporter, colophon, glossary, index
from explainer.export.build import build
from explainer.export.page import anchor, assemble
from explainer.export.reference import KINDS, LANGUAGES, Reference, mix
from explainer.panel import records
from explainer.view import MIMETYPE, as_text

TABLES = load()
URL, OTHER = TABLES.sources.loc[["un-sc8853", "tass-2024-08-04-flood"], "url"]
PROSE = f"""# Who said what?

The answer.

*Story as of September 2023 · updated 25 November 2026 · 1 minutes*

A [veto]({URL}) is no abstention, and a veto stays a veto.

## Of vetoes

Shoigu spoke with [Kim Jong-un]({OTHER}) about resolutions 1985 and 1718.
"""


def notebook(*pieces: str, view: str = "", tags: tuple[str, ...] = ()):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(p) for p in pieces])
    nb.cells[0].metadata["tags"] = list(tags)
    if view:
        payload = as_text(gzip.compress(json.dumps({"pool": [view], "sources": []}).encode()))
        data = {MIMETYPE: {"name": "a_view", "html": "", "payload": payload}}
        nb.cells.append(nbformat.v4.new_code_cell("story.a_view()"))
        nb.cells[-1].outputs = [nbformat.v4.new_output("display_data", data=data)]
    return nb


def test_a_term_is_marked_at_its_first_use_and_in_no_link_or_heading():
    mark = glossary.marker(TABLES.glossary)
    html = mark('<h2>The veto</h2><p>A <a href="x">veto</a>, vetoes <b>vetoed</b> VETO.</p>')
    assert re.findall(r"<a class[^>]*>(.*?)</a>", html) == ["vetoes"]
    assert glossary.used(html) == ["veto"]
    assert mark("<p>veto</p>") == "<p>veto</p>"


def test_a_term_with_a_capital_is_found_as_written():
    mark = glossary.marker(TABLES.glossary)
    assert glossary.used(mark("<p>a grad student, and the grads</p>")) == []
    assert glossary.used(mark("<p>a Grad</p>")) == ["rocket-launcher"]


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
    assert set(TABLES.sources["language"]) <= set(LANGUAGES)


def test_the_mix_counts_what_it_names():
    counts = mix(TABLES.sources, TABLES.publishers)
    assert counts.origins["tass-2024-08-04-flood"] == "state media, Russia"
    assert sum(n for _, n in counts.kinds) == len(TABLES.sources)
    assert dict(counts.countries)["Norway"] == sum("Norway" in o for o in counts.origins.values())


@pytest.fixture(scope="module")
def groups():
    view = "<p>Шойгу and <b>Kim Jong Un</b> at Rajin; resolution 825; in 1985 2397 containers</p>"
    places = index.spots({"03-visit": notebook(PROSE, view=view, tags=("claim:goes-out-little",))})
    return index.index(TABLES, places)


def where(groups, group, start):
    [entry] = [e for e in groups[group].entries if e.name.startswith(start)]
    return [spot.label for spot in [*groups[group].common, *entry.spots]]


def test_the_index_finds_names_in_prose_and_figures(groups):
    assert where(groups, "People", "Shoigu, Sergei") == ["3 Of vetoes"]
    assert where(groups, "People", "Kim Jong-un") == ["3 Of vetoes"]
    assert where(groups, "Places", "Rajin") == ["3 Of vetoes"]
    [rajin] = [entry for entry in groups["Places"].entries if entry.name == "Rajin"]
    assert [spot.anchor for spot in rajin.spots] == ["a_view"]
    assert where(groups, "Terms", "veto") == ["3 Visit", "3 Of vetoes"]
    assert [e.name for e in groups["Terms"].entries if e.target == "term-veto"] == ["veto"]


def test_the_index_finds_resolutions_but_no_other_numbers(groups):
    names = [entry.name[:10] for entry in groups["Decisions of the Security Council"].entries]
    assert names == ["S/RES/825 ", "S/RES/1718", "S/RES/1985"]
    assert where(groups, "Decisions of the Security Council", "S/RES/1985") == ["3 Of vetoes"]


def test_the_index_finds_claims_by_tag_and_events_by_source(groups):
    assert where(groups, "Claims of the article", "The two leaders") == ["3 Of vetoes"]
    rows = TABLES.events[TABLES.events["significance"] > 1].itertuples()
    titles = {row.title for row in rows if "un-sc8853" in row.sources}
    names = {entry.name.partition(": ")[2] for entry in groups["Larger events"].entries}
    assert titles <= names


def test_an_entry_links_to_the_places_that_say_most_of_it():
    places = [
        index.Spot(f"0{n % 2}-x", str(n), f"a{n}", "Shoigu " * n + "and " * 9) for n in range(1, 10)
    ]
    figure = index.Spot("01-x", "9", "a_view", "Shoigu and " * 9)
    [entry] = index.index(TABLES, [*places, figure])["People"].entries
    assert entry.spots == places[-index.MOST :]
    assert entry.more == places[-index.MOST - 2 : -index.MOST]  # the best of each other chapter


def test_the_id_of_a_section_is_short_and_its_own():
    assert anchor("03-shoigu-visit", "Was it the first?") == "3-was-it-the"


def chapter(reference: Reference | None = None) -> str:
    exporter = StoryExporter()
    made = exporter.chapter(notebook(PROSE), "03-visit")
    reference = reference or Reference(exporter.tables, glossary.used(made.html), about=made.html)
    return assemble([made], sources=exporter.tables.sources, reference=reference)


def test_each_source_says_its_kind_and_country_and_each_word_its_sources():
    page = BeautifulSoup(chapter(), "html.parser")
    notes = {note["id"]: note for note in page.select("#sources li")}
    assert page.select_one("article a[data-n]")["data-n"] == "1"
    assert notes["s1"].a["href"] == URL
    assert notes["s1"].i.get_text() == "United Nations, international organisation"
    assert page.select_one("#term-veto + dd, #term-veto dd").select("a[href^='#s']")
    assert page.select_one("article .term")["href"] == "#term-abstention"


def test_the_colophon_counts_what_the_tables_hold():
    facts = colophon.facts(TABLES, TABLES.sources, "updated 3 May 2025 updated 25 November 2026")
    standing = [t for t in TABLES.values() if "status" in t]
    assert facts["statements"] == sum(map(len, standing)) > 400
    assert sum(facts["kinds"].values()) == sum(facts["countries"].values()) == facts["sources"]
    assert facts["updated"] == "25 November 2026"
    assert facts["sources"] == len(records(TABLES.sources))
    assert colophon.corrections()
    page = "x" * 2_500_000 + f'<img src="https://x"> {colophon.SIZE}, {colophon.REQUESTS}'
    assert colophon.weigh(page).endswith("2.50 MB, 1")


def test_text_of_the_tables_is_text_behind_the_chapters_too():
    evil = "<script>evil = 1</script>"
    tables = dict(TABLES)
    for name, column in (("glossary", "definition"), ("glossary", "term"), ("actors", "name")):
        tables[name] = tables[name].assign(**{column: tables[name][column] + evil})
    tables = type(TABLES)(tables)
    places = [index.Spot("03-visit", "x", "x", " ".join(tables.actors["name"]))]
    found = index.index(tables, places)
    html = chapter(Reference(tables, ["veto"], groups=found, about="x"))
    assert "<script>evil" not in html
    assert html.count("&lt;script&gt;evil") > 100


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
    slip.get_by_text("In the glossary").click()
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
    assert shown.count() == 1
    assert shown.get_attribute("value") == shown.get_attribute("id")[1:]
    assert page.locator(".filters output").inner_text() == "1 source shown"
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Language").select_option("en")
    assert items.filter(visible=True).count() == items.count()


def test_without_scripts_links_are_links_and_the_list_is_whole(open_page):
    page = open_page(chapter(), javascript=False)
    assert not page.locator(".filters").is_visible()
    assert page.locator(".notes > li:visible").count() >= 3
    page.locator(".term").first.click()
    assert page.url.endswith("#term-abstention")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_with_a_slip_open_and_nothing_is_cut_off(open_page, dark, width):
    page = open_page(chapter(), dark=dark, width=width)
    page.locator("article a[data-n]").last.click()
    box = page.locator(".slip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()


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
    assert item.select_one("details a")["href"] == "03-visit.html#3-of-vetoes"
    names = (site / "index-of-names.html").read_text(encoding="utf-8")
    assert "Шойгу" in names
    assert 'href="glossary.html#term-veto"' in names
