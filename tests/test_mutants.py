"""What check accepts is right: cells spoilt by chance are refused where they stand, or harmless."""

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import explainer
from explainer import story
from explainer.data import DataError, descriptor

Rows = list[list[str]]
SPOILT: dict[str, Callable[[str], str]] = {
    "blanks only": lambda cell: "  ",
    "zero width only": lambda cell: "\u200b",
    "stray blank": lambda cell: cell + " ",
    "no-break space": lambda cell: cell + "\u00a0",
    "byte-order mark": lambda cell: "\ufeff" + cell,
    "mark of direction": lambda cell: cell[:1] + "\u200f" + cell[1:],
    "line break": lambda cell: cell[:1] + "\n" + cell[1:],
    "not a number": lambda cell: "NaN",
    "lost reference": lambda cell: "#REF!",
    "unknown name": lambda cell: "#NAME?",
    "a word for none": lambda cell: "<NA>",
    "an error of a sheet": lambda cell: "Err:502",
    "named in HTML": lambda cell: cell[:1] + "&amp;" + cell[1:],
    "letters of two scripts": lambda cell: cell.translate(str.maketrans("aeopc", "аеорс")),
    "wide letters": lambda cell: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in cell),
    "lone quotation mark": lambda cell: cell + '"',
    "a formula": lambda cell: "=" + cell,
    "lost letter": lambda cell: cell[:1] + "\ufffd" + cell[1:],
    "coded twice": lambda cell: cell + "é".encode().decode("cp1252"),
    "beyond all numbers": lambda cell: "1e400",
    "year 1": lambda cell: "0001",
    "year 9999": lambda cell: "9999-12-31",
}
DATES = {"year 1", "year 9999"}
"""What is a fault in dates alone; what lies beyond all numbers, in numbers as well."""
TABLES = {resource["name"]: resource for resource in descriptor()["resources"]}


def spoil(folder: Path, chance: random.Random, count: int) -> dict[tuple[str, int], str]:
    """Spoil as many cells, each in a row of its own; return the kind of each by file and line."""
    texts = {name: read(folder / table["path"]) for name, table in TABLES.items()}
    places = {}
    while len(places) < count:
        name, (kind, change) = chance.choice(list(TABLES)), chance.choice(list(SPOILT.items()))
        rows, fields = texts[name], {f["name"]: f for f in TABLES[name]["schema"]["fields"]}
        line, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        field = fields[rows[0][column]]
        date, number = "kind" in field, field["type"] in ("integer", "number")
        fits = date or (kind not in DATES and (number or kind != "beyond all numbers"))
        place = TABLES[name]["path"], line + 1
        if rows[line][column] and place not in places and fits:
            spoilt = change(rows[line][column])
            if spoilt != rows[line][column]:
                rows[line][column] = spoilt
                places[place] = f"{kind} in {rows[0][column]}"
    for name, rows in texts.items():
        write(folder / TABLES[name]["path"], rows)
    return places


def read(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize("seed", range(5))
def test_every_spoilt_cell_is_named_in_its_line(folder, seed):
    places = spoil(folder, random.Random(seed), 56)
    with pytest.raises(DataError) as caught:
        explainer.load(folder)
    shift = {}  # lines that a line break in an earlier cell has moved
    for (file, line), kind in sorted(places.items()):
        before = [
            at
            for (name, at), other in places.items()
            if name == file and at < line and other.startswith("line break")
        ]
        shift[file, line + len(before)] = kind
    named = {(fault.file, fault.line) for fault in caught.value.faults}
    assert {place: kind for place, kind in shift.items() if place not in named} == {}


HARMLESS: dict[str, Callable[[Path, Rows], None]] = {
    "columns turned round": lambda file, rows: write(file, [row[::-1] for row in rows]),
    "mark at the start": lambda file, rows: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes()),
    "lines as in Windows": lambda file, rows: file.write_bytes(
        file.read_bytes().replace(b"\n", b"\r\n")
    ),
    "all in quotation marks": lambda file, rows: file.write_text(
        "".join(
            ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) + "\n" for row in rows
        ),
        encoding="utf-8",
    ),
}


def test_what_is_saved_otherwise_means_the_same(folder):
    chance, before = random.Random(1), explainer.load()
    for table in TABLES.values():
        file = folder / table["path"]
        chance.choice(list(HARMLESS.values()))(file, read(file))
    after = explainer.load(folder)
    assert all(after[name].equals(before[name]) for name in before)


DAMAGED: dict[str, Callable[[Rows, random.Random], Rows]] = {
    "cut off after a row": lambda rows, chance: rows[: chance.randrange(1, len(rows))],
    "without a row": lambda rows, chance: rows[:2] + rows[3:] if len(rows) > 3 else rows[:-1],
    "without its first line": lambda rows, chance: rows[1:],
    "without a column": lambda rows, chance: [row[:-1] for row in rows],
    "a row twice": lambda rows, chance: [*rows, chance.choice(rows[1:])],
    "cells of a row moved on": lambda rows, chance: [*rows[:-1], [rows[-1][-1], *rows[-1][:-1]]],
    "an empty row": lambda rows, chance: [*rows, [""] * len(rows[0])],
    "a cell too many": lambda rows, chance: [*rows[:-1], [*rows[-1], "x"]],
    "parted by semicolons": lambda rows, chance: [[";".join(row)] for row in rows],
    "a line for Excel": lambda rows, chance: [["sep=", ""], *rows],
}


@pytest.mark.parametrize("seed", range(2))
def test_every_damaged_table_is_named(folder, seed):
    chance = random.Random(seed)
    kinds = {}
    for table in TABLES.values():
        kind, damage = chance.choice(list(DAMAGED.items()))
        rows = read(folder / table["path"])
        write(folder / table["path"], damage([list(row) for row in rows], chance))
        kinds[table["path"]] = kind
    with pytest.raises(DataError) as caught:
        explainer.load(folder)
    named = {fault.file for fault in caught.value.faults}
    assert {file: kind for file, kind in kinds.items() if file not in named} == {}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_accepted_is_drawn(folder, monkeypatch, seed):
    chance = random.Random(seed)
    name = chance.choice([name for name in TABLES if name != "region"])
    file = folder / TABLES[name]["path"]
    rows = read(file)
    one, two = chance.sample(range(1, len(rows)), 2)
    column = chance.randrange(len(rows[0]))
    rows[one][column], rows[two][column] = rows[two][column], rows[one][column]
    write(file, rows)
    try:
        tables = explainer.load(folder)
    except DataError:
        return
    monkeypatch.setattr(story, "load", lambda: tables)
    [view] = chance.sample(story.VIEWS, 1)
    for panel in getattr(story, view)().panels.values():
        body = panel.body if isinstance(panel.body, str) else " ".join(panel.body)
        words = re.sub("<[^>]*>", " ", f"{panel.title} {panel.alt} {body}").split()
        assert not {"nan", "NaN", "NaT", "undefined", "<NA>"} & {*words}, view
