"""Read CSV files and check them against the descriptor, noting every fault with its place.

The descriptor (``datapackage.json``) follows the Frictionless Data Package standard. Beyond it,
``kind: date`` marks a string that holds a date as exact as it is known; ``items`` says what the
items of a list must be (``{"resource": "actors"}`` for ids of a table, or ``{"enum": [...]}``);
``sentences`` that a text ends where a sentence does; ``leastRows`` of a table how many it has at
least, so that a file that was cut off is noticed. `relations` has the words that tie a cell to
others. What else there is (``unit``, ``method``, ``doubts``, ``example``) is for readers.
"""

from __future__ import annotations

import csv
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from explainer.values import judge_of, nearest, quoted, required

_MOST = 5000  # faults of a table that are noted
_SHOWN = 100
_COMMAS = (
    'Save it with commas: in Excel as "CSV UTF-8 (comma delimited)", in LibreOffice with "Edit '
    'filter settings" ticked and "," as field delimiter.'
)
_QUOTES = (
    'A quotation mark is left open or stands inside a cell: put the whole cell in "..." and double '
    "each one within."
)
_CUT = (
    "The file may be cut off. If rows were taken out on purpose, run `python -m explainer "
    "dictionary`, which counts them anew."
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
        if more := len(faults[_SHOWN:]):
            lines.append(f"... and {more} more: mend these first, then check again.")
        super().__init__("\n".join(lines))


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

    @functools.cached_property
    def rows(self) -> list[Row]:
        """The rows with the columns that the file has."""
        cells = zip(self.lines, *self.values.values(), strict=True)
        return [Row(self, line, zip(self.values, row, strict=True)) for line, *row in cells]

    def note(
        self, line: int | None, column: str | None, value: str | None, expected: str, mend: str = ""
    ) -> None:
        """Note a fault of this table; after thousands no more are needed."""
        if len(self.faults) < _MOST:
            self.faults.append(Fault(self.resource["path"], line, column, value, expected, mend))


class Row(dict[str, Any]):
    """A row by its columns; nothing in those that its table does not have."""

    def __init__(self, table: Raw, line: int, cells: Iterable[tuple[str, Any]]) -> None:
        super().__init__(cells)
        self.table, self.line = table, line

    def __missing__(self, column: str) -> None:
        """Return nothing."""

    def note(self, column: str, expected: str, mend: str = "", found: Any = None) -> None:
        """Note a fault of a cell, in which its own value was found if no other is given."""
        found = self[column] if found is None else found
        text = ";".join(found) if isinstance(found, tuple) else str(found)
        self.table.note(self.line, column, None if found is None else text, expected, mend)


Tables = Mapping[str, Raw]


def rows_of(tables: Tables, name: str, *columns: str) -> list[Row]:
    """Return the rows of a table by its name; none where it or a column is missing."""
    table = tables.get(name)
    # A column that it lacks is a fault of its own.
    whole = table and len(table.values) == len(table.fields) and {*columns} <= table.values.keys()
    return table.rows if table and whole else []


def rows_with(tables: Tables, *columns: str) -> Iterator[Row]:
    """Yield the rows of all tables that have some columns."""
    for name in tables:
        yield from rows_of(tables, name, *columns)


def by_id(tables: Tables, name: str, *columns: str) -> dict[str, Row]:
    """Return the rows of a table as `rows_of` does, by their ids."""
    return {row["id"]: row for row in rows_of(tables, name, "id", *columns)}


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
    table = Raw(json.loads(rules))
    records = list(_records(raw, table))
    header = records[0][1] if records and records[0][0] == 1 else []
    if not header:
        if not table.faults:
            table.note(1, None, None, "a first line with the names of the columns")
        return table
    if header[0].lower().startswith("sep="):
        table.note(1, None, header[0], "names of columns", "Delete this line, which Excel adds.")
        return table
    if len(header) == 1 and re.search("[;\t]", header[0]):
        table.note(1, None, header[0], "columns parted by commas", _COMMAS)
        return table
    fields = {f["name"]: f for f in table.fields}
    for name in (name for name in fields if name not in header):
        empty = "" if required(fields[name]) else " (its cells may be empty)"
        table.note(1, name, None, f"a column of this name{empty}", "Add it.")
    for name in dict.fromkeys(header):
        if name not in fields:
            mend = nearest(name, fields) or "Remove it, or describe it in datapackage.json."
            table.note(1, name, name, "only columns that datapackage.json describes", mend)
        elif header.count(name) > 1:
            table.note(1, name, name, "each column once", "Remove the second one.")
    rows = [(line, row) for line, row in records[1:] if _whole(table, line, row, len(header))]
    table.lines = [line for line, _ in rows]
    for name in (name for name in fields if name in header):
        at, judge = header.index(name), judge_of(json.dumps(fields[name]))
        table.text[name] = [row[at] for _, row in rows]
        judged = list(map(judge, table.text[name]))
        table.values[name] = [value for value, _ in judged]
        for line, (_, faults) in zip(table.lines, judged, strict=True):
            for fault in faults:
                table.note(line, name, *fault)
    least = table.resource.get("leastRows", 1)
    if len(table.lines) < least and not table.faults:
        table.note(None, None, f"{len(table.lines)} rows", f"at least {least}", _CUT)
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
    """Note an empty row, and one of another length than the header."""
    if not any(cells):
        table.note(line, None, None, "no empty row", "Delete it.")
    elif len(cells) != width:
        mend = "Commas are missing, or a quotation mark is left open."
        if len(cells) > width:
            mend = "A comma is too many, or a text that has one stands without quotation marks."
        table.note(line, None, f"{len(cells)} cells", f"{width}, one for each column", mend)
        table.broken += "\n".join(cells)
    return len(cells) == width and any(cells)
