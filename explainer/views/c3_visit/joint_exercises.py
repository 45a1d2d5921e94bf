"""The hint at joint exercises, and what came of it."""

from explainer import markup
from explainer.data import Tables
from explainer.draw import lanes, plain
from explainer.evidence import known
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import brief, day

LANES = {
    "said": ("Proposed or talked about", "Said"),
    "signed": ("Agreed on paper", "Signed"),
    "contact": ("Contacts short of an exercise", "Met"),
    "held": ("Joint exercise held", "Held"),
}


def joint_exercises(tables: Tables, *, as_of: str) -> Panel:
    """Show what was said, signed and done about joint exercises, in the order of time."""
    rows = known(tables.exercises, as_of)
    lane = rows["kind"].astype("str")
    hover = [f"{day(r['date'])}<br>{plain(r['title'])}<br>{r['status']}" for r in records(rows)]
    return describe(
        "joint_exercises",
        listed(
            rows,
            {"Date": "date", "What": "title"}
            | {"Kind": lane.map({key: name for key, (name, _) in LANES.items()})}
            | {"Account": "summary", "Standing": "status"},
        ),
        cited(rows, tables.sources),
        lanes(lane, LANES, rows["date"].str[:7].map(brief), rows["status"], hover),
        body=markup.fragment("claims", "events", records(rows)),
        standings=rows["status"],
        as_of=as_of,
        counts=lane.value_counts(),
        years=sorted(set(rows["date"].str[:4][lane == "said"])),
    )
