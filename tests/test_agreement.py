"""Our check held against frictionless: both refuse the same faults, in the same places."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package

import explainer
from explainer.data import FOLDER, DataError, descriptor

# Tables that refer to each other and to no others, so that a run takes less than a second.
SOME = ["events", "places", "actors", "sources", "publishers"]
SOME += ["resolutions", "council", "nuclear_tests"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = descriptor()
    package["resources"] = [t for t in package["resources"] if t["name"] in SOME]
    for table in package["resources"]:
        del table["leastRows"], table["hash"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in SOME:
        shutil.copy(FOLDER / f"{name}.csv", tmp_path)
    spoil(tmp_path, "events", lambda rows: rows.__delitem__(slice(30, None)))
    text = " ".join((tmp_path / f"{name}.csv").read_text("utf-8") for name in SOME[:3] + SOME[4:])
    used = set(re.findall(r"[\w.-]+", text))
    spoil(tmp_path, "sources", lambda rows: [rows.remove(r) for r in rows[1:] if r[0] not in used])
    return tmp_path


def cell(column: str, value: str, row: int = 3) -> Callable[[list[list[str]]], object]:
    """Return a change that sets a cell; row 1 is the first below the header."""

    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = value

    return change


def copied(column: str) -> Callable[[list[list[str]]], object]:
    """Return a change that gives the third row the value of the second."""

    def change(rows: list[list[str]]) -> None:
        rows[3][rows[0].index(column)] = rows[2][rows[0].index(column)]

    return change


def column(name: str, renamed: str | None) -> Callable[[list[list[str]]], object]:
    """Return a change that renames the heading of a column, or drops the column."""

    def change(rows: list[list[str]]) -> None:
        at = rows[0].index(name)
        if renamed:
            rows[0][at] = renamed
        else:
            for row in rows:
                del row[at]

    return change


def added(rows: list[list[str]]) -> None:
    for row in rows:
        row.append("remarks" if row is rows[0] else "")


def both_keys_copied(rows: list[list[str]]) -> None:
    rows[3][:2] = rows[2][:2]


CELLS: dict[str, tuple[str, Callable[[list[list[str]]], object]]] = {
    "required text left empty": ("events", cell("title", "")),
    "required list left empty": ("events", cell("sources", "")),
    "required number left empty": ("places", cell("lat", "")),
    "unknown standing": ("events", cell("status", "proven")),
    "unknown kind of place": ("places", cell("kind", "town")),
    "unknown vote": ("council", cell("vote", "veto")),
    "number in words": ("events", cell("significance", "three")),
    "number with a point for a whole one": ("events", cell("significance", "2.5")),
    "number too large": ("events", cell("significance", "4")),
    "number too small": ("events", cell("significance", "0")),
    "decimal comma": ("places", cell("lat", "39,03")),
    "latitude off the globe": ("places", cell("lat", "181")),
    "longitude off the globe": ("places", cell("lon", "-181")),
    "neither true nor false": ("sources", cell("weak", "maybe")),
    "id in capitals": ("sources", cell("id", "TASS 2023")),
    "address without a scheme": ("sources", cell("url", "example.org/page")),
    "language in full": ("sources", cell("language", "english")),
    "date as a spreadsheet writes it": ("events", cell("start", "17/08/2023")),
    "month 13": ("events", cell("start", "2023-13")),
    "day 32": ("events", cell("start", "2023-08-32")),
    "clock time 25:00": ("events", cell("start", "2023-08-17T25:00")),
    "unknown place": ("events", cell("place", "atlantis")),
    "unknown country": ("places", cell("country", "atlantis")),
    "unknown country in a key": ("council", cell("country", "atlantis")),
    "doubled id": ("events", copied("id")),
    "doubled date as key": ("nuclear_tests", copied("date")),
    "doubled key of two columns": ("council", both_keys_copied),
    "doubled address": ("sources", copied("url")),
    "short row": ("places", lambda rows: rows[3].pop()),
    "long row": ("places", lambda rows: rows[3].append("more")),
    "empty row": ("places", lambda rows: rows.insert(3, [""] * len(rows[0]))),
}
HEADS: dict[str, tuple[str, Callable[[list[list[str]]], object]]] = {
    "missing column": ("places", column("note", None)),
    "extra column": ("places", added),
    "misspelt column": ("places", column("note", "notes")),
    "doubled column": ("places", column("note", "name")),
}
FILES: dict[str, Callable[[Path], object]] = {
    "open quotation mark": lambda file: file.write_bytes(
        file.read_bytes().replace(b"\nsochi,", b'\n"sochi,')
    ),
    "not UTF-8": lambda file: file.write_bytes(file.read_bytes() + "é".encode("cp1252")),
    "semicolons": lambda file: file.write_bytes(file.read_bytes().replace(b",", b";")),
    "empty file": lambda file: file.write_bytes(b""),
    "missing file": lambda file: file.unlink(),
}
OURS: dict[str, tuple[str, Callable[[list[list[str]]], object]]] = {
    "unknown actor in a list": ("events", cell("actors", "russia;atlantis")),
    "unknown source in a list": ("events", cell("sources", "no-such-page")),
    "unknown theme in a list": ("events", cell("themes", "astrology")),
    "item twice in a list": ("events", cell("actors", "russia;russia")),
    "empty item in a list": ("events", cell("actors", "russia;")),
    "day that no calendar has": ("events", cell("start", "2023-02-30")),
    "end before its start": ("events", cell("end", "1945")),
    "control character": ("events", cell("title", "a\x07b")),
}


def spoil(folder: Path, name: str, change: Callable[[list[list[str]]], object]) -> None:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def ours(folder: Path) -> set[tuple[str, int | None, str | None]]:
    """Return file, line and column of each fault that we find."""
    with pytest.raises(DataError) as caught:
        explainer.load(folder)
    return {(fault.file, fault.line, fault.column) for fault in caught.value.faults}


def theirs(folder: Path) -> list[tuple[str, int | None, str | None]]:
    """Return the same of each error that frictionless finds."""
    report = Package(folder / "datapackage.json").validate()
    return [
        (task.place, getattr(error, "row_number", None), getattr(error, "field_name", None))
        for task in report.tasks
        for error in task.errors
    ]


def test_both_are_content_with_the_tables_as_they_are(folder: Path) -> None:
    assert theirs(folder) == []
    assert set(explainer.load(folder)) == set(SOME)


def test_both_accept_columns_in_another_order(folder: Path) -> None:
    spoil(folder, "places", lambda rows: [row.insert(1, row.pop()) for row in rows])
    assert theirs(folder) == []
    assert set(explainer.load(folder)) == set(SOME)


@pytest.mark.parametrize("kind", CELLS)
def test_both_refuse_a_row_in_the_same_place(folder: Path, kind: str) -> None:
    name, change = CELLS[kind]
    spoil(folder, name, change)
    found = ours(folder)
    assert found, kind
    named = theirs(folder)
    assert named, kind
    for file, line, field in named:
        # Only one of the two names a column for keys and for rows of the wrong length.
        columns = {f[2] for f in found if f[:2] == (file, line)}
        assert columns and (field in columns or field is None or None in columns)


@pytest.mark.parametrize("kind", HEADS)
def test_both_refuse_a_heading(folder: Path, kind: str) -> None:
    name, change = HEADS[kind]
    spoil(folder, name, change)
    assert theirs(folder)
    assert {(file, line) for file, line, _ in ours(folder)} == {(f"{name}.csv", 1)}


@pytest.mark.parametrize("kind", FILES)
def test_both_refuse_a_file(folder: Path, kind: str) -> None:
    FILES[kind](folder / "places.csv")
    assert theirs(folder)
    assert {file for file, _, _ in ours(folder)} == {"places.csv"}


@pytest.mark.parametrize("kind", OURS)
def test_only_we_see_it_and_say_where(folder: Path, kind: str) -> None:
    name, change = OURS[kind]
    spoil(folder, name, change)
    assert theirs(folder) == []
    ((file, line, field),) = ours(folder)
    assert (file, line) == ("events.csv", 4) and re.fullmatch("[a-z_]+", str(field))
