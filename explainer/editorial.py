"""Hold the editorial rules that a machine can hold, each row by row, as `check` does the schema.

A rule speaks only where a folder has the tables and columns that it needs.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from explainer.check import Raw

Row = dict[str, Any]
Tables = Mapping[str, Raw]
Breach = tuple[int, str, str | None, str, str]
"""Line, column, what was found, what is expected, how to mend it."""

_MONTHS = "|".join(month_name[1:])
_DATES = re.compile(rf"\b(?:(?:(\d{{1,2}}) )?({_MONTHS}) )?(20\d\d)\b")
# A year that lies ahead is a plan, as in "due around the end of 2026" or "by the end of 2025".
_PLANNED = re.compile(
    rf"\b(?:due|by|expected|planned)\b[^.;]{{0,30}}?\b(?:(?:\d{{1,2}} )?(?:{_MONTHS}) )?20\d\d\b"
)


def hold(tables: Tables) -> None:
    """Note every breach of a rule in the table that breaks it."""
    for rule in RULES:
        for name, (line, column, value, expected, mend) in rule(tables):
            tables[name].note(line, column, value, expected, mend)


def rests_on_what_was_public(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find standings that begin before the source that they rest on was published."""
    published = {row["id"]: row["published"] for row in _rows(tables, "sources", "published")}
    for row in _rows(tables, "assessments", "rests_on"):
        source, date = row["rests_on"], row["date"]
        if source and source not in (row["sources"] or ()):
            mend = "Name one of them, or add it there."
            yield "assessments", (row["line"], "rests_on", source, "a source of the row", mend)
        elif source and date and source in published:
            day = published[source]
            if not day or day[: len(date)] > date[: len(day)]:
                expected = f"a page published by {date}, not {day or 'at an unknown date'}"
                mend = "Move the standing to the day of its evidence, or cite what there was."
                yield "assessments", (row["line"], "rests_on", source, expected, mend)


def admitted_is_documented(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find rows that a government has admitted and that are not documented."""
    known = {
        (name, row["id"]): row
        for name in ("events", "gains", "wants", "deals")
        for row in _rows(tables, name, "status")
    }
    for admission in _rows(tables, "admissions", "answer", "rows"):
        for name in admission["rows"] or ():
            table, _, key = name.partition(":")
            row = known.get((table, key))
            if row is None:
                mend = "Name an event, gain, want or deal as table:id."
                yield "admissions", (admission["line"], "rows", name, "a row that exists", mend)
            elif admission["answer"] == "admitted" and row["status"] not in ("documented", None):
                expected = f"documented: {admission['government']} admitted it"
                mend = f"See {admission['id']} in admissions.csv."
                yield table, (row["line"], "status", row["status"], expected, mend)


def disputed_by_two(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find rows called disputed on one voice, or on a bare denial."""
    pages = {row["id"]: row for row in _rows(tables, "sources", "publisher", "origin")}
    for name in tables:
        for row in _rows(tables, name, "status", "sources"):
            if row["status"] != "disputed":
                continue
            cited = [pages[source] for source in row["sources"] or () if source in pages]
            mend = "One side's word is alleged, a bare denial denied; or cite the other side."
            if row.get("evidence") == ("government concerned",):
                expected = "evidence of another than the government concerned"
                yield name, (row["line"], "evidence", row["evidence"][0], expected, mend)
            elif _voices(cited) < 2:
                yield name, (row["line"], "status", "disputed", "sources of two voices", mend)


def dated_by_its_text(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find accounts of a gain that are older than the days that their words name."""
    for name, day in (("gains", "date"), ("gain_moments", "date")):
        for row in _rows(tables, name, day, "summary"):
            for column in ("summary", "cost_or_risk", "magnitude"):
                text = _PLANNED.sub("", row.get(column) or "")
                for number, month, year in _DATES.findall(text):
                    told = year
                    if month:
                        told += f"-{list(month_name).index(month):02}"
                        told += f"-{int(number):02}" if number else ""
                    if row[day] and told > row[day][: len(told)]:
                        expected = f"no day after {row[day]}, the date of the row"
                        mend = "Date the row by the newest of what it tells."
                        yield name, (row["line"], column, told, expected, mend)


def highest_host(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find journeys whose host is lower than the one whom their event names."""
    events = {row["id"]: row for row in _rows(tables, "events", "actors", "status")}
    people = {row["id"]: row for row in _rows(tables, "actors", "side", "name")}
    leaders = {row["actor"] for row in _rows(tables, "roles", "kind") if row["kind"] == "leader"}
    for row in _rows(tables, "delegations", "event", "host", "direction"):
        event = events.get(row["event"], {"status": ""})
        side = str(row["direction"]).removeprefix("to-")
        if event["status"] == "documented":
            for person in (people[who] for who in event["actors"] or () if who in people):
                leads = person["id"] in leaders and person["side"] == side
                if leads and row["host"] != person["name"]:
                    expected = f"{person['name']}, who is named in the event {row['event']}"
                    mend = "Name the highest documented host, or correct the event."
                    yield "delegations", (row["line"], "host", row["host"], expected, mend)


def moved_in_order(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find first standings without the day on which they moved, or that did not move."""
    for name in tables:
        for row in _rows(tables, name, "first_status", "since"):
            if bool(row["first_status"]) != bool(row["since"]):
                mend = "Fill both, or neither."
                yield name, (row["line"], "since", row["since"], "a day with a standing", mend)
            elif row["first_status"] and row["first_status"] == row["status"]:
                mend = "Leave both empty where nothing moved."
                yield name, (row["line"], "first_status", row["status"], "another standing", mend)


RULES: tuple[Callable[[Tables], Iterator[tuple[str, Breach]]], ...] = (
    rests_on_what_was_public,
    admitted_is_documented,
    disputed_by_two,
    dated_by_its_text,
    highest_host,
    moved_in_order,
)


def _rows(tables: Tables, name: str, *columns: str) -> Iterator[Row]:
    """Yield the rows of a table with their lines; none where it or a column is missing."""
    table = tables.get(name)
    if table is not None and set(columns) <= table.values.keys():
        for line, *cells in zip(table.lines, *table.values.values(), strict=True):
            yield dict(zip(table.values, cells, strict=True)) | {"line": line}


def _voices(pages: list[Row]) -> int:
    """Count independent voices as `evidence.independent` does."""
    voices: list[set[str]] = []
    for page in pages:
        names = set(page["origin"] or ()) or {page["publisher"]}
        shared = [voice for voice in voices if voice & names]
        voices = [voice for voice in voices if not voice & names] + [names.union(*shared)]
    return len(voices)
