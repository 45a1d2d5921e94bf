"""What the Security Council forbids, text by text."""

from __future__ import annotations

import functools
import textwrap
from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.draw import Figure, band, marks, plain, scatter, strokes
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import brief, day

EFFECTS = {
    "introduced": ("brought in", "diamond"),
    "widened": ("widened", "triangle-up"),
    "tightened": ("tightened", "triangle-up"),
    "capped": ("limited in amount", "square"),
    "exempted": ("exception made", "triangle-down"),
    "restated": ("said again", "line-ns"),
}
LATE = "2016"


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view; it needs no date, since all texts are older than any."""
    names = steps(tables).drop_duplicates("measure").set_index("measure")["name"]
    return {"measure": choice({"all": "All", **names}, label="Measure")}


def what_is_banned(tables: Tables, *, measure: str) -> Panel:
    """Show which text brought, changed or softened which measure; one measure in plain words."""
    matrix = steps(tables)
    first = matrix.groupby("measure")["date"].min().sort_values(kind="stable")
    measures = tables.measures.loc[first.index]
    chosen = matrix[matrix["measure"] == measure] if measure != "all" else matrix
    table = {"Text": "symbol", "Date": "date", "Vote": "vote", "Effect": "words"}
    if measure != "all":
        [row] = records(measures.loc[[measure]])
        body: str = markup.fragment("sanctions", "measure", row, records(chosen))
        shown = listed(chosen, table | {"Paragraphs": chosen["paragraphs"].map("; ".join)})
    else:
        row, body = {}, ""
        texts = matrix.groupby("measure")["symbol"].agg(lambda names: ", ".join(names.unique()))
        columns = {"Measure": "name", "Begun": first.map(day), "Texts": texts[first.index]}
        shown = listed(measures, columns | {"In plain words": "summary"})
    figures = {
        name: highlight(stairs(tables, name == "narrow"), measure) for name in ("figure", "narrow")
    }
    return describe(
        "what_is_banned",
        shown,
        cited(chosen, tables.sources),
        figures,
        body=body,
        standings=["documented"] * len(chosen),
        name=row.get("name"),
        begun=first.get(measure),
        texts=chosen["resolution"].nunique(),
        measures=len(measures),
        late=int((first >= LATE).sum()),
        since=LATE,
        last=matrix["date"].max(),
    )


@functools.lru_cache(maxsize=2)
def steps(tables: Tables) -> pd.DataFrame:
    """Return what each text did to each measure, with names, symbols, dates and votes."""
    texts, matrix = tables.resolutions, tables.matrix
    votes = {row["id"]: vote(row) for row in records(texts)}
    return matrix.assign(
        name=matrix["measure"].map(tables.measures["name"]),
        symbol=matrix["resolution"].map(texts["symbol"]),
        date=matrix["resolution"].map(texts["date"]),
        words=matrix["effect"].map(lambda effect: EFFECTS[effect][0]),
        vote=matrix["resolution"].map(votes),
    )


def vote(row: dict[str, Any]) -> str:
    """Say how a text was adopted, and how Russia voted."""
    if row["yes"] == "":
        return "agreed without a vote"
    rest = f", {row['abstain']} abstaining" if row["abstain"] else ""
    stand = {"yes": "for", "abstain": "abstaining", "no": "against"}[row["russia_vote"]]
    return f"{row['yes']} to {row['no']}{rest}, Russia {stand}"


@functools.lru_cache(maxsize=4)
def stairs(tables: Tables, narrow: bool) -> Figure:
    """Draw a row a measure and a column a text; on phones the names stand above their rows."""
    matrix = steps(tables)
    first = matrix.groupby("measure")["date"].min().sort_values(kind="stable")
    dates = [
        *matrix[~matrix["symbol"].str.contains("PRST")]["date"].drop_duplicates().sort_values()
    ]
    lines = tables.measures["name"][first.index].map(
        lambda name: textwrap.wrap(plain(name), 30 if narrow else 60)
    )
    tall = lines.map(len) * 0.8 + 1.05 if narrow else lines.map(lambda _: 1.0)
    at = tall.cumsum() - tall + (lines.map(len) * 0.82 if narrow else 0)
    x = matrix["date"].map({date: n for n, date in enumerate(dates)})  # none for a statement
    y = matrix["measure"].map(at)
    slot = matrix.groupby(["measure", "resolution"]).cumcount()
    reach = x.groupby(matrix["measure"]).agg(["min", "max"]).loc[first.index]
    reach["max"] = reach["max"].where(tables.measures["ended"].notna(), len(dates) + 0.5)
    left = -0.4 if narrow else -9.4
    picks = [f"measure={measure}" for measure in first.index]
    names = scatter(
        x=[left] * len(at),
        y=at - 0.42 if narrow else at,
        mode="text",
        text=lines.map("<br>".join),
        textposition="top right" if narrow else "middle right",
        customdata=picks,
        hoverinfo="none",
    )
    dots = marks(
        x=x + slot * 0.34,
        y=y,
        symbol=[EFFECTS[effect][1] for effect in matrix["effect"]],
        size=13,
        colour="council",
        picks=[f"measure={measure}" for measure in matrix["measure"]],
        hover=[
            f"<b>{plain(r['name'])}</b><br>{plain(r['symbol'] + ': ' + r['words'])}"
            for r in records(matrix)
        ],
    )
    heads = [brief(date[:7]) for date in dates]
    return draw.figure(
        strokes(reach.to_numpy().tolist(), [(y, y) for y in at], "council", 1.5),
        dots,
        names,
        height=int((30 if narrow else 27) * tall.sum()) + 80,
        xaxis={"range": [left - 0.1, len(dates) + 0.5], "tickangle": -90 if narrow else 0}
        | {"side": "top", "tickvals": list(range(len(dates)))}
        | {"ticktext": heads if narrow else [head.replace(" ", "<br>") for head in heads]},
        yaxis={"range": [tall.sum() - 0.4, -0.9], "visible": False},
    )


def highlight(drawing: Figure, measure: str) -> Figure:
    """Lay a band behind the row of a measure; the traces stay the same in every state."""
    names = drawing["data"][2]
    if (pick := f"measure={measure}") not in names["customdata"]:
        return drawing
    y = names["y"][names["customdata"].index(pick)]
    reach = 0.5 if names["textposition"] == "middle right" else 0.9
    behind = band("find", x=(0, 1), y=(y - reach, y + reach), xref="paper")
    return {**drawing, "layout": {**drawing["layout"], "shapes": [behind]}}
