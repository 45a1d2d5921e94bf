"""How sure a statement is as of a date, tried on small tables and on drawn ones."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explainer
from explainer import evidence
from explainer.data import Tables, last_day


@pytest.fixture(scope="module")
def tables() -> Tables:
    return explainer.load()


def assessed(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Make assessments from (claim, date, status); each has the source ``page``."""
    frame = pd.DataFrame(rows, columns=["claim", "date", "status"]).astype("str")
    status = pd.CategoricalDtype(list(evidence.STANDINGS), ordered=True)
    frame["id"] = [str(number) for number in range(len(frame))]
    frame["sources"] = pd.Series([("page",)] * len(frame), dtype=object)
    return frame.assign(status=frame["status"].astype(status)).set_index("id", drop=False)


def pages(**origins: str) -> pd.DataFrame:
    """Make sources, each published by itself, that pass on the origins given (``"a;b"``)."""
    frame = pd.DataFrame({"id": list(origins), "publisher": list(origins)})
    frame["origin"] = [tuple(filter(None, text.split(";"))) for text in origins.values()]
    return frame.assign(kind="news", weak=False).set_index("id", drop=False)


def test_a_claim_has_no_standing_before_its_first_assessment() -> None:
    rows = assessed(("a", "2023-09-12", "alleged"))
    assert evidence.standings(rows, "2023-09-11").empty
    assert evidence.standings(rows, "2023-09-12").loc["a", "status"] == "alleged"


def test_of_two_assessments_of_one_day_the_later_row_holds() -> None:
    rows = assessed(("a", "2023-09-12", "alleged"), ("a", "2023-09-12", "denied"))
    assert evidence.standings(rows, "2023-09-12").loc["a", "status"] == "denied"


def test_a_year_counts_from_its_end_on() -> None:
    rows = assessed(("a", "2023-09-12", "alleged"), ("a", "2025", "documented"))
    assert evidence.standings(rows, "2025-12-30").loc["a", "status"] == "alleged"
    assert evidence.standings(rows, "2025-12-31").loc["a", "status"] == "documented"


def test_an_assessment_without_its_last_source_counts_as_never_made() -> None:
    rows = assessed(("a", "2023-09-12", "alleged"), ("a", "2024-01-01", "documented"))
    rows.at["1", "sources"] = ("blog",)
    sources = pages(page="", blog="").assign(kind=["news", "blog"])
    left = evidence.without(rows, sources, {"blog"})
    assert evidence.standings(left, "2024-12-31").loc["a", "status"] == "alleged"
    assert evidence.standings(evidence.without(left, sources, {"news"}), "2024-12-31").empty


def test_weak_sources_are_left_out_by_their_mark() -> None:
    sources = pages(page="", copy="").assign(weak=[False, True])
    rows = assessed(("a", "2023-09-12", "alleged"))
    rows.at["0", "sources"] = ("page", "copy")
    assert evidence.without(rows, sources, {"weak"}).loc["0", "sources"] == ("page",)


def test_a_path_marks_where_the_standing_moves() -> None:
    rows = assessed(
        ("a", "2025", "documented"),
        ("b", "2024-01-01", "denied"),
        ("a", "2023-09-12", "alleged"),
        ("a", "2024", "alleged"),
    )
    paths = evidence.paths(rows)
    path = paths[paths["claim"] == "a"]
    assert list(path["date"]) == ["2023-09-12", "2024", "2025"]
    assert list(path["moved"]) == [False, False, True]


def test_what_lasted_is_public_from_its_end_and_what_was_secret_from_its_disclosure() -> None:
    rows = pd.DataFrame(
        {
            "start": ["2023-07-25", "2023-08", "2023-09-01"],
            "end": ["2023-07-27", None, "2023-09-02"],
            "public_from": [None, None, "2023-10"],
        },
        dtype="str",
    )
    assert list(evidence.public_from(rows)) == ["2023-07-27", "2023-08", "2023-10"]
    assert len(evidence.known(rows, "2023-07-26")) == 0
    assert len(evidence.known(rows, "2023-08-31")) == 2


@pytest.mark.parametrize(
    ("sources", "voices"),
    [
        (pages(a="", b=""), 2),
        (pages(a="Reuters", b="Reuters"), 1),
        (pages(Reuters="", b="Reuters"), 1),
        (pages(a="Reuters", b="AFP", c="Reuters;AFP"), 1),
    ],
)
def test_copies_of_one_report_are_one_voice(sources: pd.DataFrame, voices: int) -> None:
    assert evidence.independent(sources["id"], sources) == voices
    assert evidence.independent(sources["id"][::-1], sources) == voices
    assert evidence.independent([*sources["id"], *sources["id"]], sources) == voices


def test_an_office_outside_the_time_attested_says_so(tables: Tables) -> None:
    at = evidence.offices(tables.roles, "2023-09-12")
    assert at.loc["sergei-shoigu", ["office", "attested"]].tolist() == [
        "Defence minister of Russia",
        True,
    ]
    assert not at.loc["andrei-belousov", "attested"]
    later = evidence.offices(tables.roles, "2024-10-01").loc["sergei-shoigu"]
    assert later["office"] == "Secretary of the Security Council of Russia"


def test_gains_have_the_words_and_the_standing_of_the_day(tables: Tables) -> None:
    gains, moments = tables.gains, tables.gain_moments
    assert evidence.gains_at(gains, moments, "2022-01-01").empty
    at_article = evidence.gains_at(gains, moments, "2023-09-12")
    assert set(at_article.index) <= set(gains.index[gains["status_2023"].notna()])
    assert at_article.loc["russia-shells", "status"] == "alleged"
    assert at_article.loc["russia-combat-troops", "title"] == "Soldiers"
    assert at_article["magnitude"].isna().all()
    later = evidence.gains_at(gains, moments, "2023-10-31")
    assert later.loc["nk-food", "status"] == "denied"
    assert list(evidence.gains_at(gains, moments, "2026-12-31").index) == list(gains.index)


def test_what_was_known_of_a_gain_came_before_its_latest_account(tables: Tables) -> None:
    latest = last_day(tables.gains["date"])
    moments = tables.gain_moments
    assert (last_day(moments["date"]) < moments["gain"].map(latest)).all()


def test_the_articles_claims_as_they_stood_on_its_day(tables: Tables) -> None:
    then = evidence.standings(tables.assessments, "2023-09-12")["status"]
    now = evidence.standings(tables.assessments, "2026-03-31")["status"]
    assert then["valuable-source"] == "speculated" and now["valuable-source"] == "corroborated"
    assert then["humanitarian-aid"] == "speculated" and now["humanitarian-aid"] == "alleged"
    assert set(evidence.of_article(tables.claims).index) <= set(then.index) & set(now.index)


DAYS = st.dates(datetime.date(2022, 1, 1), datetime.date(2026, 12, 31)).map(str)
DATES = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from([4, 7, 10]))
ROWS = st.lists(st.tuples(st.sampled_from("ab"), DATES, st.sampled_from([*evidence.STANDINGS])))


@settings(deadline=None)  # a busy machine is no fault
@given(ROWS, DAYS)
def test_the_standing_is_that_of_the_last_assessment_that_was_public(
    rows: list[tuple[str, str, str]], day: str
) -> None:
    ends = {4: "-12-31", 7: "-28", 10: ""}

    def end(date: str) -> pd.Timestamp:
        days = pd.Timestamp(date + ends[len(date)])
        return days + pd.offsets.MonthEnd(0) if len(date) == 7 else days

    expected = {}
    for claim, date, status in sorted(rows, key=lambda row: end(row[1])):
        if end(date) <= pd.Timestamp(day):
            expected[claim] = status
    found = evidence.standings(assessed(*rows), day)["status"]
    assert found.astype("str").to_dict() == expected


@settings(deadline=None)
@given(ROWS, DAYS, DAYS)
def test_what_was_public_stays_public(
    rows: list[tuple[str, str, str]], day: str, other: str
) -> None:
    frame = assessed(*rows)
    earlier, later = (evidence.known(frame, d) for d in sorted([day, other]))
    assert set(earlier.index) <= set(later.index)
    assert set(evidence.standings(frame, min(day, other)).index) <= set(
        evidence.standings(frame, max(day, other)).index
    )


@settings(deadline=None)
@given(ROWS, DAYS)
def test_the_path_ends_at_the_standing_of_the_day(
    rows: list[tuple[str, str, str]], day: str
) -> None:
    frame = assessed(*rows)
    paths = evidence.paths(evidence.public(frame, frame["date"], day))
    for claim, held in evidence.standings(frame, day).iterrows():
        assert paths.loc[paths["claim"] == claim, "id"].iloc[-1] == held["id"]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=6))
def test_voices_depend_neither_on_order_nor_on_doubles(origins: list[list[str]]) -> None:
    sources = pages(**{f"page{i}": ";".join(names) for i, names in enumerate(origins)})
    voices = evidence.independent(sources["id"], sources)
    assert 1 <= voices <= len(sources)
    assert voices == evidence.independent(sources["id"][::-1], sources)


@settings(deadline=None)
@given(st.sets(st.sampled_from(["news", "blog", "weak", "state-media"])))
def test_leaving_out_sources_never_adds_a_row(kinds: set[str]) -> None:
    sources = pages(page="", blog="").assign(kind=["news", "blog"], weak=[False, True])
    rows = assessed(("a", "2023-09-12", "alleged"), ("b", "2023-09-12", "denied"))
    rows.at["1", "sources"] = ("page", "blog")
    left = evidence.without(rows, sources, kinds)
    assert set(left.index) <= set(rows.index)
    assert all(set(left.at[i, "sources"]) <= set(rows.at[i, "sources"]) for i in left.index)
    assert evidence.without(rows, sources, set())["sources"].equals(rows["sources"])
