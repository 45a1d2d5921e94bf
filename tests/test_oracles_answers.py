"""The answers of quiz, bets and guesses are those of the tables, and a bet is scored as it says."""

import re

import pytest
from figures import body, cells, index, options, panel, says, states, table, text

QUIZ = ("precheck", "postcheck", "exit_ticket")


@pytest.mark.parametrize("name", QUIZ)
def test_only_the_answer_of_the_key_is_called_right(name):
    questions = index("quiz")
    for state, shown in states(name):
        row = questions[state["item"]]
        if state["answer"] == "open":
            assert row["key"] == "" or f"<b>{row['key'].upper()}.</b>" in body(shown)
        elif not row["key"]:
            assert "right" not in shown.title
        elif state["answer"] == row["key"]:
            assert shown.title.endswith(f"{row['key'].upper()} is right")
        else:
            ending = f"not {state['answer'].upper()} but {row['key'].upper()}"
            assert shown.title.endswith(ending)
        if state["answer"] != "open" and row["key"]:
            [ticked] = re.findall(r"<b>([^<]*) ✓</b>", body(shown))
            assert text(ticked) == row[row["key"]].replace("'", "’")
    order = [key for key, row in questions.items() if key in options(name, "item")]
    assert options(name, "item") == order
    for n, key in enumerate(order, 1):
        assert f"question {n} of {len(order)}" in panel(name, item=key).title


def test_a_bet_is_scored_by_the_square_of_its_distance_from_what_happened():
    for n, row in enumerate(table("bets"), 1):
        came = row["outcome"] == "true"
        scores = {}
        for sure in options("bets", "answer"):
            shown = panel("bets", item=row["id"], answer=sure)
            assert f"Bet {n} of {len(table('bets'))}" in shown.title
            assert ("It came true" in body(shown)) == came
            assert ("It did not come true" in body(shown)) == (not came)
            assert f'data-came="{int(came)}"' in body(shown)
            if sure != "open":
                assert ("it came true" in shown.title) == came
                assert f"{sure} % sure" in shown.title
                [score] = re.findall(r"Your score: ([\d.]+)\.<", body(shown))
                distance = int(sure) - (100 if came else 0)
                assert float(score) == round(distance * distance / 10_000 + 1e-9, 2)
                scores[int(sure)] = float(score)
        best = min(scores, key=lambda sure: scores[sure])
        assert best == (max(scores) if came else min(scores))


def test_the_original_of_a_passage_is_the_one_that_was_printed():
    for state, shown in states("drift"):
        row = index("drift")[state["passage"]]
        a, b = (text(words) for words in re.findall(r"[AB]: (“.*?”)</p>", body(shown)))
        right = "A" if a == f"“{row['original']}”".replace("'", "’") else "B"
        assert f"<b>{right} is the original</b>" in body(shown)
        assert row["retranslation"].replace("'", "’") in (b if right == "A" else a)
        if state["guess"] != "open":
            assert ("That is the original" in body(shown)) == (state["guess"].upper() == right)


def test_the_firsts_that_hold_are_counted_and_each_verdict_is_that_of_the_table():
    rows = table("firsts")
    sound = sum(row["verdict"] in ("true", "roughly true") for row in rows)
    assert says(panel("firsts").title, len(rows), sound)
    for row in rows:
        for verdict in options("firsts", "verdict"):
            shown = panel("firsts", statement=row["id"], verdict=verdict)
            assert f"<b>{row['verdict'].capitalize()}.</b>" in body(shown)
            if verdict != "open":
                assert ("also what we found" in body(shown)) == (verdict == row["verdict"])
        [told] = [r for r in cells(shown) if r["Statement"] == row["statement"]]
        assert told["Verdict"] == row["verdict"]
