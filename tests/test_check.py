"""What `explainer.load` and `python -m explainer check` say about data that are not in order."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explainer
from explainer import story
from explainer.check import read
from explainer.data import FOLDER, DataError, descriptor
from explainer.values import spoilt


def edit(file: Path, change: Callable[[str], str]) -> None:
    """Change the text of a file; fails where that changes nothing."""
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    file.write_text(after, encoding="utf-8", newline="")


def set_cell(file: Path, row: int, column: str, value: str) -> int:
    """Set a cell of the given row (0 is the first below the header); returns its line."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    rows[row + 1][rows[0].index(column)] = value
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(rows)
    return row + 2


def faults(folder: Path) -> list[str]:
    """Load a folder that is not in order; returns each fault as it is printed."""
    with pytest.raises(DataError) as caught:
        explainer.load(folder)
    return [str(fault) for fault in caught.value.faults]


def fault(folder: Path) -> str:
    """Load a folder that has exactly one fault."""
    [only] = faults(folder)
    return only


def test_ten_faults_are_all_named_by_file_line_and_column(folder: Path) -> None:
    events, places, firsts = folder / "events.csv", folder / "places.csv", folder / "firsts.csv"
    set_cell(events, 0, "actors", "russia;sergei-shoygu")
    set_cell(events, 1, "start", "2023-02-30")
    set_cell(events, 9, "id", story.load().events["id"].iloc[2])
    set_cell(events, 4, "status", "proven")
    set_cell(events, 5, "title", "")
    set_cell(events, 6, "sources", "no-such-page")
    set_cell(places, 0, "lat", "181")
    edit(events, lambda text: text + '"left open,2023-07-01,,"a",b\n')
    edit(firsts, lambda text: text.replace("verdict", "verdicts", 1))
    found = faults(folder)
    last = len(events.read_text(encoding="utf-8").splitlines())
    for expected in [
        'events.csv, line 2, column actors: found "sergei-shoygu", expected an id of actors.csv. '
        'Did you mean "sergei-shoigu"?',
        'events.csv, line 3, column start: found "2023-02-30", expected a date',
        "events.csv, line 11, column id: found",
        'events.csv, line 6, column status: found "proven", expected one of documented, corrob',
        'events.csv, line 7, column title: found "", expected a value',
        'events.csv, line 8, column sources: found "no-such-page", expected an id of sources.csv',
        'places.csv, line 2, column lat: found "181", expected 75 or less',
        f"events.csv, line {last}: found",
        "firsts.csv, line 1, column verdict: expected a column of this name",
        'firsts.csv, line 1, column verdicts: found "verdicts", expected only columns that '
        'datapackage.json describes. Did you mean "verdict"?',
    ]:
        assert [line for line in found if line.startswith(expected)], (expected, found)
    assert len(found) == 10


def test_the_command_prints_every_fault_and_fails(folder: Path) -> None:
    set_cell(folder / "places.csv", 0, "lat", "181")
    set_cell(folder / "visit.csv", 0, "status", "proven")
    run = subprocess.run(
        [sys.executable, "-m", "explainer", "check", folder], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "places.csv, line 2, column lat" in run.stderr
    assert "visit.csv, line 2, column status" in run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_the_command_is_content_with_the_storys_own_tables() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "explainer", "check"], capture_output=True, text=True, check=True
    )
    assert "no fault found" in run.stdout


def test_markup_and_quotes_are_plain_text(folder: Path) -> None:
    title = '<script>alert("שלום")</script> & "quoted", =1+1'
    set_cell(folder / "events.csv", 0, "title", title)
    assert explainer.load(folder).events["title"].iloc[0] == title


SPOILT = {
    "blanks only": "   ",
    "a zero-width blank only": "\u200b",
    "a stray blank before": " Kim",
    "a stray blank after": "Kim ",
    "two blanks": "Kim  Jong-un",
    "a no-break blank": "Kim\u00a0Jong-un",
    "a byte-order mark": "\ufeffKim",
    "a direction mark": "Kim\u202e Jong-un",
    "a soft hyphen": "Pyong\u00adyang",
    "a line break": "one\ntwo",
    "a line separator": "one\u2028two",
    "a replacement character": "Kim \ufffd",
    "an error of a spreadsheet": "#REF!",
    "an error within": "In #NAME? of 2023",
    "a column too narrow": "########",
    "no number": "NaN",
    "nothing": "null",
    "coded twice": "visit to SÃ£o Paulo",
    "coded twice, with quotes": "heâ€™s there",
    "coded twice, from Cyrillic": "РјРѕСЃРєРІР°",
    "a letter lost in a word": "Sh?igu",
    "a letter lost before a word": "visit of ?oigu",
    "a letter lost at an end": "in a caf? he sat",
    "a dash lost": "Moscow ? Pyongyang",
}


def test_spoilt_text_is_refused_with_a_remedy(folder: Path) -> None:
    for row, text in enumerate(SPOILT.values()):
        set_cell(folder / "events.csv", row, "title", text)
    broken = list(SPOILT).index("a line break")  # moves the lines after it
    named: dict[str, list[str]] = {}
    for line in faults(folder):
        named.setdefault(line.split(":")[0], []).append(line)
        assert line.rstrip().endswith("."), line
    for row, kind in enumerate(SPOILT):
        place = f"events.csv, line {row + 2 + (row > broken)}, column title"
        assert named.pop(place, []), kind
    assert named == {}


@pytest.mark.parametrize(
    "text", ["Café “Zürich” – 30 °C", "Who said so?", "Москва, 北京, ≈ 5", "R&D"]
)
def test_sound_text_of_any_language_is_taken(text: str) -> None:
    assert list(spoilt(text)) == []


def test_a_cell_of_several_lines_keeps_the_line_numbers_right(folder: Path) -> None:
    set_cell(folder / "events.csv", 0, "summary", "one\ntwo\nthree")
    set_cell(folder / "events.csv", 1, "status", "proven")
    first, second = faults(folder)
    assert first.startswith("events.csv, line 2, column summary: found")
    assert "line break U+000A" in first
    assert second.startswith("events.csv, line 5, column status")


IMPOSSIBLE = [
    ("events", "actors", "russia; north-korea", "no blanks at the ends"),
    ("estimates", "best", "1e400", "a number"),
    ("events", "significance", "9" * 400, "a whole number"),
    ("missile_tests", "launches", "6900", "200 or less"),
    ("events", "start", "0001-01-01", "something like"),
    ("events", "start", "9999-01-01", "something like"),
    ("events", "start", "2041-01-01", "no date after"),
    ("trips", "year", "2029", "no year after"),
    ("assembly_agreement", "country", "vladimir-putin", "one of the kind state, not person"),
    ("trips", "leader", "russia", "one of the kind person, not state"),
    ("arguments", "supports", None, "no row that leads back to itself"),
    ("lesson", "view", "no_such_view", "one of "),
    ("lesson", "minutes", "9", "minute "),
    ("assembly_baseline", "p10", "0.99", "no less than p10"),
]
"""A table, a column, a value that cannot be (none: the row's own id), what is expected instead."""


def test_what_cannot_be_is_refused(folder: Path) -> None:
    lines: dict[str, int] = {}
    places = []
    for table, column, value, expected in IMPOSSIBLE:
        row = lines[table] = lines.get(table, -1) + 1
        if value is None:
            value = str(story.load()[table]["id"].iloc[row])
        places.append((set_cell(folder / f"{table}.csv", row, column, value), table, expected))
    found = faults(folder)
    for line, table, expected in places:
        # What does not add up is named at the row that follows.
        where = "" if table in ("lesson", "assembly_baseline") else f"line {line}, "
        named = [f for f in found if f.startswith(f"{table}.csv, {where}") and expected in f]
        assert named, (table, line, expected, found)


def test_exchanged_coordinates_are_refused(folder: Path) -> None:
    places = story.load().places
    for n, place in enumerate(places.itertuples()):
        set_cell(folder / "places.csv", n, "lat", str(place.lon))
        set_cell(folder / "places.csv", n, "lon", str(place.lat))
    lines = {fault.split(",")[1] for fault in faults(folder) if fault.startswith("places.csv")}
    assert len(lines) >= len(places) - 2  # the one lies in its country all the same, one in none


def test_a_step_that_is_lost_from_a_lesson_is_noticed(folder: Path) -> None:
    edit(folder / "lesson.csv", lambda text: re.sub("\n[^\n]*Buffer[^\n]*", "", text, count=1))
    assert any("in all" in fault for fault in faults(folder))


def test_two_answers_that_are_alike_are_refused(folder: Path) -> None:
    answer = story.load().quiz["a"].iloc[0]
    set_cell(folder / "quiz.csv", 0, "b", f"{answer.upper()}")
    assert any("three answers that differ" in fault for fault in faults(folder))


def test_a_file_that_was_cut_off_is_refused(folder: Path) -> None:
    edit(folder / "gdp.csv", lambda text: text.rsplit("\n", 4)[0] + "\n")
    assert "gdp.csv: found" in fault(folder) and "The file may be cut off" in fault(folder)
    edit(folder / "gdp.csv", lambda text: text.removesuffix("\n"))
    assert "expected a line end at the end" in faults(folder)[0]


def test_a_heading_without_rows_is_refused(folder: Path) -> None:
    edit(folder / "gdp.csv", lambda text: text.split("\n")[0] + "\n")
    assert "gdp.csv: found" in fault(folder)


def test_an_empty_table_is_named_before_what_misses_its_rows(folder: Path) -> None:
    edit(folder / "sources.csv", lambda text: text.split("\n")[0] + "\n")
    assert len(found := faults(folder)) > 1 and found[0].startswith('sources.csv: found "0 rows"')


def test_the_cause_comes_first(folder: Path) -> None:
    edit(folder / "gdp.csv", lambda text: "sep=,\n" + text)
    assert fault(folder).startswith('gdp.csv, line 1: found "sep=')
    assert "Delete this line, which Excel adds" in fault(folder)
    (folder / "gdp.csv").write_bytes((FOLDER / "gdp.csv").read_bytes())
    set_cell(folder / "gdp.csv", 0, "sources", "x" * 140_000)
    limit = csv.field_size_limit(131_072)  # other libraries raise it
    assert "cells of at most 131,072 signs" in faults(folder)[0]
    csv.field_size_limit(limit)


def test_one_cell_makes_no_million_faults(folder: Path) -> None:
    set_cell(folder / "gdp.csv", 0, "sources", ";".join(f"a{n}" for n in range(20_000)))
    with pytest.raises(DataError) as caught:
        explainer.load(folder)
    assert len(caught.value.faults) <= 5000
    assert len(str(caught.value).splitlines()) <= 102
    assert "more: mend these first" in str(caught.value)


def test_control_characters_are_refused_and_named(folder: Path) -> None:
    characters = "\x00\x1b\t\x85"
    for row, character in enumerate(characters):
        set_cell(folder / "events.csv", row, "title", f"a{character}b")
    for character, line in zip(characters, faults(folder), strict=True):
        assert f"control character U+{ord(character):04X}" in line


def test_what_excel_and_libreoffice_save_is_read(folder: Path) -> None:
    def as_saved(text: str) -> str:
        return "\ufeff" + text.replace("\n", "\r\n")

    edit(folder / "events.csv", as_saved)
    assert explainer.load(folder).events.equals(story.load().events)


def test_a_file_with_semicolons_is_refused_with_the_way_to_save_it(folder: Path) -> None:
    edit(folder / "firsts.csv", lambda text: text.replace(",", ";"))
    message = fault(folder)
    assert message.startswith("firsts.csv, line 1:")
    assert "CSV UTF-8 (comma delimited)" in message
    assert "LibreOffice" in message


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    line = set_cell(folder / "firsts.csv", 2, "statement", "Kim à Pyongyang")
    text = (folder / "firsts.csv").read_text(encoding="utf-8").encode("cp1252", "ignore")
    (folder / "firsts.csv").write_bytes(text)
    assert fault(folder).startswith(f"firsts.csv, line {line}: found")
    assert "CSV UTF-8" in fault(folder)


def test_an_open_quotation_mark_hides_no_other_fault(folder: Path) -> None:
    set_cell(folder / "visit.csv", 20, "status", "proven")
    edit(folder / "visit.csv", lambda text: text.replace("\narrival,", '\n"arrival,', 1))
    found = faults(folder)
    assert found[0].startswith("visit.csv, line 3: found")
    assert found[1].startswith("visit.csv, line 22, column status")
    assert len(found) == 2


def test_a_broken_heading_is_one_fault(folder: Path) -> None:
    edit(folder / "firsts.csv", lambda text: f'"{text}')
    assert fault(folder).startswith("firsts.csv, line 1: found")


def test_a_broken_row_is_not_missed_by_those_that_refer_to_it(folder: Path) -> None:
    edit(folder / "places.csv", lambda text: text.replace("\nsochi,", '\n"sochi,'))
    assert "places.csv" in fault(folder)


def test_an_empty_row_and_a_short_row_are_named(folder: Path) -> None:
    edit(folder / "firsts.csv", lambda text: text + ",,,,\nonly,two\n")
    rows = len(story.load().firsts)
    assert [line.split(":")[0] for line in faults(folder)] == [
        f"firsts.csv, line {rows + 2}",
        f"firsts.csv, line {rows + 3}",
    ]


def test_an_end_before_its_start_is_named(folder: Path) -> None:
    set_cell(folder / "events.csv", 0, "end", "1945-01-01")
    assert "column end: found" in fault(folder)


def test_ten_thousand_events_are_checked_and_read(folder: Path) -> None:
    row = "event-{0}x,2023,,,Title {0},,Summary {0}.,arms,russia,,,opinion,,,1,{1}\n"
    source = story.load().sources["id"].iloc[0]
    edit(
        folder / "events.csv",
        lambda text: text + "".join(row.format(i, source) for i in range(10_000)),
    )
    assert len(explainer.load(folder).events) > 10_000


def test_missing_and_unknown_files_are_named(folder: Path) -> None:
    (folder / "firsts.csv").rename(folder / "first.csv")
    assert [line.split(":")[0] for line in faults(folder)] == ["first.csv", "firsts.csv"]


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "firsts.csv").write_bytes(b"")
    assert fault(folder).startswith("firsts.csv, line 1: expected a first line")


def test_thousands_of_strangers_are_named_in_seconds(folder: Path) -> None:
    edit(
        folder / "events.csv",
        lambda text: (
            text
            + "".join(
                f"event-{i}x,2023,,,a {i},,A summary {i}.,arms,nobody-{i},,,opinion,,,1,page-{i}\n"
                for i in range(2000)
            )
        ),
    )
    assert len(faults(folder)) == 4000


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8")) | st.text('ab,"\n\r; ') | st.binary())
def test_no_content_crashes_the_check(tmp_path: Path, content: str | bytes) -> None:
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / "firsts.csv").write_bytes(raw)
    [firsts] = [table for table in descriptor()["resources"] if table["name"] == "firsts"]
    assert read(tmp_path, firsts).faults


def test_a_folder_without_a_descriptor_or_with_a_broken_one_is_refused(folder: Path) -> None:
    (folder / "datapackage.json").write_text("{\n  oops", encoding="utf-8")
    assert fault(folder).startswith("datapackage.json, line 2: expected JSON")
    for text in (b"[]", b"{}", b"\xff"):
        (folder / "datapackage.json").write_bytes(text)
        assert fault(folder).startswith("datapackage.json: expected")
    (folder / "datapackage.json").unlink()
    assert fault(folder).startswith("datapackage.json: expected a file")
