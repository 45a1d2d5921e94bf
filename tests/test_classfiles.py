"""The class files: what students get, what only the teacher has, and the class's codes."""

import base64
import gzip
import json
import random
import re
import zipfile
from html import unescape

import browser as chromium
import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import wait_ready
from test_page import choose

from explainer import __main__, load
from explainer.export import classroom as kit

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    path = chromium.find()
    if not path:
        pytest.skip(chromium.HELP)
    folder = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHROMIUM", path)
        kit.build_class(load(), folder)
    return folder


def test_all_files_are_there_and_those_for_students_are_small(files):
    names = {file.name for file in files.iterdir()}
    papers = {f"{n}{s}.pdf" for n in ("student-pack", "teacher-guide") for s in ("", "-letter")}
    assert names == {"student.html", "teacher.html", "class.zip", *papers}
    for page in ("student.html", "teacher.html"):
        assert (files / page).stat().st_size < 400_000  # a mail takes it
    with zipfile.ZipFile(files / "class.zip") as archive:
        assert {name.removeprefix("class/") for name in archive.namelist()} == names - {"class.zip"}


@pytest.mark.parametrize(
    ("name", "least", "most"), [("student-pack", 16, 24), ("teacher-guide", 9, 16)]
)
def test_a_sheet_begins_on_its_page_and_the_print_is_the_same_each_time(files, name, least, most):
    for suffix, size in (
        ("", b"/MediaBox [0 0 594.95996 841.91998]"),
        ("-letter", b"[0 0 612 792]"),
    ):
        pdf = (files / f"{name}{suffix}.pdf").read_bytes()
        assert pdf[:4] == b"%PDF"
        assert least <= len(re.findall(rb"/Type /Page\b(?!s)", pdf)) <= most
        assert size in pdf
        assert set(re.findall(rb"Date \(D:(\d{14})", pdf)) == {b"20000101000000"}


def test_every_sheet_fits_both_sizes_of_paper(files):
    counts = {
        len(re.findall(rb"/Type /Page\b(?!s)", (files / name).read_bytes()))
        for name in ("student-pack.pdf", "student-pack-letter.pdf")
    }
    assert len(counts) == 1


def test_every_sheet_of_the_lesson_belongs_to_a_step():
    named = load().lesson.explode("sheets")["sheets"].dropna()
    assert set(named) == set(kit.SHEETS) - {"simple", "words"}


def test_two_archives_of_the_same_files_are_the_same(files, tmp_path):
    paths = sorted(file for file in files.iterdir() if file.suffix != ".zip")
    kit._pack(paths, tmp_path / "class.zip")
    assert (tmp_path / "class.zip").read_bytes() == (files / "class.zip").read_bytes()


def readable(text: str) -> str:
    """Return all that can be read out of a file: as it is, decoded, and unpacked."""
    found = [text, unescape(text)]
    packed = re.findall(r"(?<=>)[!-;=-~]{60,}", text) + re.findall(r"[\w+/=-]{60,}", text)
    for word in packed:
        for plain in (word, word.replace(",", "<")):
            for decode in (base64.b64decode, base64.b85decode, base64.urlsafe_b64decode):
                try:
                    data = decode(plain)
                except ValueError:
                    continue
                if data[:2] == b"\x1f\x8b":
                    data = gzip.decompress(data)
                found.append(data.decode("utf-8", "replace"))
    text = "\n".join(found)
    return typed(text + unescape(text.replace('\\"', '"')))


def typed(text: str) -> str:
    """Return a text with the quotation marks of a keyboard."""
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def test_what_may_be_graded_has_no_key_in_the_students_file(files):
    quiz = load().quiz
    graded = quiz[quiz["test"].isin(["post", "exit"])]
    whys = [typed(why) for letter in "abc" for why in graded[f"why_{letter}"]]
    student = readable((files / "student.html").read_text(encoding="utf-8"))
    teacher = readable((files / "teacher.html").read_text(encoding="utf-8"))
    assert all(why in teacher for why in whys)  # so the search finds what is there
    assert [why for why in whys if why in student] == []
    assert all(typed(text) in student for text in graded["text"])
    assert 'id="papers"' in teacher
    assert 'id="papers"' not in student


def test_no_state_of_a_graded_question_tells_one_answer_from_another():
    views = kit._views(kit.without_keys(load()), kit.GRADED)
    for name in kit.GRADED:
        for item in views[name].controls[0].options:
            shown = set()
            for letter in "abc":
                panel = views[name].panels[item, letter]
                text = f"{panel.title}{panel.measure}{panel.alt}{panel.body[0]}{panel.caveat}"
                text += panel.table.to_csv() + " ".join(panel.sources.index)
                text = text.replace(' aria-current="true"', "")
                text = re.sub(rf"(you answered |Your answer: ){letter.upper()}", r"\1?", text)
                shown.add(text)
            assert len(shown) == 1, (name, item)


def answer_all(page, answers):
    for view, given in answers.items():
        root = wait_ready(page, view)
        for item, answer in given.items():
            choose(root, "item", item)
            choose(root, "answer", answer)


def version_of(papers):
    questions = [[p["name"], [item["id"] for item in p["items"]], p["values"]] for p in papers]
    total = 7
    for sign in json.dumps(questions, separators=(",", ":")):
        total = (total * 31 + ord(sign)) % 1000003
    return digits(total % 1024, 2)


def code_of(papers, answers, device):
    """Write a code in Python, as web/answers.js does."""
    number = 0
    for paper in papers:
        for item in paper["items"]:
            place = paper["values"].index(answers[paper["name"]][item["id"]])
            number = number * len(paper["values"]) + place
    body = version_of(papers) + device + digits(number, 11)
    value = int(body.translate(str.maketrans(SIGNS, "0123456789abcdefghijklmnopqrstuv")), 32)
    code = body + digits(value % 1021, 2)
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def digits(number, length):
    return "".join(SIGNS[number // 32**k % 32] for k in reversed(range(length)))


@pytest.fixture
def papers(files):
    text = (files / "teacher.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="papers">(.*?)</script>', text, re.DOTALL)[1])


def some(papers, seed):
    draw = random.Random(seed)
    return {
        paper["name"]: {item["id"]: draw.choice(paper["values"][1:]) for item in paper["items"]}
        for paper in papers
    }


def test_thirty_codes_are_pooled_and_a_broken_one_is_named(open_page, files, papers):
    mine = some(papers, 0)
    student = open_page(files / "student.html", width=360)
    answer_all(student, mine)
    said = [(int(mine["bets"][item["id"]]), item["key"] == "true") for item in papers[1]["items"]]
    own = sum((said / 100 - came) ** 2 for said, came in said) / 8
    assert f"over 8 bets: {own:.2f} (" in student.locator("[data-mean]").inner_text()
    first = student.locator("[data-code]").inner_text()
    device = first.replace("-", "")[2:7]
    assert first == code_of(papers, mine, device)
    student.context.grant_permissions(["clipboard-read", "clipboard-write"])
    student.get_by_role("button", name="Copy the code").click()
    student.get_by_text("Code copied.").wait_for()

    everybody = [mine, *(some(papers, n) for n in range(1, 30))]
    devices = [device, *(digits(1000 + n, 5) for n in range(1, 30))]
    codes = [code_of(papers, a, d) for a, d in zip(everybody, devices, strict=True)]
    broken = codes[7][:-1] + ("A" if codes[7][-1] != "A" else "B")
    later = code_of(papers, everybody[4], devices[3])
    lines = [codes[0], f"Here is mine: {codes[1].lower()}, thanks", codes[2].replace("-", " ")]
    lines += [*codes[3:7], broken, *codes[8:], codes[9], later, "2026-11-25 room 12b"]
    everybody[3] = everybody[4]
    del everybody[7]

    page = open_page(files / "teacher.html")
    wait_ready(page, "precheck")
    page.get_by_label("Paste all codes").fill("\n".join(lines))
    assert page.locator("[data-count]").inner_text() == "29 codes read, 3 to look at."
    faults = page.locator("[data-faults]").inner_text()
    assert f"{broken} has a typing error. It is left out." in faults
    assert f"{codes[9]} is here twice." in faults
    assert f"{codes[3]} and {later} are of one device. The later one counts." in faults

    page.locator("[data-answers-given] details").evaluate_all("all => all.forEach(d => d.open = 1)")
    for paper, box in zip(
        papers, page.locator("[data-answers-given] > details").all(), strict=True
    ):
        for item, block in zip(paper["items"], box.locator(".item").all(), strict=True):
            shown = block.locator(".tally b").all_inner_texts()
            given = [answers[paper["name"]][item["id"]] for answers in everybody]
            assert shown == [f"{given.count(value)} of 29" for value in paper["values"]]

    bets = papers[1]
    pairs = [
        (int(answers["bets"][item["id"]]) / 100, item["key"] == "true")
        for answers in everybody
        for item in bets["items"]
    ]
    brier = sum((said - came) ** 2 for said, came in pairs) / len(pairs)
    assert f"{brier:.2f} over {len(pairs)} bets" in page.locator("[data-calibration]").inner_text()
    rows = page.locator("[data-calibration] tbody tr").all_inner_texts()
    sure = [came for said, came in pairs if said == 0.95]
    assert rows[-1].split("\t")[:3] == ["95 %", str(len(sure)), str(sum(sure))]
    dot = page.locator(".dot").last
    assert dot.evaluate("dot => parseFloat(dot.style.bottom)") == pytest.approx(
        100 * sum(sure) / len(sure), abs=0.1
    )
    assert dot.inner_text() == str(len(sure))

    marks = page.locator("[data-marks] tbody tr").first.inner_text().split("\t")
    key = [(p["name"], i) for p in papers[2:] for i in p["items"] if i["key"]]
    right = sum(mine[name][item["id"]] == item["key"] for name, item in key)
    assert marks[:2] == [first, f"{right} of {len(key)}"]
    scores = page.locator("[data-scores] tbody tr").first.inner_text().split("\t")
    assert scores[:3] == [first, "8", f"{own:.2f}"]
    with page.expect_download() as download:
        page.locator("[data-csv]").click()
    assert first in download.value.path().read_text(encoding="utf-8-sig")
    assert page.locator("[data-growth] tbody tr").count() == 6


def test_answers_come_back_and_the_code_is_the_same(open_page, files, papers):
    page = open_page(files / "student.html")
    mine = some(papers, 5)
    answer_all(page, mine)
    code = page.locator("[data-code]").inner_text()
    page.goto("about:blank")
    page.goto((files / "student.html").as_uri())
    root = wait_ready(page, "postcheck")
    assert page.locator("[data-code]").inner_text() == code
    item = papers[2]["items"][3]["id"]
    choose(root, "item", item)
    assert root.locator(f'[name="answer"][value="{mine["postcheck"][item]}"]').is_checked()


@pytest.mark.parametrize("name", ["student.html", "teacher.html"])
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 360)])
def test_axe_finds_nothing(open_page, files, papers, name, dark, width):
    page = open_page(files / name, dark=dark, width=width)
    wait_ready(page)
    choose(wait_ready(page, "postcheck"), "answer", "b")
    if name == "teacher.html":
        codes = [code_of(papers, some(papers, n), digits(n, 5)) for n in range(3)]
        page.get_by_label("Paste all codes").fill("\n".join([*codes, "ABCD-1234-EFGH"]))
        assert page.locator("[data-marks] tbody tr").count() == 3
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["student.html", "teacher.html"])
def test_nothing_is_cut_off_at_320_pixels(open_page, files, name):
    page = open_page(files / name, width=320)
    wait_ready(page)
    choose(wait_ready(page, "postcheck"), "answer", "b")
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_lesson_runs_by_keyboard_with_its_clock(open_page, files):
    page = open_page(files / "teacher.html")
    wait_ready(page, "precheck")
    page.clock.install()
    page.locator("[data-lesson] select").select_option("90")
    page.get_by_role("button", name="Run the lesson").press("Enter")
    plan = load().lesson.query("plan == 90")
    left = page.locator("[data-left]")
    for n, row in enumerate(plan.itertuples(), 1):
        assert page.locator("li.now h3").inner_text() == row.activity
        assert page.locator("[data-place]").inner_text() == f"Step {n} of {len(plan)}"
        if isinstance(row.view, str) and row.view:
            assert page.locator(f'[data-view="{row.view}"]').is_visible()
            assert page.locator("[data-view]:visible").count() == 1
        page.clock.run_for(60_000)
        minutes, seconds = map(int, left.inner_text().split(":"))
        assert 0 <= 60 * (row.minutes - 1) - (60 * minutes + seconds) < 30  # it also runs by itself
        page.keyboard.press("PageDown")
    assert page.evaluate("document.activeElement.textContent") == "Next"  # the focus is not lost
    page.clock.run_for(600_000)
    assert left.inner_text().startswith("over by ")
    assert "of 90:00" in page.locator("[data-whole]").inner_text()
    page.keyboard.press("PageUp")
    assert page.locator("li.now h3").inner_text() == plan["activity"].iloc[-2]
    whole = page.locator("[data-whole]").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("[data-view]:visible").count() == len(kit.SEEN)
    page.clock.run_for(60_000)
    assert page.evaluate("document.activeElement.textContent") == "Go on with the lesson"
    page.keyboard.press("Enter")
    assert page.locator("li.now h3").inner_text() == plan["activity"].iloc[-2]
    minutes = [
        int(re.search(r"(\d+):\d\d of 90", text)[1])
        for text in (whole, page.locator("[data-whole]").inner_text())
    ]
    assert minutes[1] - minutes[0] == 1
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run the lesson").click()
    assert page.locator("[data-whole]").inner_text().startswith("Lesson: 0:00")


def test_a_student_can_answer_by_keyboard_alone(open_page, files):
    page = open_page(files / "student.html")
    root = wait_ready(page, "postcheck")
    root.locator('[name="answer"]:checked').focus()
    page.keyboard.press("ArrowRight")
    assert root.locator('[name="answer"]:focus').input_value() == "a"
    assert "Your teacher has the key" in root.locator("[data-view-content]").inner_text()
    root.get_by_role("button", name="Next question: 2 of 6").press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("After, question 2 of 6")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-copy-code')"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("[data-said]").inner_text() == "Your answers are forgotten."
    assert page.locator("[data-code-box]").is_hidden()


def test_without_scripts_the_session_is_there_as_text(open_page, files):
    page = open_page(files / "student.html", javascript=False, width=360)
    assert page.locator("[data-view]:visible").count() == 0
    text = typed(page.locator("body").inner_text())
    assert "there is no code" in text
    tables = load()
    seen = [*tables.quiz["text"], *tables.quiz["c"], *tables.bets["expectation"]]
    seen += [*tables.source_lab["summary"], *tables.roles_cards["opening"]]
    folded = [*tables.bets["summary"], *tables.source_lab["evidence"]]
    folded += list(tables.quiz["why_a"][tables.quiz["test"] == "pre"])
    assert [words for words in seen if typed(words) not in text] == []
    assert [words for words in folded if typed(words) in text] == []
    for summary in page.locator("summary:visible").all():
        summary.click()
    text = typed(page.locator("body").inner_text())
    assert [words for words in folded if typed(words) not in text] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_roles_know_what_was_known_on_the_day_of_the_debate(files):
    views = kit._views(load(), kit.SEEN)
    assert "by 31 March 2024" in views["role_cards"].panel.title
    assert views["council"].panel.title.startswith("Not adopted: 4 yes")
    text = typed(readable((files / "student.html").read_text(encoding="utf-8")))
    sheet = text[text.index('<div class="cardbox">') : text.index("5. Council session</h2>")]
    facts = load().events.loc[["containers-white-house", "kcna-confirms-troops"], "title"]
    assert [typed(fact) in sheet for fact in facts] == [True, False]


def test_without_a_browser_pages_are_written_and_the_command_says_what_is_missing(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(kit.pictures, "find", lambda: None)
    monkeypatch.setattr(__main__, "ROOT", tmp_path)
    assert __main__.main(["class"]) == 1
    assert "Chromium" in capsys.readouterr().err
    names = sorted(file.name for file in (tmp_path / "dist/class").iterdir())
    assert names == ["student.html", "teacher.html"]


def test_an_image_for_a_hub_runs_the_checkout_and_not_a_copy_without_tables():
    # With a folder .binder, repo2docker does what is in it and no `pip install .` afterwards.
    root = kit.Path(kit.__file__).parents[2]
    assert (root / ".binder/requirements.txt").read_text() == "-r ../requirements.txt\n"
    assert "-e ." in (root / "requirements.txt").read_text().splitlines()
    assert (root / ".binder/runtime.txt").is_file()
