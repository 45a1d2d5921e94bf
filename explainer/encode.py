"""All states of a view as bytes for the front end."""

from __future__ import annotations

import gzip
import json
from typing import Any

from explainer import draw, markup, theme
from explainer.controls import Control, Value
from explainer.panel import Panel


def encode(
    controls: tuple[Control, ...],
    panels: dict[tuple[Value, ...], Panel],
    rendered: dict[tuple[Value, ...], markup.Parts],
) -> bytes:
    """Pack all states for the front end: JSON, each distinct piece once, gzipped.

    ``pool`` holds HTML pieces, traces, layouts and the template; a state is an index into
    ``panels``, and a panel names, for every part, its pieces by their place in the pool. Sources
    have a list of their own, which a page with several views replaces (``export/pack.py``).
    """
    pool: dict[str, int] = {}
    sources: dict[str, int] = {}

    def put(piece: Any) -> int:
        return pool.setdefault(json.dumps(piece, sort_keys=True, ensure_ascii=False), len(pool))

    def drawing(figure: draw.Figure | None) -> dict[str, Any] | None:
        if figure is None:
            return None
        layout = {key: value for key, value in figure["layout"].items() if key != "template"}
        traces = [put(trace) for trace in figure["data"]]
        template = put(figure["layout"].get("template", {}))
        frames = {"frames": [put(f) for f in moves]} if (moves := figure.get("frames")) else {}
        return {"data": traces, "layout": put(layout), "template": template, **frames}

    distinct: dict[str, int] = {}
    states = []
    for values, panel in panels.items():
        entry: dict[str, Any] = {
            part: [put(piece) for piece in pieces]
            for part, pieces in rendered[values].items()
            if part != "sources"
        }
        items = rendered[values]["sources"]
        entry["sources"] = [sources.setdefault(item, len(sources)) for item in items]
        entry |= {"figure": drawing(panel.figure), "narrow": drawing(panel.narrow)}
        states.append(distinct.setdefault(json.dumps(entry), len(distinct)))
    packed = {
        "controls": [
            {"key": c.key, "kind": c.kind, "values": list(c.options), "value": c.value}
            | {"linked": c.linked, "keep": c.keep}
            | ({"words": list(c.options.values())} if c.kind == "steps" else {})
            for c in controls
        ],
        "states": states,
        "panels": [json.loads(entry) for entry in distinct],
        "pool": [json.loads(piece) for piece in pool],
        "sources": list(sources),
        "dark": theme.DARK,
    }
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)
