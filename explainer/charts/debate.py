"""Chapter 04: the argument over the sanctions, and a Council in which to try it out."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, laid, marks, plain, strokes
from explainer.evidence import ARTICLE, in_order, public
from explainer.panel import Panel, cited, records
from explainer.say import day, number
from explainer.theme import LIGHT

POSITIONS = {
    "revoke-vote": "Take back the vote",
    "keep-sanctions": "Keep the sanctions",
    "reform-sanctions": "Ease or limit them",
    "ignore-sanctions": "Ignore them",
}
_ARTICLE = "bbc-2023-09-rosenberg-copy"  # what it reports was public on its day


def argument_map(tables: Tables, *, position: str, as_of: str) -> Panel:
    """Show who argues for a position, what backs it and what answers it."""
    rows = _arguments(tables, as_of)
    chosen = rows[rows["lane"] == position]
    entries = {row["id"]: row for row in records(rows)}
    full = [_entry(row, entries) for row in records(chosen)]
    body: list[str] = [markup.fragment("sanctions", "lane", POSITIONS[position], True)]
    body += [markup.fragment("sanctions", "argument", row) for row in full]
    for key, name in POSITIONS.items():
        others = [row for row in entries.values() if row["lane"] == key]
        if key != position and others:
            body += [Markup("</ul></div>"), markup.fragment("sanctions", "lane", name, False)]
            body += [markup.fragment("sanctions", "other", row) for row in others]
    answers = {answer["id"]: answer for entry in full for answer in entry["answered"]}
    russian = sum(answer["side"] == "russia" for answer in answers.values())
    against = number(len(answers)) if answers else "none"
    count = f"{number(len(chosen))} argument{'' if len(chosen) == 1 else 's'} for it"
    whose = f", {number(russian)} of these from Russians" if russian else ""
    return Panel(
        title=f"“{POSITIONS[position]}”: {count}, {against} against{whose}",
        measure=f"Arguments in the debate made by {day(as_of)}, each in its lane, in order of time "
        "(not to scale). Lines lead from the chosen position to what answers it. Blue: Russians; "
        "orange: North Koreans; green: the United Nations; grey: others. The lane is the nearest "
        "of four positions, not a declared stand.",
        alt=f"Dot chart with four lanes and {len(rows)} arguments in order of time. Lines run from "
        f"the {len(chosen)} arguments of the chosen lane to {len(answers)} that answer them.",
        table=pd.DataFrame(
            {
                "Argument": [row["statement"] for row in full],
                "Who": [row["speaker_name"] for row in full],
                "When": [day(row["date"]) if row["date"] else "" for row in full],
                "In context": [row["summary"] for row in full],
                "Answered by": ["; ".join(a["speaker_name"] for a in r["answered"]) for r in full],
            }
        ),
        sources=cited(chosen, tables.sources),
        figure=_lanes(rows, position, narrow=False),
        narrow=_lanes(rows, position, narrow=True),
        body=(*body, Markup("</ul></div>")),
        standings={"opinion": len(chosen)},
        caveat="That these people said so is documented; whether they are right is for you to "
        "judge. Which argument answers which is our reading: some never mention each other. Few "
        "voices from the global South and none of ordinary North Koreans were found.",
    )


def _arguments(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return the arguments made by a day in order of time, with lane and side."""
    rows = tables.arguments
    dates = rows["date"].fillna("2024-01")  # undated: said before the speaker's move in that month
    dates = dates.mask(rows["sources"].map(lambda ids: _ARTICLE in ids), ARTICLE)
    rows = rows.assign(
        lane=rows["position"].replace("monitor-outside-un", "keep-sanctions"),
        side=rows["speaker"].map(tables.actors["side"]).fillna("other"),
    )
    rows = public(rows, dates, as_of)
    return in_order(rows, dates[rows.index])


def _entry(row: dict[str, Any], entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return one argument with those that back it and those that answer it."""
    backed = [other for other in entries.values() if row["id"] in other["supports"]]
    answered = [other for other in entries.values() if row["id"] in other["attacks"]]
    return {**row, "backed": backed, "answered": answered}


def _lanes(rows: pd.DataFrame, position: str, *, narrow: bool) -> Figure:
    at = dict(zip(rows.index, range(len(rows)), strict=True))
    lane = {name: list(POSITIONS).index(key) for name, key in rows["lane"].items()}
    links = [
        (row["id"], attacked)
        for row in records(rows)
        for attacked in row["attacks"]
        if attacked in rows.index and rows["lane"][attacked] == position
    ]
    near = {end for link in links for end in link} | set(rows.index[rows["lane"] == position])
    lines = strokes(
        **laid(narrow, [(at[a], at[b]) for a, b in links], [(lane[a], lane[b]) for a, b in links]),
        colour="soft",
        width=1,
    )
    dots = marks(
        **laid(narrow, list(at.values()), list(lane.values())),
        symbol="square",
        size=13,
        colour=[s if s in LIGHT else "ink" for s in rows["side"].replace("un", "council")],
        line=0,
        opacity=[1 if name in near else 0.3 for name in rows.index],
        picks=[f"position={lane}" for lane in rows["lane"]],
        hover=[
            f"<b>{plain(row['speaker_name'])}</b>{', ' + day(row['date']) if row['date'] else ''}"
            f"<br>{plain(row['statement'])}"
            for row in records(rows)
        ],
    )
    years: dict[str, int] = {}  # year -> place of its first argument, where there is room to say so
    for name, date in rows["date"].dropna().items():
        if at[name] - max(years.values(), default=-9) > 2:
            years.setdefault(date[:4], at[name])
    ticks = {"tickvals": list(years.values()), "ticktext": list(years), "showgrid": False}
    ends = [-0.8, max(len(rows) - 0.2, 12)]
    names = [f"<b>{name}</b>" if key == position else name for key, name in POSITIONS.items()]
    spread = {"range": [-0.6, 3.6] if narrow else [3.5, -0.5], "tickvals": [0, 1, 2, 3]}
    spread |= {"ticktext": _HEADS if narrow else names, "tickangle": 0}
    spread |= {"side": "top"} if narrow else {}
    return draw.figure(
        lines,
        dots,
        height=max(17 * len(rows), 220) + 60 if narrow else 320,
        **laid(narrow, ticks | {"range": ends[::-1] if narrow else ends}, spread, "axis"),
    )


_HEADS = ["Take<br>back", "Keep", "Ease or<br>limit", "Ignore"]

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
