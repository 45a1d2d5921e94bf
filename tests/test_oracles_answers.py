"""The answers of quiz, bets and guesses are those of the tables, and a bet is scored as it says."""

import re
from collections import Counter

import pytest
from figures import body, cells, index, options, panel, says, states, table, text, until

QUIZ = ("precheck", "postcheck", "exit_ticket")


@pytest.mark.parametrize("name", QUIZ)
def test_only_the_answer_of_the_key_is_called_right(name):
    questions = index("quiz")
    for state, shown in states(name):
        row = questions[state["item"]]
        assert len(re.findall(r"<b>✓ ", body(shown))) == bool(row["key"]), state
        if row["key"]:
            [ticked] = re.findall(r"<b>✓ ([^<]*)\.</b>", body(shown))
            assert text(ticked) == row[row["key"]].replace("'", "’"), state
        if state["answer"] != "open" and row["key"]:
            missed = state["answer"] != row["key"]
            assert ("Not quite" in body(shown)) == missed, state
            assert ("That is right" in body(shown)) == (not missed), state
    order = [key for key, row in questions.items() if key in options(name, "item")]
    assert options(name, "item") == order
    for n, key in enumerate(order, 1):
        assert f"question {n} of {len(order)}" in panel(name, item=key).title


def test_a_bet_is_scored_by_the_square_of_its_distance_from_what_happened():
    rows = table("bets")
    outcomes = " ".join(f"{row['id']}={int(row['outcome'] == 'true')}" for row in rows)
    for n, row in enumerate(rows, 1):
        came = row["outcome"] == "true"
        scores = {}
        for sure in options("bets", "answer"):
            shown = panel("bets", item=row["id"], answer=sure)
            assert f"Bet {n} of {len(rows)}" in shown.title
            assert ("It came true" in body(shown)) == came
            assert ("It did not come true" in body(shown)) == (not came)
            assert f'data-mean="{outcomes}"' in body(shown)
            if sure != "open":
                [score] = re.findall(r"Your score: ([\d.]+)\.<", body(shown))
                distance = int(sure) - (100 if came else 0)
                assert float(score) == round(distance * distance / 10_000 + 1e-9, 2)
                scores[int(sure)] = float(score)
        best = min(scores, key=lambda sure: scores[sure])
        assert best == (max(scores) if came else min(scores))


def test_the_original_of_a_passage_is_the_one_that_was_printed():
    for state, shown in states("drift"):
        row = index("drift")[state["passage"]]
        a, b = (text(words) for words in re.findall(r">[AB]: (“.*?”)</", body(shown)))
        printed, returned = (
            f"“{row[which]}”".replace("'", "’") for which in ("original", "retranslation")
        )
        right = "A" if a == printed else "B"
        assert f"<b>{right} is the original</b>" in body(shown)
        assert {a, b} == {printed, returned}
        if state["guess"] != "open":
            assert ("That is right" in body(shown)) == (state["guess"].upper() == right)


@pytest.mark.parametrize("as_of", options("firsts", "as_of"))
def test_the_firsts_that_hold_are_counted_and_each_verdict_is_that_of_the_table(as_of):
    rows = [row for row in table("firsts") if until(row["public_from"]) <= as_of]
    shown = panel("firsts", as_of=as_of)
    found = Counter(row["verdict"] for row in rows)
    sound = found["true"] + found["roughly true"]
    assert says(shown.title, len(rows), sound, found["false"])
    groups = re.findall(r"<li><b[^>]*>([^<]*) <span.*?<div>(.*?)</div></li>", body(shown))
    assert {name.lower() for name, _ in groups} == set(found)
    for name, part in groups:
        for row in rows:
            told = row["statement"].replace("'", "’") in text(part)
            assert told == (row["verdict"] == name.lower()), row["id"]
    for row in table("firsts"):
        if row["later"]:
            late = row["later"].replace("'", "’") in text(body(shown))
            assert late == (until(row["later_from"]) <= as_of), row["id"]
    assert {(row["Statement"], row["Verdict"]) for row in cells(shown)} == {
        (row["statement"], row["verdict"]) for row in rows
    }
