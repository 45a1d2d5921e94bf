"""What authors hand to `explore`: controls, things that functions return, mistakes."""

import base64
import datetime
import functools
import gzip
import json
import random
import re
import textwrap
import warnings
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import ipywidgets
import matplotlib
import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from IPython.display import HTML, SVG, Image, Latex, Markdown, display
from markupsafe import Markup
from plotly.subplots import make_subplots

from explainer import Panel, choice, explore, steps
from explainer.view import View

matplotlib.use("agg")
import matplotlib.pyplot as plt

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FRAME = pd.DataFrame({"town": ["Rajin", "Dunay"], "ships": [3, 4]})


@pytest.fixture(autouse=True)
def lenient():
    """A sketch is told what it lacks; what is told is a test of its own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*which readers who cannot see it")
        yield


def same(**given):
    return " ".join(f"{key}={value}" for key, value in given.items())


def unpack(view: View) -> dict:
    return json.loads(gzip.decompress(view._payload))


# Ways to write a control: what is written -> its kind, its values, its words
SHORT = {
    "list": ([1, 2, 3], "radio", [1, 2, 3], ["1", "2", "3"]),
    "long list": (list("abcdef"), "select", list("abcdef"), list("abcdef")),
    "pairs": ([("small", 1), ("large", 2)], "radio", [1, 2], ["small", "large"]),
    "mapping": ({"small": 1, "large": 2}, "radio", [1, 2], ["small", "large"]),
    "bool": (True, "toggle", [False, True], ["off", "on"]),
    "min and max": ((0, 3), "steps", [0, 1, 2, 3], ["0", "1", "2", "3"]),
    "min, max, step": ((0, 10, 5), "steps", [0, 5, 10], ["0", "5", "10"]),
    "parts": ((0.0, 0.3, 0.1), "steps", [0, 0.1, 0.2, 0.3], ["0", "0.1", "0.2", "0.3"]),
    "range": (range(2), "steps", [0, 1], ["0", "1"]),
    "array": (np.arange(3), "radio", [0, 1, 2], ["0", "1", "2"]),
    "column": (FRAME["town"], "radio", ["Rajin", "Dunay"], ["Rajin", "Dunay"]),
    "numbers of numpy": ([np.float32(0.5), np.int8(2)], "radio", [0.5, 2], ["0.5", "2"]),
    "dates": ([datetime.date(2023, 9, 12)], "radio", ["2023-09-12"], ["2023-09-12"]),
    "timestamps": (pd.date_range("2023", periods=1), "radio", ["2023-01-01"], ["2023-01-01"]),
    "nothing among them": ([None, "a"], "radio", [None, "a"], ["None", "a"]),
    "things with names": ({"ours": FRAME}, "radio", ["ours"], ["ours"]),
    "choice": (choice("a", "b"), "radio", ["a", "b"], ["a", "b"]),
    "steps": (steps(1, 10, 100), "steps", [1, 10, 100], ["1", "10", "100"]),
    "slider": (ipywidgets.IntSlider(min=1, max=5, step=2), "steps", [1, 3, 5], ["1", "3", "5"]),
    "dropdown": (ipywidgets.Dropdown(options=["x", "y"]), "radio", ["x", "y"], ["x", "y"]),
    "dropdown of numbers": (ipywidgets.Dropdown(options=[1, 5]), "radio", [1, 5], ["1", "5"]),
    "checkbox": (ipywidgets.Checkbox(True), "toggle", [False, True], ["off", "on"]),
}


@pytest.mark.parametrize("given,kind,values,words", SHORT.values(), ids=SHORT)
def test_a_control_is_written_as_for_interact(given, kind, values, words):
    (control,) = explore(same, x=given).controls
    assert (control.kind, list(control.options), list(control.options.values())) == (
        kind,
        values,
        words,
    )
    assert control.label == "X"


def test_the_function_gets_the_things_themselves():
    got = []

    def take(day, frame, size):
        got.append((day, frame, size))
        return "x"

    view = explore(
        take, day=[pd.Timestamp("2023-09-12")], frame={"ours": FRAME}, size=[np.float64(2)]
    )
    assert isinstance(got[0][0], pd.Timestamp)
    assert got[0][1] is FRAME
    assert type(got[0][2]) is np.float64
    assert (view.day, view.frame, view.size) == ("2023-09-12", "ours", 2)


def test_a_control_starts_at_the_default_of_its_parameter_or_where_it_is_told():
    def count(year=2024, logs=True):
        return f"{year} {logs}"

    view = explore(count, year=(2020, 2025), logs=False)
    assert (view.year, view.logs) == (2024, True)
    assert explore(same, n=choice(1, 2, 3, value=2)).n == 2
    assert explore(same, n=ipywidgets.IntSlider(3, 1, 5)).n == 3


def test_explore_is_a_decorator_and_takes_partial_functions_and_objects():
    @explore(n=[1, 2])
    def twice(n):
        return str(2 * n)

    class Sum:
        def __call__(self, n):
            return str(n)

    assert isinstance(twice, View)
    assert twice.name == "twice"
    assert explore(functools.partial(same, other=1), n=[1]).name == "same"
    assert explore(Sum(), n=[1]).name == "Sum"
    assert explore(lambda: "fixed").panel.body == '<p class="text">fixed</p>'
    assert "n=1" in explore(same, n=[1], other=ipywidgets.fixed(7)).panel.body


@dataclass
class Rich:
    """Something with one way to be displayed."""

    way: str
    data: object

    def __getattr__(self, name):
        if name == self.way:
            return lambda **options: self.data
        raise AttributeError(name)


def drawn():
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    axes.set(title="Ships", xlabel="year", ylabel="ships")
    return figure, axes


def left_open():
    drawn()


def bare_panel():
    return Panel("Ships", "", "Bars", FRAME, pd.DataFrame(), figure=go.Figure(go.Bar(y=[1])))


# Things that functions return: how -> what the view shows of it
RESULTS = {
    "text": (lambda: "a < b", '<p class="text">a &lt; b</p>'),
    "number": (lambda: 42, "<pre>42</pre>"),
    "list": (lambda: [1, 2], "<pre>[1, 2]</pre>"),
    "markup": (lambda: Markup("<b>x</b>"), "<b>x</b>"),
    "HTML": (lambda: HTML("<i>x</i>"), "<i>x</i>"),
    "Markdown": (lambda: Markdown("**x**"), "<strong>x</strong>"),
    "LaTeX": (lambda: Latex("$x^2$"), 'display="block"><mrow><msup>'),
    "SVG": (lambda: SVG('<svg xmlns="http://www.w3.org/2000/svg"/>'), "<svg"),
    "image": (lambda: Image(base64.b64decode(PIXEL)), "data:image/png;base64"),
    "frame": (lambda: FRAME, "<tr>\n      <td>Rajin</td>"),
    "series": (lambda: FRAME.set_index("town")["ships"], "<td>Dunay</td>"),
    "frame with levels": (lambda: FRAME.pivot_table(index="town"), "<td>Dunay</td>"),
    "styler": (lambda: FRAME.style.hide(axis="index"), "Rajin"),
    "plotly": (lambda: go.Figure(go.Bar(x=["a"], y=[1])), 'class="plot"'),
    "plotly express": (lambda: px.scatter(FRAME, x="town", y="ships"), 'class="plot"'),
    "plotly as dict": (lambda: {"data": [{"type": "bar", "y": [1]}]}, 'class="plot"'),
    "matplotlib": (lambda: drawn()[0], "data:image/png;base64"),
    "axes": (lambda: drawn()[1], "data:image/png;base64"),
    "pandas plot": (lambda: FRAME.plot(x="town", y="ships"), "data:image/png;base64"),
    "pictures left open": (left_open, "data:image/png;base64"),
    "printed": (lambda: print("said"), "<pre>said\n</pre>"),
    "rich HTML": (lambda: Rich("_repr_html_", "<i>x</i>"), "<i>x</i>"),
    "rich SVG": (lambda: Rich("_repr_svg_", "<svg></svg>"), "<svg></svg>"),
    "rich PNG": (lambda: Rich("_repr_png_", PIXEL), PIXEL),
    "mime bundle": (lambda: Rich("_repr_mimebundle_", {"text/html": "<i>x</i>"}), "<i>x</i>"),
    "panel of an author": (bare_panel, 'class="plot"'),
}


@pytest.mark.parametrize("function,shown", RESULTS.values(), ids=RESULTS)
def test_what_a_function_returns_is_shown(function, shown):
    view = explore(function)
    assert shown in view.html
    assert plt.get_fignums() == []


def test_a_figure_brings_its_title_its_axes_and_its_points():
    figure = px.bar(FRAME, x="town", y="ships", title="Ships <b>by</b> town")
    panel = explore(lambda: figure).panel
    assert panel.title == "Ships  by  town"
    assert panel.alt == "Chart (bar) of ships by town"
    assert panel.table.to_dict("list") == FRAME.to_dict("list")
    assert "title" not in panel.figure["layout"]
    assert panel.figure["layout"]["height"] == 450


GRID = {"z": [[1, 2], [3, 4]]}
AXES = {"title": {"text": "Hour"}}
FLOWS = {"source": [0, 1], "target": [1, 2], "value": [8, 5]}
# Traces that are no rows of x and y: what -> (the figure, its values as rows below their headings)
VALUES = {
    "heatmap": (
        go.Figure(go.Heatmap(GRID, x=["a", "b"], y=[7, 8]), {"xaxis": AXES}),
        [["y by Hour", "a", "b"], [7, 1, 2], [8, 3, 4]],
    ),
    "surface": (
        go.Figure(go.Surface(GRID), {"scene": {"yaxis": AXES}}),
        [["Hour by x", "0", "1"], [0, 1, 2], [1, 3, 4]],
    ),
    "surface of points": (
        go.Figure(go.Surface(GRID, x=[[5, 6], [5, 6]], y=[[7, 7], [8, 8]])),
        [["x", "y", "z"], [5, 7, 1], [6, 7, 2], [5, 8, 3], [6, 8, 4]],
    ),
    "3D": (go.Figure(go.Scatter3d(x=[1], y=[2], z=[3])), [["x", "y", "z"], [1, 2, 3]]),
    "flows": (
        go.Figure(go.Sankey(node={"label": ["Coal", "Power"]}, link=FLOWS)),
        [["From", "To", "Value"], ["Coal", "Power", 8], ["Power", 2, 5]],
    ),
    "cells": (
        go.Figure(
            go.Table(header={"values": ["<b>n</b>", "n"]}, cells={"values": [[1, 2], ["x"]]})
        ),
        [["n", "n (1)"], [1, "x"], [2, ""]],
    ),
    "traces of a column that is called as their own": (
        px.bar(FRAME.rename(columns={"town": "Series"}), x="Series", y="ships", color="Series"),
        [["Series", "Series (1)", "ships"], ["Rajin", "Rajin", 3], ["Dunay", "Dunay", 4]],
    ),
    "names in levels": (
        go.Figure(go.Bar(x=[["Q1", "Q1"], ["a", "b"]], y=[1, 2])),
        [["x", "y"], ["Q1 a", 1], ["Q1 b", 2]],
    ),
    "packed numbers": (
        json.loads(px.imshow(np.array([[1, 2], [3, 4]])).to_json()),
        [["y by x", "0", "1"], [0, 1, 2], [1, 3, 4]],
    ),
    "a picture": (px.imshow(np.zeros((2, 2, 3))), [[]]),
    "colours of a picture": (go.Figure(go.Image(z=np.zeros((2, 2, 3)))), [[]]),
    "a grid too large to be read": (go.Figure(go.Heatmap(z=np.zeros((101, 100)))), [[]]),
}


@pytest.mark.parametrize("figure,values", VALUES.values(), ids=VALUES)
def test_the_values_of_any_trace_are_a_table(figure, values):
    table = explore(lambda: figure).panel.table.fillna("")
    assert [table.columns.tolist(), *table.values.tolist()] == values


def test_a_matplotlib_figure_brings_its_title_and_its_axes():
    panel = explore(lambda: drawn()[0]).panel
    assert (panel.title, panel.alt) == ("Ships", "Chart of ships by year")


def test_a_frame_is_also_the_table_and_the_name_of_the_function_the_title():
    def ships_by_town():
        return FRAME.set_index("town")

    panel = explore(ships_by_town).panel
    assert panel.title == "Ships by town"
    assert panel.table.to_dict("list") == FRAME.to_dict("list")


def test_the_caption_of_a_styled_frame_is_the_title():
    assert explore(lambda: FRAME.style.set_caption("Ships of 2023")).panel.title == "Ships of 2023"


def test_plotlys_own_look_follows_the_readers_mode_and_another_is_left_alone():
    plain = explore(lambda: px.scatter(FRAME, x="town", y="ships"))
    ours = explore(lambda: px.scatter(FRAME, x="town", y="ships", template="ggplot2"))
    paper = [v.panel.figure["layout"]["template"]["layout"]["paper_bgcolor"] for v in (plain, ours)]
    assert paper[0] in unpack(plain)["dark"]
    assert paper[1] == "white"


def test_frames_of_an_animation_are_kept():
    view = explore(lambda: px.scatter(FRAME, x="town", y="ships", animation_frame="ships"))
    (packed,) = unpack(view)["panels"]
    assert len(packed["figure"]["frames"]) == 2


def test_what_a_sketch_lacks_is_said_once_and_only_what_it_lacks():
    with pytest.warns(UserWarning, match="no alt and no table and no sources") as told:
        explore(lambda n: Markup(f'<img src="data:image/png;base64,{PIXEL}">'), n=[1, 2, 3])
    assert len(told) == 1
    with pytest.warns(UserWarning, match="there is no sources"):
        explore(lambda: go.Figure(go.Bar(x=["a"], y=[1])))


def test_text_needs_no_more_and_the_three_lines_of_the_readme_run_silently(tmp_path, monkeypatch):
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"((?:    .*\n){2}    view\.save.*\n)", readme)
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(textwrap.dedent(lines), {})
    assert (tmp_path / "view.html").stat().st_size < 100_000


YEARS = {
    "of years": ([2020, 2021, 2022], True),
    "of many years": (list(range(1990, 2024)), False),
    "of numbers": ([1, 2, 3], False),
    "of words": (["2020", "2021"], False),
    "of parts": ([2020.5, 2021.5], False),
}


@pytest.mark.parametrize("values,whole", YEARS.values(), ids=YEARS)
def test_an_axis_of_few_years_has_a_tick_at_each_and_no_comma(values, whole):
    figure = make_subplots(rows=1, cols=2)
    figure.add_bar(x=values, y=values, row=1, col=2)
    for given in (values, np.array(values)):
        figure.data[0].x = given
        axis = explore(lambda: figure).panel.figure["layout"]["xaxis2"]
        assert ("dtick" in axis, axis.get("tickformat")) == (whole, "d" if whole else None)


def test_ticks_that_an_author_set_stay():
    figure = go.Figure(go.Bar(x=[2020, 2021], y=[1, 2]), {"xaxis": {"dtick": 0.5}})
    assert explore(lambda: figure).panel.figure["layout"]["xaxis"]["dtick"] == 0.5


def test_a_state_that_differs_each_time_is_told():
    with pytest.warns(UserWarning, match="computed twice differs"):
        explore(lambda n: str(random.random()), n=[1, 2])


def fails(calibre, share):
    if share == 75:
        raise KeyError("rounds")
    return "x"


# Mistakes: how -> what the message says
WRONG = {
    "it fails": (
        lambda: explore(fails, calibre=["122 mm"], share=[50, 75]),
        r"fails\(calibre='122 mm', share=75\): KeyError: 'rounds'",
    ),
    "nothing": (lambda: explore(lambda n: None, n=[1]), r"view\(n=1\).*returned None: return"),
    "a map that asks": (
        lambda: explore(lambda: px.choropleth(locations=["RUS"], color=[1])),
        "choropleth trace asks a server",
    ),
    "no such trace": (
        lambda: explore(lambda: {"data": [{"type": "bars"}]}),
        "bars",
    ),
    "one number": (lambda: explore(same, x=10), r"x=10 does not say which values.*x=\(0, 20\)"),
    "one word": (lambda: explore(same, x="a"), r"x=\['one', 'other'\]"),
    "parts without step": (lambda: explore(same, x=(0.0, 1.0)), r"\(0\.0, 1\.0, 0\.25\)"),
    "upside down": (lambda: explore(same, x=(5, 1)), r"\(min, max\)"),
    "no values": (lambda: explore(same, x=[]), "at least one value"),
    "two alike": (lambda: explore(same, x=[1, "1"]), "two of its values are written '1'"),
    "no number": (lambda: explore(same, x=[float("nan")]), "nan is no value"),
    "free text": (lambda: explore(same, x=ipywidgets.Text("a")), "a Text has no list of values"),
    "a widget's name": (lambda: explore(same, layout=[1]), "already has layout.*layout_shown"),
    "a view's name": (lambda: explore(same, panels=[1]), "already has panels"),
    "a start outside": (lambda: choice(1, 2, value=3), "start 3 is not one of"),
    "too many": (lambda: explore(same, a=(0, 20), b=(0, 20)), r"441 states.*a \(21\), b \(21\)"),
}


@pytest.mark.parametrize("make,message", WRONG.values(), ids=WRONG)
def test_a_mistake_is_explained(make, message):
    with pytest.raises((ValueError, RuntimeError), match=message):
        make()


def test_the_cause_of_a_failure_is_chained():
    with pytest.raises(RuntimeError) as caught:
        explore(fails, calibre=["122 mm"], share=[75])
    assert isinstance(caught.value.__cause__, KeyError)


def whole(x: float):
    return x


class Colour(Enum):
    RED = 0
    GREEN = 1


def half(x=5.5):
    return x


def lines(m, b):
    plt.figure(2)
    plt.plot([-10, 10], [b - 10 * m, b + 10 * m])
    plt.show()


def total(a, b):
    display(a + b)
    return a + b


def shows(a):
    display(a)


FEW = {"options": ["Chicago", "New York", "Washington"], "value": "Chicago"}
MANY = {"min": 1e5, "max": 1e7, "step": 1e5}
FINE = {"min": 0.0, "max": 10.0, "step": 0.05}
# The examples of the page "Using Interact" of ipywidgets, in its order: the call, and how many
# states the view has or what the message says
INTERACT = {
    "interact(f, x=10)": (same, dict(x=10), "does not say"),
    "interact(f, x=True)": (same, dict(x=True), 2),
    "interact(f, x='Hi there!')": (same, dict(x="Hi there!"), "does not say"),
    "@interact(x=True, y=1.0)": (same, dict(x=True, y=1.0), "y=1.0 does not say"),
    "p=5, q=fixed(20)": (same, dict(p=5, q=ipywidgets.fixed(20)), "p=5 does not say"),
    "p=(0, 5), q=fixed(20)": (same, dict(p=(0, 5), q=ipywidgets.fixed(20)), 6),
    "IntSlider": (same, dict(x=ipywidgets.IntSlider(min=-10, max=30, step=1, value=10)), 41),
    "x=(0,4)": (same, dict(x=(0, 4)), 5),
    "x=(0,8,2)": (same, dict(x=(0, 8, 2)), 5),
    "x=(0.0,10.0)": (same, dict(x=(0.0, 10.0)), r"write \(min"),
    "x=(0.0,10.0,0.01)": (same, dict(x=(0.0, 10.0, 0.01)), "1001 states.*give fewer"),
    "@interact(x=(0.0,20.0,0.5))": (half, dict(x=(0.0, 20.0, 0.5)), 41),
    "x=['apples','oranges']": (same, dict(x=["apples", "oranges"]), 2),
    "x=[('one', 10), ('two', 20)]": (same, dict(x=[("one", 10), ("two", 20)]), 2),
    "x={'one': 10, 'two': 20}": (same, dict(x={"one": 10, "two": 20}), 2),
    "Combobox": (same, dict(x=ipywidgets.Combobox(**FEW)), 3),
    "def f(x: float)": (whole, {}, r"which values x can take: write them, as in x=\["),
    "def h(color: Color)": (same, dict(color=list(Colour)), 2),
    "interactive(f, a=10, b=20)": (total, dict(a=10, b=20), "a=10 does not say"),
    "its values": (total, dict(a=(0, 10), b=(0, 20)), 231),
    "FloatSlider of a slow function": (same, dict(i=ipywidgets.FloatSlider(**MANY)), 100),
    "HBox of three sliders": (
        same,
        {key: ipywidgets.IntSlider() for key in "abc"},
        r"1030301 states.*a \(101\), b \(101\), c \(101\)",
    ),
    "one slider that moves another": (
        same,
        {key: ipywidgets.FloatSlider(**FINE) for key in "xy"},
        "40401 states",
    ),
    "m=(-2.0, 2.0), b=(-3, 3, 0.5)": (lines, dict(m=(-2.0, 2.0), b=(-3, 3, 0.5)), "m: write"),
    "with a step": (lines, dict(m=(-2.0, 2.0, 2.0), b=(-3, 3, 3)), 9),
    "display(a)": (shows, dict(a=ipywidgets.IntSlider(value=5, min=0, max=10)), 11),
}


@pytest.mark.parametrize("function,given,outcome", INTERACT.values(), ids=INTERACT)
def test_the_examples_of_interact_run_or_say_what_to_write(function, given, outcome):
    if isinstance(outcome, int):
        assert len(explore(function, **given).panels) == outcome
    else:
        with pytest.raises(ValueError, match=outcome):
            explore(function, **given)
