"""Chapter 05: what happened after the article."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables, first_day
from explainer.draw import Figure, label, marks, wrapped
from explainer.evidence import ARTICLE
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

_THEMES = {
    "ties": ("Meetings and treaty", {"summits", "alliance", "diplomacy"}),
    "arms": ("Arms", {"arms", "missiles"}),
    "troops": ("Soldiers", {"troops"}),
    "technology": ("Technology", {"technology", "space", "nuclear"}),
    "rules": ("Sanctions and the UN", {"sanctions", "un"}),
    "people": ("Trade, aid and people", {"trade", "aid", "people", "workers"}),
}
_LANES = {theme: lane for lane, (_, themes) in _THEMES.items() for theme in themes}
SHOW = {
    "far": "Twelve main events",
    **{lane: name for lane, (name, _) in _THEMES.items()},
    "all": "All events",
}


def since_then(tables: Tables, *, subject: str) -> Panel:
    """Show the events after the article in lanes by subject, and tell them in order of time."""
    rows = tables.events[first_day(tables.events["start"]) > pd.Timestamp(ARTICLE)]
    rows = rows.assign(lane=rows["themes"].str[0].map(_LANES).fillna("ties"))
    if subject == "far":
        shown = rows[rows["significance"] == 3]
    else:
        shown = rows if subject == "all" else rows[rows["lane"] == subject]
    found = counts(shown["status"])
    sure = sum(found.get(word, 0) for word in ("documented", "corroborated"))
    which = {"far": "main events", "all": "events"}.get(subject, f"events under “{SHOW[subject]}”")
    all_sure = sure == len(shown)
    return Panel(
        title=f"{number(len(shown)).capitalize()} {which} since the article: "
        + ("all" if all_sure else f"{number(sure)} of them")
        + " documented or corroborated",
        measure="What happened between Russia and North Korea from 13 September 2023 to "
        f"{day(rows['start'].iloc[-1])}, by main subject. Large: the events chosen, told below"
        f"{'; the numbers are those of the list' if subject == 'far' else ''}. The mark says how "
        "sure each is.",
        alt=f"Timeline with six lanes by subject and {len(rows)} events as marks, "
        f"{len(shown)} of them large. The list below tells each.",
        table=listed(
            shown,
            {"Date": "start", "Event": "title"}
            | {"Subject": shown["lane"].map(SHOW), "Standing": "status"},
        ),
        sources=cited(shown, tables.sources),
        figure=_lanes(rows, shown, subject, narrow=False),
        narrow=_lanes(rows, shown, subject, narrow=True),
        body=markup.entries(
            "claims", "event", records(shown), "numbered" if subject == "far" else ""
        ),
        standings=found,
        caveat="The choice of the dozen is ours. For an event such as “Seoul: …” the mark is about "
        "what was said; that it was said is beyond doubt. The record thins out after early 2026.",
    )


def _lanes(rows: pd.DataFrame, shown: pd.DataFrame, subject: str, *, narrow: bool) -> Figure:
    """Draw the events chosen on their lanes, in stacks where they are close; the rest below."""
    lanes = list(_THEMES)
    rows = rows.assign(lane=rows["lane"].map(lanes.index), when=first_day(rows["start"]))
    dark, pale = rows.loc[shown.index], rows.drop(shown.index)
    slot = dark.groupby(["lane", dark["when"].dt.to_period("Q")]).cumcount()

    def marked(events: pd.DataFrame, y: pd.Series, colour: str, size: int) -> dict[str, Any]:
        return marks(
            x=events["when"],
            y=y.round(2),
            symbol=draw.glyphs(events["status"]),
            size=size,
            colour=colour,
            picks=[f"subject={lanes[lane]}" for lane in events["lane"]],
            hover=None
            if narrow
            else [f"{day(r['start'])}<br>{wrapped(r['title'], 40)}" for r in records(events)],
        )

    numbered: list[dict[str, Any]] = []
    chosen = marked(dark, dark["lane"] - slot * (0.3 if subject == "far" else 0.2), "ink", 12)
    if subject == "far":
        numbers = [f"   {i}" for i in range(1, len(dark) + 1)]
        look = {"mode": "text", "text": numbers, "textposition": "middle right"}
        numbered = [draw.scatter(x=chosen["x"], y=chosen["y"], hoverinfo="skip", **look)]
    place: dict[str, Any] = {"x": 0 if narrow else -0.01, "xref": "paper"}
    place |= {"yshift": -24 if len(pale) else -8} if narrow else {}
    anchor = "left top" if narrow else "right"
    names = [label(y=i, text=SHOW[lane], anchor=anchor, **place) for i, lane in enumerate(lanes)]
    years = ["2024", "2025", "2026"]
    return draw.figure(
        *([marked(pale, pale["lane"] + 0.2, "other", 9)] if len(pale) else []),
        chosen,
        *numbered,
        height=740 if narrow else 460,
        margin={"l": 8 if narrow else 190, "r": 8, "t": 8, "b": 8},
        xaxis={
            "range": ["2023-07-25", "2026-04-15"],
            "tickvals": [f"{year}-01-01" for year in years],
            "ticktext": years,
            "side": "top",
        },
        yaxis={
            "range": [5.7 if narrow else 5.6, -0.9],
            "tickvals": list(range(6)),
            "showticklabels": False,
        },
        annotations=names,
    )
