"""One ship's way from Rajin to Dunay and on by rail, step by step."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, as_of, steps
from explainer.data import Tables
from explainer.draw import figure, label, marks, plain, scatter, strokes
from explainer.evidence import known, public
from explainer.panel import Panel, cited, describe, listed, records
from explainer.theme import LIGHT

NEAR = (129.6, 133.9), (41.9, 43.5)
FAR = (22.0, 142.0), (28.0, 64.0)
"""The window of each map: longitudes and latitudes."""


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    order = tables.voyage["order"].tolist()
    return {"step": steps({0: "all", **{n: str(n) for n in order}}, label="Step")} | {
        "as_of": as_of(tables)
    }


def voyage(tables: Tables, *, step: int, as_of: str) -> Panel:
    """Show a step, or all, with the voyages that had been counted and the places on a map."""
    rows = known(tables.voyage, as_of)
    chosen = rows[rows["order"] == step] if step else rows
    counts = tables.opening[tables.opening["leader"].isna()]
    count = public(counts, counts["date"], as_of).sort_values("date").iloc[-1]
    ports = tables.places.loc[list(count["places"])[:2]]
    here = tables.places.loc[chosen["place"].unique()] if step else ports
    far = not (here["lon"].between(*NEAR[0]) & here["lat"].between(*NEAR[1])).all()
    sources = cited(chosen, tables.sources)
    return describe(
        "voyage",
        listed(
            chosen,
            {"Public": chosen["public_from"], "What": "title", "How": chosen["kind"].astype("str")}
            | {"By": "by", "Standing": "status", "Account": "summary", "Does not show": "limit"},
        ),
        public(sources, sources["published"], as_of),
        {"figure": chart(tables, ports, here, int(count["voyages"]), far)},
        body=markup.fragment("voyage", "way", records(chosen), bool(step)),
        standings=chosen["status"][chosen["kind"] != "denied"],
        as_of=as_of,
        step=step,
        title=chosen["title"].iloc[0] if step and len(chosen) else "",
        voyages=int(count["voyages"]),
        start=ports["name"].iloc[0],
        end=ports["name"].iloc[1],
        places=here["name"].tolist(),
    )


def chart(
    tables: Tables, ports: pd.DataFrame, here: pd.DataFrame, voyages: int, far: bool
) -> dict[str, Any]:
    """Draw the map of the two ports with a line a voyage, or of the lands between them."""
    x, y = FAR if far else NEAR
    shown = pd.concat([ports.iloc[1:], here]) if far else ports
    shown = shown[~shown.index.duplicated()]
    across = math.cos(math.radians(sum(y) / 2))
    names = [
        label(row["lon"], row["lat"], f"<b>{plain(row['name'])}</b>", "top", yshift=-8)
        for row in records(shown)
    ]
    squares = marks(x=shown["lon"], y=shown["lat"], size=11, line=0, symbol="square")
    return figure(
        land(tables, far),
        *([] if far else [rope(ports, voyages)]),
        squares,
        height=380,
        annotations=names,
        plot_bgcolor=LIGHT["paper" if far else "sea"],
        xaxis={"range": list(x), "visible": False, "constrain": "domain"},
        yaxis={"range": list(y), "visible": False, "scaleanchor": "x", "scaleratio": 1 / across},
    )


def land(tables: Tables, far: bool) -> dict[str, Any]:
    """Draw the land: countries by the UN's lines, or the coast, closed in the north-west."""
    outline: list[tuple[float | None, float | None]] = []
    table, key = (tables.region, ["country", "ring"]) if far else (tables.coast, ["line"])
    for _, line in table.groupby(key):
        points = list(zip(line["lon"].tolist(), line["lat"].tolist(), strict=True))
        if not far:  # what lies far outside is drawn at the edge
            if not line["lon"].between(*NEAR[0]).any():
                continue
            points += [(100, 30), (100, 60), (150, 60)] if points[0] != points[-1] else []
            points = [(min(max(x, 128), 136), min(max(y, 41), 45)) for x, y in points]
        outline += [*(p for p, _ in itertools.groupby(points)), (None, None)]
    x, y = map(list, zip(*outline, strict=True))
    paint = {"fillcolor": LIGHT["land" if far else "paper"], "fill": "toself"}
    edge = {"color": LIGHT["soft"], "width": 0.8}
    return scatter(x=x, y=y, mode="lines", line=edge, hoverinfo="skip", **paint)


def rope(ports: pd.DataFrame, voyages: int) -> dict[str, Any]:
    """Draw a line a voyage between two ports; they are no tracks, and hang into the sea."""
    (x0, x1), (y0, y1) = ports["lon"].tolist(), ports["lat"].tolist()
    along = [n / 12 for n in range(13)]
    sags = [0.15 + 1.1 * (n + 1) / voyages for n in range(voyages)]
    ys = [[y0 + (y1 - y0) * t - sag * t * (1 - t) for t in along] for sag in sags]
    return strokes([[x0 + (x1 - x0) * t for t in along]] * voyages, ys, "ink", 0.8)
