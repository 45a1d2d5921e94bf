"""A vote of the Security Council to try out."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice, steps
from explainer.data import Tables
from explainer.panel import Panel, cited, describe, records
from explainer.say import day

VOTES = {"yes": "Yes", "abstain": "Abstain", "no": "No"}
NEEDED = 9


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view; they start with the latest real vote."""
    start = texts(tables)[-1]["start"]
    return {
        "russia": choice(VOTES, label="Russia", value=start["russia"]),
        "china": choice(VOTES, label="China", value=start["china"]),
        "west": choice(VOTES, label="US, Britain, France", value=start["west"]),
        "elected": steps(*range(11), label="Elected members in favour", value=start["elected"]),
    }


def council(tables: Tables, *, russia: str, china: str, west: str, elected: int) -> Panel:
    """Let the reader cast the votes of the fifteen, and say what becomes of a text."""
    cast = {"russia": russia, "china": china, "west": west, "elected": elected}
    room = next((t for t in texts(tables) if t["seats"] is not None and t["start"] == cast), None)
    real = room or texts(tables)[-1]
    seats: pd.DataFrame = real["seats"]
    permanent = {land: cast.get(land, west) for land in seats.index[seats["role"] == "permanent"]}
    others = seats.index.drop(list(permanent))
    yes = elected + sum(vote == "yes" for vote in permanent.values())
    vetoes = [seats["name"][land] for land, vote in permanent.items() if vote == "no"]
    adopted = yes >= NEEDED and not vetoes
    case = ("abstention" if "abstain" in permanent.values() else "adopted") if adopted else "failed"
    rules, sources = laws(tables, case)
    marks = ["yes"] * yes + ["rest"] * (15 - yes - len(vetoes)) + ["no"] * len(vetoes)
    return describe(
        "council",
        pd.DataFrame(
            {"Member": seats["name"][[*permanent, *others]], "Seat": seats["role"]}
            | {"Vote tried here": [*permanent.values(), *[f"{elected} of ten yes"] * len(others)]}
            | {f"Vote on {day(real['date'])}": seats["vote"][[*permanent, *others]]}
        ),
        sources,
        lead=markup.fragment("sanctions", "starts", texts(tables), cast),
        body=markup.fragment(
            "sanctions", "council", marks, yes, vetoes, adopted, rules, case, room and room["text"]
        ),
        standings=["documented"],
        adopted=adopted,
        yes=yes,
        needed=NEEDED,
        vetoes=vetoes,
        date=real["date"],
    )


@functools.lru_cache(maxsize=4)
def texts(tables: Tables) -> list[dict[str, Any]]:
    """Return what the Council may be asked, each with votes that make sense.

    Those are the votes cast; a text to lift the sanctions has not come to a vote, so those who
    wrote drafts for it are in favour.
    """
    asked = {land for row in wishes(tables.statements, "lift")["actors"] for land in row}
    wish = {land: "yes" if land in asked else "no" for land in ("russia", "china", "west")}
    lift = {"text": None, "date": "", "seats": None, "start": wish | {"elected": 0}}
    drafts = []
    for draft, seats in tables.council.groupby("resolution", sort=False):
        seats = seats.set_index("country")
        seats["name"] = tables.actors["name"]
        votes = seats["vote"]
        elected = int((votes[seats["role"] == "elected"] == "yes").sum())
        start = {"russia": votes["russia"], "china": votes["china"], "west": votes["united-states"]}
        [text] = records(tables.resolutions.loc[[draft]])
        drafts.append({"text": text, "date": text["date"], "seats": seats})
        drafts[-1]["start"] = start | {"elected": elected}
    return [lift, *sorted(drafts, key=lambda draft: draft["date"])]


def wishes(rows: pd.DataFrame, proposal: str) -> pd.DataFrame:
    """Return the statements or arguments that a proposal to the Council rests on."""
    return rows[[proposal in proposals for proposals in rows["proposals"]]]


@functools.lru_cache(maxsize=8)
def laws(tables: Tables, case: str) -> tuple[dict[str, dict[str, Any]], pd.DataFrame]:
    """Return the rules by the case that they explain, and the sources of a result."""
    rules = tables.rules.dropna(subset=["case"]).set_index("case", drop=False)
    shown = rules.loc[list(dict.fromkeys([case, "renewal", "lift", "undo"]))]
    said = [wishes(rows, "undo") for rows in (tables.statements, tables.arguments)]
    rows = pd.concat([shown, tables.council, *said])
    return {row["case"]: row for row in records(rules)}, cited(rows, tables.sources)
