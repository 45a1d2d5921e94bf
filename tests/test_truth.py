"""The check holds the editorial rules: for each, a row that breaks it, and what the check says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer import load
from explainer.__main__ import uncited, untold
from explainer.check import DataError

Change = Callable[[dict[str, str]], object]


@pytest.fixture
def broken(folder: Path) -> Callable[[str, str, Change], str]:
    """Return what the check says of the tables with one row changed."""

    def check(table: str, key: str | None, change: Change, faults: int | None = 1) -> str:
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        before = path.read_bytes()
        names = ("id", "gain", "actor", "year", "resolution")
        if key is None:  # a copy of the first row, to be made another
            rows.append(dict(rows[0]))
        change(rows[-1] if key is None else next(r for r in rows if key in map(r.get, names)))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        with pytest.raises(DataError) as error:
            load(folder)
        path.write_bytes(before)
        assert faults is None or len(error.value.faults) == faults, error.value
        return str(error.value)

    return check


def test_a_standing_does_not_begin_before_its_newest_source(broken) -> None:
    said = broken("assessments", "washington-suspects-2", lambda row: row.update(date="2023-10-13"))
    assert "assessments.csv" in said and "rests_on" in said
    assert "a page published by 2023-10-13, not 2023-10-16" in said


def test_a_standing_rests_on_a_source_of_its_row(broken) -> None:
    said = broken("assessments", "trump-love-1", lambda row: row.update(rests_on="un-sc8853"))
    assert "expected a source of the row" in said


@pytest.mark.parametrize(
    ("table", "key"),
    [("events", "nato-confirms-troops"), ("deals", "train-troops"), ("wants", "putin-soldiers")],
)
def test_what_a_government_has_admitted_is_documented(broken, table: str, key: str) -> None:
    less = {"status": "alleged", "first_status": "", "since": ""}
    said = broken(table, key, lambda row: row.update({c: less[c] for c in less if c in row}), None)
    assert f"{table}.csv" in said and "documented: russia admitted it" in said


def test_an_admission_names_rows_that_exist(broken) -> None:
    key = "soldiers-north-korea-2025-04-28"
    said = broken("admissions", key, lambda row: row.update(rows="gains:no-such-gain"))
    assert "expected a row that exists" in said


def test_one_voice_is_not_disputed(broken) -> None:
    def one(row):  # the row's other pages carry other rows as well, so none is left over
        row.update(status="disputed", sources=row["sources"].split(";")[0])

    said = broken("events", "resolution-2270", one)
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
    ahead = gains["summary"].str.contains("due in 2026")
    assert (gains.loc[ahead, "date"] < "2026").all() and ahead.any()


def test_the_highest_documented_host_is_named(broken) -> None:
    said = broken("delegations", "2024-belousov", lambda row: row.update(host="No Kwang-chol"))
    assert "expected Kim Jong-un, who is named in the event belousov-pyongyang" in said


def test_a_first_standing_has_its_day(broken) -> None:
    assert "a day with a standing" in broken(
        "events", "containers-white-house", lambda row: row.update(since="")
    )
    # Otherwise the row would show its newest standing on every earlier day.


@pytest.mark.parametrize("table", ["sources", "actors"])
def test_a_source_or_an_actor_that_no_row_names_is_found(broken, table: str) -> None:
    loose = {"id": "arcadia", "name": "Arcadia", "url": "https://arcadia.example/"}
    said = broken(table, None, lambda row: row.update({c: loose[c] for c in loose if c in row}))
    assert f"{table}.csv" in said and 'found "arcadia", expected a row that names it' in said


@pytest.mark.parametrize(
    ("table", "key", "change"),
    [
        ("events", "containers-white-house", {"sources": "moscowtimes-2023-10-17-peskov-copy"}),
        ("exercises", "2024-07-instructors", {"sources": "moscowtimes-2023-10-17-peskov-copy"}),
    ],
)
def test_a_weak_page_carries_nothing_sure_alone(broken, table: str, key: str, change) -> None:
    said = broken(table, key, lambda row: row.update(change), faults=None)
    assert f"{table}.csv" in said and "expected a source that is not weak" in said


def test_what_is_corroborated_has_two_voices(broken) -> None:
    row = {"sources": "rbc-2024-02-27-shin"}
    said = broken("assessments", "defence-industry-2", lambda cells: cells.update(row))
    assert "expected sources of two voices" in said


def test_a_copy_says_that_it_is_one(broken) -> None:
    key = "moscowtimes-2023-10-17-peskov-copy"
    for change in ({"weak": "false"}, {"read_at": ""}):
        said = broken("sources", key, lambda row, c=change: row.update(c), faults=None)
        assert "expected a weak page with read_at" in said


def test_a_page_of_a_state_is_counted_as_one(broken) -> None:
    said = broken("sources", "tass-2023-09-07-peskov", lambda row: row.update(kind="news"))
    assert "expected the kind state-media. TASS is state-media in publishers.csv" in said


def test_a_publisher_without_a_row_is_told(broken) -> None:
    said = broken("sources", "tass-2023-09-07-peskov", lambda row: row.update(publisher="Tas"))
    assert 'found "Tas", expected name of publishers.csv. Add a row to publishers.csv' in said


def test_the_best_source_comes_first(broken) -> None:
    pages = "moscowtimes-2023-10-17-peskov-copy;rbc-2024-02-27-shin"
    said = broken(
        "figures", "shells-2024-02-shin", lambda row: row.update(sources=pages), faults=None
    )
    assert 'found "moscowtimes-2023-10-17-peskov-copy", expected the weak sources last' in said


def test_a_claim_is_assessed_on_its_day(broken) -> None:
    for date in ("2023-09-13", "2023-09", "2023"):
        said = broken("assessments", "chaos-1", lambda row, d=date: row.update(date=d), faults=None)
        assert "claims.csv" in said and "expected an assessment on 2023-09-12" in said


def test_an_assessment_is_not_older_than_its_claim(broken) -> None:
    early = {"date": "2023-09-11", "rests_on": "tass-2023-09-07-peskov"}
    early["sources"] = "tass-2023-09-07-peskov"
    said = broken("assessments", "aid-2", lambda row: row.update(early), faults=None)
    assert "expected no day before 2023-09-12, that of the claim" in said


def test_an_opinion_stays_an_opinion(broken) -> None:
    said = broken("assessments", "chaos-1", lambda row: row.update(status="speculated"))
    assert "expected a standing that fits a claim of the kind opinion" in said


@pytest.mark.parametrize("ends", [("9", "", "5"), ("", "7", "5"), ("", "", "")])
def test_a_range_has_its_ends_in_order(broken, ends: tuple[str, ...]) -> None:
    row = dict(zip(("low", "best", "high"), ends, strict=True))
    said = broken("estimates", "casualties-jcs-2024-12-23", lambda cells: cells.update(row))
    assert "expected low, best and high in order" in said


def test_votes_of_the_council_add_up(broken) -> None:
    said = broken("resolutions", "res-825", lambda row: row.update(abstain="1"))
    assert "expected 15 votes, or none" in said
    said = broken("resolutions", "draft-2024-255", lambda row: row.update(yes="12", abstain="2"))
    assert "expected 13, 1, 1, as in council.csv" in said


def test_a_person_has_an_office(broken) -> None:
    said = broken(
        "roles", "kevin-kim", lambda row: row.update(actor="chung-dong-young"), faults=None
    )
    assert "expected a row in roles.csv for each person, and only for persons" in said


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ('He said "one two three four five six seven eight".', "at most seven words"),
        ("A desperate step.", "a word that takes no side"),
        ("Russia received a reactor.", "who says so"),
    ],
)
def test_words_are_short_fair_and_attributed(broken, summary: str, expected: str) -> None:
    said = broken("events", "us-claim-purchase-2022", lambda row: row.update(summary=summary))
    assert f"expected {expected}" in said


def test_seven_words_may_be_quoted(folder: Path) -> None:
    path = folder / "glossary.csv"
    text = path.read_text(encoding="utf-8")
    definition = load(folder).glossary.iloc[0]["definition"]
    told = f'{definition} He said ""one two three four five six seven"".'
    path.write_text(text.replace(definition, told, 1), encoding="utf-8")
    load(folder)


def test_a_standing_of_the_articles_month_was_found_by_then(broken) -> None:
    said = broken("wants", "kim-money", lambda row: row.update(first_said="2024-02-06"))
    assert "expected none: first found in 2024-02-06" in said
    said = broken("gains", "russia-shells", lambda row: row.update(status_2023=""))
    assert "status_2023: expected one" in said


def test_a_claim_beside_the_article_is_told_in_a_chapter(tmp_path: Path) -> None:
    claims = load().claims.head(2).assign(paragraph=[None, "3"])
    (tmp_path / "01.ipynb").write_text("{}", encoding="utf-8")
    [fault] = untold(claims, tmp_path)
    assert fault.value == claims.index[0] and "a cell of prose with the tag claim:" in str(fault)
    (tmp_path / "02.ipynb").write_text(f'["claim:{claims.index[0]}"]', encoding="utf-8")
    assert untold(claims, tmp_path) == []


def test_a_page_that_a_template_cites_has_its_row(tmp_path: Path) -> None:
    sources = load().sources
    [page, other] = sources.index[:2]
    text = f'one {{{{ cite("{page}") }}}}\ntwo {{{{ cite("{other}x", "words") }}}}\n'
    (tmp_path / "guide.html.j2").write_text(text, encoding="utf-8")
    [fault] = uncited(sources, tmp_path)
    assert (fault.file, fault.line, fault.value) == ("guide.html.j2", 2, f"{other}x")
    assert f'Did you mean "{other}"?' in str(fault)
    assert uncited(sources) == []


def test_a_resolution_of_the_assembly_is_of_its_session(folder: Path) -> None:
    path = folder / "assembly_votes.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A/RES/80/223,2025-", "A/RES/80/223,2024-"), encoding="utf-8")
    with pytest.raises(DataError, match="expected a day of session 80, not 79"):
        load(folder)


def test_no_place_is_without_a_source(broken) -> None:
    said = broken("places", "kazan", lambda row: row.update(sources=""))
    assert "places.csv" in said and "a value: it is required" in said


@pytest.mark.parametrize(
    ("table", "key", "change", "expected"),
    [
        ("corrections", "hosts", {"rows": "delegations:nobody"}, "a row that exists"),
        ("reactions", "kcna-2023-07-25", {"date": "2023-09-25"}, "when the newest of its sources"),
        ("reactions", "kcna-2023-07-25", {"date": "2022-07-25"}, "2023-07-25, as in its id"),
        ("delegations", "2024-belousov", {"year": "2023"}, "the year of the start, 2024-11"),
        ("resolutions", "draft-2024-255", {"china_vote": "no"}, "abstain, as in council.csv"),
        ("resolutions", "res-1718", {"russia_vote": ""}, "a value, because yes has one"),
        ("estimates", "casualties-jcs-2024-12-23", {"body": ""}, "because series has one"),
        ("opening", "voyages-five", {"places": ""}, "a value, because voyages has one"),
        ("roles_cards", "russia", {"seat": "no vote"}, "expected permanent"),
        ("assembly_profile", "1991", {"abstain": "27"}, "the sum of yes 42 and no 1 and"),
        ("assembly_agreement", "1991", {"share": "0.0541"}, "agree 33 of votes 61"),
        ("arguments", "lavrov-not-ours", {"attacks": "law-new-decision"}, "no row that it sup"),
        ("council", "draft-2022-431", {"role": "elected"}, "15 members for a draft"),
        ("lesson", "plan-90-6", {"step": "9"}, "expected 6. Each step"),
        ("events", "containers-white-house", {"first_status": "corroborated"}, "another standing"),
        ("gain_moments", "russia-shells", {"summary": "In 2025 they say so."}, "no day after 2023"),
        ("roles", "kevin-kim", {"actor": "russia"}, 'found "state", expected a row in roles.csv'),
        ("events", "vostochny-summit", {"sources": "tass-2024-03-28-miller-copy"}, "column signif"),
        ("events", "vostochny-summit", {"title": "A<br>title"}, "the signs themselves, not HTML"),
        ("events", "vostochny-summit", {"title": "@SUM(A1)"}, "no formula"),
        ("events", "vostochny-summit", {"summary": "Cut off he"}, "a sentence to its full stop"),
        ("figures", "gdp-growth-2017", {"unit": "warheads"}, "percent, as in the other rows"),
        ("figures", "gdp-growth-2016", {"best": "390"}, "100 percent or less"),
        ("resolutions", "draft-2022-431", {"adopted": "true"}, "nine votes and no veto"),
        ("resolutions", "res-2270", {"date": "2015-03-02"}, "2016, as in its symbol"),
        ("resolutions", "res-2321", {"date": "2016-01-30"}, "no date before 2016-"),
        ("quiz", "pre-veto", {"key": "c"}, "whose answer is right"),
        ("late", "45-5", {"late": "50"}, "no less than late, 50"),
        ("lesson", "plan-45-3", {"view": ""}, "a value, because sheets has one"),
        ("estimates", None, {"id": "a-copy"}, "no second one"),
        ("estimates", "troops-press-2025-08-22", {"date": "2024-08-22"}, "at most 30 days before"),
        ("judgements", "zhao-china", {"date": "2023-06-19"}, "at most 30 days before 2024-06"),
        ("estimates", "troops-press-2025-08-22", {"period": "by early 2025"}, "to August 2025"),
        ("claims", "both-sanctioned", {"sources": "sipri-embargo-dprk"}, "in the other rows of"),
        ("side_cards", "moscow-3", {"id": "investigators-9"}, "an id that begins with moscow"),
    ],
)
def test_cells_that_belong_together_agree(broken, table, key, change, expected) -> None:
    said = broken(table, key, lambda row: row.update(change), faults=None)
    assert f"{table}.csv" in said and expected in said


def test_what_was_found_goes_no_further_than_the_page_says() -> None:
    tables = load()
    until = tables.coverage["until"].max()
    for name in ("events", "visit", "delegations", "estimates", "figures", "statements"):
        dates = tables[name]["date" if "date" in tables[name] else "start"]
        assert dates.str[:7].max() <= until[:7], name
