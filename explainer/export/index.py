"""The index: where in the story each person, place, event, claim, resolution and term appears."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from nbformat import NotebookNode

from explainer.data import Tables
from explainer.export.page import anchor, number, short
from explainer.say import day, typeset
from explainer.view import MIMETYPE, from_text

MOST = 5
"""So many places are linked for an entry: those that have most to say of it."""

_HEADING = re.compile(r"##+ (.*)")
_LINK = re.compile(r"\]\((\S+?)\)(?!\))")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]+>")
_FAMILY_FIRST = ("north-korea", "south-korea", "china")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]")

Weight = Callable[["Spot"], int]


@dataclass
class Spot:
    """A section of a chapter, or a figure in it: what is said there, and what it rests on.

    A section has the addresses that it links to, a figure the ids of its sources; a figure goes by
    the name of its section.
    """

    chapter: str
    label: str
    anchor: str
    words: str = ""
    links: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()

    @cached_property
    def vocabulary(self) -> set[str]:
        """Every word of it, once: looking here first is much faster than reading all again."""
        return set(_WORD.findall(self.words))


@dataclass(frozen=True)
class Entry:
    """A line of the index: a name, its other spellings, where it appears, where it is explained.

    ``more`` has the best place of each chapter that says more of it than ``spots``.
    """

    name: str
    also: Sequence[str]
    spots: Sequence[Spot]
    more: Sequence[Spot]
    target: str


@dataclass(frozen=True)
class Group:
    """The entries of one kind; ``common`` are the places where all of them appear."""

    common: Sequence[Spot]
    entries: Sequence[Entry]


def spots(notebooks: Mapping[str, NotebookNode]) -> list[Spot]:
    """Return the sections and figures of executed notebooks, in their order."""
    found = []
    for chapter, nb in notebooks.items():
        section = Spot(chapter, f"{number(chapter)} {short(chapter)}", chapter)
        found.append(section)
        for cell in nb.cells:
            tags = cell.metadata.get("tags", [])
            if cell.cell_type == "markdown" and "notebook-only" not in tags:
                for part in re.split(r"^(?=##+ )", cell.source, flags=re.MULTILINE):
                    if heading := _HEADING.match(part):
                        label = f"{number(chapter)} {heading[1]}"
                        section = Spot(chapter, label, anchor(chapter, heading[1]))
                        found.append(section)
                    section.words += typeset(_LINK.sub("]", part))
                    section.links |= set(_LINK.findall(part))
                section.claims |= {tag[6:] for tag in tags if tag.startswith("claim:")}
            for output in cell.get("outputs", []):
                if view := output.get("data", {}).get(MIMETYPE):
                    name = view["name"]
                    payload = json.loads(gzip.decompress(from_text(view["payload"])))
                    ids = frozenset(re.findall('data-source="(.*?)"', "".join(payload["sources"])))
                    words = _said(payload["pool"])
                    found.append(Spot(chapter, section.label, name, words, sources=ids))
    return found


def _said(pool: Sequence[Any]) -> str:
    """Return what a view says in all its states, without the line that names its sources."""
    pieces = [p for p in pool if isinstance(p, str) and not p.startswith("Sources:")]
    return html.unescape(_TAG.sub(" ", "\n".join(pieces)))


def index(tables: Tables, places: Sequence[Spot]) -> dict[str, Group]:
    """Return the entries of the index by kind; what appears nowhere is left out."""
    people = tables.actors["kind"] == "person"
    kinds = {
        "People": _people(tables.actors[people]),
        "States, organisations, media": _names(tables.actors[~people]),
        "Places": _names(tables.places),
        "Larger events": _events(tables),
        "Claims of the article": _claims(tables.claims),
        "Decisions of the Security Council": _resolutions(tables.resolutions),
        "Terms": _terms(tables.glossary),
    }
    groups = {kind: _group(list(lines), places) for kind, lines in kinds.items()}
    return {kind: group for kind, group in groups.items() if group.entries}


Line = tuple[str, Sequence[str], Weight, str]
"""An entry before it is looked up: name, other spellings, how often a spot names it, target."""


def _group(lines: Sequence[Line], places: Sequence[Spot]) -> Group:
    weights = [{i: n for i, spot in enumerate(places) if (n := line[2](spot))} for line in lines]
    found = [set(weight) for weight in weights if weight]
    common = set.intersection(*found) if len(found) > 1 else set()
    said = {places[i].label for i in common}
    entries = []
    for (name, also, _, target), weight in zip(lines, weights, strict=True):
        rest = {i: n for i, n in weight.items() if places[i].label not in said}
        # A figure says much in all its states: a section of prose counts for more, word by word.
        dense = {i: n / len(places[i].words) ** 0.5 for i, n in rest.items()}
        # Of a section and its figures, the one that says most stands for all.
        apart = {places[i].label: i for i in sorted(reversed(dense), key=dense.__getitem__)}
        best = sorted(apart.values(), key=dense.__getitem__, reverse=True)
        spots = [places[i] for i in sorted(best[:MOST])]
        more = {places[i].chapter: i for i in reversed(best[MOST:])}
        if weight:
            other = [form for form in also if form not in name]
            further = [places[i] for i in sorted(more.values())]
            entries.append(Entry(name, other, spots, further, target))
    return Group([places[i] for i in sorted(common)], entries)


def _naming(*forms: str, links: Set[str] = frozenset(), claim: str = "") -> Weight:
    """Return what counts the mentions of a name in any of its forms.

    Links to certain addresses count as mentions too, and so does the tag of a claim.
    """
    needed = {form: set(_WORD.findall(form)) for form in map(typeset, forms)}

    def weight(spot: Spot) -> int:
        named = (spot.words.count(f) for f, words in needed.items() if words <= spot.vocabulary)
        return sum(named) + len(spot.links & links) + (claim in spot.claims)

    return weight


def _names(rows: pd.DataFrame) -> Iterator[Line]:
    rows = rows.sort_values("name", key=lambda names: names.str.casefold())
    for name, also in rows[["name", "also_known_as"]].itertuples(index=False):
        yield name, also, _naming(name, *also), ""


def _people(rows: pd.DataFrame) -> list[Line]:
    """Return people by family name, which prose uses alone.

    Chinese and Korean names have it first, and too many people share one: they are found in full.
    """
    lines: list[Line] = []
    for name, also, country in rows[["name", "also_known_as", "country"]].itertuples(index=False):
        given, _, family = name.partition(" ")
        if country in _FAMILY_FIRST and any(map(_EAST_ASIAN.search, also)):
            lines.append((name, also, _naming(name, *also), ""))
        else:
            forms = _naming(name if family == "Kim" else family, *also)
            lines.append((f"{family}, {given}", also, forms, ""))
    return sorted(lines, key=lambda line: line[0].casefold())


def _events(tables: Tables) -> Iterator[Line]:
    """Yield events by date: told by a figure, or by prose that links to one of their sources.

    Details are left out: the timeline lists them all.
    """
    rows = tables.events[tables.events["significance"] > 1].sort_values("start", kind="stable")
    for start, title, ids in rows[["start", "title", "sources"]].itertuples(index=False):
        links = set(tables.sources.loc[list(ids), "url"])
        yield f"{day(start)}: {title}", (), _naming(title, links=links), ""


def _claims(rows: pd.DataFrame) -> Iterator[Line]:
    for claim, text in rows[["id", "statement"]].itertuples(index=False):
        yield text, (), _naming(text, claim=claim), ""


def _resolutions(rows: pd.DataFrame) -> Iterator[Line]:
    for symbol, title in rows[["symbol", "title"]].itertuples(index=False):
        key, pattern = symbol.rpartition("/")[2], re.escape(symbol)
        if found := re.fullmatch(r"S/RES/(\d+) \((\d+)\)", symbol):
            key = found[1]
            several = r"esolutions?\s(?:\d{4}(?:,\s|\sand\s|\sor\s))*"
            pattern = rf"(?:{several}|S/RES/){found[1]}\b|\b{found[1]} \({found[2]}\)"

        def weight(spot: Spot, key: str = key, pattern: str = pattern) -> int:
            return len(re.findall(pattern, spot.words)) if key in spot.vocabulary else 0

        yield f"{symbol}: {title}", (), weight, ""


def _terms(rows: pd.DataFrame) -> Iterator[Line]:
    rows = rows.sort_values("term", key=lambda terms: terms.str.casefold())
    for key, term, also in rows[["id", "term", "also"]].itertuples(index=False):
        yield term, also, _naming(term, f"{term}s", *also), f"term-{key}"
