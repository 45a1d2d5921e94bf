"""Read a descriptor: each form of the standard is honoured here or refused by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from explainer.check import Fault
from explainer.relations import listed, references
from explainer.values import nearest

TYPES = ("string", "list", "integer", "number", "boolean", "any")
"""The types of the standard that are honoured; what has none, or any, is text."""
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "type": ("table",),
    "format": ("csv",),
    "encoding": ("utf-8", "UTF-8"),
    "dialect": ({},),
    "compression": (),
    "data": (),
}
_SCHEMA: dict[str, tuple[Any, ...]] = {
    "missingValues": ([""],),
    "fieldsMatch": ("exact", "equal"),
}
_FIELD: dict[str, tuple[Any, ...]] = {
    "format": ("default",),
    "missingValues": ([""],),
    "trueValues": (["true", "True", "TRUE", "1"],),
    "falseValues": (["false", "False", "FALSE", "0"],),
    "decimalChar": (".",),
    "groupChar": (),
    "bareNumber": (True,),
    "categories": (),
    "itemType": ("string",),
    "kind": ("date",),
}
"""Properties that change what a table means -> the values that are honoured, beside none."""
_NUMBERS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_LENGTHS = {"minLength", "maxLength"}
_COLUMNS = set("beginsWith datedIn notBefore reportedIn requiredWith sameIn shareOf sumOf".split())
_CONSTRAINTS = {
    "list": {"required", "unique"},
    "boolean": {"required", "unique", "enum"},
    "integer": {"required", "unique", "enum", *_NUMBERS},
    "number": {"required", "unique", "enum", *_NUMBERS},
    "string": {"required", "unique", "enum", "pattern", *_LENGTHS},
}

Breach = tuple[str, str]
"""What was found, what was expected."""


def examine(package: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong in a descriptor, or is in none of the forms that are honoured."""
    file, resources = "datapackage.json", package.get("resources")
    if not isinstance(resources, list) or not resources:
        return [Fault(file, None, None, None, 'a list "resources" of tables')]
    faults, names = [], [r.get("name") for r in resources if isinstance(r, dict)]
    for n, resource in enumerate(resources, 1):
        table = resource.get("name") if isinstance(resource, dict) else None
        where = f"{file}, table {table if isinstance(table, str) else n}"
        for field, (found, expected) in _table(resource, names):
            faults.append(Fault(where, None, field, found or None, expected))
    if not faults:
        for resource in resources:
            for column, (found, expected) in _relations(resource, resources):
                where = f"{file}, table {resource['name']}"
                faults.append(Fault(where, None, column, found, expected))
    return faults


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


def _table(resource: Any, names: list[Any]) -> Iterator[tuple[str | None, Breach]]:
    if not isinstance(resource, dict):
        yield None, (str(resource), "an object that describes a table")
        return
    for key in ("name", "path"):
        if not isinstance(resource.get(key), str) or not resource[key]:
            yield None, (str(resource.get(key, "")), f'one text as "{key}"')
    if names.count(resource.get("name")) > 1:
        yield None, (str(resource["name"]), "a name that no other table has")
    path = str(resource.get("path"))
    if "/" in path or "\\" in path or not path.endswith(".csv"):
        yield None, (path, 'as "path" the name of a CSV file in this folder')
    if not re.fullmatch("sha256:[0-9a-f]{64}", str(resource.get("hash", f"sha256:{0:064}"))):
        yield None, (str(resource["hash"]), 'as "hash" sha256: and 64 digits, or none')
    yield from ((None, breach) for breach in _other(resource, _DEFAULTS))
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        yield None, ("", 'an object "schema" with a list "fields"')
        return
    yield from ((None, breach) for breach in _other(schema, _SCHEMA))
    named = [field.get("name") for field in fields if isinstance(field, dict)]
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str):
            yield None, (str(field), 'fields that are objects with a "name"')
        elif named.count(field["name"]) > 1:
            yield field["name"], (field["name"], "each field once")
        else:
            yield from ((field["name"], breach) for breach in _field(field, named))


def _other(given: Mapping[str, Any], known: Mapping[str, tuple[Any, ...]]) -> Iterator[Breach]:
    """Yield properties with values that mean what is not honoured."""
    for key, values in known.items():
        if key in given and given[key] not in values:
            words = " or ".join(map(str, values)) or "none"
            yield f"{key}: {str(given[key])[:60]}", f"{words}: nothing else is read here"


def _field(field: Mapping[str, Any], named: list[Any]) -> Iterator[Breach]:
    yield from _other(field, _FIELD)
    kind = field.get("type", "any")
    if kind not in TYPES:
        yield str(kind), f"as type one of {', '.join(TYPES)}"
        return
    if kind == "list" and field.get("delimiter") != ";":
        yield str(field.get("delimiter", ",")), 'as "delimiter" of a list ";"'
    for word in _COLUMNS & field.keys():
        given = field[word]
        for other in listed(given) if isinstance(given, str | list) else [given]:
            if other not in named:
                yield str(other), f'as "{word}" a field of the table'
    if not isinstance(field.get("reportedWithin", 0), int):
        yield f"reportedWithin: {field['reportedWithin']}", "a whole number of days"
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        yield str(rules), 'as "constraints" an object'
        return
    known = _CONSTRAINTS["string" if kind == "any" else kind]
    for name, value in rules.items():
        if name not in known:
            near = nearest(name, known)
            yield name, f"of a {kind} only {', '.join(sorted(known))}. {near}".strip(". ")
        elif not _fits(name, value, kind):
            yield f"{name}: {value}", "a value of its kind"
    if field.get("categoriesOrdered") and "enum" not in rules:
        yield "categoriesOrdered", 'with it an "enum"'


def _fits(name: str, value: Any, kind: str) -> bool:
    """Whether a constraint has a value that can be held against cells."""
    if name == "enum":
        kinds = {"integer": (int,), "number": (int, float), "boolean": (bool,)}.get(kind, (str,))
        return isinstance(value, list) and all(type(one) in kinds for one in value)
    if name == "pattern":
        try:
            return bool(re.compile(value))
        except (re.error, TypeError):
            return False
    if name in ("required", "unique"):
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _relations(
    resource: Mapping[str, Any], resources: list[Any]
) -> Iterator[tuple[str | None, Breach]]:
    """Yield keys and references that name what is not there."""
    schema = resource["schema"]
    columns = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in resources}
    own = columns[resource["name"]]
    for key in [schema.get("primaryKey"), *schema.get("uniqueKeys", ())]:
        for column in listed(key):
            if column not in own:
                yield None, (str(column), "as key fields of the table")
    try:
        all_references = list(references(resource))
    except (AttributeError, KeyError, TypeError) as error:
        yield None, (str(error), 'foreign keys with "fields" and a "reference" with "fields"')
        return
    for names, target, keys in all_references:
        if target not in columns:
            mend = nearest(str(target), list(columns))
            yield ", ".join(names), (str(target), f"a reference to a table. {mend}".strip(". "))
        elif len(names) != len(keys) or not {*names} <= {*own} or not {*keys} <= {*columns[target]}:
            found = f"{', '.join(map(str, names))} -> {target}: {', '.join(map(str, keys))}"
            yield ", ".join(map(str, names)), (found, "as many fields on both sides, which exist")
