"""A vote of the Security Council to try out."""

import functools
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.evidence import public, retold
from explainer.panel import Panel, cited, describe, records
from explainer.say import day

VOTES = {"yes": "Yes", "abstain": "Abstain", "no": "No"}
ELECTED = {"0": "None", "4": "Four", "6": "Six", "10": "All ten"}
NEEDED = 9


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view; they start with the earliest real vote."""
    start = texts(tables, max(tables.dates["date"]))[1]["start"]
    west = {vote: word for vote, word in VOTES.items() if vote != "abstain"}
    return {
        "russia": choice(VOTES, label="Russia", value=start["russia"]),
        "china": choice(VOTES, label="China", value=start["china"]),
        "west": choice(west, label="US, Britain, France", value=start["west"]),
        "elected": choice(ELECTED, label="Elected in favour", value=start["elected"]),
    }


def council(
    tables: Tables, *, russia: str, china: str, west: str, elected: str, as_of: str
) -> Panel:
    """Let the reader cast the votes of the fifteen, and say what becomes of a text."""
    cast = {"russia": russia, "china": china, "west": west, "elected": elected}
    known = texts(tables, as_of)
    room = next((t for t in known if t["seats"] is not None and t["start"] == cast), None)
    real = room or known[-1]
    seats: pd.DataFrame = real["seats"]
    permanent = {land: cast.get(land, west) for land in seats.index[seats["role"] == "permanent"]}
    yes = int(elected) + [*permanent.values()].count("yes")
    vetoes = [seats["name"][land] for land, vote in permanent.items() if vote == "no"]
    adopted = yes >= NEEDED and not vetoes
    case = ("abstention" if "abstain" in permanent.values() else "adopted") if adopted else "failed"
    rules, sources = laws(tables, case, as_of)
    marks = ["yes"] * yes + ["rest"] * (15 - yes - len(vetoes)) + ["no"] * len(vetoes)
    tried = [permanent.get(land, f"{elected} of ten yes") for land in seats.index]
    return describe(
        "council",
        pd.DataFrame(
            {"Member": seats["name"], "Seat": seats["role"], "Vote tried here": tried}
            | {f"Vote on {day(real['date'])}": seats["vote"]}
        ),
        sources,
        lead=markup.fragment("sanctions", "starts", known, cast),
        body=markup.fragment(
            "sanctions", "council", marks, yes, vetoes, adopted, rules, case, room and room["text"]
        ),
        standings=["documented"],
        adopted=adopted,
        yes=yes,
        needed=NEEDED,
        vetoes=vetoes,
        date=real["date"],
        as_of=as_of,
    )


@functools.lru_cache(maxsize=8)
def texts(tables: Tables, as_of: str) -> list[dict[str, Any]]:
    """Return what the Council may be asked by a day, each with votes that make sense.

    Those are the votes cast; a text to lift the sanctions has not come to a vote, so those who
    wrote drafts for it are in favour.
    """
    said = public(tables.statements, tables.statements["date"], as_of)
    asked = {land for row in wishes(said, "lift")["actors"] for land in row}
    wish = {land: "yes" if land in asked else "no" for land in ("russia", "china", "west")}
    texts = [{"text": None, "date": "", "seats": None, "start": wish | {"elected": "0"}}]
    drafts = tables.resolutions.loc[tables.council["resolution"].unique()]
    for text in records(public(drafts, drafts["date"], as_of).sort_values("date")):
        seats = tables.council[tables.council["resolution"] == text["id"]].set_index("country")
        seats["name"] = tables.actors["name"]
        votes, elected = seats["vote"], seats["role"] == "elected"
        start = {"russia": votes["russia"], "china": votes["china"], "west": votes["united-states"]}
        start["elected"] = str(sum(votes[elected] == "yes"))
        seats = pd.concat([seats[~elected], seats[elected]])  # the permanent members first
        texts.append({"text": text, "date": text["date"], "seats": seats, "start": start})
    return texts


def wishes(rows: pd.DataFrame, proposal: str) -> pd.DataFrame:
    """Return the statements or arguments that a proposal to the Council rests on."""
    return rows[[proposal in proposals for proposals in rows["proposals"]]]


@functools.lru_cache(maxsize=16)
def laws(tables: Tables, case: str, as_of: str) -> tuple[dict[str, dict[str, Any]], pd.DataFrame]:
    """Return the rules by the case that they explain, and the sources of a result."""
    rules = retold(tables.rules, "summary", as_of).dropna(subset=["case"])
    rules = rules.set_index("case", drop=False)
    shown = rules.loc[list(dict.fromkeys([case, "renewal", "lift", "undo"]))]
    said = [wishes(rows, "undo") for rows in (tables.statements, tables.arguments)]
    rows = pd.concat([shown, tables.council, *said])
    pages = cited(rows, tables.sources)
    return {r["case"]: r for r in records(rules)}, public(pages, pages["published"], as_of)
