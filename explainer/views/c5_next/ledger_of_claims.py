"""What became of the article's statements, after a bet: a line for each, from then to now."""

import functools

import pandas as pd

from explainer import evidence, markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.evidence import ARTICLE
from explainer.panel import Panel, cited, counts, describe, listed, records
from explainer.say import day
from explainer.slopes import slopes

EXPECTED = {"forecast", "speculation", "allegation"}
KINDS = {"expected": ("Forecasts, guesses, allegations", EXPECTED)}
KINDS |= {"fact": ("Statements of fact", {"fact"}), "opinion": ("Opinions", {"opinion"})}
MANY = 3
"""Statements of a speaker from which on they can be chosen."""
BETS = {"0": "0 to 3", "4": "4 to 6", "7": "7 to 9", "10": "10 or more", "none": "No bet: show me"}
"""Bets on how many expectations have found support, by their lower ends."""


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    which = choice({key: name for key, (name, _) in groups(tables).items()}, label="Statements")
    return {"which": which, "bet": inside({"open": "Not yet"} | BETS)}


def ledger_of_claims(tables: Tables, *, which: str, bet: str, as_of: str) -> Panel:
    """Ask for a bet on the expectations; then show how the standing of each statement moved."""
    return _panel(tables, which, bet if which == "expected" else "", as_of)


@functools.lru_cache(maxsize=99)
def _panel(tables: Tables, which: str, bet: str, as_of: str) -> Panel:
    (name, chosen), waits = groups(tables)[which], bet == "open"
    rows = judged(tables, ARTICLE if waits else as_of)
    shown, tested = rows.loc[chosen], rows[rows["was"] != "opinion"]
    now = judged(tables, as_of)["status"].loc[chosen]
    support = sum(now.isin(evidence.SHOWN))
    [*_, met] = [low for low in BETS if low.isdigit() and int(low) <= support]
    asked = (len(shown), list(BETS.items()), bet, support, met, as_of)
    columns = {"Statement": "statement", "Said by": "name", "Kind": "kind", day(ARTICLE): "was"}
    return describe(
        "ledger_of_claims",
        listed(shown, columns | {day(ARTICLE if waits else as_of): "status"}),
        cited(shown, tables.sources),
        slopes(tested, set(chosen), (ARTICLE, as_of), not waits),
        lead=markup.fragment("claims", "bet", *asked) if bet else "",
        body=[markup.fragment("claims", "fates", counts(now), records(shown.assign(status=now)))]
        if waits
        else _lists(tables, shown, as_of),
        standings=shown["status"],
        waits=waits,
        found=list(counts(now).items()),
        kind=which if which in KINDS else "",
        by=name if which not in (*KINDS, "all") else "",
        count=len(shown),
        tested=len(tested),
        moved=sum(shown["status"] != shown["was"]),
        as_of=as_of,
    )


@functools.lru_cache(maxsize=4)
def groups(tables: Tables) -> dict[str, tuple[str, pd.Index]]:
    """Return the choices of statements: by kind, by who said several, the rest, and all."""
    claims = evidence.of_article(tables.claims)
    many = claims["speaker"].value_counts().loc[lambda n: n >= MANY].index
    found = {key: (name, claims["kind"].isin(kinds)) for key, (name, kinds) in KINDS.items()}
    found |= {who: (tables.actors["name"][who], claims["speaker"] == who) for who in many}
    found["others"] = ("Other speakers", ~claims["speaker"].isin(many))
    found["all"] = ("All statements", claims["speaker"].notna())
    return {key: (name, claims.index[held]) for key, (name, held) in found.items()}


@functools.lru_cache(maxsize=8)
def judged(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return the article's claims with their standings on a day and at first, and its sources."""
    claims = evidence.known(evidence.of_article(tables.claims), as_of)
    held = evidence.standings(tables.assessments, as_of).reindex(claims.index)
    was = evidence.standings(tables.assessments, ARTICLE)["status"].reindex(claims.index)
    words = {"status": held["status"].astype(str), "was": was.astype(str)}
    name = claims["speaker"].map(tables.actors["name"])
    return claims.assign(**words, sources=held["sources"], name=name)


def _lists(tables: Tables, shown: pd.DataFrame, as_of: str) -> list[str]:
    """List statements by standing; each opens to its path through time."""
    told = entries(tables, as_of)
    body: list[str] = []
    for word, count in counts(shown["status"]).items():
        body.append(markup.fragment("claims", "group", word, count))
        body += [told[claim] for claim in shown.index[shown["status"] == word]]
    return body


@functools.lru_cache(maxsize=8)
def entries(tables: Tables, as_of: str) -> dict[str, str]:
    """Return each statement as HTML, with the steps of its path that were public on a day."""
    page = tables.sources[["publisher", "url"]].to_dict("index")
    steps = evidence.paths(evidence.public(tables.assessments, tables.assessments["date"], as_of))
    steps = steps.assign(pages=steps["sources"].map(lambda ids: [page[id] for id in ids]))
    told = {claim: records(own) for claim, own in steps.groupby("claim")}
    rows = records(judged(tables, as_of))
    return {row["id"]: markup.fragment("claims", "claim", row, told[row["id"]]) for row in rows}
