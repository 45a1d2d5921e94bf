"""What the tables of this story hold beyond the rules of the check (`test_truth`): sums, words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pandas as pd
import pytest

import explainer
from explainer.data import Tables, descriptor, first_day

FIELDS = {
    table["name"]: {field["name"]: field for field in table["schema"]["fields"]}
    for table in descriptor()["resources"]
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return explainer.load()


def ours(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Yield the place, the text and the table of each cell that holds our own words."""
    for name, frame in tables.items():
        texts = [
            column
            for column, field in FIELDS[name].items()
            if field["type"] == "string"
            and not {"kind", "categoriesOrdered"} & field.keys()
            and not {"enum", "pattern"} & field.get("constraints", {}).keys()
        ]
        # Titles of pages and of United Nations texts are not ours; fragments are marked as such.
        foreign = {"sources": texts, "drift": texts}.get(name, [])
        foreign = ["title"] if name.startswith("assembly_") else foreign
        for index, row in frame.iterrows():
            for column in set(texts) - set(foreign):
                if isinstance(row[column], str):
                    yield f"{name} {index} {column}", row[column], name


def test_every_table_of_facts_requires_sources() -> None:
    without = {name for name, fields in FIELDS.items() if "sources" not in fields}
    assert without == {
        *("sources", "actors", "region", "coast", "dates", "publishers"),
        *("lesson", "late", "class_words"),  # our own words
    }
    for name in FIELDS.keys() - without:
        assert FIELDS[name]["sources"]["constraints"]["required"], name


def test_no_date_lies_in_the_future(tables: Tables) -> None:
    today = pd.Timestamp(datetime.date.today())
    for name, fields in FIELDS.items():
        for column in (c for c, field in fields.items() if field.get("kind") == "date"):
            late = first_day(tables[name][column]) > today
            assert not late.any(), (name, column, list(tables[name].index[late]))


def test_the_first_russian_defence_minister_never_comes_without_the_doubt(tables: Tables) -> None:
    first = re.compile(r"\bfirst\b[^.]*\bRussian defen[cs]e minister", re.IGNORECASE)
    for place, text, _ in ours(tables):
        assert not first.search(text) or re.search("Sergeyev|July 2000", text), place


def test_machine_made_sentences_of_the_article_are_nowhere_a_quotation(tables: Tables) -> None:
    fragments = [text for text in tables.drift["retranslation"].dropna() if len(text.split()) > 4]
    for place, text, _ in ours(tables):
        assert not any(fragment in text for fragment in fragments), place


def test_votes_in_the_council_are_fifteen_or_none(tables: Tables) -> None:
    votes = tables.resolutions[["yes", "no", "abstain"]].sum(axis=1)
    assert set(votes) == {0, 15}
    assert (votes.eq(0) == tables.resolutions["symbol"].str.contains("PRST")).all()


def test_the_assembly_has_193_members(tables: Tables) -> None:
    session = tables.assembly_votes[tables.assembly_votes["emergency_session"]]
    assert session[["yes", "no", "abstain", "absent"]].sum(axis=1).eq(193).all()
    assert session["no_voters"].map(len).eq(session["no"]).all()


def test_shares_are_what_they_say(tables: Tables) -> None:
    votes = tables.assembly_agreement
    assert ((votes["agree"] / votes["votes"]).round(4) - votes["share"]).abs().max() < 0.0002


def test_trade_adds_up_where_both_ways_are_known(tables: Tables) -> None:
    whole = tables.trade.dropna(subset=["exports", "imports"])
    difference = (whole["exports"] + whole["imports"] - whole["total"]).abs()
    assert (difference <= whole["total"] * 0.01).all()  # reports round


def test_journeys_agree_with_the_count_by_year(tables: Tables) -> None:
    listed = tables.trips[~tables.trips["purpose"].str.contains("not in every list")]
    count = listed.groupby(["leader", "year"]).size()
    stated = tables.trips_per_year.set_index(["leader", "year"])["trips"]
    covered = stated.drop("vladimir-putin", level="leader")
    putin = stated.loc[["vladimir-putin"]].loc[lambda s: s.index.get_level_values("year") >= 2022]
    for key, trips in pd.concat([covered, putin]).items():
        assert count.get(key, 0) == trips, key
