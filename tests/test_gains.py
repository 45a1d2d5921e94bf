"""Chapter 02: the ledger in the words of the day, and the sums of the workbench."""

import pytest

from explainer.story import load
from explainer.views.c2_gains import ledger as gains
from explainer.views.c2_gains import shells


@pytest.fixture(scope="module")
def tables():
    return load()


def bench(tables, **choices):
    choices = {
        "boxes": "containers-2024-02",
        "calibre": "152",
        "share": 100,
        "unusable": 0,
        "as_of": "2026-03-31",
    } | choices
    return shells.shells(tables, **choices)


@pytest.mark.parametrize(
    ("choices", "total", "nearest"),
    [
        ({}, "= 3 million", "Reuters and Open Source Centre, Apr 2025, 4 to 6 million."),
        ({"calibre": "122"}, "= 0.5 million", "Ukraine, Feb 2024, 1.5 million."),
        ({"calibre": "both"}, "= 1.8 million", "C4ADS and The Washington Post"),
        ({"share": 50, "boxes": "containers-2025-07"}, "= 6.3 million", "Friedrich Naumann"),
        ({"boxes": "containers-2025-07"}, "= 12.5 million", "South Korea, July 2025"),
        (
            {"as_of": "2023-09-12"},
            "= 3 million",
            "No number of rounds sent was found by 12 September 2023",
        ),
    ],
)
def test_the_workbench_makes_of_containers_what_seoul_made_of_them(tables, choices, total, nearest):
    panel = bench(tables, **choices)
    assert total in panel.body[0]
    assert nearest in panel.body[0]
    assert panel.table["Value"].iloc[4] == total
    assert "HUR" not in panel.body[0] + panel.table.to_csv()


def test_no_number_stated_later_stands_beside_the_sum(tables):
    then = bench(tables, as_of="2023-09-12", unusable=50)
    assert len(then.table) == 5
    assert "your assumption" in then.table["By"].iloc[0]
    assert "2024" not in then.table.to_csv() + then.alt + "".join(then.body) + then.title


def test_the_ledger_speaks_as_one_could_speak_on_the_day(tables):
    then = gains.ledger(tables, show="all", as_of="2023-09-12")
    told = "".join(then.body)
    assert "Soldiers" in told
    assert "Kursk" not in told + then.table.to_csv() + then.title
    now = gains.ledger(tables, show="all", as_of="2026-03-31")
    assert len(now.table) == len(tables.gains)
    named = gains.ledger(tables, show="article", as_of="2026-03-31")
    assert len(named.table) == tables.gains["in_article"].sum()
