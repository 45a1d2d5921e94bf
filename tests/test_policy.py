"""What pages may do: their Content-Security-Policy, and prose that tries to do more."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pages import find_view, wait_ready

from explainer.export import StoryExporter


def policy(html: str) -> str:
    meta = BeautifulSoup(html, "html.parser").select_one("meta[http-equiv]")
    assert meta is not None and meta["http-equiv"] == "Content-Security-Policy"
    return str(meta["content"])


def test_every_page_carries_a_policy_that_forbids_to_evaluate_and_to_ask(dist):
    for file in (dist / "story.html", *(dist / "site").glob("*.html")):
        rules = policy(file.read_text(encoding="utf-8"))
        assert rules.startswith("default-src 'none'; script-src 'sha256-")
        assert rules.isascii()
        assert "eval" not in rules and "'unsafe-inline'" not in rules.partition("style-src")[0]
        assert "http" not in rules


def test_figures_are_drawn_under_the_policy(open_page, dist):
    chapter, name = find_view(dist, ":scope .plot")
    for file in (dist / "story.html", chapter):
        page = open_page(file)
        wait_ready(page, name).locator(".plot svg.main-svg").first.wait_for()
        # What is put in later may not run.
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"evil = 1\">')"
        )
        page.wait_for_timeout(200)
        assert page.evaluate("globalThis.evil") is None
        assert page.faults
        page.faults.clear()


FIELD = ".controls [type=radio]:not([name=as_of])"


def test_where_no_figure_can_be_drawn_pictures_stay_and_the_page_says_so(open_page, dist, tmp_path):
    file, name = find_view(dist, f":scope:has(.picture) {FIELD}")
    for asset in (dist / "site" / "assets").iterdir():
        (tmp_path / "assets").mkdir(exist_ok=True)
        (tmp_path / "assets" / asset.name).write_bytes(asset.read_bytes())
    text = file.read_text(encoding="utf-8")
    plotly = re.search(r'data-plotly="([^"]*)"', text)[1]
    strict = text.replace(f'data-plotly="{plotly}"', 'data-plotly="assets/forbidden.js"')
    (tmp_path / "strict.html").write_text(strict, encoding="utf-8")
    page = open_page(tmp_path / "strict.html", within=tmp_path)
    root = wait_ready(page, name)
    before = root.locator("h3").inner_text(), root.locator("table").inner_html()
    for radio in root.locator(f"{FIELD}:not(:checked)").all():
        radio.check()
        assert root.locator(".picture").first.is_visible()
        assert root.locator(".plot").bounding_box()["height"] > 100
    assert (root.locator("h3").inner_text(), root.locator("table").inner_html()) != before
    assert root.locator(".notice").inner_text().startswith("This figure cannot be drawn here")
    assert root.locator(".notice").count() == 1
    page.faults.clear()  # the file that is not there


PROSE = {
    "a script": "<script>globalThis.evil = 1</script>",
    "a handler": '<p onclick="evil = 1" onmouseover="evil = 1">text</p>',
    "a picture's handler": '<img src="data:," onerror="evil = 1">',
    "an object": '<object data="data:text/html,<script>evil = 1</script>"></object>',
    "an embedded page": '<embed src="data:text/html,x">',
    "a frame": '<iframe srcdoc="<script>parent.evil = 1</script>"></iframe>',
    "a form": '<form action="https://example.org/"><input name="a"></form>',
    "a link to a script": '<a href="javascript:evil = 1">text</a>',
    "a drawing with a script": "<svg onload='evil = 1'><script>evil = 1</script></svg>",
    "a new base": '<base href="https://example.org/">',
    "a new address": '<meta http-equiv="refresh" content="0; url=https://example.org/">',
    "a picture elsewhere": '<img src="https://example.org/a.png" alt="Ship">',
    "a set of pictures": '<picture><source srcset="https://example.org/a.png"></picture>',
    "a style": "<style>body { background: url(https://example.org/a.png) }</style>",
    "a style of a place": '<p style="background: url(https://example.org/a.png)">text</p>',
    "a film": '<video poster="https://example.org/a.png" src="https://example.org/b"></video>',
}


def export(*cells: nbformat.NotebookNode) -> str:
    nb = nbformat.v4.new_notebook(cells=list(cells))
    return StoryExporter().from_notebook_node(nb, {"metadata": {"name": "trial"}})[0]


@pytest.mark.parametrize("hostile", PROSE.values(), ids=PROSE)
def test_prose_keeps_nothing_that_runs_or_asks_and_the_page_names_it(hostile):
    page = BeautifulSoup(export(new_markdown_cell(f"Before\n\n{hostile}\n\nafter.")), "html.parser")
    article = page.article
    for said in ("Before", "after."):
        assert said in article.get_text()
    tags = "script, object, embed, iframe, form, input, base, meta, style, svg, video, source"
    assert not article.select(tags)
    for tag in article.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert "url" not in str(tag.get("style", ""))
        assert not str(tag.get("href", "")).startswith("javascript")
        assert not str(tag.get("src", "")).startswith("http")
    assert page.select(".left-out li")


def test_prose_of_any_usual_kind_stays_as_it_was():
    text = (
        "# T\n\n**b** *i* `c` [a](https://example.org 'title') ~~s~~\n\n- one\n\n| a | b |\n"
        "|:-:|--:|\n| 1 | 2 |\n\n> q\n\n"
        "```python\nx = 1\n```\n\n![p](data:image/png;base64,AA==)\n"
        "\n$x^2$\n\n"
        "<details><summary>more</summary>\n\ntext <sup>1</sup> <kbd>k</kbd></details>\n\n"
        '<div class="note" id="here" lang="fr">Bonjour&nbsp;!</div>'
    )
    page = BeautifulSoup(export(new_markdown_cell(text)), "html.parser")
    for selector in (
        "strong, b",
        "em, i",
        "code",
        'a[href="https://example.org"][title=title]',
        "del, s",
        "ul li",
        "th[style*=center]",
        "blockquote",
        "pre .k, pre code, .highlight",
        'img[alt=p][src^="data:image/png"]',
        "math msup",
        "details summary",
        "sup",
        "kbd",
        "div.note#here[lang=fr]",
    ):
        assert page.article.select(selector), selector
    assert not page.select(".left-out")


def test_what_a_cell_made_runs_still(open_page):
    made = new_output(
        "display_data", data={"text/html": "<p id=o>x</p><script>o.textContent = 7</script>"}
    )
    page = open_page(export(new_markdown_cell("# T"), new_code_cell("x", outputs=[made])))
    assert page.locator("#o").inner_text() == "7"
