"""Hold the editorial rules that a machine can hold, each row by row, as `check` does the schema.

A rule speaks only where a folder has the tables and columns that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from explainer import plausible
from explainer.check import Tables, rows_of
from explainer.wording import Breach, days_told, unfair

_PAGES_SHOWN = ("corrections", "side_cards", "source_lab")
"""Tables whose sources are the very pages that readers are shown, in this order."""


def hold(tables: Tables) -> None:
    """Note every breach of a rule in the table that breaks it."""
    for rule in RULES:
        for name, (line, column, value, expected, mend) in rule(tables):
            tables[name].note(line, column, value, expected, mend)


def rests_on_what_was_public(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find standings that begin before the source that they rest on was published."""
    published = {row["id"]: row["published"] for row in rows_of(tables, "sources", "published")}
    for row in rows_of(tables, "assessments", "rests_on"):
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
        for row in rows_of(tables, name, "status")
    }
    for admission in rows_of(tables, "admissions", "answer", "rows"):
        for name in admission["rows"] or ():
            table, _, key = name.partition(":")
            row = known.get((table, key)) if admission["answer"] == "admitted" else None
            if row and row["status"] not in ("documented", None):
                expected = f"documented: {admission['government']} admitted it"
                mend = f"See {admission['id']} in admissions.csv."
                yield table, (row["line"], "status", row["status"], expected, mend)


def disputed_by_two(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find rows called disputed on one voice, or on a bare denial."""
    pages = {row["id"]: row for row in rows_of(tables, "sources", "publisher", "origin")}
    for name in tables:
        for row in rows_of(tables, name, "status", "sources"):
            if row["status"] != "disputed":
                continue
            cited = [pages[source] for source in row["sources"] or () if source in pages]
            mend = "One side's word is alleged, a bare denial denied; or cite the other side."
            if row.get("evidence") == ("government concerned",):
                expected = "evidence of another than the government concerned"
                yield name, (row["line"], "evidence", row["evidence"][0], expected, mend)
            elif voices(cited) < 2:
                yield name, (row["line"], "status", "disputed", "sources of two voices", mend)


def dated_by_its_text(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find accounts of a gain that are older than the days that their words name."""
    for name, day in (("gains", "date"), ("gain_moments", "date")):
        for row in rows_of(tables, name, day, "summary"):
            for column in ("summary", "cost_or_risk", "magnitude"):
                for told in days_told(row.get(column) or ""):
                    if row[day] and told > row[day][: len(told)]:
                        expected = f"no day after {row[day]}, the date of the row"
                        mend = "Date the row by the newest of what it tells."
                        yield name, (row["line"], column, told, expected, mend)


def highest_host(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find journeys whose host is lower than the one whom their event names."""
    events = {row["id"]: row for row in rows_of(tables, "events", "actors", "status")}
    people = {row["id"]: row for row in rows_of(tables, "actors", "side", "name")}
    leaders = {row["actor"] for row in rows_of(tables, "roles", "kind") if row["kind"] == "leader"}
    for row in rows_of(tables, "delegations", "event", "host", "direction"):
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
        for row in rows_of(tables, name, "first_status", "since"):
            if bool(row["first_status"]) != bool(row["since"]):
                mend = "Fill both, or neither."
                yield name, (row["line"], "since", row["since"], "a day with a standing", mend)
            elif row["first_status"] and row["first_status"] == row["status"]:
                mend = "Leave both empty where nothing moved."
                yield name, (row["line"], "first_status", row["status"], "another standing", mend)


def used(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find sources and actors that no row names, unless a row that might could not be read."""
    if any(table.faults for table in tables.values()):
        return
    named: dict[str, set[str]] = {"sources": set(), "actors": set()}
    for table in tables.values():
        schema = table.resource["schema"]
        targets = {
            k["fields"][0]: k["reference"]["resource"] for k in schema.get("foreignKeys", ())
        }
        targets |= {
            f["name"]: f.get("items", {}).get("resource") for f in table.fields if "items" in f
        }
        for column in (c for c, target in targets.items() if target in named):
            for value in table.values.get(column, ()):
                named[targets[column]] |= {value} if isinstance(value, str) else set(value or ())
    for name, ids in named.items():
        rows = list(rows_of(tables, name, "id"))
        loose = [row for row in rows if row["id"] not in ids]
        # Where most are loose, the folder is a part of another's: its lists may stay whole.
        for row in loose if 10 * len(loose) < len(rows) else ():
            yield (
                name,
                (row["line"], "id", row["id"], "a row that names it", "Delete it, or name it."),
            )


def sourced_well_enough(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find sure standings on weak pages or one voice, and copies that do not say what they are."""
    pages = {row["id"]: row for row in rows_of(tables, "sources", "weak", "origin", "copy")}
    for page in pages.values():
        if page["kind"] == "wire-copy" and not (page["weak"] and page["read_at"]):
            mend = "Fill read_at, and set weak to true."
            yield "sources", (page["line"], "kind", "wire-copy", "a weak page with read_at", mend)
    state = ("state-media", "government")
    houses = {row["name"]: row["kind"] for row in rows_of(tables, "publishers", "kind")}
    for page in pages.values():
        house = houses.get(page["publisher"])
        if house in state and page["kind"] not in (house, "un-document", "data"):
            mend = f"{page['publisher']} is {house} in publishers.csv, however it was read."
            yield "sources", (page["line"], "kind", page["kind"], f"the kind {house}", mend)
    for name in tables:
        for row in rows_of(tables, name, "sources"):
            cited = [pages[source] for source in row["sources"] or () if source in pages]
            weak = [bool(page["weak"]) for page in cited]
            status, main = row.get("status"), row.get("significance") == 3
            if weak and all(weak) and (main or status in ("documented", "corroborated")):
                column, value = ("significance", "3") if main else ("status", str(status))
                mend = "Cite a better page, or lower it."
                yield name, (row["line"], column, value, "a source that is not weak", mend)
            elif status == "corroborated" and voices(cited) < 2:
                mend = "Pages that pass on one report are one voice: cite another, or lower it."
                yield name, (row["line"], "status", status, "sources of two voices", mend)
            # The article's own page is weak, though its original is known: it may stand first.
            order = [bool(page["weak"]) for page in cited if not page["copy"]]
            if order != sorted(order) and name not in _PAGES_SHOWN:
                first = next(page["id"] for page in cited if page["weak"])
                mend = "Put it behind the others."
                yield name, (row["line"], "sources", first, "the weak sources last", mend)


def assessed(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find claims without a standing on their day, and assessments that do not fit their claim."""
    claims = {row["id"]: row for row in rows_of(tables, "claims", "date", "kind") if row["date"]}
    judged = set()
    for row in rows_of(tables, "assessments", "claim", "date", "status"):
        claim = claims.get(row["claim"])
        if claim is None or not row["date"]:
            continue
        day = claim["date"]
        if _end(row["date"]) <= _end(day):
            judged.add(row["claim"])
        if row["date"][: len(day)] < day[: len(row["date"])]:
            expected = f"no day before {day}, that of the claim"
            yield "assessments", (row["line"], "date", row["date"], expected, "Correct one.")
        if (claim["kind"] == "opinion") != (row["status"] == "opinion"):
            mend = "An opinion stays an opinion, and nothing else becomes one."
            expected = f"a standing that fits a claim of the kind {claim['kind']}"
            yield "assessments", (row["line"], "status", row["status"], expected, mend)
    if judged:
        for key in claims.keys() - judged:
            expected = f"an assessment on {claims[key]['date']}"
            yield "claims", (claims[key]["line"], "id", key, expected, "Add it to assessments.csv.")


def counted(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find ranges that are upside down or empty, and votes of the Council that do not add up."""
    for name in tables:
        for row in rows_of(tables, name, "low", "best", "high"):
            known = [row[end] for end in ("low", "best", "high") if row[end] is not None]
            if not known or known != sorted(known):
                found = ", ".join(map(str, known)) or None
                mend = "Fill best, or low and high, in this order."
                yield name, (row["line"], "low", found, "low, best and high in order", mend)
        for row in rows_of(tables, name, "unit"):
            for column in ("low", "best", "high", "value"):
                share = row.get(column) if str(row["unit"]).startswith("percent") else None
                if share is not None and abs(share) > 100:
                    yield name, (row["line"], column, str(share), "100 percent or less", "")
    members: dict[str, list[str]] = {}
    for row in rows_of(tables, "council", "resolution", "vote"):
        members.setdefault(row["resolution"], []).append(row["vote"])
    for row in rows_of(tables, "resolutions", "yes", "no", "abstain"):
        votes = [row["yes"], row["no"], row["abstain"]]
        cast = [members.get(row["id"], []).count(vote) for vote in ("yes", "no", "abstain")]
        expected = "15 votes, or none" if sum(v or 0 for v in votes) not in (0, 15) else ""
        if any(cast) and cast != votes:
            expected = f"{', '.join(map(str, cast))}, as in council.csv"
        if expected:
            found = ", ".join(map(str, votes))
            yield "resolutions", (row["line"], "yes", found, expected, "Count again.")
        veto = "no" in (row.get(f"{power}_vote") for power in ("russia", "china", "us"))
        carried = (row["yes"] or 0) >= 9 and not veto
        if row["yes"] and row.get("adopted") not in (None, carried):
            expected = "true with nine votes and no veto, else false"
            yield "resolutions", (row["line"], "adopted", str(row["adopted"]), expected, "")


def in_office(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find persons without an office, and offices of what is no person."""
    held = {row["actor"] for row in rows_of(tables, "roles", "actor")}
    for row in rows_of(tables, "actors", "kind") if held else ():
        if (row["kind"] == "person") != (row["id"] in held):
            expected = "a row in roles.csv for each person, and only for persons"
            yield "actors", (row["line"], "kind", row["kind"], expected, "Add or delete it there.")


def worded_fairly(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find words that are too many, judge, or tell as a fact what is only said."""
    for name, table in tables.items():
        yield from ((name, breach) for breach in unfair(name, table))


def found_by_the_article(tables: Tables) -> Iterator[tuple[str, Breach]]:
    """Find standings of the article's month where nothing was found by then, and the reverse."""
    month = min((row["date"] or "9" for row in rows_of(tables, "claims", "date")), default="")[:7]
    firsts: dict[str, str] = {}
    for name, column in (("gains", "id"), ("gain_moments", "gain")):
        for row in rows_of(tables, name, column, "date"):
            firsts[row[column]] = min(firsts.get(row[column], "9"), row["date"] or "9")
    for name in ("wants", "gains") if month else ():
        for row in rows_of(tables, name, "status_2023"):
            first = row.get("first_said") or firsts.get(row["id"], "9")
            if bool(row["status_2023"]) != (first[:7] <= month):
                expected = f"none: first found in {first}" if row["status_2023"] else "one"
                mend = "See first_said, or gain_moments.csv."
                yield name, (row["line"], "status_2023", row["status_2023"], expected, mend)


RULES: tuple[Callable[[Tables], Iterator[tuple[str, Breach]]], ...] = (
    used,
    rests_on_what_was_public,
    admitted_is_documented,
    disputed_by_two,
    dated_by_its_text,
    highest_host,
    moved_in_order,
    found_by_the_article,
    sourced_well_enough,
    assessed,
    counted,
    in_office,
    worded_fairly,
    *plausible.RULES,
)


def _end(date: str) -> str:
    """Return the last day that a date as exact as known may be, fit for comparing."""
    return date + "-12-31"[len(date) - 4 :]


def voices(pages: Iterable[Mapping[Any, Any]]) -> int:
    """Count independent voices: pages of one publisher, or of one agency passed on, are one."""
    voices: list[set[str]] = []
    for page in pages:
        names = set(page["origin"] or ()) or {page["publisher"]}
        shared = [voice for voice in voices if voice & names]
        voices = [voice for voice in voices if not voice & names] + [names.union(*shared)]
    return len(voices)
