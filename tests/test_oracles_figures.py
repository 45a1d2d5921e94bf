"""Nothing is lost at the edge of a figure or on a phone, and places lie where they are."""

from collections import Counter

import pytest
from figures import index, marks, near_states, outside, panel, states, table

from explainer import story


@pytest.mark.parametrize("name", story.VIEWS)
def test_nothing_is_drawn_beyond_the_ends_of_its_axis(name):
    for state, shown in near_states(name):
        for figure in filter(None, (shown.figure, shown.narrow)):
            assert outside(figure) == [], state


@pytest.mark.parametrize("name", story.VIEWS)
def test_a_phone_is_shown_the_same_marks(name):
    """In a drawing of its own; strokes may be turned, words under a pointer may be missing."""
    for state, shown in near_states(name):
        assert shown.narrow is None or shown.narrow != shown.figure, state
        wide, narrow = (marks(figure) if figure else [] for figure in (shown.figure, shown.narrow))
        looks = [
            Counter((mark.symbol.replace("line-ns", "line-ew"), mark.colour) for mark in drawn)
            for drawn in (wide, narrow)
        ]
        assert looks[0] == looks[1], state
        words = [Counter(mark.words or mark.text for mark in drawn) for drawn in (wide, narrow)]
        assert words[0] == words[1] or not any(mark.words for mark in narrow), state


def on_map(name):
    """Yield the marks of every map of a view with the row of the place that they name."""
    places = index("places", "name")
    for _, shown in states(name):
        for figure in (shown.figure, shown.narrow):
            for mark in marks(figure):
                if mark.words in places:
                    yield mark, places[mark.words]


def test_a_place_stands_on_the_map_at_its_longitude_and_latitude():
    found = {}
    for mark, place in on_map("itinerary"):
        assert (mark.x, mark.y) == (float(place["lon"]), float(place["lat"])), place["id"]
        found[place["id"]] = mark
    assert len(found) >= 3
    for place in {"knevichi", "vladivostok", "dunay"} & set(found):
        assert found[place].x > found["rajin"].x > found["pyongyang"].x
        assert found[place].y > found["rajin"].y > found["pyongyang"].y


def test_the_ports_of_the_voyages_lie_where_they_are():
    """Dunay and Vladivostok lie east and north of Rajin, Rajin of Pyongyang, Seoul south of it."""
    places = {key: (float(p["lon"]), float(p["lat"])) for key, p in index("places").items()}
    for north, south in (
        ("dunay", "rajin"),
        ("vladivostok", "rajin"),
        ("rajin", "pyongyang"),
        ("vostochny", "vladivostok"),
        ("pyongyang", "seoul"),
    ):
        assert places[north][1] > places[south][1]
    assert places["dunay"][0] > places["rajin"][0] > places["pyongyang"][0]
    assert places["seoul"][0] > places["pyongyang"][0]


def test_land_is_drawn_with_longitude_across():
    [land] = [t for t in panel("itinerary").figure["data"] if t.get("fill") == "toself"]
    outline = {(float(row["lon"]), float(row["lat"])) for row in table("region")}
    assert {point for point in zip(land["x"], land["y"], strict=True) if point[0]} <= outline
    for axis in ("xaxis", "yaxis"):
        low, high = panel("itinerary").figure["layout"][axis]["range"]
        assert 5 < high - low < 20  # degrees: the region, neither a town nor the globe


def test_a_stop_of_the_itinerary_lights_its_place():
    places = index("places")
    for stop in table("visit"):
        shown = panel("itinerary", step=stop["id"])
        assert stop["activity"] in shown.title
        if stop["place"] and places[stop["place"]]["name"] in {
            m.words for m in marks(shown.figure)
        }:
            lit = {m.words for m in marks(shown.figure) if m.colour == "dark"}
            assert places[stop["place"]]["name"] in lit
