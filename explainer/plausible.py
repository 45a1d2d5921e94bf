"""Find rows that no rule of their columns forbids and that cannot be so: places, times, lessons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from explainer.check import Row, Tables, rows_of
from explainer.wording import Breach

_NEAR = 0.6
"""How far from an outline, in degrees, a place of the country may lie: outlines are coarse."""


def in_its_country(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find places outside their country, such as those whose coordinates were exchanged."""
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
            yield "places", (row["line"], "lat", f"{y}, {x}", f"a place in {country}", mend)


def _inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    """Whether a point lies in a ring: a line from it crosses the ring an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x > x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


def not_ahead(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find dates and years after the day on which anybody last looked."""
    days = [row["looked"] for row in rows_of(tables, "coverage", "looked") if row["looked"]]
    if not days:
        return
    last = max(days)
    mend = "Correct it, or bring coverage.csv up to date."
    for name, table in tables.items():
        dates = [field["name"] for field in table.fields if field.get("kind") == "date"]
        for row in rows_of(tables, name) if name != "corrections" else ():
            for column in dates:
                if (date := row.get(column)) and date[: len(last)] > last[: len(date)]:
                    yield name, (row["line"], column, date, f"no date after {last}", mend)
            if isinstance(row.get("year"), int) and row["year"] > int(last[:4]):
                found = str(row["year"])
                yield name, (row["line"], "year", found, f"no year after {last[:4]}", mend)


def of_its_year(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find rows whose year is another than that of their first day."""
    for name in tables:
        for row in rows_of(tables, name, "year", "start"):
            if row["year"] and row["start"] and str(row["year"]) != row["start"][:4]:
                expected = f"the year of the start, {row['start']}"
                yield name, (row["line"], "year", str(row["year"]), expected, "Correct one.")


def of_its_session(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find resolutions of the Assembly dated outside their session, which begins in September."""
    for name in tables:
        for row in rows_of(tables, name, "symbol", "date"):
            session, day = re.match(r"A/RES/(\d+)/", row["symbol"] or ""), row["date"] or ""
            if session and len(day) > 6:
                held = int(day[:4]) + (day[5:7] >= "09") - 1946
                if held != int(session[1]):
                    expected = f"a day of session {session[1]}, not {held}"
                    yield name, (row["line"], "date", day, expected, "Correct one.")


def seated(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find drafts without five permanent members, and roles with a seat that is not theirs."""
    names = {row["id"]: row["name"] for row in rows_of(tables, "actors", "name")}
    seats: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for row in rows_of(tables, "council", "resolution", "country", "role"):
        seats.setdefault(row["resolution"], {})[names.get(row["country"], "")] = row["role"]
        lines[row["resolution"]] = row["line"]
    for draft, roles in seats.items():
        count = [*roles.values()].count("permanent")
        if (len(roles), count) != (15, 5):
            expected = "15 members for a draft, of which 5 are permanent"
            yield "council", (lines[draft], "role", f"{len(roles)}, {count}", expected, "")
    for row in rows_of(tables, "roles_cards", "draft", "role", "seat"):
        seat = seats.get(row["draft"], {}).get(row["role"], "no vote")
        if row["seat"] != seat and row["draft"] in seats:
            mend = "See council.csv."
            yield "roles_cards", (row["line"], "seat", row["seat"], seat, mend)


def on_one_side(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find arguments that both support and attack another."""
    for row in rows_of(tables, "arguments", "supports", "attacks"):
        for both in set(row["supports"] or ()) & set(row["attacks"] or ()):
            yield "arguments", (row["line"], "attacks", both, "no row that it supports", "")


def taught(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find questions whose answers are alike, and plans of lessons that do not add up."""
    for row in rows_of(tables, "quiz", "a", "b", "c", "key"):
        options = [" ".join(re.findall(r"\w+", str(row[letter]).casefold())) for letter in "abc"]
        if len(set(options)) < 3:
            yield "quiz", (row["line"], "a", row["a"], "three answers that differ", "")
        for letter in "abc":
            why = str(row.get(f"why_{letter}") or "")
            if why and why.startswith("Right") != (row["key"] == letter):
                expected = f'"Right" at the start of why_{row["key"]} alone, whose answer is right'
                yield "quiz", (row["line"], f"why_{letter}", why[:40], expected, "Correct one.")
    plans: dict[int, list[Row]] = {}
    for row in rows_of(tables, "lesson", "plan", "step", "start", "minutes"):
        if None not in (row["plan"], row["step"], row["start"], row["minutes"]):
            plans.setdefault(row["plan"], []).append(row)
    for plan, steps in plans.items():
        now = 0
        for n, row in enumerate(steps, 1):
            mend = f"Each step of the plan of {plan} minutes starts where the one before it ends."
            if row["step"] != n:
                yield "lesson", (row["line"], "step", str(row["step"]), str(n), mend)
            if row["start"] != now:
                yield "lesson", (row["line"], "start", str(row["start"]), f"minute {now}", mend)
            now += row["minutes"]
        if now != plan and steps:
            line = steps[-1]["line"]
            yield "lesson", (line, "minutes", f"{now} in all", f"{plan} in all", "Is a step lost?")


RULES = (in_its_country, not_ahead, of_its_year, of_its_session, seated, on_one_side, taught)
