"""Chapter 05: what still stands for a sceptic, and what became of the expectations."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw, evidence, markup
from explainer.charts.claims import EXPECTED, judged
from explainer.data import Tables, first_day
from explainer.draw import Figure, label, marks, wrapped
from explainer.evidence import ARTICLE, STANDINGS
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

CAMPS = {
    "kyiv": {"ukraine", "south-korea", "united-states", "nato", "estonia", "msmt"},
    "moscow": {"russia", "north-korea"},
}
KEPT = {"andrei-kozyrev", "fyodor-lukyanov", "moskovskij-komsomolets"}  # speak for no government
PAGES = {
    "state": ("state media", ["state-media"]),
    "news": ("news media", ["news"]),
    "copies": ("agency reports read elsewhere", ["wire-copy"]),
    "papers": ("UN, government and think-tank pages", ["un-document", "government", "think-tank"]),
}
LEAVE_OUT = {
    "kyiv": "Word of Kyiv, Seoul, Washington, NATO",
    "moscow": "Word of Moscow and Pyongyang",
    **{key: words[0].upper() + words[1:] for key, (words, _) in PAGES.items()},
}


def sceptic(tables: Tables, claims: pd.DataFrame, **leave: bool) -> Panel:
    """Leave out what a sceptic does not believe, and show which statements still stand."""
    camp = set().union(*(CAMPS[key] for key in CAMPS if leave[key]))
    home = tables.actors["country"].fillna(tables.actors["id"]).drop(list(KEPT)).to_dict()
    rows = tables.assessments
    alone = [bool(a) and all(home.get(actor) in camp for actor in a) for a in rows["actors"]]
    rows = rows[[not word for word in alone]]
    kinds = [kind for key, (_, kinds) in PAGES.items() if leave[key] for kind in kinds]
    rows = evidence.without(rows, tables.sources, kinds)
    held = evidence.standings(rows, tables.dates["date"].iloc[-1]).reindex(claims.index)
    claims = claims.assign(after=held["status"].astype("str").fillna(""))
    same, gone = claims["after"] == claims["status"], claims["after"] == ""
    lost = claims[~same]
    body: list[str] = []
    for (before, after), part in lost.groupby(["status", "after"], sort=False):
        body.append(markup.fragment("claims", "fates", before, after, len(part)))
        body += [markup.fragment("claims", "fate", text) for text in part["statement"]]
    return Panel(
        title=_sceptic_title(leave, len(claims), int(same.sum()), int(gone.sum())),
        measure="The article's statements of fact, allegations, forecasts and guesses, in rows by "
        "their standing with all sources. Each mark shows the standing without what you leave out; "
        "a diamond: only speculated; a cross: nothing is left.",
        alt=f"Chart of {len(claims)} marks in rows by standing. {int(same.sum())} keep it, "
        f"{int((~same & ~gone).sum())} have another, {int(gone.sum())} are crossed out.",
        table=listed(
            claims,
            {"Statement": "statement", "With all sources": "status"}
            | {"Without": claims["after"].where(~gone, "no source left")},
        ),
        sources=cited(lost if len(lost) else claims, tables.sources),
        figure=_survivors(claims, narrow=False),
        narrow=_survivors(claims, narrow=True),
        body=tuple(body),
        standings=counts(claims["after"]),
        caveat="A finding counts as the word of a camp if everybody named as its author belongs to "
        "it. Where the latest finding falls, the one before it holds, so a statement can also gain "
        "when a contradiction is left out.",
    )


def tested(tables: Tables) -> pd.DataFrame:
    """Return the claims that evidence can settle with today's standing, the surest first."""
    rows = judged(tables, tables.dates["date"].iloc[-1])
    rows = rows[rows["status"] != "opinion"]
    return rows.iloc[rows["status"].map(list(STANDINGS).index).argsort(kind="stable")]


def _sceptic_title(leave: dict[str, bool], total: int, same: int, gone: int) -> str:
    camps = {
        "kyiv": "the word of Kyiv, Seoul, Washington and NATO",
        "moscow": "the word of Moscow and Pyongyang",
    }
    left = [words for key, words in camps.items() if leave[key]]
    if len(left) == 2:
        left = ["either camp’s word"]
    left += [words for key, (words, _) in PAGES.items() if leave[key]]
    if not left:
        return f"With all sources, {total} statements have a standing; leave some out"
    what = " or ".join([", ".join(left[:-1]), left[-1]] if left[1:] else left)
    end = f", and {gone} {'has' if gone == 1 else 'have'} no source left" if gone else ""
    return f"Without {what}, {same} of {total} statements keep their standing{end}"


def _survivors(claims: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw a mark for each statement, in rows by its standing with all sources."""
    words = list(dict.fromkeys(claims["status"]))
    place: dict[str, Any] = {
        "x": claims.groupby("status").cumcount(),
        "y": claims["status"].map(words.index),
    }
    hover = marks(
        **place,
        size=20,
        opacity=0,
        line=0,
        hover=[wrapped(text, 44) for text in claims["statement"]],
    )
    drawn = marks(
        **place,
        symbol=draw.glyphs(claims["after"]),
        size=15,
        colour=["ink" if same else "soft" for same in claims["after"] == claims["status"]],
    )
    sizes = claims["status"].value_counts()
    names = [
        label(-0.5, i, f"{word} <b>{sizes[word]}</b>", "left" if narrow else "right")
        | ({"yshift": 26} if narrow else {})
        for i, word in enumerate(words)
    ]
    step = 64 if narrow else 44
    return draw.figure(
        drawn,
        hover,
        height=step * len(words) + 24,
        xaxis={"range": [-0.6 if narrow else -3.2, 11.6 if narrow else 14], "visible": False},
        yaxis={"range": [len(words) - 0.5, -0.9 if narrow else -0.5], "visible": False},
        annotations=names,
    )


VERDICTS = {
    "open": "Not yet",
    "held": "It held up",
    "contested": "It is contested",
    "one side": "Only one side says so",
    "unseen": "Nobody shows it so far",
}
_OUTCOMES = dict.fromkeys(("documented", "corroborated"), "held")
_OUTCOMES |= dict.fromkeys(("disputed", "denied"), "contested")
_OUTCOMES |= {"alleged": "one side", "speculated": "unseen"}


def expectations(tables: Tables) -> dict[str, str]:
    """Return the forecasts, guesses and allegations of the article: claim -> statement."""
    claims = tables.claims
    claims = claims[claims["kind"].isin(list(EXPECTED))]
    return dict(zip(claims["id"], claims["statement"], strict=True))


def came_true(tables: Tables, rows: pd.DataFrame, *, statement: str, verdict: str) -> Panel:
    """Let the reader say what became of an expectation, then show what the record says."""
    rows = rows[rows["kind"].isin(list(EXPECTED))]
    found = rows["status"].map(_OUTCOMES)
    [row] = records(rows.loc[[statement]])
    path = evidence.path(tables.assessments, statement)
    turn = max((i for i, moved in enumerate(path["moved"]) if moved), default=0)
    told = path.iloc[sorted({turn, len(path) - 1})]
    guess = "" if verdict == "open" else VERDICTS[verdict]
    outcome = VERDICTS[found[statement]]
    row |= {"speaker": row["name"], "date": ARTICLE}
    right = guess == outcome
    return Panel(
        title=f"The article looks ahead, guesses or passes on a suspicion {number(len(rows))} "
        "times: what became of each?",
        measure="Forecasts, guesses and allegations of the article of 12 September 2023.",
        prompt="Choose one, then say what you think is known today.",
        alt="Text: the statement chosen and, once the reader has judged it, what the record says.",
        table=listed(
            rows,
            {"Statement": "statement", "Kind": "kind"}
            | {"Standing today": "status", "In short": found.map(VERDICTS)},
        ),
        sources=cited(told, tables.sources),
        body=markup.fragment("claims", "verdict", row, guess, outcome, right, records(told)),
        caveat="“It held up” means documented or corroborated; “contested” means that sources "
        "contradict each other or that something else came.",
    )


_SUBJECTS = {
    "troops": "Soldiers",
    "missiles": "Ballistic missiles",
    "workers": "Workers",
    "trade": "Trade and travel",
}


def scorecard(tables: Tables, *, as_of: str) -> Panel:
    """Say what the article got right, what it did not, and what is open, as of a date."""
    rows = judged(tables, as_of)
    facts = rows[rows["kind"] == "fact"]
    hoped = rows[rows["kind"].isin(list(EXPECTED))]
    outcome = hoped["status"].map(_OUTCOMES).fillna("one side")
    wrong = facts[~facts["status"].isin(["documented", "corroborated"])]
    right, open_ = hoped[outcome == "held"], hoped[outcome == "one side"]
    contested = pd.concat([hoped[outcome == "contested"], wrong])
    later = evidence.known(tables.events, as_of)
    later = later[first_day(later["start"]) > pd.Timestamp(ARTICLE)]
    said = {theme for themes in tables.claims["themes"] for theme in themes}
    missed = []
    for subject, name in _SUBJECTS.items():
        found = later[[subject in themes and subject not in said for themes in later["themes"]]]
        if len(found):
            [row] = records(found.loc[[found["significance"].idxmax()]])
            row |= {"date": row["start"], "subject": name, "count": len(found)}
            missed.append(row)
    groups = [
        (
            "What held up",
            "Forecasts, guesses and allegations that are documented or corroborated. Of "
            f"{len(facts)} statements of fact, {len(facts) - len(wrong)} are as well.",
            records(right),
        ),
        (
            "What is contested, or came otherwise",
            "Sources contradict each other, or something else came. Facts stand last.",
            records(contested),
        ),
        (
            "What nobody outside can settle yet",
            "One side or unnamed officials say so, or it is still a guess.",
            records(open_),
        ),
    ]
    shown = pd.concat([right, contested, open_])
    several = f"{number(len(missed))} later subject{'s are' if len(missed) > 1 else ' is'}"
    subjects = f"; {several} not in it" if missed else ""
    return Panel(
        title=f"Of {number(len(hoped))} expectations, {number(len(right))} held up by "
        f"{day(as_of)}{subjects}",
        measure=f"The article's forecasts, guesses, allegations and facts by their standing on "
        f"{day(as_of)}, and later subjects that it does not touch. Opinions are left out.",
        alt=f"Lists: {len(right)} statements that held up, {len(contested)} contested, "
        f"{len(open_)} open, and {len(missed)} subject{'' if len(missed) == 1 else 's'} that the "
        "article does not mention.",
        table=pd.DataFrame(
            {
                "Statement": [*shown["statement"], *(row["subject"] for row in missed)],
                "Kind": [*shown["kind"], *("not in the article" for _ in missed)],
                "Standing": [*shown["status"], *(row["status"] for row in missed)],
            }
        ),
        sources=cited(shown, tables.sources),
        body=markup.fragment("claims", "score", groups, missed),
        standings=counts(shown["status"]),
        caveat="A guess that failed is not a fault: the article marked most of them as guesses. "
        "That it does not mention a subject says little about a text of one page.",
    )
