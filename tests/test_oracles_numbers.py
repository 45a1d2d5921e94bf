"""Amounts, ranges and shares, reckoned again from the tables with other code."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from figures import (
    cells,
    index,
    marks,
    options,
    panel,
    says,
    states,
    strokes,
    table,
    text,
    until,
)

FIGURES = index("figures")


def number(cell):
    return float(cell) if cell else None


def ends(row):
    """Return the lowest and the highest value that a row states."""
    values = [number(row[end]) for end in ("low", "best", "high") if row[end]]
    return min(values), max(values)


@pytest.mark.parametrize("as_of", options("trade", "as_of"))
def test_trade_with_china_is_set_against_that_with_russia_in_the_same_year(as_of):
    published = {key: until(row["published"]) for key, row in index("sources").items()}
    rows = [
        row
        for row in table("trade")
        if row["partner"] != "world"
        and min(published[source] for source in row["sources"].split(";")) <= as_of
    ]
    shown = panel("trade", as_of=as_of)
    [year] = re.findall(r"\b20\d\d\b", shown.title)
    total = {row["partner"]: float(row["total"]) for row in rows if row["year"] == year}
    assert says(shown.title, int(year), round(total["china"] / total["russia"]))
    doubts = {row["year"] for row in rows if row["contradicted"] == "true"}
    known = [{row["year"] for row in rows if row["partner"] == p} - doubts for p in total]
    assert year == max(known[0] & known[1])
    told = {(row["Year"], row["With"], row["Books"]): row[MILLIONS] for row in cells(shown)}
    assert Counter((y, w, float(n.replace(",", ""))) for (y, w, _), n in told.items()) == Counter(
        (row["year"], row["partner"].capitalize(), float(f"{float(row['total']):.4g}"))
        for row in rows
    )
    colours = {"china": "dark", "russia": "blue"}
    paint = {row["partner"]: colours[row["partner"]] for row in rows}
    for figure in (shown.figure, shown.narrow):
        columns = Counter(
            (str(round(a[0])), a[1], b[1], colour) for a, b, colour in strokes(figure)
        )
        guesses = Counter((str(round(m.x)), m.y, m.colour) for m in marks(figure))
        twice = {"china": 1, "russia": 2}  # Russia stands in both pictures
        for row in rows:
            guessed = row["basis"] == "kotra-bok"
            spot = row["year"], *([] if guessed else [0]), float(row["total"])
            found = (guesses if guessed else columns).pop((*spot, paint[row["partner"]]))
            assert found == twice[row["partner"]], row
        assert not columns and not guesses
        named = [text(note["text"]) for note in figure["layout"]["annotations"]]
        assert {f"{amount:,.0f}" for amount in total.values()} <= set(named)
        upper, lower = figure["layout"]["yaxis"], figure["layout"]["yaxis2"]
        scales = [ax["range"][1] / (ax["domain"][1] - ax["domain"][0]) for ax in (upper, lower)]
        [head] = [word for word in named if "enlarged" in word]
        assert says(head, round(scales[0] / scales[1], 3))


MILLIONS = "Million US dollars"


def millions(words):
    return float(words.replace("million", "").strip(" ="))


def test_shells_are_containers_times_what_they_hold_times_the_shares():
    """The lower number of rounds is that of the larger calibre's rival, the 122 mm rockets."""
    [held] = [row for row in FIGURES.values() if row["use"] == "rival" and row["containers"]]
    stated = float(FIGURES[held["containers"]]["best"])
    small, large = (float(held[end]) / stated for end in ("low", "high"))
    for state, shown in states("shells"):
        boxes = float(FIGURES[state["boxes"]]["best"])
        each = {"122": small, "152": large, "both": (small + large) / 2}[state["calibre"]]
        shares = state["share"] / 100 * (100 - state["unusable"]) / 100
        rounds = boxes * each * shares
        *factors, last = cells(shown)[:5]
        assert millions(last["Value"]) == pytest.approx(rounds / 1e6, abs=0.051), state
        assert f"{boxes:,.0f} containers make {last['Value'][2:]}" in shown.title
        assert says(shown.title.split("152 mm")[1], round(large / small))
        values = [float(row["Value"].strip("×% ").replace(",", "")) for row in factors]
        assert values == [boxes, state["share"], round(each), 100 - state["unusable"]]
        public = until(FIGURES[state["boxes"]]["date"]) <= state["as_of"]
        by = FIGURES[state["boxes"]]["by"] if public else "your assumption"
        assert factors[0]["By"].startswith(by)
        [(a, b)] = [(a, b) for a, b, _ in strokes(shown.figure) if a[1] == 0]
        assert a[0] * 1e6 == pytest.approx(boxes * small * shares)
        assert b[0] * 1e6 == pytest.approx(boxes * large * shares)
        assert any(m.x * 1e6 == pytest.approx(rounds) for m in marks(shown.figure))


@pytest.mark.parametrize("as_of", options("shells", "as_of"))
def test_what_others_say_of_shells_is_drawn_as_stated_by_the_day(as_of):
    shown = panel("shells", as_of=as_of)
    rows = [r for r in FIGURES.values() if r["use"] == "rival" and until(r["date"]) <= as_of]
    open_end = {(False, False): "line-ns", (False, True): "triangle-left"}
    open_end[True, False] = "triangle-right"
    spots = {
        (float(r["best"]), open_end[bool(r["low"]), bool(r["high"])])
        for r in rows
        if not (r["low"] and r["high"])
    }
    others = [mark for mark in marks(shown.figure) if mark.y > 0]
    assert {(round(m.x * 1e6), m.symbol) for m in others} == spots
    bars = {(round(a[0] * 1e6), round(b[0] * 1e6)) for a, b, _ in strokes(shown.figure) if a[1]}
    assert bars == {(float(r["low"]), float(r["high"])) for r in rows if r["low"] and r["high"]}
    assert len(cells(shown)) == 5 + len(rows)


@pytest.mark.parametrize("as_of", options("shells", "as_of"))
def test_all_numbers_stated_on_shells_by_the_day_are_listed(as_of):
    topics = {"shells-delivered", "shell-production-russia", "shell-use-annual"}
    rows = [
        row
        for row in table("figures")
        if row["topic"] in topics and row["unit"] != "percent" and until(row["date"]) <= as_of
    ]
    listed = BeautifulSoup(panel("shells", as_of=as_of).body[1], "html.parser")
    items = [item.get_text(" ") for item in listed.select("li")]
    assert len(items) == len(rows)
    for row in rows:
        own = [item for item in items if text(row["quantity"]) in item]
        assert any(says(item, *sorted({n / 1e6 for n in ends(row)})) for item in own), row["id"]


@pytest.mark.parametrize("quantity", options("estimates_over_time", "quantity"))
@pytest.mark.parametrize("as_of", options("estimates_over_time", "as_of"))
def test_a_statement_on_numbers_is_drawn_at_its_number_with_its_range(quantity, as_of):
    """Each row of the list is a row of the tables, and its mark stands where its number is."""
    rows = [
        row
        for row in table("figures") + table("estimates")
        if row["series"] in (quantity, f"{quantity}-shown") and until(row["date"]) <= as_of
    ]
    twice = {row["same_as"] for row in table("estimates")}
    rows = sorted((r for r in rows if r["id"] not in twice), key=lambda row: until(row["date"]))
    shown = panel("estimates_over_time", quantity=quantity, as_of=as_of)
    told = [(line["By"], line["Number"], line["Covers"]) for line in cells(shown)]
    assert told == [(row["by"], words(row), row.get("period") or "") for row in rows]
    if not rows:
        assert shown.figure is None
        return
    for figure in (shown.figure, shown.narrow):
        dots = sorted(marks(figure), key=lambda mark: mark.y)
        assert [m.x for m in dots] == [ends(row)[1] for row in rows]
        bars = [((a[0], b[0], a[1]), colour) for a, b, colour in strokes(figure)]
        ranges = {(*ends(row), i) for i, row in enumerate(rows) if ends(row)[0] < ends(row)[1]}
        assert {bar for bar, _ in bars if bar[0]} == ranges
        assert {bar for bar, _ in bars if not bar[0]} == {
            (0, ends(row)[1], i) for i, row in enumerate(rows)
        }
        notes = [text(note["text"]) for note in figure["layout"]["annotations"]]
        for i, (row, mark) in enumerate(zip(rows, dots, strict=True)):
            pointed = {"up": "left", "more": "right", "at": "right"}.get(words(row).split()[0])
            assert mark.symbol == (f"triangle-{pointed}" if pointed else "line-ns")
            sides = {"Russia": "blue", "North Korea": "orange"}
            assert mark.colour == sides.get(row["body"], "dark")
            who, number = notes[2 * i : 2 * i + 2]
            assert number == words(row)
            assert row["body"] in who
            assert ("as it showed" in who) == row["series"].endswith("shown")
            period = "in part" if figure is shown.narrow else (row.get("period") or "-")
            assert (row.get("part") == "true") == (f"({period.split(',')[0]}" in who)
    lowest, *more = (float(re.sub(r"\D", "", n)) for n in re.findall(r"[\d,]+(?= \()", shown.title))
    named = [
        row
        for row in rows
        if row.get("part") != "true"
        and not row["series"].endswith("shown")
        and row["body"] != "Press and unnamed officials"
    ] or rows
    assert lowest == min(ends(row)[0] for row in named)
    assert (more or [lowest]) == [max(ends(row)[1] for row in named)]


def words(row):
    """Write what a row states as a reader would say it."""
    low, best, high = (number(row[end]) for end in ("low", "best", "high"))
    if low is not None and low == best:
        return f"more than {best:,.0f}"
    if high is not None and (high == best or low is None):
        return f"up to {high:,.0f}"
    if low is not None and high is not None:
        return f"{low:,.0f} to {high:,.0f}"
    return f"at least {low:,.0f}" if best is None else f"{best:,.0f}"


@pytest.mark.parametrize("as_of", options("common_enemy", "as_of"))
@pytest.mark.parametrize("votes", ["all", "contested"])
def test_agreement_with_north_korea_is_that_of_the_roll_calls(votes, as_of):
    names = {"Russia": "russia", "China": "china", "United States": "united-states"}
    share = {
        (row["country"], row["year"]): int(row["agree"]) / int(row["votes"])
        for row in table("assembly_agreement")
        if row["basis"] == votes and row["partner"] == "north-korea" and row["year"] < as_of[:4]
    }
    last = max(year for _, year in share)
    shown = panel("common_enemy", votes=votes, as_of=as_of)
    for row in cells(shown):
        state = names.get(row["State"], "united-states")
        assert row["Share"] == f"{share[state, row['Year']]:.0%}"
        assert int(row["Alike"]) / int(row["Votes"]) == share[state, row["Year"]]
    assert len(shown.table) == 3 * (int(last) - 1990)
    percent = {state: round(share[state, last] * 100) for state in names.values()}
    rank = next(row for row in table("assembly_baseline") if row["year"] == last)
    assert says(shown.title, int(last), percent["russia"], percent["united-states"])
    if votes == "all":
        assert says(shown.title, percent["russia"], int(rank["members"]))
        place = {"1": "the closest", "2": "second closest"}
        assert place.get(rank["russia_rank"], f"rank {rank['russia_rank']}") in shown.title
        bands = [t for t in shown.figure["data"] if not t.get("hovertext")]
        base = [row for row in table("assembly_baseline") if row["year"] <= last]
        for trace, column in zip(bands, ("p10", "p90", "median"), strict=True):
            assert trace["y"] == [float(row[column]) for row in base]
    else:
        before = round(share["russia", "2015"] * 100)
        assert says(shown.title, percent["russia"], before, 2015, percent["united-states"])
    lines = [trace for trace in shown.figure["data"] if trace.get("hovertext")]
    assert len(lines) == 3
    for trace in lines:
        name = text(trace["hovertext"][0]).split(",")[0].replace("US", "United States")
        assert trace["y"] == pytest.approx(
            [share[names[name], str(year)] for year in trace["x"]], abs=1e-4
        )
        assert (trace["line"]["color"] == "#0072b2") == (name == "Russia")
