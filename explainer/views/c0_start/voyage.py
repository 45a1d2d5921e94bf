"""One ship's way from Rajin to Dunay and on by rail, step by step."""

import functools
from typing import Any

from explainer import markup
from explainer.controls import Control, steps
from explainer.data import Tables
from explainer.draw import Picture, label, plain, strokes
from explainer.evidence import known
from explainer.maps import Frame, chart, land
from explainer.panel import Panel, cited, describe, listed, records
from explainer.theme import LIGHT

NEAR = Frame((129.55, 133.05), (41.62, 43.4))
FAR = Frame((26, 152), (26, 72))


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    order = tables.voyage["order"].tolist()
    return {"step": steps({0: "all"} | {n: f"{n} of {len(order)}" for n in order}, label="Step")}


def voyage(tables: Tables, *, step: int, as_of: str) -> Panel:
    """Show the steps public by a day beside a map of one of them, or of all voyages counted."""
    rows = known(tables.voyage, as_of)
    counted = rows["voyages"].fillna(0).astype(int)
    at = records(rows[rows["order"] == step] if step else rows[counted == counted.max()][-1:])
    sight = list(tables.opening["places"].dropna().iloc[-1])  # two ports and the city between
    return describe(
        "voyage",
        listed(
            rows,
            {"Public": rows["public_from"], "What": "title", "How": "kind"}
            | {"By": "by", "Standing": "status", "Account": "summary", "Does not show": "limit"},
        ),
        cited(rows, tables.sources, as_of),
        picture(tables, at[0] if at else {}, sight),
        body=markup.fragment("voyage", "way", records(rows)),
        standings=rows["status"].dropna(),
        as_of=as_of,
        here=at[0]["short"] if at else "",
        place=tables.places["name"][at[0]["place"]] if at else "",
        voyages=counted.max() if len(rows) else 0,
        ports=tables.places["name"][sight[:2]].tolist(),
    )


def picture(tables: Tables, row: dict[str, Any], sight: list[str]) -> Picture:
    """Draw the two ports with a line a voyage, or the lands between the second and a step."""
    goal, start = row.get("place") or sight[1], row.get("from_place")
    near = bool(NEAR.holds(tables.places.loc[[goal]]).all())
    here = [*sight, goal] if near else [start or goal, goal]
    places = tables.places.loc[list(dict.fromkeys(here))]
    own = places["country"].isin(list(LIGHT)) & (places.index != sight[2])
    places = places.assign(colour=places["country"].where(own, "soft"))
    frame, names = (NEAR, "bottom") if near else (FAR, "top")
    traces, notes = [ground(tables, frame)], []
    if start or (near and row.get("voyages")):
        ends = frame.points(tables.places.loc[[start, goal] if start else sight[:2]])
        traces.append(rope(ends) if start else rope(ends, int(row["voyages"]), -0.3))
        spot, shift = (traces[-1]["x"][5], traces[-1]["y"][5]), 0
    else:
        [spot], shift = frame.points(tables.places.loc[[goal]]), 44 if near else 10
    if row:
        paint: dict[str, Any] = {"bgcolor": LIGHT["find"], "yshift": shift, "borderpad": 2}
        notes = [label(*spot, f"<b>{plain(row['short'])}</b>", "bottom", **paint)]
    return chart(frame, places, names, *traces, heights=(560, 230), notes=notes)


@functools.lru_cache(maxsize=2)
def ground(tables: Tables, frame: Frame) -> dict[str, Any]:
    """Draw the land around the ports or that of the whole way."""
    around = (tables.coast, ["line"]) if frame is NEAR else (tables.region, ["country", "ring"])
    return land(frame, *around)


def rope(ends: list[tuple[float, float]], strands: int = 1, sag: float = 0.12) -> dict[str, Any]:
    """Draw lines that hang or rise between two places: they are no tracks."""
    (x0, y0), (x1, y1) = ends
    along = [n / 10 for n in range(11)]
    bends = [sag * abs(x1 - x0) * 4 * (n + 1) / strands for n in range(strands)][::-1]
    xs = [round(x0 + (x1 - x0) * t, 3) for t in along]
    ys = [[round(y0 + (y1 - y0) * t + b * t * (1 - t), 3) for t in along] for b in bends]
    width, dash = 0.6 if strands > 1 else 2, "dot" if sag > 0 else ""
    return strokes([xs] * strands, ys, "ink", width, dash)
