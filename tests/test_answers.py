"""Answers kept on the device, and the code that carries them to the teacher."""

import importlib.resources
import json
import re

import pytest
from conftest import NOTEBOOKS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import wait_ready
from test_page import choose, words

from explainer.export import StoryExporter
from explainer.export.build import run

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
QUESTIONS = [
    {"name": "precheck", "items": ["1", "2", "3", "4", "5", "6"], "values": ["open", *"abc"]},
    {"name": "bets", "items": list("abcdefgh"), "values": ["open", "5", "25", "50", "75", "95"]},
    {"name": "postcheck", "items": ["1", "2", "3", "4", "5", "6"], "values": ["open", *"abc"]},
    {"name": "exit_ticket", "items": ["1", "2", "3"], "values": ["open", *"abc"]},
]
ANSWERS = st.fixed_dictionaries(
    {
        q["name"]: st.fixed_dictionaries({i: st.sampled_from(q["values"]) for i in q["items"]})
        for q in QUESTIONS
    }
)
DEVICE = st.text(SIGNS, min_size=5, max_size=5)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="session")
def codes(browser):
    """A page in which the functions of answers.js can be called."""
    page = browser.new_page()
    code = (importlib.resources.files("explainer") / "web/answers.js").read_text(encoding="utf-8")
    code = re.sub("^import .*$|^export ", "", code, flags=re.MULTILINE)
    names = "encode, decode, judge"
    page.add_script_tag(content=f"(() => {{ {code}\nwindow.codes = {{ {names} }}; }})()")
    yield page
    page.close()


def encode(codes, answers, device):
    return codes.evaluate("a => window.codes.encode(...a)", [QUESTIONS, answers, device])


def decode(codes, code, questions=QUESTIONS):
    return codes.evaluate("a => window.codes.decode(...a)", [questions, code])


@FEW
@given(answers=ANSWERS, device=DEVICE)
def test_a_code_gives_the_answers_back(codes, answers, device):
    code = encode(codes, answers, device)
    assert re.fullmatch(rf"[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{4}}", code)
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    for text in (code, typed):
        read = decode(codes, text)
        assert (read["answers"], read["device"], read["code"]) == (answers, device, code)


@FEW
@given(answers=ANSWERS, device=DEVICE, data=st.data())
def test_a_wrong_sign_or_two_that_changed_places_are_found(codes, answers, device, data):
    code = encode(codes, answers, device).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 2))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[place]]))
    broken = code[:place] + wrong + code[place + 1 :]
    assert isinstance(decode(codes, broken), str)
    other = data.draw(st.integers(place + 1, len(code) - 1))
    swapped = list(code)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    assert isinstance(decode(codes, "".join(swapped)), str) or "".join(swapped) == code


def test_a_code_says_what_is_wrong_with_it(codes):
    code = encode(codes, {}, "ABCDE")
    assert decode(codes, code[:-1]) == "has 19 characters, not 20"
    assert "U" in decode(codes, code.replace(code[-1], "U"))
    other = [{**QUESTIONS[0], "values": ["open", "a", "b", "d"]}, *QUESTIONS[1:]]
    assert decode(codes, code, other) == "is of another version of the class files"


def test_bets_are_judged_as_by_hand(codes):
    bets = [(75, True), (75, False), (95, True), (25, True)]
    bets = [{"said": said, "came": came} for said, came in bets]
    # (0.25 ** 2 + 0.75 ** 2 + 0.05 ** 2 + 0.75 ** 2) / 4 = 0.2975
    judged = codes.evaluate("bets => window.codes.judge(bets)", bets)
    assert judged == {"mean": "0.30", "likely": "2 of 3", "unlikely": "1 of 1"}


@pytest.fixture(scope="session")
def chapter(tmp_path_factory):
    path = tmp_path_factory.mktemp("chapter") / "chapter.html"
    nb = run(NOTEBOOKS / "00-start-here.ipynb")
    html, _ = StoryExporter().from_notebook_node(nb, {"metadata": {"name": "00-start-here"}})
    path.write_text(html, encoding="utf-8")
    return path


def stored(page):
    return json.loads(page.evaluate("localStorage.getItem('explainer.answers')") or "{}")


def test_a_guess_belongs_to_its_question_and_is_there_again(open_page, chapter):
    page = open_page(chapter)
    root = wait_ready(page, "how_sure")
    asked = words(root)
    choose(root, "guess", "disputed")
    answered = words(root)
    choose(root, "statement", "common-enemy")
    assert root.locator('[name="guess"]').input_value() == "open"
    choose(root, "statement", "seeking-shells")
    assert words(root) == answered

    page.goto("about:blank")
    page.goto(chapter.as_uri())
    root = wait_ready(page, "how_sure")
    assert words(root) == answered
    page.get_by_role("button", name="Forget my answers").click()
    assert words(root) == asked
    assert page.evaluate("localStorage.length") == 0


def test_an_address_comes_before_what_is_kept_and_is_no_answer(open_page, chapter):
    page = open_page(chapter)
    choose(wait_ready(page, "how_sure"), "guess", "disputed")
    before = stored(page)
    for hash, guess in (("guess=opinion", "opinion"), ("statement=common-enemy", "open")):
        page.goto("about:blank")
        page.goto(f"{chapter.as_uri()}#how_sure.{hash}")
        root = wait_ready(page, "how_sure")
        assert root.locator('[name="guess"]').input_value() == guess
        page.evaluate("location.hash = 'how_sure.statement=seeking-shells&how_sure.guess=denied'")
        page.wait_for_function(
            "document.querySelector('#how_sure [name=guess]').value === 'denied'"
        )
    assert stored(page) == before


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"device":"ABCDE","given":{"how_sure":7}}', "no"])
def test_without_storage_or_with_junk_in_it_answers_last_while_the_page_is_open(
    open_page, chapter, junk
):
    page = open_page(chapter)
    if junk == "no":
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() {throw 1}})")
    else:
        page.evaluate("junk => localStorage.setItem('explainer.answers', junk)", junk)
    page.reload()
    root = wait_ready(page, "how_sure")
    choose(root, "guess", "disputed")
    choose(root, "statement", "common-enemy")
    choose(root, "statement", "seeking-shells")
    assert root.locator('[name="guess"]').input_value() == "disputed"
    where = page.locator("[data-where]").inner_text()
    assert ("until you close it" in where) == (junk == "no")
