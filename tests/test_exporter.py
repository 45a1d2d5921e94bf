"""A notebook of anybody's, exported: nothing is lost that the page does not name."""

import base64
import io

import nbformat
import plotly.express as px
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from explainer import explore
from explainer.export import StoryExporter, pictures
from explainer.view import MIMETYPE

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
CHART = px.scatter(x=[1, 2], y=[3, 4], title="Ships").to_dict()
MAP = {"data": [{"type": "scattergeo", "lat": [1], "lon": [1]}], "layout": {}}


def export(*cells, folder=None, **metadata):
    nb = new_notebook(cells=list(cells), metadata=metadata)
    where = {"metadata": {"name": "trial", **({"path": str(folder)} if folder else {})}}
    html, _ = StoryExporter().from_notebook_node(nb, where)
    return BeautifulSoup(html, "html.parser")


def ran(*outputs, source="run()"):
    return new_code_cell(source, outputs=list(outputs))


def data(**kinds):
    """Return an output with data, their kinds written with an underscore for the slash."""
    named = {kind.replace("_", "/", 1): value for kind, value in kinds.items()}
    return new_output("display_data", data=named)


def left_out(page):
    return [item.get_text() for item in page.select(".left-out li")]


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


# Outputs: what -> (the output, where it is in the page, what stands there)
KEPT = {
    "SVG": (data(**{"image_svg+xml": SVG}), "svg circle", ""),
    "PNG": (data(image_png=PIXEL), 'img[src^="data:image/png;base64,"]', ""),
    "JPEG": (data(image_jpeg=PIXEL), 'img[src^="data:image/jpeg;base64,"]', ""),
    "GIF": (data(image_gif=PIXEL), 'img[src^="data:image/gif;base64,"]', ""),
    "SVG before its text": (data(**{"image_svg+xml": SVG, "text_plain": "Chart"}), "svg", ""),
    "HTML": (data(text_html="<b>bold</b>"), ".out b", "bold"),
    "Markdown": (data(text_markdown="**bold**"), "article strong", "bold"),
    "LaTeX": (data(text_latex=r"$\frac{a}{b}$"), "math mfrac", "ab"),
    "JSON": (data(application_json={"ü": [1]}), "pre.out", '{\n  "ü": [\n    1\n  ]\n}'),
    "text": (data(text_plain="a < b"), "pre.out", "a < b"),
    "printed": (stream("said\n"), "pre.out", "said"),
    "stderr": (stream("careful\n", "stderr"), "pre.stderr", "careful"),
    "colours": (stream("\x1b[31mred\x1b[0m"), ".ansi-red-fg", "red"),
    "a bar that moved": (stream("10 %\r50 %\r100 %\n"), "pre.out", "100 %"),
    "error": (
        new_output("error", ename="E", evalue="<no>", traceback=["\x1b[31mline 1\x1b[0m"]),
        "pre.notice",
        "E: <no>",
    ),
    "traceback": (
        new_output("error", ename="E", evalue="no", traceback=["\x1b[31mline 1\x1b[0m"]),
        "details pre",
        "line 1",
    ),
    "frame": (
        data(text_html="<style>td {color: red}</style><table><tr><td>1</td></tr></table>"),
        ".out td",
        "1",
    ),
    "Plotly": (data(**{"application_vnd.plotly.v1+json": CHART}), "figure[data-view] h3", "Ships"),
    "a map's picture": (
        data(**{"application_vnd.plotly.v1+json": MAP, "image_png": PIXEL}),
        "img",
        "",
    ),
    "widget": (
        data(**{"application_vnd.jupyter.widget-view+json": {}, "text_plain": "IntSlider()"}),
        "pre.out",
        "IntSlider()",
    ),
    "a frame from elsewhere": (
        data(text_html='<iframe src="https://example.org/a"></iframe>'),
        'a[href="https://example.org/a"]',
        "[Frame: a]",
    ),
    "a frame of text": (data(text_html='<iframe srcdoc="<p>x</p>"></iframe>'), "iframe", ""),
}


@pytest.fixture(autouse=True)
def undrawn(request, monkeypatch):
    """Without a browser, but for tests that use one."""
    if "browser" not in request.fixturenames:
        monkeypatch.setattr(pictures, "find", lambda: None)


@pytest.mark.parametrize("output,place,text", KEPT.values(), ids=KEPT)
def test_an_output_is_kept(output, place, text):
    page = export(ran(output))
    found = page.select_one(f"article {place.removeprefix('article ')}")
    assert found is not None
    assert found.get_text().strip() == text


# What cannot be kept -> the words in which the page names it
LOST = {
    "map": (data(**{"application_vnd.plotly.v1+json": MAP}), "scattergeo trace asks a server"),
    "script": (data(**{"application_javascript": "alert(1)"}), "a script would have drawn"),
    "widget": (
        data(**{"application_vnd.jupyter.widget-view+json": {}}),
        "a widget that needs Python",
    ),
    "picture elsewhere": (
        data(text_html='<img src="https://example.org/ship.png">'),
        "picture at example.org: ship.png",
    ),
    "library elsewhere": (
        data(text_html='<p>x</p><script src="https://cdn.example/d3.js"></script>'),
        "script at cdn.example: d3.js",
    ),
    "handler": (data(text_html='<b onclick="go()">x</b>'), "what should happen by onclick"),
    "frame that runs": (
        data(text_html='<p>x</p><iframe srcdoc="<script>go()</script>"><b>old</b></iframe>'),
        "a frame with a page of its own",
    ),
    "link to a script": (data(text_html='<a href="javascript:go()">x</a>'), "a link to a script"),
    "address": (
        data(text_html='<p>x</p><meta http-equiv="refresh" content="0; url=https://example.org">'),
        "the element meta",
    ),
    "ground elsewhere": (
        data(text_html='<p style="background: url(https://example.org/a.png)">x</p>'),
        "the style of the element p",
    ),
    "script of a drawing": (
        data(**{"image_svg+xml": "<svg><script>go()</script><circle r='1'/></svg>"}),
        "a script would have drawn",
    ),
    "script of a drawing in HTML": (
        data(text_html="<p>x</p><svg><script>go()</script><circle r='1'/></svg>"),
        "the element script",
    ),
    "picture of a drawing": (
        data(**{"image_svg+xml": '<svg><image href="https://example.org/a.png"/></svg>'}),
        "picture https://example.org/a.png in a drawing",
    ),
    "script of Markdown": (data(text_markdown="x <script>go()</script>"), "a script in the text"),
    "script alone": (
        data(text_html="<div id=a></div><script>go(a)</script>", text_plain="<HTML object>"),
        "a script would have drawn",
    ),
    "an unknown kind": (data(**{"application_pdf": "x"}), "kind application/pdf"),
}


@pytest.mark.parametrize("output,words", LOST.values(), ids=LOST)
def test_what_cannot_be_kept_is_named_on_the_page(output, words):
    page = export(ran(output))
    assert any(words in item for item in left_out(page))
    held = page.article
    assert not held.select(
        "[src^='http'], iframe, svg script, link, image[href], base, meta, [style*=url]"
    )
    assert not [tag for tag in held(True) if any(name.startswith("on") for name in tag.attrs)]


def test_prose_keeps_its_formulas_without_the_network():
    text = "So $x^2$ and\n\n$$\\sum_k k$$\n\n\\begin{align}a &= b\\end{align}\n\n$\\nosuch{x}$"
    page = export(new_markdown_cell(text))
    assert len(page.select("math")) == 3
    assert page.select_one("code.tex").get_text() == "\\nosuch{x}"


def test_attachments_and_pictures_beside_the_notebook_are_within(tmp_path):
    (tmp_path / "ship.png").write_bytes(base64.b64decode(PIXEL))
    cell = new_markdown_cell("![a](attachment:a.png) ![b](ship.png) ![c](none.png)")
    cell["attachments"] = {"a.png": {"image/png": PIXEL}}
    page = export(cell, folder=tmp_path)
    assert len(page.select('img[src^="data:image/png"]')) == 2
    assert left_out(page) == ["picture none.png, which was not found beside the notebook"]
    lost = export(new_markdown_cell("![a](attachment:gone.png)"))
    assert "gone.png" in left_out(lost)[0]


def test_pictures_from_elsewhere_are_links_with_their_alternative():
    page = export(new_markdown_cell("![A ship](https://example.org/ship.png)"))
    assert (
        page.select_one('a[href="https://example.org/ship.png"]').get_text() == "[Picture: A ship]"
    )


def test_code_without_output_is_folded_as_the_rest():
    page = export(ran(), ran(stream("x")), new_code_cell(""))
    assert [code.get_text() for code in page.select("details.code code")] == ["run()", "run()"]


def test_headings_make_one_outline_with_ids_of_their_own():
    cells = ("# One", "### Deep", "## Same", "# Two", "## Same")
    page = export(*map(new_markdown_cell, cells))
    heads = page.select("article :is(h1, h2, h3)")
    assert [head.name for head in heads] == ["h1", "h2", "h2", "h2", "h2"]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_notebook_without_a_title_bears_its_name():
    assert export(new_markdown_cell("Text.")).select_one("h1").get_text() == "trial"


def test_terms_of_the_story_are_explained_in_the_story_only():
    words = new_markdown_cell("# Rounds\n\nThe shell and the rounds of the Security Council.")
    assert not export(words).select(".term, #glossary")
    own = new_code_cell("from explainer import story")
    assert export(words, own).select(".term")


def test_no_notice_where_there_is_no_code():
    assert not export(new_markdown_cell("# T")).select("article .notice")
    assert "had not been run" in export(ran()).select_one("article .notice").get_text()


def test_the_language_of_a_notebook_is_that_of_its_article():
    assert export(new_markdown_cell("# 船"), lang="ja").article["lang"] == "ja"
    assert "lang" not in export(new_markdown_cell("# T")).article.attrs


def test_long_text_scrolls_and_can_be_reached_by_keyboard():
    page = export(ran(stream("line\n" * 300)))
    assert page.select_one("pre.out")["tabindex"] == "0"


def test_two_functions_of_one_name_are_two_figures():
    views = [explore(lambda n, word=word: f"{word} {n}", n=[1, 2]) for word in ("one", "two")]
    made = [ran(data(**{MIMETYPE.replace("/", "_", 1): view.shared()})) for view in views]
    page = export(*made, ran(*made[0].outputs))
    names = [root["data-view"] for root in page.select("[data-view]")]
    assert names == ["view", "view_2", "view"]
    assert [text.get_text() for text in page.select(".text")] == ["one 1", "two 1"]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_style_of_a_notebook_stays_with_its_output():
    page = export(ran(data(text_html="<style>body {font: 9px x}</style><p>x</p>")))
    assert "@scope" in page.select_one(".out style").get_text()


def test_figures_and_long_pages_work_offline(open_page, tmp_path):
    cells = [ran(output) for output, _, _ in KEPT.values()]
    cells += [ran(output) for output, _ in LOST.values()]
    nb = nbformat.v4.new_notebook(cells=cells)
    html, _ = StoryExporter().from_notebook_node(nb, {"metadata": {"name": "all"}})
    file = tmp_path / "all.html"
    file.write_text(html, encoding="utf-8")
    page = open_page(file, width=360)
    page.locator("figure[data-view]").first.scroll_into_view_if_needed()
    page.locator(".plot svg.main-svg").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


FIGURES = {
    "bar": [{"type": "bar", "x": [1], "y": [2]}],
    "heatmap": [{"type": "heatmap", "z": [[1, 2], [3, 4]]}],
    "table": [{"type": "table", "cells": {"values": [[1, 2]]}}],
    "sankey": [
        {
            "type": "sankey",
            "node": {"label": ["Coal", "Power"]},
            "link": {"source": [0], "target": [1], "value": [8]},
        }
    ],
    "surface": [{"type": "surface", "z": [[1, 2], [3, 4]]}],
    "pie": [{"type": "pie", "values": [1, 2]}],
}


def test_figures_have_pictures_without_scripts_and_the_page_says_so(browser, open_page):
    made = [data(**{"application_vnd.plotly.v1+json": {"data": f}}) for f in FIGURES.values()]
    html = str(export(*map(ran, made)))
    page = open_page(html, javascript=False)
    drawn = page.locator(".plot > .picture").filter(visible=True)
    assert [each.bounding_box()["height"] > 100 for each in drawn.all()] == [True] * len(FIGURES)
    colours = [
        len(Image.open(io.BytesIO(each.screenshot())).convert("RGB").getcolors(1 << 20))
        for each in drawn.all()
    ]
    assert min(colours) > 8  # none is blank
    assert (
        "each figure is a picture of its first state"
        in page.locator("noscript .notice").inner_text()
    )


def test_without_pictures_the_page_does_not_say_that_it_has_them():
    page = export(ran(KEPT["Plotly"][0]))
    said = page.select_one("noscript .notice").get_text()
    assert "a picture of its first state" not in said
    assert "figures for which there is no picture" in said
