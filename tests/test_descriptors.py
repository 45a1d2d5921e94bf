"""Descriptors in other forms of the standard: each is honoured as frictionless does, or named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

import explainer
from explainer.data import DataError

Change = Callable[[dict[str, Any], dict[str, Any]], object]


def package() -> dict[str, Any]:
    """Return a package of towns, and of roads from town to town."""
    towns = [
        {"name": "code", "type": "string", "constraints": {"required": True}},
        {"name": "part", "type": "string"},
        {"name": "size", "type": "integer", "constraints": {"enum": [1, 2, 3]}},
        {"name": "near", "type": "string"},
    ]
    roads = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
    return {
        "name": "trial",
        "resources": [
            {"name": n, "path": f"{n}.csv", "type": "table", "schema": {"fields": fields}}
            for n, fields in (("towns", towns), ("roads", roads))
        ],
    }


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[list[str], bool]]:
    """Return what we find, and whether frictionless is content."""

    def check(change: Change, rows: str = "x,1,1,\ny,2,2,x\n", roads: str = "x,1\ny,2\n"):
        described = package()
        towns, ways = described["resources"]
        change(towns, ways)
        (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
        (tmp_path / "towns.csv").write_text(f"code,part,size,near\n{rows}", encoding="utf-8")
        (tmp_path / "roads.csv").write_text(f"a,b\n{roads}", encoding="utf-8")
        try:
            explainer.load(tmp_path)
            found = []
        except DataError as error:
            found = [str(fault) for fault in error.faults]
        try:
            content = Package(tmp_path / "datapackage.json").validate().valid
        except Exception:
            content = False
        return found, content

    return check


def key(fields: Any, reference: dict[str, Any]) -> dict[str, Any]:
    return {"foreignKeys": [{"fields": fields, "reference": reference}]}


OWN: dict[str, dict[str, Any]] = {
    "an empty resource": {"resource": "", "fields": ["code"]},
    "no resource": {"fields": "code"},
}
TWO: dict[str, Any] = key(["a", "b"], {"resource": "towns", "fields": ["code", "part"]})
HONOURED: dict[str, tuple[Change, str, str]] = {
    "primary key as text": (
        lambda towns, roads: towns["schema"].update(primaryKey="code"),
        "x,1,1,\nx,2,2,\n",
        "x,1\n",
    ),
    "foreign key as text, to no id": (
        lambda towns, roads: roads["schema"].update(
            key("a", {"resource": "towns", "fields": "code"})
        ),
        "x,1,1,\n",
        "z,1\n",
    ),
    "the second column of a key": (
        lambda towns, roads: roads["schema"].update(TWO),
        "x,1,1,\ny,2,2,x\n",
        "x,2\n",
    ),
    "numbers to choose from": (lambda towns, roads: None, "x,1,4,\n", "x,1\n"),
    **{
        f"the own table, by {name}": (
            lambda towns, roads, form=form: towns["schema"].update(key("near", form)),
            "x,1,1,\ny,2,2,z\n",
            "x,1\n",
        )
        for name, form in OWN.items()
    },
    "a greatest length": (
        lambda towns, roads: towns["schema"]["fields"][0]["constraints"].update(maxLength=1),
        "xx,1,1,\n",
        "x,1\n",
    ),
    "a pattern without an example": (
        lambda towns, roads: towns["schema"]["fields"][0]["constraints"].update(pattern="[a-y]"),
        "z,1,1,\n",
        "x,1\n",
    ),
}


@pytest.mark.parametrize(("change", "rows", "roads"), HONOURED.values(), ids=HONOURED)
def test_a_form_of_the_standard_is_honoured(check, change, rows, roads):
    assert check(change) == ([], True)
    found, content = check(change, rows, roads)
    assert not content and len(found) == 1
    assert found[0].startswith(("towns.csv, line ", "roads.csv, line "))


def test_types_may_be_left_out(check):
    def change(towns: dict[str, Any], roads: dict[str, Any]) -> None:
        del roads["schema"]["fields"][0]["type"]
        roads["schema"]["fields"][1]["type"] = "any"

    assert check(change) == ([], True)


def field(**given: Any) -> Change:
    return lambda towns, roads: towns["schema"]["fields"][1].update(given)


def resource(**given: Any) -> Change:
    return lambda towns, roads: towns.update(given)


def without(name: str) -> Change:
    return lambda towns, roads: towns.pop(name)


REFUSED: dict[str, tuple[Change, str]] = {
    **{kind: (field(type=kind), kind) for kind in ("date", "year", "datetime", "object", "text")},
    "two tables of a name": (lambda towns, roads: roads.update(name="towns"), "no other table has"),
    "no schema": (without("schema"), '"schema"'),
    "no path": (without("path"), '"path"'),
    "no name": (without("name"), '"name"'),
    "data in the descriptor": (resource(data=[["a"]]), "data: "),
    "a list of paths": (resource(path=["a.csv", "b.csv"]), '"path"'),
    "a path elsewhere": (resource(path="../towns.csv"), "in this folder"),
    "another encoding": (resource(encoding="cp1252"), "encoding: cp1252"),
    "another dialect": (resource(dialect={"delimiter": ";"}), "dialect: "),
    "a field twice": (field(name="code"), "each field once"),
    "words for nothing": (
        lambda towns, roads: towns["schema"].update(missingValues=["", "NA"]),
        "missingValues",
    ),
    "a decimal comma": (field(type="number", decimalChar=","), "decimalChar: ,"),
    "a list with commas": (field(type="list"), '"delimiter"'),
    "a constraint misspelt": (field(constraints={"requird": True}), 'mean "required"'),
    "a bound of text": (field(constraints={"minimum": 3}), "minimum"),
    "a pattern that is none": (field(constraints={"pattern": "("}), "pattern: ("),
    "an own word for no column": (field(sameIn="cod"), 'as "sameIn" a field'),
    "an own word for no text": (field(sumOf=3), 'as "sumOf" a field'),
    "days that are no number": (field(reportedWithin="x"), "whole number of days"),
    "a key of no column": (
        lambda towns, roads: towns["schema"].update(primaryKey="cod"),
        "as key fields",
    ),
    "a reference to no table": (
        lambda towns, roads: roads["schema"].update(
            key("a", {"resource": "town", "fields": "code"})
        ),
        'mean "towns"',
    ),
    "a reference to no column": (
        lambda towns, roads: roads["schema"].update(
            key("a", {"resource": "towns", "fields": "id"})
        ),
        "on both sides",
    ),
    "a key without a reference": (
        lambda towns, roads: roads["schema"].update(foreignKeys=[{"fields": ["a"]}]),
        '"reference"',
    ),
}


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED)
def test_another_form_is_refused_by_its_name(check, change, words):
    found, _ = check(change)
    assert found and all(fault.startswith("datapackage.json") for fault in found), found
    assert any(words in fault for fault in found), found
    assert all("expected" in fault for fault in found)
