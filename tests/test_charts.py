"""Every state of every view holds what a reader needs, and nothing that was not yet public."""

import calendar
import inspect
import re
from contextlib import contextmanager

import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup

from explainer import markup, story
from explainer.panel import records
from explainer.say import typeset
from explainer.story import load
from explainer.theme import MARK_FACE

MONTHS = "|".join(calendar.month_name[1:])
# Numbers of resolutions look like years.
DATE = re.compile(rf"(?<!RES/)(?<!res-)(?:(\d{{1,2}}) )?(?:({MONTHS}) )?\b((?:19|20)\d\d)\b")


@pytest.fixture(params=story.VIEWS)
def view(request, views):
    return views[request.param]


@contextmanager
def state_named(view, key):
    """Name view and state in a failure."""
    try:
        yield
    except (AssertionError, ValueError) as error:
        values = ", ".join(f"{c.key}={v!r}" for c, v in zip(view.controls, key, strict=True))
        raise AssertionError(f"{view.name}({values}): {error}") from error


def test_every_state_is_complete(view):
    for key, panel in view.panels.items():
        with state_named(view, key):
            for words in (panel.title, panel.measure, panel.alt):
                assert len(words.split()) >= 3
                assert "nan" not in words.lower().split()
            assert len(panel.table) or "on record" in panel.title
            assert len(panel.sources) or "on record" in panel.title
            assert not panel.sources["url"].duplicated().any()


def test_a_panel_is_rendered_with_its_words_its_table_and_all_sources(view):
    panel = view.panels[tuple(control.value for control in view.controls)]
    made = {
        name: BeautifulSoup("".join(pieces), "html.parser")
        for name, pieces in markup.parts(panel).items()
    }
    assert made["head"].h3.get_text() == typeset(panel.title)
    assert made["alt"].get_text() == typeset(panel.alt)
    heads, *rows = made["table"].find_all("tr")
    assert [head.get_text() for head in heads.find_all("th")] == [*map(str, panel.table.columns)]
    assert [len(row.find_all(["th", "td"])) for row in rows] == [len(panel.table.columns)] * len(
        panel.table
    )
    pages = panel.sources["url"].tolist()
    assert [item.a["href"] for item in made["sources"].find_all("li")] == pages
    links = [link["href"] for link in made["cite"].find_all("a")]
    assert [link for link in links if link in pages] == pages[:3]


def figures(panel):
    return [figure for figure in (panel.figure, panel.narrow) if figure is not None]


def test_figures_are_valid_and_have_their_height(view):
    known = set()
    for key, panel in view.panels.items():
        for figure in figures(panel):
            if not (parts := set(properties(figure))) <= known:
                known |= parts
                with state_named(view, key):
                    made = go.Figure(figure)  # raises on what Plotly does not know
                    assert not made.layout.template.layout.showlegend  # marks have their names
                    assert figure["layout"]["height"] >= 200


def properties(part, path=()):
    """Yield the properties that a figure sets, with values where they are one of a few."""
    data = {"x", "y", "text", "hovertext", "customdata", "ticktext", "tickvals", "name"}
    if isinstance(part, dict):
        for name, value in part.items():
            yield (*path, name)
            if name not in data:
                yield from properties(value, (*path, name))
    elif isinstance(part, list | tuple):
        for item in part:
            yield from properties(item, path)
    elif isinstance(part, str | bool):
        yield (*path, part)


def test_words_of_a_figure_are_at_least_sixteen_pixels_high(view):
    for key, panel in view.panels.items():
        for figure in figures(panel):
            with state_named(view, key):
                assert [size for size in font_sizes(figure) if size < 16] == []


def font_sizes(figure):
    """Return the sizes of all words of a figure; what sets none has that of the template."""
    template = figure["layout"]["template"]["layout"]
    assert template["font"]["size"] >= 16
    found = []

    def walk(item):
        if isinstance(item, dict):
            for key, value in item.items():
                words = key.endswith("font") and isinstance(value, dict) and "size" in value
                if words and value.get("family") != MARK_FACE:  # marks are no words
                    size = value["size"]
                    found.extend(size if isinstance(size, list) else [size])
                walk(value)
        elif isinstance(item, list):
            for value in item:
                walk(value)

    walk(figure)
    return found


def test_a_mark_or_button_chooses_a_value_that_its_view_has(view):
    options = {c.key: set(map(str, c.options)) for c in view.controls}
    for key, panel in view.panels.items():
        opened = set(re.findall(r'<details data-key="([^"]*)"', html(panel)))
        buttons = "&amp;".join(re.findall(r'data-pick="([^"]*)"', html(panel)))
        picks = re.findall(r"(\w+)=(.*?)(?:&amp;(?=\w+=)|$)", buttons)
        for trace in (trace for figure in figures(panel) for trace in figure["data"]):
            picks += [pick.split("=") for pick in trace.get("customdata", []) if pick]
        with state_named(view, key):
            for control, value in picks:
                assert value in (opened if control == "open" else options[control]), control


def html(panel) -> str:
    return f"{panel.lead}{''.join(panel.body)}"


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


def test_nothing_is_shown_that_was_not_yet_public(view):
    keys = [c.key for c in view.controls]
    for key, panel in view.panels.items():
        if "as_of" in keys:
            as_of = key[keys.index("as_of")]
            text = visible_text(panel)
            for plan in PLANS:
                text = text.replace(plan, "")
            with state_named(view, key):
                assert latest_date(text) <= tuple(map(int, as_of.split("-")))


def test_the_date_of_the_article_is_a_value_of_every_as_of_control(views):
    found = [c for name in story.VIEWS for c in views[name].controls if c.key == "as_of"]
    assert found
    assert all("2023-09-12" in c.options and c.linked for c in found)


def test_a_wrong_name_or_value_is_answered_with_the_right_ones():
    with pytest.raises(AttributeError, match=r"no view 'how_rair'; it has .*how_rare"):
        story.how_rair()
    with pytest.raises(ValueError, match=r"no control 'date'; it has .*'as_of'"):
        story.how_rare(date="2023-09-12")
    with pytest.raises(ValueError, match=r"as_of of how_rare is one of .*, not '2022'"):
        story.how_rare(as_of="2022")


def test_every_view_has_help_that_says_what_it_shows_and_its_controls():
    for name in story.VIEWS:
        shows, *rest = inspect.getdoc(getattr(story, name)).split("\n\n")
        assert shows.endswith("."), name
        controls = ", ".join(story.controls(name))
        assert not controls or rest == [f"Controls: {controls}."], name


def test_a_ban_names_the_vote_that_made_it(views):
    texts = load().resolutions
    for measure in ("arms-purchase", "humanitarian-exemption", "satellite-launches"):
        panel = views["what_is_banned"].panels[(measure,)]
        for _, row in panel.table.iterrows():
            [text] = records(texts[texts["symbol"] == row["Text"]])
            if text["yes"] == "":
                assert row["Vote"] == "agreed without a vote"
            else:
                assert row["Vote"].startswith(f"{text['yes']} to {text['no']}, ")
                assert row["Vote"].endswith("Russia for") == (text["russia_vote"] == "yes")
            assert f"({row['Vote']})" in html(panel)


def test_the_turning_points_name_the_text_that_banned_arms_exports(views):
    shown = html(views["votes"].panels["turns", "2026-03-31"])
    assert re.search(r"S/RES/1874 \(2009\)</b>.*?15 yes.*?Russia: yes", shown)
