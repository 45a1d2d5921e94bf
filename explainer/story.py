"""The story's views by name: one line a notebook cell.

Each function takes nothing and returns a :class:`~explainer.view.View`; ``VIEWS`` lists them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from explainer.cards import Panel
from explainer.charts import exchanges, exercises, exhibits, visit
from explainer.charts import reactions as replies
from explainer.data import FOLDER, Tables
from explainer.data import load as read
from explainer.view import Control, View, choice, explore, steps


def load() -> Tables:
    """Return the tables; they are read again only when a file of them has changed."""
    return _read(max(file.stat().st_mtime_ns for file in FOLDER.iterdir()))


@functools.lru_cache(maxsize=1)
def _read(_changed: int) -> Tables:
    return read()


AS_OF = choice(
    {
        "2023-09-12": "12 Sept 2023",
        "2023-10-31": "Oct 2023",
        "2024-03-31": "March 2024",
        "2024-11-30": "Nov 2024",
        "2026-03-31": "Latest",
    },
    label="As of (the article appeared on 12 September 2023)",
    default="2026-03-31",
    linked=True,
)


def itinerary() -> View:
    """Shoigu's three days in Pyongyang, stop by stop."""
    tables = load()
    land = visit.land(tables.region)
    return _view(visit.itinerary, tables, land, step=steps(visit.stops(tables.visit), label="Stop"))


def exhibition() -> View:
    """Weapons shown to the guest, and what UN rules say about them."""
    tables = load()
    names = tables.exhibits["name"].to_dict()
    return _view(
        exhibits.exhibition,
        tables,
        seen=choice(exhibits.SEEN, label="Seen"),
        item=choice({"all": "All", **names}, label="Weapon"),
    )


def firsts() -> View:
    """Statements that something was "the first", for the reader to judge."""
    tables = load()
    return _view(
        exchanges.firsts,
        tables,
        statement=choice(tables.firsts["statement"].to_dict(), label="Statement"),
        verdict=choice(exchanges.VERDICTS, label="What do you think?"),
    )


def how_rare() -> View:
    """Exchanges of delegations since 1990."""
    return _view(
        exchanges.how_rare,
        load(),
        direction=choice(exchanges.DIRECTIONS, label="Direction"),
        level=choice(exchanges.LEVELS, label="Rank"),
        as_of=AS_OF,
    )


def joint_exercises() -> View:
    """Joint exercises: the hint, and what came of it."""
    return _view(exercises.joint_exercises, load(), as_of=AS_OF)


def reactions() -> View:
    """Who said what about the visit."""
    return _view(replies.reactions, load(), who=choice(replies.WHO, label="Who"), as_of=AS_OF)


VIEWS: tuple[str, ...] = (
    "itinerary",
    "exhibition",
    "firsts",
    "how_rare",
    "joint_exercises",
    "reactions",
)


def _view(chart: Callable[..., Panel], *data: object, **controls: Control) -> View:
    return explore(functools.update_wrapper(functools.partial(chart, *data), chart), **controls)
