"""Answers kept on the device, and the code that carries them to the teacher."""

import importlib.resources
import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import choose, wait_ready, words

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = ["open", *"abc"]
SURE = ["open", "guess", "fairly", "certain"]
MARKS = ["open", *"stuvwxy"]
SHAPE = [  # name, items, values of its controls
    ("precheck", 6, {"answer": LETTERS}),
    ("bets", 8, {"answer": ["open", "5", "25", "50", "75", "95"]}),
    ("source_lab", 6, {"mark": MARKS}),
    ("postcheck", 6, {"answer": LETTERS, "sure": SURE}),
    ("exit_ticket", 2, {"answer": LETTERS, "sure": SURE}),
]
ASKED = {
    "version": "K7Q",
    "papers": [
        {"name": name, "items": [{"id": str(n)} for n in range(count)], "parts": parts}
        for name, count, parts in SHAPE
    ],
}
ANSWERS = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {
                str(n): st.fixed_dictionaries(
                    {key: st.sampled_from(values) for key, values in parts.items()}
                )
                for n in range(count)
            }
        )
        for name, count, parts in SHAPE
    }
)
DEVICE = st.text(SIGNS, min_size=5, max_size=5)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="session")
def codes(browser):
    """A page in which the functions of answers.js and pool.js can be called."""
    page = browser.new_page()
    web = importlib.resources.files("explainer") / "web"
    code = "".join((web / f"{name}.js").read_text(encoding="utf-8") for name in ("answers", "pool"))
    code = re.sub("^import .*$|^export ", "", code, flags=re.MULTILINE)
    names = "encode, decode, judge, readClass"
    page.add_script_tag(content=f"(() => {{ {code}\nwindow.codes = {{ {names} }}; }})()")
    yield page
    page.close()


def encode(codes, answers, device):
    return codes.evaluate("a => window.codes.encode(...a)", [ASKED, answers, device])


def decode(codes, signs, asked=ASKED):
    return codes.evaluate("a => window.codes.decode(...a)", [asked, signs])


def drawn(draw):
    """Return answers at random."""
    return {
        name: {
            str(n): {key: draw.choice(values) for key, values in parts.items()}
            for n in range(count)
        }
        for name, count, parts in SHAPE
    }


def thirty(codes, draw, count):
    """Return codes at random, one a student."""
    devices = draw.sample(range(32**5), count)
    given = [
        [ASKED, drawn(draw), "".join(SIGNS[n // 32**k % 32] for k in range(5))] for n in devices
    ]
    return codes.evaluate("all => all.map((a) => window.codes.encode(...a))", given)


@FEW
@given(answers=ANSWERS, device=DEVICE)
def test_a_code_gives_the_answers_back(codes, answers, device):
    code = encode(codes, answers, device)
    assert re.fullmatch(rf"[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{6}}", code)
    signs = code.replace("-", "")
    for typed in (signs, signs.lower().replace("0", "o").replace("1", "l")):
        read = decode(codes, typed)
        assert (read["answers"], read["device"], read["code"]) == (answers, device, code)


@FEW
@given(answers=ANSWERS, device=DEVICE, data=st.data())
def test_one_or_two_wrong_signs_or_two_that_changed_places_are_found(codes, answers, device, data):
    code = encode(codes, answers, device).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 2))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[place]]))
    once = code[:place] + wrong + code[place + 1 :]
    assert isinstance(decode(codes, once), str)
    other = data.draw(st.integers(place + 1, len(code) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[other]]))
    assert isinstance(decode(codes, once[:other] + wrong + once[other + 1 :]), str)
    last = data.draw(st.integers(1, 3))  # also where the body and its check change alike
    for one in (-1, 1):
        up = {n: (SIGNS.index(code[n]) + one) % 32 for n in (-last, -last - 3)}
        both = "".join(SIGNS[up[n]] if n in up else code[n] for n in range(-len(code), 0))
        assert isinstance(decode(codes, both), str)
    swapped = list(code)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    assert isinstance(decode(codes, "".join(swapped)), str) or "".join(swapped) == code


def test_a_code_says_what_is_wrong_with_it(codes):
    code = encode(codes, {}, "ABCDE").replace("-", "")
    assert decode(codes, code[:-1]) == "has 27 characters, not 28"
    assert "U" in decode(codes, code.replace(code[-1], "U"))
    other = ASKED | {"version": "K7R"}
    assert decode(codes, code, other) == "is of another version of the class files"


MESS = {
    "as it is": lambda c: c,
    "small": str.lower,
    "spaces": lambda c: c.replace("-", " "),
    "joined": lambda c: c.replace("-", ""),
    "no-break spaces": lambda c: c.replace("-", "\u00a0"),
    "narrow no-break spaces": lambda c: c.replace("-", "\u202f"),
    "minus signs": lambda c: c.replace("-", "\u2212"),
    "en dashes": lambda c: c.replace("-", " \u2013 "),
    "soft hyphens": lambda c: c.replace("-", "\u00ad"),
    "dots": lambda c: c.replace("-", "."),
    "underscores": lambda c: c.replace("-", "_"),
    "zero width": lambda c: c.replace("-", "-\u200b"),
    "full width": lambda c: "".join(chr(ord(s) + 0xFEE0) for s in c),
    "O and l": lambda c: c.lower().replace("0", "O").replace("1", "l"),
    "five lines by hand": lambda c: c[:9] + "\n" + c[10:14] + "\n" + c[15:24] + "\n" + c[25:],
    "quoted mail": lambda c: f"> > On Monday at 10:12 Anna wrote:\n> {c[:20]}\n> {c[20:]}",
    "quoted-printable": lambda c: f"{c[:15]}=\n{c[15:]}",
    "a chat's line": lambda c: f"[25/11/2026, 10:12:07] Anna Meyer 10b: mine is {c}, thanks!",
    "HTML": lambda c: f"<p>Code:&nbsp;<b>{c.replace('-', '&#8209;')}</b></p>",
    "a numbered list": lambda c: f"12.\t{c} (Tom)\n",
    "numbered groups": lambda c: " ".join(
        f"{n}) {group}" for n, group in enumerate(c.split("-"), 1)
    ),
    "slashes": lambda c: c.replace("-", "/"),
    "threes": lambda c: " ".join(re.findall(".{1,3}", c.replace("-", ""))),
    "sevens": lambda c: "\n".join(re.findall(".{1,7}", c.replace("-", ""))),
    "sign by sign": lambda c: " ".join(c.replace("-", "")),
    "a table's row": lambda c: f"| Meyer, Anna | anna2008@school.example | {c} | 2026-11-25 |",
}


def test_no_code_is_lost_in_a_mess(codes):
    draw = random.Random(5)
    good = thirty(codes, draw, 500)
    lines = [draw.choice(list(MESS.values()))(code) for code in good]
    pooled = codes.evaluate("a => window.codes.readClass(...a)", [ASKED, "\n".join(lines)])
    assert sorted(read["code"] for read in pooled["read"]) == sorted(good)
    assert pooled["count"] == {"pasted": 500, "repeated": 0, "replaced": 0, "faulty": 0}
    for name, mess in MESS.items():  # and each mess alone, with words around it
        text = "Hello all,\nhere is room 12b, at 9:45.\n\n" + mess(good[0]) + "\n\nSee you, Bo"
        pooled = codes.evaluate("a => window.codes.readClass(...a)", [ASKED, text])
        assert [read["code"] for read in pooled["read"]] == [good[0]], name
        assert pooled["count"]["pasted"] == 1, name


def damage(draw, code):
    """Return a code with one thing wrong, as people copy."""
    signs = code.replace("-", "")
    at = draw.randrange(len(signs) - 1)
    groups = code.split("-")
    wrong = draw.choice([sign for sign in SIGNS if sign != signs[at]])
    kinds = [
        signs[:at] + wrong + signs[at + 1 :],
        signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :],
        signs[:at] + signs[at + 1 :],
        signs[:at] + wrong + signs[at:],
        "-".join(groups[: at % 7] + groups[at % 7 + 1 :]),
        "-".join([*groups[: at % 7], groups[at % 7], *groups[at % 7 :]]),
        "-".join(groups[:4]),
        "-".join([*groups[:3], "UUUU", *groups[4:]]),
    ]
    broken = draw.choice([kind for kind in kinds if kind.replace("-", "") != signs])
    return re.sub(r"(.{4})(?=.)", r"\1-", broken) if "-" not in broken else broken


def test_a_damaged_code_is_named_or_mended_and_never_read_wrongly(codes):
    draw = random.Random(6)
    whole = thirty(codes, draw, 500)
    bad = [draw.choice(list(MESS.values()))(damage(draw, code)) for code in whole]
    for start in range(0, 500, 20):
        some = bad[start : start + 20]
        text = "\n\n".join(f"Student {n}: {code}\nOn to the next" for n, code in enumerate(some))
        pooled = codes.evaluate("a => window.codes.readClass(...a)", [ASKED, text])
        # Of a code with a group twice the rest is whole.
        assert {read["code"] for read in pooled["read"]} <= set(whole[start : start + 20])
        count = pooled["count"]
        assert count["pasted"] == len(some), (text, pooled["notes"])
        assert count["faulty"] + len(pooled["read"]) == len(some)
        lines = {int(re.match(r"Line (\d+):", note)[1]) for note in pooled["notes"]}
        assert len(lines) == count["faulty"]


def test_the_counts_add_up(codes):
    draw = random.Random(7)
    good = thirty(codes, draw, 30)
    later = encode(codes, drawn(draw), good[0].replace("-", "")[3:8])
    text = "\n".join([*good, *good[3:9], good[2][:-1] + "U", later])
    pooled = codes.evaluate("a => window.codes.readClass(...a)", [ASKED, text])
    assert pooled["count"] == {"pasted": 38, "repeated": 6, "replaced": 1, "faulty": 1}
    assert len(pooled["read"]) == 30
    assert later in [read["code"] for read in pooled["read"]]
    assert good[0] not in [read["code"] for read in pooled["read"]]


def test_names_and_numbers_are_no_codes(codes):
    text = (
        "Anna2008Meyer10B joined at 10:45 on 2026-11-25. Room A12, B7, 3rd floor; see "
        "https://school.example/a1b2c3d4e5f6g7h8 or mail to x9y8z7w6v5@school.example. "
        "WhatsApp: +49 151 2345 6789. KN-23, Su-35 and S-400 are not codes.\n"
        "Class 10b\n[25.11.26, 10:01:12] Student12: done\nFrom: K8 Lee, meyer2008anna\n"
        "Date: Wed, 25 Nov 2026 10:19:33 +0100\n11/25/26, 10:07 AM - Sara H4: me too, 4u2"
    )
    pooled = codes.evaluate("a => window.codes.readClass(...a)", [ASKED, text])
    assert pooled["count"]["pasted"] == 0, pooled["notes"]


def test_bets_are_judged_as_by_hand(codes):
    bets = [(75, True), (75, False), (95, True), (25, True)]
    bets = [{"said": said, "came": came} for said, came in bets]
    # (0.25 ** 2 + 0.75 ** 2 + 0.05 ** 2 + 0.75 ** 2) / 4 = 0.2975
    judged = codes.evaluate("bets => window.codes.judge(bets)", bets)
    assert judged == "0.30"


@pytest.fixture
def chapter(dist):
    return dist / "site" / "00-start-here.html"


def stored(page):
    return json.loads(page.evaluate("localStorage.getItem('explainer.answers')") or "{}")


def guessed(root):
    """Return the mark that is chosen in a view, as its radio buttons tell."""
    return root.locator('[name="guess"]').evaluate_all(
        "all => all.find(field => field.checked)?.value ?? 'open'"
    )


def test_a_guess_belongs_to_its_question_and_is_there_again(open_page, chapter):
    page = open_page(chapter)
    root = wait_ready(page, "how_sure")
    asked = words(root)
    choose(root, "guess", "disputed")
    answered = words(root)
    choose(root, "statement", "common-enemy")
    assert guessed(root) == "open"
    choose(root, "statement", "seeking-shells")
    assert words(root) == answered

    page.goto("about:blank")
    page.goto(chapter.as_uri())
    root = wait_ready(page, "how_sure")
    assert words(root) == answered
    page.get_by_text("Forget my answers").click()
    assert words(root) == answered  # not before the question is answered
    page.get_by_role("button", name="Yes, forget them").click()
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
        assert guessed(root) == guess
        page.evaluate("location.hash = 'how_sure.statement=seeking-shells&how_sure.guess=denied'")
        page.wait_for_function(
            "() => document.querySelector('#how_sure [name=guess]:checked')?.value === 'denied'"
        )
    assert stored(page) == before


UNREAD = '{"device":"ABCUE","given":{"how_sure":{"a":{"guess":["open","open"]}}}}'
"""A store whose code no teacher's page would read: no code has a U."""


@pytest.mark.parametrize(
    "junk", ["", "{", "[]", '{"device":"ABCDE","given":{"how_sure":7}}', UNREAD, "no"]
)
def test_without_storage_or_with_junk_in_it_answers_last_while_the_page_is_open(
    open_page, chapter, junk
):
    spoil = "Object.defineProperty(window, 'localStorage', {get() {throw 1}})"
    if junk != "no":
        spoil = f"localStorage.setItem('explainer.answers', {json.dumps(junk)})"
    page = open_page(chapter, script=spoil)
    root = wait_ready(page, "how_sure")
    lost = "cannot be read" in page.locator("[data-said]").inner_text()
    assert lost == (junk not in ("", "no"))
    choose(root, "guess", "disputed")
    choose(root, "statement", "common-enemy")
    if junk != "no":  # spoilt while the page is open: the page still has the answers
        page.evaluate("localStorage.setItem('explainer.answers', '{')")
    choose(root, "guess", "opinion")
    choose(root, "statement", "seeking-shells")
    assert guessed(root) == "disputed"
    assert junk == "no" or stored(page)["device"]
    where = page.locator("[data-where]").inner_text()
    assert ("until you close it" in where) == (junk == "no")
