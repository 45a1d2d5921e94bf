"""Chapter 01: alliance, chill, return, told by what can be dated."""

from __future__ import annotations

import pandas as pd

from explainer import draw, markup
from explainer.data import Tables, first_day
from explainer.draw import Figure, band, label, marks, strokes
from explainer.evidence import known
from explainer.panel import Panel, cited, counts, records
from explainer.say import day, number

QUESTION = "Your guess: how often did Russia vote yes?"
VOTES = {"open": "Not yet", "never": "Never", "half": "About half", "all": "Every time"}
PHASES = (
    (
        "Alliance",
        "1948-09-09",
        "Moscow protects and supplies; a treaty promises help in war.",
        ("two-states-1948", "treaty-1961", "kim-il-sung-1984"),
    ),
    (
        "Chill",
        "1990-09-30",
        "Moscow recognises the South, asks for hard money and lets the treaty lapse.",
        ("ussr-rok-1990", "trade-collapse-1991", "treaty-lapses-1995"),
    ),
    (
        "Return",
        "2000-02-09",
        "Visits and a new treaty, without help in war, while Russia votes for UN sanctions.",
        ("treaty-2000", "putin-pyongyang-2000", "resolution-1718"),
    ),
    (
        "Side by side",
        "2022-02-24",
        "Opposed to the same states, they back each other at the UN; this story asks what else.",
        ("invasion-2022", "veto-2022", "recognition-2022", "panel-veto", "putin-pyongyang-treaty"),
    ),
)
"""Name of each phase, its first day, how we read it, the events that tell it."""
_MEETINGS = [
    "kim-il-sung-1984",
    "putin-pyongyang-2000",
    "kim-jong-il-moscow-2001",
    "kim-jong-il-vladivostok-2002",
    "kim-jong-il-ulan-ude-2011",
    "vladivostok-2019",
    "vostochny-summit",
    "putin-pyongyang-treaty",
    "beijing-parade",
]
_SIGNS = (
    "Treaty with help in war",
    "Treaty without it",
    "Meetings of leaders",
    "Russia’s yes to UN sanctions",
    "Russia’s vetoes",
)
_TREATIES = (
    (0, "treaty-1961", "treaty-lapses-1995"),
    (1, "treaty-2000", "treaty-in-force"),
    (0, "putin-pyongyang-treaty", ""),
)


def on_this_relationship(tables: Tables, *, guess: str, as_of: str) -> Panel:
    """Show the phases of the relationship by what can be dated: treaties, meetings, votes."""
    events = known(tables.events, as_of)
    votes = known(tables.resolutions, as_of)
    yes = votes[(votes["type"] == "sanctions") & (votes["russia_vote"] == "yes")].loc["res-1718":]
    vetoes = votes[votes["type"] == "draft-vetoed"]
    bars = [
        (lane, str(events["start"][begin]), _end(events, end, as_of))
        for lane, begin, end in _TREATIES
        if begin in events.index
    ]
    meetings = events.loc[events.index.intersection(_MEETINGS)].sort_values("start")
    turns = [
        (name, start, reading, records(events.loc[[i for i in ids if i in events.index]]))
        for name, start, reading, ids in PHASES
    ]
    dated = [
        *[("Treaty in force", *bar) for bar in bars],
        *[("Meeting of leaders", 2, date, "") for date in meetings["start"]],
        *[("Yes to UN sanctions", 3, date, "") for date in yes["date"]],
        *[("Veto", 4, date, "") for date in vetoes["date"]],
    ]
    again = "putin-pyongyang-treaty" in events.index
    drawn = bars, meetings, yes[: 0 if guess == "open" else None], vetoes, as_of
    return Panel(
        title="After nearly 28 years without one, a treaty with help in war binds the two again"
        if again
        else "The alliance ended in the nineties; since then no treaty has promised help in war",
        measure="What can be dated, 1945 to "
        f"{as_of[:4]}: treaties from signature on, meetings of leaders, and Russia's votes in the "
        "Security Council. The names of the phases are our reading (□ opinion).",
        alt=f"Chart with five lanes over four phases: {len(bars)} treaties as bars, "
        f"{len(meetings)} meetings of leaders, Russia's votes for UN sanctions on North Korea, "
        f"and {number(len(vetoes))} vetoes as dots.",
        table=pd.DataFrame(
            [(what, day(start), day(end) if end else "") for what, _, start, end in dated],
            columns=["What", "From", "To"],
        ),
        sources=cited(
            pd.concat([meetings, yes, vetoes, events.loc[["treaty-1961"]]]), tables.sources
        ),
        figure=_phases(*drawn, narrow=False),
        narrow=_phases(*drawn, narrow=True),
        body=markup.fragment("timeline", "phases", turns, guess, VOTES[guess], number(len(yes))),
        standings=counts(meetings["status"]),
        caveat="Treaties and votes show what governments did in public, not how close they were. "
        "Counts of the sanctions resolutions differ; ten of 2006 to 2017 with new measures are on "
        "our list. Of 1984 we show Kim Il-sung's tour as a meeting of leaders.",
    )


def _end(events: pd.DataFrame, event: str, as_of: str) -> str:
    """Return the day on which a treaty ended, or the date of the view while it holds."""
    if event not in events.index:
        return as_of
    [row] = records(events.loc[[event]])
    return str(row["end"] or row["start"])


def _phases(
    bars: list[tuple[int, str, str]],
    meetings: pd.DataFrame,
    yes: pd.DataFrame,
    vetoes: pd.DataFrame,
    as_of: str,
    narrow: bool,
) -> Figure:
    points = [(2, meetings["start"]), (3, yes["date"]), (4, vetoes["date"])]
    at = pd.concat([pd.DataFrame({"lane": lane, "date": dates}) for lane, dates in points])
    dots = marks(
        x=first_day(at["date"]),
        y=at["lane"],
        size=12,
        line=0,
        hover=[f"{_SIGNS[lane]}<br>{day(date)}" for lane, date in at.itertuples(index=False)],
    )
    spans = [(f"{start}-01"[:10], f"{end}-01"[:10]) for _, start, end in bars]
    lines = strokes(spans, [(lane, lane) for lane, _, _ in bars], "ink", 10)
    top = -2.9 if narrow else -1.6  # above it the names of the phases, on phones in three rows
    starts = [start for _, start, *_ in PHASES]
    bands = [
        band("wash" if i % 2 else "land", x=ends, y=(top, 4.5))
        for i, ends in enumerate(zip(starts, [*starts[1:], as_of], strict=True))
    ]
    heads = [
        label(start, -1.3 - 0.65 * narrow * down, f"<b>{name}</b>", "left", xshift=3)
        for (name, start, *_), down in zip(PHASES, (0, 1, 0, 2), strict=True)
    ]
    heads[-1] |= {"x": as_of, "xanchor": "right", "xshift": 0}
    names = [
        label("1949-06-01", lane - 0.22, name, "left bottom") for lane, name in enumerate(_SIGNS)
    ]
    if yes.empty:
        names.append(label("2011-06-01", 3, "<b>?</b>"))
    return draw.figure(
        lines,
        dots,
        height=480 if narrow else 420,
        xaxis={
            "range": ["1947-01-01", f"{int(as_of[:4]) + (3 if narrow else 1)}-06-01"],
            "tickvals": [f"{year}-01-01" for year in range(1950, 2030, 20 if narrow else 10)],
            "tickformat": "%Y",
            "showgrid": False,
        },
        yaxis={"range": [4.5, top], "visible": False},
        shapes=bands,
        annotations=[*heads, *names],
    )
