"""The exporter on the command line, and pages that are not as they should be."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import NOTEBOOKS
from pages import wait_ready, words

from explainer import story
from explainer.export import StoryExporter
from explainer.export.audit import audit
from explainer.export.chapter import Draft
from explainer.export.terms import lexicon
from explainer.theme import PALETTE, mark

CHAPTER = NOTEBOOKS / "03-shoigu-visit.ipynb"
GROUNDS = {"paper", "hair", "wash", "land", "sea", "find"}
VIEWS = re.findall(r"story\.(\w+)\(\)", CHAPTER.read_text(encoding="utf-8"))


def nbconvert(to: str, notebook, folder, *options: str):
    command = [sys.executable, "-m", "nbconvert", "--to", to, *options, str(notebook)]
    subprocess.run([*command, "--output-dir", str(folder)], check=True, capture_output=True)
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The chapter, run by nbconvert."""
    return nbconvert("notebook", CHAPTER, tmp_path_factory.mktemp("ran"), "--execute")


@pytest.fixture(scope="module")
def exported(ran, tmp_path_factory):
    """The chapter as nbconvert exports it to one file."""
    return nbconvert("story", ran, tmp_path_factory.mktemp("story"))


def test_nbconvert_makes_one_file_that_works_offline_wherever_it_is(tmp_path, open_page, exported):
    assert [path.name for path in exported.parent.iterdir()] == [exported.name]
    assert exported.stat().st_size < 2_300_000
    page = open_page(shutil.copy(exported, tmp_path / "sent by mail ü.html"))
    for name in VIEWS:
        wait_ready(page, name)
    own = "[type=radio]:not([name=as_of], :checked)"
    root = page.locator(f"[data-view]:has({own})").first
    before = words(root)
    root.locator(own).first.check()
    assert words(root) != before
    assert page.locator("details.code").first.get_attribute("open") is None


def test_plain_html_is_never_blank(ran, tmp_path, open_page):
    page = open_page(nbconvert("html", ran, tmp_path))
    for name in VIEWS:
        root = page.locator(f'[data-stand-in] [data-view="{name}"]')
        assert root.locator("h3").is_visible()
        root.locator(".foot summary", has_text="Table").click()
        assert root.locator("table").is_visible()
        if getattr(story, name)()._library:
            assert root.get_by_role("img").evaluate("image => image.naturalWidth") == 972
    page.faults.clear()  # nbconvert's own page asks for libraries that it cannot have offline


def test_a_notebook_that_was_not_run_says_so():
    html, _ = StoryExporter().from_filename(str(CHAPTER))
    assert "had not been run" in html
    assert "Run &gt; Run All Cells" in html


def test_a_cell_that_failed_shows_its_error_as_text():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x")])
    nb.cells[0].outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="<script>", traceback=["a"])
    ]
    html, _ = StoryExporter().from_notebook_node(nb, {"metadata": {"name": "x"}})
    assert "E: &lt;script&gt;" in html


def draft() -> Draft:
    return Draft("03-x", 2, {}, lexicon(story.load()))


def test_prose_gets_its_own_ids_levels_and_drawn_marks():
    html = draft().prose("<h1>T</h1><h2>A b!</h2><p>This (● documented). ○ denied</p>")
    page = BeautifulSoup(html, "html.parser")
    assert page.h2.get_text() == "T"
    assert page.h3["id"] == "3-a-b"
    assert page.select_one(".whole .standing").get_text() == "● documented"
    assert "○ denied" in page.p.get_text()
    assert draft().prose("<p>It's <a href=\"x'y\">a</a></p>") == (
        '<p>It’s <a href="x\'y">a</a></p>'
    )


def test_a_notebook_without_front_matter_is_named_by_its_heading():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Why & how?\n\nSo.")])
    assert StoryExporter().chapter(nb, "01-x").title == "Why & how?"


@pytest.fixture
def pages(tmp_path):
    (tmp_path / "site").mkdir()

    def write(body: str, part: int = 1):
        (tmp_path / "site" / "other.html").write_text(
            '<meta http-equiv="Content-Security-Policy"><h1 id="a">t</h1>', encoding="utf-8"
        )
        head = '<meta http-equiv="Content-Security-Policy" content="default-src none">'
        text = "<h1>t</h1>" + body if "without a policy" in body else f"{head}<h1>t</h1>{body}"
        (tmp_path / "story.html").write_text(text, encoding="utf-8")
        return audit(tmp_path, story.load().sources)[part]

    return write


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "not beside the page"),
        ('<a href="https://unknown.example/">x</a>', "not in data/sources.csv"),
        ('<a href="#nowhere">x</a>', "not on the page"),
        ('<a href="missing.html">x</a>', "does not exist"),
        ("without a policy", "has no Content-Security-Policy"),
        ("<p onclick='x()'>x</p>", "would run onclick of the element p"),
        ("<object data='x'></object>", "holds the element object"),
        ("<embed src='data:,x'>", "holds the element embed"),
        ("<base href='https://a.example/'>", "holds the element base"),
        ("<meta http-equiv='refresh' content='0'>", "holds the element meta"),
        ("<a href='javascript:x()'>x</a>", "leads to a script: javascript:x()"),
        ("<video poster='//a.example/x.png'></video>", "asks for //a.example/x.png in poster"),
        ("<p style='background: url(https://a.example)'>x</p>", "in style of the element p"),
        ("<style>@import url(https://a.example)</style>", "what a style names: @import"),
        ("<h3>x</h3>", "skips from h1 to h3"),
        ("<h1>x</h1>", "2 headings of the first level"),
        ('<p id="a"></p><p id="a"></p>', "'a' 2 times"),
        ("<img src='data:,'>", "no alt"),
        ('<figure data-view="v"><h3></h3></figure>', "has no a title"),
        ('<figure data-view="v"></figure>', "has no a word on how sure it is"),
        ('<a href="site/other.html#b">x</a>', "not on that page"),
        (f'<p class="standing">{mark("denied")} alleged</p>', "mark of 'alleged'"),
        ('<p class="standing">alleged</p>', "mark of 'alleged'"),
        ('<article id="x"><p>In 2023 it rained.</p></article>', "no source: In 2023"),
        ('<article id="x"><ul><li>It rained 3 times.</li></ul></article>', "no source: It rained"),
    ],
)
def test_the_audit_finds(pages, body, fault):
    assert any(fault in error for error in pages(body))


def test_the_audit_passes_a_page_without_faults(pages):
    url = story.load().sources["url"].iloc[0].replace("&", "&amp;")
    sure = f'<p class="standing">{mark("denied")} denied</p><p class="standing">supportive</p>'
    cited = f'<article id="x"><p>updated 2026</p><p>In <a href="{url}">2023</a></p></article>'
    assert pages(f'{cited}{sure}<a href="site/other.html#a">x</a>') == []


def test_the_audit_counts_the_words_of_sentences(pages):
    long = " ".join(["word"] * 33)
    facts = pages(f'<article id="x"><p>One two. One two three.</p><p>{long}.</p></article>', 0)
    assert f"x: {(2 + 3 + 33) / 3:.1f} words a sentence" in facts
    assert any(fact.startswith("x: 33 words: word") for fact in facts)


def contrast(one, other):
    """Return the contrast ratio of two colours ``#rrggbb``, 1 to 21, as WCAG 2.2 defines it."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("token", sorted({*PALETTE} - GROUNDS))
def test_each_colour_stands_out_from_the_page(token, mode):
    least = 4.5 if token in ("ink", "soft") or token.endswith("-text") else 3
    assert contrast(PALETTE[token][mode], PALETTE["paper"][mode]) >= least


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_a_line_is_seen_on_every_ground(mode):
    line, wash, paper = (PALETTE[token][mode] for token in ("hair", "wash", "paper"))
    assert contrast(line, paper) > contrast(line, wash) > contrast(wash, paper)
