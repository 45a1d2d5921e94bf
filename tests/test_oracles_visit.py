"""Journeys, exchanges, reactions and events as of each date, counted again with other code."""

import re
from collections import Counter, defaultdict

import pytest
from figures import (
    ARTICLE,
    SIDES,
    body,
    cells,
    index,
    marks,
    options,
    panel,
    public,
    says,
    since,
    table,
    text,
    until,
)

dated = pytest.mark.parametrize("as_of", options("timeline", "as_of"))


@dated
def test_journeys_are_counted_by_leader_and_year_and_2023_is_cut_at_the_article(as_of):
    names = {"vladimir-putin": "Putin", "kim-jong-un": "Kim"}
    trips = [
        row
        for row in table("trips")
        if until(row["end"] or row["start"]) <= as_of and "not in every list" not in row["purpose"]
    ]
    whole = {
        (names[row["leader"]], row["year"]): int(row["trips"])
        for row in table("trips_per_year")
        if row["year"] < "2023"
    }
    for row in trips:
        if row["year"] >= "2023":
            slot = row["year"]
            if slot == "2023":
                slot += " after the article" if row["start"] >= ARTICLE else " before the article"
            key = names[row["leader"]], slot
            whole[key] = whole.get(key, 0) + 1
    shown = panel("travel", as_of=as_of)
    told = {
        ("Putin" if "Putin" in row["Leader"] else "Kim", row["Time"]): int(row["Visits"])
        for row in cells(shown)
    }
    assert {key: n for key, n in told.items() if n} == {k: n for k, n in whole.items() if n}
    drawn, places = Counter(), defaultdict(set)
    for mark in (mark for mark in marks(shown.figure) if mark.words):
        leader, _, rest = mark.words.partition(", ")
        [time] = {time for _, time in told if rest.startswith(time)}
        drawn[leader, time] += 1
        places[time].add(mark.x)
        assert (mark.y > 0) == (leader == "Putin")
        assert mark.colour == {"Putin": "blue", "Kim": "orange"}[leader]
    assert drawn == Counter({key: n for key, n in told.items() if n})
    other = {"vladimir-putin": "north-korea", "kim-jong-un": "russia"}
    met = [row for row in trips if row["country"] == other[row["leader"]]]
    assert len([mark for mark in marks(shown.figure) if not mark.words]) == len(met)
    order = [places[time] for time in sorted(places, key=lambda t: t.replace("after", "z"))]
    assert [len(spots) for spots in order] == [1] * len(order)
    assert order == sorted(order, key=min)
    since_article = [row for row in trips if row["start"] >= ARTICLE]
    if as_of != ARTICLE:
        both = Counter(names[row["leader"]] for row in since_article)
        assert says(shown.title.split("article")[1], both["Putin"], both["Kim"])


@dated
def test_exchanges_are_counted_before_and_from_shoigus_visit_on(as_of):
    visit = index("delegations")["2023-shoigu"]["start"]
    high = ["leader", "premier", "minister", "security-council", "parliament"]
    levels = {"all": None, "minister": high, "leader": ["leader"]}
    for level, ranks in levels.items():
        rows = [
            row for row in public(table("delegations"), as_of) if not ranks or row["level"] in ranks
        ]
        shown = panel("how_rare", level=level, as_of=as_of)
        late = [row for row in rows if since(row["start"]) >= visit]
        assert len(shown.table) == len(rows)
        assert says(shown.alt, len(rows) - len(late), len(late))
        if len(late) > 2 and len(late) < len(rows):
            assert says(shown.title.split("1990")[1], len(late), len(rows))
            words = shown.title.split()[0]
            share = len(late) / len(rows)
            assert words == (
                "About" if abs(share - 0.5) <= 0.05 else "More" if share > 0.5 else "Fewer"
            )
        elif len(late) <= 2:
            last = max((row for row in rows if row not in late), key=lambda r: until(r["start"]))
            assert last["visitor"] in shown.title, level
        rank = {"leader": 2} | dict.fromkeys(high[1:], 1)
        found = Counter((r["year"], r["direction"], rank.get(r["level"], 0)) for r in rows)
        way = {1: "to-north-korea", -1: "to-russia", 0: "elsewhere"}
        dots = marks(shown.figure)
        sizes = sorted({14.0, 9.5, 5.0})
        drawn = Counter((str(m.x), way[(m.y > 0) - (m.y < 0)], sizes.index(m.size)) for m in dots)
        assert drawn == found
        colours = {"to-north-korea": "blue", "to-russia": "orange", "elsewhere": "dark"}
        assert all(m.colour == colours[way[(m.y > 0) - (m.y < 0)]] for m in dots)


@dated
def test_remarks_on_exercises_lie_in_their_lane_in_order_with_their_standing(as_of):
    rows = public(table("exercises"), as_of)
    rows = sorted(rows, key=lambda row: rows.index(row))
    shown = panel("joint_exercises", as_of=as_of)
    assert [row["What"] for row in cells(shown)] == [row["title"] for row in rows]
    lanes = ["said", "signed", "contact", "held"]
    dots = sorted(marks(shown.figure), key=lambda mark: mark.x)
    assert [(lanes[m.y], m.standing) for m in dots] == [(r["kind"], r["status"]) for r in rows]
    words = {"said": "Proposed or talked about", "signed": "Agreed on paper"}
    words |= {"contact": "Contacts short of an exercise", "held": "Joint exercise held"}
    assert [row["Kind"] for row in cells(shown)] == [words[row["kind"]] for row in rows]
    said = sorted({row["date"][:4] for row in rows if row["kind"] == "said"})
    assert says(shown.title, *map(int, said))
    assert [row["date"] for row in table("exercises") if row["kind"] == "held"] == ["1986-10"]
    assert says(shown.title, 1989)


@dated
def test_a_statement_on_the_visit_is_a_bar_at_its_subject_under_its_countries(as_of):
    names = {actor: row["name"] for actor, row in index("actors").items()}
    zones = {"supportive": "above", "denial": "above", "critical": "below"}
    rows = public(table("reactions"), as_of)
    shown = panel("reactions", as_of=as_of)
    assert sorted(row["What"] for row in cells(shown)) == sorted(row["summary"] for row in rows)
    assert says(shown.title, len(rows))
    [head] = re.findall(r'class="top".*?</p>', body(shown))
    lands = re.findall(r'<span class="([a-z-]+)">([^<]+)</span>', head)
    bars = r'"voice ([a-z-]+) [a-z]+" style="grid-area:(\d)/(\d)/auto/(\d)" title="([^"]*)"'
    for subject in re.findall(r'<details data-key=".*?</details>', body(shown), re.S):
        mine = [row for row in rows if f'data-key="{row["subject"]}"' in subject]
        places, drawn = Counter(), Counter()
        for side, *area, _ in re.findall(bars, subject):
            line, start, end = map(int, area)
            assert {colour for colour, _ in lands[start - 1 : end - 1]} == {side}
            places.update((line, column) for column in range(start, end))
            zone = "above" if line < 4 else "below" if line > 4 else "on"
            drawn[zone, tuple(sorted(name for _, name in lands[start - 1 : end - 1]))] += 1
        assert set(places.values()) <= {1}  # no bar hides another
        assert drawn == Counter(
            (
                zones.get(row["position"], "on"),
                tuple(sorted(names[actor] for actor in row["actors"].split(";"))),
            )
            for row in mine
        )
        sides = {actor for row in mine for actor in row["actors"].split(";")} & set(SIDES)
        assert ("none of" in text(subject)) == (not sides)
    assert [side for side, name in lands if side in SIDES] == ["russia", "north-korea"]


THEMES = {
    "talks": "diplomacy summits alliance us china",
    "tests": "nuclear sanctions un missiles",
    "war": "arms war-in-ukraine troops technology space",
    "trade": "trade aid workers people",
}


@dated
def test_the_timeline_stacks_what_was_public_with_its_standing_of_the_day(as_of):
    rows = {row["id"]: row for row in public(table("events"), as_of)}
    turns = {event for event, row in rows.items() if row["significance"] == "3"}
    chosen = {"all": set(rows), "turns": turns}
    for theme, words in THEMES.items():
        first = {event: row["themes"].split(";")[0] for event, row in rows.items()}
        chosen[theme] = {event for event, word in first.items() if word in words.split()}
    assert set(options("timeline", "look")) == set(chosen)
    for look, events in chosen.items():
        shown = panel("timeline", look=look, as_of=as_of)
        for figure, along in ((shown.figure, "x"), (shown.narrow, "y")):
            dots = {m.pick.removeprefix("open="): m for m in marks(figure) if m.pick}
            assert set(dots) == events
            columns = defaultdict(list)
            for event, mark in dots.items():
                assert mark.standing == rows[event]["status"]
                assert (mark.colour == "dark") == (event in turns)
                columns[getattr(mark, along)].append(mark.x + mark.y - getattr(mark, along))
                when = since(rows[event]["start"])
                old, quarter = (int(when[:4]) - 1945) // 6, (int(when[5:7]) - 1) // 3
                new = 13 + 4 * (int(when[:4]) - 2018) + quarter
                assert getattr(mark, along) == (old if when < "2018" else new)
            for places in columns.values():
                assert sorted(places) == list(range(len(places)))
        late = [event for event in events if since(rows[event]["start"]) >= "2022"]
        assert says(shown.title, len(late), len(events), 2022)


@dated
def test_the_timeline_names_events_that_were_public_and_phases_that_had_begun(as_of):
    rows = {row["id"]: row for row in public(table("events"), as_of)}
    phases = [row for row in table("phases") if until(row["start"]) <= as_of]
    shown = panel("timeline", as_of=as_of)
    named = {event for row in table("phases") for event in row["named"].split(";")} & set(rows)
    for figure in (shown.figure, shown.narrow):
        words = [note["text"] for note in figure["layout"]["annotations"]]
        wanted = [rows[event]["short"] for event in named] + [row["name"] for row in phases]
        assert sorted(text(word.split("</b>")[0]) for word in words) == sorted(wanted)
    starts = {row["title"]: since(row["start"]) for row in rows.values()}
    told = [starts[row["Event"]] for row in cells(shown)]
    assert told == sorted(told)
    assert len(told) == len(rows)


@pytest.mark.parametrize("as_of", options("exhibition", "as_of"))
def test_the_weapons_shown_are_counted_by_the_rule_that_bans_them(as_of):
    weapons = table("exhibits")
    banned = {w["id"] for w in weapons if w["rule"] in ("ballistic-missile", "nuclear")}
    shown = panel("exhibition", as_of=as_of)
    assert says(shown.title, len(banned), len(weapons))
    assert {row["Weapon"] for row in cells(shown)} == {w["name"] for w in weapons}
    for w in weapons:
        late = w["later"] and w["later"].replace("'", "’") in text(body(shown))
        assert bool(late) == bool(w["later"] and until(w["later_from"]) <= as_of), w["id"]
    for figure in (shown.figure, shown.narrow):
        names = [note for note in figure["layout"]["annotations"] if note["x"] == 0]
        height = {text(n["text"].replace("<br>", " ")).split(", ")[0]: n["y"] for n in names}
        dots = Counter(m.y for m in marks(figure) if m.symbol == "●")
        lit = [s for s in figure["layout"]["shapes"] if s["type"] == "rect"]
        for w in weapons:
            y = height[w["name"]]
            assert dots[y] == len(w["where_seen"].split(";")), w["id"]
            assert any(s["y0"] < y < s["y1"] for s in lit) == (w["id"] in banned), w["id"]
        columns = {note["text"]: note["x"] for note in figure["layout"]["annotations"]}
        for m in marks(figure):
            place = {columns["Hall"]: "exhibition", columns["Square"]: "parade"}[m.x]
            [w] = [w for w in weapons if height[w["name"]] == m.y]
            assert place in w["where_seen"].split(";")


@pytest.mark.parametrize(
    "name", ["voyage", "wants", "itinerary", "exhibition", "firsts", "deal_check"]
)
def test_what_tells_of_a_day_lists_no_page_that_may_be_newer(name):
    pages = index("sources")
    for as_of in options(name, "as_of"):
        listed = panel(name, as_of=as_of).sources.index
        days = [pages[page]["published"] for page in listed]
        assert all(day and until(day) <= as_of for day in days), (name, as_of)
    assert days


@pytest.mark.parametrize("name", ["how_rare", "timeline", "trade"])
def test_a_page_gives_way_to_an_older_one_of_its_row(name):
    """A page printed later would tell, by its title, what came after the day."""
    pages = index("sources")
    days = [pages[page]["published"] for page in panel(name, as_of=ARTICLE).sources.index]
    assert days
    assert [day for day in days if day and since(day) > ARTICLE] == []
