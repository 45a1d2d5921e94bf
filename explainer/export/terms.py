"""Terms and people: marked where a chapter first names them, and explained behind it."""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple

from explainer.data import Tables
from explainer.panel import records
from explainer.say import typeset

_CLOSED = r"<(a|h[1-6]|code|pre|svg|summary)\b.*?</\1>|<[^>]+>"
"""Links, headings and code, in which nothing is marked, and all other tags."""
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]")


class Lexicon(NamedTuple):
    """What is marked: each form in lower case -> the form as written, and the id of its entry."""

    forms: dict[str, tuple[str, str]]
    pattern: re.Pattern[str]

    def mark(self, html: str, met: MutableMapping[str, str], here: str) -> str:
        """Link each entry at its first use in a chapter to its explanation.

        Forms with a capital are found as written, others in any case and with a plural's ``s``.
        What the chapter has ``met`` gets the new ones, each with the id of its section, ``here``.
        """

        def link(found: re.Match[str]) -> str:
            written = found["form"] or ""
            form, entry = self.forms.get(written.lower(), ("", ""))
            if not entry or entry in met or form not in (form.lower(), written):
                return found[0]
            met[entry] = here
            return f'<a class="term" href="#{entry}">{found[0]}</a>'

        return self.pattern.sub(link, html)


@functools.lru_cache(maxsize=1)
def lexicon(tables: Tables) -> Lexicon:
    """Return the terms of the glossary and the people of the tables."""
    named = [
        (form, f"term-{row['id']}")
        for row in records(tables.glossary)
        for form in (row["term"], *row["also"])
    ]
    named += _people(records(tables.actors[tables.actors["kind"] == "person"]))
    typed = [(typeset(form), entry) for form, entry in reversed(named)]
    forms = {form.lower(): (form, entry) for form, entry in typed}
    longest = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    pattern = rf"{_CLOSED}|\b(?P<form>{longest})s?\b"
    return Lexicon(forms, re.compile(pattern, re.IGNORECASE | re.DOTALL))


def _people(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield people by name, and by family name, which prose uses alone, where it is one's own.

    Chinese and Korean names have it first, and too many people share one: they are found in full.
    """
    words = Counter(word for row in rows for word in row["name"].split())
    for row in rows:
        family = row["name"].partition(" ")[2]
        alone = words[family] == 1 and not any(map(_EAST_ASIAN.search, row["also_known_as"]))
        names = (row["name"], *row["also_known_as"], *([family] if alone and family else []))
        yield from ((name, f"person-{row['id']}") for name in names)
