"""Exchanges of delegations since 1990, in proportion."""

from typing import Any

import pandas as pd

from explainer.controls import choice
from explainer.data import Tables, first_day
from explainer.draw import Figure, axis, band, both, figure, laid, marks, note, plain, rule
from explainer.evidence import in_order, known
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import day
from explainer.theme import LIGHT

LEVELS = {"all": "All", "minister": "Ministers and above", "leader": "Leaders"}
SCOPES = {"all": "exchanges", "minister": "exchanges of ministers and above"}
HIGH = ["leader", "premier", "minister", "security-council", "parliament"]
WAYS = {  # direction -> its name, its side of the line of time, its colour
    "to-north-korea": ("To North Korea", 1, "russia"),
    "to-russia": ("To Russia", -1, "north-korea"),
    "elsewhere": ("Elsewhere", 0, "ink"),
}
THIN = 2018  # before it, fewer pages are stored: see the data dictionary
WIDE = (  # what names the sides of the line, and the years of which little is stored
    (1989.6, 14.2, "Russians to North Korea", "left top", "russia"),
    (1989.6, -9.2, "North Koreans to Russia", "left bottom", "north-korea"),
    (2017.2, 14.2, "thin record", "right top", "soft"),
)
SLIM = (
    (1990, 14.2, "to<br>North Korea", "right top", "russia"),
    (1990, -11.2, "to<br>Russia", "left top", "north-korea"),
    (2016.4, 14.2, "thin record", "right", "soft"),
)
ARROW = {"showarrow": True, "arrowcolor": LIGHT["soft"], "arrowwidth": 1, "arrowhead": 0}
ARROWS = ARROW | {"ax": -90, "ay": -90}, ARROW | {"ax": 60, "ay": -30}  # wide, narrow
COLUMNS = {"Date": "start", "Visitor": "visitor", "Office": "visitor_role", "Direction": "way"}
COLUMNS |= {"Met": "host", "Occasion": "occasion", "Outcome": "outcome"}
CONTROLS = {"level": choice(LEVELS, label="Rank")}


def how_rare(tables: Tables, *, level: str, as_of: str) -> Panel:
    """Show each documented exchange of delegations as a dot, stacked by year and direction."""
    rows = in_order(held := known(tables.delegations, as_of), held["start"])
    rows["city"] = rows["event"].map(tables.events["place"]).map(tables.places["name"])
    rows[["way", "side", "colour"]] = [WAYS[key] for key in rows["direction"]]
    visit = first_day(rows["start"]) >= first_day(tables.visit["start"]).min()
    [guest] = records(rows[visit].head(1))
    if level != "all":
        rows = rows[rows["level"].isin(HIGH if level == "minister" else ["leader"])]
    since = rows[visit.reindex(rows.index)]
    before = rows.drop(since.index)
    return describe(
        "how_rare",
        listed(rows, COLUMNS),
        cited(rows, tables.sources, as_of, keep=True),
        both(_dots, rows, guest, as_of),
        standings=["documented"] * len(rows),
        scope=SCOPES.get(level, "leaders’ meetings"),
        before=len(before),
        since=len(since),
        last=before.iloc[-1],
        guest=guest,
        as_of=as_of,
    )


def _dots(rows: pd.DataFrame, guest: dict[str, Any], as_of: str, *, narrow: bool) -> Figure:
    """Draw the dots, those of leaders at the end of their stack, with their names."""
    rows = rows.loc[rows["level"].eq("leader").sort_values(kind="stable").index]
    rows["height"] = rows["side"] * (rows.groupby(["year", "side"]).cumcount() + 1.4)
    labels, named = [note(narrow, *words) for words in (SLIM if narrow else WIDE)], {1: 0, -1: 0}
    for row in records(rows):
        if not (side := row["side"]):  # met on the line itself, in neither country
            year = row["year"] + (0.8 if narrow else 0.35)
            labels.append(note(narrow, year, 0.8, plain(row["city"]), "left", ""))
        elif row["level"] == "leader" and row["year"] > named[side] + 2:
            named[side] = row["year"]
            anchor = "right" if side < 0 else "left" if narrow else "center"
            away = row["height"] + side * (0.7 if narrow else 1.2)
            name = plain(row["visitor"].split()[-1] if side > 0 else row["visitor"])
            labels.append(note(narrow, row["year"], away, name, anchor, ""))
            labels[-1]["xshift"] = 10 * (side < 0 and not narrow)
    if guest["id"] in rows.index:
        name = plain(guest["visitor"].split()[-1])
        text = f"<b>{name},{'<br>' if narrow else ' '}{day(guest['start'][:7])}</b>"
        labels.append(note(narrow, guest["year"], 1.4, text, "", "") | ARROWS[narrow])
    end, sizes = int(as_of[:4]), {"leader": 14.0} | dict.fromkeys(HIGH[1:], 9.5)
    dots = marks(
        **laid(narrow, rows["year"], rows["height"]),
        size=[sizes.get(level, 5) for level in rows["level"]],
        colour=rows["colour"].tolist(),
        line=0,
        hover=[
            f"<b>{plain(row['visitor'])}</b>, {day(row['start'])}<br>{plain(row['visitor_role'])}"
            + (f"<br>met {plain(row['host'])}" if row["host"] else "")
            for row in records(rows)
        ],
    )
    years = (end + 0.9, 1989.2) if narrow else (1989.2, max(end + 0.9, 2024.5))
    along = axis(*years, [*range(1990, end, 5), 2023 if end < 2025 else 2025])
    axes = laid(narrow, along, axis(-11.5 if narrow else -9.5, 14.5), "axis")
    whole = {"xref": "x domain"} if narrow else {"yref": "y domain"}
    thin = band("wash", **laid(narrow, (1989.2, THIN - 0.5), (0, 1))) | whole
    shapes = [thin, rule("soft", **laid(narrow, (1989.5, end + 0.5), (0, 0)))]
    return figure(dots, height=820 if narrow else 470, shapes=shapes, annotations=labels, **axes)
