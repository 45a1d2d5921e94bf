"""What holds between the cells of a table, and between tables: order, keys, references."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from explainer.check import Raw, Tables
from explainer.values import nearest


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


def _doubles(table: Raw) -> None:
    """Note rows that have the key of an earlier one, and values that must be unique."""
    schema = table.resource["schema"]
    unique = [[f["name"]] for f in table.fields if f.get("constraints", {}).get("unique")]
    keys = [listed(schema.get("primaryKey")), *map(listed, schema.get("uniqueKeys", ()))]
    for names in [*keys, *unique]:
        seen: dict[tuple[str, ...], int] = {}
        columns = [table.text[name] for name in names if name in table.text]
        if len(columns) < len(names) or not names:
            continue
        for line, *key in zip(table.lines, *columns, strict=True):
            first = seen.setdefault(tuple(key), line)
            if first != line and any(key):
                expected = f"no second one (the first is in line {first})"
                table.note(line, ", ".join(names), ", ".join(key), expected, "Change or remove it.")


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
