"""Chapter 00: the marks, the people, and a first look at what translation changes."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.data import Tables, first_day, last_day
from explainer.evidence import STANDINGS, known
from explainer.evidence import standings as held
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

OPEN = {"open": "Not yet"}
PLACES = OPEN | {word: word.capitalize() for word in STANDINGS}
STATEMENTS = {
    "seeking-shells": "Shells",
    "putin-no-trips-2023": "Journeys",
    "satellite-technology": "Satellites",
    "common-enemy": "Common enemy",
}


def marks(tables: Tables, as_of: str) -> tuple[pd.DataFrame, dict[str, int], list[Any]]:
    """Return the standings of a day, how often each occurs, and a row with an example of each."""
    now = held(tables.assessments, as_of)
    words = now["status"].astype(str)
    found = counts(words)
    examples = words.drop(list(STATEMENTS)).drop_duplicates()
    events = known(tables.events, as_of).drop_duplicates("status").set_index("status")["title"]
    rows = []
    for word in STANDINGS:
        mine = tables.claims["statement"][examples.index[examples == word]].tolist()
        rows.append((word, found.get(word, 0), "".join(mine), "" if mine else events.get(word, "")))
    return now.assign(status=words), found, rows


def how_sure(
    tables: Tables, moments: Mapping[str, Any], *, statement: str, guess: str, as_of: str
) -> Panel:
    """Explain the marks by statements of the article; the reader places one of them first.

    ``moments`` holds, by date, what :func:`marks` returns.
    """
    now, found, rows = moments[as_of]
    words, claims = now["status"], tables.claims["statement"]
    picked = now.loc[[statement]]
    [row] = records(picked)
    sure = found["documented"] + found.get("corroborated", 0)
    unsure = len(words) - sure - found["opinion"]
    return Panel(
        title=f"By {day(as_of)}, {sure} of the article's {len(words)} statements are documented or "
        f"corroborated, {found['opinion']} are opinions, and {number(unsure)} are open",
        measure="Seven marks, used all through this story. They say how sure a statement is, not "
        "whether we like it.",
        prompt="Place the statement below, then compare.",
        alt="Text: one statement of the article, and a list of the seven marks with their "
        "meaning, an example, and how many of the article's statements carry each.",
        table=pd.DataFrame({"Statement": claims[words.index], "Standing": words}),
        sources=cited(picked, tables.sources),
        body=(
            markup.fragment("opening", "how_sure", claims[statement], row, guess, as_of),
            markup.fragment("opening", "seven", rows, guess),
        ),
        standings=found,
        caveat="“Open” counts what was alleged, disputed, denied or speculated. A mark can change "
        "when new evidence comes; an opinion stays an opinion, however well it wears.",
    )


SIDES = {
    "all": "All",
    "russia": "Russia",
    "north-korea": "North Korea",
    "other": "Others and the UN",
}
ROLES = {
    "all": "All",
    "leader": "Leaders",
    "diplomat": "Diplomats and spokespeople",
    "security": "Soldiers and security",
    "voice": "Other voices",
}
_ROLE = (
    (r"^(Former|Researcher|Legal|Member of parl|Head of a Russian)", "voice"),
    (r"^(President|Leader)\b", "leader"),
    (r"oreign|Ambassador|ambassador|representative|Spokes|Envoy|Secretary-General", "diplomat"),
    (r"efence|General Staff|ecurity|Marshal|ommander|mercenary|NATO|General of", "security"),
)


def people(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return who was known on a day, with office, side and the number of events."""
    begun = first_day(tables.roles["start"]).fillna(last_day(tables.roles["end"]))
    order = begun[begun <= pd.Timestamp(as_of)].sort_values(kind="stable").index
    rows = tables.roles.loc[order].drop_duplicates("actor", keep="last").set_index("actor")
    who = tables.actors.loc[rows.index]
    seen = known(tables.events, as_of)["actors"].explode().value_counts()
    rows = rows.assign(
        name=who["name"],
        side=who["side"].astype(str).replace("un", "other"),
        role=rows["office"].map(_role),
        attested=[_attested(*years) for years in zip(*_years(rows, as_of), strict=True)],
        events=seen.reindex(rows.index).fillna(0).astype(int),
    )
    rows["main"] = (rows["events"] > 0) | rows.index.isin(tables.claims["speaker"])
    return rows.sort_values("events", ascending=False, kind="stable")


def cast(
    tables: Tables, moments: Mapping[str, pd.DataFrame], *, side: str, role: str, as_of: str
) -> Panel:
    """Show who is who: each person's office as of the date, and where the story meets them.

    ``moments`` holds, by date, what :func:`people` returns.
    """
    rows = moments[as_of]
    if side != "all":
        rows = rows[rows["side"] == side]
    if role != "all":
        rows = rows[rows["role"] == role]
    pieces: list[str] = [Markup('<div class="columns">')]
    for key in list(SIDES)[1:]:
        part = rows[rows["side"] == key]
        if len(part):
            main = part["main"].tolist()
            who = [_person(row) for row in part[_PERSON].itertuples(index=False, name=None)]
            pieces += [
                markup.fragment("opening", "group", key, SIDES[key]),
                *itertools.compress(who, main),
                markup.fragment("opening", "rest", key, main.count(False)),
                *(one for one, shown in zip(who, main, strict=True) if not shown),
                Markup("</ul></details></div>"),
            ]
    return Panel(
        title=_cast_title(rows, as_of),
        measure=f"People whom our sources name by {day(as_of)}, with the last office that they "
        "attest by then, those named in most events first.",
        alt="Text: people in up to three groups, Russia, North Korea, and others, with office and "
        "the number of events in which each is named.",
        table=listed(
            rows,
            {"Name": "name", "Side": rows["side"].map(SIDES), "Office": "office"}
            | {"On record": "attested", "Events": "events"},
        ),
        sources=cited(rows if len(rows) else tables.roles, tables.sources),
        body=(*pieces, Markup("</div>")),
        caveat="The side says whom somebody belongs to, not what he or she thinks: Andrei Kozyrev "
        "was Moscow's foreign minister and is among its critics. The dates are those on which our "
        "sources attest an office; it may have begun earlier or lasted longer.",
    )


_PERSON = ["name", "office", "attested", "events"]


@functools.cache
def _person(row: tuple[str | int, ...]) -> str:
    return markup.fragment("opening", "person", *row)


def _role(office: str) -> str:
    return next((role for words, role in _ROLE if re.search(words, office)), "voice")


def _years(rows: pd.DataFrame, as_of: str) -> tuple[pd.Series, pd.Series]:
    """Return the first and the last year of each office; none where it lasts on a day."""
    over = last_day(rows["end"]) <= pd.Timestamp(as_of)
    return rows["start"].fillna(rows["end"]).str[:4], rows["end"].str[:4].where(over, "")


def _attested(start: str, end: str) -> str:
    if not end:
        return f"in our sources since {start}"
    return f"in our sources {start}" + (f" to {end}" if end != start else "")


def _cast_title(rows: pd.DataFrame, as_of: str) -> str:
    if rows.empty:
        return f"Nobody of this kind is on record by {day(as_of)}"
    first = rows.iloc[0]
    people = "person is" if len(rows) == 1 else "people are"
    return (
        f"{number(len(rows)).capitalize()} {people} on record by {day(as_of)}; "
        f"{first['name']} is named most often"
    )
