"""The tables as they come out of `explainer.load`."""

from __future__ import annotations

import pandas as pd
import pytest
from frictionless import Package

import explainer
from explainer.data import FOLDER, Tables, descriptor, first_day, last_day


@pytest.fixture(scope="module")
def tables() -> Tables:
    return explainer.load()


def test_frictionless_finds_nothing_wrong() -> None:
    report = Package(FOLDER / "datapackage.json").validate()
    assert report.valid, report.flatten(["title", "rowNumber", "message"])


def test_each_table_is_an_attribute_and_an_item(tables: Tables) -> None:
    assert tables.events is tables["events"]
    assert list(tables) == [resource["name"] for resource in descriptor()["resources"]]
    assert "events" in dir(tables)
    with pytest.raises(AttributeError, match=r"no table 'event'.*events"):
        _ = tables.event


def test_a_row_is_found_by_its_id_which_is_a_column_too(tables: Tables) -> None:
    for frame in (frame for frame in tables.values() if "id" in frame):
        assert list(frame.index) == list(frame["id"])
        assert frame.index.name is None


def test_lists_are_tuples_that_explode_to_ids(tables: Tables) -> None:
    assert set(tables.events.explode("actors")["actors"]) <= set(tables.actors["id"])
    assert tables.exhibits.loc["hwasong-18", "where_seen"] == ("exhibition", "parade")
    assert tables.exhibits["also_known_as"].map(type).eq(tuple).all()


def test_standings_have_an_order(tables: Tables) -> None:
    assert tables.events["status"].min() == "documented"
    assert (tables.events["status"] < "opinion").any()


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-08-17", "2023-08-17", "2023-08-17"),
        ("2023-07-27T20:00", "2023-07-27", "2023-07-27"),
        (None, None, None),
    ],
)
def test_a_date_as_exact_as_known_has_a_first_and_a_last_day(
    date: str | None, first: str | None, last: str | None
) -> None:
    dates = pd.Series([date, "1945-08-10"], index=["a", "b"], dtype="str")
    for function, day in ((first_day, first), (last_day, last)):
        expected = pd.Series(pd.to_datetime([day, "1945-08-10"]), index=["a", "b"])
        pd.testing.assert_series_equal(function(dates), expected, check_dtype=False)
