"""The lesson: tables that a teacher edits, tests without their key, scores of bets."""

import html
import re
from collections import Counter

import pytest

from explainer import load, story
from explainer.charts import classroom, debate
from explainer.data import Tables
from explainer.say import typeset

TABLES = load()
QUIZ = TABLES.quiz


def text(panel) -> str:
    body = [panel.body] if isinstance(panel.body, str) else panel.body
    words = [panel.title, panel.measure, panel.alt, panel.caveat, panel.table.to_csv(), *body]
    return html.unescape(" ".join(map(str, words)))


def test_six_ideas_are_asked_before_and_after_with_other_questions():
    ideas = {test: list(rows["concept"]) for test, rows in QUIZ.groupby("test", sort=False)}
    assert ideas["pre"] == ideas["post"]
    assert len(set(ideas["pre"])) == 6
    assert set(ideas["exit"]) <= {*ideas["pre"], "confidence"}
    assert ideas["exit"][-1] == "confidence"
    assert not QUIZ["text"].duplicated().any()


def test_every_answer_is_explained_and_only_confidence_has_no_key():
    assert QUIZ[["why_a", "why_b", "why_c"]].notna().all(axis=None)
    assert list(QUIZ.index[QUIZ["key"].isna()]) == ["exit-confidence"]
    for row in QUIZ.dropna(subset="key").itertuples():
        right = [letter for letter in "abc" if getattr(row, f"why_{letter}").startswith("Right.")]
        assert right == [row.key], row.id
        assert len({row.a, row.b, row.c}) == 3
        assert len({row.why_a, row.why_b, row.why_c}) == 3


def test_no_letter_is_right_too_often_and_the_right_answer_is_not_the_longest():
    for _, rows in QUIZ[QUIZ["test"] != "exit"].groupby("test"):
        assert set(Counter(rows["key"]).values()) == {2}
        right = [row[row["key"]] for _, row in rows.iterrows()]
        longest = [max(row["a"], row["b"], row["c"], key=len) for _, row in rows.iterrows()]
        assert sum(map(str.__eq__, right, longest)) <= 4


@pytest.mark.parametrize("plan", [50, 90])
def test_a_plan_fills_its_time(plan):
    steps = TABLES.lesson[TABLES.lesson["plan"] == plan]
    assert steps["minutes"].sum() == plan
    assert list(steps["step"]) == list(range(1, len(steps) + 1))
    assert list(steps["start"]) == [0, *steps["minutes"].cumsum()[:-1]]
    assert (steps["least"] <= steps["minutes"]).all()
    assert (steps["minutes"] <= steps["most"]).all()
    assert steps["least"].sum() < 0.8 * plan  # what can be cut when the projector fails
    assert set(steps["view"].dropna()) <= set(story.VIEWS)
    assert {"precheck", "bets", "source_lab", "council", "postcheck", "exit_ticket"} <= set(
        steps["view"]
    )


def test_a_bet_is_settled_by_what_happened_after_the_article():
    assert (TABLES.bets["date"] > "2023-09-12").all()
    assert TABLES.bets["outcome"].value_counts().to_dict() == {True: 4, False: 4}
    for row in TABLES.bets.itertuples():
        assert row.events, row.id


def test_a_bet_does_not_tell_before_it_is_made():
    view = story.bets()
    for (item, answer), panel in view.panels.items():
        told = re.sub(r"<details.*?</details>", "", text(panel), flags=re.DOTALL)
        assert (typeset(TABLES.bets["summary"][item].split(".")[0]) in told) == (answer != "open")
        assert bool(re.search("c[ao]me true,", panel.title)) == (answer != "open")
        if answer == "open":
            assert list(panel.sources.index) == ["bbc-2023-09-rosenberg-copy"]


def test_the_score_is_the_square_of_the_distance():
    assert classroom.brier("95", True) == pytest.approx(0.0025)
    assert classroom.brier("95", False) == pytest.approx(0.9025)
    assert classroom.brier("50", True) == classroom.brier("50", False) == 0.25
    panel = story.bets().panels["wheat", "75"]
    assert "Your score: 0.56." in text(panel)
    assert "75 % sure" in panel.title


@pytest.mark.parametrize("test", ["precheck", "postcheck", "exit_ticket"])
def test_a_question_shows_its_key_only_when_it_is_answered(test):
    for (item, answer), panel in getattr(story, test)().panels.items():
        row = QUIZ.loc[item]
        shown = re.sub(r"<details.*?</details>", "", text(panel), flags=re.DOTALL)
        assert ("✓" in shown) == (answer != "open" and item != "exit-confidence")
        if answer == "open":
            assert "Right." not in shown
        elif answer == row["key"]:
            assert panel.title.endswith(f"{answer.upper()} is right")
        elif item != "exit-confidence":
            assert panel.title.endswith(f"not {answer.upper()} but {row['key'].upper()}")


@pytest.mark.parametrize("chart", [classroom.postcheck, classroom.exit_ticket])
def test_without_the_key_all_answers_look_alike(chart):
    """The file for students is made from a table that never had the key."""
    columns = ["key", "why_a", "why_b", "why_c"]
    tables = Tables({**TABLES, "quiz": QUIZ.drop(columns=columns)})
    test = {"postcheck": "post", "exit_ticket": "exit"}[chart.__name__]
    for item in classroom.items(QUIZ, test):
        shown = {a: text(chart(tables, item=item, answer=a)) for a in "abc"}
        assert "Your answer: B. Your teacher has the key." in shown["b"]
        neutral = {
            re.sub(r' aria-current="true"', "", words)
            .replace(f"you answered {a.upper()}", "")
            .replace(f"Your answer: {a.upper()}", "")
            for a, words in shown.items()
        }
        assert len(neutral) == 1
        for words in QUIZ.loc[item, columns[1:]]:
            assert typeset(words) not in shown["a"]
        assert "details" not in text(chart(tables, item=item, answer="open"))


def test_each_role_has_facts_for_and_against_it_whatever_the_date():
    for (role, as_of), panel in story.role_cards().panels.items():
        uses = panel.table["Use"].value_counts()
        assert uses.get("for the role", 0) >= 2, (role, as_of)
        assert uses.get("against the role", 0) >= 1, (role, as_of)
    last = [panel for (_, as_of), panel in story.role_cards().panels.items() if as_of > "2025"]
    assert all(3 <= n <= 8 for panel in last for n in panel.table["Use"].value_counts())


def test_the_seats_of_the_roles_are_those_of_march_2024():
    seats = TABLES.council[TABLES.council["resolution"] == "draft-2024-255"]
    seats = seats.set_index("country")["role"]
    for role, seat in TABLES.roles_cards["seat"].items():
        assert seats.get(role, "no vote") == seat


def test_the_lab_folds_each_answer_whatever_the_report():
    for (report,), panel in story.source_lab().panels.items():
        asked, folded = re.subn(r"<details data.*?</details>", "", panel.body, flags=re.DOTALL)
        assert folded == (3 if report == "article" else 4)
        if report != "article":
            row = TABLES.source_lab.loc[report]
            for answer in (*row[["behind", "evidence", "others"]], row["status"]):
                assert typeset(answer) in html.unescape(panel.body)
                assert typeset(answer) not in html.unescape(asked)


def test_a_class_votes_before_it_sees_the_real_vote():
    view = story.council(**debate.UNDECIDED)
    for panel in (view.panel, story.council().panel):
        body = re.sub(r"<details.*?</details>", "", panel.body, flags=re.DOTALL)
        assert bool(re.search("28 March|Russia: no", body)) == (panel is not view.panel)
    assert view.panel.title == "Not adopted: 4 yes votes, nine needed"


def test_the_lab_hears_both_accusers_and_deniers_and_state_media():
    kinds = TABLES.sources["kind"][TABLES.source_lab["page"]]
    assert "state-media" in set(kinds)
    assert {"denied", "alleged", "corroborated"} <= set(TABLES.source_lab["status"])


def test_the_lesson_can_be_sent_around():
    names = ("precheck", "bets", "source_lab", "role_cards", "postcheck", "exit_ticket")
    assert sum(len(getattr(story, name)()._payload) for name in names) <= 60_000
