"""Terms of the glossary: marked where a chapter first uses them, and explained in a section."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from explainer.say import typeset

_TAGS = re.compile(r"(<[^>]+>)")
_CLOSED = re.compile(r"</?(a|h[1-6]|code|pre|svg|summary)\b")
_MARKED = re.compile(r'class="term" href="#term-([a-z0-9-]+)"')


def marker(glossary: pd.DataFrame) -> Callable[[str], str]:
    """Return a function that marks terms in the pieces of one chapter, each at its first use.

    A term is a link to its explanation. Forms with a capital are found as written, others in any
    case and with a plural's ``s``. Links, headings and code are left alone.
    """
    forms = {
        typeset(form): index
        for index, term, also in glossary[["id", "term", "also"]].itertuples(index=False)
        for form in (term, *also)
    }
    lower = {form.lower(): (form, index) for form, index in forms.items()}
    longest = sorted(map(re.escape, lower), key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(longest)})(s?)\b", re.IGNORECASE)
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        form, index = lower[match[1].lower()]
        if index in seen or (form != form.lower() and form != match[1]):
            return match[0]
        seen.add(index)
        return f'<a class="term" href="#term-{index}">{match[0]}</a>'

    def mark(html: str) -> str:
        depth, pieces = 0, []
        for piece in _TAGS.split(html):
            if piece.startswith("<"):
                depth += bool(_CLOSED.match(piece)) * (-1 if piece.startswith("</") else 1)
            elif not depth:
                piece = pattern.sub(link, piece)
            pieces.append(piece)
        return "".join(pieces)

    return mark


def used(html: str) -> list[str]:
    """Return the ids of the terms that are marked in a page, in the order of their first use."""
    return list(dict.fromkeys(_MARKED.findall(html)))
