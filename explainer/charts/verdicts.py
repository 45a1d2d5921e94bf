"""Chapter 05: what still stands for a sceptic, and what became of the expectations."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw, evidence, markup
from explainer.charts.claims import judged
from explainer.data import Tables
from explainer.draw import Figure, label, marks, wrapped
from explainer.evidence import STANDINGS
from explainer.panel import Panel, cited, counts, listed

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
