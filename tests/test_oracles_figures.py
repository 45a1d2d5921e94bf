"""What holds of every figure, whatever it shows: nothing is lost at its edge or on a phone."""

from collections import Counter

import pytest
from figures import marks, near_states, outside

from explainer import story


@pytest.mark.parametrize("name", story.VIEWS)
def test_nothing_is_drawn_beyond_the_ends_of_its_axis(name):
    for state, shown in near_states(name):
        for figure in filter(None, (shown.figure, shown.narrow)):
            assert outside(figure) == [], state


@pytest.mark.parametrize("name", story.VIEWS)
def test_a_phone_is_shown_the_same_marks(name):
    """A stroke may be turned, and words that open under a pointer may be missing."""
    for state, shown in near_states(name):
        wide, narrow = (marks(figure) if figure else [] for figure in (shown.figure, shown.narrow))
        looks = [
            Counter((mark.symbol.replace("line-ns", "line-ew"), mark.colour) for mark in drawn)
            for drawn in (wide, narrow)
        ]
        assert looks[0] == looks[1], state
        words = [Counter(mark.words or mark.text for mark in drawn) for drawn in (wide, narrow)]
        assert words[0] == words[1] or not any(mark.words for mark in narrow), state
