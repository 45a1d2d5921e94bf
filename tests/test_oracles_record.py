"""Standings, gains, journeys and events as of each date, worked out again with other code."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from figures import (
    ARTICLE,
    SIDES,
    STANDINGS,
    body,
    cells,
    drawn_in_text,
    held,
    index,
    marks,
    options,
    outline,
    panel,
    pieces,
    public,
    says,
    states,
    table,
    text,
    until,
)
from typefaces import DRAWN

from explainer import story

AS_OF = options("how_sure", "as_of")
FIRM = ("documented", "corroborated")
EXPECTED = ("forecast", "speculation", "allegation")
dated = pytest.mark.parametrize("as_of", AS_OF)


def of_article():
    """Return the claims that the article makes; others may have been said since."""
    return [row for row in table("claims") if row["paragraph"]]


def test_the_mark_of_a_standing_in_text_is_that_of_the_charts():
    """Each word stands beside its own form, in every state of every view."""
    found = set()
    for name in story.VIEWS:
        whole = {piece for _, shown in states(name) for piece in pieces(shown)}
        pairs = {pair for piece in whole for pair in drawn_in_text(piece)}
        assert all(drawn in STANDINGS[word] for drawn, word in pairs), name
        found |= {word for _, word in pairs}
    assert found == set(STANDINGS)


def test_all_seven_marks_are_drawn_in_text_and_differ():
    whole = "".join(body(shown) for _, shown in states("how_sure"))
    labels = re.findall(r'data-pick="guess=[^>]*>\s*(.*?)</label>', whole)
    found = {
        pair for label in labels for pair in drawn_in_text(f'<span class="standing">{label}</span>')
    }
    assert {word: drawn for drawn, word in found} == {w: f[1] for w, f in STANDINGS.items()}


def test_each_mark_of_the_font_is_drawn_as_its_character_looks():
    forms = {word: forms[2] for word, forms in STANDINGS.items()}
    assert {word: outline(path) for word, path in DRAWN.items()} == forms


@dated
def test_the_standing_of_each_statement_is_that_of_its_last_assessment_by_the_day(as_of):
    shown = panel("ledger_of_claims", which="all", as_of=as_of)
    now, then = held(as_of), held(ARTICLE)
    claims = {row["statement"]: row for row in public(of_article(), as_of)}
    assert {row["Statement"] for row in cells(shown)} == set(claims)
    for row in cells(shown):
        was, status = row["12 September 2023"], [*row.values()][-1]
        claim = claims[row["Statement"]]["id"]
        assert (was, status) == (then[claim]["status"], now[claim]["status"]), claim
        assert row["Kind"] == claims[row["Statement"]]["kind"]


@dated
def test_a_line_leads_from_the_standing_then_to_that_of_the_day(as_of):
    shown = panel("ledger_of_claims", which="all", as_of=as_of)
    ends = defaultdict(set)
    for mark in marks(shown.figure):
        ends[mark.x, mark.standing].add(mark.words.replace(" ", ""))
    for x, day in ((0, ARTICLE), (1, as_of)):
        found = defaultdict(set)
        for row in of_article():
            if held(ARTICLE)[row["id"]]["status"] != "opinion":
                words = text(row["statement"]).replace(" ", "").replace("'", "’")
                found[x, held(day)[row["id"]]["status"]].add(words)
        assert {key: words for key, words in ends.items() if key[0] == x} == found


@dated
def test_the_title_of_a_choice_of_statements_counts_their_standings(as_of):
    kinds = {"expected": EXPECTED, "fact": ["fact"]}
    for which in options("ledger_of_claims", "which"):
        rows = of_article()
        if which in (*kinds, "opinion"):
            rows = [row for row in rows if row["kind"] in kinds.get(which, [which])]
        elif which == "others":
            named = options("ledger_of_claims", "which")
            rows = [row for row in rows if row["speaker"] not in named]
        elif which != "all":
            rows = [row for row in rows if row["speaker"] == which]
        shown = panel("ledger_of_claims", which=which, bet="none", as_of=as_of)
        found = Counter(held(as_of)[row["id"]]["status"] for row in rows)
        order = [word for word in STANDINGS if word in found]
        assert len(shown.table) == len(rows)
        assert dict(shown.standings) == {word: found[word] for word in order}
        assert says(shown.title, len(rows))
        if which != "opinion" and len(found) > 1:
            assert says(shown.title, len(rows), *(found[word] for word in order))
            places = [shown.title.index(word.removesuffix("s")) for word in order]
            assert places == sorted(places)


@dated
def test_a_bet_comes_before_what_became_of_the_expectations(as_of):
    """Until then nothing but the closed answer differs from the day of the article."""
    waiting = panel("ledger_of_claims", which="expected", bet="open", as_of=as_of)
    then = panel("ledger_of_claims", which="expected", bet="none", as_of=ARTICLE)
    assert waiting.standings == then.standings
    assert {mark.x for mark in marks(waiting.figure)} == {0}
    assert [row["Statement"] for row in cells(waiting)] == [r["Statement"] for r in cells(then)]
    open_words = re.sub(r"<details data-key=.answer.*?</details>", "", body(waiting))
    assert open_words and not drawn_in_text(open_words)
    rows = [row for row in of_article() if row["kind"] in EXPECTED]
    support = sum(held(as_of)[row["id"]]["status"] in FIRM for row in rows)
    for bet in options("ledger_of_claims", "bet")[1:]:
        shown = panel("ledger_of_claims", which="expected", bet=bet, as_of=as_of)
        told = text(shown.lead)
        assert says(told.partition("show me")[2], support, len(rows))
        low = int(bet) if bet.isdigit() else 99
        [*higher] = [
            int(b) for b in options("ledger_of_claims", "bet") if b.isdigit() and int(b) > low
        ]
        right = low <= support < min(higher, default=99)
        assert ("That was your bet" in told) == right, (bet, support)


@dated
def test_the_title_on_the_marks_counts_what_is_firm_opinion_and_open(as_of):
    now = held(as_of)
    found = Counter(now[row["id"]]["status"] for row in of_article())
    firm = sum(found[word] for word in FIRM)
    total = sum(found.values())
    for statement in options("how_sure", "statement"):
        for guess in options("how_sure", "guess"):
            shown = panel("how_sure", statement=statement, guess=guess, as_of=as_of)
            opinions = found["opinion"]
            assert says(shown.title, firm, total, opinions, total - firm - opinions)
            if guess != "open":
                right = guess == held(as_of)[statement]["status"]
                assert ("So do we" in body(shown)) == right
                assert ("elsewhere" in body(shown)) == (not right)
            counted = {word: f'class="count">{found[word]}<' for word in STANDINGS}
            for piece in body(shown).split('data-pick="guess=')[1:]:
                assert counted[piece.split('"')[0]] in piece


CAMPS = {
    "kyiv": {"ukraine", "south-korea", "united-states", "nato", "estonia", "msmt"},
    "moscow": {"russia", "north-korea"},
}
INDEPENDENT = {"andrei-kozyrev", "fyodor-lukyanov", "moskovskij-komsomolets"}
OFFICIAL, NEWSROOMS = ["state-media", "government"], ["news", "wire-copy", "blog"]
DOUBTS = {
    "nothing": ([], []),
    "kyiv": (["kyiv"], []),
    "moscow": (["moscow"], []),
    "camps": (["kyiv", "moscow"], []),
    "states": ([], OFFICIAL),
    "newsrooms": ([], NEWSROOMS),
    "records": ([], OFFICIAL + NEWSROOMS),
}


def test_without_what_a_sceptic_leaves_out_the_earlier_finding_holds():
    sources, actors = index("sources"), index("actors")

    def camp(actor):
        home = actors[actor]["country"] or actor
        found = next((key for key, who in CAMPS.items() if home in who), "")
        return "" if actor in INDEPENDENT else found

    def left(doubt, as_of):
        camps, kinds = DOUBTS[doubt]
        found = {}
        for row in sorted(table("assessments"), key=lambda row: until(row["date"])):
            who = [actor for actor in row["actors"].split(";") if actor]
            alone = bool(who) and all(camp(actor) in camps for actor in who)
            pages = [s for s in row["sources"].split(";") if sources[s]["kind"] not in kinds]
            if pages and not alone and until(row["date"]) <= as_of:
                found[row["claim"]] = row["status"]
        return found

    assert {state["doubt"] for state, _ in states("sceptic")} == set(DOUBTS)
    for state, shown in states("sceptic"):
        as_of = state["as_of"]
        now = held(as_of)
        settled = {
            row["statement"]: row["id"]
            for row in of_article()
            if now[row["id"]]["status"] != "opinion"
        }
        after = left(state["doubt"], as_of)
        told = {row["Statement"]: row for row in cells(shown)}
        assert set(told) == set(settled)
        for statement, claim in settled.items():
            row = told[statement]
            assert row["With all sources"] == now[claim]["status"]
            assert row["Without"] == after.get(claim, "no source left"), (state, claim)
        same = sum(row["With all sources"] == row["Without"] for row in told.values())
        lost = sum(row["Without"] == "no source left" for row in told.values())
        if state["doubt"] == "nothing":
            assert says(shown.title, sum(now[c]["status"] in FIRM for c in settled.values()), same)
        else:
            assert says(shown.title, same, len(told), *[lost] * bool(lost)), state
        stands, _, falls = body(shown).partition('data-key="falls"')
        assert (stands.count("<li>"), falls.count("<li>")) == (same, len(told) - same)
        for figure in (shown.figure, shown.narrow):
            lines = [t for t in figure["data"] if t.get("hovertext")]
            for doubt, line in zip(DOUBTS, lines, strict=True):
                drawn = marks({"data": [line]})
                kept = left(doubt, as_of)
                words = {text(m.words): "" if m.symbol == "×" else m.standing for m in drawn}
                for statement, claim in settled.items():
                    key = statement.replace("'", "’")
                    assert words[key] == kept.get(claim, ""), (doubt, claim)
                bright = {text(m.words) for m in drawn if m.colour == "dark"}
                assert bright == {
                    statement.replace("'", "’")
                    for statement, claim in settled.items()
                    if kept.get(claim) == now[claim]["status"]
                }


def spoken_of(as_of):
    """Return the gains named by a day: gain -> standing then."""
    moments = [row for row in table("gain_moments") if until(row["date"]) <= as_of]
    found = {r["gain"]: r["status"] for r in sorted(moments, key=lambda row: until(row["date"]))}
    return found | {r["id"]: r["status"] for r in table("gains") if until(r["date"]) <= as_of}


@dated
@pytest.mark.parametrize("show", ["article", "all"])
def test_the_gains_named_by_a_day_stand_on_their_side_with_the_standing_of_then(show, as_of):
    shown = panel("ledger", show=show, as_of=as_of)
    rows = {
        row["id"]: row for row in table("gains") if show == "all" or row["in_article"] == "true"
    }
    stand = {gain: status for gain, status in spoken_of(as_of).items() if gain in rows}
    firm = {
        side: [rows[g]["beneficiary"] for g, status in stand.items() if status in FIRM].count(side)
        for side in SIDES
    }
    size = Counter(rows[gain]["beneficiary"] for gain in stand)
    if show == "all":
        counts = [n for side in SIDES for n in (firm[side], size[side])]
    else:
        counts = [len(stand), sum(firm.values())]
    assert says(shown.title, *counts)
    assert dict(shown.standings) == {
        word: n for word in STANDINGS if (n := list(stand.values()).count(word))
    }
    bands = {"Shown": FIRM, "Judged": ("opinion",)}
    for name, part in bands_of(shown).items():
        words = bands.get(name, ("alleged", "disputed", "denied", "speculated"))
        for side, pieces_ in part.items():
            wanted = {g for g, s in stand.items() if s in words and rows[g]["beneficiary"] == side}
            assert set(pieces_) == wanted, (name, side)
            for gain, (drawn, word) in pieces_.items():
                assert drawn in STANDINGS[stand[gain]] and word == stand[gain], gain


@dated
def test_the_costs_named_by_a_day_stand_on_their_side_under_their_kind(as_of):
    latest = {row["id"]: row["cost"] for row in table("gains") if until(row["date"]) <= as_of}
    moments = [row for row in table("gain_moments") if until(row["date"]) <= as_of]
    costs = {r["gain"]: r["cost"] for r in sorted(moments, key=lambda r: until(r["date"]))} | latest
    side_of = {row["id"]: row["beneficiary"] for row in table("gains")}
    found = Counter()
    for gain, kinds in costs.items():
        found.update((kind, side_of[gain]) for kind in kinds.split(";"))
    shown = panel("ledger", show="costs", as_of=as_of)
    drawn = Counter(
        (name, side) for name, p in bands_of(shown).items() for side, own in p.items() for _ in own
    )
    assert sorted(found.values()) == sorted(drawn.values())
    words = {"rules": "Broken rules", "dependence": "Dependence", "others": "Ill will"}
    words |= {"quality": "Poor quality"}
    for kind, name in words.items():
        for side in SIDES:
            assert found[kind, side] == drawn[name, side]
    for side, country in (("russia", "Russia"), ("north-korea", "North Korea")):
        most = max(n for (_, who), n in found.items() if who == side)
        kinds = [words[kind] for (kind, who), n in found.items() if (n, who) == (most, side)]
        told = shown.title.partition(f"{country} ")[2].partition(", ")[0] or shown.title
        assert all(kind.lower() in told for kind in kinds), kinds


def bands_of(shown):
    """Return the gains of each band and side, each with its mark and word, and check the counts."""
    found = {}
    for part in body(shown).split("<section>")[1:]:
        name = text(part.split('class="band"><b>')[1].split("</b>")[0])
        found[name] = {}
        for side in SIDES:
            [own] = re.findall(rf'<div class="{side}[^>]*>(.*?)</ul></div>', part, re.S)
            gains = re.findall(r'<details data-key="([^"]*)">(.*?)</details>', own, re.S)
            assert says(own.split('class="count">')[1].split("<")[0], len(gains))
            found[name][side] = {gain: drawn_in_text(piece)[0] for gain, piece in gains}
            for _, piece in gains:
                word = drawn_in_text(piece)[0][1]
                assert f'visually-hidden">, {word}<' in piece
    return found


def test_a_role_is_given_the_facts_that_were_public_on_the_eve_of_the_vote():
    votes = {card["draft"] for card in table("roles_cards")}
    [day] = (date.fromisoformat(index("resolutions")[draft]["date"]) for draft in votes)
    eve = str(day - timedelta(days=1))
    events = {row["id"]: row for row in public(table("events"), eve)}
    now, claims = held(eve), index("claims")
    for card in table("roles_cards"):
        shown = panel("role_cards", role=card["id"])
        facts = {}
        for side in ("for", "against"):
            for event in filter(None, card[f"events_{side}"].split(";")):
                if event in events:
                    facts[events[event]["title"]] = f"{side} the role", events[event]["status"]
            for claim in filter(None, card[f"claims_{side}"].split(";")):
                if claim in now:
                    facts[claims[claim]["statement"]] = f"{side} the role", now[claim]["status"]
        told = {row["Fact"]: (row["Use"], row["Standing"]) for row in cells(shown)}
        assert told == facts
        sides = Counter(side for side, _ in facts.values())
        assert says(shown.title, sides["for the role"], sides["against the role"])
