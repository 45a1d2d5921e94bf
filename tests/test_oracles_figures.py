"""Nothing is lost at the edge of a figure or on a phone, and places lie where they are."""

import itertools
import math
from collections import Counter

import pytest
from figures import body, index, marks, near_states, outside, panel, states, table, text

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


def apart(one, other):
    """Return how far two places are from one another, in degrees of a great circle."""
    (x, y), (lon, lat) = (
        (math.radians(float(p["lon"])), math.radians(float(p["lat"]))) for p in (one, other)
    )
    near = math.sin(y) * math.sin(lat) + math.cos(y) * math.cos(lat) * math.cos(x - lon)
    return math.degrees(math.acos(min(1, near)))


def test_places_stand_on_the_map_as_far_apart_and_in_the_direction_that_they_are():
    places = {place["id"]: (mark, place) for mark, place in on_map("itinerary")}
    assert {"pyongyang", "seoul", "rajin", "vladivostok"} <= set(places)
    for (mark, place), (other, far) in itertools.permutations(places.values(), 2):
        drawn = math.dist((mark.x, mark.y), (other.x, other.y))
        assert drawn == pytest.approx(apart(place, far), rel=0.01)
        if float(place["lat"]) > float(far["lat"]) + 1:
            assert mark.y > other.y
        if float(place["lon"]) > float(far["lon"]) + 1:
            assert mark.x > other.x


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


def test_the_coast_of_the_map_runs_by_its_ports():
    [land] = [t for t in panel("itinerary").figure["data"] if t.get("fill") == "toself"]
    coast = [point for point in zip(land["x"], land["y"], strict=True) if point[0] is not None]
    for mark, place in on_map("itinerary"):
        if place["kind"] == "port":
            assert min(math.dist((mark.x, mark.y), point) for point in coast) < 0.1
    low, high = panel("itinerary").figure["layout"]["yaxis"]["range"]
    assert 5 < high - low < 20  # degrees: the region, neither a town nor the globe


def test_a_stop_of_the_itinerary_lights_its_place():
    """A place in or near a town has the mark of the town; what lies far away has none."""
    places = index("places")
    for stop in table("visit"):
        shown = panel("itinerary", step=stop["id"])
        assert stop["activity"] in shown.title
        told = f"· {stop['place_name']} {stop['summary']}"
        assert told.replace("'", "’").replace('"', "“")[:60] in text(body(shown))
        lit = [mark.words for mark in marks(shown.figure) if mark.colour == "dark"]
        towns = [index("places", "name")[mark.words] for mark in marks(shown.figure)]
        here = [t["name"] for t in towns if stop["place"] and apart(t, places[stop["place"]]) < 0.3]
        assert lit == here
