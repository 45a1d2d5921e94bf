"""Votes, bans, dealings and the Council, counted again from the tables with other code."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from figures import (
    body,
    cells,
    days,
    drawn_in_text,
    index,
    marks,
    near,
    options,
    panel,
    public,
    says,
    states,
    strokes,
    table,
    text,
    until,
    view,
)

AS_OF = options("votes", "as_of")
TEXTS = [row for row in table("resolutions") if row["date"] >= "2006"]
SYMBOLS = {row["symbol"]: row for row in TEXTS}


def voted(as_of):
    return [row for row in public(TEXTS, as_of) if row["yes"]]


def sanctions(as_of):
    rows = public(TEXTS, as_of)
    return [row for row in rows if row["type"] == "sanctions" and row["adopted"] == "true"]


@pytest.mark.parametrize("as_of", AS_OF)
def test_the_title_counts_russias_yes_and_no_and_names_the_months_of_its_no(as_of):
    title = panel("votes", as_of=as_of).title
    found = Counter(row["russia_vote"] for row in voted(as_of))
    assert says(title, len(voted(as_of)), found["yes"], found["no"])
    for row in voted(as_of):
        month = f"{date.fromisoformat(row['date']):%B %Y}"
        assert (month in title) == (row["russia_vote"] == "no")


@pytest.mark.parametrize("as_of", AS_OF)
def test_each_vote_is_drawn_with_the_mark_that_the_key_gives_it(as_of):
    shown = panel("votes", as_of=as_of)
    assert all(key in shown.measure for key in ("■ yes", "▬ abstained", "✕ no"))
    columns = {"Russia": "russia_vote", "China": "china_vote", "United States": "us_vote"}
    seen = defaultdict(dict)
    for mark in marks(shown.figure):
        country = near(shown.figure, "yaxis", mark.y)
        symbol = mark.words.split(",")[0]
        seen[symbol][country] = mark.vote
        assert (mark.colour == "blue") == (country == "Russia")
        assert f"{SYMBOLS[symbol]['yes']} yes, {SYMBOLS[symbol]['no']} no" in mark.words
    assert seen == {
        row["symbol"]: {country: row[column] for country, column in columns.items()}
        for row in voted(as_of)
    }


@pytest.mark.parametrize("as_of", AS_OF)
def test_the_narrow_picture_draws_the_same_votes(as_of):
    shown = panel("votes", as_of=as_of)
    wide, narrow = (marks(figure) for figure in (shown.figure, shown.narrow))
    assert [(m.words, m.vote) for m in wide] == [(m.words, m.vote) for m in narrow]
    assert [m.x for m in wide] == [m.y for m in narrow]


def test_beside_the_votes_stand_the_yes_votes_of_all_fifteen():
    shown = panel("votes")
    order = sorted({(mark.x, mark.words.split(",")[0]) for mark in marks(shown.figure)})
    assert [symbol for _, symbol in order] == [row["symbol"] for row in voted("2026-03-31")]
    [tally] = [trace["text"] for trace in shown.figure["data"] if trace["mode"] == "text"]
    assert tally == [row["yes"] for row in voted("2026-03-31")]


@pytest.mark.parametrize("as_of", AS_OF)
def test_the_table_of_votes_is_that_of_the_record(as_of):
    columns = {"Text": "symbol", "Yes": "yes", "No": "no", "Abstained": "abstain"}
    columns |= {"Russia": "russia_vote", "China": "china_vote", "United States": "us_vote"}
    for heading, column in columns.items():
        told = [row[heading] for row in cells(panel("votes", as_of=as_of))]
        assert told == [row[column] for row in public(TEXTS, as_of)], heading


def test_the_list_of_sanctions_holds_the_texts_with_sanctions_and_the_draft():
    lists = {read: text(body(panel("votes", read=read))) for read in options("votes", "read")}
    for row in TEXTS:
        mandate = "Panel of Experts" in row["title"] and row["type"] != "sanctions"
        kind = row["type"]
        kind = "panel-mandate" if mandate else kind
        for read in ("sanctions", "panel-mandate", "non-sanctions"):
            assert (row["symbol"] in lists[read]) == (read == kind), (row["symbol"], read)


@pytest.mark.parametrize("as_of", AS_OF)
@pytest.mark.parametrize("count", ["launches", "missile_events"])
def test_tests_and_their_answers_are_counted_year_by_year(count, as_of):
    shown = panel("tests_and_resolutions", count=count, as_of=as_of)
    years = [row for row in table("missile_tests") if row["year"] >= "2006"]
    years = [row for row in years if until(row["year"]) <= as_of]
    nuclear = [row["date"] for row in table("nuclear_tests")]
    passed = [row["date"] for row in sanctions(as_of)]
    assert [list(row.values()) for row in cells(shown)] == [
        [
            row["year"],
            row[count],
            str(sum(day.startswith(row["year"]) for day in nuclear)),
            str(sum(day.startswith(row["year"]) for day in passed)),
        ]
        for row in years
    ]
    longest = max(days(test, min(day for day in passed if day >= test)) for test in nuclear)
    top = max(years, key=lambda row: (int(row[count]), row["year"]))
    assert f"within {longest} days" in shown.title
    assert says(shown.title, len(nuclear), longest, int(top["year"]))
    assert says(shown.title.split(top["year"])[1], 0)
    assert not any(day.startswith(top["year"]) for day in passed)
    [bars] = [trace for trace in shown.figure["data"] if trace["type"] == "bar"]
    assert [x[:4] for x in bars["x"]] == [row["year"] for row in years]
    assert bars["y"] == [int(row[count]) for row in years]
    assert bars["text"] == [row[count] for row in years]


def test_a_veto_is_drawn_as_no_and_each_nuclear_test_leads_to_its_answer():
    shown = panel("tests_and_resolutions")
    answers = {m.words.split(",")[0]: m for m in marks(shown.figure) if "S/" in m.words}
    for symbol, mark in answers.items():
        assert (mark.symbol in ("x-thin", "✕")) == (SYMBOLS[symbol]["adopted"] == "false")
        assert mark.x[:10] == SYMBOLS[symbol]["date"]
        assert mark.colour == "green"
    assert {row["symbol"] for row in sanctions("2026-03-31")} < set(answers)
    passed = [row["date"] for row in sanctions("2026-03-31")]
    joins = {(a[0][:10], b[0][:10]) for a, b, _ in strokes(shown.figure)}
    nuclear = [row["date"] for row in table("nuclear_tests")]
    assert joins == {(test, min(day for day in passed if day >= test)) for test in nuclear}


def test_the_measures_are_counted_by_the_year_of_their_first_text():
    texts = index("resolutions")
    first = {}
    for row in table("matrix"):
        day = texts[row["resolution"]]["date"]
        first[row["measure"]] = min(day, first.get(row["measure"], day))
    late = sum(day >= "2016" for day in first.values())
    shown = panel("what_is_banned")
    assert says(shown.title, late, len(first), 2016)
    begun = {row["name"]: first[row["id"]] for row in table("measures")}
    assert [begun.pop(row["Measure"]) for row in cells(shown)] == sorted(first.values())
    for measure in first:
        one = panel("what_is_banned", measure=measure)
        rows = [row for row in table("matrix") if row["measure"] == measure]
        assert [row["Text"] for row in cells(one)] == [
            texts[row["resolution"]]["symbol"] for row in rows
        ]
        assert says(one.title, int(first[measure][:4]), len({row["resolution"] for row in rows}))


def test_each_effect_of_a_text_is_drawn_with_the_mark_that_the_key_gives_it():
    shown = panel("what_is_banned")
    forms = {"diamond": "introduced", "triangle-up": "widened tightened", "square": "capped"}
    forms |= {"triangle-down": "exempted", "line-ns": "restated"}
    forms |= {"◆": "introduced", "▲": "widened tightened", "■": "capped", "▼": "exempted"}
    drawn = Counter(forms[mark.symbol].split()[0] for mark in marks(shown.figure))
    effects = Counter(row["effect"].replace("tightened", "widened") for row in table("matrix"))
    assert drawn == effects
    for key in ("◆ brought in", "▲ widened or tightened", "■ limited in amount", "▼ exception"):
        assert key in shown.measure


@pytest.mark.parametrize("as_of", AS_OF)
def test_the_dealings_are_judged_as_the_record_of_verdicts_says(as_of):
    deals = public(table("deals"), as_of)
    words = {"allowed": "Allowed", "banned": "Banned", "contested": "Contested"}
    words |= {"allowed-with-exemption": "Allowed with permission"}
    words |= {"capped": "Allowed up to a limit"}
    found = Counter(deal["verdict"] for deal in deals)
    shown = panel("deal_check", as_of=as_of)
    assert says(shown.title, len(deals), found["banned"], found["contested"])
    told = {row["Dealing"]: row for row in cells(shown)}
    assert set(told) == {deal["title"] for deal in deals}
    group = re.compile(r"<li><b[^>]*>([^<]*) <span.*?<div>(.*?)</details></div></li>", re.DOTALL)
    groups = dict(group.findall(body(shown)))
    assert set(groups) == {words[verdict] for verdict in found}
    for deal in deals:
        name = words[deal["verdict"]]
        assert told[deal["title"]]["Our reading"] == name
        assert told[deal["title"]]["Standing of the fact"] == deal["status"]
        [own] = [part for part in groups[name].split("<details ") if f'"{deal["id"]}"' in part]
        assert f"{name}." in text(own)
        assert (standing := drawn_in_text(own)) and standing[0][1] == deal["status"]
        late = deal["summary_since"] and until(deal["summary_since"]) > as_of
        account = deal["summary_then" if late else "summary"]
        assert account.replace("'", "’") in text(own)
        measures = index("measures")
        assert all(measures[rule]["name"] in text(own) for rule in deal["measures"].split(";"))
    later = [deal["title"] for deal in table("deals") if deal["title"] not in told]
    assert not any(title in text(body(shown)) for title in later)


@pytest.mark.parametrize("as_of", AS_OF)
def test_each_answer_stands_once_beside_a_call_to_take_back_the_vote_that_it_attacks(as_of):
    rows = {row["id"]: row for row in table("arguments")}
    rows = {
        key: row for key, row in rows.items() if until(row["public_from"] or row["date"]) <= as_of
    }
    calls = {key for key, row in rows.items() if row["position"] == "revoke-vote"}
    answers = {key for key, row in rows.items() if calls & set(row["attacks"].split(";"))} - calls
    shown = panel("debate", as_of=as_of)
    russian = {row["id"] for row in table("actors") if row["side"] == "russia"}
    own = [key for key in answers if rows[key]["speaker"] in russian]
    assert says(shown.title, len(calls), len(own), len(answers))
    drawn = Counter()
    for call, part in zip(
        [rows[key] for key in rows if key in calls], body(shown).split(">For<")[1:], strict=True
    ):
        assert call["statement"] in text(part)
        beside = part.split(">Against<")[1].split("What else")[0]
        drawn.update(keys := re.findall(r'data-key="([^"]+)"', beside))
        assert all(call["id"] in rows[key]["attacks"].split(";") for key in keys)
    assert drawn == Counter(answers)
    assert set(re.findall(r'data-key="([^"]+)"', body(shown))) >= set(rows) - calls
    assert {row["Argument"] for row in cells(shown)} == {row["statement"] for row in rows.values()}


def test_the_council_adopts_with_nine_votes_and_no_veto():
    """A permanent member's no is a veto; an abstention is not; nine votes are enough."""
    counted = set()
    rules = {row["case"]: row["title"] for row in table("rules")}
    permanent = ("russia", "china", "west", "west", "west")
    for state, shown in states("council"):
        cast = [state[member] for member in permanent]
        yes, veto = cast.count("yes") + int(state["elected"]), "no" in cast
        assert "To take back an old yes: there is nothing to vote on" in text(body(shown))
        adopted = yes >= 9 and not veto
        counted.add((yes, veto, "abstain" in cast))
        assert shown.title.startswith("Adopted" if adopted else "Not adopted"), state
        assert says(shown.title, yes), state
        assert f"{yes} yes; nine needed" in text(body(shown)), state
        case = ("abstention" if "abstain" in cast else "adopted") if adopted else "failed"
        assert f"The rule. {rules[case]}. " in text(body(shown)), state
        assert ("veto" in shown.title) == (yes >= 9), state
        assert ("nine needed" in shown.title) == (yes < 9), state
        seats = body(shown)
        assert seats.count('<li class="yes">') == yes
        assert seats.count('<li class="no">') == cast.count("no")
        assert seats.count('<li class="') == 15
        assert (f"{9 - yes} more yes" in text(seats)) == (yes < 9)
        if yes > 9 and adopted:
            assert f"{yes - 9} could still fall away" in seats
    assert {(8, False), (9, False), (10, False), (9, True), (10, True)} <= {
        (yes, veto) for yes, veto, _ in counted
    }
    assert (9, False, True) in counted  # nine and an abstention pass


def test_the_council_starts_from_votes_that_were_cast_and_knows_them_again():
    names = index("actors")
    starts = re.findall(r'data-pick="([^"]*)"', body(panel("council")))
    starts = [dict(pair.split("=") for pair in start.split("&amp;")) for start in starts]
    real = {}
    for draft in ("draft-2024-255", "draft-2022-431"):
        seats = {row["country"]: row for row in table("council") if row["resolution"] == draft}
        chosen = [row["vote"] for row in seats.values() if row["role"] == "elected"]
        cast = {"russia": seats["russia"]["vote"], "china": seats["china"]["vote"]}
        cast |= {"west": seats["france"]["vote"], "elected": str(chosen.count("yes"))}
        assert cast in starts
        real[tuple(cast.values())] = draft
        shown = panel("council", **cast)
        [column] = [name for name in shown.table if name.startswith("Vote on")]
        told = {row["Member"]: row for row in cells(shown)}
        assert {n: row[column] for n, row in told.items()} == {
            names[country]["name"]: row["vote"] for country, row in seats.items()
        }
        assert {n: row["Seat"] for n, row in told.items()} == {
            names[country]["name"]: row["role"] for country, row in seats.items()
        }
        assert index("resolutions")[draft]["date"][:4] in column
    for state, shown in states("council"):
        as_of = state.pop("as_of")
        known = [cast for cast, d in real.items() if index("resolutions")[d]["date"] <= as_of]
        assert ("So it was" in body(shown)) == (tuple(state.values()) in known)
        assert body(shown).count("data-pick=") == len(known) + 1  # and a text to lift
        later = tuple(state.values()) in real and tuple(state.values()) not in known
        chosen = state in starts and not later
        assert body(shown).count('aria-current="true"') == chosen
    for wish in starts:  # the West does not lift what Russia and China ask to lift
        assert wish in starts[:2] or (wish["russia"], wish["west"]) == ("yes", "no")
    assert tuple(cast.values()) in real
    default = {c.key: c.value for c in view("council").controls if c.key != "as_of"}
    assert real[tuple(default.values())] == "draft-2022-431"  # known on the day of the article


def test_the_record_of_the_votes_agrees_with_itself():
    """The totals of a draft are those of its members; what was vetoed had a permanent no."""
    for row in TEXTS:
        if row["yes"]:
            assert sum(int(row[n]) for n in ("yes", "no", "abstain")) <= 15
            veto = "no" in (row["russia_vote"], row["china_vote"], row["us_vote"])
            assert (row["adopted"] == "true") == (int(row["yes"]) >= 9 and not veto)
    for draft in ("draft-2024-255", "draft-2022-431"):
        cast = Counter(row["vote"] for row in table("council") if row["resolution"] == draft)
        assert {n: str(cast[n]) for n in ("yes", "no", "abstain")} == {
            n: index("resolutions")[draft][n] for n in ("yes", "no", "abstain")
        }
