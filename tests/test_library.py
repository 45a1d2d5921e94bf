"""A page brings as much of plotly.js as its figures need, and draws the same with it."""

import re

import pytest

from explainer.library import kinds, plotly

FEW, TURNS = {"x": [1, 2], "y": [3, 1]}, {"r": [1, 2], "theta": [0, 90]}
TREE = {"labels": ["a", "b"], "parents": ["", "a"], "values": [2, 1]}
TRACES = {
    "scatter": FEW | {"mode": "lines+markers+text", "text": ["a", "b"]},
    "bar": FEW,
    "violin": {"y": [1, 2, 3, 9]},
    "histogram2dcontour": {"x": [1, 1, 2], "y": [1, 2, 2]},
    "sunburst": TREE,
    "scatterpolar": TURNS,
    "sankey": {"node": {"label": ["a", "b"]}, "link": {"source": [0], "target": [1], "value": [3]}},
    "parcats": {"dimensions": [{"values": [1, 2]}, {"values": [2, 1]}]},
    "table": {"header": {"values": ["a"]}, "cells": {"values": [[1, 2]]}},
}
DRAW = """async (trace) => {
  const place = document.querySelector("div"), mark = [{ x: 1, y: 1, text: "<b>n</b>" }];
  await Plotly.newPlot(place, [trace], { annotations: mark, width: 500, height: 400 });
  return place.innerHTML;
}"""


def pictures(page, script: str, names: list[str]) -> dict[str, str]:
    page.set_content("<!doctype html><meta charset=utf-8><title>x</title><div></div>")
    page.add_script_tag(content=script)
    drawn = {name: page.evaluate(DRAW, {"type": name} | TRACES[name]) for name in names}
    assert all("main-svg" in picture for picture in drawn.values())
    ids = r"\w*[0-9a-f]{6}\w*|\d{10,}|-?\d+\.\d+"  # are drawn by lot
    return {name: re.sub(ids, "", picture) for name, picture in drawn.items()}


@pytest.mark.browser
def test_part_of_the_library_draws_what_the_whole_draws(open_page):
    page = open_page("<!doctype html><title>x</title>")
    whole = pictures(page, plotly(), [*TRACES])
    for name, expected in whole.items():
        part = plotly(frozenset({name}))
        assert len(part) < 0.3 * len(plotly())
        assert pictures(page, part, [name])[name] == expected, name


def test_a_kind_that_is_not_found_brings_the_whole():
    assert plotly(frozenset({"scatter", "no such kind"})) == plotly()


def test_the_kinds_of_figures_are_those_of_their_traces_and_frames():
    frame = {"name": "2024", "data": [{"type": "pie"}]}
    pieces = ["<p>text</p>", {"type": "bar"}, {"y": [1]}, {"data": {"box": [{}]}}, frame]
    assert kinds(pieces) == {"scatter", "bar", "pie"}
