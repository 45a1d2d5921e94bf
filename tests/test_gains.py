"""Chapter 02: the ledger in the words of the day, and the sums of the workbench."""

import pytest

from explainer import load
from explainer.charts import shells
from explainer.views.c2_gains import ledger as gains


@pytest.fixture(scope="module")
def tables():
    return load()


def bench(tables, **choices):
    choices = {
        "boxes": "containers-2024-02",
        "calibre": "152",
        "share": 100,
        "rounds": "shells-2024-02-shin",
        "unusable": 0,
    } | choices
    return shells.shells(*shells.material(tables), **choices)


@pytest.mark.parametrize(
    ("choices", "total", "nearest"),
    [
        ({}, "= 3 million", "Yours is its upper end."),
        ({"calibre": "122"}, "= 0.5 million", "Yours is its lower end."),
        ({"calibre": "both"}, "= 1.8 million", "C4ADS"),
        ({"share": 50, "unusable": 50, "boxes": "containers-2025-07"}, "= 3.1 million", "near it."),
        ({"boxes": "containers-2025-07"}, "= 12.5 million", "Defense Intelligence Agency"),
        # The words reckon with the numbers shown, 1 and 1.5, not with 1.045.
        (
            {"boxes": "containers-2025-07", "calibre": "122", "share": 50},
            "= 1 million",
            "1.5 million. It is 1.5 times yours.",
        ),
    ],
)
def test_the_workbench_makes_of_containers_what_seoul_made_of_them(tables, choices, total, nearest):
    panel = bench(tables, **choices)
    assert total in panel.lead
    assert nearest in panel.lead
    assert panel.table["Value"].iloc[-1] == total
    assert "HUR" not in panel.lead + panel.table.to_csv()


def test_the_ledger_speaks_as_one_could_speak_on_the_day(tables):
    then = gains.ledger(tables, show="all", as_of="2023-09-12")
    told = "".join(then.body)
    assert "Soldiers" in told
    assert "Kursk" not in told + then.table.to_csv() + then.title
    now = gains.ledger(tables, show="all", as_of="2026-03-31")
    assert len(now.table) == len(tables.gains)
    named = gains.ledger(tables, show="article", as_of="2026-03-31")
    assert len(named.table) == tables.gains["in_article"].sum()


def test_no_figure_of_delivered_shells_was_public_when_the_article_appeared(views):
    panel = views["shell_estimates"].panels["delivered", "2023-09-12"]
    assert panel.figure is None
    assert "no statement on record" in panel.title
