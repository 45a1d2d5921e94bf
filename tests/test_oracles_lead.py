"""Who admits what, and what each man has got: counted again from the tables."""

import math
import re

import pytest
from bs4 import BeautifulSoup
from figures import says, table, until, view

DATES = [row["date"] for row in table("dates")]


def body(name, as_of, *state):
    """Return the body of a view on a day, and its panel."""
    panel = view(name).panels[(*state, as_of)]
    html = panel.body if isinstance(panel.body, str) else "".join(panel.body)
    return BeautifulSoup(html, "html.parser"), panel


def answers(as_of):
    """Return the answers by subject and government that were public on a day, in order."""
    found = {}
    for row in sorted(table("admissions"), key=lambda row: until(row["date"])):
        if until(row["date"]) <= as_of:
            given = found.setdefault(row["subject"], {})
            given.setdefault(row["government"], []).append(row["answer"])
    return found


@pytest.mark.parametrize("as_of", DATES)
def test_each_government_stands_where_its_latest_answer_puts_it(as_of):
    soup, _ = body("admissions", as_of)
    shown = [
        (place, side)
        for item in soup.select(".stances li")
        for place, cell in enumerate(item.select(".cell"))
        for side in ("russia", "north-korea")
        for _ in cell.select(f".{side}")
    ]
    columns = ["admitted", "neither", "silent", "denied"]
    told = [
        (columns.index(given[-1]), side)
        for subject in answers(as_of).values()
        for side, given in subject.items()
    ]
    assert sorted(shown) == sorted(told)


@pytest.mark.parametrize("as_of", DATES)
def test_only_what_nobody_ever_admitted_is_marked_as_the_finding(as_of):
    soup, panel = body("admissions", as_of)
    marked = {li.b.text for li in soup.select(".stances li") if li.select(".find")}
    never = [s for s, by in answers(as_of).items() if not any("admitted" in a for a in by.values())]
    assert len(marked) == len(never)
    assert [name for name in marked if name.lower() not in panel.find] == []
    assert "Shells" in marked


def test_by_the_newest_date_both_admit_soldiers_and_the_treaty_and_neither_shells():
    [newest] = [date for date in DATES if date == max(DATES)]
    given = answers(newest)
    both = {s for s, by in given.items() if [a[-1] for a in by.values()] == ["admitted"] * 2}
    assert {"soldiers", "treaty-text"} <= both
    admits, _, never = view("admissions").panels[(newest,)].title.partition("Neither")
    assert "soldiers" in admits
    assert "treaty" in admits
    assert re.search("shells.*missiles", never)


@pytest.mark.parametrize("as_of", DATES)
def test_what_each_man_has_got_is_counted_from_the_rows(as_of):
    soup, panel = body("wants", as_of)
    first, second = panel.title.split(". ")
    for side, leader in (("russia", "vladimir-putin"), ("north-korea", "kim-jong-un")):
        wanted = [
            row
            for row in table("wants")
            if row["leader"] == leader and until(row["first_said"]) <= as_of
        ]
        came = [r for r in wanted if r["got_from"] and until(r["got_from"]) <= as_of]
        got = [r for r in came if r["got"] == "yes"]
        assert len(soup.select(f".{side} li")) == len(wanted)
        assert len(soup.select(f".{side} li.yes")) == len(got)
        assert len(soup.select(f".{side} li.not-known")) == len(wanted) - len(came)
        if side == "russia":
            assert says(first, len(got))
            assert says(first, len(wanted))
        else:
            assert says(second, len(wanted) - len(came))


@pytest.mark.parametrize("as_of", DATES)
def test_the_map_has_a_line_for_each_voyage_counted_by_then(as_of):
    counts = [r for r in table("opening") if not r["leader"] and r["date"] <= as_of]
    counted = int(max(counts, key=lambda row: row["date"])["voyages"])
    panel = view("voyage").panels[(0, as_of)]
    trips = [t["x"] for t in panel.figure["data"] if t.get("mode") == "lines" and "fill" not in t]
    at = places_on(panel.figure)
    ends = [at[name][0] for name in ("Rajin", "Dunay")]
    assert sum(xs.count(ends[0]) for xs in trips) == counted
    assert sum(xs.count(ends[1]) for xs in trips) == counted
    assert counted == 0 or says(panel.title, counted)


def places_on(figure):
    """Return where a map has its names."""
    notes = figure["layout"]["annotations"]
    return {re.sub("<[^>]*>", "", note["text"]): (note["x"], note["y"]) for note in notes}


def kilometres(one, other):
    """Return how far two places are from each other on a globe."""
    (a, b), (c, d) = (
        [math.radians(float(place[key])) for key in ("lat", "lon")] for place in (one, other)
    )
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return 6371 * math.acos(cosine)


def test_the_map_keeps_directions_and_distances():
    at = places_on(view("voyage").panels[(0, max(DATES))].figure)
    rows = {row["name"]: row for row in table("places")}
    assert at["Rajin"][0] < at["Vladivostok"][0] < at["Dunay"][0]
    assert at["Rajin"][1] < at["Dunay"][1] < at["Vladivostok"][1]
    pairs = [("Rajin", "Dunay"), ("Rajin", "Vladivostok"), ("Dunay", "Vladivostok")]
    scales = [math.dist(at[a], at[b]) / kilometres(rows[a], rows[b]) for a, b in pairs]
    assert max(scales) / min(scales) < 1.01


@pytest.mark.parametrize("as_of", DATES)
def test_a_step_is_told_only_once_it_was_public(as_of):
    soup, _ = body("voyage", as_of, 0)
    told = [
        (item.select_one(".what").text, item.select_one(".kind").text)
        for item in soup("li")
        if item.select_one(".what")
    ]
    rows = [row for row in table("voyage") if until(row["public_from"]) <= as_of]
    assert told == [(row["title"].replace("'", "’"), row["kind"]) for row in rows]


@pytest.mark.parametrize("as_of", DATES)
def test_the_map_of_a_step_says_what_is_known_there_only_once_that_was_public(as_of):
    for row in table("voyage"):
        panel = view("voyage").panels[(int(row["order"]), as_of)]
        texts = " ".join(note["text"] for note in panel.figure["layout"]["annotations"])
        shown = row["short"].replace("'", "’").strip('"') in texts
        assert shown == (until(row["public_from"]) <= as_of), row["id"]
