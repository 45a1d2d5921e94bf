"""Read a descriptor: each form of the standard is honoured here or refused by its name."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from explainer.check import Fault
from explainer.relations import listed, references
from explainer.values import nearest

Known = dict[str, tuple[Any, ...]]
"""Properties that change what a table means -> the values that are honoured, beside none."""
_TABLE: Known = {"type": ("table",), "format": ("csv",), "encoding": ("utf-8", "UTF-8")}
_TABLE |= {"dialect": ({},), "compression": (), "data": ()}
_SCHEMA: Known = {"missingValues": ([""],), "fieldsMatch": ("exact", "equal")}
_FIELD: Known = {"format": ("default",), "itemType": ("string",), "kind": ("date",)}
_FIELD |= {"missingValues": ([""],), "groupChar": (), "bareNumber": (True,), "categories": ()}
_FIELD |= {"trueValues": (["true", "True", "TRUE", "1"],), "decimalChar": (".",)}
_FIELD |= {"falseValues": (["false", "False", "FALSE", "0"],)}
_COLUMNS = set("beginsWith datedIn notBefore reportedIn requiredWith sameIn shareOf sumOf".split())
_ANY = {"required", "unique"}
_NUMBERS = {*_ANY, "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_CONSTRAINTS = {"string": {*_ANY, "enum", "pattern", "minLength", "maxLength"}, "list": _ANY}
_CONSTRAINTS |= {"integer": _NUMBERS, "number": _NUMBERS, "boolean": {*_ANY, "enum"}}
"""The types that are honoured, and their constraints; a field of type any, or of none, is text."""

Breach = tuple[str | None, str, str]
"""The column if it is one's, what was found, what was expected."""


def examine(package: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong in a descriptor, or is in none of the forms that are honoured."""
    file, resources = "datapackage.json", package.get("resources")
    if not isinstance(resources, list) or not resources:
        return [Fault(file, None, None, None, 'a list "resources" of tables')]

    def look(rule: Callable[[Any, list[Any]], Iterator[Breach]]) -> list[Fault]:
        return [
            Fault(f"{file}, table {_name(resource) or n}", None, column, found or None, expected)
            for n, resource in enumerate(resources, 1)
            for column, found, expected in rule(resource, resources)
        ]

    return look(_table) or look(_keys)


def complete(package: dict[str, Any]) -> dict[str, Any]:
    """Return a sound descriptor in one form: with all types, and with lists of names in keys."""
    for resource in package["resources"]:
        schema = resource["schema"]
        for field in schema["fields"]:
            field["type"] = field.get("type", "any").replace("any", "string")
        if "primaryKey" in schema:
            schema["primaryKey"] = listed(schema["primaryKey"])
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]
            target["resource"] = target.get("resource") or resource["name"]
            key["fields"], target["fields"] = listed(key["fields"]), listed(target["fields"])
    return package


def _name(thing: Any) -> str:
    """Return the name of a table or a field; nothing where it has none."""
    name = thing.get("name") if isinstance(thing, dict) else None
    return name if isinstance(name, str) else ""


def _table(resource: Any, resources: list[Any]) -> Iterator[Breach]:
    """Yield what is wrong in a table by itself."""
    if not isinstance(resource, dict):
        yield None, str(resource), "an object that describes a table"
        return
    for key in ("name", "path"):
        if not isinstance(resource.get(key), str) or not resource[key]:
            yield None, str(resource.get(key, "")), f'one text as "{key}"'
    if list(map(_name, resources)).count(name := _name(resource)) > 1:
        yield None, name, "a name that no other table has"
    path, digest = str(resource.get("path")), str(resource.get("hash", ""))
    if not re.fullmatch(r"[^/\\]*\.csv", path):
        yield None, path, 'as "path" the name of a CSV file in this folder'
    if digest and not re.fullmatch("sha256:[0-9a-f]{64}", digest):
        yield None, digest, 'as "hash" sha256: and 64 digits, or none'
    yield from _other(None, resource, _TABLE)
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        yield None, "", 'an object "schema" with a list "fields"'
        return
    yield from _other(None, schema, _SCHEMA)
    names = list(map(_name, fields))
    for field, name in zip(fields, names, strict=True):
        if not name:
            yield None, str(field), 'fields that are objects with a "name"'
        elif names.count(name) > 1:
            yield name, name, "each field once"
        else:
            yield from _field(name, field, names)


def _other(column: str | None, given: Mapping[str, Any], known: Known) -> Iterator[Breach]:
    """Yield properties with values that mean what is not honoured."""
    for key, values in known.items():
        if key in given and given[key] not in values:
            words = " or ".join(map(str, values)) or "none"
            yield column, f"{key}: {str(given[key])[:60]}", f"{words}: nothing else is read here"


def _field(name: str, field: Mapping[str, Any], names: list[str]) -> Iterator[Breach]:
    yield from _other(name, field, _FIELD)
    kind = field.get("type", "any")
    known = _CONSTRAINTS.get("string" if kind == "any" else str(kind))
    if known is None:
        yield name, str(kind), f"as type one of {', '.join(_CONSTRAINTS)}, any"
        return
    if kind == "list" and field.get("delimiter") != ";":
        yield name, str(field.get("delimiter", ",")), 'as "delimiter" of a list ";"'
    for word in _COLUMNS & field.keys():
        given = field[word]
        for other in listed(given) if isinstance(given, str | list) else [given]:
            if other not in names:
                yield name, str(other), f'as "{word}" a field of the table'
    if not isinstance(field.get("reportedWithin", 0), int):
        yield name, f"reportedWithin: {field['reportedWithin']}", "a whole number of days"
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        yield name, str(rules), 'as "constraints" an object'
        return
    for rule, value in rules.items():
        if rule not in known:
            expected = f"of a {kind} only {', '.join(sorted(known))}. {nearest(rule, known)}"
            yield name, rule, expected.strip(". ")
        elif not _fits(rule, value, kind):
            yield name, f"{rule}: {value}", "a value of its kind"
    if field.get("categoriesOrdered") and "enum" not in rules:
        yield name, "categoriesOrdered", 'with it an "enum"'


def _fits(rule: str, value: Any, kind: str) -> bool:
    """Whether a constraint has a value that can be held against cells."""
    if rule == "enum":
        kinds = {"integer": (int,), "number": (int, float), "boolean": (bool,)}.get(kind, (str,))
        return isinstance(value, list) and all(type(one) in kinds for one in value)
    if rule == "pattern":
        with contextlib.suppress(re.error, TypeError):
            return bool(re.compile(value))
        return False
    return type(value) in ((bool,) if rule in _ANY else (int, float))


def _keys(resource: Mapping[str, Any], resources: list[Any]) -> Iterator[Breach]:
    """Yield keys and references that name what is not there."""
    schema = resource["schema"]
    columns = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in resources}
    own = columns[resource["name"]]
    for key in [schema.get("primaryKey"), *schema.get("uniqueKeys", ())]:
        for column in listed(key):
            if column not in own:
                yield None, str(column), "as key fields of the table"
    try:
        all_references = list(references(resource))
    except (AttributeError, KeyError, TypeError) as error:
        yield None, str(error), 'foreign keys with "fields" and a "reference" with "fields"'
        return
    for names, target, keys in all_references:
        if target not in columns:
            expected = f"a reference to a table. {nearest(str(target), list(columns))}"
            yield ", ".join(names), str(target), expected.strip(". ")
        elif len(names) != len(keys) or not {*names} <= {*own} or not {*keys} <= {*columns[target]}:
            found = f"{', '.join(map(str, names))} -> {target}: {', '.join(map(str, keys))}"
            yield ", ".join(map(str, names)), found, "as many fields on both sides, which exist"
