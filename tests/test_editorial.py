"""The editorial rules, held row by row: sources, standings, dates, words, sums."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pandas as pd
import pytest

import explainer
from explainer import evidence
from explainer.data import Tables, descriptor, first_day, last_day

FIELDS = {
    table["name"]: {field["name"]: field for field in table["schema"]["fields"]}
    for table in descriptor()["resources"]
}
STANDING = [name for name, fields in FIELDS.items() if "status" in fields]

# Only in quotation marks, or in a sentence that says whose word it is.
LOADED = re.compile(
    r"\b(rogue|dictator\w*|tyrann?\w*|puppet\w*|evil|thug\w*|pariah|hermit|brutal\w*|heroic\w*|"
    r"glorious\w*|notorious|infamous|barbari\w*|murderous|outrageous|shameful|humiliat\w*|"
    r"desperat\w*|propaganda|bromance|illegal\w*|terrorists?|so-called)\b",
    re.IGNORECASE,
)
SAYS = re.compile(
    r"\b(sa(y|ys|id|ying)|call(s|ed)?|report\w*|claim\w*|speaks?|spoke|argues?|told|tells|sees?|"
    r"saw|names?|named|wrote|writes|states?|stated|describ\w*|according|asks?|asked|denie[sd]|"
    r"considers?|considered|estimates?|counts?|judge\w*|words?)\b|:",
    re.IGNORECASE,
)
GOT = re.compile(r"\b(received|delivered|obtained|supplied|transferred|handed over)\b")


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


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.;?!])\s+", text)


def test_every_table_of_facts_requires_sources() -> None:
    without = {name for name, fields in FIELDS.items() if "sources" not in fields}
    assert without == {
        *("sources", "actors", "region", "coast", "dates", "publishers"),
        *("lesson", "late", "class_words"),  # our own words
    }
    for name in FIELDS.keys() - without:
        assert FIELDS[name]["sources"]["constraints"]["required"], name


def test_every_source_is_used(tables: Tables) -> None:
    used = {
        source
        for name in FIELDS
        if "sources" in FIELDS[name]
        for cell in tables[name]["sources"]
        for source in cell
    }
    assert set(tables.sources.index) - used == set()


def test_every_actor_and_place_is_used(tables: Tables) -> None:
    named: dict[str, set[str]] = {"actors": set(), "places": set(tables.places.index)}
    for table in descriptor()["resources"]:
        frame, schema = tables[table["name"]], table["schema"]
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"]
            named.setdefault(target, set()).update(frame[key["fields"][0]].dropna())
        for column, field in FIELDS[table["name"]].items():
            if target := field.get("items", {}).get("resource"):
                named.setdefault(target, set()).update(frame[column].explode().dropna())
    assert set(tables.actors.index) <= named["actors"]


@pytest.mark.parametrize("name", STANDING)
def test_weak_sources_never_carry_a_sure_standing_alone(tables: Tables, name: str) -> None:
    rows = tables[name]
    sure = rows["status"].isin(["documented", "corroborated"])
    if "significance" in rows:
        sure |= rows["significance"].eq(3)
    strong = evidence.without(rows, tables.sources, {"weak"})
    assert set(rows.index[sure]) - set(strong.index) == set()


@pytest.mark.parametrize("name", STANDING)
def test_what_is_corroborated_rests_on_two_voices(tables: Tables, name: str) -> None:
    rows = tables[name][tables[name]["status"] == "corroborated"]
    voices = rows["sources"].map(lambda ids: evidence.independent(ids, tables.sources))
    assert list(rows.index[voices < 2]) == []


def test_every_wire_copy_is_weak_and_says_where_it_was_read(tables: Tables) -> None:
    copies = tables.sources[tables.sources["kind"] == "wire-copy"]
    assert list(copies.index[~copies["weak"] | copies["read_at"].isna()]) == []


def test_no_date_lies_in_the_future(tables: Tables) -> None:
    today = pd.Timestamp(datetime.date.today())
    for name, fields in FIELDS.items():
        for column in (c for c, field in fields.items() if field.get("kind") == "date"):
            late = first_day(tables[name][column]) > today
            assert not late.any(), (name, column, list(tables[name].index[late]))


def test_every_claim_has_a_standing_on_the_day_it_was_made(tables: Tables) -> None:
    for claim in tables.claims.itertuples():
        assert claim.id in evidence.standings(tables.assessments, claim.date).index, claim.id


def test_no_assessment_is_older_than_its_claim(tables: Tables) -> None:
    made = tables.assessments["claim"].map(tables.claims["date"])
    early = last_day(tables.assessments["date"]) < first_day(made)
    assert list(tables.assessments.index[early]) == []


def test_an_opinion_stays_an_opinion(tables: Tables) -> None:
    kind = tables.assessments["claim"].map(tables.claims["kind"])
    opinion = tables.assessments["status"].eq("opinion")
    assert list(tables.assessments.index[kind.eq("opinion") != opinion]) == []


def test_no_quotation_has_more_than_eight_words(tables: Tables) -> None:
    long = [
        (place, quote)
        for place, text, _ in ours(tables)
        for quote in re.findall(r'["“]([^"“”]*)["”]', text)
        if len(quote.split()) > 8
    ]
    assert long == []


def test_loaded_words_stand_in_quotation_or_attribution(tables: Tables) -> None:
    bare = []
    for place, text, name in ours(tables):
        # These tables say in a column of their own whose words a row gives.
        if {"speaker", "by"} & FIELDS[name].keys():
            continue
        for sentence in sentences(text):
            unquoted = re.sub(r'["“][^"“”]*["”]', "", sentence)
            if LOADED.search(unquoted) and not SAYS.search(unquoted):
                bare.append((place, sentence))
    assert bare == []


def test_what_is_only_said_is_told_as_said(tables: Tables) -> None:
    bare = []
    for name in set(STANDING) - {"assessments", "reactions"}:
        unsure = tables[name]["status"].isin(["alleged", "denied", "speculated", "disputed"])
        for index, row in tables[name][unsure].iterrows():
            text = f"{row.get('title', '')}. {row['summary']}"
            if not SAYS.search(text):
                bare.append((name, index))
            for sentence in sentences(text):
                if GOT.search(sentence) and not SAYS.search(sentence):
                    bare.append((name, index, sentence))
    assert bare == []


def test_the_first_russian_defence_minister_never_comes_without_the_doubt(tables: Tables) -> None:
    first = re.compile(r"\bfirst\b[^.]*\bRussian defen[cs]e minister", re.IGNORECASE)
    for place, text, _ in ours(tables):
        assert not first.search(text) or re.search("Sergeyev|July 2000", text), place


def test_machine_made_sentences_of_the_article_are_nowhere_a_quotation(tables: Tables) -> None:
    fragments = [text for text in tables.drift["retranslation"].dropna() if len(text.split()) > 4]
    for place, text, _ in ours(tables):
        assert not any(fragment in text for fragment in fragments), place


def test_the_council_votes_add_up_to_the_resolutions(tables: Tables) -> None:
    for resolution, members in tables.council.groupby("resolution"):
        row, votes = tables.resolutions.loc[resolution], members["vote"].value_counts()
        assert len(members) == 15
        assert [votes.get(vote, 0) for vote in ("yes", "no", "abstain")] == [
            row["yes"],
            row["no"],
            row["abstain"],
        ]
        for state, column in {"russia": "russia", "china": "china", "united-states": "us"}.items():
            assert members.set_index("country").loc[state, "vote"] == row[f"{column}_vote"]


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


def test_no_number_lies_outside_its_range(tables: Tables) -> None:
    for name in ("figures", "estimates"):
        rows = tables[name]
        assert rows[["low", "best", "high"]].notna().any(axis=1).all()
        for lower, upper in (("low", "best"), ("best", "high"), ("low", "high")):
            assert not (rows[lower] > rows[upper]).any(), (name, lower, upper)


def test_every_person_has_an_office_and_nobody_else_has(tables: Tables) -> None:
    persons = tables.actors.index[tables.actors["kind"] == "person"]
    assert set(tables.roles["actor"]) == set(persons)
