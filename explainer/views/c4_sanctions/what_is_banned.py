"""What the Security Council forbids, text by text."""

import pandas as pd

from explainer import draw, markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.draw import Figure, axis, band, both, marks, plain, scatter, strokes
from explainer.panel import Panel, cited, describe, listed, records
from explainer.say import brief, day
from explainer.views.c4_sanctions import EFFECTS, steps

LATE = "2016"


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view; it needs no date, since all texts are older than any."""
    names = steps(tables).drop_duplicates("measure").set_index("measure")["name"]
    return {"measure": choice({"all": "All", **names}, label="Measure")}


def what_is_banned(tables: Tables, *, measure: str) -> Panel:
    """Show which text brought, changed or softened which measure; one measure in plain words."""
    rows = steps(tables)
    begun = rows.groupby("measure")["date"].min().sort_values(kind="stable")
    measures = tables.measures.loc[begun.index]
    texts = rows.groupby("measure")["symbol"].agg(lambda names: ", ".join(names.unique()))
    columns = {"Measure": "name", "Begun": begun.map(day), "Texts": texts[begun.index]}
    chosen, row, body = rows, {}, ""
    table = listed(measures, columns | {"In plain words": "summary"})
    if measure != "all":
        chosen = rows[rows["measure"] == measure]
        [row] = records(measures.loc[[measure]])
        body = markup.fragment("sanctions", "measure", row, records(chosen))
        columns = {"Text": "symbol", "Date": "date", "Vote": "vote", "Effect": "words"}
        table = listed(chosen, columns | {"Paragraphs": chosen["paragraphs"].map("; ".join)})
    return describe(
        "what_is_banned",
        table,
        cited(chosen, tables.sources),
        both(_stairs, rows, measures, measure),
        body=body,
        standings=["documented"] * len(chosen),
        name=row.get("name"),
        begun=begun.get(measure),
        texts=chosen["resolution"].nunique(),
        measures=len(measures),
        late=sum(begun >= LATE),
        since=LATE,
        last=rows["date"].max(),
    )


def _stairs(rows: pd.DataFrame, measures: pd.DataFrame, chosen: str, *, narrow: bool) -> Figure:
    """Draw a row a measure and a column a text; phones have short names."""
    dates = sorted(rows["date"][~rows["symbol"].str.contains("PRST")].unique())
    left = -8 if narrow else -9.4
    at = pd.Series(range(len(measures)), measures.index)
    x = rows["date"].map({date: n for n, date in enumerate(dates)})  # none for a statement
    slot = rows.groupby(["measure", "resolution"]).cumcount()
    reach = x.groupby(rows["measure"]).agg(["min", "max"]).loc[measures.index]
    reach["max"] = reach["max"].where(measures["ended"].notna(), len(dates) + 0.5)
    names = scatter(
        x=[left] * len(at),
        y=at,
        mode="text",
        text=measures["short" if narrow else "name"].map(plain),
        textposition="middle right",
        customdata=[f"measure={measure}" for measure in measures.index],
        hoverinfo="none",
    )
    dots = marks(
        x=x + slot * 0.34,
        y=rows["measure"].map(at),
        symbol=[EFFECTS[effect][1] for effect in rows["effect"]],
        size=13,
        colour="council",
        picks=[f"measure={measure}" for measure in rows["measure"]],
        hover=[
            f"<b>{plain(r['name'])}</b><br>{plain(r['symbol'] + ': ' + r['words'])}"
            for r in records(rows)
        ],
    )
    now, row = len(dates) + 0.05, at.get(chosen, 0)
    lit = band("find", x=(0, 1), y=(row - 0.5, row + 0.5), xref="paper")
    if chosen == "all":
        lit = band("find", x=(now - 0.45, now + 0.45), y=(0, 1), yref="paper")
    heads = [(n, brief(date[:7])) for n, date in enumerate(dates)] + [(now, "in force")]
    # A phone has room for every other head.
    ticks = dict(heads[::-2]) if narrow else {n: w.replace(" ", "<br>") for n, w in heads}
    return draw.figure(
        strokes(reach.to_numpy().tolist(), [(y, y) for y in at], "council", 1.5),
        dots,
        names,
        height=27 * len(at) + 80,
        xaxis=axis(left - 0.1, len(dates) + 0.5, ticks, grid=True)
        | {"side": "top", "tickangle": -90 if narrow else 0},
        yaxis=axis(len(at) - 0.4, -0.9),
        shapes=[lit],
    )
