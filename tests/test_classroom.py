"""The lesson: tables that a teacher edits, tests without their key, scores of bets."""

import html
import re
from collections import Counter

import pytest

from explainer import story
from explainer.data import Tables
from explainer.say import typeset
from explainer.story import load
from explainer.views.c6_class.bets import brier
from explainer.views.c6_class.role_cards import eve

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
    assert set(ideas["exit"]) <= set(ideas["pre"])
    assert not QUIZ["text"].duplicated().any()


def test_every_answer_is_explained():
    for row in QUIZ.itertuples():
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


@pytest.mark.parametrize("plan", [45, 90])
def test_a_plan_fills_its_time(plan):
    steps = TABLES.lesson[TABLES.lesson["plan"] == plan]
    assert steps["minutes"].sum() == plan
    assert list(steps["step"]) == list(range(1, len(steps) + 1))
    assert list(steps["start"]) == [0, *steps["minutes"].cumsum()[:-1]]
    assert (steps["least"] <= steps["minutes"]).all()
    assert (steps["minutes"] <= steps["most"]).all()
    assert set(steps["view"].dropna()) <= set(story.VIEWS)
    assert steps["activity"].str.startswith("Buffer").any()
    late = TABLES.late[TABLES.late["plan"] == plan]
    assert list(late["late"]) == [5, 10, 15]
    assert (late["saves"] >= late["late"]).all()


def words(*texts) -> int:
    return sum(len(re.findall(r"[\w’'-]+", str(text))) for text in texts)


def stopwatch(speed: int) -> dict[str, float]:
    """Reckon the minutes of the lesson of 45 for readers of so many words a minute.

    An item takes 22 seconds to think about and 9 to handle; a change of activity half a minute; a
    group's report half a minute, and so each of the two answers in the debate; a first shared
    bet a minute and a half more.
    """
    t = TABLES
    bets = t.bets.head(3)
    post, last = (QUIZ[QUIZ["test"] == test] for test in ("post", "exit"))
    lab, side = t.source_lab, t.side_cards

    def ask(rows) -> float:
        read = words(*rows["text"], *rows["a"], *rows["b"], *rows["c"])
        return read / speed + len(rows) * (22 + 9 + 5) / 60  # and five for how sure

    cards = words(*side["wants"], *side["says"], *side["who"]) / 6
    ours = words(*lab["behind"], *lab["evidence"], *lab["others"]) / 6
    report = words(*lab["summary"]) / 6
    hello = words(*t.lesson[t.lesson["plan"] == 45]["teacher_says"].iloc[:2]) / 130
    return {
        "Welcome": hello,
        "Three bets": words(*bets["expectation"], *bets["summary"]) / speed + 3 * 31 / 60 + 1.5,
        "Source lab": (report + cards + ours) / speed + 5.5 + 5 * 0.5 + 1,
        "After: new questions": ask(post),
        "Exit ticket": ask(last) + 1.5 + 28 / 60,  # a sentence, and a code by hand
    }


def test_the_lesson_of_45_holds_for_a_median_class_that_starts_late():
    needed = stopwatch(150)
    steps = TABLES.lesson[TABLES.lesson["plan"] == 45].set_index("activity")["minutes"]
    assert set(needed) <= set(steps.index)
    assert sum(needed.values()) + 4 + 6 * 0.5 <= 45 - 2  # late by four, six changes, two to spare
    for step, minutes in needed.items():
        assert minutes <= steps[step] + 0.5, (step, minutes)
    assert sum(stopwatch(100).values()) + 4 + 3 <= 45  # a slow class uses the buffer


def test_a_bet_is_settled_by_what_happened_after_the_article():
    assert (TABLES.bets["date"] > "2023-09-12").all()
    assert TABLES.bets["outcome"].value_counts().to_dict() == {True: 4, False: 4}
    for row in TABLES.bets.itertuples():
        assert row.events, row.id


def test_a_bet_does_not_tell_before_it_is_made(views):
    for (item, answer), panel in views["bets"].panels.items():
        told = re.sub(r"<details.*?</details>", "", text(panel), flags=re.DOTALL)
        assert (typeset(TABLES.bets["summary"][item].split(".")[0]) in told) == (answer != "open")
        assert not re.search("c[ao]me true", panel.title)


def test_the_score_is_the_square_of_the_distance(views):
    assert brier("95", True) == pytest.approx(0.0025)
    assert brier("95", False) == pytest.approx(0.9025)
    assert brier("50", True) == brier("50", False) == 0.25
    panel = views["bets"].panels["wheat", "75"]
    assert "Your score: 0.56." in text(panel)


@pytest.mark.parametrize("test", ["precheck", "postcheck", "exit_ticket"])
def test_a_question_shows_its_key_only_when_it_is_answered(views, test):
    for (item, answer, *_), panel in views[test].panels.items():
        row = QUIZ.loc[item]
        shown = re.sub(r"<details.*?</details>", "", text(panel), flags=re.DOTALL)
        assert ("✓" in shown) == (answer != "open")
        assert ("That is right." in shown) == (answer == row["key"])
        assert ("Not quite." in shown) == (answer not in ("open", row["key"]))
        # What tells the key stands where the projector's page can keep it closed.
        closed = re.sub(r"<div class=\"card\" data-reveal>.*?</div>", "", shown, flags=re.DOTALL)
        assert not re.search("✓|That is right|Not quite", closed)


@pytest.mark.parametrize("view", ["postcheck", "exit_ticket"])
def test_without_the_key_all_answers_look_alike(view):
    """The pages for students and projector are made from a table that never had the key."""
    columns = ["key", "why_a", "why_b", "why_c"]
    tables = Tables({**TABLES, "quiz": QUIZ.drop(columns=columns)})
    panels = getattr(story, view)(tables).panels
    for item in {item for item, *_ in panels}:
        shown = [text(panels[item, a, "fairly"]) for a in "abc"]
        assert len({words.replace(" checked", "") for words in shown}) == 1
        for why in QUIZ.loc[item, columns[1:]]:
            assert typeset(why) not in shown[0]
        assert "details" not in text(panels[item, "open", "open"])


def test_each_role_has_facts_for_and_against_it_from_before_the_vote(views):
    assert eve(TABLES) == "2024-03-27"
    for (role,), panel in views["role_cards"].panels.items():
        uses = panel.table["Use"].value_counts()
        assert uses.get("for the role", 0) >= 2, role
        assert uses.get("against the role", 0) >= 1, role
        assert panel.table["Date"].map(lambda day: int(day[-4:])).max() <= 2024


def test_a_mark_on_a_card_is_for_what_is_claimed(views):
    """A saying is on record; to mark it so would lend that mark to what was said."""
    sayings = re.compile(r"^(The )?[A-Z][a-z]+: |\b(says?|said|claims?|denies|rejects)\b")
    for (role,), panel in views["role_cards"].panels.items():
        marked = panel.table[panel.table["Standing"] == "documented"]["Fact"]
        assert [fact for fact in marked if sayings.search(fact)] == [], role


ENDING = re.compile(
    r"panel-veto|panel ends|2024-255|ended the group|experts had to stop|"
    r"(veto|vetoe[sd]).{0,60}(panel|experts)|(panel|experts).{0,60}(veto|had to stop)",
    re.IGNORECASE,
)


def test_nothing_that_students_read_gives_the_ending_away(views):
    for name in ("precheck", "bets", "source_lab", "role_cards", "postcheck", "exit_ticket"):
        for state, panel in views[name].panels.items():
            told = re.sub(r"<[^>]+>", " ", text(panel)) + " ".join(panel.sources["title"])
            assert not ENDING.search(told), (name, state, ENDING.search(told))


def test_the_seats_of_the_roles_are_those_of_march_2024():
    seats = TABLES.council[TABLES.council["resolution"] == "draft-2024-255"]
    seats = seats.set_index("country")["role"]
    for role, seat in TABLES.roles_cards["seat"].items():
        assert seats.get(role, "no vote") == seat


def test_the_lab_keeps_our_answers_closed_whatever_the_mark(views):
    for (report, mark), panel in views["source_lab"].panels.items():
        body = "".join(panel.body)
        asked, folded = re.subn(r"<details data.*?</details>", "", body, flags=re.DOTALL)
        assert folded == 1, (report, mark)
        row = TABLES.source_lab.loc[report]
        for answer in row[["behind", "evidence", "others"]]:
            assert typeset(answer) in html.unescape(body)
            assert typeset(answer) not in html.unescape(asked)


def test_each_report_has_an_outlet_and_three_voices_beside_it():
    for report, cards in TABLES.side_cards.groupby("report"):
        assert cards["kind"].value_counts().to_dict() == {"outlet": 1, "voice": 3}, report
    assert set(TABLES.side_cards["report"]) == set(TABLES.source_lab.index)


def grade(texts) -> float:
    """Return the Flesch-Kincaid grade of texts, syllables counted as groups of vowels."""
    text = " ".join(texts)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    found = re.findall(r"[A-Za-z]+", text)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<!l)e$|es$", "", word.lower()))))
        for word in found
    )
    return 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59


@pytest.mark.parametrize(
    "table, columns",
    [
        ("quiz", "text a b c why_a why_b why_c"),
        ("bets", "expectation summary"),
        ("source_lab", "summary behind evidence others"),
        ("side_cards", "wants says"),
        ("roles_cards", "opening stance trade cost"),
        ("class_words", "meaning"),
        ("lesson", "students_do"),
    ],
)
def test_students_read_at_grade_eight_or_below(table, columns):
    rows = TABLES[table]
    texts = [f"{cell}." for name in columns.split() for cell in rows[name]]
    assert grade(texts) <= 8


def test_the_lab_hears_both_accusers_and_deniers_and_state_media():
    kinds = TABLES.sources["kind"][TABLES.source_lab["page"]]
    assert "state-media" in set(kinds)
    assert {"denied", "alleged", "corroborated"} <= set(TABLES.source_lab["status"])


def test_the_lesson_can_be_sent_around(views):
    names = ("precheck", "bets", "source_lab", "role_cards", "postcheck", "exit_ticket")
    assert sum(len(views[name]._payload) for name in names) <= 70_000
