"""Chapter 06: questions before and after the lesson, bets, and cards for the debate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.data import Tables
from explainer.evidence import known, standings
from explainer.panel import Panel, cited, counts, records
from explainer.say import day, number

ANSWERS = {"open": "Not yet", "a": "A", "b": "B", "c": "C"}
_ASK = {
    "pre": "Six ideas of this story, one question each, before the lesson.",
    "post": "The same six ideas after the lesson, with other questions.",
    "exit": "Two questions on what you take away, and one on how sure you are.",
}
_WHEN = {"pre": "Before", "post": "After", "exit": "Exit ticket"}


def items(quiz: pd.DataFrame, test: str) -> dict[str, str]:
    """Return the questions of a test as values of a control: number and idea."""
    rows = quiz[quiz["test"] == test]
    ideas = zip(rows["id"], rows["concept"], strict=True)
    return {item: f"{n}: {idea}" for n, (item, idea) in enumerate(ideas, 1)}


def precheck(tables: Tables, *, item: str, answer: str) -> Panel:
    """Ask about the six ideas before the lesson."""
    return _question(tables, "pre", item, answer)


def postcheck(tables: Tables, *, item: str, answer: str) -> Panel:
    """Ask about the same six ideas after the lesson."""
    return _question(tables, "post", item, answer)


def exit_ticket(tables: Tables, *, item: str, answer: str) -> Panel:
    """Ask what the reader takes away, and how sure of it."""
    return _question(tables, "exit", item, answer)


def _question(tables: Tables, test: str, item: str, answer: str) -> Panel:
    """Show a question; once it is answered, what speaks for and against each answer.

    ``quiz`` may come without key and explanations: then only the answer given is shown.
    """
    rows = tables.quiz[tables.quiz["test"] == test]
    [row] = records(rows.loc[[item]])
    n = list(rows.index).index(item) + 1
    marked, key = "key" in row, row.get("key", "")
    options = [(letter, row[letter], row.get(f"why_{letter}", "")) for letter in "abc"]
    place = f"{_WHEN[test]}, question {n} of {len(rows)}"
    if answer == "open":
        title = f"{place}: {row['concept']}"
    elif not key:
        title = f"{place}: you answered {answer.upper()}"
    elif answer == key:
        title = f"{place}: {answer.upper()} is right"
    else:
        title = f"{place}: not {answer.upper()} but {key.upper()}"
    return Panel(
        title=title,
        measure=_ASK[test] + ("" if marked else " Your teacher has the key."),
        prompt="Choose an answer, then read why." if test == "pre" else "",
        alt="Text: a question with three answers to choose from"
        + (" and, once one is chosen, why each is right or wrong." if marked else "."),
        table=rows[["text", "a", "b", "c"]].set_axis(["Question", "A", "B", "C"], axis=1),
        sources=cited(rows.loc[[item]], tables.sources),
        body=(
            markup.fragment("classroom", "question", row["text"], options, answer, key, marked),
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
    came = "It came true" if row["outcome"] else "It did not come true"
    events = tables.events.loc[list(row["events"])]
    scores = {sure: brier(sure, row["outcome"]) for sure in SURE if sure != "open"}
    n = list(rows.index).index(item) + 1
    place = f"Bet {n} of {len(rows)}"
    told = answer != "open"
    article = tables.article.loc[["title"]]
    return Panel(
        title=f"{place}: {came[0].lower() + came[1:]}, and you had been {answer} % sure"
        if told
        else f"{place}: how sure would you have been?",
        measure="Expectations that one could have on 12 September 2023. How sure are you that it "
        "will come true?",
        prompt="Say so, then see what happened.",
        alt="Text: an expectation and, once the reader has said how sure it is, what happened, "
        "the standing of that, and the score of the bet.",
        table=pd.DataFrame(
            {"Bet": range(1, len(rows) + 1), "Expectation": rows["expectation"].tolist()}
        ),
        sources=cited(pd.concat([rows.loc[[item]], events]) if told else article, tables.sources),
        body=(
            markup.fragment(
                "classroom", "bet", {**row, "came": came}, records(events), answer, scores
            ),
            _onward(rows.index, n, "bet"),
        ),
        standings=counts(events["status"]) if told else {},
        caveat="Eight bets are few: a good mean score can be luck. That something did not happen "
        "means that no report of it was found up to March 2026.",
    )


Moment = tuple[pd.DataFrame, pd.DataFrame]


def moment(tables: Tables, as_of: str) -> Moment:
    """Return the events that were known on a day, and the standing of each claim."""
    return known(tables.events, as_of), standings(tables.assessments, as_of)


def role_cards(tables: Tables, moments: Mapping[str, Moment], *, role: str, as_of: str) -> Panel:
    """Show what a role wants, what it will not accept, and the facts for and against it.

    ``moments`` holds, by date, what :func:`moment` returns.
    """
    [row] = records(tables.roles_cards.loc[[role]])
    held = moments[as_of]
    sides = {side: facts_of(tables, row, side, held) for side in ("for", "against")}
    facts = pd.concat(sides, names=["side"]).reset_index(level="side")
    use, answer = (number(len(rows)) for rows in sides.values())
    return Panel(
        title=f"{row['role']}: {use} fact{'' if use == 'one' else 's'} to use and {answer} to "
        f"answer by {day(as_of)}",
        measure="Cards for a debate in the Security Council, put as each role would put itself. "
        "Facts carry the standing that they had on the date set.",
        alt="Text: a first statement, interests and red lines of a role, and two lists of facts "
        "with their standing, for and against it.",
        table=pd.DataFrame(
            {
                "Fact": facts["text"],
                "Use": facts["side"].map({"for": "for the role", "against": "against the role"}),
                "Standing": facts["status"],
                "Date": facts["date"].map(day),
            }
        ),
        sources=cited(pd.concat([tables.roles_cards.loc[[role]], facts]), tables.sources),
        body=markup.fragment("classroom", "role", row, [records(r) for r in sides.values()]),
        standings=counts(facts["status"]),
        caveat="Openings, interests and red lines sum up public positions in our words; no "
        "government wrote them. A fact to answer is one that others will raise, not a verdict.",
    )


def facts_of(tables: Tables, row: dict[str, Any], side: str, moment: Moment) -> pd.DataFrame:
    """Return the events and claims of one side of a card that were public on a day."""
    events, held = moment
    events = events[events.index.isin(row[f"events_{side}"])]
    claims = tables.claims.loc[list(row[f"claims_{side}"]), ["statement"]]
    rows = [
        events[["title", "status", "start", "sources"]],
        claims.join(held[["status", "date", "sources"]]),
    ]
    columns = ["text", "status", "date", "sources"]
    facts = pd.concat([part.set_axis(columns, axis=1) for part in rows])
    return facts.assign(status=facts["status"].astype(str))
