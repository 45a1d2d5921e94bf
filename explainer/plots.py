"""A Plotly figure of an author's: as JSON fit for a view, with its words and its values as rows."""

import base64
import functools
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from explainer.theme import AUTHORS

_SERVERS = {"choropleth", "scattergeo"}
_SERVERS |= {a + b for a in ("choropleth", "density", "scatter") for b in ("map", "mapbox")}
_HEIGHT = 450
_ALONG = "x y z r theta labels parents values open high low close".split()
_MOST = 10_000
"""How many values of a grid are given as a table."""


def is_plotly(value: Any) -> bool:
    """Tell a figure, or its JSON, from other things."""
    return hasattr(value, "to_plotly_json") or (isinstance(value, dict) and "data" in value)


def as_json(figure: Any) -> dict[str, Any]:
    """Return a Plotly figure as plain JSON, fit for a view; a `ValueError` if it asks a server."""
    if isinstance(figure, dict):
        return {**figure, "layout": {"height": _HEIGHT, **figure.get("layout", {})}}
    drawn = json.loads(figure.to_json())
    if asked := _SERVERS & {trace.get("type") for trace in drawn["data"]}:
        raise ValueError(
            f"a {min(asked)} trace asks a server for its map, and a shared file has none: draw "
            "the outlines yourself, as lines of a scatter trace"
        )
    if drawn["layout"].get("template") == _plotlys_own():
        drawn["layout"]["template"] = AUTHORS
    _count_years(figure, drawn["layout"])
    drawn["layout"].setdefault("height", _HEIGHT)
    return drawn


def _count_years(figure: Any, layout: dict[str, Any]) -> None:
    """Tick axes of few years at each: Plotly would at halves too, and writes them 2,020.5."""
    along: dict[str, list[Any]] = defaultdict(list)
    for own in map(_trace, figure.data):
        for letter in "xy":
            name = own.get(f"{letter}axis", letter).replace(letter, f"{letter}axis")
            along[name].append(np.asarray(own.get(letter, "")).ravel())
    for name, parts in along.items():
        values = np.concatenate(parts)
        whole = values.dtype.kind in "iu" and values.size
        if whole and values.min() > 1000 and values.max() < 2200 and np.ptp(values) < 9:
            axis = layout.setdefault(name, {})
            axis |= {"dtick": 1, "tickformat": "d"} | axis


@functools.cache
def _plotlys_own() -> dict[str, Any]:
    import plotly.graph_objects as go

    return json.loads(go.Figure(layout_template="plotly").to_json())["layout"]["template"]


def described(figure: Any) -> dict[str, Any]:
    """Return a figure with the title, the alternative and the table that it brings."""
    import plotly.graph_objects as go

    if isinstance(figure, dict):
        figure = go.Figure(figure)  # says what is wrong in it
    title = figure.layout.title.text or ""
    drawn = as_json(figure)
    drawn["layout"].pop("title", None)
    kinds = dict.fromkeys(trace.type for trace in figure.data)
    across, up = figure.layout.xaxis.title.text, figure.layout.yaxis.title.text
    named = [text for trace in figure.data if (text := trace.name)]
    alt = f"Chart ({', '.join(kinds)})"
    alt += f" of {up} by {across}" if up and across else ""
    alt += f"; series: {', '.join(named)}" if named else ""
    return {"title": _bare(title), "alt": _bare(alt), "table": _table(figure), "figure": drawn}


def _bare(text: str) -> str:
    """Return a label of Plotly's without its tags."""
    return re.sub(r"<[^>]+>", " ", text).strip()


def _trace(trace: Any) -> dict[str, Any]:
    """Return a trace as a mapping, with the numbers that Plotly may have packed."""
    return {key: _unpacked(value) for key, value in trace.to_plotly_json().items()}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "bdata" not in value:
        return {key: _unpacked(each) for key, each in value.items()}
    flat = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
    return flat.reshape([int(n) for n in str(value.get("shape", "-1")).split(",")])


def _table(figure: Any) -> pd.DataFrame:
    """Return the values of a figure's traces as rows; none of a grid too large to be read."""
    parts = []
    for trace in figure.data:
        room = figure.layout.scene if "scene" in trace else figure.layout
        axes = {letter: f"{letter}axis" for letter in "xyz" if f"{letter}axis" in room}
        names = {letter: _bare(room[axis].title.text or letter) for letter, axis in axes.items()}
        rows = _rows(_trace(trace), names)
        if len(figure.data) > 1:
            rows.insert(0, "Series", trace.name, allow_duplicates=True)
        heads = [str(head) for head in rows.columns]
        seen = [f" ({n})" if (n := heads[:i].count(h)) else "" for i, h in enumerate(heads)]
        parts.append(rows.set_axis([h + n for h, n in zip(heads, seen, strict=True)], axis=1))
    full = [rows for rows in parts if len(rows)] or [pd.DataFrame()]
    return pd.concat(full, ignore_index=True)


def _rows(own: Mapping[str, Any], names: Mapping[str, str]) -> pd.DataFrame:
    """Return what a trace shows: cells, flows, a grid, or points."""
    if own["type"] == "table":
        heads, cells = (list(own.get(part, {}).get("values", [])) for part in ("header", "cells"))
        heads = [_bare(" ".join(map(str, np.atleast_1d(head)))) for head in heads]
        heads += [""] * (len(cells) - len(heads))
        values = [[_bare(v) if isinstance(v, str) else v for v in np.atleast_1d(c)] for c in cells]
        columns = [pd.Series(v, name=h) for h, v in zip(heads, values, strict=False)]
        return pd.concat(columns, axis=1) if columns else pd.DataFrame()
    if own["type"] == "sankey":
        labels, link = dict(enumerate(own.get("node", {}).get("label", []))), own.get("link", {})
        ends = [[labels.get(n, n) for n in link.get(end, [])] for end in ("source", "target")]
        flows = zip(*ends, link.get("value", []), strict=False)
        return pd.DataFrame(list(flows), columns=["From", "To", "Value"])
    depths = {key: _depth(own.get(key)) for key in _ALONG}
    if depths["z"] > 2 or (depths["z"] == 2 and sum(map(len, own["z"])) > _MOST):
        return pd.DataFrame()
    if depths["z"] > 1 and depths["x"] < 2:
        return _grid(own, f"{names['y']} by {names['x']}")
    if depths["z"] > 1:  # a surface that says where each of its points lies
        own = {key: np.ravel(own[key]) for key in "xyz" if depths[key] > 1}
    points = {key: _flat(own[key]) for key in _ALONG if depths[key]}
    length = len(next(iter(points.values()), []))
    even = {key: values for key, values in points.items() if len(values) == length}
    return pd.DataFrame(even).rename(columns=names)


def _grid(own: Mapping[str, Any], corner: str) -> pd.DataFrame:
    rows = pd.DataFrame(list(map(list, own["z"])))
    ends: list[Any] = [own.get(letter) for letter in "xy"]
    across, down = (
        list(end) if _depth(end) == 1 and len(end) == size else range(size)
        for end, size in zip(ends, reversed(rows.shape), strict=True)
    )
    rows.columns = pd.Index(across)
    rows.insert(0, corner, list(down), allow_duplicates=True)
    return rows


def _flat(values: Any) -> list[Any]:
    """Return values as a list; of names in several levels, those of one point together."""
    points = zip(*values, strict=False) if _depth(values) > 1 else ()
    return [" ".join(map(str, each)) for each in points] or [*values]


def _depth(value: Any) -> int:
    """Return how deep lists are within one another."""
    full = isinstance(value, list | tuple | np.ndarray) and len(value)
    return 1 + _depth(value[0]) if full else 0
