"""Hold the editorial rules that a machine can hold, each row by row, as `check` does the schema.

A rule speaks only where a folder has the tables and columns that it needs.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from explainer import plausible
from explainer.check import Tables, by_id, rows_of, rows_with
from explainer.relations import references
from explainer.values import before
from explainer.wording import days_told, worded_fairly

_POWERS = {"russia": "russia", "china": "china", "us": "united-states"}
_ONE_VOICE = {
    "corroborated": "Pages that pass on one report are one voice: cite another, or lower it.",
    "disputed": "One side's word is alleged, a bare denial denied; or cite the other side.",
}
"""Standing that takes two voices -> what to do where there is one."""
_PAGES_SHOWN = ("corrections", "side_cards", "source_lab")
"""Tables whose sources are the very pages that readers are shown, in this order."""


def hold(tables: Tables) -> None:
    """Note every breach of a rule in the table that breaks it."""
    for rule in RULES:
        rule(tables)


def used(tables: Tables) -> None:
    """Refuse sources and actors that no row names, unless a row that might could not be read."""
    if any(table.faults for table in tables.values()):
        return
    named: dict[str, set[str]] = {"sources": set(), "actors": set()}
    for table in tables.values():
        for columns, name, _ in references(table.resource):
            for value in table.values[columns[0]] if name in named else ():
                named[name].update(value if isinstance(value, tuple) else [value])
    for name, ids in named.items():
        rows = rows_of(tables, name, "id")
        loose = [row for row in rows if row["id"] not in ids]
        # Where most are loose, the folder is a part of another's: its lists may stay whole.
        for row in loose if 10 * len(loose) < len(rows) else ():
            row.note("id", "a row that names it", "Delete it, or name it.")


def rests_on_what_was_public(tables: Tables) -> None:
    """Refuse standings that begin before the source that they rest on was published."""
    pages = by_id(tables, "sources", "published")
    for row in rows_of(tables, "assessments", "rests_on", "sources", "date"):
        source, date = row["rests_on"], row["date"]
        if source and source not in row["sources"]:
            row.note("rests_on", "a source of the row", "Name one of them, or add it there.")
        elif date and source in pages:
            day = pages[source]["published"]
            if not day or before(date, day):
                expected = f"a page published by {date}, not {day or 'at an unknown date'}"
                mend = "Move the standing to the day of its evidence, or cite what there was."
                row.note("rests_on", expected, mend)


def admitted_is_documented(tables: Tables) -> None:
    """Refuse rows that a government has admitted and that are not documented."""
    known = {name: by_id(tables, name, "status") for name in ("events", "gains", "wants", "deals")}
    for admission in rows_of(tables, "admissions", "answer", "rows"):
        for name in admission["rows"] if admission["answer"] == "admitted" else ():
            table, _, key = name.partition(":")
            row = known.get(table, {}).get(key)
            if row and row["status"] not in ("documented", None):
                expected = f"documented: {admission['government']} admitted it"
                row.note("status", expected, f"See {admission['id']} in admissions.csv.")


def dated_by_its_text(tables: Tables) -> None:
    """Refuse accounts of a gain that are older than the days that their words name."""
    for name in ("gains", "gain_moments"):
        for row in rows_of(tables, name, "date", "summary"):
            for column in ("summary", "cost_or_risk", "magnitude"):
                for told in days_told(row[column] or ""):
                    if row["date"] and before(row["date"], told):
                        expected = f"no day after {row['date']}, the date of the row"
                        mend = "Date the row by the newest of what it tells."
                        row.note(column, expected, mend, told)


def highest_host(tables: Tables) -> None:
    """Refuse journeys whose host is lower than the one whom their event names."""
    events = by_id(tables, "events", "actors", "status")
    people = by_id(tables, "actors", "side", "name")
    leaders = {row["actor"] for row in rows_of(tables, "roles", "kind") if row["kind"] == "leader"}
    for row in rows_of(tables, "delegations", "event", "host", "direction"):
        event, side = events.get(row["event"]), str(row["direction"]).removeprefix("to-")
        hosts = event["actors"] if event and event["status"] == "documented" else ()
        for host in (people[who] for who in hosts if who in leaders & people.keys()):
            if host["side"] == side and host["name"] != row["host"]:
                expected = f"{host['name']}, who is named in the event {row['event']}"
                mend = "Name the highest documented host, or correct the event."
                row.note("host", expected, mend)


def moved_in_order(tables: Tables) -> None:
    """Refuse first standings without the day on which they moved, or that did not move."""
    for row in rows_with(tables, "first_status", "since"):
        if bool(row["first_status"]) != bool(row["since"]):
            row.note("since", "a day with a standing", "Fill both, or neither.")
        elif row["first_status"] and row["first_status"] == row["status"]:
            row.note("first_status", "another standing", "Leave both empty where nothing moved.")


def found_by_the_article(tables: Tables) -> None:
    """Refuse standings of the article's month where nothing was found by then, and the reverse."""
    month = min((row["date"] or "9" for row in rows_of(tables, "claims", "date")), default="")[:7]
    firsts: dict[str, str] = {}
    for name, column in (("gains", "id"), ("gain_moments", "gain")):
        for row in rows_of(tables, name, column, "date"):
            firsts[row[column]] = min(firsts.get(row[column], "9"), row["date"] or "9")
    for name in ("wants", "gains") if month else ():
        for row in rows_of(tables, name, "status_2023"):
            first = row["first_said"] or firsts.get(row["id"], "9")
            if bool(row["status_2023"]) != (first[:7] <= month):
                expected = f"none: first found in {first}" if row["status_2023"] else "one"
                row.note("status_2023", expected, "See first_said, or gain_moments.csv.")


def sourced_well_enough(tables: Tables) -> None:
    """Refuse standings on pages too weak or on one voice, and copies that do not say so."""
    pages = by_id(tables, "sources", "weak", "origin", "copy")
    houses = {row["name"]: row["kind"] for row in rows_of(tables, "publishers", "kind")}
    for page in pages.values():
        if page["kind"] == "wire-copy" and not (page["weak"] and page["read_at"]):
            page.note("kind", "a weak page with read_at", "Fill read_at, and set weak to true.")
        house = houses.get(page["publisher"])
        state = house in ("state-media", "government")
        if state and page["kind"] not in (house, "un-document", "data"):
            mend = f"{page['publisher']} is {house} in publishers.csv, however it was read."
            page.note("kind", f"the kind {house}", mend)
    for row in rows_with(tables, "sources"):
        cited = [pages[source] for source in row["sources"] if source in pages]
        status, main = row["status"], row["significance"] == 3
        sure = main or status in ("documented", "corroborated")
        if sure and cited and all(page["weak"] for page in cited):
            column = "significance" if main else "status"
            row.note(column, "a source that is not weak", "Cite a better page, or lower it.")
        elif status == "disputed" and row["evidence"] == ("government concerned",):
            expected = "evidence of another than the government concerned"
            row.note("evidence", expected, _ONE_VOICE[status])
        elif status in _ONE_VOICE and voices(cited) < 2:
            row.note("status", "sources of two voices", _ONE_VOICE[status])
        # The article's own page is weak, though its original is known: it may stand first.
        order = [bool(page["weak"]) for page in cited if not page["copy"]]
        if order != sorted(order) and row.table.resource["name"] not in _PAGES_SHOWN:
            first = next(page["id"] for page in cited if page["weak"])
            row.note("sources", "the weak sources last", "Put it behind the others.", first)


def assessed(tables: Tables) -> None:
    """Refuse claims without a standing on their day, and assessments that do not fit them."""
    claims, judged = by_id(tables, "claims", "date", "kind"), set()
    for row in rows_of(tables, "assessments", "claim", "date", "status"):
        claim, date = claims.get(row["claim"]), row["date"]
        if not (claim and claim["date"] and date):
            continue
        day = claim["date"]
        if _end(date) <= _end(day):
            judged.add(row["claim"])
        if before(date, day):
            row.note("date", f"no day before {day}, that of the claim", "Correct one.")
        if (claim["kind"] == "opinion") != (row["status"] == "opinion"):
            mend = "An opinion stays an opinion, and nothing else becomes one."
            row.note("status", f"a standing that fits a claim of the kind {claim['kind']}", mend)
    for key, claim in claims.items() if judged else ():
        if claim["date"] and key not in judged:
            claim.note("id", f"an assessment on {claim['date']}", "Add it to assessments.csv.")


def counted(tables: Tables) -> None:
    """Refuse ranges that are upside down or empty, and votes of the Council that do not add up."""
    for row in rows_with(tables, "low", "best", "high"):
        known = [row[end] for end in ("low", "best", "high") if row[end] is not None]
        if not known or known != sorted(known):
            mend = "Fill best, or low and high, in this order."
            row.note("low", "low, best and high in order", mend, ", ".join(map(str, known)) or None)
    for row in rows_with(tables, "unit"):
        for column in ("low", "best", "high", "value"):
            if str(row["unit"]).startswith("percent") and abs(row[column] or 0) > 100:
                row.note(column, "100 percent or less")
    members: dict[str, dict[str, str]] = {}
    for row in rows_of(tables, "council", "resolution", "country", "vote"):
        members.setdefault(row["resolution"], {})[row["country"]] = row["vote"]
    for row in rows_of(tables, "resolutions", "yes", "no", "abstain"):
        votes, held = [row["yes"], row["no"], row["abstain"]], members.get(row["id"], {})
        cast = [[*held.values()].count(vote) for vote in ("yes", "no", "abstain")]
        expected = "15 votes, or none" if sum(v or 0 for v in votes) not in (0, 15) else ""
        if any(cast) and cast != votes:
            expected = f"{', '.join(map(str, cast))}, as in council.csv"
        if expected:
            row.note("yes", expected, "Count again.", ", ".join(map(str, votes)))
        for power, country in _POWERS.items():
            if (vote := held.get(country)) and vote != row[f"{power}_vote"]:
                row.note(f"{power}_vote", f"{vote}, as in council.csv", "Correct one.")
        veto = "no" in (row[f"{power}_vote"] for power in _POWERS)
        carried = (row["yes"] or 0) >= 9 and not veto
        if row["yes"] and row["adopted"] not in (None, carried):
            row.note("adopted", "true with nine votes and no veto, else false")


def in_office(tables: Tables) -> None:
    """Refuse persons without an office, and offices of what is no person."""
    held = {row["actor"] for row in rows_of(tables, "roles", "actor")}
    for row in rows_of(tables, "actors", "kind") if held else ():
        if (row["kind"] == "person") != (row["id"] in held):
            expected = "a row in roles.csv for each person, and only for persons"
            row.note("kind", expected, "Add or delete it there.")


RULES: list[Callable[[Tables], None]] = [used, rests_on_what_was_public, admitted_is_documented]
RULES += [dated_by_its_text, highest_host, moved_in_order, found_by_the_article]
RULES += [sourced_well_enough, assessed, counted, in_office, worded_fairly, *plausible.RULES]
"""The first one speaks only where nothing else is wrong."""


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
