"""Launches a year and nuclear tests, and the sanctions that answered them."""

from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.controls import choice
from explainer.data import Tables, first_day
from explainer.draw import Picture, axis, band, font, label, marks, plain, strokes, turn
from explainer.evidence import known, public
from explainer.panel import Panel, cited, describe, records
from explainer.say import day
from explainer.theme import LIGHT
from explainer.views.c4_sanctions import SINCE, in_short, texts

COUNTS = {"launches": "Missiles and rockets launched", "missile_events": "Events with missiles"}

CONTROLS = {"count": choice(COUNTS, label="Count")}


def tests_and_resolutions(tables: Tables, *, count: str, as_of: str) -> Panel:
    """Show launches a year and nuclear tests below the sanctions that answered them."""
    years = public(tables.missile_tests, tables.missile_tests["year"].astype("str"), as_of)
    years = years[years["year"] >= int(SINCE)]
    rows = texts(tables, as_of)
    rows = rows[rows["type"] == "sanctions"]
    passed = rows["date"][rows["adopted"]]
    nuclear = known(tables.nuclear_tests, as_of)
    found = [(test, min(passed[passed >= test], default=None)) for test in nuclear["date"]]
    answers = pd.DataFrame(found, columns=["test", "answer"]).dropna()
    waited = (first_day(answers["answer"]) - first_day(answers["test"])).dt.days
    rows["days"] = rows["date"].map(dict(zip(answers["answer"], waited, strict=True)))
    most = records(years.sort_values(count, kind="stable"))[-1]
    table = pd.DataFrame({"Year": years["year"].astype(str), COUNTS[count]: years[count]})
    for name, dates in (("Nuclear tests", nuclear["date"]), ("Sanctions adopted", passed)):
        each = dates.str[:4].value_counts()
        table[name] = table["Year"].map(each).fillna(0).astype(int)
    return describe(
        "tests_and_resolutions",
        table,
        cited(pd.concat([rows, nuclear, years]), tables.sources),
        picture(years[["year", count]], str(most["year"]), answers, nuclear, rows),
        body=markup.fragment("sanctions", "answers", records(rows.astype({"days": "Int64"}))),
        standings=["documented"] * (len(rows) + len(nuclear)),
        count=COUNTS[count],
        launches=count == "launches",
        tests=len(nuclear),
        answered=len(answers),
        within=waited.max(),
        year=most["year"],
        most=most[count],
        brought=int(passed.str.startswith(str(most["year"])).sum()),
        passed=list(passed),
        since=SINCE,
        last=years["year"].max(),
        as_of=as_of,
    )


def picture(
    years: pd.DataFrame, top: str, answers: pd.DataFrame, nuclear: pd.DataFrame, rows: pd.DataFrame
) -> Picture:
    """Draw bars of a year under a lane of tests and one of sanctions; marked is the top year."""
    names, counts = years["year"].map(str), years.iloc[:, 1]
    middles = {f"{year}-07-01": year for year in names}
    bars: dict[str, Any] = {"x": [*middles], "y": counts.tolist(), "text": [*counts.map(str)]}
    bars |= {"type": "bar", "orientation": "v", "marker": {"color": LIGHT["north-korea"]}}
    bars |= {"width": 0.66 * 365 * 86_400_000, "textposition": "outside", "hoverinfo": "skip"}
    bars |= {"cliponaxis": False, "textfont": font("ink")}
    spans = answers[["test", "answer"]].to_numpy().tolist()
    forms = ["line-ns" if adopted else "x-thin" for adopted in rows["adopted"]]
    tests = [f"Nuclear test, {day(date)}" for date in nuclear["date"]]
    texted = [in_short(row) for row in records(rows)]
    up: dict[str, Any] = {"yaxis": "y2"}
    low, high = (up | {"y": [n] * len(r), "x": r["date"]} for n, r in enumerate((nuclear, rows)))
    words = [
        label(row["date"], 1.4, f"<b>{plain(row['short'])}</b>", "bottom", yref="y2")
        for row in records(rows.dropna(subset=["short"]))
    ]
    title = label(0, 0.62, COUNTS[str(counts.name)], "left", xref="paper", yref="paper")
    ends = f"{int(SINCE) - 1}-12-15", f"{int(names.max()) + 1}-01-15"
    wide = draw.figure(
        bars,
        strokes(spans, [(0.12, 0.8)] * len(spans), "soft", 1, **up),
        marks(**low, size=13, symbol="circle", colour="north-korea", line=0, hover=tests),
        marks(**high, size=18, symbol=forms, colour="council", line=4, hover=texted),
        height=430,
        xaxis=axis(*ends, dict([*middles.items()][::2]), type="date"),
        yaxis=axis(0, 1.15 * int(counts.max()), domain=[0, 0.56]),
        yaxis2=axis(-0.45, 1.9, {0: "Nuclear tests", 1: "Sanctions"}, domain=[0.68, 1]),
        shapes=[band("find", x=(f"{top}-01-01", f"{top}-12-31"), y=(0, 1), yref="paper")],
        annotations=[title, *words],
    )
    heads = ["Tests<br>\u00a0", "Council"]
    return turn(wide, height=30 * len(years) + 60, heads=heads, ticks=middles)
