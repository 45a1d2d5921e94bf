"""The check holds the editorial rules: for each, a row that breaks it, and what the check says."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer import load
from explainer.check import DataError
from explainer.data import FOLDER, descriptor

Change = Callable[[dict[str, str]], object]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, Change], str]:
    """Return what the check says of the tables with one row changed."""
    shutil.copytree(FOLDER, tmp_path / "data")

    def check(table: str, key: str, change: Change) -> str:
        path = tmp_path / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        [row] = [row for row in rows if key in (row.get("id"), row.get("gain"))][:1]
        change(row)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        with pytest.raises(DataError) as error:
            load(tmp_path / "data")
        assert len(error.value.faults) == 1, error.value
        return str(error.value)

    return check


def test_a_standing_does_not_begin_before_its_newest_source(broken) -> None:
    said = broken("assessments", "washington-suspects-2", lambda row: row.update(date="2023-10-13"))
    assert "assessments.csv" in said and "rests_on" in said
    assert "a page published by 2023-10-13, not 2023-10-17" in said


def test_a_standing_rests_on_a_source_of_its_row(broken) -> None:
    said = broken("assessments", "trump-love-1", lambda row: row.update(rests_on="un-sc8853"))
    assert "expected a source of the row" in said


@pytest.mark.parametrize(
    ("table", "key"),
    [("events", "nato-confirms-troops"), ("deals", "train-troops"), ("wants", "putin-soldiers")],
)
def test_what_a_government_has_admitted_is_documented(broken, table: str, key: str) -> None:
    less = {"status": "alleged", "first_status": "", "since": ""}
    said = broken(table, key, lambda row: row.update({c: less[c] for c in less if c in row}))
    assert f"{table}.csv" in said and "documented: russia admitted it" in said


def test_an_admission_names_rows_that_exist(broken) -> None:
    key = "soldiers-north-korea-2025-04-28"
    said = broken("admissions", key, lambda row: row.update(rows="gains:no-such-gain"))
    assert "expected a row that exists" in said


def test_one_voice_is_not_disputed(broken) -> None:
    row = {"status": "disputed"}
    said = broken("events", "kyiv-strike-2025", lambda cells: cells.update(row))
    assert "sources of two voices" in said and "denied" in said


def test_a_bare_denial_is_not_disputed(broken) -> None:
    row = {"status": "disputed", "evidence": "government concerned"}
    said = broken("assessments", "aid-2", lambda cells: cells.update(row))
    assert "evidence of another than the government concerned" in said


@pytest.mark.parametrize("text", ["48 in September 2025.", "48 on 3 June 2025.", "48 in 2027."])
def test_an_account_is_not_older_than_what_it_tells(broken, text: str) -> None:
    said = broken("gains", "russia-combat-troops", lambda row: row.update(magnitude=text))
    assert "no day after 2025-05-29, the date of the row" in said


def test_a_plan_may_lie_ahead(tmp_path: Path) -> None:
    gains = load().gains
    ahead = gains["summary"].str.contains("due around the end of 2026")
    assert (gains.loc[ahead, "date"] < "2026").all() and ahead.any()


def test_the_highest_documented_host_is_named(broken) -> None:
    said = broken("delegations", "2024-belousov", lambda row: row.update(host="No Kwang-chol"))
    assert "expected Kim Jong-un, who is named in the event belousov-pyongyang" in said


def test_a_first_standing_has_its_day(broken) -> None:
    assert "a day with a standing" in broken(
        "events", "containers-white-house", lambda row: row.update(since="")
    )
    # Otherwise the row would show its newest standing on every earlier day.


def test_no_place_is_without_a_source(broken) -> None:
    said = broken("places", "kazan", lambda row: row.update(sources=""))
    assert "places.csv" in said and "a value: it is required" in said


def test_rows_that_a_row_names_exist() -> None:
    tables = load()
    keys = {r["name"]: r["schema"]["primaryKey"] for r in descriptor()["resources"]}
    known = {
        f"{name}:{'/'.join(map(str, key))}"
        for name, frame in tables.items()
        for key in frame[keys[name]].itertuples(index=False)
    }
    for name in ("quiz", "bets", "source_lab", "corrections"):
        named = set(tables[name]["rows"].explode().dropna())
        assert named and named <= known, (name, named - known)


def test_what_was_found_goes_no_further_than_the_page_says() -> None:
    tables = load()
    until = tables.coverage["until"].max()
    for name in ("events", "visit", "delegations", "estimates", "figures", "statements"):
        dates = tables[name]["date" if "date" in tables[name] else "start"]
        assert dates.str[:7].max() <= until[:7], name
