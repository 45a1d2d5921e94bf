"""What a machine can read in words: dates told, long quotations, judging, who says so."""

import functools
import re
from calendar import month_name
from collections.abc import Iterator, Mapping
from typing import Any

from explainer.check import Tables

_MONTHS = "|".join(month_name[1:])
_DATES = re.compile(rf"\b(?:(?:(\d{{1,2}}) )?({_MONTHS}) )?(20\d\d)\b")
# A year that lies ahead is a plan, as in "due around the end of 2026" or "by the end of 2025".
_PLANNED = re.compile(
    rf"\b(?:due|by|expected|planned)\b[^.;]{{0,30}}?\b(?:(?:\d{{1,2}} )?(?:{_MONTHS}) )?20\d\d\b"
)
_UNSURE = ("alleged", "denied", "speculated", "disputed")
_VOICES = ("assessments", "reactions")
"""Tables in which a column says who speaks."""
_QUOTED = re.compile(r'["“]([^"“”]*)["”]')
_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
# Only in quotation marks, or in a sentence that says whose word it is.
_LOADED = re.compile(
    r"\b(rogue|dictator\w*|tyrann?\w*|puppet\w*|evil|thug\w*|pariah|hermit|brutal\w*|heroic\w*|"
    r"glorious\w*|notorious|infamous|barbari\w*|murderous|outrageous|shameful|humiliat\w*|"
    r"desperat\w*|propaganda|bromance|illegal\w*|terrorists?|so-called)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(sa(y|ys|id|ying)|call(s|ed)?|report\w*|claim\w*|speaks?|spoke|argues?|told|tells|sees?|"
    r"saw|names?|named|wrote|writes|states?|stated|describ\w*|according|asks?|asked|denie[sd]|"
    r"considers?|considered|estimates?|counts?|judge\w*|words?)\b|:",
    re.IGNORECASE,
)
_GOT = re.compile(r"\b(received|delivered|obtained|supplied|transferred|handed over)\b")


def days_told(text: str) -> Iterator[str]:
    """Yield the dates that a text names, as exact as it names them, without plans."""
    for number, month, year in _DATES.findall(_PLANNED.sub("", text)):
        told = f"{year}-{list(month_name).index(month):02}" if month else year
        yield f"{told}-{int(number):02}" if number else told


def worded_fairly(tables: Tables) -> None:
    """Refuse long quotations, words that judge, and what is only said but told as a fact."""
    for name, table in tables.items():
        columns = [field["name"] for field in table.fields if _ours(name, field)]
        # A column of these tables says whose words a row gives.
        attributed = bool({"speaker", "by"} & table.values.keys())
        for row in table.rows:
            for column in columns:
                for found, expected, mend in _unfair(row[column] or "", attributed):
                    row.note(column, expected, mend, found)
            if "summary" in row and row["status"] in _UNSURE and name not in _VOICES:
                text = f"{row['title'] or ''}. {row['summary'] or ''}"
                bare = [s for s in _SENTENCE.split(text) if _GOT.search(s) and not _SAYS.search(s)]
                if bare or not _SAYS.search(text):
                    mend = 'Write "says that it received", not "received".'
                    row.note("summary", "who says so", mend, bare[0] if bare else None)


@functools.cache
def _unfair(text: str, attributed: bool) -> list[tuple[str, str, str]]:
    """Return what is wrong with a text by itself: found, expected, remedy."""
    long = [quote for quote in _QUOTED.findall(text) if len(quote.split()) > 7]
    found = [(quote, "at most seven words", "Cut it.") for quote in long]
    for sentence in _SENTENCE.split(text) if not attributed and _LOADED.search(text) else ():
        judging = _LOADED.search(_QUOTED.sub("", sentence))
        if judging and not _SAYS.search(sentence):
            mend = "Say who judges so, or use another word."
            found.append((judging[0], "a word that takes no side", mend))
    return found


def _ours(name: str, field: Mapping[str, Any]) -> bool:
    """Tell whether a column holds our own words: not titles of pages or of UN texts, not ids."""
    foreign = name in ("sources", "drift") or name.startswith("assembly_")
    marked = {"kind", "categoriesOrdered"} & field.keys()
    coded = {"enum", "pattern"} & field.get("constraints", {}).keys()
    return field["type"] == "string" and not (foreign or marked or coded)
