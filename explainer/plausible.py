"""Refuse rows that no rule of a column forbids and that cannot be so: places, times, lessons."""

import re
from itertools import groupby

from explainer.check import Row, Tables, by_id, rows_of, rows_with
from explainer.values import before

_NEAR = 0.6
"""How far from an outline, in degrees, a place of the country may lie: outlines are coarse."""


def in_its_country(tables: Tables) -> None:
    """Refuse places outside their country, such as those whose coordinates were exchanged."""
    outlines: dict[str, list[list[tuple[float, float]]]] = {}
    points = rows_of(tables, "region", "country", "ring", "lon", "lat")
    whole = (row for row in points if None not in (row["lon"], row["lat"]))
    for (country, _), ring in groupby(whole, lambda row: (row["country"], row["ring"])):
        outlines.setdefault(country, []).append([(row["lon"], row["lat"]) for row in ring])
    boxes = tables["places"].resource.get("extents", {}) if "places" in tables else {}
    for row in rows_of(tables, "places", "country", "lon", "lat"):
        x, y, country = row["lon"], row["lat"], row["country"]
        if x is None or y is None or abs(y) > 90:  # which the column forbids
            continue
        there = True
        if country in boxes:
            south, west, north, east = boxes[country]
            there = south <= y <= north and west <= x <= east
        elif country in outlines:
            near = [(x + dx, y + dy) for dx in (0, -_NEAR, _NEAR) for dy in (0, -_NEAR, _NEAR)]
            there = any(_inside(point, ring) for point in near for ring in outlines[country])
        if not there:
            mend = "Are latitude and longitude exchanged?"
            row.note("lat", f"a place in {country}", mend, f"{y}, {x}")


def _inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    """Whether a point lies in a ring: a line from it crosses the ring an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x > x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


def not_ahead(tables: Tables) -> None:
    """Refuse dates and years after the day on which anybody last looked."""
    days = [row["looked"] for row in rows_of(tables, "coverage", "looked") if row["looked"]]
    last = max(days, default="9999")
    mend = "Correct it, or bring coverage.csv up to date."
    for name, table in tables.items():
        dates = [field["name"] for field in table.fields if field.get("kind") == "date"]
        for row in rows_of(tables, name) if name != "corrections" else ():
            for column in dates:
                if before(last, row[column] or ""):
                    row.note(column, f"no date after {last}", mend)
            if isinstance(row["year"], int) and row["year"] > int(last[:4]):
                row.note("year", f"no year after {last[:4]}", mend)


def of_its_year(tables: Tables) -> None:
    """Refuse rows whose year is another than that of their first day."""
    for row in rows_with(tables, "year", "start"):
        if row["year"] and row["start"] and str(row["year"]) != row["start"][:4]:
            row.note("year", f"the year of the start, {row['start']}", "Correct one.")


def of_its_session(tables: Tables) -> None:
    """Refuse resolutions of the Assembly dated outside their session, which begins in September."""
    for row in rows_with(tables, "symbol", "date"):
        session, day = re.match(r"A/RES/(\d+)/", row["symbol"] or ""), row["date"] or ""
        if session and len(day) > 6:
            held = int(day[:4]) + (day[5:7] >= "09") - 1946
            if held != int(session[1]):
                row.note("date", f"a day of session {session[1]}, not {held}", "Correct one.")


def seated(tables: Tables) -> None:
    """Refuse drafts without five permanent members, and roles with a seat that is not theirs."""
    names = by_id(tables, "actors", "name")
    drafts: dict[str, dict[str, Row]] = {}
    for row in rows_of(tables, "council", "resolution", "country", "role"):
        name = names[row["country"]]["name"] if row["country"] in names else ""
        drafts.setdefault(row["resolution"], {})[name] = row
    for seats in drafts.values():
        permanent = [row["role"] for row in seats.values()].count("permanent")
        if (len(seats), permanent) != (15, 5):
            expected = "15 members for a draft, of which 5 are permanent"
            [*_, last] = seats.values()
            last.note("role", expected, found=f"{len(seats)}, {permanent}")
    for row in rows_of(tables, "roles_cards", "draft", "role", "seat"):
        if seats := drafts.get(row["draft"], {}):
            seat = seats[row["role"]]["role"] if row["role"] in seats else "no vote"
            if row["seat"] != seat:
                row.note("seat", seat, "See council.csv.")


def on_one_side(tables: Tables) -> None:
    """Refuse arguments that both support and attack another."""
    for row in rows_of(tables, "arguments", "supports", "attacks"):
        for both in {*row["supports"]} & {*row["attacks"]}:
            row.note("attacks", "no row that it supports", found=both)


def taught(tables: Tables) -> None:
    """Refuse questions whose answers are alike, and plans of lessons that do not add up."""
    for row in rows_of(tables, "quiz", "a", "b", "c", "key"):
        options = {" ".join(re.findall(r"\w+", str(row[letter]).casefold())) for letter in "abc"}
        if len(options) < 3:
            row.note("a", "three answers that differ")
        for letter in "abc":
            why = str(row[f"why_{letter}"] or "")
            if why and why.startswith("Right") != (row["key"] == letter):
                expected = f'"Right" at the start of why_{row["key"]} alone, whose answer is right'
                row.note(f"why_{letter}", expected, "Correct one.")
    plans: dict[int, list[Row]] = {}
    for row in rows_of(tables, "lesson", "plan", "step", "start", "minutes"):
        if None not in (row["plan"], row["step"], row["start"], row["minutes"]):
            plans.setdefault(row["plan"], []).append(row)
    for plan, steps in plans.items():
        mend = f"Each step of the plan of {plan} minutes starts where the one before it ends."
        now = 0
        for n, row in enumerate(steps, 1):
            if row["step"] != n:
                row.note("step", str(n), mend)
            if row["start"] != now:
                row.note("start", f"minute {now}", mend)
            now += row["minutes"]
        if now != plan:
            steps[-1].note("minutes", f"{plan} in all", "Is a step lost?", f"{now} in all")


RULES = (in_its_country, not_ahead, of_its_year, of_its_session, seated, on_one_side, taught)
