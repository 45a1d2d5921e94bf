"""Chapter 04: the argument over the sanctions, and a Council in which to try it out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import markup
from explainer.data import Tables
from explainer.panel import Panel, cited, records
from explainer.say import day

PROPOSALS = {
    "panel": "Renew the experts’ panel",
    "new": "Adopt new sanctions",
    "undo": "Russia takes back an old vote",
    "lift": "Lift the sanctions",
}
VOTES = {"yes": "Yes", "abstain": "Abstain", "no": "No"}
ELECTED = {4: "Four of ten", 7: "Seven of ten", 10: "All ten"}
UNDECIDED: dict[str, str | int] = {
    "russia": "abstain",
    "china": "abstain",
    "west": "abstain",
    "elected": 4,
}
_WEST = ("united-states", "united-kingdom", "france")
_EFFECTS = {
    ("panel", True): "The experts work on for a year. The sanctions stay as they are.",
    ("panel", False): "The experts have to stop. The sanctions stay in force: they have no end "
    "date, so nobody has to renew them.",
    ("new", True): "North Korea may buy less oil, and more of its trade is banned.",
    ("new", False): "Nothing new is banned. The rules of December 2017 stay in force.",
    ("lift", True): "The bans end, for every state at once.",
    ("lift", False): "The bans go on, for every state.",
}


_ROADS = {
    "lift": ["draft-2019-12", "draft-2021-11"],
    "undo": [
        *("draft-2019-12", "draft-2021-11", "nebenzia-2024-03-28", "shoigu-2025-04-30"),
        *("us-wood-panel", "rok-cctv", "msmt-gap", "zakharova-2023-11-11"),
        *("zakharova-2024-10-23", "dprk-2025-06-02"),
    ],
}
"""Proposal -> the statements and arguments that its text rests on, besides the votes."""


def chamber(tables: Tables) -> dict[str, dict[str, Any]]:
    """Return proposal -> members, the real vote, and the sources for each rule that may decide."""
    rooms = {}
    for proposal in PROPOSALS:
        draft = "draft-2022-431" if proposal == "new" else "draft-2024-255"
        seats = tables.council[tables.council["resolution"] == draft].set_index("country")
        real = "res-2397" if proposal == "undo" else draft
        roads = pd.concat([tables.statements, tables.arguments]).reindex(_ROADS.get(proposal, []))
        rooms[proposal] = {
            "date": tables.resolutions["date"][draft],
            "real": records(tables.resolutions.loc[[real]])[0],
            "cast": seats["vote"].to_dict(),
            "names": tables.actors["name"][seats.index].to_dict(),
            "laws": {row["id"]: row for row in records(tables.rules)},
            "sources": {
                rule: cited(pd.concat([tables.rules.loc[[rule]], seats, roads]), tables.sources)
                for rule in _RULES
            },
        }
    return rooms


def council(
    rooms: dict[str, dict[str, Any]],
    *,
    proposal: str,
    west: str,
    russia: str,
    china: str,
    elected: int,
) -> Panel:
    """Let the reader cast the votes of the fifteen, and say what becomes of the proposal."""
    room = rooms[proposal]
    names, real = room["names"], room["real"]
    fixed = {"russia": russia, "china": china, **dict.fromkeys(_WEST, west)}
    others = [country for country in names if country not in fixed]
    yes = elected + sum(vote == "yes" for vote in fixed.values())
    vetoes = [names[country] for country, vote in fixed.items() if vote == "no"]
    passed = yes >= 9 and not vetoes
    rule = _rule(proposal, passed, vetoes, yes, "abstain" in fixed.values())
    if proposal == "undo":
        title = f"Nothing to vote on: the decision of {real['yes']} to {real['no']} stands"
    elif passed:
        title = f"Adopted: {yes} yes votes and no veto"
    elif yes < 9:
        title = f"Not adopted: {yes} yes votes, nine needed"
    else:
        who = f"{vetoes[0]}’s veto outweighs" if len(vetoes) == 1 else "vetoes outweigh"
        title = f"Not adopted: {who} {yes} yes votes"
    cast = room["cast"] | fixed
    state = {
        "proposal": proposal,
        "yes": yes,
        "vetoes": vetoes,
        "passed": passed,
        "elected": ELECTED[elected].lower(),
        "effect": _EFFECTS.get((proposal, passed)),
        "as_it_was": proposal in ("panel", "new") and elected == 10 and cast == room["cast"],
        "votes": [(names[country], vote) for country, vote in fixed.items()],
        "marks": ["yes"] * yes + ["rest"] * (15 - yes - len(vetoes)) + ["no"] * len(vetoes),
        "members": [names[country] for country in others],
    }
    date = day(room["date"])
    return Panel(
        title=title,
        measure="A vote of the Security Council to try out, with its fifteen members of "
        f"{day(room['date'][:7])}. Adopted is what gets nine yes votes and no veto, the no of a "
        "permanent member. The table has the real vote.",
        alt="Text and fifteen seats: the votes that the reader gives, whether the proposal is "
        "adopted, why, and what it would take.",
        table=pd.DataFrame(
            {
                "Member": [names[country] for country in (*fixed, *others)],
                "Seat": ["permanent"] * 5 + ["elected"] * 10,
                "Vote tried here": [*fixed.values(), *[f"{elected} of ten yes"] * 10],
                f"Vote on {date}": [room["cast"][country] for country in (*fixed, *others)],
            }
        ),
        sources=room["sources"][rule],
        body=markup.fragment("sanctions", "council", state, real, room["laws"][rule]),
        standings={"documented": 1},
        caveat="The totals and the votes against are on record; that each elected member voted yes "
        "is derived from them. The three Western permanent members move together here, which they "
        "need not. No vote on lifting these sanctions was found.",
    )


_RULES = (
    "vote-withdrawal",
    "charter-25",
    "abstention-practice",
    "charter-27-3",
    "sunset-and-open-ended",
    "reverse-veto",
)


def _rule(proposal: str, passed: bool, vetoes: list[str], yes: int, abstains: bool) -> str:
    """Name the rule that explains a result best."""
    if proposal == "undo":
        return "vote-withdrawal"
    if passed:
        return "abstention-practice" if abstains else "charter-25"
    if not vetoes or yes < 9:
        return "charter-27-3"
    return {"panel": "sunset-and-open-ended", "lift": "reverse-veto"}.get(proposal, "charter-27-3")
