"""Chapter 03: what happened in Pyongyang in July 2023, stop by stop."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, band, label, marks, plain, scatter
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day
from explainer.theme import LIGHT

DAYS = {
    "before": "Before",
    "day1": "25 July",
    "day2": "26 July",
    "day3": "27 July",
    "after": "After",
}
OVERVIEW = "overview"
_REGION = {"lon": (122.4, 134.6), "lat": (36.6, 44.6)}
_CITY = {"lon": (125.737, 125.833), "lat": (39.005, 39.060)}
_AIRPORT = "sunan-airport"  # beyond the inset's frame: named at its edge, with the distance


def stops(visit: pd.DataFrame) -> dict[str, str]:
    """Return the stops of the itinerary as values and words of a control, the overview first."""
    words = {row["id"]: f"{day(row['start'])}: {row['activity']}" for row in records(visit)}
    return {OVERVIEW: "Overview", **words}


def itinerary(tables: Tables, land: dict[str, Any], *, step: str) -> Panel:
    """Show the visit as a strip of days and a map; with a ``step``, one stop of it."""
    visit = tables.visit
    shown = visit if step == OVERVIEW else visit.loc[[step]]
    if step == OVERVIEW:
        on_site = visit["day"].isin(["day1", "day2", "day3"])
        title = "Three days, two talks with Kim, one arms show, one parade"
        card = markup.fragment("visit", "overview", int(on_site.sum()), int((~on_site).sum()))
        where = "Nearly all stops lie in Pyongyang; a port, an airfield and Seoul matter later."
    else:
        [stop] = records(shown)
        title = f"{stop['activity']}, {day(stop['start'])}"
        names = [tables.actors["name"][actor] for actor in stop["present"]]
        card = markup.fragment("visit", "stop", stop, names)
        where = f"{stop['place_name']} is marked."
    return Panel(
        title=title,
        measure="Sergei Shoigu's journey to Pyongyang, 25 to 27 July 2023, with what came just "
        "before and in the seven weeks after.",
        prompt="Choose a stop.",
        alt=f"Map of Korea and the Russian Far East with an inset of Pyongyang. {where}",
        table=listed(
            visit,
            {"When": "start", "What": "activity", "Where": "place_name", "Account": "summary"}
            | {"Read by outsiders as": "signal", "Standing": "status"},
        ),
        sources=cited(shown, tables.sources),
        figure=_map(tables, land, shown, narrow=False),
        narrow=_map(tables, land, shown, narrow=True),
        lead=markup.fragment("visit", "days", DAYS, records(visit), step),
        body=card,
        standings=counts(shown["status"]),
        caveat="Where the hosts' state media are the only witness, “documented” means that they "
        "reported or showed it. What was agreed behind closed doors is not known.",
    )


def _map(tables: Tables, land: dict[str, Any], shown: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw the region, with Pyongyang in the corner or below; mark the places of the stops."""
    places = tables.places.loc[tables.visit["place"].dropna().unique()]
    inside = places[places["lon"].between(*_REGION["lon"]) & places["lat"].between(*_REGION["lat"])]
    city = inside[inside["lon"].between(*_CITY["lon"]) & inside["lat"].between(*_CITY["lat"])]
    abroad = inside.drop([*city.index.difference(["pyongyang"]), _AIRPORT])
    lit = set(shown["place"].dropna()) if len(shown) == 1 else set(places.index)
    far = "ink" if _AIRPORT in lit else "soft"
    near = {"pyongyang"} if lit & {*city.index, _AIRPORT} else set()
    corner = {"xref": "x2 domain", "yref": "y2 domain"}
    frame = {"line": {"color": LIGHT["soft"], "width": 1}}
    return draw.figure(
        land,
        _marks(abroad, lit | near, tables.visit, ""),
        _marks(city, lit, tables.visit, "2"),
        height=480 if narrow else 460,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        xaxis=_bare(_REGION["lon"]),
        yaxis={**_bare(_REGION["lat"]), **_scaled("x", 40.6)}
        | {"domain": [0.42, 1] if narrow else [0, 1]},
        xaxis2={**_bare(_CITY["lon"]), "domain": [0 if narrow else 0.53, 1], "anchor": "y2"},
        yaxis2={**_bare(_CITY["lat"]), **_scaled("x2", 39.03), "domain": [0, 0.4]},
        annotations=[
            *(label(x, y, text, "", colour) for text, (x, y, colour) in _COUNTRIES.items()),
            *_names(abroad, lit | near, ""),
            *_names(city, lit, "2"),
            label(0.03, 0.97, "↖ Airport, 22 km", "left top", far, **corner),
        ],
        shapes=[band("paper", x=(0, 1), y=(0, 1), **corner) | frame],
    )


def _marks(frame: pd.DataFrame, lit: set[str], visit: pd.DataFrame, axis: str) -> dict[str, Any]:
    """Draw places as marks that choose their first stop; a ring is a place known only roughly."""
    stop = {row["place"]: f"step={row['id']}" for row in records(visit[::-1])}
    vague = frame["kind"].eq("city") & (axis == "2")
    return marks(
        x=frame["lon"],
        y=frame["lat"],
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        symbol=["circle-open" if ring else "circle" for ring in vague],
        size=[13 if place in lit else 9 for place in frame.index],
        colour=["ink" if place in lit else "other" for place in frame.index],
        line=2.5,
        hover=[plain(name) for name in frame["name"]],
        picks=[stop[place] for place in frame.index],
    )


def land(region: pd.DataFrame) -> dict[str, Any]:
    """Draw the countries around as filled outlines; the lines are the UN's (see data/README.md)."""
    ring = region.groupby(["country", "ring"], sort=False).ngroup()
    near = region["lon"].between(115, 145) & region["lat"].between(30, 55)
    line = region.assign(ring=ring)[near.groupby(ring).transform("any")]
    gaps = line.drop_duplicates("ring", keep="last").assign(lon=float("nan"), lat=float("nan"))
    line = pd.concat([line, gaps]).sort_index(kind="stable")
    return scatter(
        x=line["lon"],
        y=line["lat"],
        mode="lines",
        fill="toself",
        fillcolor=LIGHT["land"],
        line={"color": LIGHT["soft"], "width": 0.8},
        hoverinfo="skip",
    )


def _bare(limits: tuple[float, float]) -> dict[str, Any]:
    return {"range": list(limits), "visible": False, "constrain": "domain"}


def _scaled(axis: str, latitude: float) -> dict[str, Any]:
    """Tie a latitude axis to its longitude axis, so that shapes keep their proportions."""
    return {"scaleanchor": axis, "scaleratio": 1 / math.cos(math.radians(latitude))}


_COUNTRIES = {
    "NORTH KOREA": (126.6, 40.6, "north-korea-text"),
    "RUSSIA": (132.2, 44.1, "russia-text"),
    "CHINA": (126.0, 43.0, "soft"),
    "SOUTH KOREA": (127.2, 36.9, "soft"),
}
_SHORT = {"kim-il-sung-square": "Square", "moran-hill": "Moran Hill", "knevichi": "Knevichi"}


def _names(frame: pd.DataFrame, lit: set[str], axis: str) -> list[dict[str, Any]]:
    names = []
    for row in records(frame):
        place = row["id"]
        anchor, shift = ("right", -9) if place in {"rajin", "seoul", "knevichi"} else ("left", 9)
        text = "somewhere in the city" if axis and row["kind"] == "city" else row["name"]
        names.append(
            label(
                row["lon"],
                row["lat"],
                plain(_SHORT.get(place, text)),
                anchor,
                "ink" if place in lit else "soft",
                xref=f"x{axis}",
                yref=f"y{axis}",
                xshift=shift,
                yshift={"moran-hill": 6, "pyongyang": -6 if axis else 0}.get(place, 0),
            )
        )
    return names
