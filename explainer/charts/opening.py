"""Chapter 00: the marks, the people, and a first look at what translation changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.evidence import STANDINGS, known, of_article
from explainer.evidence import standings as held
from explainer.panel import Panel, cited, counts, records
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
    now = now[now.index.isin(of_article(tables.claims).index)]
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
