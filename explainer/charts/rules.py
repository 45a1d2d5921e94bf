"""Chapter 04: what the Security Council forbids, text by text, and how dealings fare under it."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables
from explainer.draw import Figure, band, marks, plain, scatter, strokes
from explainer.panel import Panel, cited, counts, listed, records
from explainer.say import day, number

EFFECTS = {
    "introduced": ("brought in", "diamond"),
    "widened": ("widened", "triangle-up"),
    "tightened": ("tightened", "triangle-up"),
    "capped": ("limited in amount", "square"),
    "exempted": ("exception made", "triangle-down-open"),
    "restated": ("said again", "line-ns"),
}
_ENDED = "small-arms-exception"  # the only row that no longer holds: an exception, not a ban


def steps(tables: Tables) -> pd.DataFrame:
    """Return what each text did to each measure, with names, symbols and dates."""
    texts, matrix = tables.resolutions, tables.matrix
    votes = pd.Series({row["id"]: _vote(row) for row in records(texts)})
    return matrix.assign(
        name=matrix["measure"].map(tables.measures["name"]),
        symbol=matrix["resolution"].map(texts["symbol"]),
        date=matrix["resolution"].map(texts["date"]),
        words=matrix["effect"].map(lambda effect: EFFECTS[effect][0]),
        vote=matrix["resolution"].map(votes),
    )


def _vote(row: dict[str, Any]) -> str:
    """Say how a text was adopted, and how Russia voted."""
    if row["yes"] == "":
        return "agreed without a vote"
    rest = f", {row['abstain']} abstaining" if row["abstain"] else ""
    stand = {"yes": "for", "abstain": "abstaining", "no": "against"}[row["russia_vote"]]
    return f"{row['yes']} to {row['no']}{rest}, Russia {stand}"


def what_is_banned(
    tables: Tables, matrix: pd.DataFrame, drawings: tuple[Figure, Figure], *, measure: str
) -> Panel:
    """Show which text brought, changed or softened which measure; one measure in plain words."""
    first = matrix.groupby("measure")["date"].min()
    measures = tables.measures.loc[first.sort_values(kind="stable").index]
    late = int((first >= "2016").sum())
    chosen = matrix[matrix["measure"] == measure] if measure != "all" else matrix
    if measure == "all":
        title = (
            f"{late} of {len(measures)} measures date from 2016 or later; none of the bans has "
            "been lifted"
        )
        card = markup.fragment("sanctions", "choose")
        table: dict[str, Any] = {
            "Measure": measures["name"],
            "Begun": first[measures.index].map(day),
            "Texts": matrix.groupby("measure")["symbol"].agg(_numbers)[measures.index],
            "In plain words": measures["summary"],
        }
    else:
        [row] = records(tables.measures.loc[[measure]])
        texts = chosen["resolution"].nunique()
        title = (
            f"{row['name']}: begun in {day(first[measure][:7])}, {number(texts)} "
            f"{'text' if texts == 1 else 'texts'} in all"
        )
        card = markup.fragment("sanctions", "measure", row, records(chosen))
        table = {"Text": "symbol", "Date": "date", "Vote": "vote", "Effect": "words"}
        table |= {"Paragraphs": chosen["paragraphs"].map("; ".join)}
    figure, narrow = (_highlight(drawing, measure) for drawing in drawings)
    return Panel(
        title=title,
        measure="Measures against North Korea (rows, the oldest first) and the Security Council’s "
        "texts that made them: ◆ brought in, ▲ widened or tightened, ■ limited in amount, "
        "▽ exception, | said again. The line runs on while a rule holds.",
        alt=f"Matrix of {len(measures)} measures and the texts of 2006 to 2022 that brought them "
        "in or changed them. The marks form a stair: arms first, then goods, money, workers and "
        "oil. All lines but one, an exception for small arms, run on to today.",
        table=listed(chosen, table),
        sources=cited(chosen, tables.sources),
        figure=figure,
        narrow=narrow,
        lead=card,
        standings={"documented": len(chosen)},
        caveat="Where no paragraph is named, no source we saw carries its number. A mark may stand "
        "for a binding decision or for a call on states: only decisions bind. Countries add "
        "measures of their own, which are not shown.",
    )


def _numbers(symbols: pd.Series) -> str:
    return ", ".join(dict.fromkeys(name.split("/")[2].split(" ")[0] for name in symbols))


def stairs(measures: pd.DataFrame, steps: pd.DataFrame, *, narrow: bool) -> Figure:
    """Draw a row a measure and a column a text, without a choice."""
    measures = measures.loc[steps.groupby("measure")["date"].min().sort_values(kind="stable").index]
    texts = steps.drop_duplicates("resolution").sort_values("date", kind="stable")
    texts = texts[~texts["symbol"].str.contains("PRST")]
    column = {text: i for i, text in enumerate(texts["resolution"])}
    names, at, height = [], {}, 0.0
    for row in records(measures):
        words = textwrap.wrap(plain(row["name"]), 30 if narrow else 60)
        names.append("<br>".join(words))
        at[row["id"]] = height + (0.82 * len(words) if narrow else 0)
        height += 1.05 + 0.8 * len(words) if narrow else 1
    x = steps["resolution"].map(column)
    y = steps["measure"].map(at)
    slot = steps.groupby(["measure", "resolution"]).cumcount()
    left = -0.4 if narrow else -9.4
    reach = x.groupby(steps["measure"]).agg(["min", "max"]).loc[list(at)]
    reach.loc[reach.index != _ENDED, "max"] = len(column) + 0.5
    lines = strokes(reach.to_numpy().tolist(), [(y, y) for y in at.values()], "council", 1.5)
    dots = marks(
        x=x + slot * 0.34,
        y=y,
        symbol=[EFFECTS[effect][1] for effect in steps["effect"]],
        size=13,
        colour="council",
        picks=[f"measure={m}" for m in steps["measure"]],
        hover=[
            f"<b>{plain(row['name'])}</b><br>{row['symbol']}: {row['words']}"
            for row in records(steps)
        ],
    )
    text = scatter(
        x=[left] * len(at),
        y=[place - 0.42 for place in at.values()] if narrow else list(at.values()),
        mode="text",
        text=names,
        textposition="top right" if narrow else "middle right",
        customdata=[f"measure={m}" for m in at],
        hoverinfo="none",
    )
    heads = [_head(symbol, narrow) for symbol in texts["symbol"]]
    return draw.figure(
        lines,
        dots,
        text,
        height=int((30 if narrow else 27) * height) + 70,
        xaxis={"range": [left - 0.1, len(column) + 0.5], "side": "top", "ticktext": heads}
        | {"tickvals": list(column.values()), "tickangle": -90 if narrow else 0},
        yaxis={"range": [height - 0.4, -0.9], "visible": False},
    )


def _highlight(drawing: Figure, measure: str) -> Figure:
    """Lay a band behind the row of a measure; the traces stay the same in every state."""
    names = drawing["data"][2]
    row = f"measure={measure}"
    if row not in names["customdata"]:
        return drawing
    y = names["y"][names["customdata"].index(row)]
    reach = 0.5 if names["textposition"] == "middle right" else 0.9
    behind = band("hair", x=(0, 1), y=(y - reach, y + reach), xref="paper")
    return {**drawing, "layout": {**drawing["layout"], "shapes": [behind]}}


def _head(symbol: str, narrow: bool) -> str:
    """Write ``S/RES/1718 (2006)`` as number and year."""
    name, _, year = symbol.removeprefix("S/RES/").removesuffix(")").partition(" (")
    return f"{name}, {year}" if narrow else f"{name}<br>{year}"


VERDICTS = {
    "allowed": "Allowed",
    "allowed-with-exemption": "Allowed with permission",
    "capped": "Allowed up to a limit",
    "contested": "Contested",
    "banned": "Banned",
}
GUESSES = {
    "open": "Not yet",
    "allowed": "Allowed",
    "conditions": "On conditions",
    "contested": "Contested",
    "banned": "Banned",
}


def docket(deals: pd.DataFrame, tables: Tables) -> dict[str, tuple[Any, ...]]:
    """Return deal -> its row, the measures that meet it with their texts, and its sources."""
    texts = steps(tables)
    return {
        row["id"]: (
            row,
            [
                (rule, records(texts[(texts["measure"] == rule["id"]) & near]))
                for near in [texts["resolution"].isin(row["resolutions"])]
                for rule in records(tables.measures.loc[list(row["measures"])])
            ],
            cited(deals.loc[[row["id"]]], tables.sources),
        )
        for row in records(deals)
    }


def deal_check(
    deals: pd.DataFrame, cases: dict[str, tuple[Any, ...]], *, deal: str, guess: str
) -> Panel:
    """Put a dealing to the reader, then show the rules that meet it and how we read them."""
    row, rules, sources = cases[deal]
    verdict = row["verdict"]
    group = "conditions" if verdict in ("allowed-with-exemption", "capped") else verdict
    banned, contested = (number(sum(deals["verdict"] == v)) for v in ("banned", "contested"))
    title = f"Of {len(deals)} dealings, {banned} fall under a ban and {contested} are contested"
    return Panel(
        title=title if guess == "open" else f"{row['title']}: {VERDICTS[verdict].lower()}",
        measure="Real or reported dealings with North Korea held against the Security Council’s "
        "rules.",
        prompt="Choose one, then give your verdict.",
        alt="Text: the dealing chosen and, once the reader has judged it, the rules that meet it.",
        table=listed(
            deals,
            {"Dealing": "title", "Date": "date", "Standing of the fact": "status"}
            | {"Our reading": deals["verdict"].map(VERDICTS), "Why": "explanation"},
        ),
        sources=sources,
        body=markup.fragment(
            "sanctions", "deal", row, rules, GUESSES[guess], group == guess, VERDICTS[verdict]
        ),
        standings=counts([row["status"]]),
        caveat="The mark says how sure it is that the dealing took place; the verdict is our "
        "reading of the texts. The 1718 Committee decides, by consensus, and we saw no decision of "
        "it on any of these but aid. Russia says that it keeps the rules.",
    )
