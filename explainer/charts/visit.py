"""Chapter 03: what happened in Pyongyang in July 2023, what was shown, who said what."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import pandas as pd

from explainer import cards, theme
from explainer.cards import Panel, cited, counts, day, number
from explainer.data import Tables, first_day, last_day
from explainer.evidence import public
from explainer.theme import LIGHT, Figure, label, plain, scatter

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
    words = {row.id: f"{day(row.start)}: {row.activity}" for row in visit.itertuples()}
    return {OVERVIEW: "Overview", **words}


def itinerary(tables: Tables, land: dict[str, object], *, step: str) -> Panel:
    """Show the visit as a strip of days and a map; with a ``step``, one stop of it."""
    visit = tables.visit
    shown = visit if step == OVERVIEW else visit.loc[[step]]
    if step == OVERVIEW:
        on_site = visit["day"].isin(["day1", "day2", "day3"])
        title = "Three days, two talks with Kim, one arms show, one parade"
        card = cards.fragment("visit", "overview", int(on_site.sum()), int((~on_site).sum()))
    else:
        row = visit.loc[step]
        title = f"{row['activity']}, {day(row['start'])}"
        names = [tables.actors.loc[a, "name"] for a in row["present"]]
        [stop] = cards.records(shown)
        card = cards.fragment("visit", "stop", stop, names)
    place = "" if step == OVERVIEW else shown["place_name"].iloc[0]
    return Panel(
        title=title,
        measure="Sergei Shoigu's journey to Pyongyang, 25 to 27 July 2023, with what came just "
        "before and in the seven weeks after. Choose a stop.",
        alt=f"Map of Korea and the Russian Far East with an inset of Pyongyang. {place or 'Nearly all stops'}"
        f"{' is marked.' if place else ' lie in Pyongyang; a port, an airfield and Seoul matter afterwards.'}",
        table=pd.DataFrame(
            {
                "When": visit["start"].map(day),
                "What": visit["activity"],
                "Where": visit["place_name"],
                "Account": visit["summary"],
                "Read by outsiders as": visit["signal"],
                "Standing": visit["status"].astype(str),
            }
        ),
        sources=cited(shown, tables.sources),
        figure=_map(tables, land, shown, narrow=False),
        narrow=_map(tables, land, shown, narrow=True),
        lead=cards.fragment("visit", "days", DAYS, visit, step),
        body=card,
        standings=counts(shown["status"]),
        caveat="Where the hosts' state media are the only witness, “documented” means that they "
        "reported or showed it. What was agreed behind closed doors is not known.",
    )


def _map(tables: Tables, land: dict[str, object], shown: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw the region, with Pyongyang in the corner or below; mark the places of the stops."""
    places = tables.places.loc[tables.visit["place"].dropna().unique()]
    inside = places[places["lon"].between(*_REGION["lon"]) & places["lat"].between(*_REGION["lat"])]
    city = inside[inside["lon"].between(*_CITY["lon"]) & inside["lat"].between(*_CITY["lat"])]
    abroad = inside.drop([*city.index.difference(["pyongyang"]), _AIRPORT])
    lit = set(shown["place"].dropna()) if len(shown) == 1 else set(places.index)
    near = {"pyongyang"} if lit & {*city.index, _AIRPORT} else set()
    box = {"type": "rect", "xref": "x2 domain", "yref": "y2 domain", "layer": "below"}
    return theme.figure(
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
            *(
                label(lon, lat, text, font={"size": 16, "color": LIGHT[colour]})
                for text, (lon, lat, colour) in _COUNTRIES.items()
            ),
            *_names(abroad, lit | near, ""),
            *_names(city, lit, "2"),
            label(
                0.03,
                0.97,
                "↖ Airport, 22 km",
                xref="x2 domain",
                yref="y2 domain",
                xanchor="left",
                yanchor="top",
                font={"size": 16, "color": LIGHT["ink" if _AIRPORT in lit else "soft"]},
            ),
        ],
        shapes=[
            {**box, "x0": 0, "x1": 1, "y0": 0, "y1": 1}
            | {"fillcolor": LIGHT["paper"], "line": {"color": LIGHT["soft"], "width": 1}}
        ],
    )


def _marks(frame: pd.DataFrame, lit: set[str], visit: pd.DataFrame, axis: str) -> dict[str, object]:
    """Draw places as marks that choose their first stop; a ring is a place known only roughly."""
    on = [place in lit for place in frame.index]
    colour = [LIGHT["ink"] if lit else LIGHT["other"] for lit in on]
    ring = frame["kind"].eq("city") & (axis == "2")
    stop = {place: f"step={row.id}" for row in visit[::-1].itertuples() if (place := row.place)}
    return scatter(
        x=frame["lon"],
        y=frame["lat"],
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        mode="markers",
        marker={
            "size": [13 if lit else 9 for lit in on],
            "symbol": ["circle-open" if vague else "circle" for vague in ring],
            "color": colour,
            "opacity": 1,
            "line": {"width": 2.5, "color": colour},
        },
        hovertext=[plain(name) for name in frame["name"]],
        hoverinfo="text",
        customdata=[stop[place] for place in frame.index],
    )


def land(region: pd.DataFrame) -> dict[str, object]:
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


def _bare(limits: tuple[float, float]) -> dict[str, object]:
    return {"range": list(limits), "visible": False, "constrain": "domain"}


def _scaled(axis: str, latitude: float) -> dict[str, object]:
    """Tie a latitude axis to its longitude axis, so that shapes keep their proportions."""
    return {"scaleanchor": axis, "scaleratio": 1 / math.cos(math.radians(latitude))}


_COUNTRIES = {
    "NORTH KOREA": (126.6, 40.6, "north-korea-text"),
    "RUSSIA": (132.2, 44.1, "russia-text"),
    "CHINA": (126.0, 43.0, "soft"),
    "SOUTH KOREA": (127.5, 36.9, "soft"),
}
_SHORT = {"kim-il-sung-square": "Square", "moran-hill": "Moran Hill", "knevichi": "Knevichi"}


def _names(frame: pd.DataFrame, lit: set[str], axis: str) -> list[dict[str, object]]:
    names = []
    for row in frame.itertuples():
        left = row.id in {"rajin", "seoul", "knevichi"}
        text = "somewhere in the city" if axis and row.kind == "city" else row.name
        names.append(
            label(
                row.lon,
                row.lat,
                _SHORT.get(row.id, text if axis else plain(text)),
                xref=f"x{axis}",
                yref=f"y{axis}",
                xanchor="right" if left else "left",
                xshift=-9 if left else 9,
                yshift={"moran-hill": 6, "pyongyang": -6 if axis else 0}.get(row.id, 0),
                font={"size": 16, "color": LIGHT["ink" if row.id in lit else "soft"]},
            )
        )
    return names


RULES = {
    "ballistic-missile": "Ballistic missiles: the programme itself is banned",
    "nuclear": "Nuclear arms: the programme itself is banned",
    "arms-trade": "Other arms: trade with North Korea is banned, having them is not",
}
SEEN = {
    "all": "Everything",
    "exhibition": "In the hall, 26 July",
    "parade": "On the square, 27 July",
}


def exhibition(tables: Tables, *, seen: str, item: str) -> Panel:
    """Show what was exhibited: since when it was known, where it was seen, which rule names it."""
    exhibits = tables.exhibits.sort_values("rule", kind="stable")
    if seen != "all":
        exhibits = exhibits[[seen in where for where in exhibits["where_seen"]]]
    banned = int(exhibits["rule"].isin(["ballistic-missile", "nuclear"]).sum())
    place = {"all": "shown to Shoigu", "exhibition": "seen in the hall", "parade": "on the square"}
    picked = tables.exhibits.loc[[item]] if item != "all" else exhibits
    return Panel(
        title=f"{number(banned).capitalize()} of the {number(len(exhibits))} kinds of weapon "
        f"{place[seen]} belong to programmes that the Council has banned",
        measure="Kinds of weapon in the exhibition of 26 July and the parade of 27 July 2023. The "
        "bar runs from the first public showing that our sources date; a ring: shown before, or not, but undated.",
        alt=f"Chart of {len(exhibits)} kinds of weapon on a time axis from 2019 to July 2023, in "
        "groups by the rule that applies. For each a bar starts when it was first shown; a ring "
        "stands where no date was found. Two columns mark where each was seen.",
        table=pd.DataFrame(
            {
                "Weapon": exhibits["name"],
                "Type": exhibits["type"],
                "First shown": exhibits["first_shown"].map(day, na_action="ignore"),
                "Seen": [" and ".join(where) for where in exhibits["where_seen"]],
                "What the rules say": exhibits["banned_by"],
                "Remark": exhibits["relevance"],
                "Standing": exhibits["status"].astype(str),
            }
        ),
        sources=cited(picked, tables.sources),
        figure=_showings(exhibits, item, narrow=False),
        narrow=_showings(exhibits, item, narrow=True),
        body=cards.fragment("visit", "exhibit", *cards.records(tables.exhibits.loc[[item]]))
        if item != "all"
        else cards.fragment("visit", "rules"),
        standings=counts(picked["status"]),
        caveat="“Documented” means that the weapon was shown. Whether it works as claimed was not "
        "tested by anybody outside: hall and parade are known almost only through North Korean "
        "pictures.",
    )


def _showings(exhibits: pd.DataFrame, item: str, *, narrow: bool) -> Figure:
    """Draw one row a weapon, in groups; narrow, the names stand above their bars."""
    visit = pd.Timestamp("2023-07-26")
    row, gap = (2.1, 0.5) if narrow else (1.0, 0.4)  # heights, in lines of text
    width = 30 if narrow else 99
    names, height, places = [], -0.2, {}
    for rule, group in exhibits.groupby("rule", sort=False, observed=True):
        lines = textwrap.wrap(RULES[str(rule)], width)
        names.append(_left(height - 0.5, f"<b>{'<br>'.join(lines)}</b>"))
        height += len(lines) * 0.9 + 0.2
        for weapon in group.itertuples():
            lines = textwrap.wrap(plain(weapon.name), width)
            text = "<br>".join(lines)
            names.append(_left(height - 0.5, f"<b>{text}</b>" if weapon.id == item else text))
            height += (len(lines) - 1) * 0.9
            places[weapon.id] = height + (0.9 if narrow else 0)
            height += row
        height += gap
    known = exhibits["first_shown"].notna()
    start = first_day(exhibits["first_shown"]).fillna(visit)
    at = pd.Series(places)
    columns = {
        "exhibition": pd.Timestamp("2024-04-01" if narrow else "2024-02-15"),
        "parade": pd.Timestamp("2025-07-01" if narrow else "2024-10-15"),
    }
    seen = exhibits.explode("where_seen")
    colour = {"color": LIGHT["north-korea"]}
    line = {"type": "line", "x0": "2023-07-26", "x1": "2023-07-26", "y0": -0.6, "y1": height}
    return theme.figure(
        scatter(
            x=[day for first in start for day in (first, visit, None)],
            y=[y for y in at for y in (y, y, None)],
            mode="lines",
            line={**colour, "width": 3},
            hoverinfo="skip",
        ),
        scatter(
            x=start,
            y=at,
            mode="markers",
            marker={"symbol": ["circle" if date else "circle-open" for date in known]}
            | {"size": 12, "line": {**colour, "width": 2}, **colour},
            customdata=[f"item={weapon}" for weapon in exhibits.index],
            hoverinfo="skip",
        ),
        scatter(
            x=seen["where_seen"].map(columns),
            y=at[seen["id"]],
            mode="markers",
            marker={"size": 11, "color": LIGHT["ink"]},
            customdata=[f"item={weapon}" for weapon in seen["id"]],
            hoverinfo="skip",
        ),
        height=int(25 * height) + 70 if narrow else int(33 * height) + 80,
        xaxis={
            "range": ["2018-10-01", "2026-01-01"] if narrow else ["2014-10-01", "2025-02-15"],
            "tickvals": [f"{year}-01-01" for year in range(2019, 2024)],
            "ticktext": [f"{year}" if not narrow or year % 2 else "" for year in range(2019, 2024)],
            "showgrid": False,
            "ticks": "outside",
            "tickcolor": LIGHT["soft"],
        },
        yaxis={"range": [height, -1.7], "visible": False},
        annotations=[
            *names,
            label(columns["exhibition"], -1.2, "Hall"),
            label(columns["parade"], -1.2, "Square"),
            label(visit, -1.2, "Visit", xanchor="right" if narrow else "center"),
        ],
        shapes=[{**line, "line": {"color": LIGHT["soft"], "width": 1, "dash": "dot"}}],
    )


def _left(y: float, text: str) -> dict[str, object]:
    return label(
        0,
        y,
        text,
        xref="paper",
        xanchor="left",
        yanchor="top",
        align="left",
        bgcolor=LIGHT["paper"],
    )


WHO = {
    "all": "Everybody",
    "russia": "Russia",
    "north-korea": "North Korea",
    "china": "China",
    "south-korea": "South Korea",
    "united-states": "United States",
    "japan": "Japan",
    "ukraine": "Ukraine",
}
PERIODS = ("During the visit", "After it, up to the article", "Since the article")
POSITIONS = ("supportive", "neutral", "cautious", "critical", "denial")


def reactions(tables: Tables, *, who: str, as_of: str) -> Panel:
    """Show who said what about the visit, during it, up to the article, and since."""
    rows = public(tables.reactions, tables.reactions["date"], as_of)
    rows = rows.iloc[last_day(rows["date"]).argsort(kind="stable")]
    shown = rows if who == "all" else rows[[who in actors for actors in rows["actors"]]]
    entries = [_entry(row) for row in shown.itertuples()]
    known = last_day(shown["date"])
    period = (known > "2023-07-27").astype(int) + (known > "2023-09-12")
    groups = [
        (name, [entry for entry, p in zip(entries, period, strict=True) if p == i])
        for i, name in enumerate(PERIODS)
        if (period == i).any()
    ]
    return Panel(
        title=_reactions_title(shown, who),
        measure="Statements about the visit found in our sources, by whose they are and how they "
        "stand to it. One mark each; its form says how sure the content is.",
        alt=f"Matrix of {len(rows)} statements: a row for each country, columns for supportive, "
        "neutral, cautious, critical and denial.",
        table=pd.DataFrame(
            {
                "Date": shown["date"].map(day),
                "Who": [entry["who"] for entry in entries],
                "Position": shown["position"].astype(str),
                "What": shown["summary"],
                "Standing": shown["status"].astype(str),
            }
        ),
        sources=cited(shown if len(shown) else rows, tables.sources),
        figure=_matrix(rows, who, narrow=False),
        narrow=_matrix(rows, who, narrow=True),
        body=cards.fragment("visit", "reactions", groups),
        standings=counts(shown["status"]),
        caveat="That somebody said this is beyond doubt in every case; the mark is about what was "
        "said. Several South Korean and American accounts come from closed briefings.",
    )


def _entry(row: Any) -> dict[str, str]:
    """Return one statement as the fragment ``reactions`` wants it."""
    actors = list(row.actors)
    side = actors[0] if actors[0] in ("russia", "north-korea") else "other"
    fields = {"date": row.date, "summary": row.summary, "status": str(row.status)}
    return {**fields, "side": side, "who": row.speaker_name, "position": str(row.position)}


def _reactions_title(rows: pd.DataFrame, who: str) -> str:
    if who == "all":
        return "Moscow and Pyongyang spoke of friendship, Washington and its allies of arms"
    if rows.empty:
        return f"{WHO[who]}: no statement on record by then"
    found = rows["position"].astype(str).value_counts()
    kinds = ", ".join(f"{number(n)} {kind}" for kind, n in found.items())
    noun = "statement" if len(rows) == 1 else "statements"
    return f"{WHO[who]}: {number(len(rows))} {noun}, {kinds}"


def _matrix(rows: pd.DataFrame, who: str, *, narrow: bool) -> Figure:
    """Draw statements as marks in a grid of countries and positions."""
    countries = [c for c in WHO if c != "all" and any(c in a for a in rows["actors"])]
    points = rows.explode("actors")
    points = points[points["actors"].isin(countries)]
    cell = points.groupby(["actors", "position"], observed=True)["id"]
    slot, size = cell.cumcount(), cell.transform("size")
    column = points["position"].astype(str).map(POSITIONS.index)
    wide, step = (2, 0.4) if narrow else (3, 0.2)  # marks side by side in a cell
    x = column + (slot % wide - (size.clip(upper=wide) - 1) / 2) * step
    y = points["actors"].map(countries.index) + (slot // wide - (size - 1) // wide / 2) * 0.34
    sides = {"russia": LIGHT["russia"], "north-korea": LIGHT["north-korea"]}
    colours = [sides.get(a, LIGHT["ink"]) for a in points["actors"]]
    dots = scatter(
        x=x,
        y=y,
        mode="markers",
        marker={
            "symbol": [theme.MARKS[s]["symbol"] for s in points["status"].astype(str)],
            "size": 14,
            "color": colours,
            "opacity": [1 if who in ("all", a) else 0.25 for a in points["actors"]],
            "line": {"width": 2, "color": colours},
        },
        customdata=[f"who={a}" for a in points["actors"]],
        hovertext=[f"{day(r.date)}<br>{plain(r.summary[:90])}" for r in points.itertuples()],
        hoverinfo="text",
    )
    return theme.figure(
        dots,
        height=(64 if narrow else 52) * len(countries) + 50,
        xaxis={
            "range": [-0.55, 4.5],
            "tickvals": list(range(5)),
            "ticktext": [position.capitalize() for position in POSITIONS],
            "side": "top",
            "showgrid": False,
            "tickangle": -90 if narrow else 0,
        },
        yaxis={
            "range": [len(countries) - 0.4, -0.6],
            "tickvals": list(range(len(countries))),
            "ticktext": [WHO[c].replace(" ", "<br>") if narrow else WHO[c] for c in countries],
        },
    )
