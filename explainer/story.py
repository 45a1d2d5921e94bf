"""The story's views by name: one line a notebook cell.

Each function takes nothing and returns a :class:`~explainer.view.View`; ``VIEWS`` lists them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from explainer.cards import Panel
from explainer.charts import (
    claims,
    classroom,
    counts,
    debate,
    estimates,
    exchanges,
    exercises,
    exhibits,
    gains,
    goods,
    opening,
    phases,
    premise,
    rules,
    since,
    sourcelab,
    verdicts,
    visit,
)
from explainer.charts import reactions as replies
from explainer.charts import shells as artillery
from explainer.charts import timeline as history
from explainer.charts import votes as ballots
from explainer.data import FOLDER, Tables
from explainer.data import load as read
from explainer.view import Control, View, choice, explore, steps, toggle


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
        "2026-03-31": "March 2026",
    },
    label="As of (the article appeared on 12 September 2023)",
    default="2026-03-31",
    linked=True,
)


def how_sure() -> View:
    """Seven marks of standing, learnt by placing statements."""
    tables = load()
    return _view(
        opening.how_sure,
        tables,
        {date: opening.marks(tables, str(date)) for date in AS_OF.options},
        statement=choice(opening.STATEMENTS, label="Statement"),
        guess=choice(opening.PLACES, label="Your mark", keep=True),
        as_of=AS_OF,
    )


def cast() -> View:
    """Who is who."""
    tables = load()
    return _view(
        opening.cast,
        tables,
        {date: opening.people(tables, str(date)) for date in AS_OF.options},
        side=choice(opening.SIDES, label="Side"),
        role=choice(opening.ROLES, label="Role"),
        as_of=AS_OF,
    )


def travel() -> View:
    """Journeys abroad of the two leaders, by year."""
    return _view(premise.travel, load(), as_of=AS_OF)


def common_enemy() -> View:
    """How often Russia, China and the United States vote as North Korea does."""
    votes = choice(premise.BASES, label="Votes in the General Assembly")
    return _view(premise.common_enemy, load(), votes=votes, as_of=AS_OF)


def drift() -> View:
    """Two versions of a few words, of which one is the original."""
    return _view(
        opening.drift,
        load(),
        passage=choice(opening.PASSAGES, label="Passage"),
        guess=choice(opening.WHICH, label="Which is the original?", keep=True),
    )


def timeline() -> View:
    """Events since 1945, by theme and actor."""
    tables = load()
    return _view(
        history.timeline,
        tables,
        *history.laid_out(tables),
        span=choice(history.SPANS, label="View"),
        theme=choice(history.THEMES, label="Theme"),
        who=choice(history.ACTORS, label="With"),
        as_of=AS_OF,
    )


def on_this_relationship() -> View:
    """Alliance, chill, return: the phases of the relationship."""
    guess = choice(phases.VOTES, label="Your guess: how often did Russia vote yes?", keep=True)
    return _view(phases.on_this_relationship, load(), guess=guess, as_of=AS_OF)


def ledger() -> View:
    """Both sides' gains, face to face, with their costs."""
    return _view(gains.ledger, load(), show=choice(gains.SHOW, label="Gains"), as_of=AS_OF)


def shells() -> View:
    """Turn containers into shells, one assumption at a time: the estimate workbench."""
    tables = load()
    figures = tables.figures
    return _view(
        artillery.shells,
        *artillery.material(tables),
        boxes=choice(artillery.containers(figures), label="Containers", default=artillery.START),
        calibre=choice(artillery.CALIBRES, label="Calibre"),
        share=choice(artillery.SHARES, label="Hold shells"),
        rounds=choice(artillery.packing(figures), label="Rounds in each (152 or 122 mm)"),
        unusable=choice(artillery.UNUSABLE, label="Can be fired"),
    )


def shell_estimates() -> View:
    """Who says how many shells, by method."""
    return _view(
        counts.shell_estimates,
        load(),
        quantity=choice(counts.QUANTITIES, label="Shells"),
        as_of=AS_OF,
    )


def trade() -> View:
    """North Korea's recorded trade with China and with Russia."""
    return _view(goods.trade, load(), scale=choice(goods.SCALES, label="Scale"))


def food() -> View:
    """Russian food: the reader's guess, then the record."""
    return _view(
        goods.food, load(), guess=choice(goods.GUESSES, label="What do you think?", keep=True)
    )


def two_states() -> View:
    """Russia and North Korea in figures."""
    return _view(gains.two_states, load(), topic=choice(gains.TOPICS, label="Figures"))


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
        verdict=choice(exchanges.VERDICTS, label="What do you think?", keep=True),
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


def votes() -> View:
    """Votes in the Security Council since 2006."""
    return _view(ballots.votes, load(), read=choice(ballots.READ, label="Read"), as_of=AS_OF)


def tests_and_resolutions() -> View:
    """What North Korea tested, and what the Council answered."""
    count = choice(ballots.COUNTS, label="Count")
    return _view(ballots.tests_and_resolutions, load(), count=count, as_of=AS_OF)


def what_is_banned() -> View:
    """Measures and the texts that made them."""
    tables = load()
    matrix = rules.steps(tables)
    drawn = tuple(rules.stairs(tables.measures, matrix, narrow=slim) for slim in (False, True))
    names = {"all": "All", **dict(zip(matrix["measure"], matrix["name"], strict=True))}
    return _view(
        rules.what_is_banned, tables, matrix, drawn, measure=choice(names, label="Measure")
    )


def deal_check() -> View:
    """Dealings with North Korea, for the reader to judge."""
    tables = load()
    return _view(
        rules.deal_check,
        tables.deals,
        rules.docket(tables.deals, tables),
        deal=choice(tables.deals["title"].to_dict(), label="Dealing"),
        guess=choice(rules.GUESSES, label="Your verdict", keep=True),
    )


def argument_map() -> View:
    """Who argues for what, and who answers."""
    position = choice(debate.POSITIONS, label="Position")
    return _view(debate.argument_map, load(), position=position, as_of=AS_OF)


def council() -> View:
    """Votes of the Security Council, cast by the reader."""
    return _view(
        debate.council,
        debate.chamber(load()),
        proposal=choice(debate.PROPOSALS, label="Proposal"),
        russia=choice(debate.VOTES, label="Russia", default="no"),
        china=choice(debate.VOTES, label="China", default="abstain"),
        west=choice(debate.VOTES, label="United States, Britain, France"),
        elected=steps(debate.ELECTED, label="Elected members in favour", default=10),
    )


def came_true() -> View:
    """Forecasts, guesses and allegations of the article, for the reader to judge."""
    tables = load()
    return _view(
        verdicts.came_true,
        tables,
        verdicts.tested(tables),
        statement=choice(verdicts.expectations(tables), label="Statement"),
        verdict=choice(verdicts.VERDICTS, label="What do you think?", keep=True),
    )


def ledger_of_claims() -> View:
    """Every statement of the article, and how its standing moved."""
    tables = load()
    dates = [str(date) for date in AS_OF.options]
    return _view(
        claims.ledger_of_claims,
        tables,
        claims.ledgers(tables, dates),
        which=choice(claims.WHICH, label="Statements"),
        as_of=AS_OF,
    )


def since_then() -> View:
    """Events after the article: a dozen, or all."""
    return _view(since.since_then, load(), subject=choice(since.SHOW, label="Show"))


def estimates_over_time() -> View:
    """Rival numbers of soldiers, casualties, containers and workers."""
    return _view(
        estimates.estimates_over_time,
        load(),
        quantity=choice(estimates.QUANTITIES, label="Number of"),
        order=choice(estimates.ORDERS, label="Order"),
    )


def sceptic() -> View:
    """Statements that still stand without what a sceptic does not believe."""
    leave = {
        key: toggle(words, default=key in verdicts.CAMPS)
        for key, words in verdicts.LEAVE_OUT.items()
    }
    tables = load()
    return _view(verdicts.sceptic, tables, verdicts.tested(tables), **leave)


def scorecard() -> View:
    """Fate of the article's expectations: held up, contested, open, not foreseen."""
    return _view(verdicts.scorecard, load(), as_of=AS_OF)


def _test(chart: Callable[..., Panel], test: str, tables: Tables) -> View:
    """Return a test of the classroom, question by question."""
    return _view(
        chart,
        tables,
        item=choice(classroom.items(tables.quiz, test), label="Question"),
        answer=choice(classroom.ANSWERS, label="Your answer", keep=True),
    )


def precheck() -> View:
    """Six ideas before the lesson."""
    return _test(classroom.precheck, "pre", load())


def bets() -> View:
    """Eight expectations of September 2023 to bet on, and what became of them."""
    tables = load()
    return _view(
        classroom.bets,
        tables,
        item=choice(classroom.wagers(tables.bets), label="Bet"),
        answer=choice(classroom.SURE, label="How sure are you?", keep=True),
    )


def source_lab() -> View:
    """Three questions to ask of a report."""
    tables = load()
    return _view(
        sourcelab.source_lab,
        tables,
        report=choice(sourcelab.reports(tables.source_lab), label="Report"),
        step=steps(sourcelab.STEPS, label="Opened"),
    )


def role_cards() -> View:
    """Roles for a debate, with facts for and against each."""
    tables = load()
    role = choice(tables.roles_cards["role"].to_dict(), label="Role")
    moments = {date: classroom.moment(tables, str(date)) for date in AS_OF.options}
    return _view(classroom.role_cards, tables, moments, role=role, as_of=AS_OF)


def postcheck(tables: Tables | None = None) -> View:
    """Six ideas after the lesson, in other questions; of tables without their key, where given."""
    return _test(classroom.postcheck, "post", tables or load())


def exit_ticket(tables: Tables | None = None) -> View:
    """Three questions at the end, one on confidence; of tables without their key, where given."""
    return _test(classroom.exit_ticket, "exit", tables or load())


VIEWS: tuple[str, ...] = (
    "how_sure",
    "cast",
    "travel",
    "common_enemy",
    "drift",
    "timeline",
    "on_this_relationship",
    "ledger",
    "shells",
    "shell_estimates",
    "trade",
    "food",
    "two_states",
    "itinerary",
    "exhibition",
    "firsts",
    "how_rare",
    "joint_exercises",
    "reactions",
    "votes",
    "tests_and_resolutions",
    "what_is_banned",
    "deal_check",
    "argument_map",
    "council",
    "came_true",
    "ledger_of_claims",
    "since_then",
    "estimates_over_time",
    "sceptic",
    "scorecard",
    "precheck",
    "bets",
    "source_lab",
    "role_cards",
    "postcheck",
    "exit_ticket",
)


def _view(chart: Callable[..., Panel], *data: object, **controls: Control) -> View:
    return explore(functools.update_wrapper(functools.partial(chart, *data), chart), **controls)
