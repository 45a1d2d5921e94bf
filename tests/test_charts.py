"""Every state of every view holds what a reader needs, and nothing that was not yet public."""

import calendar
import json
import re

import plotly.graph_objects as go
import pytest

from explainer import load, story
from explainer.panel import records

VIEWS = {name: getattr(story, name)() for name in story.VIEWS}
PANELS = [(name, key) for name, view in VIEWS.items() for key in view.panels]
MONTHS = "|".join(calendar.month_name[1:])
# Numbers of resolutions look like years.
DATE = re.compile(rf"(?<!RES/)(?<!res-)(?:(\d{{1,2}}) )?(?:({MONTHS}) )?\b((?:19|20)\d\d)\b")


@pytest.fixture(params=PANELS, ids=lambda p: f"{p[0]}-{'-'.join(map(str, p[1]))}"[:80])
def panel(request):
    name, key = request.param
    return VIEWS[name].panels[key]


def test_a_panel_is_complete(panel):
    for words in (panel.title, panel.measure, panel.alt):
        assert len(words.split()) >= 3
        assert "nan" not in words.lower().split()
    assert len(panel.table) or "on record" in panel.title
    assert len(panel.sources) or "on record" in panel.title
    assert not panel.sources["url"].duplicated().any()


def test_its_figures_are_valid_and_have_their_height(panel):
    for figure in (panel.figure, panel.narrow):
        if figure is not None:
            go.Figure(figure)  # raises on a property that Plotly does not know
            assert figure["layout"]["height"] >= 200


def test_its_text_is_large_enough(panel):
    for size in re.findall(r'"size": (\d+)', json.dumps([panel.figure, panel.narrow])):
        assert int(size) in range(9, 16) or int(size) >= 16  # marks, or text


def test_its_marks_choose_values_that_exist(panel):
    keys: dict[str, set[str]] = {}
    for control in (c for view in VIEWS.values() for c in view.controls):
        keys.setdefault(control.key, set()).update(map(str, control.options))
    keys["open"] = set(re.findall(r'<details data-key="([^"]*)"', html(panel)))
    picks = re.findall(r'data-pick="(\w+)=([^"]*)"', html(panel))
    for trace in (panel.figure or {"data": []})["data"]:
        picks += [pick.split("=") for pick in trace.get("customdata", [])]
    assert all(value in keys[key] for key, value in picks)


def html(panel) -> str:
    return panel.lead + "".join(panel.body)


PLANS = ("ministry exchanges 2024-2025", "culture ministries for 2025-2027")  # known beforehand


def visible_text(panel) -> str:
    """Return all words of a panel but those of its sources, which may be later, or their links."""
    hover = [
        t.get(words, "")
        for f in (panel.figure, panel.narrow)
        for t in (f or {"data": []})["data"]
        for words in ("hovertext", "text")
    ]
    labels = [
        a["text"]
        for f in (panel.figure, panel.narrow)
        for a in (f or {"layout": {}})["layout"].get("annotations", [])
    ]
    table = panel.table.to_csv()
    words = " ".join(
        map(
            str,
            (
                panel.title,
                panel.measure,
                panel.alt,
                re.sub(r"<a href=.*?</a>", "", html(panel)),
                table,
                panel.caveat,
                *hover,
                *labels,
            ),
        )
    )
    return re.sub(r'href="[^"]*"', "", words)


def latest_date(text: str) -> tuple[int, int, int]:
    """Return the latest date that a text names, as exact as it does."""
    text = re.sub(r"[Rr]esolutions?[ -]\d{4}", "", text)  # a number, not a year
    found = [
        (int(y), list(calendar.month_name).index(m) if m else 1, int(d or 1))
        for d, m, y in DATE.findall(text)
    ]
    return max(found, default=(0, 0, 0))


@pytest.mark.parametrize(
    "name", [n for n, v in VIEWS.items() if "as_of" in [c.key for c in v.controls]]
)
def test_nothing_is_shown_that_was_not_yet_public(name):
    view = VIEWS[name]
    place = [c.key for c in view.controls].index("as_of")
    for key, panel in view.panels.items():
        as_of = tuple(map(int, key[place].split("-")))
        text = visible_text(panel)
        for plan in PLANS:
            text = text.replace(plan, "")
        assert latest_date(text) <= as_of, key


def test_the_date_of_the_article_is_a_value_of_every_as_of_control():
    found = [c for view in VIEWS.values() for c in view.controls if c.key == "as_of"]
    assert found
    assert all("2023-09-12" in c.options and c.linked for c in found)


def test_a_view_is_named_as_its_function():
    assert [view.name for view in VIEWS.values()] == list(story.VIEWS)


def test_a_wrong_name_or_value_is_answered_with_the_right_ones():
    with pytest.raises(AttributeError, match=r"no view 'how_rair'; it has .*how_rare"):
        story.how_rair()
    with pytest.raises(ValueError, match=r"no control 'date'; it has .*'as_of'"):
        story.how_rare(date="2023-09-12")
    with pytest.raises(ValueError, match=r"as_of of how_rare is one of .*, not '2022'"):
        story.how_rare(as_of="2022")
    assert "Controls: direction, level, as_of." in story.how_rare.__doc__


def test_hostile_text_in_a_table_stays_text_in_a_view():
    bad = '<script>alert("x")</script>\u202e<a href="javascript:alert(1)">a</a>'
    tables = load()
    exhibits = tables.exhibits.assign(name=bad, relevance=bad, type=bad)
    from explainer.charts import exhibits as chart
    from explainer.data import Tables

    panel = chart.exhibition(Tables({**tables, "exhibits": exhibits}), seen="all", item="haeil")
    shown = str(panel.lead) + str(panel.body) + json.dumps([panel.figure, panel.narrow])
    assert "<script" not in shown
    assert "<a href" not in shown


def test_a_ban_names_the_vote_that_made_it():
    texts = load().resolutions
    for measure in ("arms-purchase", "humanitarian-exemption", "satellite-launches"):
        panel = VIEWS["what_is_banned"].panels[(measure,)]
        for _, row in panel.table.iterrows():
            [text] = records(texts[texts["symbol"] == row["Text"]])
            if text["yes"] == "":
                assert row["Vote"] == "agreed without a vote"
            else:
                assert row["Vote"].startswith(f"{text['yes']} to {text['no']}, ")
                assert row["Vote"].endswith("Russia for") == (text["russia_vote"] == "yes")
            assert f"({row['Vote']})" in html(panel)


def test_the_turning_points_name_the_text_that_banned_arms_exports():
    shown = html(VIEWS["votes"].panels["turns", "2026-03-31"])
    assert re.search(r"S/RES/1874 \(2009\)</b>.*?15 yes.*?Russia: yes", shown)


def test_the_number_to_guess_is_shown_after_the_guess():
    panels = VIEWS["travel"].panels
    for (guess, as_of), panel in panels.items():
        figures = json.dumps([panel.figure, panel.narrow])
        seen = ["Putin, 2019" in figures, "Putin 2019: 23" in panel.alt, "You said" in panel.lead]
        assert set(seen) == {guess != "open"}, (guess, as_of)
        assert ("That is right" in panel.lead) == (guess == "many")
        assert "<b>23 visits.</b>" in panel.lead
    assert "23" not in panels["open", "2023-09-12"].title.replace("2023", "")
