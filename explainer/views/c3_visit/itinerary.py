"""What happened in Pyongyang in July 2023, stop by stop, and in the weeks after."""

import functools
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, steps
from explainer.data import Tables
from explainer.draw import Picture, label, strokes, wrapped
from explainer.evidence import known
from explainer.maps import Frame, chart, land
from explainer.panel import Panel, cited, describe, grouped, listed, records
from explainer.theme import LIGHT

DAYS = {"before": "Before", "day1": "25 July", "day2": "26 July", "day3": "27 July"}
DAYS |= {"after": "After"}
COLUMNS = {"When": "start", "What": "activity", "Where": "place_name", "Account": "summary"}
COLUMNS |= {"Read by outsiders as": "signal", "Standing": "status"}
FRAME = Frame((124.1, 134.6), (37.1, 44.5))
NEAR = 0.3  # degrees within which a place has no mark of its own beside the capital's
COUNTRIES = {
    "NORTH KOREA": (127.2, 40.4, "north-korea"),
    "RUSSIA": (133.9, 44.15, "russia"),
    "CHINA": (126.6, 42.7, "soft"),
}


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    stops = {stop: str(n) for n, stop in enumerate(tables.visit.index, 1)}
    return {"step": steps({"overview": "all", **stops}, label="Stop")}


def itinerary(tables: Tables, *, step: str, as_of: str) -> Panel:
    """Show the stops public by a day as a list, or one of them, beside a map."""
    rows = known(tables.visit, as_of)
    shown = rows.loc[[step]] if step in rows.index else rows
    stop = records(shown)[0] if len(shown) == 1 else {}
    names = tables.actors["name"]
    named = shown.assign(names=shown["present"].map(lambda who: [names[actor] for actor in who]))
    return describe(
        "itinerary",
        listed(rows, COLUMNS),
        cited(shown, tables.sources, as_of),
        picture(tables, as_of, stop),
        body=markup.fragment("visit", "way", grouped(named, "day", DAYS), bool(stop)),
        standings=shown["status"],
        stop=stop,
        stops=len(rows),
        as_of=as_of,
    )


@functools.lru_cache(maxsize=8)
def marked(tables: Tables, as_of: str) -> tuple[pd.DataFrame, dict[Any, str]]:
    """Return the marks of a map, with their stops, and the mark of each place.

    What lies by the capital, where most stops are, is its mark.
    """
    rows = known(tables.visit, as_of)
    places = tables.places.loc[rows["place"].dropna().unique()]
    places = places[FRAME.holds(places)]
    capital = places.loc[rows["place"].mode()[0]]
    far = (places[["lon", "lat"]] - capital[["lon", "lat"]]).abs().max(axis=1) > NEAR
    mark = pd.Series(places.index, places.index).where(far, capital["id"])
    stops = rows["id"].groupby(rows["place"].map(mark))
    pick = "step=" + stops.first()
    return places.loc[mark.unique()].assign(pick=pick, stops=stops.size()), mark.to_dict()


def picture(tables: Tables, as_of: str, stop: dict[str, Any]) -> Picture:
    """Draw coast, borders and the places of the stops; that of one stop stands out."""
    places, mark = marked(tables, as_of)
    at = mark.get(stop.get("place", ""))
    colour = ["ink" if not stop or place == at else "soft" for place in places.index]
    notes = [
        label(*FRAME.place(x, y), name, colour=paint) for name, (x, y, paint) in COUNTRIES.items()
    ]
    if not stop:
        most = places.nlargest(1, "stops")
        words = f"{most['stops'].item()} stops"
        notes.append(label(*FRAME.points(most)[0], words, "left top", xshift=10, yshift=-8))
    if at:
        [spot] = FRAME.points(places.loc[[at]])
        word = f"<b>{wrapped(stop['activity'], 24)}</b>"
        side = "right top" if spot[0] > FRAME.size[0] / 2 else "left top"
        paint: dict[str, Any] = {"bgcolor": LIGHT["find"], "borderpad": 2}
        notes.append(label(*spot, word, side, yshift=-10, align="left", **paint))
    places = places.assign(colour=colour)
    return chart(FRAME, places, "right", *ground(tables), heights=(560, 270), notes=notes)


@functools.lru_cache(maxsize=2)
def ground(tables: Tables) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw the coast, and as one line the corners that two countries share: UN borders."""
    area = tables.region
    owners = area.groupby(["lon", "lat"])["country"]
    once = (owners.transform("nunique") > 1) & (owners.transform("first") == area["country"])
    near = FRAME.holds(area) & once
    part = area[near].assign(run=(~near).cumsum()[near])
    runs = part.groupby(["country", "ring", "run"])
    lines = FRAME.lines((run["lon"], run["lat"]) for _, run in runs)
    return land(FRAME, tables.coast, ["line"]), strokes(*lines, "soft", 1, "dot")
