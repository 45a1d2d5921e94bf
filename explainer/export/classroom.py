"""The class files: a page for students, one for the teacher, sheets and guide as PDF, and a zip."""

from __future__ import annotations

import importlib.resources
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from explainer import markup, say, story, theme
from explainer.charts import classroom, debate, sourcelab
from explainer.data import Tables
from explainer.export import pictures
from explainer.export.colophon import KINDS
from explainer.export.opening import TITLE
from explainer.export.page import Chapter, assemble
from explainer.panel import records
from explainer.view import View, as_text

SEEN = ("precheck", "bets", "source_lab", "role_cards", "council", "postcheck", "exit_ticket")
"""The views of a session, in the order of teaching."""
DEBATE = "2024-03-31"
"""The day of the debate, as a value of ``as_of``: what the roles may know."""
GRADED = {"postcheck": "post", "exit_ticket": "exit"}
"""The views that may be graded, and their questions in ``quiz.csv``: without a key for students."""
PAPERS = {"precheck": "Before", "bets": "Bets", "postcheck": "After", "exit_ticket": "Exit ticket"}
"""What a code holds, in its order (``web/answers.js``), and its name in the teacher's file."""
SHEETS = {
    "before": ("Before: six questions", "one a student"),
    "bets": ("Place your bets", "one a student"),
    "outcomes": ("What came of the bets", "one a pair, handed out after the bets"),
    "marks": ("Seven marks", "one a group"),
    "sources": ("Source lab: six reports", "one a class, cut into reports"),
    "lens": ("Translation lens", "one a group, with the plan of 90 minutes"),
    "findings": ("Source lab: what we found", "one a group, handed out after the lab"),
    "roles": ("Roles", "one a class, one role a group"),
    "votes": ("Voting cards", "one a group"),
    "after": ("After: six questions", "one a student"),
    "exit": ("Exit ticket", "one a student"),
    "simple": ("The story in simple English", "as needed"),
    "words": ("Words of this story", "as needed"),
}
"""The sheets of the student pack: title, and how many to print."""
_SEATS = {
    "permanent": "permanent member: votes, and its no is a veto",
    "elected": "elected member in this debate: votes, without a veto",
    "no vote": "may speak, does not vote",
}
NO_BROWSER = (
    "The PDF files need Chromium, Chrome or Edge: install one, or set CHROMIUM to the path of one. "
    "The HTML files are written."
)


class NoBrowser(Exception):
    """No browser that prints was found."""


def build_class(tables: Tables, folder: Path) -> list[Path]:
    """Write the class files to ``folder`` and return them.

    Raises
    ------
    NoBrowser
        If no Chromium is found; the HTML files are written all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    views = _views(tables, SEEN)
    ungraded = views | _views(without_keys(tables), GRADED)
    given = _material(tables) | {"papers": papers(tables, views), "payload": _payload}
    templates = _environment(tables)
    pages = {
        "student.html": ("for-students", "student", ungraded, ["class.css"]),
        "teacher.html": ("for-teachers", "teacher", views, ["class.css", "pool.js", "lesson.js"]),
    }
    for name, (chapter, template, shown, extra) in pages.items():
        html = templates.get_template(f"class/{template}.html.j2").render(**given, views=shown)
        page = assemble([Chapter(chapter, html)], sources=tables.sources, extra=extra)
        (folder / name).write_text(page, encoding="utf-8")
    if pictures.find() is None:
        raise NoBrowser(NO_BROWSER)
    for name, template in {"student-pack": "pack", "teacher-guide": "guide-sheets"}.items():
        for size, suffix in {"A4": "", "Letter": "-letter"}.items():
            html = templates.get_template(f"class/{template}.html.j2").render(**given, size=size)
            _print(html, folder / f"{name}{suffix}.pdf")
    files = sorted(folder.iterdir())
    _pack(files, folder / "class.zip")
    return [*files, folder / "class.zip"]


def without_keys(tables: Tables) -> Tables:
    """Return the tables with neither key nor explanation of what may be graded."""
    quiz = tables.quiz[tables.quiz["test"].isin(list(GRADED.values()))]
    return Tables({**tables, "quiz": quiz.drop(columns=["key", "why_a", "why_b", "why_c"])})


def papers(tables: Tables, views: dict[str, View]) -> list[dict[str, Any]]:
    """Return what a code holds, with the key, for ``web/pool.js``."""
    found = []
    for name, title in PAPERS.items():
        item, answer = views[name].controls
        table = tables.bets if name == "bets" else tables.quiz
        rows = {row["id"]: row for row in records(table)}
        items = []
        for id in item.options:
            row = rows[str(id)]
            bet = name == "bets"
            items.append(
                {
                    "id": id,
                    "text": row["expectation"] if bet else row["text"],
                    "concept": "" if bet else row["concept"],
                    "key": str(row["outcome"]).lower() if bet else row["key"],
                    "options": dict(answer.options) if bet else {x: row[x] for x in "abc"},
                }
            )
        found.append({"name": name, "title": title, "values": list(answer.options), "items": items})
    return found


def _views(tables: Tables, names: Iterable[str]) -> dict[str, View]:
    """Return views of a session: the Council undecided, the roles on the day of the debate."""
    starts: dict[str, dict[str, Any]] = {
        "council": debate.UNDECIDED,
        "role_cards": {"as_of": DEBATE},
    }
    return {name: getattr(story, name)(tables, **starts.get(name, {})) for name in names}


def _payload(view: View) -> Markup:
    return Markup(as_text(view._payload))


def _material(tables: Tables) -> dict[str, Any]:
    """Return what the templates are filled with."""
    quiz = {test: records(rows) for test, rows in tables.quiz.groupby("test", sort=False)}
    lesson = {plan: records(rows) for plan, rows in tables.lesson.groupby("plan", sort=False)}
    used = pd.concat([tables[name]["sources"] for name in _USED]).explode().dropna().unique()
    kinds = Counter(tables.sources.loc[used, "kind"].astype(str))
    moment = classroom.moment(tables, DEBATE)
    return {
        "title": TITLE,
        "style": Markup(theme.css_variables() + _css()),
        "quiz": quiz,
        "keys": [(PAPERS[name], quiz[test]) for name, test in GRADED.items()],
        "bets": records(tables.bets),
        "levels": [int(level) for level in classroom.SURE if level != "open"],
        "source_lab": records(tables.source_lab),
        "lens": records(tables.drift.loc[sourcelab.PAIRS]),
        "debate": say.day(DEBATE[:7]),
        "roles": [
            row | {side: records(classroom.facts_of(tables, row, side, moment)) for side in _SIDES}
            for row in records(tables.roles_cards)
        ],
        "seats": _SEATS,
        "lesson": lesson,
        "glossary": records(tables.glossary),
        "n": {key: n for n, key in enumerate(SHEETS, 1)},
        "titles": {key: title for key, (title, _) in SHEETS.items()},
        "copies": {key: copies for key, (_, copies) in SHEETS.items()},
        "updated": say.day(tables.dates["date"].iloc[-1][:7]),
        "mix": {
            "total": len(used),
            "kinds": [(KINDS[kind], n) for kind, n in kinds.most_common()],
        },
    }


_SIDES = ("for", "against")
_USED = ("quiz", "bets", "source_lab", "roles_cards")


def _environment(tables: Tables) -> jinja2.Environment:
    environment = markup.environment("explainer.export")

    def cite(id: str, words: str = "") -> Markup:
        source = tables.sources.loc[id]
        link = Markup('<a href="{}">{}</a>')
        return link.format(source["url"], words or _name(tables, id))

    def names(ids: tuple[str, ...]) -> str:
        return "; ".join(dict.fromkeys(_name(tables, id) for id in ids))

    environment.globals.update(cite=cite, names=names, standing=markup.standing)
    return environment


def _name(tables: Tables, id: str) -> str:
    [row] = records(tables.sources.loc[[id]])
    return ", ".join(
        filter(None, [row["publisher"], row["published"] and say.day(row["published"])])
    )


def _css() -> str:
    return (importlib.resources.files("explainer") / "web" / "sheets.css").read_text("utf-8")


def _print(html: str, path: Path) -> None:
    """Print a document as PDF, without the moment of printing, so that it is the same each time."""
    pictures.run(html, "--no-pdf-header-footer", f"--print-to-pdf={path.resolve()}")
    undated = re.sub(rb"(Date \(D:)\d{14}", rb"\g<1>20000101000000", path.read_bytes())
    path.write_bytes(undated)


def _pack(files: list[Path], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(f"class/{file.name}"), file.read_bytes(), 8)
