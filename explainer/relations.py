"""What holds between the cells of a table, and between tables: order, keys, references."""

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from explainer.check import Raw, Row, Tables, rows_of
from explainer.values import before, nearest

_IN_ID = re.compile(r"\b((?:19|20[0-4])\d(?:-\d\d(?:-\d\d)?)?)\b")
_CLOSE = 0.006
"""How far a sum of rounded numbers may lie from its own rounding, as a share of it."""

Dates = Mapping[str, str | None]
"""When the page of a source was published."""
Reference = tuple[tuple[str, ...], str, tuple[str, ...]]
"""Columns of a table; another table or the same one, and its columns that have their values."""


def relate(tables: Tables) -> None:
    """Note every breach of a relation in the table that breaks it."""
    pages = rows_of(tables, "sources", "id", "published")
    published = {page["id"]: page["published"] for page in pages}
    for table in tables.values():
        for field in (field for field in table.fields if field["name"] in table.text):
            for word in field.keys() & COLUMNS.keys():
                COLUMNS[word](table, field["name"], field[word], tables)
            for word, (rule, mend) in ROWS.items():
                for row in table.rows if word in field else ():
                    if expected := rule(row, field["name"], field[word], published):
                        row.note(field["name"], expected, mend)
        _doubles(table)
        for reference in references(table.resource):
            _strangers(table, reference, tables)


def references(resource: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the references that a descriptor declares, in keys and in the items of lists."""
    schema = resource["schema"]
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        name = target.get("resource") or resource["name"]  # none is the table itself
        yield tuple(listed(key["fields"])), name, tuple(listed(target["fields"]))
    for field in schema["fields"]:
        if name := field.get("items", {}).get("resource"):
            yield (field["name"],), name, ("id",)


def listed(names: str | list[str] | None) -> list[str]:
    """Return one name or several as a list: the standard has both."""
    return [names] if isinstance(names, str) else names or []


def _reported_in(row: Row, name: str, column: str, published: Dates) -> str | None:
    """Refuse a date after that of the newest page in a column."""
    [_, last] = _span(row[column], published)
    late = row[name] and last and before(last, row[name])
    return f"no date after {last}, when the newest of its {column} appeared" if late else None


def _reported_within(row: Row, name: str, most: int, published: Dates) -> str | None:
    """Refuse a date more than so many days before the oldest of the row's ``sources``."""
    [first, _] = _span(row["sources"], published)
    if row[name] and first and (_ends(first[:10])[0] - _ends(row[name][:10])[1]).days > most:
        return f"a date at most {most} days before {first}, that of its oldest source"
    return None


@functools.cache
def _ends(date: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return where a date as exact as it is known begins and ends."""
    return pd.Period(date).start_time, pd.Period(date).end_time


def _span(pages: tuple[str, ...] | None, published: Dates) -> tuple[str, str]:
    """Return the days of the oldest and the newest page, if all are dated."""
    dates = [published.get(page) or "" for page in pages or ()] or [""]
    return (min(dates), max(dates)) if all(dates) else ("", "")


def _dated_in(row: Row, name: str, column: str, published: Dates) -> str | None:
    """Refuse a date that is not the one in an id."""
    told, date = _IN_ID.search(row[column] or ""), row[name] or ""
    other = told and date[: len(told[1])] != told[1][: len(date)]
    return f"a date in {told[1]}, as in its {column}" if told and other else None


def _begins_with(row: Row, name: str, column: str, published: Dates) -> str | None:
    """Refuse an id that does not begin with the value of a column."""
    fits = (row[name] or "").startswith(row[column] or "")
    return None if fits else f"an id that begins with {row[column]}, its {column}"


def _required_with(row: Row, name: str, column: str, published: Dates) -> str | None:
    """Refuse an empty cell beside one that needs it."""
    lacks = row[name] in (None, ()) and row[column] not in (None, ())
    return f"a value, because {column} has one" if lacks else None


def _sum_of(row: Row, name: str, parts: list[str], published: Dates) -> str | None:
    """Refuse a sum that is not that of its parts, as exactly as they are rounded."""
    whole, values = row[name], [row[part] for part in parts]
    if None in (whole, *values) or abs(whole - sum(values)) <= _CLOSE * abs(whole):
        return None
    return f"the sum of {' and '.join(f'{part} {row[part]}' for part in parts)}"


def _share_of(row: Row, name: str, parts: list[str], published: Dates) -> str | None:
    """Refuse a share that is not that of a part in its whole, two columns."""
    share, part, whole = values = [row[column] for column in (name, *parts)]
    if None in values or abs(share * whole - part) <= _CLOSE * whole:
        return None
    return f"{parts[0]} {part} of {parts[1]} {whole}"


ROWS: dict[str, tuple[Callable[[Row, str, Any, Dates], str | None], str]] = {
    "reportedIn": (_reported_in, "Correct it, or cite another."),
    "reportedWithin": (_reported_within, "Correct it, or cite a page of that time."),
    "datedIn": (_dated_in, "Correct one."),
    "beginsWith": (_begins_with, "Correct one."),
    "requiredWith": (_required_with, "Fill both, or neither."),
    "sumOf": (_sum_of, "Correct one."),
    "shareOf": (_share_of, "Correct one."),
}
"""Property of a field that ties a cell to its row -> what else is expected, and the remedy."""


def _not_before(table: Raw, name: str, lowers: str | list[str], tables: Tables) -> None:
    """Refuse a date or number that is less than that of another column."""
    for row, lower in itertools.product(table.rows, listed(lowers)):
        end, start = row[name], row[lower]
        dated = isinstance(end, str)
        if None not in (end, start) and (before(end, start) if dated else end < start):
            word = "no date before" if dated else "no less than"
            row.note(name, f"{word} {lower}, {start}", "Correct one.")


def _rows_as(table: Raw, name: str, form: str, tables: Tables) -> None:
    """Refuse an item that does not name a row of any table, as ``table:key``."""
    known: dict[str, set[str]] = {}
    for row in table.rows:
        for item in row[name] or ():
            other, _, key = item.partition(":")
            if other in tables and other not in known:
                keys = listed(tables[other].resource["schema"].get("primaryKey"))
                columns = (tables[other].text.get(column, ()) for column in keys)
                known[other] = set(map("/".join, zip(*columns, strict=False)))
            if key not in known.get(other, ()) and (other not in known or known[other]):
                row.note(name, "a row that exists", f"Name it as {form}.", item)


def _same_in(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Refuse another value than that of the first row with the same value in a column."""
    first: dict[str, str] = {}
    cells = (table.text.get(key, ()) for key in (column, name))
    for row, key, text in zip(table.rows, *cells, strict=False):
        if (value := first.setdefault(key, text)) != text:
            expected = f"{value}, as in the other rows of this {column}"
            row.note(name, expected, "Correct one.", text)


def _in_order(table: Raw, name: str, _: bool, tables: Tables) -> None:
    """Refuse a date before that of the row above."""
    for above, row in itertools.pairwise(table.rows):
        if before(row[name] or "", above[name] or ""):
            expected = f"no date before {above[name]}, of the row above"
            row.note(name, expected, "Correct it, or put the row in its place.")


def _each(table: Raw, name: str, words: list[str], tables: Tables) -> None:
    """Refuse a list of which an item stands in no row, where a view needs one."""
    held = {item for row in table.rows for item in row[name] or ()}
    for word in words if table.lines and not table.faults else ():
        if word not in held:
            table.note(None, name, None, f"a row with {word}", "Give it to the row that it marks.")


COLUMNS: dict[str, Callable[[Raw, str, Any, Tables], None]] = {
    "notBefore": _not_before,
    "rowsAs": _rows_as,
    "sameIn": _same_in,
    "inOrder": _in_order,
    "each": _each,
}
"""Property of a field that ties cells to those of other columns or rows -> what notes faults."""


def _doubles(table: Raw) -> None:
    """Note rows that have the key of an earlier one, and values that must be unique."""
    schema = table.resource["schema"]
    unique = [[f["name"]] for f in table.fields if f.get("constraints", {}).get("unique")]
    keys = [listed(schema.get("primaryKey")), *map(listed, schema.get("uniqueKeys", ()))]
    if keys[0] == ["id"]:  # a row pasted twice under two ids
        keys.append([field["name"] for field in table.fields if field["name"] != "id"])
    for names in filter(None, [*keys, *unique]):
        seen: dict[tuple[str, ...], int] = {}
        columns = [table.text.get(name, ()) for name in names]
        for line, *key in zip(table.lines, *columns, strict=False):
            first = seen.setdefault(tuple(key), line)
            if first != line and any(key):
                expected = f"no second one (the first is in line {first})"
                shown = ", ".join(names[:3]), ", ".join(key[:3])
                table.note(line, *shown, expected, "Change or remove it.")


def _strangers(table: Raw, reference: Reference, tables: Tables) -> None:
    """Note every reference to a row that does not exist, or is of a kind that is not taken.

    A row that could not be read is not missed as well: its own fault says enough.
    """
    columns, name, keys = reference
    target = tables[name]
    if not {*columns} <= table.text.keys():
        return
    known = set(zip(*(target.text.get(key, ()) for key in keys), strict=False))
    [schema] = [field for field in table.fields if field["name"] == columns[0]]
    kinds = dict(zip(target.text.get(keys[0], ()), target.text.get("kind", ()), strict=False))
    allowed = schema.get("ofKind", ())
    for row in table.rows if known else ():
        for item in itertools.islice(_items(row, columns), 200):
            if item in known:
                if allowed and kinds.get(item[0], allowed[0]) not in allowed:
                    words = f"one of the kind {' or '.join(allowed)}, not {kinds[item[0]]}"
                    row.note(columns[0], words, found=item[0])
            elif not any(part in target.broken for part in item):
                # Looking for a near id takes milliseconds: not for each of thousands.
                first = [key[0] for key in known] if len(table.faults) < 200 else []
                mend = nearest(item[0], first) or f"Add a row to {name}.csv, or correct it."
                words = ", ".join(keys) if keys != ("id",) else "an id"
                found = ", ".join(item)
                row.note(", ".join(columns), f"{words} of {name}.csv", mend, found)
    if target is table and len(columns) == 1:
        _circles(table, columns[0], keys[0], schema.get("noCircles", False))


def _items(row: Row, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the keys that a row names: one, or each of a list; none where a part is empty."""
    values = [row[column] for column in columns]
    if len(values) == 1 and isinstance(values[0], tuple):
        yield from ((item,) for item in values[0])
    elif None not in values:
        yield tuple(map(str, values))


def _circles(table: Raw, column: str, key: str, far: bool) -> None:
    """Note rows that name themselves, or from ``far`` lead back where that makes no sense."""
    named = {row[key]: [item for (item,) in _items(row, (column,))] for row in table.rows}
    for row in table.rows:
        reached, ahead = set(), [*named[row[key]]]
        while ahead:
            if (item := ahead.pop()) not in reached:
                reached.add(item)
                ahead += named.get(item, ()) if far else ()
        if row[key] in reached:
            mend = "Take the row out of its own chain."
            row.note(column, "no row that leads back to itself", mend, row[key])
