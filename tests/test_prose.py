"""Prose cannot fall behind the tables: its numbers and marks name their rows.

In a notebook the title of a link names the row (or rows) that the sentence rests on:

    [4 to 6 million](https://a.page "figures:shells-2025-04-reuters") rounds (◉ corroborated)

* ``table:id``, several parted by blanks; without a column id the key, as ``trade:2023/china``.
* The address is one of the row's sources. Every number in the words of the link stands in the row,
  in figures or in its text, exactly, or rounded after a word such as "about". A row with two ends
  is told with both, or with a word such as "up to". Dates and years are not compared.
* A mark such as ``◉ corroborated`` is that of the link before it in its paragraph (else of the
  first after it), as of the newest date; of an earlier day with ``claims:arms@2023-09-12``.
* Where a speaker has stated a newer number of the same series, name that too, or say the year.

Tables do the same by ``rows``: numbers in a quiz's explanations, a bet or a report stand in the
rows that it names. A failure says sentence, row and what the row holds: then change the sentence.
The page and the exported file leave these titles out. They also say from which day on a paragraph
can be read; one that names no row of its day does so in a comment: ``<!-- events:panel-veto -->``.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd
import pytest
from conftest import NOTEBOOKS

from explainer import evidence
from explainer.data import Tables, descriptor
from explainer.export.chapter import Draft
from explainer.export.dated import dated
from explainer.export.outputs import prose
from explainer.export.terms import lexicon
from explainer.story import load
from explainer.theme import MARKS

WORDS = NOTEBOOKS.parent / "explainer" / "words"
NEWEST = load().dates["date"].max()
KEYS = {r["name"]: r["schema"]["primaryKey"] for r in descriptor()["resources"]}
MEANT = {
    f"{table['name']}.{field['name']}": field["description"]
    for table in descriptor()["resources"]
    for field in table["schema"]["fields"]
}
"""Column -> what it holds, in which a limit may stand, as in assembly_agreement.basis."""
UNITS = {
    (table["name"], field["name"]): field["unit"]
    for table in descriptor()["resources"]
    for field in table["schema"]["fields"]
    if "unit" in field
}
LINK = re.compile(r'\[([^\]]*)\]\((\S+) "((?:[a-z_]+:[^\s"]+ ?)+)"\)')
MARK = re.compile("|".join(f"{mark} {word}" for word, mark in MARKS.items()))
MONTHS = "|".join(month_name[1:])
# Dates, and numbers that name a thing: a resolution, a calibre, a missile, a clock time.
NAMES = re.compile(
    rf"\b\d{{1,2}}( (to|and) \d{{1,2}})? ({MONTHS})\b|\b({MONTHS}) \d{{1,2}}\b|\b(19|20)\d\d\b|"
    r"\b[Rr]esolutions? \d+|\b[Aa]rticles? \d+|\b[A-Z]{2}-\d+|\b\d+ mm\b|\b\d+th\b|"
    r"\b38 North|\b1718 Committee|\b\d\d:\d\d\b"
)
SMALL = ["half a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SMALL += ["ten", "eleven", "twelve"]
DIGITS = r"\d[\d,]*(?:\.\d+)?"
WORD = rf"\b({DIGITS}|{'|'.join(SMALL)})"
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "percent": 1}
SCALED = re.compile(rf"{WORD}(?: (?:to|or|and) {WORD})? ({'|'.join(SCALES)})", re.IGNORECASE)
HEDGED = re.compile(
    r"\b(about|some|nearly|almost|around|roughly|over|more than|less than|well)\b", re.IGNORECASE
)
ENDED = re.compile(
    r"\b(at least|at most|up to|more than|over|from|between|to|or|a range)\b", re.IGNORECASE
)


class Row(NamedTuple):
    """A row that a sentence names."""

    name: str
    table: str
    cells: pd.Series
    status: str
    sources: tuple[str, ...]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load()


def row(tables: Tables, name: str) -> Row:
    """Return the row that a link's title names, with its standing as of a day."""
    table, _, key = name.partition(":")
    key, _, date = key.partition("@")
    frame = tables[table]
    found = frame[frame[KEYS[table]].astype(str).agg("/".join, axis=1) == key]
    assert len(found) == 1, f"{name}: no such row of {table}.csv"
    cells = found.iloc[0]
    if table == "claims":
        held = evidence.standings(tables.assessments, date or NEWEST)
        status = held["status"].get(key, "")
    elif table == "gains" and date:
        held = evidence.gains_at(tables.gains, tables.gain_moments, date)
        status = held["status"].get(key, "")
    else:
        status = cells.get("status", "")
    pages = list(cells["sources"])
    if table == "claims":
        pages += tables.assessments.query("claim == @key")["sources"].explode().tolist()
    return Row(name, table, cells, str(status), tuple(pages))


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, without dates: ``four to six million`` are two."""
    found: list[float] = []

    def take(match: re.Match[str]) -> str:
        *words, scale = match.groups()
        found.extend(value(word) * SCALES[scale.lower()] for word in words if word)
        return " "

    rest = SCALED.sub(take, NAMES.sub(" ", text))
    return found + [value(word) for word in re.findall(rf"\b{DIGITS}\b", rest)]


def value(word: str) -> float:
    if word.lower() in SMALL:
        return SMALL.index(word.lower()) or 0.5
    return float(word.replace(",", ""))


def held(row: Row) -> set[float]:
    """Return every number that a row holds, in its unit and as it is written."""
    values: set[float] = set()
    for name, cell in row.cells.drop("sources").items():
        unit = str(row.cells.get("unit", UNITS.get((row.table, name), "")))
        factor = next((n for word, n in SCALES.items() if word in unit), 1)
        if isinstance(cell, str):
            values |= set(numbers(cell))
        elif not isinstance(cell, tuple) and pd.notna(cell):
            values |= {float(cell), float(cell) * factor}
    return values


def fits(value: float, values: set[float], rounded: bool) -> bool:
    return any(abs(value - other) <= (0.05 * other if rounded else 0) for other in values)


def paragraphs() -> Iterator[tuple[str, str]]:
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "markdown" and "notebook-only" not in cell.metadata.get(
                "tags", []
            ):
                for paragraph in re.split(r"\n\n+|\n(?=- )", cell.source):
                    yield path.stem, paragraph


def links() -> Iterator[tuple[str, re.Match[str]]]:
    for chapter, paragraph in paragraphs():
        for link in LINK.finditer(paragraph):
            yield f"{chapter}: {paragraph[:60]!r}", link


def test_a_link_that_names_a_row_leads_to_a_source_of_it(tables: Tables) -> None:
    wrong = []
    for place, link in links():
        pages = {s for name in link[3].split() for s in row(tables, name).sources}
        if link[2] not in set(tables.sources.loc[list(pages), "url"]):
            wrong.append((place, link[0]))
    assert wrong == []


def test_a_number_in_a_link_is_that_of_its_row(tables: Tables) -> None:
    wrong = []
    for place, link in links():
        rows = [row(tables, name) for name in link[3].split()]
        values = set().union(*map(held, rows))
        before = link.string[max(0, link.start() - 24) : link.start()]
        said, hedge = numbers(link[1]), bool(HEDGED.search(f"{before} {link[1]}"))
        wrong += [
            f"{place}: {value:,g}; {link[3]} holds {sorted(values)}"
            for value in said
            if not fits(value, values, hedge)
        ]
        for cells in (r.cells for r in rows if {"low", "best", "high"} <= set(r.cells.index)):
            ranged = pd.isna(cells["best"]) and cells[["low", "high"]].notna().all()
            if ranged and len(said) == 1 and not ENDED.search(f"{before} {link[1]}"):
                wrong.append(f"{place}: one end of {cells['low']} to {cells['high']} ({link[3]})")
    assert wrong == []


def test_a_mark_is_that_of_the_row_named_beside_it(tables: Tables) -> None:
    wrong = []
    for chapter, paragraph in paragraphs():
        for mark in MARK.finditer(paragraph):
            links = list(LINK.finditer(paragraph))
            before = [link for link in links if link.end() <= mark.start()]
            if links:
                named, word = (before[-1:] or links)[0][3], mark[0].split()[1]
                words = [row(tables, name).status for name in named.split()]
                if word not in words:
                    wrong.append(f"{chapter}: {word}; {named} is {words}")
    assert wrong == []


def test_a_number_that_its_speaker_has_renewed_is_dated(tables: Tables) -> None:
    stated = pd.concat([tables.figures, tables.estimates]).dropna(subset=["series", "body"])
    old = []
    for chapter, paragraph in paragraphs():
        named = {name for link in LINK.finditer(paragraph) for name in link[3].split()}
        for name in named:
            table, _, key = name.partition(":")
            if table not in ("figures", "estimates") or key not in stated.index:
                continue
            mine = stated.loc[key]
            same = stated[(stated["series"] == mine["series"]) & (stated["body"] == mine["body"])]
            newer = same[same["date"] > mine["date"]].index
            ids = {n.partition(":")[2] for n in named}
            if len(newer) and not ids & set(newer) and mine["date"][:4] not in paragraph:
                old.append(f"{chapter}: {name}; newer: {list(newer)}")
    assert old == []


def tied(chapter: str) -> bool:
    return any(LINK.search(text) for stem, text in paragraphs() if stem == chapter)


@pytest.mark.parametrize("chapter", [p.stem for p in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))])
def test_a_chapter_that_names_rows_names_them_throughout(chapter: str) -> None:
    loose = []
    for stem, text in paragraphs():
        if stem != chapter or not tied(chapter) or text.startswith(("#", "*Story")):
            continue
        bare = re.sub(r"\[[^\]]*\]\(\S+ ?\"[^\"]*\"\)", "", text)
        bare = re.sub(r"\]\([^)]*\)|<!--.*?-->", "]", bare)
        loose += [(text[:50], n) for n in numbers(bare)]
        marks = [mark[0] for mark in MARK.finditer(text)]
        if not LINK.search(text) and len(marks) < 3:  # three teach the marks
            loose += [(text[:50], mark) for mark in marks]
    assert loose == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("quiz", ["text", "why_a", "why_b", "why_c"]),
        ("bets", ["summary"]),
        ("source_lab", ["summary", "behind", "evidence", "others"]),
        ("side_cards", ["wants", "says"]),
    ],
)
def test_a_number_in_a_question_stands_in_a_row_that_it_names(
    tables: Tables, table: str, columns: list[str]
) -> None:
    wrong = []
    for index, cells in tables[table].iterrows():
        values = set().union(*(held(row(tables, name)) for name in cells["rows"]), set())
        for column in columns:
            text = cells[column] if isinstance(cells[column], str) else ""
            hedge = bool(HEDGED.search(text))
            wrong += [
                f"{table} {index} {column}: {value:,g}; {cells['rows']} hold {sorted(values)}"
                for value in numbers(text)
                if not fits(value, values, hedge)
            ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.j2")), ids=lambda path: path.stem)
def test_a_number_in_the_words_of_a_view_stands_in_a_row_that_they_name(
    tables: Tables, path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    named = " ".join(re.findall(r"\{# rows: (.*?) #\}", text)).split()
    values = set().union(*(held(row(tables, name)) for name in named if ":" in name), set())
    values |= {n for name in named for n in numbers(MEANT.get(name, ""))}
    said = numbers(re.sub(r"\{[{%#].*?[}%#]\}", " ", text, flags=re.DOTALL))
    assert [number for number in said if not fits(number, values, bool(HEDGED.search(text)))] == []


def test_a_number_in_the_cards_of_a_role_is_computed_or_none(tables: Tables) -> None:
    words = ["opening", "stance", "interests", "red_lines", "trade", "cost"]
    cells = tables.roles_cards[words].explode(words[2]).explode(words[3]).to_numpy().ravel()
    assert [cell for cell in cells if isinstance(cell, str) and numbers(cell)] == []


def test_a_reader_of_the_page_does_not_see_the_names_of_rows() -> None:
    html = '<p><a href="https://a.page/" title="figures:a-b trade:2023/china">4</a></p>'
    draft = Draft("02-gains", 1, {}, lexicon(load()))
    assert draft.prose(html) == '<p><a href="https://a.page/">4</a></p>'


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ("It came in March 2024.", "2024-03-31"),
        ("Resolution 2024 of 2 July 2019 and the year 2023", ""),
        ('<a href="x" title="events:panel-veto">a veto</a>', "2024-03-28"),
        ("He took it back. <!-- events:panel-ends -->", "2024-04-30"),
        ('<a href="x" title="claims:seeking-shells">agree</a>', "2023-10-16"),
        ('<a href="x" title="claims:seeking-shells@2023-09-12">said</a>', ""),
    ],
)
def test_a_paragraph_says_from_which_day_on_it_can_be_read(
    tables: Tables, html: str, day: str
) -> None:
    mark = f' data-from="{day}"' if day else ""
    bare = re.sub(" <!.*", "", html)
    assert dated(f"<p>{html}</p>", tables) == f"<p{mark}>{bare}</p>"


def test_all_prose_can_be_read_by_the_newest_date(tables: Tables) -> None:
    told = {
        day: paragraph
        for _, paragraph in paragraphs()
        for day in re.findall('data-from="(.*?)"', dated(prose(paragraph, {}, "", []), tables))
    }
    assert len(told) > 9
    html = prose("So. <!-- events:panel-ends -->", {}, "", [])
    assert '<p data-from="2024-04-30">So.' in dated(html, tables)
    assert {day: text for day, text in told.items() if day > NEWEST} == {}
