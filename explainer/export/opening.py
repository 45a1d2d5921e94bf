"""The first screen: what the story is, one figure that already says something, and the contents.

All of it is read from the rendered chapters: a question, its answer and the line of dates stand at
the top of each, and the opening figure is the picture of a view.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from markupsafe import Markup

from explainer.export.page import Chapter, citation
from explainer.export.pictures import Picture

TITLE = citation()["title"].partition(":")[0]
STANDFIRST = (
    "In September 2023 Kim Jong-un’s train crossed into Russia. What does each side want from the "
    "other, what does it cost them, and how sure can we be?"
)
FIGURE = "how_rare"
ANSWER = "02-gains"
"""The chapter whose answer is that of the whole story."""
_SHARED = "opening-figure"
_DATES = re.compile(r"Story as of (.+?) · updated (.+?) · (\d+) minutes?")


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    address: str
    short: str
    question: str
    minutes: int


@dataclass(frozen=True)
class Figure:
    """The opening figure: the default state of a view, as a picture that leads to it."""

    address: str
    title: str
    measure: str
    alt: str
    picture: Markup


@dataclass(frozen=True)
class Opening:
    """What the template ``opening.html.j2`` shows."""

    as_of: str
    updated: str
    contents: list[Entry]
    figure: Figure | None
    marks: str
    about: str
    corrections: str
    answer: str
    newest: str
    title: str = TITLE
    standfirst: str = STANDFIRST

    @property
    def minutes(self) -> int:
        """Reading time of all chapters."""
        return sum(entry.minutes for entry in self.contents)


def opening(
    chapters: Sequence[Chapter],
    address: Callable[[str, str], str],
    pictures: Mapping[str, Picture],
    newest: str,
) -> Opening:
    """Return the first screen for ``chapters``.

    Parameters
    ----------
    chapters : sequence of Chapter
    address : callable
        Where something is, from its chapter's name and its id (empty: the chapter itself).
    pictures : mapping of str to Picture
        Without a picture of ``FIGURE`` there is no opening figure.
    newest : str
        The day of the newest event that is recorded.
    """
    dates = [_DATES.search(chapter.html) for chapter in chapters]
    places = {
        name: address(chapter.name, name)
        for chapter in chapters
        for name in re.findall(r'data-view="(\w+)"', chapter.html)
    }
    figure = None
    if FIGURE in places and FIGURE in pictures:
        figure = _figure(chapters, places[FIGURE], pictures[FIGURE])
    return Opening(
        as_of=next((found[1] for found in dates if found), ""),
        updated=next((found[2] for found in reversed(dates) if found), ""),
        contents=[
            Entry(address(c.name, ""), c.short, c.title, int(found[3]) if found else 0)
            for c, found in zip(chapters, dates, strict=True)
        ],
        figure=figure,
        marks=places.get("how_sure", ""),
        about=address("about", ""),
        corrections=address("about", "corrections"),
        newest=newest,
        answer=next((c.answer for c in chapters if c.name == ANSWER), ""),
    )


def _figure(chapters: Sequence[Chapter], address: str, picture: Picture) -> Figure:
    html = "".join(chapter.html for chapter in chapters)
    root = BeautifulSoup(html, "html.parser").select_one(f'[data-view="{FIGURE}"]')

    def text(selector: str) -> str:
        found = root and root.select_one(selector)
        return found.get_text() if found else ""

    start, drawing = picture["narrow"].removesuffix("</svg>").split(">", 1)
    narrow = f'{start}><g id="{_SHARED}">{drawing}</g></svg>'
    drawn = Markup(picture["middle"] + narrow)
    return Figure(address, text("h3"), text(".measure"), text('[data-part="alt"]'), drawn)


def again(picture: Picture) -> Picture:
    """Return the opening's picture for its own figure on the same page, without its bytes."""
    start, _ = picture["narrow"].split(">", 1)
    return picture | {"narrow": f'{start}><use href="#{_SHARED}"/></svg>'}
