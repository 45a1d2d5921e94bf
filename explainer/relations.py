"""What holds between the cells of a table, and between tables: order, keys, references."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from explainer.check import Raw, Tables, rows_in, rows_of
from explainer.values import nearest

_IN_ID = re.compile(r"\b((?:19|20[0-4])\d(?:-\d\d(?:-\d\d)?)?)\b")
_CLOSE = 0.006
"""How far a sum of rounded numbers may lie from its own rounding, as a share of it."""


class Reference(NamedTuple):
    """Columns of a table whose values are those of columns of another, or of the same one."""

    columns: tuple[str, ...]
    table: str
    keys: tuple[str, ...]


def relate(tables: Tables) -> None:
    """Note every breach of a relation in the table that breaks it."""
    for table in tables.values():
        for schema in table.fields:
            for lower in listed(schema.get("notBefore")):
                _order(table, schema["name"], lower)
            for word, rule in _FIELDS.items():
                if word in schema:
                    rule(table, schema["name"], schema[word], tables)
        _doubles(table)
        for reference in references(table.resource):
            _strangers(table, reference, tables)


def references(resource: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the references that a descriptor declares, in keys and in the items of lists."""
    schema = resource["schema"]
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        name = target.get("resource") or resource["name"]  # none is the table itself
        yield Reference(tuple(listed(key["fields"])), name, tuple(listed(target["fields"])))
    for field in schema["fields"]:
        if name := field.get("items", {}).get("resource"):
            yield Reference((field["name"],), name, ("id",))


def listed(names: str | list[str] | None) -> list[str]:
    """Return one name or several as a list: the standard has both."""
    return [names] if isinstance(names, str) else names or []


def _order(table: Raw, name: str, lower: str) -> None:
    """Note each value that is less than the one that the descriptor says it is not below."""
    if not {name, lower} <= table.values.keys():
        return
    for line, end, start in zip(table.lines, table.values[name], table.values[lower], strict=True):
        if end is None or start is None:
            continue
        if isinstance(end, str):
            # Compared as exactly as both are known: 2023 does not lie before 2023-07-25.
            end, start = end[: len(start)], start[: len(end)]
        if end < start:
            word = "no date before" if isinstance(end, str) else "no less than"
            table.note(line, name, str(end), f"{word} {lower}, {start}", "Correct one.")


def _reported(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Note each date after the day of the newest page that the row cites."""
    for line, day, pages in _told(table, name, column, tables):
        if day[: len(pages[-1])] > pages[-1][: len(day)]:
            expected = f"no date after {pages[-1]}, when the newest of its {column} appeared"
            table.note(line, name, day, expected, "Correct it, or cite another.")


def _soon(table: Raw, name: str, most: int, tables: Tables) -> None:
    """Note each date that lies too many days before the oldest page that the row cites."""
    for line, day, pages in _told(table, name, "sources", tables):
        span = pd.Period(pages[0][:10]).start_time - pd.Period(day[:10]).end_time
        if span.days > most:
            expected = f"a date at most {most} days before {pages[0]}, that of its oldest source"
            table.note(line, name, day, expected, "Correct it, or cite a page of that time.")


def _told(table: Raw, name: str, column: str, tables: Tables) -> Iterator[tuple[Any, ...]]:
    """Yield line and date of each row whose pages are all dated, and their dates in order."""
    cells = tables["sources"].values if "sources" in tables else {}
    known = dict(zip(cells.get("id", ()), cells.get("published", ()), strict=False))
    for row in rows_in(table, name, column):
        pages = [known.get(page) for page in row[column] or ()]
        if row[name] and pages and all(pages):
            yield row["line"], row[name], sorted(map(str, pages))


def _dated(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Note each date that is not the one in the id of its row."""
    for row in rows_in(table, name, column):
        told = _IN_ID.search(row[column] or "")
        if told and row[name] and row[name][: len(told[1])] != told[1][: len(row[name])]:
            expected = f"a date in {told[1]}, as in its {column}"
            table.note(row["line"], name, row[name], expected, "Correct one.")


def _whole(table: Raw, name: str, parts: list[str], tables: Tables) -> None:
    """Note each sum that is not that of its parts, as exactly as they are rounded."""
    for row in rows_in(table, name, *parts):
        values = [row[name], *(row[part] for part in parts)]
        if None not in values and abs(values[0] - sum(values[1:])) > _CLOSE * abs(values[0]):
            words = " and ".join(f"{part} {row[part]}" for part in parts)
            table.note(row["line"], name, str(values[0]), f"the sum of {words}", "Correct one.")


def _ratio(table: Raw, name: str, parts: list[str], tables: Tables) -> None:
    """Note each share that is not that of one number in another."""
    part, whole = parts
    for row in rows_in(table, name, part, whole):
        values = [row[name], row[part], row[whole]]
        if None not in values and abs(values[0] * values[2] - values[1]) > _CLOSE * values[2]:
            expected = f"{part} {values[1]} of {whole} {values[2]}"
            table.note(row["line"], name, str(values[0]), expected, "Correct one.")


def _vote(table: Raw, name: str, country: str, tables: Tables) -> None:
    """Note each vote that is another in the list of who voted how."""
    votes = {
        row["resolution"]: row["vote"]
        for row in rows_of(tables, "council", "resolution", "country", "vote")
        if row["country"] == country
    }
    for row in rows_in(table, "id", name):
        if (vote := votes.get(row["id"])) and vote != row[name]:
            table.note(row["line"], name, row[name], f"{vote}, as in council.csv", "Correct one.")


def _named(table: Raw, name: str, form: str, tables: Tables) -> None:
    """Note each item of a list that does not name a row, as ``table:key``."""
    known: dict[str, set[str]] = {}
    for row in rows_in(table, name):
        for item in row[name] or ():
            other, _, key = item.partition(":")
            if other in tables and other not in known:
                keys = listed(tables[other].resource["schema"].get("primaryKey"))
                columns = (tables[other].text.get(column, ()) for column in keys)
                known[other] = set(map("/".join, zip(*columns, strict=False)))
            if key not in known.get(other, ()) and not (other in known and not known[other]):
                mend = f"Name it as {form}."
                table.note(row["line"], name, item, "a row that exists", mend)


def _beside(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Note each cell that is empty though the one that needs it is not."""
    for row in rows_in(table, name, column):
        if row[column] is not None and row[name] is None:
            expected = f"a value, because {column} has one"
            table.note(row["line"], name, None, expected, "Fill both, or neither.")


def _same(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Note each value that is not that of the first row with the same value in a column."""
    first: dict[str, str] = {}
    cells = (table.text.get(key, ()) for key in (column, name))
    for line, key, text in zip(table.lines, *cells, strict=False):
        if (value := first.setdefault(key, text)) != text:
            expected = f"{value}, as in the other rows of this {column}"
            table.note(line, name, text, expected, "Correct one.")


def _begun(table: Raw, name: str, column: str, tables: Tables) -> None:
    """Note each id that does not begin with the value of a column."""
    for row in rows_in(table, name, column):
        if row[column] and row[name] and not row[name].startswith(row[column]):
            expected = f"an id that begins with {row[column]}, its {column}"
            table.note(row["line"], name, row[name], expected, "Correct one.")


def _sorted(table: Raw, name: str, _: bool, tables: Tables) -> None:
    """Note each date before that of the row above."""
    for above, row in itertools.pairwise(rows_in(table, name)):
        day, before = row[name] or "", above[name] or ""
        if day[: len(before)] < before[: len(day)]:
            expected = f"no date before {before}, of the row above"
            table.note(row["line"], name, day, expected, "Correct it, or put the row in its place.")


def _complete(table: Raw, name: str, words: list[str], tables: Tables) -> None:
    """Note each word that no row has, where a view needs one that does."""
    held = {item for row in rows_in(table, name) for item in row[name] or ()}
    for word in words if table.lines and not table.faults else ():
        if word not in held:
            table.note(None, name, None, f"a row with {word}", "Give it to the row that it marks.")


_FIELDS: dict[str, Callable[[Raw, str, Any, Tables], None]] = {
    "reportedIn": _reported,
    "reportedWithin": _soon,
    "datedIn": _dated,
    "beginsWith": _begun,
    "sumOf": _whole,
    "shareOf": _ratio,
    "voteOf": _vote,
    "rowsAs": _named,
    "requiredWith": _beside,
    "sameIn": _same,
    "inOrder": _sorted,
    "each": _complete,
}
"""Property of a field that ties it to other cells -> what notes where they differ."""


def _doubles(table: Raw) -> None:
    """Note rows that have the key of an earlier one, and values that must be unique."""
    schema = table.resource["schema"]
    unique = [[f["name"]] for f in table.fields if f.get("constraints", {}).get("unique")]
    keys = [listed(schema.get("primaryKey")), *map(listed, schema.get("uniqueKeys", ()))]
    if keys[0] == ["id"]:  # a row pasted twice under two ids
        keys.append([field["name"] for field in table.fields if field["name"] != "id"])
    for names in [*keys, *unique]:
        seen: dict[tuple[str, ...], int] = {}
        columns = [table.text[name] for name in names if name in table.text]
        if len(columns) < len(names) or not names:
            continue
        for line, *key in zip(table.lines, *columns, strict=True):
            first = seen.setdefault(tuple(key), line)
            if first != line and any(key):
                expected = f"no second one (the first is in line {first})"
                shown = ", ".join(names[:3]), ", ".join(key[:3])
                table.note(line, *shown, expected, "Change or remove it.")


def _strangers(table: Raw, reference: Reference, tables: Tables) -> None:
    """Note every reference to a row that does not exist, is of another kind, or leads back.

    A row that could not be read is not missed as well: its own fault says enough.
    """
    columns, name, keys = reference
    target = tables[name]
    if not set(columns) <= table.values.keys() or not set(keys) <= target.text.keys():
        return
    known = set(zip(*(target.text[key] for key in keys), strict=True))
    if not known:
        return
    for line, *values in zip(table.lines, *(table.values[c] for c in columns), strict=True):
        for item in itertools.islice(_items(values), 200):
            if item not in known and not any(part in target.broken for part in item):
                # Looking for a near id takes milliseconds: not for each of thousands.
                first = [key[0] for key in known] if len(table.faults) < 200 else []
                mend = nearest(item[0], first) or f"Add a row to {name}.csv, or correct it."
                words = ", ".join(keys) if keys != ("id",) else "an id"
                found = ", ".join(item)
                table.note(line, ", ".join(columns), found, f"{words} of {name}.csv", mend)
    if len(columns) == len(keys) == 1:
        _kinds(table, columns[0], target, keys[0])
        if target is table:
            _circles(table, columns[0], keys[0])


def _items(values: list[Any]) -> Iterator[tuple[str, ...]]:
    """Yield the keys that a row names: one, or each of a list; none where a part is empty."""
    if len(values) == 1 and isinstance(values[0], tuple):
        yield from ((item,) for item in values[0])
    elif not any(value is None for value in values):
        yield tuple(map(str, values))


def _kinds(table: Raw, column: str, target: Raw, key: str) -> None:
    """Note references to rows of a kind that the column does not take, such as a person."""
    [schema] = [field for field in table.fields if field["name"] == column]
    allowed = schema.get("ofKind")
    if not allowed or "kind" not in target.text:
        return
    kinds = dict(zip(target.text[key], target.text["kind"], strict=True))
    for line, value in zip(table.lines, table.values[column], strict=True):
        for (item,) in _items([value]):
            if kinds.get(item, allowed[0]) not in allowed:
                words = " or ".join(allowed)
                table.note(line, column, item, f"one of the kind {words}, not {kinds[item]}", "")


def _circles(table: Raw, column: str, key: str) -> None:
    """Note rows that name themselves, or lead back to themselves where that makes no sense."""
    [schema] = [field for field in table.fields if field["name"] == column]
    named = {
        own: [item for (item,) in _items([value])]
        for own, value in zip(table.text[key], table.values[column], strict=True)
    }
    for line, own in zip(table.lines, table.text[key], strict=True):
        reached, ahead = set(), list(named[own])
        while ahead:
            if (item := ahead.pop()) not in reached:
                reached.add(item)
                ahead += named.get(item, []) if schema.get("noCircles") else []
        if own in reached:
            mend = "Take the row out of its own chain."
            table.note(line, column, own, "no row that leads back to itself", mend)
