"""A view: its states are computed ahead of time, kept once, and settable from Python."""

import base64
import gzip
import json

import ipywidgets
import pandas as pd
import pytest
from markupsafe import Markup
from traitlets import TraitError

from explainer import boxes, draw, say, still
from explainer.controls import choice, steps, toggle
from explainer.panel import Panel
from explainer.view import MIMETYPE, explore

SOURCES = pd.DataFrame(
    {
        "id": ["a"],
        "publisher": ["A & B"],
        "read_at": ["C"],
        "copy": [""],
        "title": ["<b>Title</b>"],
        "published": ["2023-07-27"],
        "url": ["https://example.org/?a=1&b=2"],
        "kind": ["news"],
        "language": ["en"],
    },
    index=["a"],
)


def panel(title: str = "Finding", **fields: object) -> Panel:
    table = pd.DataFrame({"Year": [2023], "Text": ["plain"]})
    return Panel(title, "Measure", "Dot chart of nothing", table, SOURCES, **fields)  # type: ignore[arg-type]


def unpack(view) -> dict:
    return json.loads(gzip.decompress(view._payload))


def test_a_function_is_called_for_each_combination_of_values():
    calls = []

    def demo(level, year, odd):
        calls.append((level, year, odd))
        return panel(f"{level} {year} {odd}")

    view = explore(demo, level=choice("a", "b"), year=steps(1, 2, 3), odd=toggle("Odd"))
    assert len(set(calls)) == 12 == len(unpack(view)["states"])
    assert calls.count(("a", 1, False)) == 2  # the start, to see whether it is the same twice
    assert len(calls) == 13
    assert view.panel.title == "a 1 False"


def test_equal_results_are_kept_once():
    view = explore(lambda n: panel(), n=steps(*range(50)))
    packed = unpack(view)
    assert len(packed["states"]) == 50
    assert len(packed["panels"]) == 1


def test_a_control_is_a_trait_that_takes_only_its_values():
    view = explore(lambda day: panel(day), day=choice("mon", "tue"))
    seen = []
    view.observe(lambda change: seen.append(change.new), "day")
    view.day = "tue"
    assert (seen, view.panel.title) == (["tue"], "tue")
    with pytest.raises(TraitError, match="tue"):
        view.day = "someday"


def test_too_many_states_are_refused_with_the_controls_named():
    with pytest.raises(ValueError, match=r"441 states, more than 400.*a \(21\), b \(21\)"):
        explore(lambda a, b: panel(), a=steps(*range(21)), b=steps(*range(21)))


def test_a_name_that_the_widget_uses_is_refused():
    with pytest.raises(ValueError, match="layout"):
        explore(lambda layout: panel(), layout=choice(1, 2))


def test_a_default_outside_the_values_is_refused():
    with pytest.raises(ValueError, match="'c' is not one of"):
        choice("a", "b", value="c")


def test_one_payload_for_the_same_input_byte_for_byte():
    def demo(n):
        figure = draw.figure(draw.scatter(x=[n], y=[1]), height=100)
        return panel(str(n), figure=figure)

    first, second = (explore(demo, n=steps(1, 2)) for _ in range(2))
    assert first._payload == second._payload
    assert first.html == second.html


def test_many_values_make_a_list_and_few_make_buttons():
    assert choice(1, 2, 3, 4, 5).kind == "radio"
    assert choice(1, 2, 3, 4, 5, 6).kind == "select"


def test_text_from_tables_never_becomes_markup():
    bad = "<script>alert(1)</script> \"'&\u202egnp"
    table = pd.DataFrame({bad: [bad], "x": ["=1+1"]})
    view = explore(
        lambda n: Panel(bad, bad, bad, table, SOURCES.assign(title=bad, publisher=bad), caveat=bad),
        n=choice(bad, "b", label=bad),
    )
    assert "<script" not in view.html
    pieces = [piece for piece in unpack(view)["pool"] if isinstance(piece, str)]
    assert not any("<script" in piece for piece in pieces)
    assert any("&lt;script&gt;" in piece for piece in pieces)


def test_the_default_state_is_complete_without_scripts():
    view = explore(lambda n: panel(body=Markup("<p>Body</p>")), n=choice("x", "y", label="Pick"))
    for text in ("Finding", "Measure", "Dot chart of nothing", "<p>Body</p>", "A &amp; B", "plain"):
        assert text in view.html
    assert "<form" in view.html
    assert "hidden" in view.html


def test_what_a_control_brings_stands_in_its_place():
    packed = unpack(explore(lambda n: panel(str(n)), n=choice("x", "y")))
    stored = packed["panels"][packed["states"][1]]
    parts = {name: "".join(packed["pool"][n] for n in stored[name]) for name in ("head", "alt")}
    assert parts["head"].startswith("<h3>y</h3>")
    assert parts["alt"] == "Dot chart of nothing"


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, as it comes."""
    bundles = []
    for module in ("view", "boxes"):
        monkeypatch.setattr(f"explainer.{module}.display", lambda data, **how: bundles.append(data))
    return bundles


def test_a_view_shows_its_default_state_and_itself(shown):
    view = explore(lambda n: panel(), n=choice(1, 2))
    view._ipython_display_()
    stand_in, live = shown
    assert view.panel.title in stand_in["text/html"]
    assert "run all cells" in stand_in["text/html"]
    assert "<input" not in stand_in["text/html"]  # no control that does nothing
    assert live["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert set(stand_in[MIMETYPE]) == {"name", "html", "payload"}


def test_views_in_boxes_have_what_stands_in_for_them(shown):
    views = [explore(lambda n: panel(), n=choice(1, 2)) for _ in range(2)]
    label = ipywidgets.Label("beside")
    boxes.show(ipywidgets.HBox([views[0], ipywidgets.Tab([ipywidgets.VBox([views[1], label])])]))
    assert [bundle[MIMETYPE]["name"] for bundle in shown[:-1]] == ["view", "view"]
    assert "application/vnd.jupyter.widget-view+json" in shown[-1]


def test_a_figure_has_its_picture_in_the_output(shown, browser):
    figure = {"data": [{"y": [1, 2]}], "layout": {"height": 200}}
    view = explore(lambda n: panel(figure=figure), n=choice(1, 2))
    view._picture = still.draw(view.panel.figure)
    view.stand_in()
    (bundle,) = shown
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert 'alt="Dot chart of nothing"' in bundle["text/html"]
    assert bundle["image/png"] in bundle["text/html"]


def test_quotation_marks_are_set_in_text_and_left_alone_in_values_and_addresses():
    def demo(key):
        return panel("Putin's \"friend\" said: 'no'", caveat='It\'s ("so")')

    view = explore(demo, key=choice("it's", "no"))
    assert "Putin’s “friend” said: ‘no’" in view.html
    assert "It’s (“so”)" in view.html
    assert 'value="it&#39;s"><span>it’s</span>' in view.html.replace(" checked", "")
    assert draw.plain("Kim's <b>") == "Kim’s &lt;b&gt;"
    assert say.typeset("https://example.org/'a'") == "https://example.org/'a'"
