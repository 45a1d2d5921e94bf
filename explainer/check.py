"""Read CSV files and check them against the descriptor, noting every fault with its place.

The descriptor (``datapackage.json``) follows the Frictionless Data Package standard, with
properties of our own for which the standard has no word:

* ``kind: date`` marks a string that holds a date as exact as it is known;
* ``items`` says what the items of a list must be: ``{"resource": "actors"}`` for ids of a table,
  or ``{"enum": [...]}``;
* ``notBefore`` names the columns whose date or number must not lie after this one;
* ``ofKind`` lists the kinds of rows that a reference may name, and ``noCircles`` says that a chain
  of references to the own table must end;
* ``reportedIn`` names the column of pages of which one must be as new as this date, ``datedIn`` the
  column of ids whose dates are this one, ``rowsAs`` the form of items that name rows of any table;
* ``reportedWithin`` is how many days a date may lie before the oldest of the row's ``sources``, and
  ``beginsWith`` names the column whose value stands first in an id;
* ``requiredWith`` names the column that must not be filled without this one, ``each`` the items of
  which every one must stand in some row;
* ``sentences`` says that a text ends where a sentence does, ``sameIn`` names the column whose equal
  values have one value here, ``inOrder`` that rows stand in the order of a date;
* ``sumOf`` and ``shareOf`` name the columns that make a number (a part and its whole), ``voteOf``
  the member of the Council whose vote a column repeats;
* ``leastRows`` of a table is how many it has at least, so that a file that was cut off is noticed.

What else it has beyond the standard (``unit``, ``method``, ``doubts``, ``example``) is for readers
of the data dictionary.
"""

from __future__ import annotations

import csv
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from explainer.values import judge_of, nearest, quoted, required

MOST = 5000
"""Faults of a table that are noted."""
_SHOWN = 100
_COMMAS = (
    'Save it with commas: in Excel as "CSV UTF-8 (comma delimited)", in LibreOffice with "Edit '
    'filter settings" ticked and "," as field delimiter.'
)
_QUOTES = (
    'A quotation mark is left open or stands inside a cell: put the whole cell in "..." and double '
    "each one within."
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it is, what was found and expected, how to mend it."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    expected: str
    mend: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        where = self.file
        where += "" if self.line is None else f", line {self.line}"
        where += "" if self.column is None else f", column {self.column}"
        found = "" if self.value is None else f"found {quoted(self.value)}, "
        return f"{where}: {found}expected {self.expected}. {self.mend}".rstrip()


class UserError(Exception):
    """Something is wrong that its message says how to mend: nobody needs to see where in code."""


class DataError(UserError, ValueError):
    """The data cannot be used; ``faults`` has every reason, and the message lists them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{count} in the data:", *map(str, faults[:_SHOWN])]
        more = f"... and {len(faults) - _SHOWN} more: mend these first, then check again."
        super().__init__("\n".join(lines if len(faults) <= _SHOWN else [*lines, more]))


@dataclass
class Raw:
    """A table as read: by column its text and its values, by row its line in the file.

    ``broken`` is the text of the rows that could not be read.
    """

    resource: Mapping[str, Any]
    lines: list[int] = field(default_factory=list)
    text: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: str = ""

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The fields that the descriptor declares."""
        return self.resource["schema"]["fields"]

    def note(
        self, line: int | None, column: str | None, value: str | None, expected: str, mend: str = ""
    ) -> None:
        """Note a fault of this table; after thousands no more are needed."""
        if len(self.faults) < MOST:
            self.faults.append(Fault(self.resource["path"], line, column, value, expected, mend))


class Row(dict[str, Any]):
    """A row by its columns; nothing in those that its table does not have."""

    def __missing__(self, column: str) -> None:
        """Return nothing."""


Tables = Mapping[str, Raw]


def rows_of(tables: Tables, name: str, *columns: str) -> Iterator[Row]:
    """Yield the rows of a table by its name; none where it or a column is missing."""
    if table := tables.get(name):
        yield from rows_in(table, *columns)


def rows_in(table: Raw, *columns: str) -> Iterator[Row]:
    """Yield the rows of a table with their lines; none where a column is missing."""
    # A column that it lacks is a fault of its own.
    if len(table.values) >= len(table.fields) and set(columns) <= table.values.keys():
        for line, *cells in zip(table.lines, *table.values.values(), strict=True):
            yield Row(zip(table.values, cells, strict=True), line=line)


def read(folder: Path, resource: Mapping[str, Any]) -> Raw:
    """Read one table and check all that can be checked without the others."""
    try:
        raw = (folder / resource["path"]).read_bytes()
    except OSError:
        table = Raw(resource)
        table.note(None, None, None, "a file of this name", "Copy it from the project.")
        return table
    table = _parse(raw, json.dumps(resource))
    return replace(table, faults=[*table.faults])


@functools.lru_cache(maxsize=128)
def _parse(raw: bytes, rules: str) -> Raw:
    """Turn the bytes of a file into a table; what has not changed is not read anew."""
    resource = json.loads(rules)
    table = Raw(resource)
    records = list(_records(raw, table))
    if not records or records[0][0] > 1:
        if not table.faults:
            table.note(1, None, None, "a first line with the names of the columns")
        return table
    header, rows = records[0][1], records[1:]
    if not header:
        table.note(1, None, None, "a first line with the names of the columns")
        return table
    if header[0].lower().startswith("sep="):
        table.note(1, None, header[0], "names of columns", "Delete this line, which Excel adds.")
        return table
    if len(header) == 1 and re.search("[;\t]", header[0]):
        table.note(1, None, header[0], "columns parted by commas", _COMMAS)
        return table
    fields = {f["name"]: f for f in table.fields}
    for name, schema in fields.items():
        if name not in header:
            empty = "" if required(schema) else " (its cells may be empty)"
            table.note(1, name, None, f"a column of this name{empty}", "Add it.")
    for name in dict.fromkeys(header):
        if name not in fields:
            mend = nearest(name, fields) or "Remove it, or describe it in datapackage.json."
            table.note(1, name, name, "only columns that datapackage.json describes", mend)
        elif header.count(name) > 1:
            table.note(1, name, name, "each column once", "Remove the second one.")
    rows = [(line, cells) for line, cells in rows if _whole(table, line, cells, len(header))]
    table.lines = [line for line, _ in rows]
    for name, schema in fields.items():
        if name in header:
            at = header.index(name)
            table.text[name] = [cells[at] for _, cells in rows]
            table.values[name] = _column(table, schema)
    least = resource.get("leastRows", 1)
    if len(table.lines) < least and not table.faults:
        mend = (
            "The file may be cut off. If rows were taken out on purpose, run `python -m explainer "
            "dictionary`, which counts them anew."
        )
        table.note(None, None, f"{len(table.lines)} rows", f"at least {least}", mend)
    return table


def _records(raw: bytes, table: Raw) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it starts; go on after one that is broken."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = str(raw[error.start : error.end])[1:].strip("'")
        line = raw.count(b"\n", 0, error.start) + 1
        table.note(line, None, bad, "text in UTF-8", 'Save it as "CSV UTF-8".')
        return
    if text and not text.endswith(("\n", "\r")):
        mend = "The file may be cut off; if it is whole, end its last line."
        table.note(text.count("\n") + 1, None, None, "a line end at the end", mend)
    # Not splitlines(): it also parts lines at characters that may stand inside a cell.
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    lines = [f"{line}\n" for line in text.split("\n")] if text else []
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], strict=True)
        begin = start
        try:
            for cells in reader:
                yield begin + 1, cells
                begin = start + reader.line_num
            return
        except csv.Error as error:
            bad = lines[begin].strip()
            if "limit" in str(error):
                long = f"cells of at most {csv.field_size_limit():,} signs"
                table.note(begin + 1, None, bad, long, "Shorten it, or look for an open quote.")
            else:
                table.note(begin + 1, None, bad, "sound quoting", f"{_QUOTES} ({error})")
            table.broken += bad
            start = begin + 1


def _whole(table: Raw, line: int, cells: list[str], width: int) -> bool:
    if not any(cells):
        table.note(line, None, None, "no empty row", "Delete it.")
    elif len(cells) != width:
        mend = (
            "A comma is too many, or a text that has one stands without quotation marks."
            if len(cells) > width
            else "Commas are missing, or a quotation mark is left open."
        )
        table.note(line, None, f"{len(cells)} cells", f"{width}, one for each column", mend)
        table.broken += "\n".join(cells)
    return len(cells) == width and any(cells)


def _column(table: Raw, schema: Mapping[str, Any]) -> list[Any]:
    """Turn the text of a column into values (None where empty or wrong), noting what is wrong."""
    values: list[Any] = []
    judge = judge_of(json.dumps(schema))
    for line, text in zip(table.lines, table.text[schema["name"]], strict=True):
        value, faults = judge(text)
        for found, expected, mend in faults:
            table.note(line, schema["name"], found, expected, mend)
        values.append(value)
    return values
