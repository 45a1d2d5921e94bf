"""The descriptor and the data dictionary that is written from it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from explainer import evidence, story
from explainer.__main__ import main
from explainer.data import FOLDER, changed, descriptor
from explainer.dictionary import dictionary

PACKAGE = descriptor()
TABLES = {table["name"]: table for table in PACKAGE["resources"]}
EXAMPLES = {name: table["example"] for name, table in TABLES.items() if "example" in table}


def test_the_dictionary_is_not_stale() -> None:
    written = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert written == dictionary(PACKAGE), "run: python -m explainer dictionary"


def test_a_changed_cell_that_no_rule_refuses_is_told_until_it_is_approved(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert changed() == [], "read the changes, then: make reviewed"
    places = folder / "places.csv"
    places.write_text(places.read_text("utf-8").replace(",Rajin,", ",Raijn,"), "utf-8")
    monkeypatch.setattr("explainer.data.FOLDER", folder)
    assert main(["check"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and told[0].startswith("places.csv has changed")
    assert main(["dictionary"]) == 0
    assert (folder / "README.md").read_bytes() == (FOLDER / "README.md").read_bytes()
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", TABLES)
def test_each_table_says_what_a_row_is_and_where_it_comes_from(name: str) -> None:
    table = TABLES[name]
    assert table["description"].startswith("Each row is ")
    assert table["title"] and table["licenses"] and table["sources"]
    assert table["schema"]["primaryKey"]
    assert table["schema"]["missingValues"] == [""]


@pytest.mark.parametrize("name", TABLES)
def test_each_column_has_a_meaning_and_each_number_a_unit(name: str) -> None:
    for field in TABLES[name]["schema"]["fields"]:
        assert field["description"].endswith("."), field["name"]
        assert ("unit" in field) == (field["type"] in ("integer", "number")), field["name"]
        assert field["type"] != "list" or field["delimiter"] == ";"
        assert "pattern" not in field.get("constraints", {}) or "example" in field


def test_contributors_read_the_same_meanings() -> None:
    page = (FOLDER.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for word, meaning in evidence.STANDINGS.items():
        assert f"| {word} | {meaning}" in page


def test_standings_mean_the_same_in_every_table() -> None:
    for table in TABLES.values():
        for field in table["schema"]["fields"]:
            if field["name"].startswith("status"):
                assert field["constraints"]["enum"] == list(evidence.STANDINGS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_run(name: str) -> None:
    found = eval(EXAMPLES[name], {"tables": story.load(), "evidence": evidence})
    assert len(found) if isinstance(found, (pd.DataFrame, pd.Series)) else found


def test_the_code_at_the_top_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    top = dictionary(PACKAGE).split("## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", top, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(block, {})


def test_links_within_the_page_lead_somewhere() -> None:
    page = dictionary(PACKAGE)
    heads = set(re.findall(r"^## (.*)$", page, re.MULTILINE))
    assert set(re.findall(r"\]\(#(.*?)\)", page)) <= heads
