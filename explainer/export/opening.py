"""The first screen: what each man wants and the voyages counted, as of the date that is set.

Its sentences are rows of ``opening.csv``; the coast and the ports come from the tables too.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import escape

from explainer import evidence, markup, theme
from explainer.data import Tables
from explainer.export.chapter import Chapter
from explainer.export.page import citation
from explainer.panel import records

TITLE = citation()["title"].partition(":")[0]
Point = tuple[float, float]


class Frame(NamedTuple):
    """A map's size, its north-western corner, and how many pixels a degree of latitude has."""

    name: str
    width: int
    height: int
    west: float
    north: float
    scale: float

    def place(self, lon: float, lat: float) -> Point:
        """Return where a point of the earth lies, in pixels from the left and the top."""
        across = self.scale * math.cos(math.radians(self.north - 1.2))
        return round((lon - self.west) * across, 1), round((self.north - lat) * self.scale, 1)


FRAMES = (
    Frame("far", 1280, 726, 127.2, 43.62, 279.2),
    Frame("near", 360, 191, 129.75, 43.11, 157.8),
)
"""The map behind the title, and the one under it where there is little room."""


class Opening(NamedTuple):
    """What the template ``opening.html.j2`` shows; rows hold from their date until another day.

    ``address`` has ``{}`` for the name of a page, ``dates`` are those that a reader can choose.
    """

    chapters: Sequence[Chapter]
    address: str
    dates: list[str]
    newest: str
    men: list[dict[str, Any]]
    voyages: list[dict[str, Any]]
    maps: list[dict[str, Any]]
    standings: dict[str, str]


def opening(chapters: Sequence[Chapter], address: str, tables: Tables) -> Opening:
    """Return the first screen for ``chapters``."""
    rows = [row for _, own in tables.opening.groupby("leader", dropna=False) for row in _rows(own)]
    sides = tables.actors["side"].astype(str)
    counts = [row for row in rows if not row["leader"]]
    return Opening(
        chapters,
        address,
        dates=tables.dates["date"].tolist(),
        newest=tables.events["start"].max(),
        men=[row | {"side": sides[row["leader"]]} for row in rows if row["leader"]][::-1],
        voyages=counts,
        maps=[_map(tables, frame, counts[-1]) for frame in FRAMES],
        standings=_standings(tables),
    )


def _rows(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield rows of one kind in order, each with the day on which the next takes its place."""
    kept = records(rows.sort_values("date"))
    for row, until in zip(kept, [*(row["date"] for row in kept[1:]), ""], strict=True):
        text = escape(row["text"])
        for word, mark in theme.MARKS.items():
            text = text.replace(f"{mark} {word}", markup.standing(word))
        yield row | {"until": until, "text": text}


def _standings(tables: Tables) -> dict[str, str]:
    """Return how each claim stands on each date, a letter a claim, to tell how many moved."""
    order = tables.assessments["claim"].unique()
    letter = {word: str(place) for place, word in enumerate(evidence.STANDINGS)}
    found = {}
    for date in tables.dates["date"]:
        held = evidence.standings(tables.assessments, date)["status"].astype(str)
        found[date] = "".join(held.map(letter).reindex(order, fill_value="-"))
    return found


def _map(tables: Tables, frame: Frame, last: Mapping[str, Any]) -> dict[str, Any]:
    """Return a frame with its land, the ports of the ``last`` count, and a line for each voyage."""
    ports = []
    for row in records(tables.places.loc[list(last["places"])]):
        x, y = frame.place(row["lon"], row["lat"])
        country = tables.actors["name"][row["country"]]
        ports.append({"name": row["name"], "country": country, "side": row["country"]})
        ports[-1] |= {"x": x, "y": y}
    start, end = ((port["x"], port["y"]) for port in ports[:2])
    ways = [_way(start, end, n / last["voyages"]) for n in range(last["voyages"])]
    return frame._asdict() | {"ports": ports, "land": _land(tables.coast, frame), "ways": ways}


def _way(start: Point, end: Point, t: float) -> str:
    """Return one strand of the rope between two ports; it is no track, and hangs into the sea."""
    wide = end[0] - start[0]
    bends = (0.164 + 0.204 * t, 0.056 + 0.329 * t, 0.846 + 0.146 * t, 0.037 + 0.303 * t)
    steps = " ".join(f"{bend * wide:.1f}" for bend in bends)
    return f"M{start[0]:g} {start[1]:g}c{steps} {wide:.1f} {end[1] - start[1]:.1f}"


def _land(coast: pd.DataFrame, frame: Frame) -> str:
    """Return the land as a path: islands, and the mainland, which closes in the north-west."""
    path = ""
    for _, line in coast.groupby("line"):
        points = [frame.place(*point) for point in line[["lon", "lat"]].itertuples(index=False)]
        if any(0 < x < frame.width and 0 < y < frame.height for x, y in points):
            if points[0] != points[-1]:
                points += [frame.place(100, 30), frame.place(100, 60), frame.place(150, 60)]
            path += _outline(points, frame)
    return path


def _outline(points: Sequence[Point], frame: Frame) -> str:
    """Return a line as a path: what is far outside at the edge, steps of a pixel at least."""
    held = [
        (min(max(x, -60.0), frame.width + 60.0), min(max(y, -60.0), frame.height + 60.0))
        for x, y in points
    ]
    last = held[0]
    path = f"M{last[0]:g} {last[1]:g}l"
    for point in held[1:]:
        if math.dist(point, last) >= 1.2:
            across, down = (round(to - start, 1) for to, start in zip(point, last, strict=True))
            path += f"{across:.1f} {down:.1f} "
            last = round(last[0] + across, 1), round(last[1] + down, 1)
    return path.replace(".0 ", " ").replace(" -", "-").rstrip() + "z"
