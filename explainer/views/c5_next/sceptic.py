"""Which statements still stand for somebody who does not believe some of those who make them."""

import functools
import itertools

import pandas as pd

from explainer import evidence, markup
from explainer.controls import choice
from explainer.data import Tables
from explainer.draw import Figure, axis, both, figure, glyphs, label, marks, rule, wrapped
from explainer.evidence import SHOWN, STANDINGS
from explainer.panel import Panel, cited, describe, listed, records

STATES, NEWSROOMS = ("state-media", "government"), ("news", "wire-copy", "blog")
DOUBTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "nothing": ("With every source", (), ()),
    "kyiv": ("Without Kyiv, Seoul, Washington, NATO", ("kyiv",), ()),
    "moscow": ("Without Moscow and Pyongyang", ("moscow",), ()),
    "camps": ("Without either camp’s word", ("kyiv", "moscow"), ()),
    "states": ("Without state media and official pages", (), STATES),
    "newsrooms": ("Without newsrooms and agencies", (), NEWSROOMS),
    "records": ("On research, records and UN papers alone", (), STATES + NEWSROOMS),
}
"""Doubt -> its name, the camps whose word alone does not count, the kinds of pages left out."""

WORDS = {key: name for key, (name, *_) in DOUBTS.items()}
CONTROLS = {"doubt": choice(WORDS, label="Look at", value="camps")}


def sceptic(tables: Tables, *, doubt: str, as_of: str) -> Panel:
    """Show under each doubt which statements keep their standing, and list those of one doubt."""
    claims = tested(tables, as_of)
    claims = claims.assign(before=claims["nothing"], after=claims[doubt])
    kept, gone = claims["after"] == claims["before"], claims["after"] == ""
    sources = cited(claims[kept], tables.sources)
    return describe(
        "sceptic",
        listed(
            claims,
            {"Statement": "statement", "With all sources": "before"}
            | {"Without": claims["after"].mask(gone, "no source left")},
        ),
        sources[~sources["kind"].isin(DOUBTS[doubt][2])],
        both(_lines, claims, doubt),
        body=markup.fragment("sceptic", "lists", records(claims[kept]), records(claims[~kept])),
        standings=claims["after"][~gone],
        doubt=DOUBTS[doubt][0],
        nothing=doubt == "nothing",
        total=len(claims),
        kept=sum(kept),
        gone=sum(gone),
        shown=sum(claims["before"].isin(SHOWN)),
        as_of=as_of,
        rows=[(DOUBTS[key][0], (claims[key] == claims["nothing"]).sum()) for key in DOUBTS],
    )


@functools.lru_cache
def tested(tables: Tables, as_of: str) -> pd.DataFrame:
    """Return the article's claims that evidence can settle, with their standing in each doubt."""
    claims = evidence.known(evidence.of_article(tables.claims), as_of)
    camp = tables.actors["camp"].astype("str").to_dict()
    for doubt, (_, camps, kinds) in DOUBTS.items():
        rows = tables.assessments
        alone = [bool(who) and all(camp[actor] in camps for actor in who) for who in rows["actors"]]
        rows = evidence.without(rows[[not word for word in alone]], tables.sources, kinds)
        held = evidence.standings(rows, as_of)["status"].astype("str")
        claims[doubt] = held.reindex(claims.index).fillna("")
    claims = claims[~claims["nothing"].isin(["opinion", ""])]
    claims["sources"] = evidence.standings(tables.assessments, as_of)["sources"]
    claims["words"] = [wrapped(text, 44) for text in claims["statement"]]
    order = claims["nothing"].map([*STANDINGS].index).sort_values(kind="stable").index
    return claims.loc[order]


def _lines(claims: pd.DataFrame, doubt: str, *, narrow: bool) -> Figure:
    """Draw a line of marks for each doubt, the statements in the same order; narrow in two."""
    step, size, gap = (25, 13, 2.1) if narrow else (36, 15, 1.05)
    per = -(-len(claims) // (2 if narrow else 1))
    traces, texts, shapes = [], [], []
    height = -(-len(claims) // per) * 0.85 + gap
    lines = [n // per * 0.85 for n in range(len(claims))]
    x, words = [n % per for n in range(len(claims))], claims["words"].tolist()
    for row, (key, (name, *_)) in enumerate(DOUBTS.items()):
        y = [round(row * height + line, 2) for line in lines]
        same = (claims[key] == claims["nothing"]).tolist()
        if key == doubt:
            left, down = (list(itertools.compress(axis, same)) for axis in (x, y))
            traces.append(marks(x=left, y=down, symbol="square", size=24, colour="find", line=0))
        colour = ["ink" if stands else "other" for stands in same]
        signs = glyphs(claims[key])
        traces.append(marks(x=x, y=y, symbol=signs, size=size, colour=colour, hover=words))
        head = wrapped(name, 30 if narrow else 60)
        head = f"<b>{head}</b>" if key == doubt else head
        end = round(row * height - 0.53, 2)
        texts.append(label(0, end, head, "left bottom", xref="paper", align="left"))
        texts.append(label(1, end, f"<b>{sum(same)}</b>", "right bottom", xref="paper"))
        shapes.append(rule("hair", x=(0, 1), y=(end, end)) | {"xref": "paper"})
    end = len(DOUBTS) * height - gap
    return figure(
        *traces,
        height=round(step * (end + gap + 0.35)) + 16,
        annotations=texts,
        shapes=shapes,
        xaxis=axis(-0.6, per - 0.4),
        yaxis=axis(end, -gap - 0.35),
    )
