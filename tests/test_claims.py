"""Every statement of the article has its place in a chapter: in a view, or in prose.

A view places a claim where it says its statement or opens its path. Prose places it by a tag
``claim:<id>`` of its cell, since it tells a statement in words of its own.
Run with ``-s`` to read the list.
"""

import html
import re
from collections import defaultdict

import nbformat
import pytest
from conftest import NOTEBOOKS
from figures import says

from explainer import evidence
from explainer.markup import WORDS
from explainer.story import load
from explainer.views.c5_next import estimates_over_time, ledger_of_claims, sceptic

CLAIMS = load().claims
CHAPTERS = {path.stem: nbformat.read(path, 4) for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}


def cells(kind):
    for chapter, notebook in CHAPTERS.items():
        for cell in notebook.cells:
            if cell.cell_type == kind:
                yield chapter, cell


@pytest.fixture(scope="module")
def places(views) -> dict[str, set[str]]:
    """Return where each claim appears: chapter and view, or chapter and "prose"."""
    found = defaultdict(set)
    for chapter, cell in cells("markdown"):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("claim:"):
                found[tag.removeprefix("claim:")].add(f"{chapter}: prose")
    for chapter, cell in cells("code"):
        if view := re.fullmatch(r"story\.(\w+)\(\)", cell.source):
            panels = views[view[1]].panels.values()
            words = html.unescape("\n".join({part for panel in panels for part in _parts(panel)}))
            keys = set(re.findall(r'data-key="([^"]*)"', words))
            for claim, statement in CLAIMS["statement"].items():
                if claim in keys or statement in words:
                    found[claim].add(f"{chapter}: {view[1]}")
    return found


def _parts(panel) -> list[str]:
    body = [panel.body] if isinstance(panel.body, str) else panel.body
    return [panel.title, panel.lead, *body]


def test_every_claim_appears_in_a_chapter(places):
    for claim in CLAIMS.index:
        print(f"{claim}: {'; '.join(sorted(places[claim])) or 'nowhere'}")
    missing = [claim for claim in CLAIMS.index if not places[claim]]
    assert missing == [], "no view shows these claims: tell them in a cell tagged claim:<id>"


TOLD = {"events": "title", "gains": "title", "resolutions": "symbol", "statements": "summary"}
TOLD |= {"deals": "title", "delegations": "occasion", "estimates": "note", "claims": "statement"}


@pytest.fixture(scope="module")
def shown(views) -> str:
    """Return all that the views of chapters 00 to 05 say in their states, and the keys of it."""
    names = {
        view[1]
        for chapter, cell in cells("code")
        if chapter < "06" and (view := re.fullmatch(r"story\.(\w+)\(\)", cell.source))
    }
    panels = [panel for name in names for panel in views[name].panels.values()]
    said = {part for panel in panels for part in (*_parts(panel), panel.table.to_csv())}
    return plain("\n".join(said)) + "".join(re.findall(r'data-key="[^"]*"', "".join(said)))


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"<[^>]+>", " ", html.unescape(str(text)))).strip()


@pytest.mark.parametrize("table", TOLD)
def test_every_row_is_reachable_from_a_figure_of_the_story(table, shown):
    """Told in a list, a table or a card that opens, in some state of a view.

    Claims that came after the article are told in prose (see above).
    """
    rows = evidence.of_article(CLAIMS) if table == "claims" else load()[table]
    told = rows[TOLD[table]].fillna(rows.get("outcome", rows.get("by", "")))
    lost = [
        row
        for row, text in told.items()
        if f'data-key="{row}"' not in shown and plain(text) not in shown
    ]
    assert lost == [], f"no view shows these rows of {table}.csv: see CONTRIBUTING.md"


def test_prose_names_claims_that_exist(places):
    assert set(places) <= set(CLAIMS.index)


def test_a_claim_opens_to_its_whole_path(views):
    view, paths = views["ledger_of_claims"], evidence.paths(load().assessments)
    body = "".join(view.panels["all", "open", view.as_of].body)
    for claim in evidence.of_article(CLAIMS).index:
        path = paths[paths["claim"] == claim]
        [entry] = re.findall(rf'data-key="{claim}".*?</details>', body, re.DOTALL)
        assert entry.count("<li>") == len(path)
        assert entry.count("<a href") == path["sources"].map(len).sum()


def test_the_answer_of_the_chapter_is_that_of_the_tables():
    """The prose counts the expectations; a change of the tables has to change it."""
    tables = load()
    rows = sceptic.tested(tables, tables.dates["date"].iloc[-1])
    found = rows.loc[rows["kind"].isin(ledger_of_claims.EXPECTED), "nothing"].value_counts()
    [told] = [c.source for _, c in cells("markdown") if c.source.startswith("Of fifteen forecasts")]
    standings = ["corroborated", "alleged", "disputed", "speculated", "denied"]
    counts = [found.get(word, 0) for word in standings]
    assert sum(counts) == len(rows[rows["kind"].isin(ledger_of_claims.EXPECTED)])
    assert says(told, sum(counts), *counts)


def test_without_doubt_all_statements_keep_their_standing(views):
    view = views["sceptic"]
    for day in load().dates["date"]:
        panel = view.panels["nothing", day]
        assert (panel.table["With all sources"] == panel.table["Without"]).all()


def test_no_kind_of_page_is_forgotten():
    """Each is research, a record or a UN paper, or else left out by a doubt about pages."""
    left_out = {kind for *_, kinds in sceptic.DOUBTS.values() for kind in kinds}
    records = {kind for word in ("research and records", "UN papers") for kind in WORDS[word]}
    assert not left_out & records
    assert set(load().sources["kind"].astype(str)) == left_out | records


@pytest.mark.parametrize("quantity", estimates_over_time.QUANTITIES)
def test_a_statement_is_counted_once(quantity, views):
    panel = views["estimates_over_time"].panels[quantity, "2026-03-31"]
    assert not panel.table.duplicated(["By", "Stated on", "Number", "Covers"]).any()
    assert len(panel.table) >= 4
