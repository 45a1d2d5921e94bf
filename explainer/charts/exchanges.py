"""Chapter 03 in proportion: exchanges since 1990, "firsts" put to the test, joint exercises."""

from __future__ import annotations

import pandas as pd

from explainer import cards, theme
from explainer.cards import Panel, cited, counts, day, number
from explainer.data import Tables, first_day
from explainer.evidence import public
from explainer.theme import LIGHT, Figure, label, plain, scatter

LEVELS = {
    "all": "All",
    "minister": "Ministers and above",
    "leader": "Leaders",
}
DIRECTIONS = {"both": "Both ways", "to-north-korea": "To North Korea", "to-russia": "To Russia"}
_HIGH = ["leader", "premier", "minister", "security-council", "parliament"]
_THIN = 2018  # before it, fewer pages are stored: see the data dictionary
_VISIT = "2023-shoigu"


def how_rare(tables: Tables, *, direction: str, level: str, as_of: str) -> Panel:
    """Show each documented exchange of delegations as a dot, stacked by year and direction."""
    rows = public(tables.delegations, tables.delegations["start"], as_of)
    visit = rows.loc[_VISIT]
    if direction != "both":
        rows = rows[rows["direction"] == direction]
    if level != "all":
        rows = rows[rows["level"].isin(_HIGH if level == "minister" else ["leader"])]
    since = rows[first_day(rows["start"]) >= first_day(tables.delegations["start"])[_VISIT]]
    before = rows.drop(since.index)
    scope = {"all": "exchanges", "minister": "exchanges of ministers and above"}.get(
        level, "leaders’ meetings"
    )
    return Panel(
        title=_rare_title(before, since, scope, as_of),
        measure=f"Documented {scope} between Russia and North Korea, one dot each, by year, 1990 "
        f"to {day(as_of[:7])}. Filled: ministers and above; large: leaders; hollow: other ranks.",
        alt=f"Dot plot by year. {len(before)} {scope} are on record before Shoigu's visit of July "
        f"2023 and {len(since)} from then on. Dots above the line are journeys of Russians to North "
        "Korea, below it journeys of North Koreans to Russia. Years before 2018 are marked as a "
        "thin record.",
        table=pd.DataFrame(
            {
                "Date": rows["start"].map(day),
                "Visitor": rows["visitor"],
                "Office": rows["visitor_role"],
                "Direction": rows["direction"].map({**DIRECTIONS, "elsewhere": "Elsewhere"}),
                "Met": rows["host"],
                "Occasion": rows["occasion"],
                "Outcome": rows["outcome"],
            }
        ),
        sources=cited(rows if len(rows) else tables.delegations.loc[[_VISIT]], tables.sources),
        figure=_dots(rows, as_of, narrow=False),
        narrow=_dots(rows, as_of, narrow=True),
        standings={"documented": len(rows)} if len(rows) else {},
        caveat="The list holds what our sources document, not all that happened. Years before 2018 "
        "are thinner because fewer pages from them are stored, and 2026 is missing. An empty year "
        f"does not prove that nobody travelled. Shoigu's visit: {visit['occasion']}.",
    )


def _rare_title(before: pd.DataFrame, since: pd.DataFrame, scope: str, as_of: str) -> str:
    if before.empty:
        return f"No {scope} of this kind are on record before Shoigu's visit"
    last = before.iloc[-1]
    if len(since) <= 2:
        return (
            f"When Shoigu came, the last of the {scope} on record was {last['visitor']}'s journey "
            f"of {day(last['start'][:7])}"
        )
    share = len(since) / (len(since) + len(before))
    words = (
        "Half" if 0.45 <= share <= 0.55 else "More than half" if share > 0.55 else "Fewer than half"
    )
    return (
        f"{words} of the {scope} on record since 1990, {len(since)} of {len(since) + len(before)}, "
        "date from Shoigu's visit or later"
    )


def _dots(rows: pd.DataFrame, as_of: str, *, narrow: bool) -> Figure:
    side = rows["direction"].map({"to-north-korea": 1, "to-russia": -1, "elsewhere": 0})
    year = rows["year"].astype(int)
    rank = rows.assign(side=side).groupby([year, side]).cumcount() + 1
    height = side * (rank + 0.4)
    colour = rows["direction"].map(
        {"to-north-korea": LIGHT["russia"], "to-russia": LIGHT["north-korea"]}
    )
    high = rows["level"].isin(_HIGH)
    leader = rows["level"] == "leader"
    text = [
        f"<b>{plain(row.visitor)}</b>, {day(row.start)}<br>{plain(row.visitor_role)}"
        + (f"<br>met {plain(row.host)}" if isinstance(row.host, str) and row.host else "")
        for row in rows.itertuples()
    ]
    last = int(as_of[:4])
    along, across = ("y", "x") if narrow else ("x", "y")
    dots = scatter(
        **{along: year, across: height},
        mode="markers",
        marker={
            "size": [13 if big else 9 for big in leader],
            "symbol": ["circle" if solid else "circle-open" for solid in high],
            "color": colour.fillna(LIGHT["ink"]),
            "opacity": 1,
            "line": {"width": 2, "color": colour.fillna(LIGHT["ink"])},
        },
        hovertext=text,
        hoverinfo="text",
    )
    years = {
        "range": [last + 0.9, 1989.2] if narrow else [1989.2, max(last + 0.9, 2024.5)],
        "tickvals": [*range(1990, last, 5), *([2023] if last < 2025 else [2025])],
        "showgrid": False,
    }
    span = {"range": [-11.5 if narrow else -9.5, 14.5], "visible": False}
    thin = {
        "type": "rect",
        f"{along}0": 1989.2,
        f"{along}1": _THIN - 0.5,
        f"{across}ref": f"{across} domain",
        f"{across}0": 0,
        f"{across}1": 1,
        "fillcolor": LIGHT["wash"],
        "line": {"width": 0},
        "layer": "below",
    }
    axis = {
        "type": "line",
        f"{along}0": 1989.5,
        f"{along}1": last + 0.5,
        f"{across}0": 0,
        f"{across}1": 0,
        "line": {"color": LIGHT["soft"], "width": 1},
    }
    return theme.figure(
        dots,
        height=820 if narrow else 470,
        shapes=[thin, axis],
        annotations=_dot_labels(rows, narrow),
        **{f"{along}axis": years, f"{across}axis": span},
    )


def _dot_labels(rows: pd.DataFrame, narrow: bool) -> list[dict[str, object]]:
    blue, orange = LIGHT["russia-text"], LIGHT["north-korea-text"]
    heads = (
        (14.2, "Russians to<br>North Korea" if narrow else "Russians to North Korea", blue),
        (
            -11.2 if narrow else -9.2,
            "North Koreans<br>to Russia" if narrow else "North Koreans to Russia",
            orange,
        ),
    )
    labels = []
    for across, text, colour in heads:
        font = {"size": 16, "color": colour}
        if narrow:
            anchor = "right" if across > 0 else "left"
            labels.append(label(across, 1990, text, xanchor=anchor, yanchor="top", font=font))
        else:
            anchor = "top" if across > 0 else "bottom"
            labels.append(label(1989.6, across, text, xanchor="left", yanchor=anchor, font=font))
    grey = {"size": 16, "color": LIGHT["soft"]}
    if narrow:
        labels.append(label(14.2, 2016.4, "thin record", xanchor="right", font=grey))
    else:
        labels.append(label(2017.2, 14.2, "thin record", xanchor="right", yanchor="top", font=grey))
    if _VISIT in rows.index:
        place = (2, 2023) if narrow else (2023, 2)
        labels.append(
            label(
                *place,
                "<b>Shoigu, July 2023</b>",
                showarrow=True,
                arrowcolor=LIGHT["soft"],
                arrowwidth=1,
                arrowhead=0,
                ax=70 if narrow else -90,
                ay=-30 if narrow else -90,
            )
        )
    return labels


VERDICTS = {
    "open": "Not yet",
    "true": "True",
    "roughly true": "Roughly true",
    "needs context": "Needs context",
    "not shown": "Not shown",
    "false": "False",
}


def firsts(tables: Tables, *, statement: str, verdict: str) -> Panel:
    """Put a statement that something was "the first" to the reader, then show what was found."""
    checks = tables.firsts
    row = checks.loc[statement]
    found = str(row["verdict"])
    sound = int(checks["verdict"].astype(str).isin(["true", "roughly true"]).sum())
    right = verdict == found
    answer = cards.fragment("visit", "verdict", row, verdict, right)
    return Panel(
        title=f"Of {number(len(checks))} “firsts” told about the visit, {number(sound)} hold or "
        "nearly hold",
        measure="Statements by the article, by agencies, and some of our own, checked against the "
        "record. Choose one, then say what you think.",
        alt="",
        table=pd.DataFrame(
            {
                "Statement": checks["statement"],
                "Verdict": checks["verdict"].astype(str),
                "Why": checks["explanation"],
            }
        ),
        sources=cited(checks.loc[[statement]], tables.sources),
        body=answer,
        caveat="“True” means that we found reports and nothing against them. A list of all visits "
        "was not seen, so an earlier case may yet turn up.",
    )


LANES = {
    "said": "Proposed or talked about",
    "signed": "Agreed on paper",
    "contact": "Contacts short of an exercise",
    "held": "Joint exercise held",
}


def joint_exercises(tables: Tables, *, as_of: str) -> Panel:
    """Show what was said, signed and done about joint exercises, in the order of time."""
    rows = public(tables.exercises, tables.exercises["date"], as_of)
    said = int((rows["kind"] == "said").sum())
    years = sorted({date[:4] for date in rows.loc[rows["kind"] == "said", "date"]})
    return Panel(
        title=f"Joint exercises were talked of in {', '.join(years[:-1])} and {years[-1]}; none is "
        f"on record by {day(as_of)}",
        measure="What Russia and North Korea said, signed and did about exercises of their armed "
        "forces, in order of time (columns are not to scale). The mark shows how sure each is.",
        alt=f"Dot chart with four lanes. {said} dots lie in the lane for proposals and remarks, "
        f"{int((rows['kind'] == 'signed').sum())} in that for agreements, "
        f"{int((rows['kind'] == 'contact').sum())} in that for contacts such as observers; the lane "
        "for exercises held is empty.",
        table=pd.DataFrame(
            {
                "Date": rows["date"].map(day),
                "What": rows["title"],
                "Kind": rows["kind"].astype(str).map(LANES),
                "Account": rows["summary"],
                "Standing": rows["status"].astype(str),
            }
        ),
        sources=cited(rows, tables.sources),
        figure=_lanes(rows, narrow=False),
        narrow=_lanes(rows, narrow=True),
        body=cards.fragment("visit", "exercises", rows),
        standings=counts(rows["status"]),
        caveat="That none was found is not proof that none was held: we looked for reports, and no "
        "government or institute was found that says so outright.",
    )


def _lanes(rows: pd.DataFrame, *, narrow: bool) -> Figure:
    order = list(range(len(rows)))
    lane = [list(LANES).index(kind) for kind in rows["kind"].astype(str)]
    dots = scatter(
        x=lane if narrow else order,
        y=order if narrow else lane,
        mode="markers",
        marker={
            "symbol": [theme.MARKS[status]["symbol"] for status in rows["status"].astype(str)],
            "size": 15,
            "color": LIGHT["ink"],
            "line": {"width": 2, "color": LIGHT["ink"]},
        },
        hovertext=[f"{day(r.date)}<br>{plain(r.title)}<br>{r.status}" for r in rows.itertuples()],
        hoverinfo="text",
    )
    bounds = [-0.6, len(rows) - 0.4]
    dates = [_month(date, " " if narrow else "<br>") for date in rows["date"]]
    along = {"range": bounds, "tickvals": order, "ticktext": dates, "showgrid": narrow}
    heads = [head.replace(" ", "<br>", 1) if narrow else head for head in _HEADS]
    lanes = {"range": [3.55, -0.62], "tickvals": [0, 1, 2, 3], "showticklabels": False}
    if narrow:
        return theme.figure(
            dots,
            height=70 + 36 * len(rows),
            yaxis={**along, "range": bounds[::-1]},
            xaxis={**lanes, "range": [-0.55, 3.55], "showticklabels": True, "ticktext": heads}
            | {"side": "top", "gridcolor": LIGHT["soft"], "tickangle": 0},
        )
    names = [
        label(bounds[0], i - 0.12, name, xanchor="left", yanchor="bottom")
        for i, name in enumerate(LANES.values())
    ]
    empty = label(
        sum(bounds) / 2,
        3,
        "none found",
        yanchor="bottom",
        font={"size": 16, "color": LIGHT["soft"]},
    )
    return theme.figure(
        dots,
        height=360,
        xaxis=along,
        yaxis={**lanes, "gridcolor": LIGHT["soft"]},
        annotations=[*names, empty],
    )


_HEADS = ("Said", "Signed", "Met", "Held")


def _month(date: str, gap: str) -> str:
    """Write month and year short enough for a tick: ``Sept 2023``."""
    words = day(date[:7]).split()
    return gap.join([words[0] if len(words[0]) < 5 else f"{words[0][:3]}", words[-1]])
