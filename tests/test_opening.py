"""The first screen: its sentences say what the rows say that they rest on, as of their date."""

import re

import pytest
from figures import STANDINGS, index, says, table, until

ROWS = index("opening")
MARKS = {f"{forms[1]} {word}": word for word, forms in STANDINGS.items()}


def standing(name, date):
    """Return the standing of a row on a day, from the tables."""
    kind, key = name.split(":")
    row = index(kind)[key]
    if kind == "wants":
        return row["status_2023"] or row["status"]
    moments = [m for m in table("gain_moments") if m["gain"] == key and until(m["date"]) <= date]
    known = [*moments, row] if until(row.get("date") or "2026") <= date else moments
    return max(known, key=lambda m: until(m["date"]))["status"]


@pytest.mark.parametrize("name", [key for key, row in ROWS.items() if row["leader"]])
def test_the_marks_of_a_sentence_are_the_standings_of_that_day(name):
    row = ROWS[name]
    shown = {MARKS[mark] for mark in re.findall("|".join(MARKS), row["text"])}
    assert shown == {standing(part, row["date"]) for part in row["rests_on"].split(";")}


@pytest.mark.parametrize("name", ROWS)
def test_a_sentence_rests_on_pages_that_were_public(name):
    pages = index("sources")
    days = [pages[page]["published"] for page in ROWS[name]["sources"].split(";")]
    assert [day for day in days if day[:10] > ROWS[name]["date"]] == []


def test_the_voyages_drawn_are_those_that_had_been_counted():
    counts = [row for row in ROWS.values() if not row["leader"] and row["rests_on"]]
    assert counts
    for row in counts:
        told = index("voyage")[row["rests_on"].split(":")[1]]
        assert until(told["public_from"]) <= row["date"]
        assert says(row["lead"], int(row["voyages"]))
        assert says(told["title"], int(row["voyages"]))
