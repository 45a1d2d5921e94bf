"""Who said what about the visit, by subject."""

from typing import Any

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import in_order, known
from explainer.panel import Panel, cited, describe, listed, records

SUBJECTS = {
    "tie": "The visit and the tie",
    "arms": "Arms for Russia",
    "drills": "Drills and volunteers",
    "missiles": "Banned missiles on parade",
}
ZONES = {"supportive": -1, "denial": -1, "neutral": 0, "cautious": 0, "critical": 1}
"""Position -> above the line of a subject, on it or below it."""


def reactions(tables: Tables, *, as_of: str) -> Panel:
    """Show what each government, and voices from its country, said on each subject."""
    rows = known(tables.reactions, as_of)
    rows = in_order(rows, rows["date"]).astype({"status": "object"})
    lands = columns(rows, tables.actors)
    own = [land for land in lands if lands[land]["side"] != "other"]
    silent = [s for s in SUBJECTS if spoken(rows[rows["subject"] == s]).isdisjoint(own)]
    topics = [(s, name, bars(rows[rows["subject"] == s], lands)) for s, name in SUBJECTS.items()]
    names = rows["actors"].map(lambda ids: ", ".join(lands[land]["name"] for land in ids))
    return describe(
        "reactions",
        listed(
            rows,
            {"Date": "date", "Of": names, "Who": "speaker_name"}
            | {"Subject": rows["subject"].map(SUBJECTS), "Position": "position"}
            | {"What": "summary", "Standing": "status"},
        ),
        cited(rows, tables.sources),
        body=markup.fragment("visit", "reactions", topics, list(lands.values()), silent, len(own)),
        standings=rows["status"].dropna(),
        count=len(rows),
        silent=SUBJECTS[silent[-1]] if silent else "",
        joint=int(rows["actors"].map(len).max()),
        as_of=as_of,
    )


def spoken(rows: pd.DataFrame) -> set[str]:
    """Return the countries from which something is said."""
    return {land for actors in rows["actors"] for land in actors}


def columns(rows: pd.DataFrame, actors: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the countries in order: the two sides first, those of a joint statement together."""
    joint = spoken(rows[rows["actors"].map(len) > 1])
    lands = records(actors.loc[actors.index.isin(spoken(rows))])
    sides = ["russia", "north-korea", "other"]
    order = sorted(lands, key=lambda land: (sides.index(land["side"]), land["id"] in joint))
    return {land["id"]: land for land in order}


def bars(rows: pd.DataFrame, lands: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the statements on a subject, each with the place of its bar."""
    filled: dict[tuple[int, int], int] = {}
    found = []
    for row in records(rows):
        places = sorted(list(lands).index(land) for land in row["actors"])
        zone = ZONES[row["position"]]
        away = 1 + max(filled.get((zone, place), 0) for place in places)
        filled |= {(zone, place): away for place in places}
        row |= {"from": places[0], "to": places[-1] + 1, "away": zone * away}
        found.append(row | {"side": lands[row["actors"][0]]["side"]})
    return found
