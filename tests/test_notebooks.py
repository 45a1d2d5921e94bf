"""The chapters as notebooks: prose that cites, one line of code a cell, no outputs."""

import re

import nbformat
import pytest
from conftest import NOTEBOOKS

from explainer import story
from explainer.say import day
from explainer.story import load
from explainer.theme import MARKS

CHAPTERS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
NAMED = re.compile(r" ?<!-- [a-z_]+:\S+ -->")  # the row from whose day on it can be read
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]*)[^)]*\)")


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return nbformat.read(request.param, as_version=4)


def prose(chapter) -> list[str]:
    """Return the Markdown of a chapter that a reader sees."""
    return [
        NAMED.sub("", cell.source)
        for cell in chapter.cells
        if cell.cell_type == "markdown" and "notebook-only" not in cell.metadata.get("tags", [])
    ]


def test_it_opens_with_what_to_do_and_with_its_question(chapter):
    first, code, opening = chapter.cells[:3]
    assert "Run > Run All Cells" in first.source
    assert code.source == "from explainer import story"
    title, answer, dates, *_ = NAMED.sub("", opening.source).split("\n\n")
    assert re.fullmatch(r"# .+\?", title)
    assert len(answer.split()) < 50
    front = chapter.metadata.explainer
    assert (title, answer) == (f"# {front.question}", front.answer)
    told = f"Story as of {day(front.as_of)} · updated {day(front.updated)}"
    assert dates == f"*{told} · {front.minutes} minutes*"


def words(chapter) -> int:
    return len(re.sub(r"\]\([^)]*\)", "]", " ".join(prose(chapter))).split())


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_short_and_its_reading_time_that_of_its_words(path):
    chapter = nbformat.read(path, as_version=4)
    views = sum(cell.cell_type == "code" for cell in chapter.cells) - 1
    assert words(chapter) <= (800 if "00" < path.stem[:2] < "06" else 1300)
    assert views <= 7
    # 230 words a minute, and half a minute to look at a figure
    assert abs(chapter.metadata.explainer.minutes - (words(chapter) / 230 + views / 2)) <= 1


def test_the_story_has_at_most_five_thousand_words():
    assert sum(words(nbformat.read(path, as_version=4)) for path in CHAPTERS[:6]) <= 5000


def test_a_code_cell_is_one_line_that_shows_a_view_and_holds_no_output(chapter):
    for cell in chapter.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert re.fullmatch(r"from explainer import story|story\.\w+\(\)", cell.source)


def test_it_ends_with_key_points_doubts_sources_and_what_comes_next(chapter):
    headings = re.findall(r"^## (.+)$", "\n".join(prose(chapter)), re.MULTILINE)
    assert headings[-3:] == ["Key points", "What we don't know", "Sources and next chapter"]


def test_its_links_are_in_the_table_of_sources(chapter):
    sources = load().sources
    known = {*sources["url"], *sources["copy"].dropna()}
    links = LINK.findall("\n".join(prose(chapter)))
    assert len(links) > 10
    assert [link for link in links if link not in known] == []


def test_a_paragraph_with_a_figure_in_it_has_a_source(chapter):
    text = "\n\n".join(prose(chapter))
    paragraphs = re.split(r"\n\n+|\n(?=- )", text)
    body = [p for p in paragraphs[3:] if not p.startswith("#")]
    assert [p for p in body if re.search(r"\d", p) and not LINK.search(p)] == []


def test_a_mark_stands_with_its_own_word(chapter):
    glyphs = {mark: word for word, mark in MARKS.items()}
    for glyph, word in re.findall(rf"([{''.join(glyphs)}]) ?(\w+)", "\n".join(prose(chapter))):
        assert glyphs[glyph] == word


def test_quotations_are_short(chapter):
    for quotation in re.findall(r"“([^”]*)”", "\n".join(prose(chapter))):
        assert len(quotation.split()) < 9


def test_every_view_stands_in_a_chapter_and_in_none_twice():
    named = [re.findall(r"^story\.(\w+)\(\)", text, re.M) for text in map(code, CHAPTERS)]
    assert {name for names in named for name in names} == set(story.VIEWS)
    assert all(len(names) == len(set(names)) for names in named)


def code(path) -> str:
    return "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code")
