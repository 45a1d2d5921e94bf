"""Visits abroad of the two leaders, counted by year."""

from __future__ import annotations

import functools
from itertools import product

import pandas as pd

from explainer.data import Tables
from explainer.draw import plain
from explainer.evidence import ARTICLE, known

HOMES = {"russia": (1, -1), "north-korea": (-1, 0)}
"""Side -> the way in which its visits are drawn; the place of the family name."""


@functools.lru_cache
def journeys(tables: Tables, as_of: str) -> pd.DataFrame:
    """Count the visits of each leader by year, in two parts the year of the article."""
    turn, yearly = int(ARTICLE[:4]), tables.trips_per_year
    early = yearly[yearly["year"] < turn].rename(columns={"countries": "where"}).assign(slot="")
    trips = known(tables.trips, as_of)
    trips = trips[~trips["purpose"].str.contains("not in every list") & (trips["year"] >= turn)]
    half = (trips["start"] >= ARTICLE).map({True: "after", False: "before"})
    trips = trips.assign(slot=half.where(trips["year"] == turn, ""))
    last = min(int(as_of[:4]), int(tables.trips["year"].max()))
    slots = [(turn, "before"), (turn, "after"), *((year, "") for year in range(turn + 1, last + 1))]
    late = []
    for slot, who in product(slots[: 1 if as_of == ARTICLE else None], yearly["leader"].unique()):
        row = {"leader": who, "year": slot[0], "slot": slot[1]}
        own = trips[(trips[[*row]] == [*row.values()]).all(axis="columns")]
        seen = own if len(own) else yearly[yearly["leader"] == who].tail(1)
        row |= {"where": list(own["country"]), "sources": seen["sources"].sum()}
        late.append(row | {"trips": len(own)})
    rows = pd.concat([early, pd.DataFrame(late)], ignore_index=True)
    homes, names = (tables.actors.loc[rows["leader"].unique(), key] for key in ("country", "name"))
    family = {who: name.split()[HOMES[homes[who]][1]] for who, name in names.items()}
    other = dict(zip(homes.index, homes.iloc[::-1], strict=True))
    return rows.assign(
        name=rows["leader"].map(family).map(plain),
        side=rows["leader"].map(homes),
        visits=[list(where).count(other[who]) for who, where in rows[["leader", "where"]].values],
        word=[f"{y} {s} the article" if s else str(y) for y, s in rows[["year", "slot"]].values],
        where=[
            ", ".join(tables.actors["name"].get(c, c.replace("-", " ").title()) for c in where)
            for where in rows["where"]
        ],
    )
