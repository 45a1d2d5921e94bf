"""Chapter 01: the picture of the timeline."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from explainer import draw
from explainer.draw import Figure, label, marks, plain, rule

LANES = {
    "talks": ("Talks and treaties", {"diplomacy", "summits", "alliance", "us", "china"}),
    "tests": ("Tests and sanctions", {"nuclear", "sanctions", "un", "missiles"}),
    "war": ("Arms and war", {"arms", "war-in-ukraine", "troops", "technology", "space"}),
    "trade": ("Trade, aid, people", {"trade", "aid", "workers", "people"}),
}

_SHORT = {
    "division-1945": "Division of Korea",
    "armistice-1953": "Armistice",
    "treaty-1961": "Alliance treaty",
    "ussr-rok-1990": "Ties with Seoul",
    "putin-pyongyang-2000": "Putin in Pyongyang",
    "resolution-1718": "First UN sanctions",
    "resolution-2397": "Last yes to sanctions",
    "vladivostok-2019": "Putin meets Kim",
    "invasion-2022": "Invasion of Ukraine",
    "veto-2022": "Veto of sanctions",
    "shoigu-visit-2023": "Shoigu in Pyongyang",
    "kim-train-2023": "Kim’s train",
    "vostochny-summit": "Vostochny summit",
    "containers-white-house": "Pictures of containers",
    "first-missiles-ukraine": "US: missiles fired",
    "panel-veto": "Veto of the UN panel",
    "putin-pyongyang-treaty": "Treaty signed",
    "nis-troops-statement": "Seoul reports troops",
    "treaty-in-force": "Treaty in force",
    "reuters-osc-2025": "64 voyages counted",
    "gerasimov-confirms": "Moscow confirms",
    "kcna-confirms-troops": "Pyongyang confirms",
    "msmt-first-report": "Eleven states report",
    "beijing-parade": "Kim, Putin and Xi",
}


def _turns(rows: pd.DataFrame, as_of: str, narrow: bool) -> Figure:
    """Draw the turning points by lane, each named and on a row of its own.

    The rows are categories and the marks know only theirs, so that all states share the marks.
    """
    places: list[str] = []
    lanes = _held(rows)
    for lane in lanes:
        places += [lane, *rows.index[rows["lane"] == lane]]
    traces = []
    for point, near, title in zip(rows["point"], rows["near"], rows["title"], strict=True):
        name = _SHORT.get(point[1]) or textwrap.shorten(title, 26, placeholder="…")
        when = f", {pd.Timestamp(point[0]):%b %Y}" if near else ""
        side = "left" if point[0] > "1975" else "right"
        words = {"text": [f"   {plain(name + when)}   "], "textposition": f"middle {side}"}
        spot = _marks([(point, point[1])], "x", "y")
        quiet = {"mode": "text", "cliponaxis": False, "hoverinfo": "skip"}
        traces += [spot, draw.scatter(x=spot["x"], y=spot["y"], **words, **quiet)]
    heads = [label(0, lane, f"<b>{LANES[lane][0]}</b>", "left", xref="paper") for lane in lanes]
    axis = {"type": "category", "categoryarray": places, "visible": False}
    return draw.figure(
        *traces,
        height=max(200, 44 + 23 * len(places)),
        annotations=heads,
        shapes=[_rule("y", places.index(lane) - 0.5) for lane in lanes[1:]],
        xaxis=_time("turns", as_of, narrow),
        yaxis=axis | {"range": [len(places) - 0.4, -0.6]},
    )


def drawn(rows: pd.DataFrame, span: str, as_of: str, *, narrow: bool) -> Figure | None:
    """Draw the events; one trace for all of a lane that a date shows or hides together.

    Each lane has an axis of its own, whose length is that of its rows in this state.
    """
    if rows.empty:
        return None
    if span == "turns":
        return _turns(rows, as_of, narrow)
    slots = rows["slim_at" if narrow and span == "far" else f"{span}_at"].astype(int).tolist()
    sizes = dict.fromkeys(_held(rows), 0)
    groups: dict[tuple[str, str], list[tuple[Any, int]]] = {}
    for lane, key, point, slot in zip(
        rows["lane"], rows["together"], rows["point"], slots, strict=True
    ):
        groups.setdefault((lane, key), []).append((point, slot))
        sizes[lane] = max(sizes[lane], slot + 1)
    along, across = ("y", "x") if narrow else ("x", "y")
    traces = [
        _marks(points, along, across) | {f"{across}axis": _axis(across, lane)}
        for (lane, _), points in groups.items()
    ]
    if narrow:  # room for the names of lanes, and marks that fit
        sizes = {lane: max(size, 4) for lane, size in sizes.items()}
        for face in (trace["textfont"] for trace in traces):
            face["size"] = [size - 3 for size in face["size"]]
    layout: dict[str, Any] = {f"{along}axis": _time(span, as_of, narrow)}
    layout |= {"shapes": [], "annotations": []}
    room = 1.6 if narrow else 3.0  # rows before the marks of a lane, for its name
    total, start = max(sum(sizes.values()) + room * len(sizes), 24 * narrow), 0.0
    for lane, size in sizes.items():
        end = start + (size + room) / total
        axis = _axis(across, lane)
        domain = [round(d, 4) for d in ((start, end) if narrow else (1 - end, 1 - start))]
        scale = [-1, size - 1 + room] if narrow else [size - 0.2, 0.2 - room]
        layout[f"{across}axis{axis[1:]}"] = {"domain": domain, "range": scale, "visible": False}
        name = LANES[lane][0]
        if narrow:
            name = name.split()[0].strip(",")
            place = {"xref": f"{axis} domain", "yref": "paper"}
        else:
            place = {"xref": "paper", "yref": f"{axis} domain"}
            layout["shapes"].append(_rule(f"{axis} domain", 1))
        anchor = "left bottom" if narrow else "left top"
        layout["annotations"].append(label(0, 1, f"<b>{name}</b>", anchor) | place)
        start = end
    if narrow:
        layout["margin"] = {"l": 8, "r": 8, "t": 34, "b": 8}
    height = (900 if span == "far" else 760) if narrow else max(200, 50 + round(11 * total))
    return draw.figure(*traces, height=height, **layout)


def _held(rows: pd.DataFrame) -> list[str]:
    held = set(rows["lane"])
    return [lane for lane in LANES if lane in held]


def _axis(letter: str, lane: str) -> str:
    n = list(LANES).index(lane) + 1
    return letter + (str(n) if n > 1 else "")


def _rule(axis: str, y: float) -> dict[str, Any]:
    return rule("hair", x=(0, 1), y=(y, y)) | {"xref": "paper", "yref": axis}


def _time(span: str, as_of: str, narrow: bool) -> dict[str, Any]:
    """Return the axis of time; on phones that of the far and the close view runs downwards."""
    start = "1943-06-01" if span != "near" else "2021-12-01"
    end = str((pd.Timestamp(as_of) + pd.Timedelta(days=500 if span != "near" else 20)).date())
    down = narrow and span != "turns"
    if span == "near":
        ticks = pd.date_range("2022-01-01", as_of, freq="6MS")
        words = [f"{m:%b %Y}" if narrow else f"{m:%b}<br>{m:%Y}" for m in ticks]
    else:
        years = range(1950, int(as_of[:4]), 10 if down or not narrow else 20)
        ticks = pd.DatetimeIndex([f"{year}-01-01" for year in years])
        words = [str(year) for year in years]
    return {
        "range": [end, start] if down else [start, end],
        "tickvals": [str(tick.date()) for tick in ticks],
        "ticktext": words,
        "showgrid": down or not narrow,
        "anchor": "free",
        "position": 0,
    }


def _marks(points: list[tuple[Any, Any]], along: str, across: str) -> dict[str, Any]:
    """Return one trace: ``points`` are pairs of a point of the events and its row."""
    first, ids, symbols, sizes, texts = map(list, zip(*(p for p, _ in points), strict=True))
    place: dict[str, Any] = {along: first, across: [at for _, at in points]}
    picks = [f"open={event}" for event in ids]
    return marks(**place, symbol=symbols, size=sizes, hover=texts, picks=picks)
