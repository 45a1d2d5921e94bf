"""What a view says and draws is what was reviewed: its text in ``tests/reviewed/`` (``review.py``).

A difference is not a fault by itself: read it as a reviewer. What is meant is kept with
``make reviewed``, and committed with what caused it.
"""

import difflib

import pytest
import review

from explainer import story


@pytest.mark.parametrize("name", story.VIEWS)
def test_a_view_says_and_draws_what_was_reviewed(name, views):
    path = review.FOLDER / f"{name}.txt"
    reviewed = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(
        reviewed.splitlines(), review.texts(views[name]).splitlines(), "reviewed", "now", "", "", 1
    )
    if difference := "\n".join(changes):
        pytest.fail(
            f"{name} changed. Read what changed; if it is meant: make reviewed\n{difference}",
            pytrace=False,
        )


def test_no_text_is_left_of_a_view_that_is_no_more():
    assert {path.stem for path in review.FOLDER.glob("*.txt")} == set(story.VIEWS)
