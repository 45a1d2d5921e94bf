"""Terms and people: marked where a chapter first names them, and explained behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

import pandas as pd

from explainer.data import Tables
from explainer.say import typeset

_TAGS = re.compile(r"(<[^>]+>)")
_CLOSED = re.compile(r"</?(a|h[1-6]|code|pre|svg|summary)\b")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Lexicon:
    """What is marked: each form in lower case -> the form as written, and the id of its entry."""

    forms: dict[str, tuple[str, str]]
    pattern: re.Pattern[str]

    def mark(self, html: str, met: MutableMapping[str, str], here: str) -> str:
        """Link each entry at its first use in a chapter to its explanation.

        Forms with a capital are found as written, others in any case and with a plural's ``s``.
        Links, headings and code are left alone. What the chapter has ``met`` gets the new ones,
        each with the id of its section, ``here``.
        """

        def link(match: re.Match[str]) -> str:
            form, entry = self.forms[match[1].lower()]
            if entry in met or (form != form.lower() and form != match[1]):
                return match[0]
            met[entry] = here
            return f'<a class="term" href="#{entry}">{match[0]}</a>'

        depth, pieces = 0, []
        for piece in _TAGS.split(html):
            if piece.startswith("<"):
                depth += bool(_CLOSED.match(piece)) * (-1 if piece.startswith("</") else 1)
            elif not depth:
                piece = self.pattern.sub(link, piece)
            pieces.append(piece)
        return "".join(pieces)


def lexicon(tables: Tables) -> Lexicon:
    """Return the terms of the glossary and the people of the tables."""
    named = [*_terms(tables.glossary), *_people(tables.actors[tables.actors["kind"] == "person"])]
    forms = {form.lower(): (form, entry) for form, entry in reversed(named)}
    longest = sorted(map(re.escape, forms), key=len, reverse=True)
    return Lexicon(forms, re.compile(rf"\b({'|'.join(longest)})(s?)\b", re.IGNORECASE))


def _terms(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for key, term, also in rows[["id", "term", "also"]].itertuples(index=False):
        yield from ((typeset(form), f"term-{key}") for form in (term, *also))


def _people(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield people by name, and by family name, which prose uses alone, where it is one's own.

    Chinese and Korean names have it first, and too many people share one: they are found in full.
    """
    words = Counter(word for name in rows["name"] for word in name.split())
    for key, name, also in rows[["id", "name", "also_known_as"]].itertuples(index=False):
        family = name.partition(" ")[2]
        own = words[family] == 1 and not any(map(_EAST_ASIAN.search, also))
        yield from ((typeset(form), f"person-{key}") for form in (name, *also))
        if own and family:
            yield typeset(family), f"person-{key}"
