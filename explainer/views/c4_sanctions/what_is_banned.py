"""What the Security Council forbids, text by text."""

import functools

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
    chosen, every, picture = steps(tables), measures(tables), both(_stairs, tables)
    last, row, body = chosen["date"].max(), {}, ""
    columns = {"Measure": "name", "Begun": every["begun"].map(day), "Texts": "texts"}
    table = listed(every, columns | {"In plain words": "summary"})
    if measure != "all":
        chosen = chosen[chosen["measure"] == measure]
        [row] = records(every.loc[[measure]])
        body = markup.fragment("sanctions", "measure", row, records(chosen))
        columns = {"Text": "symbol", "Date": "date", "Vote": "vote", "Effect": "words"}
        table = listed(chosen, columns | {"Paragraphs": chosen["paragraphs"].map("; ".join)})
        y = list(every.index).index(measure)
        lit = {"shapes": [band("find", x=(0, 1), y=(y - 0.5, y + 0.5), xref="paper")]}
        picture = {key: f | {"layout": f["layout"] | lit} for key, f in picture.items()}
    return describe(
        "what_is_banned",
        table,
        cited(chosen, tables.sources),
        picture,
        body=body,
        standings=["documented"] * len(chosen),
        name=row.get("name"),
        begun=row.get("begun"),
        texts=chosen["resolution"].nunique(),
        measures=len(every),
        late=sum(every["begun"] >= LATE),
        since=LATE,
        last=last,
    )


@functools.lru_cache(maxsize=2)
def measures(tables: Tables) -> pd.DataFrame:
    """Return the measures, the oldest first, with when they began and the texts on them."""
    found = steps(tables).groupby("measure")
    texts = found["symbol"].agg(lambda names: ", ".join(names.unique()))
    begun = found["date"].min().sort_values(kind="stable")
    return tables.measures.loc[begun.index].assign(begun=begun, texts=texts)


@functools.lru_cache(maxsize=2)
def _stairs(tables: Tables, *, narrow: bool) -> Figure:
    """Draw a row a measure and a column a text; phones have short names."""
    rows, every = steps(tables), measures(tables)
    dates = sorted(rows["date"][~rows["symbol"].str.contains("PRST")].unique())
    left, end, now = -8 if narrow else -9.4, len(dates) + 0.5, len(dates) + 0.05
    at = pd.Series(range(len(every)), every.index)
    x = rows["date"].map({date: n for n, date in enumerate(dates)})  # none for a statement
    slot = rows.groupby(["measure", "resolution"]).cumcount()
    reach = x.groupby(rows["measure"]).agg(["min", "max"]).loc[every.index]
    reach["max"] = reach["max"].where(every["ended"].notna(), end)
    names = scatter(
        x=[left] * len(at),
        y=at,
        mode="text",
        text=every["short" if narrow else "name"].map(plain),
        textposition="middle right",
        customdata=[f"measure={measure}" for measure in every.index],
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
    heads = [(n, brief(date[:7])) for n, date in enumerate(dates)] + [(now, "in force")]
    # A phone has room for every other head.
    ticks = dict(heads[::-2]) if narrow else {n: w.replace(" ", "<br>") for n, w in heads}
    return draw.figure(
        strokes(reach.to_numpy().tolist(), [(y, y) for y in at], "council", 1.5),
        dots,
        names,
        height=27 * len(at) + 80,
        xaxis=axis(left - 0.1, end, ticks, grid=True)
        | {"side": "top", "tickangle": -90 if narrow else 0},
        yaxis=axis(len(at) - 0.4, -0.9),
        shapes=[band("find", x=(now - 0.45, now + 0.45), y=(0, 1), yref="paper")],
    )
