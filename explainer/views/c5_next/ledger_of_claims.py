"""What became of the article's statements: a line for each, from its standing then to that now."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from explainer import draw, evidence, markup, theme
from explainer.controls import Control, as_of, choice
from explainer.data import Tables
from explainer.draw import label, marks, scatter, wrapped
from explainer.evidence import ARTICLE, STANDINGS
from explainer.panel import Panel, cited, counts, describe, listed, records
from explainer.say import brief, day
from explainer.theme import LIGHT

EXPECTED = {"forecast", "speculation", "allegation"}
_KINDS: dict[str, tuple[str, set[str]]] = {
    "forecast": ("Forecasts", {"forecast"}),
    "guess": ("Guesses and allegations", {"speculation", "allegation"}),
    "fact": ("Statements of fact", {"fact"}),
    "opinion": ("Opinions", {"opinion"}),
}
_SPEAKERS = {
    "steve-rosenberg": "the reporter",
    "united-states": "the United States",
    "andrei-kozyrev": "Andrei Kozyrev",
    "fyodor-lukyanov": "Fyodor Lukyanov",
}
WHICH = {
    **{key: name for key, (name, _) in _KINDS.items()},
    **{key: f"Said by {name}" for key, name in _SPEAKERS.items()},
    "others": "Said by others",
    "all": "All statements",
}


Ends = dict[str, tuple[float, float, str, str]]


@dataclass(frozen=True)
class Ledger:
    """The statements as of a date: what all states of the view at that date share."""

    rows: pd.DataFrame  # the claims, with what `judged` adds
    entries: Mapping[str, list[str]]  # claim -> its HTML: statement, steps of its path, end
    ends: Ends  # claim -> height of its mark at the left and at the right, symbols of both
    lines: dict[str, Any]  # trace of all statements, pale
    marks: dict[str, Any]  # trace of their ends
    layout: Mapping[bool, dict[str, Any]]  # whether narrow -> the figure's layout


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return {"which": choice(WHICH, label="Statements"), "as_of": as_of(tables)}


def ledger_of_claims(tables: Tables, *, which: str, as_of: str) -> Panel:
    """Show how the standing of each statement moved; each opens to its path through time."""
    ledger = prepared(tables, as_of)
    rows = ledger.rows
    if which in _KINDS:
        shown = rows[rows["kind"].isin(_KINDS[which][1])]
    elif which == "others":
        shown = rows[~rows["speaker"].isin(list(_SPEAKERS))]
    else:
        shown = rows if which == "all" else rows[rows["speaker"] == which]
    body: list[str] = []
    for word, count in counts(shown["status"]).items():
        body.append(markup.fragment("claims", "group", word, count))
        for claim in shown.index[shown["status"] == word]:
            body += ledger.entries[claim]
    lit = _lines([ledger.ends[c] for c in shown.index if c in ledger.ends], "ink")
    traces = [ledger.lines, lit, ledger.marks]
    return describe(
        "ledger_of_claims",
        listed(
            shown,
            {"Statement": "statement", "Said by": "name", "Kind": "kind"}
            | {day(ARTICLE): "was", day(as_of): "status"},
        ),
        cited(shown, tables.sources),
        {
            "figure": {"data": traces, "layout": ledger.layout[False]},
            "narrow": {"data": traces, "layout": ledger.layout[True]},
        },
        body=body,
        standings=shown["status"],
        found=list(counts(shown["status"]).items()),
        what=_KINDS[which][0].lower() if which in _KINDS else "statements",
        by=_SPEAKERS.get(which, "" if which in _KINDS or which == "all" else which),
        count=len(shown),
        tested=int((rows["was"] != "opinion").sum()),
        moved=int((shown["status"] != shown["was"]).sum()),
        as_of=as_of,
    )


def judged(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return the article's claims public by a day, with their standings then and at first.

    Columns besides those of the claims: ``status``, ``was``, ``name`` of the speaker, and of the
    evidence ``date`` and ``sources``.
    """
    claims = evidence.known(evidence.of_article(tables.claims), as_of)
    held = evidence.standings(tables.assessments, as_of).reindex(claims.index)
    first = evidence.standings(tables.assessments, ARTICLE).reindex(claims.index)
    return claims.assign(
        status=held["status"].astype(str),
        was=first["status"].astype(str),
        date=held["date"],
        sources=held["sources"],
        name=claims["speaker"].map(tables.actors["name"]),
    )


@functools.lru_cache(maxsize=2)
def paths(tables: Tables) -> dict[str, dict[str, str]]:
    """Return the steps of each statement's path as HTML, by their ids."""
    pages = tables.sources[["publisher", "url"]].to_dict("index")
    found: dict[str, dict[str, str]] = {}
    for claim in evidence.of_article(tables.claims).index:
        found[claim] = {}
        for i, row in enumerate(records(evidence.path(tables.assessments, claim))):
            row["pages"] = [pages[source] for source in row["sources"]]
            found[claim][row["id"]] = markup.fragment("claims", "step", row, i == 0)
    return found


@functools.lru_cache(maxsize=8)
def prepared(tables: Tables, as_of: str) -> Ledger:
    """Return the ledger of a date, which all choices of statements share."""
    rows = judged(tables, as_of)
    entries: dict[str, list[str]] = {
        row["id"]: [markup.fragment("claims", "claim", row)] for row in records(rows)
    }
    seen = set(evidence.public(tables.assessments, tables.assessments["date"], as_of)["id"])
    for claim, steps in paths(tables).items():
        if claim in entries:
            entries[claim] += [step for key, step in steps.items() if key in seen]
            entries[claim].append("</ol></details>")
    tested = records(rows[rows["was"] != "opinion"])
    left, heads = _stack(tested, "was", "status")
    right, tails = _stack(tested, "status", "was")
    symbol = theme.MARKS
    ends: Ends = {
        row["id"]: (left[row["id"]], right[row["id"]], symbol[row["was"]], symbol[row["status"]])
        for row in tested
    }
    text = [wrapped(row["statement"], 44) for row in tested]
    return Ledger(
        rows,
        entries,
        ends,
        _lines(ends.values(), "hair"),
        _marks(ends.values(), text),
        {narrow: _layout(heads, tails, as_of, narrow) for narrow in (False, True)},
    )


_EASE = ((0, 0), (0.3, 0.1), (0.7, 0.9), (1, 1))


def _lines(ends: Collection[tuple[float, float, str, str]], colour: str) -> dict[str, Any]:
    """Draw a line for each statement, from its first standing to its last."""
    return scatter(
        x=[x for _ in ends for x in (*(x for x, _ in _EASE), None)],
        y=[y for a, b, *_ in ends for y in (*(round(a + (b - a) * s, 2) for _, s in _EASE), None)],
        mode="lines",
        line={"color": LIGHT[colour], "width": 1.8, "shape": "spline"},
        hoverinfo="skip",
    )


def _marks(ends: Collection[tuple[float, float, str, str]], text: list[str]) -> dict[str, Any]:
    """Draw the two marks of each statement, with its words."""
    return marks(
        x=[0] * len(text) + [1] * len(text),
        y=[round(float(end[i]), 2) for i in (0, 1) for end in ends],
        symbol=[end[i] for i in (2, 3) for end in ends],
        size=11,
        hover=text * 2,
    )


Groups = dict[str, tuple[float, int]]


def _stack(rows: list[dict[str, Any]], column: str, then: str) -> tuple[dict[str, float], Groups]:
    """Place statements in groups by standing: height by claim, top and size by group."""
    order = list(STANDINGS)
    places: dict[str, float] = {}
    groups: Groups = {}
    y = 0.0
    for word in order:
        part = sorted(
            (row for row in rows if row[column] == word), key=lambda row: order.index(row[then])
        )
        if part:
            groups[word] = (y, len(part))
            places |= {row["id"]: y + i for i, row in enumerate(part)}
            y += len(part) + 1.9
    return places, groups


def _layout(heads: Groups, tails: Groups, as_of: str, narrow: bool) -> dict[str, Any]:
    """Name the groups: beside their marks, or on narrow screens above them."""
    bottom = max(top + size for groups in (heads, tails) for top, size in groups.values())
    names = []
    for x, groups, title in ((0, heads, ARTICLE), (1, tails, as_of)):
        anchor = "right middle" if narrow == bool(x) else "left middle"
        shift: dict[str, Any] = {"xshift": (8 if narrow else 14) * (1 if x else -1)}
        shift["bgcolor"] = LIGHT["paper"]
        names.append(
            label(x, -3.2, brief(title) if narrow else day(title), anchor, "soft", **shift)
        )
        for word, (top, size) in groups.items():
            y = top - 1.5 if narrow else top + (size - 1) / 2
            names.append(label(x, round(y, 2), f"{word} <b>{size}</b>", anchor, **shift))
    return draw.figure(
        height=int((bottom + 3.9) * 14),
        xaxis={"range": [-0.05, 1.05] if narrow else [-0.36, 1.36], "visible": False},
        yaxis={"range": [round(bottom, 2), -3.9], "visible": False},
        annotations=names,
    )["layout"]
