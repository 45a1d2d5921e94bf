"""The first screen: what each man wants and the voyages counted, as of the date that is set.

Its sentences are rows of ``opening.csv``; the coast and the ports come from the tables too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from explainer import evidence, markup, theme
from explainer.data import Tables
from explainer.export.chapter import Chapter
from explainer.export.page import citation
from explainer.panel import records
from explainer.say import brief, day

TITLE = citation()["title"].partition(":")[0]
STANDFIRST = (
    "In September 2023 Kim Jong-un’s train crossed into Russia. What does each side want from the "
    "other, what does it cost them, and how sure can we be?"
)
_MARKED = re.compile("|".join(f"{mark} {word}" for word, mark in theme.MARKS.items()))


@dataclass(frozen=True)
class Frame:
    """A map's size, its north-western corner, and how many pixels a degree of latitude has."""

    name: str
    width: int
    height: int
    west: float
    north: float
    scale: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point of the earth lies, in pixels from the left and the top."""
        across = self.scale * math.cos(math.radians(self.north - 1.2))
        return round((lon - self.west) * across, 1), round((self.north - lat) * self.scale, 1)


FRAMES = (
    Frame("far", 1280, 726, 127.2, 43.62, 279.2),
    Frame("near", 360, 191, 129.75, 43.11, 157.8),
)
"""The map behind the title, and the one under it where there is little room."""


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    address: str
    short: str
    question: str
    minutes: int


@dataclass(frozen=True)
class Opening:
    """What the template ``opening.html.j2`` shows; rows hold from their date until another day."""

    as_of: str
    updated: str
    newest: str
    contents: list[Entry]
    about: str
    corrections: str
    days: dict[str, str]
    men: list[dict[str, Any]]
    voyages: list[dict[str, Any]]
    maps: list[dict[str, Any]]
    standings: dict[str, str]
    title: str = TITLE
    standfirst: str = STANDFIRST

    @property
    def minutes(self) -> int:
        """Reading time of all chapters."""
        return sum(entry.minutes for entry in self.contents)


def opening(
    chapters: Sequence[Chapter], address: Callable[[str, str], str], tables: Tables, newest: str
) -> Opening:
    """Return the first screen for ``chapters``; ``newest`` is the day of the newest event.

    ``address`` says where something is, from its chapter's name and its id, if any.
    """
    fronts = [chapter.front for chapter in chapters]
    rows = [row for _, own in tables.opening.groupby("leader", dropna=False) for row in _rows(own)]
    sides = tables.actors["side"].astype(str)
    counts = [row for row in rows if not row["leader"]]
    return Opening(
        as_of=day(max(front.as_of for front in fronts)),
        updated=day(max(front.updated for front in fronts)),
        newest=newest,
        contents=[Entry(address(c.name, ""), c.short, c.title, c.front.minutes) for c in chapters],
        about=address("about", ""),
        corrections=address("about", "corrections"),
        days={date: brief(date) for date in tables.dates["date"]},
        men=[row | {"side": sides[row["leader"]]} for row in rows if row["leader"]][::-1],
        voyages=counts,
        maps=[_map(tables, frame, counts) for frame in FRAMES],
        standings=_standings(tables),
    )


def _rows(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield rows of one kind in order, each with the day on which the next takes its place."""
    kept = records(rows.sort_values("date"))
    for row, until in zip(kept, [*(row["date"] for row in kept[1:]), ""], strict=True):
        yield row | {"until": until, "text": _marked(row["text"])}


def _marked(text: str) -> Markup:
    return Markup(_MARKED.sub(lambda found: markup.standing(found[0][2:]), str(escape(text))))


def _standings(tables: Tables) -> dict[str, str]:
    """Return how each claim stands on each date, a letter a claim, to tell how many moved."""
    order = list(tables.assessments["claim"].unique())
    letter = {word: str(place) for place, word in enumerate(evidence.STANDINGS)}
    found = {}
    for date in tables.dates["date"]:
        held = evidence.standings(tables.assessments, date)["status"].astype(str)
        found[date] = "".join(letter.get(held.get(claim, ""), "-") for claim in order)
    return found


def _map(tables: Tables, frame: Frame, counts: list[dict[str, Any]]) -> dict[str, Any]:
    last = counts[-1]
    places = tables.places.loc[list(last["places"])]
    states = tables.actors["name"]
    ports = []
    for row in records(places):
        x, y = frame.place(row["lon"], row["lat"])
        at = {"left": round(100 * x / frame.width, 2), "top": round(100 * y / frame.height, 2)}
        ports.append(
            {"name": row["name"], "country": states[row["country"]], "side": row["country"]}
            | {"x": x, "y": y}
            | at
        )
    start, end = ((port["x"], port["y"]) for port in ports[:2])
    return {
        "name": frame.name,
        "width": frame.width,
        "height": frame.height,
        "ports": ports,
        "land": _land(tables.coast, frame),
        "ways": [_way(start, end, n / last["voyages"]) for n in range(last["voyages"])],
    }


def _way(start: tuple[float, float], end: tuple[float, float], t: float) -> str:
    """Return one strand of the rope between two ports; it is no track, and hangs into the sea."""
    (x, y), (across, down) = start, end
    wide = across - x
    bends = (0.164 + 0.204 * t, 0.056 + 0.329 * t, 0.846 + 0.146 * t, 0.037 + 0.303 * t)
    steps = " ".join(f"{bend * wide:.1f}" for bend in bends)
    return f"M{x:g} {y:g}c{steps} {wide:.1f} {down - y:.1f}"


def _land(coast: pd.DataFrame, frame: Frame) -> str:
    """Return the land as a path: islands, and the mainland, which closes in the north-west."""
    paths = []
    for _, line in coast.groupby("line"):
        points = [
            frame.place(lon, lat) for lon, lat in line[["lon", "lat"]].itertuples(index=False)
        ]
        if not any(0 < x < frame.width and 0 < y < frame.height for x, y in points):
            continue
        if points[0] != points[-1]:
            points += [frame.place(100, 30), frame.place(100, 60), frame.place(150, 60)]
        paths.append(_outline(points, frame))
    return "".join(paths)


def _outline(points: list[tuple[float, float]], frame: Frame) -> str:
    """Return a line as a path: what is far outside at the edge, steps of a pixel at least."""
    path, last = "", (math.inf, math.inf)
    for x, y in points:
        x = min(max(x, -60.0), frame.width + 60.0)
        y = min(max(y, -60.0), frame.height + 60.0)
        if not path:
            path, last = f"M{x:g} {y:g}l", (x, y)
        elif math.hypot(x - last[0], y - last[1]) >= 1.2:
            path += f"{x - last[0]:.1f} {y - last[1]:.1f} "
            last = (
                round(last[0] + round(x - last[0], 1), 1),
                round(last[1] + round(y - last[1], 1), 1),
            )
    return path.replace(".0 ", " ").replace(" -", "-").rstrip() + "z"
