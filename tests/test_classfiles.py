"""The class files: what students get, what only the teacher has, and the class's codes."""

import base64
import gzip
import json
import random
import re
import string
import zipfile
from html import unescape

import pytest
from pages import audit, choose, sheets, wait_ready

from explainer import __main__
from explainer.data import Tables
from explainer.export import classroom as kit
from explainer.story import load

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAGES = ("student.html", "teacher.html", "marks.html")


def test_all_files_are_there_and_those_for_students_are_small(files):
    names = {file.name for file in files.iterdir()}
    papers = {f"{name}{size}.pdf" for name in kit.DOCUMENTS for size in ("", "-letter")}
    others = {"slides.pdf", "student-scorm.zip", "class.zip", "story.html", "README.txt"}
    assert names == {*PAGES, *papers, *others}
    for page in PAGES:
        assert (files / page).stat().st_size < 400_000  # a mail takes it
    with zipfile.ZipFile(files / "class.zip") as archive:
        assert {name.removeprefix("class/") for name in archive.namelist()} == names - {"class.zip"}
    told = (files / "README.txt").read_text("utf-8")  # which to open when
    for name in names - {"class.zip", "README.txt"}:
        assert name in told or name.endswith("-letter.pdf"), name


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("student-pack", 26, 34), ("teacher-guide", 9, 16), ("answers", 3, 6)],
)
def test_a_document_fits_both_papers_and_is_the_same_each_time(files, name, least, most):
    sizes = {"": b"/MediaBox [0 0 594.95996 841.91998]", "-letter": b"[0 0 612 792]"}
    for suffix, size in sizes.items():
        pdf = files / f"{name}{suffix}.pdf"
        assert least <= sheets(pdf.read_bytes()) <= most
        assert size in pdf.read_bytes()
        assert set(re.findall(rb"Date \(D:(\d{14})", pdf.read_bytes())) == {b"20000101000000"}


def test_there_are_six_slides_and_none_overflows(browser, files):
    assert sheets((files / "slides.pdf").read_bytes()) == 6
    given = kit._material(load())
    page = browser.new_page(viewport={"width": 1159, "height": 600})  # within the margins
    page.set_content(kit._environment(load()).get_template("class/slides.html.j2").render(**given))
    over = "all => all.map((one) => one.scrollHeight - one.clientHeight)"
    assert page.locator("section").evaluate_all(over) == [0] * 6
    page.close()


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("font", ["DejaVu Sans", "Liberation Sans", "Noto Sans"])
def test_the_guide_on_one_page_is_on_one_page(browser, size, font):
    tables = load()
    given = kit._material(tables) | {"size": size, "alone": True}
    html = kit._environment(tables).get_template("class/guide-sheets.html.j2").render(**given)
    forced = f"<style>* {{ font-family: {font} !important }}</style></head>"
    page = browser.new_page()
    page.set_content(html.replace("</head>", forced))
    assert sheets(page.pdf(prefer_css_page_size=True)) == 1
    page.close()


def test_every_sheet_of_the_lesson_belongs_to_a_step():
    named = load().lesson.explode("sheets")["sheets"].dropna()
    assert set(named) == set(kit._material(load())["sheets"]) - {"simple", "words"}


def test_two_builds_are_the_same(files, printed):
    for name in (*PAGES, "student-scorm.zip"):
        assert (printed[0] / name).read_bytes() == (files / name).read_bytes()


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


@pytest.mark.parametrize("name", ["student.html", "teacher.html"])
def test_neither_students_nor_projector_have_the_key_in_any_form(files, name):
    quiz = load().quiz
    rows = quiz[quiz["test"].isin(kit.KEYLESS.values())]
    whys = [typed(why) for letter in "abc" for why in rows[f"why_{letter}"]]
    whys = [why.removeprefix("Right. ") for why in whys]
    given = readable((files / name).read_text(encoding="utf-8"))
    private = readable((files / "marks.html").read_text(encoding="utf-8"))
    assert all(why in private for why in whys)  # so the search finds what is there
    assert [why for why in whys if why in given] == []
    assert '"key": "' not in given
    assert all(typed(text) in given for text in rows["text"])


def test_the_version_changes_with_words_and_keys():
    tables = load()
    versions = {kit.version(tables)}
    for column, value in (("key", "a"), ("a", "Other words"), ("why_b", "Another reason")):
        quiz = tables.quiz.copy()
        quiz.loc[quiz.index[7], column] = value
        versions.add(kit.version(Tables({**tables, "quiz": quiz})))
    assert len(versions) == 4


def answer_all(page, answers):
    for view, given in answers.items():
        root = wait_ready(page, view)
        for item, parts in given.items():
            choose(root, "report" if view == "source_lab" else "item", item)
            for key, value in parts.items():
                root.locator(f'[name="{key}"][value="{value}"]').check()


def places(papers):
    return [
        (paper["name"], item["id"], key, values)
        for paper in papers
        for item in paper["items"]
        for key, values in paper["parts"].items()
    ]


def digits(number, length):
    return "".join(SIGNS[number // 32**k % 32] for k in reversed(range(length)))


def code_of(asked, answers, device):
    """Write a code in Python, as web/answers.js does."""
    number = 0
    for name, item, key, values in places(asked["papers"]):
        given = answers.get(name, {}).get(item, {}).get(key, "open")
        number = number * len(values) + values.index(given)
    body = asked["version"] + device + digits(number, 17)
    value = int(body.translate(str.maketrans(SIGNS, "0123456789abcdefghijklmnopqrstuv")), 32)
    code = body + digits(value * 32**3 % 32717, 3)
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@pytest.fixture
def asked(files):
    text = (files / "marks.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="papers">(.*?)</script>', text, re.DOTALL)[1])


def some(asked, seed):
    draw = random.Random(seed)
    found: dict = {}
    for name, item, key, values in places(asked["papers"]):
        found.setdefault(name, {}).setdefault(item, {})[key] = draw.choice(values[1:])
    return found


def paste(page, text):
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text", text);
          const event = { clipboardData: data, bubbles: true, cancelable: true };
          document.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


def test_a_students_answers_become_the_code_that_the_teacher_reads(open_page, files, asked):
    mine = some(asked, 0)
    student = open_page(files / "student.html", width=360)
    answer_all(student, mine)
    code = student.locator("output[data-code]").inner_text()
    assert code == code_of(asked, mine, code.replace("-", "")[3:8])
    assert "23 of 23 answered. Your code is complete." in student.locator(".device").inner_text()
    said = [(int(mine["bets"][i["id"]]["answer"]), i["key"]) for i in asked["papers"][1]["items"]]
    own = sum((said / 100 - (key == "true")) ** 2 for said, key in said) / 8
    assert f"over 8 bets: {own:.2f} (" in student.locator("[data-mean]").inner_text()
    student.context.grant_permissions(["clipboard-read", "clipboard-write"])
    student.get_by_role("button", name="Copy the code").click()
    student.get_by_text("Code copied.").first.wait_for()

    page = open_page(files / "marks.html")
    paste(page, f"Anna Meyer: {code.lower()}")
    marks = page.locator("[data-marks] tbody tr").first.inner_text().split("\t")
    keyed = [(p["name"], i) for p in asked["papers"][3:] for i in p["items"]]
    right = sum(mine[name][item["id"]]["answer"] == item["key"] for name, item in keyed)
    assert marks[:2] == [code, f"{right} of {len(keyed)}"]
    assert marks[10:12] == ["8", f"{own:.2f}"]


def test_a_class_is_pooled_in_pairs_and_no_name_shows(open_page, files, asked):
    everybody = [some(asked, n) for n in range(30)]
    for answers in everybody[:5]:
        del answers["postcheck"]  # who left early is in no pair
    codes = [code_of(asked, a, digits(1000 + n, 5)) for n, a in enumerate(everybody)]
    lines = [f"[10:0{n % 10}] Maximilian{n} Mustermann: {code}" for n, code in enumerate(codes)]
    page = open_page(files / "marks.html")
    paste(page, "\n".join([*lines, lines[3], codes[4][:-1] + "U"]))
    count = page.locator("[data-count]").inner_text()
    assert count == "32 codes pasted: 30 read, 1 repeated, 0 replaced, 1 at fault."
    assert "Mustermann" not in page.evaluate(
        "document.body.innerText + document.querySelector('textarea').value"
    )
    before, bets, _, after, _ = asked["papers"]
    for item, block in zip(before["items"], page.locator("[data-growth] .item").all(), strict=True):
        later = next(i for i in after["items"] if i["concept"] == item["concept"])
        pairs = everybody[5:]
        one = sum(a["precheck"][item["id"]]["answer"] == item["key"] for a in pairs)
        two = sum(a["postcheck"][later["id"]]["answer"] == later["key"] for a in pairs)
        shown = block.locator(".tally b").all_inner_texts()
        assert shown == [f"{one} of 25", f"{two} of 25"]
    said = [
        (int(answers["bets"][item["id"]]["answer"]) / 100, item["key"] == "true")
        for answers in everybody
        for item in bets["items"]
    ]
    brier = sum((sure - came) ** 2 for sure, came in said) / len(said)
    assert f"{brier:.2f} over {len(said)} bets" in page.locator("[data-calibration]").inner_text()
    page.locator("[data-answers-given] details").evaluate_all("all => all.forEach(d => d.open = 1)")
    blocks = page.locator("[data-answers-given] > details").all()
    for paper, box in zip(asked["papers"], blocks, strict=True):
        key = next(iter(paper["parts"]))
        for item, block in zip(paper["items"], box.locator(".item").all(), strict=True):
            given = [a.get(paper["name"], {}).get(item["id"], {}) for a in everybody]
            given = [parts.get(key, "open") for parts in given]
            shown = block.locator(".tally b").all_inner_texts()
            assert shown == [f"{given.count(value)} of 30" for value in paper["parts"][key]]
    with page.expect_download() as download:
        page.locator("[data-csv]").click()
    assert codes[0] in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Show to the class").click()
    assert page.locator("[data-growth]").is_visible()
    assert (
        not page.locator("[data-marks], textarea, [data-look], .guide")
        .locator("visible=true")
        .count()
    )
    page.keyboard.press("Escape")
    assert page.locator("[data-marks]").is_visible()


def test_first_answers_count_and_later_ones_are_kept_beside_them(open_page, files, asked):
    page = open_page(files / "student.html")
    for view, first, then in (("precheck", "a", "b"), ("bets", "5", "95"), ("postcheck", "a", "b")):
        root = wait_ready(page, view)
        root.locator(f'[name="answer"][value="{first}"]').check()
        root.locator(f'[name="answer"][value="{then}"]').check()
    items = {paper["name"]: paper["items"][0]["id"] for paper in asked["papers"]}
    given = {"precheck": "a", "bets": "5", "postcheck": "b"}
    answers = {name: {items[name]: {"answer": value}} for name, value in given.items()}
    code = page.locator("output[data-code]").inner_text()
    assert code == code_of(asked, answers, code.replace("-", "")[3:8])
    kept = json.loads(page.evaluate("Object.values(localStorage)[0]"))["given"]
    assert kept["bets"][items["bets"]]["answer"] == ["5", "95"]


def test_two_tabs_hold_the_same_answers(open_page, files):
    one = open_page(files / "student.html")
    root = wait_ready(one, "precheck")
    two = one.context.new_page()
    two.goto((files / "student.html").as_uri())
    wait_ready(two, "exit_ticket").locator('[name="answer"][value="c"]').check()
    root.locator('[name="answer"][value="b"]').check()
    codes = [page.locator("output[data-code]") for page in (one, two)]
    two.wait_for_function(
        "code => document.querySelector('output[data-code]').textContent === code",
        arg=codes[0].inner_text(),
    )
    kept = json.loads(one.evaluate("Object.values(localStorage)[0]"))["given"]
    assert set(kept) == {"precheck", "exit_ticket"}


def test_a_new_student_on_a_device_gets_a_new_code(open_page, files):
    page = open_page(files / "student.html")
    wait_ready(page, "precheck").locator('[name="answer"][value="b"]').check()
    code = page.locator("output[data-code]").inner_text()
    page.reload()
    root = wait_ready(page, "precheck")
    assert root.locator('[value="b"]').is_checked()
    assert page.locator("output[data-code]").inner_text() == code
    assert "earlier visit" in page.locator(".device").inner_text()
    page.get_by_role("button", name="Yes, start afresh").wait_for(state="hidden")  # a second step
    page.get_by_text("New student on this device?").click()
    assert code in page.locator(".device").inner_text()  # to hand it in before
    page.get_by_role("button", name="Yes, start afresh").click()
    assert not root.locator(":checked:not(option)").count()
    assert page.locator("[data-code-box]").is_hidden()
    assert "0 of 23 answered" in page.locator(".device").inner_text()
    root.locator('[name="answer"][value="b"]').check()
    assert page.locator("output[data-code]").inner_text()[:9] != code[:9]


def test_blocked_storage_is_said_at_the_top(open_page, files):
    page = open_page(files / "student.html")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() {throw 1}})")
    page.reload()
    root = wait_ready(page, "precheck")
    box = page.locator(".device")
    assert "stores nothing" in box.inner_text()
    assert box.bounding_box()["y"] < 600
    root.locator('[name="answer"][value="b"]').check()
    assert "1 of 23 answered" in box.inner_text()


def test_on_a_phone_the_next_question_comes_into_view(open_page, files):
    page = open_page(files / "student.html", width=360)
    root = wait_ready(page, "bets")
    root.locator('[name="answer"][value="5"]').check()
    root.get_by_role("button", name="Next bet").click()
    assert root.locator(".statement").bounding_box()["y"] < 500
    labels = root.locator(".choices label")
    assert all(box.bounding_box()["height"] >= 40 for box in labels.all())
    labels.nth(2).locator("span").last.click()  # the words are the button
    assert root.locator('[value="50"]').is_checked()


STUB = """
  const calls = { data: {}, open: false, errors: [] };
  const limits = { "cmi.suspend_data": 4096, "cmi.core.lesson_location": 255 };
  const rules = [/^cmi\\.suspend_data$/, /^cmi\\.core\\.(exit|lesson_location|lesson_status)$/,
    /^cmi\\.interactions\\.\\d+\\.(id|type|time|student_response)$/];
  const count = (data) =>
    new Set(Object.keys(data).flatMap((k) => k.match(/interactions\\.\\d+/) ?? [])).size;
  window.lms = calls;
  calls.data = JSON.parse(window.name || "{}");
  window.API = {
    LMSInitialize(x) { calls.open = x === "" && !calls.open; return String(calls.open); },
    LMSGetValue(key) {
      if (!calls.open) calls.errors.push(key);
      return key === "cmi.interactions._count" ? String(count(calls.data)) : calls.data[key] ?? "";
    },
    LMSSetValue(key, value) {
      const next = key.match(/interactions\\.(\\d+)/)?.[1];
      const sound = calls.open && rules.some((rule) => rule.test(key)) &&
        typeof value === "string" && value.length <= (limits[key] ?? 255) &&
        !(Number(next) > count(calls.data));
      if (!sound) calls.errors.push(`${key}=${value}`);
      else calls.data[key] = value;
      return String(sound);
    },
    LMSCommit(x) {
      window.name = JSON.stringify(calls.data);
      return String(x === "" && calls.open);
    },
    LMSFinish(x) { this.LMSCommit(""); calls.open = false; return "true"; },
  };
"""


def test_in_a_learning_platform_answers_live_there(open_page, files, tmp_path, asked):
    """A strict stand-in for a run-time of SCORM 1.2: it takes only what the standard names."""
    with zipfile.ZipFile(files / "student-scorm.zip") as archive:
        archive.extractall(tmp_path)
    assert 'href="index.html"' in (tmp_path / "imsmanifest.xml").read_text(encoding="utf-8")
    page = open_page(tmp_path / "index.html")
    page.add_init_script(STUB)
    page.reload()
    wait_ready(page, "precheck")
    mine = some(asked, 3)
    answer_all(page, mine)
    assert "learning platform" in page.locator(".device").inner_text()
    code = page.locator("output[data-code]").inner_text()
    held = page.evaluate("window.lms.data")
    assert held["cmi.core.lesson_location"] == code
    assert held["cmi.core.lesson_status"] == "completed"
    assert "cmi.core.score.raw" not in held
    responses = [value for key, value in held.items() if key.endswith("student_response")]
    assert len(responses) == len(places(asked["papers"]))
    assert len(held["cmi.suspend_data"]) < 4096
    page.reload()  # closed and opened again
    wait_ready(page, "precheck")
    assert page.locator("output[data-code]").inner_text() == code
    assert page.evaluate("window.lms.errors") == []
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 360)])
def test_axe_finds_nothing(open_page, files, asked, name, dark, width):
    page = open_page(files / name, dark=dark, width=width)
    if name == "marks.html":
        codes = [code_of(asked, some(asked, n), digits(n, 5)) for n in range(3)]
        page.get_by_label("Paste the codes").fill("\n".join([*codes, "ABCD-1234-EF5H-K7M8"]))
        assert page.locator("[data-marks] tbody tr").count() == 3
    else:
        choose(wait_ready(page, "precheck"), "answer", "b")
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert audit(page, ["color-contrast"] if dark else None) == ""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_at_320_pixels(open_page, files, name):
    page = open_page(files / name, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def start(page, plan):
    wait_ready(page, "precheck")
    page.locator("[data-lesson] select").select_option(str(plan))
    page.get_by_role("button", name="Run the lesson").press("Enter")


def test_the_lesson_runs_by_keyboard_and_goes_on_after_a_reload(open_page, files):
    page = open_page(files / "teacher.html")
    page.clock.install()
    start(page, 90)
    plan = load().lesson.query("plan == 90")
    left = page.locator("[data-left]")
    for n, row in enumerate(plan.itertuples(), 1):
        assert page.locator("li.now h3").inner_text() == row.activity
        assert page.locator("[data-place]").inner_text() == f"Step {n} of {len(plan)}"
        shown = page.locator("[data-view]:visible, #council:visible")
        assert shown.count() == (1 if isinstance(row.view, str) and row.view else 0)
        page.clock.run_for(60_000)
        minutes, seconds = map(int, left.inner_text().split(":"))
        assert 0 <= 60 * (row.minutes - 1) - (60 * minutes + seconds) < 30
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Next"  # the focus is not lost
    page.keyboard.press("ArrowLeft")
    step = page.locator("li.now h3").inner_text()
    assert step == plan["activity"].iloc[-2]
    page.reload()
    page.locator("li.now h3").wait_for()
    assert page.locator("li.now h3").inner_text() == step
    assert "of 90:00" in page.locator("[data-whole]").inner_text()
    page.clock.run_for(600_000)
    assert left.inner_text().startswith("over by ")
    page.keyboard.press("Escape")
    page.locator("[data-lesson] select").select_option("45")  # another plan changes nothing
    page.get_by_role("button", name="Go on with the lesson").press("Enter")
    assert "of 90:00" in page.locator("[data-whole]").inner_text()


def test_page_down_scrolls_and_the_screen_says_that_there_is_more(open_page, files):
    page = open_page(files / "teacher.html")
    page.set_viewport_size({"width": 1280, "height": 800})
    start(page, 45)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    step = page.locator("li.now h3").inner_text()
    assert step == "Source lab"
    assert page.get_by_role("button", name="More below").is_visible()
    page.keyboard.press("PageDown")
    page.wait_for_function("() => scrollY > 100")
    assert page.locator("li.now h3").inner_text() == step


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_letters_are_large_enough_for_a_room(open_page, files, width, height):
    page = open_page(files / "teacher.html")
    page.set_viewport_size({"width": width, "height": height})
    start(page, 90)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for what in (".statement", ".choices span", ".task"):
        size = page.locator(f"{what}:visible").first.evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize)"
        )
        assert size >= width / 60, what


NEXT = """(all, last) => all.findIndex((each, n) => n > last && each.isConnected
    && each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().width)"""
"""The next of some elements that can be seen."""


def test_no_answer_comes_up_on_the_projector_unasked(open_page, files):
    """Every control, keys, a reload and an earlier use of the student's page, in every step."""
    student = open_page(files / "student.html")
    for view in ("precheck", "bets", "postcheck", "exit_ticket"):
        wait_ready(student, view).locator('[name="answer"]').first.check()
    wait_ready(student, "source_lab").locator('[name="mark"]').first.check()
    page = student.context.new_page()
    page.goto((files / "teacher.html").as_uri())
    tables = load()
    quiz = tables.quiz[tables.quiz["test"] != "pre"]
    keys = [typed(why) for letter in "abc" for why in quiz[f"why_{letter}"]]
    keys = [why.removeprefix("Right. ") for why in keys]
    told = [*tables.quiz["why_a"], *tables.quiz["why_b"], *tables.bets["summary"]]
    told = [*told, *tables.source_lab["others"]]
    told = [typed(words).removeprefix("Right. ") for words in told]
    start(page, 90)

    def look(words=told):
        seen = typed(page.locator("body").inner_text())
        assert [some for some in words if some in seen] == []
        assert words is keys or not re.search(
            "That is right|Not quite[.]|came true|Your score", seen
        )

    for _ in range(len(tables.lesson.query("plan == 90"))):
        look()
        others = "[data-back], [data-next], [data-stop], [data-open]"
        controls = page.evaluate_handle(
            "selector => [...document.querySelectorAll(selector)]",
            f"button:not({others}), summary, input, p > select, .controls select",
        )
        n = -1  # a click may show others, or take them away
        while (n := controls.evaluate(NEXT, n)) >= 0:
            controls.get_property(str(n)).as_element().click()
            look()
        for key in (*string.ascii_lowercase, *string.digits, "Enter", " ", "Tab", "Home", "End"):
            page.keyboard.press(key)
        look()
        page.evaluate("scrollTo(0, 0)")
        at = page.locator("[data-place]").inner_text()
        page.reload()
        page.locator("li.now h3").wait_for()
        page.locator("[data-view][data-ready]").first.wait_for(state="attached")
        assert page.locator("[data-place]").inner_text() == at
        look()
        page.evaluate("document.activeElement.blur()")
        if page.get_by_role("button", name="Open answers").is_visible():  # the second step
            page.get_by_role("button", name="Open answers").click()
            look(keys)
        page.keyboard.press("Escape")
        look(keys)
        page.get_by_role("button", name="Go on with the lesson").click()
        look()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("ArrowRight")
    assert page.evaluate("localStorage.length") == 1  # the student's own


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({"rest": "yes"}, "Adopted: 15 yes votes"),
        ({"Russia": "no", "China": "abstain", "rest": "yes"}, "Not adopted: a veto (Russia)."),
        ({"South Korea": "no", "Japan": "abstain", "rest": "yes"}, "Adopted: 13 yes votes"),
        ({"Malta": "yes", "France": "yes", "rest": "abstain"}, "Not adopted: nine yes votes"),
    ],
)
def test_any_vote_of_the_class_can_be_entered(open_page, files, votes, result):
    page = open_page(files / "teacher.html")
    form = page.locator("form.council")
    for member, vote in votes.items():
        form.locator(f'select[name="{member}"]').select_option(vote)
    assert result in form.locator("output").inner_text()
    form.locator('[name="text"]').select_option(index=1)  # a changed text
    assert result in form.locator("output").inner_text()


def test_a_student_can_answer_by_keyboard_alone(open_page, files):
    page = open_page(files / "student.html")
    root = wait_ready(page, "postcheck")
    root.locator('[name="answer"]').first.focus()
    page.keyboard.press(" ")
    assert root.locator('[name="answer"]:focus').input_value() == "a"
    page.keyboard.press("ArrowDown")
    assert root.locator('[name="answer"]:checked').input_value() == "b"
    root.get_by_role("button", name="Next question: 2 of 6").press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("After, question 2 of 6")
    named = root.get_by_role("radio").first
    assert load().quiz["a"]["post-evidence"] in typed(named.evaluate("r => r.labels[0].innerText"))


def test_the_reason_is_announced(open_page, files):
    root = wait_ready(open_page(files / "student.html"), "precheck")
    root.locator('[name="answer"][value="b"]').check()
    said = root.locator(":scope > [role=status]").text_content()
    assert said.startswith("That is right.")
    assert "intelligence that it did not show" in said


def everything():
    tables = load()
    seen = [*tables.quiz["text"], *tables.quiz["c"], *tables.bets["expectation"]]
    seen += [*tables.source_lab["summary"], *tables.side_cards["says"]]
    return [*seen, *tables.roles_cards["opening"], *tables.roles_cards["trade"]]


def test_without_scripts_the_session_is_there_as_text(open_page, files):
    page = open_page(files / "student.html", javascript=False, width=360)
    assert page.locator("[data-view]:visible").count() == 0
    text = typed(page.locator("body").inner_text())
    assert "there is no code" in text
    assert "becomes a code" not in text
    tables = load()
    folded = [*tables.bets["summary"], *tables.source_lab["evidence"]]
    folded += list(tables.quiz["why_b"][tables.quiz["test"] == "pre"].str.removeprefix("Right. "))
    assert [words for words in everything() if typed(words) not in text] == []
    assert [words for words in folded if typed(words) in text] == []
    for summary in page.locator("summary:visible").all():
        summary.click()
    text = typed(page.locator("body").inner_text())
    assert [words for words in folded if typed(words) not in text] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_is_on_paper(open_page, files):
    page = open_page(files / "student.html")
    wait_ready(page, "precheck")
    page.emulate_media(media="print")
    text = typed(page.locator("body").inner_text())
    assert [words for words in everything() if typed(words) not in text] == []
    assert page.locator(".astext details > :not(summary):visible").count() == 0


def test_without_a_browser_pages_are_written_and_the_command_says_what_is_missing(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(kit.pictures, "find", lambda: None)
    monkeypatch.setattr(__main__, "ROOT", tmp_path)
    assert __main__.main(["class"]) == 1
    assert "Chromium" in capsys.readouterr().err
    names = sorted(file.name for file in (tmp_path / "dist/class").iterdir())
    assert names == ["marks.html", "student-scorm.zip", "student.html", "teacher.html"]
