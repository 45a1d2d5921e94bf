"""Chapter 06: questions before and after the lesson, bets, and cards for the debate."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.data import Tables
from explainer.evidence import known, standings
from explainer.panel import Panel, cited, counts, records
from explainer.say import day, number

ANSWERS = {"open": "Not yet", "a": "A", "b": "B", "c": "C"}
CONFIDENCE = {"open": "Not yet", "guess": "I guess", "fairly": "Fairly sure", "certain": "Certain"}
_ASK = {
    "pre": "Six ideas of this story, one question each, before the lesson.",
    "post": "The same six ideas after the lesson, with other questions.",
    "exit": "Two questions on what you take away.",
}
_WHEN = {"pre": "Before", "post": "After", "exit": "Exit ticket"}


def items(quiz: pd.DataFrame, test: str) -> dict[str, str]:
    """Return the questions of a test as values of a control: number and idea."""
    rows = quiz[quiz["test"] == test]
    ideas = zip(rows["id"], rows["concept"], strict=True)
    return {item: f"{n}: {idea}" for n, (item, idea) in enumerate(ideas, 1)}


def precheck(tables: Tables, *, item: str, answer: str) -> Panel:
    """Ask about the six ideas before the lesson."""
    return _question(tables, "pre", item, answer, "")


def postcheck(tables: Tables, *, item: str, answer: str, sure: str) -> Panel:
    """Ask about the same six ideas after the lesson."""
    return _question(tables, "post", item, answer, sure)


def exit_ticket(tables: Tables, *, item: str, answer: str, sure: str) -> Panel:
    """Ask what the reader takes away, and how sure of it."""
    return _question(tables, "exit", item, answer, sure)


def _question(tables: Tables, test: str, item: str, answer: str, sure: str) -> Panel:
    """Show a question; once it is answered, what speaks for and against each answer.

    ``quiz`` may come without key and explanations: then only the answer given is shown.
    """
    rows = tables.quiz[tables.quiz["test"] == test]
    [row] = records(rows.loc[[item]])
    n = list(rows.index).index(item) + 1
    levels = [(key, word) for key, word in CONFIDENCE.items() if key != "open" and sure]
    keyed = "key" in row
    reasons = [markup.fragment("classroom", "reasons", row, answer)] if keyed else []
    return Panel(
        title=f"{_WHEN[test]}, question {n} of {len(rows)}: {row['concept']}",
        measure=_ASK[test] + ("" if keyed else " The reasons come after the lesson."),
        prompt="Choose an answer, then read why." if keyed else "",
        alt="Text: a question with three answers to choose from"
        + (" and, once one is chosen, why each is right or wrong." if keyed else "."),
        table=rows[["text", "a", "b", "c"]].set_axis(["Question", "A", "B", "C"], axis=1),
        sources=cited(rows.loc[[item]], tables.sources),
        body=(
            markup.fragment("classroom", "question", row, answer, sure, levels),
            *reasons,
            _onward(rows.index, n, "question"),
        ),
        caveat="A question here tests an idea, not a memory: whoever looks into the sources may "
        "well dispute an answer, and should.",
    )


def _onward(items: pd.Index, n: int, what: str) -> Markup:
    """Return the button that leads from the ``n``-th item to the next; none after the last."""
    return markup.fragment(
        "classroom", "onward", items[n] if n < len(items) else "", n, len(items), what
    )


SURE = {
    "open": "Not yet",
    "5": "5 %: almost surely not",
    "25": "25 %: unlikely",
    "50": "50 %: as likely as not",
    "75": "75 %: likely",
    "95": "95 %: almost surely",
}


def wagers(bets: pd.DataFrame) -> dict[str, str]:
    """Return the bets as values of a control."""
    return {item: f"{n}: {item.replace('-', ' ')}" for n, item in enumerate(bets["id"], 1)}


def brier(sure: str, outcome: bool) -> float:
    """Return the score of a bet: 0 is perfect, 1 is sure and wrong."""
    return (int(sure) / 100 - outcome) ** 2


def bets(tables: Tables, *, item: str, answer: str) -> Panel:
    """Let the reader say how sure an expectation is, then show what happened and the score."""
    rows = tables.bets
    [row] = records(rows.loc[[item]])
    row["came"] = "It came true." if row["outcome"] else "It did not come true."
    events = tables.events.loc[list(row["events"])]
    levels = {sure: words for sure, words in SURE.items() if sure != "open"}
    scores = {sure: brier(sure, row["outcome"]) for sure in levels}
    outcomes = " ".join(f"{id}={int(came)}" for id, came in rows["outcome"].items())
    n = list(rows.index).index(item) + 1
    told = answer != "open"
    return Panel(
        title=f"Bet {n} of {len(rows)}: how sure would you have been?",
        measure="Expectations that one could have on 12 September 2023. Say how sure you are, then "
        "see what happened. Your first answer counts.",
        alt="Text: an expectation and, once the reader has said how sure it is, what happened, "
        "the standing of that, and the score of the bet.",
        table=pd.DataFrame(
            {"Bet": range(1, len(rows) + 1), "Expectation": rows["expectation"].tolist()}
        ),
        sources=cited(
            pd.concat([rows.loc[[item]], events]) if told else tables.article.loc[["title"]],
            tables.sources,
        ),
        body=(
            markup.fragment("classroom", "bet", row, list(levels.items()), answer),
            markup.fragment("classroom", "outcome", row, records(events), answer, scores, outcomes),
            _onward(rows.index, n, "bet"),
        ),
        standings=counts(events["status"]) if told else {},
        caveat="Eight bets are few: a good mean score can be luck. That something did not happen "
        "means that no report of it was found up to March 2026.",
    )


def eve(tables: Tables) -> str:
    """Return the day before the vote that the role cards are about."""
    [draft] = tables.roles_cards["draft"].unique()
    vote = datetime.date.fromisoformat(tables.resolutions["date"][draft])
    return str(vote - datetime.timedelta(days=1))


def role_cards(tables: Tables, held: dict[str, pd.DataFrame], *, role: str) -> Panel:
    """Show where a role stands, what it could trade, and the facts for and against it.

    ``held`` is what :func:`public` returns: nothing on a card is later than the eve of the vote.
    """
    [row] = records(tables.roles_cards.loc[[role]])
    sides = {side: facts_of(row, side, held) for side in ("for", "against")}
    facts = pd.concat(sides, names=["side"]).reset_index(level="side")
    use, answer = (number(len(rows)) for rows in sides.values())
    return Panel(
        title=f"{row['role']}: {use} fact{'' if use == 'one' else 's'} to use, {answer} to answer",
        measure=f"Cards for a debate in the Security Council on {day(eve(tables))}, put as each "
        "role would put itself. Facts carry the mark of what is claimed.",
        alt="Text: a first statement, interests and red lines of a role, what it could trade and "
        "what its vote costs, and two lists of facts with their standing.",
        table=pd.DataFrame(
            {
                "Fact": facts["text"],
                "Use": facts["side"].map({"for": "for the role", "against": "against the role"}),
                "Standing": facts["status"],
                "Date": facts["date"].map(day),
            }
        ),
        sources=cited(facts, tables.sources),
        body=markup.fragment("classroom", "role", row, [records(r) for r in sides.values()]),
        standings=counts(facts["status"]),
        caveat="Openings, stances, trades and costs are our reading of public positions, in our "
        "words; no government wrote them. A fact to answer is one that others will raise.",
    )


def public(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the events and claims that were public on the eve of the vote, with their standing."""
    as_of = eve(tables)
    events = known(tables.events, as_of)[["title", "status", "start", "sources"]]
    claims = tables.claims[["statement"]].join(
        standings(tables.assessments, as_of)[["status", "date", "sources"]], how="inner"
    )
    columns = ["text", "status", "date", "sources"]
    return {"events": events.set_axis(columns, axis=1), "claims": claims.set_axis(columns, axis=1)}


def facts_of(row: dict[str, Any], side: str, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what one side of a card may use of what was public."""
    kinds = [held[kind][held[kind].index.isin(row[f"{kind}_{side}"])] for kind in held]
    facts = pd.concat(kinds)
    return facts.assign(status=facts["status"].astype(str))
