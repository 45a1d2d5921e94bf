"""What stands behind the chapters of a page: glossary, index, sources, about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup
from nbconvert.filters import markdown2html

from explainer import markup, say
from explainer.data import Tables, descriptor
from explainer.export import colophon
from explainer.export.colophon import KINDS
from explainer.export.index import MOST, Group, Spot
from explainer.export.page import ENVIRONMENT

PAGES = {
    "glossary": ("glossary.html", "Glossary"),
    "index": ("index-of-names.html", "Index"),
    "sources": ("sources.html", "Sources"),
    "about": ("about.html", "About this page"),
}
"""Section -> its page on the site, and its title."""

LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "hr": "Croatian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "mk": "Macedonian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sv": "Swedish",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""Language of a source -> its name in English."""


_TEXTS = ("title", "name", "statement", "summary", "quantity", "office", "explanation", "effect")
_MACROS = ENVIRONMENT.get_template("reference.html.j2").module

Carried = Mapping[str, tuple[Sequence[tuple[str, str]], Sequence[Spot]]]
"""Source -> the statements that it carries, each with its table, and where the story uses it."""


@dataclass(frozen=True)
class Reference:
    """What stands behind the chapters of one page.

    Attributes
    ----------
    tables : Tables
    terms : sequence of str
        Ids of the terms that are explained.
    groups : mapping
        The index; empty where there is none.
    about : str
        The HTML of all chapters, for the facts of the colophon; empty where there is none.
    carried : mapping, optional
        What each source carries; with it, all sources are listed and not only those of the page.
    site : bool
        Whether the page is one of a site; else the sections stand on the page itself.
    top : str
        The section whose heading is that of the page.
    """

    tables: Tables
    terms: Sequence[str] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    about: str = ""
    carried: Carried = field(default_factory=dict)
    site: bool = False
    top: str = ""

    def words(self) -> str:
        """Return the explained terms; sources stand in lists that ``pack`` numbers."""
        rows = self.tables.glossary.loc[list(self.terms)]
        rows = rows.sort_values("term", key=lambda terms: terms.str.casefold())
        whole = len(rows) == len(self.tables.glossary)
        title = "Glossary" if whole else "Words of this chapter"
        return self._render("glossary", title, rows.to_dict("records")) if len(rows) else ""

    def sections(self, words: str, notes: pd.DataFrame) -> Markup:
        """Return all sections; ``words`` are those with their numbers, ``notes`` the sources."""
        everything = self.tables.sources.sort_values(["publisher", "published"], kind="stable")
        listed = everything if self.carried else notes
        parts = [words]
        if self.groups:
            parts.append(self._render("index", self.groups, say.number(MOST), self.site))
        if len(listed):
            rows, counts = markup.notes(listed), mix(listed, self.tables.publishers)
            parts.append(self._render("sources", rows, counts, self.carried, self.site))
        if self.about:
            used = notes if len(notes) else everything
            facts = colophon.facts(self.tables, used, self.about)
            corrections = Markup(markdown2html(colophon.corrections()))
            later = colophon.SIZE, colophon.REQUESTS
            parts.append(self._render("about", facts, corrections, *later, self.site))
        return Markup("\n").join(map(Markup, parts))

    def _render(self, section: str, *arguments: Any) -> Markup:
        return self._macro(section, 0 if section == self.top else 2, *arguments)

    @staticmethod
    def _macro(name: str, *arguments: Any) -> Markup:
        return Markup(getattr(_MACROS, name)(*arguments))


@dataclass(frozen=True)
class Mix:
    """Where sources come from: of each its words, of all how many there are of each, most first."""

    origins: Mapping[str, str]
    kinds: Sequence[tuple[str, int]]
    countries: Sequence[tuple[str, int]]
    languages: Sequence[tuple[str, str, int]]


def mix(sources: pd.DataFrame, publishers: pd.DataFrame) -> Mix:
    """Count sources by kind, by country of the publisher and by language."""
    countries = publishers.set_index("name")["country"].dropna().to_dict()
    kinds = [KINDS[kind] for kind in sources["kind"]]
    known = [countries.get(publisher, "") for publisher in sources["publisher"]]
    spoken = [LANGUAGES.get(code, code) for code in sources["language"]]
    words = zip(kinds, known, ("" if word == "English" else word for word in spoken), strict=True)
    return Mix(
        {name: ", ".join(filter(None, of)) for name, of in zip(sources["id"], words, strict=True)},
        Counter(kinds).most_common(),
        Counter(filter(None, known)).most_common(),
        [
            (*of, n)
            for of, n in Counter(zip(sources["language"], spoken, strict=True)).most_common()
        ],
    )


def carried(tables: Tables, places: Sequence[Spot]) -> Carried:
    """Return what each source carries, by table, and where in the story it is used."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    titles = {resource["name"]: resource["title"] for resource in descriptor()["resources"]}
    for name, table in tables.items():
        if "sources" not in table:
            continue
        column = next((text for text in _TEXTS if text in table), None)
        texts = table[column].fillna("") if column else [""] * len(table)
        for ids, text in zip(table["sources"], texts, strict=True):
            for source in ids:
                said[source].append((titles[name], text))
    found = {}
    for source, url in tables.sources[["id", "url"]].itertuples(index=False):
        used = [spot for spot in places if source in spot.sources or url in spot.links]
        apart = {spot.label: spot for spot in reversed(used)}  # a section stands for its figures
        found[source] = list(dict.fromkeys(said[source])), list(apart.values())[::-1]
    return found


def behind(
    tables: Tables, places: Sequence[Spot], groups: Mapping[str, Group], text: str
) -> dict[str, Reference]:
    """Return what the pages of a site hold that stand behind its chapters."""
    return {
        "glossary": Reference(tables, list(tables.glossary.index), site=True, top="glossary"),
        "index": Reference(tables, groups=groups, site=True, top="index"),
        "sources": Reference(tables, carried=carried(tables, places), site=True, top="sources"),
        "about": Reference(tables, about=text, site=True, top="about"),
    }
