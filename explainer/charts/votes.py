"""Chapter 04: the Security Council's votes since 2006, and the tests that they answered."""

from __future__ import annotations

from typing import Any

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables, first_day
from explainer.draw import Figure, font, label, laid, marks, plain, scatter, strokes
from explainer.evidence import known, public
from explainer.panel import Panel, cited, listed, records
from explainer.say import day, number
from explainer.theme import LIGHT

READ = {
    "turns": "Turning points",
    "sanctions": "Sanctions",
    "panel-mandate": "Experts’ panel",
    "non-sanctions": "Other texts",
    "said": "What Russia said",
}
COUNTS = {"launches": "Missiles and rockets launched", "missile_events": "Events with missiles"}
_TURNS = ["res-1718", "res-1874", "res-2397", "draft-2022-431", "res-2680", "draft-2024-255"]
_ROWS = {"russia_vote": "Russia", "china_vote": "China", "us_vote": "United States"}
_VOTE = {"yes": "square", "abstain": "line-ew", "no": "x-thin"}
_PANEL = {
    True: (
        "Panel of Experts renewed",
        "The experts who watch over the sanctions may work on for about a year.",
    ),
    False: (
        "Draft to renew the Panel of Experts",
        "Would have let the experts work on for a year. Russia votes against, China abstains. The "
        "sanctions themselves stay in force.",
    ),
}


def votes(tables: Tables, *, read: str, as_of: str) -> Panel:
    """Show how Russia, China and the United States voted on each text since 2006."""
    texts = _texts(tables.resolutions, as_of)
    voted = texts.dropna(subset=["yes"])
    no = voted[voted["russia_vote"] == "no"]
    said = tables.statements[["russia" in actors for actors in tables.statements["actors"]]]
    said = known(said, as_of)
    turns = texts[texts.index.isin(_TURNS)]
    rows = {"turns": turns, "said": said}.get(read, texts[texts["kind"] == read])
    yes = int((voted["russia_vote"] == "yes").sum())
    return Panel(
        title=f"Of {len(voted)} votes that concern North Korea since 2006, Russia said yes in "
        f"{yes} and no in {number(len(no))}: {' and '.join(no['date'].str[:7].map(day))}",
        measure="Votes in the Security Council in order of time up to "
        f"{day(as_of)}: ■ yes, ▬ abstained, ✕ no. The numbers beside them count the yes votes of "
        "all fifteen members; texts in bold are sanctions.",
        alt=f"Matrix of {len(voted)} votes in three rows, Russia, China and the United States. All "
        f"marks are yes up to 2021; Russia has {number(len(no))} no after that.",
        table=listed(
            said,
            {"Date": "date", "Who": "speaker_name"}
            | {"Stance": said["stance"].str.replace("-", " "), "What": "summary"},
        )
        if read == "said"
        else listed(
            texts,
            {"Date": "date", "Text": "symbol", "About": "title"}
            | {"Yes": "yes", "No": "no", "Abstained": "abstain"}
            | {name: column for column, name in _ROWS.items()},
        ),
        sources=cited(rows, tables.sources),
        figure=_roll(voted, read, narrow=False),
        narrow=_roll(voted, read, narrow=True),
        body=markup.entries("sanctions", "said" if read == "said" else "text", records(rows)),
        standings={"documented": len(rows)},
        caveat="Statements of the President are agreed without a vote, so they are in the list but "
        "not in the picture. Ten sanctions resolutions are often counted; with the one of July "
        "2006, which does not name Chapter VII of the Charter, there are eleven.",
    )


def _texts(resolutions: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the texts of a time, renewals in words that do not tell what followed."""
    texts = known(resolutions[resolutions["date"] >= "2006"], as_of)
    panel = texts["title"].str.contains("Panel of Experts") & (texts["type"] != "sanctions")
    kind = texts["type"].mask(panel, "panel-mandate").replace("draft-vetoed", "sanctions")
    title, summary = texts["title"], texts["summary"]
    for adopted, words in _PANEL.items():
        rows = (kind == "panel-mandate") & (texts["adopted"] == adopted)
        title, summary = title.mask(rows, words[0]), summary.mask(rows, words[1])
    return texts.assign(kind=kind, title=title, summary=summary)


def _roll(voted: pd.DataFrame, read: str, *, narrow: bool) -> Figure:
    order = list(range(len(voted)))
    places = [0, 1.25, 2.2, 3.05] if narrow else [0, 1, 2, -1]
    said: dict[str, Any] = {
        "hover": [
            f"<b>{plain(row['symbol'])}</b>, {day(row['date'])}<br>{plain(row['title'])}<br>"
            f"{row['yes']} yes, {row['no']} no, {row['abstain']} abstained"
            for row in records(voted)
        ],
        "picks": [f"read={kind}" for kind in voted["kind"]],
        "opacity": [1 if read in ("turns", "said", kind) else 0.25 for kind in voted["kind"]],
    }
    traces = [
        marks(
            **laid(narrow, order, [place] * len(order)),
            symbol=voted[column].map(_VOTE).tolist(),
            size=16,
            colour="russia" if column == "russia_vote" else "other",
            line=4,
            **said,
        )
        for place, column in zip(places, _ROWS, strict=False)
    ]
    tally = {"mode": "text", "text": [str(n) for n in voted["yes"]], "hoverinfo": "skip"}
    traces.append(scatter(**laid(narrow, order, places[3:] * len(order)), **tally))
    gap = " " if narrow else "  "
    ticks = []
    for date, symbol, kind in zip(voted["date"], voted["symbol"], voted["kind"], strict=True):
        name = f"<b>{_number(symbol)}</b>" if kind == "sanctions" else _number(symbol)
        ticks.append(f"{date[:4]}{gap}{name}")
    ends = [len(order) - 0.4, -0.6] if narrow else [-0.6, len(order) - 0.4]
    texts = {"range": ends, "tickvals": order, "ticktext": ticks, "showgrid": False}
    heads = ["Russia", "China", "US", "Yes"] if narrow else [*_ROWS.values(), "Yes, of 15"]
    states = {"range": [-0.55, 3.35] if narrow else [2.6, -1.6], "showgrid": False}
    states |= {"tickvals": places, "ticktext": heads, "tickangle": 0}
    if narrow:
        states["side"] = "top"
    else:
        texts["tickangle"] = -90
    height = 27 * len(order) + 50 if narrow else 300
    axes = laid(narrow, texts, states, "axis")
    margin = {"margin": {"l": 4, "r": 4, "t": 8, "b": 8}} if narrow else {}
    return draw.figure(*traces, height=height, **margin, **axes)


def _number(symbol: str) -> str:
    """Name a text by its number as the Council counts: ``S/RES/1718 (2006)`` is 1718."""
    return symbol.split("/")[2].split(" ")[0] if "RES" in symbol else "draft"


def tests_and_resolutions(tables: Tables, *, count: str, as_of: str) -> Panel:
    """Show launches a year and nuclear tests below the sanctions that answered them."""
    years = public(tables.missile_tests, tables.missile_tests["year"].astype("str"), as_of)
    years = years[years["year"] >= 2006]
    texts = _texts(tables.resolutions, as_of)
    texts = texts[texts["kind"] == "sanctions"].assign(at=lambda rows: first_day(rows["date"]))
    nuclear = known(tables.nuclear_tests, as_of).assign(at=lambda rows: first_day(rows["date"]))
    passed = texts[texts["adopted"]]
    answers = pd.merge_asof(
        nuclear[["at", "date"]].sort_values("at"),
        passed[["id", "at"]].assign(answer=passed["at"]).sort_values("at"),
        on="at",
        direction="forward",
    ).dropna(subset=["answer"])
    answers["days"] = (answers["answer"] - answers["at"]).dt.days
    texts["days"] = answers.set_index("id")["days"].reindex(texts.index).astype("Int64")
    most = records(years.sort_values(count, kind="stable"))[-1]
    brought = int(passed["date"].str.startswith(str(most["year"])).sum())
    every = len(answers) == len(nuclear)
    thing = COUNTS[count].lower()
    return Panel(
        title=f"Sanctions followed {'each' if every else number(len(answers))} of the "
        f"{number(len(nuclear))} nuclear tests within {answers['days'].max()} days; "
        f"{most['year']}, the year with most "
        f"{'launches' if count == 'launches' else 'missile events'}, brought "
        f"{number(brought) if brought else 'none'}",
        measure=f"{COUNTS[count]} by North Korea a year, 2006 to {years['year'].max()}; with them "
        "its nuclear tests and the Council’s sanctions (bar: adopted; ✕: vetoed). A thin line "
        f"joins a test to its answer. As of {day(as_of)}.",
        alt=f"Bars of {thing} a year, highest in {most['year']} with {most[count]}. Above them "
        f"{number(len(nuclear))} nuclear tests from 2006 to 2017 and {len(passed)} resolutions "
        "with sanctions, the last in December 2017, then one vetoed draft in 2022.",
        table=pd.DataFrame(
            {
                "Year": years["year"].astype(str),
                COUNTS[count]: years[count],
                "Nuclear tests": _by_year(nuclear["date"], years),
                "Sanctions adopted": _by_year(passed["date"], years),
            }
        ),
        sources=cited(pd.concat([texts, nuclear, years]), tables.sources),
        figure=_tests(years, count, answers, nuclear, texts, narrow=False),
        narrow=_tests(years, count, answers, nuclear, texts, narrow=True),
        body=markup.fragment("sanctions", "answers", records(texts)),
        standings={"documented": len(texts) + len(nuclear)},
        caveat="The picture shows what came first and what followed, not why. Launches (count of "
        "the James Martin Center) and events (count of CSIS) are different units; most missiles of "
        "2022 are of unknown type. A year is shown once it is complete.",
    )


def _by_year(dates: pd.Series, years: pd.DataFrame) -> list[int]:
    found = dates.str[:4].astype(int).value_counts()
    return [int(found.get(year, 0)) for year in years["year"]]


def _tests(
    years: pd.DataFrame,
    count: str,
    answers: pd.DataFrame,
    nuclear: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    narrow: bool,
) -> Figure:
    middle = [f"{year}-07-01" for year in years["year"]]
    bars = {
        "type": "bar",
        "orientation": "h" if narrow else "v",
        **laid(narrow, middle, years[count].tolist()),
        "width": 0.66 * 365 * 86_400_000,
        "marker": {"color": LIGHT["north-korea"]},
        "text": [str(n) for n in years[count]],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": font("ink"),
        "hoverinfo": "skip",
    }
    lane: dict[str, Any] = {"xaxis": "x2"} if narrow else {"yaxis": "y2"}
    tests = marks(
        **laid(narrow, nuclear["at"], [0] * len(nuclear)),
        **lane,
        symbol="circle",
        size=13,
        colour="north-korea",
        line=0,
        hover=[f"Nuclear test, {day(row['date'])}" for row in records(nuclear)],
    )
    stroke = "line-ew" if narrow else "line-ns"
    answered = marks(
        **laid(narrow, texts["at"], [1] * len(texts)),
        **lane,
        symbol=[stroke if adopted else "x-thin" for adopted in texts["adopted"]],
        size=[20 if adopted else 15 for adopted in texts["adopted"]],
        colour="council",
        line=4,
        hover=[
            f"<b>{plain(row['symbol'])}</b>, {day(row['date'])}<br>{plain(row['title'])}"
            for row in records(texts)
        ],
    )
    spans = list(zip(answers["at"], answers["answer"], strict=True))
    joins = strokes(
        **laid(narrow, spans, [(0.12, 0.8)] * len(spans)), **lane, colour="soft", width=1
    )
    last = int(years["year"].max())
    ends = [f"{last + 1}-01-15", "2005-12-15"] if narrow else ["2005-12-15", f"{last + 1}-01-15"]
    shown = years["year"] if narrow else years["year"][(years["year"] - 2006) % 2 == 0]
    ticks: dict[str, Any] = {"range": ends, "tickvals": [f"{y}-07-01" for y in shown]}
    ticks |= {"ticktext": [str(y) for y in shown], "showgrid": False, "type": "date"}
    top = int(years[count].max()) * (1.25 if narrow else 1.12)
    amounts = {"range": [0, top], "visible": False, "domain": [0, 0.44 if narrow else 0.6]}
    heads = ["Nuclear<br>tests", "Council"] if narrow else ["Nuclear tests", "Sanctions"]
    lanes = {"domain": [0.46 if narrow else 0.72, 1], "range": [-0.45, 1.45], "showgrid": False}
    lanes |= {"tickvals": [0, 1], "ticktext": heads, "tickangle": 0}
    lanes |= {"side": "top"} if narrow else {}
    title = label(0, 0.66, COUNTS[count], "left", xref="paper", yref="paper")
    return draw.figure(
        bars,
        joins,
        tests,
        answered,
        height=30 * len(years) + 60 if narrow else 430,
        **laid(narrow, ticks, amounts, "axis"),
        **{"xaxis2" if narrow else "yaxis2": lanes},
        annotations=[] if narrow else [title],
    )
