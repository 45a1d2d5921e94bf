"""Chapter 03: the hint at joint exercises, and what came of it."""

from __future__ import annotations

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, label, laid, marks, plain
from explainer.evidence import known
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import brief, day
from explainer.theme import LIGHT

LANES = {
    "said": "Proposed or talked about",
    "signed": "Agreed on paper",
    "contact": "Contacts short of an exercise",
    "held": "Joint exercise held",
}


def joint_exercises(tables: Tables, *, as_of: str) -> Panel:
    """Show what was said, signed and done about joint exercises, in the order of time."""
    rows = known(tables.exercises, as_of)
    found = {lane: int((rows["kind"] == lane).sum()) for lane in LANES}
    years = sorted({date[:4] for date in rows.loc[rows["kind"] == "said", "date"]})
    return Panel(
        title=f"Joint exercises were talked of in {', '.join(years[:-1])} and {years[-1]}; none is "
        f"on record by {day(as_of)}",
        measure="What Russia and North Korea said, signed and did about exercises of their armed "
        "forces, in order of time (columns are not to scale). The mark shows how sure each is.",
        alt=f"Dot chart with four lanes: {found['said']} proposals and remarks, "
        f"{found['signed']} agreements, {found['contact']} contacts such as observers, and an "
        "empty lane for exercises held.",
        table=listed(
            rows,
            {"Date": "date", "What": "title", "Kind": rows["kind"].astype(str).map(LANES)}
            | {"Account": "summary", "Standing": "status"},
        ),
        sources=cited(rows, tables.sources),
        figure=_lanes(rows, narrow=False),
        narrow=_lanes(rows, narrow=True),
        body=markup.entries("claims", "event", records(rows.rename(columns={"date": "start"}))),
        standings=counts(rows["status"]),
        caveat="That none was found is not proof that none was held: we looked for reports, and no "
        "government or institute was found that says so outright.",
    )


def _lanes(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    order = list(range(len(rows)))
    dots = marks(
        **laid(narrow, order, [list(LANES).index(kind) for kind in rows["kind"]]),
        symbol=draw.symbols(rows["status"]),
        size=15,
        hover=[
            f"{day(row['date'])}<br>{plain(row['title'])}<br>{row['status']}"
            for row in records(rows)
        ],
    )
    bounds = [-0.6, len(rows) - 0.4]
    dates = [brief(date[:7]).replace(" ", " " if narrow else "<br>") for date in rows["date"]]
    along = {"range": bounds, "tickvals": order, "ticktext": dates, "showgrid": narrow}
    lanes = {"range": [3.55, -0.62], "tickvals": [0, 1, 2, 3], "showticklabels": narrow}
    lanes |= {"gridcolor": LIGHT["soft"]}
    if narrow:
        heads = {"ticktext": list(_HEADS), "side": "top", "tickangle": 0}
        return draw.figure(
            dots,
            height=70 + 36 * len(rows),
            yaxis={**along, "range": bounds[::-1]},
            xaxis={**lanes, **heads, "range": [-0.55, 3.55]},
        )
    names = [
        label(bounds[0], i - 0.12, name, "left bottom") for i, name in enumerate(LANES.values())
    ]
    names.append(label(sum(bounds) / 2, 3, "none found", "bottom", "soft"))
    return draw.figure(dots, height=360, xaxis=along, yaxis=lanes, annotations=names)


_HEADS = ("Said", "Signed", "Met", "Held")
