"""The class files: pages for students, projector and teacher, sheets, slides, a SCORM package."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from explainer import markup, say, story, theme
from explainer.data import Tables
from explainer.embed import as_text
from explainer.export import pictures
from explainer.export.aside import put, scratch
from explainer.export.back import KINDS
from explainer.export.chapter import Chapter, Front, Shown, place
from explainer.export.opening import TITLE
from explainer.export.pack import pack
from explainer.export.page import assemble, citation
from explainer.panel import records
from explainer.view import View
from explainer.views.c6_class.bets import SURE
from explainer.views.c6_class.role_cards import eve, facts_of, public

PARTS = {
    "precheck": "Before: what do you think?",
    "bets": "Place your bets",
    "source_lab": "Source lab",
    "drift": "Translation lens",
    "role_cards": "Roles",
    "postcheck": "After: what do you think now?",
    "exit_ticket": "Exit ticket",
}
"""The views of a session, in the order of teaching, and their headings."""
KEYLESS = {"postcheck": "post", "exit_ticket": "exit"}
"""The views whose answers come after the lesson, and their questions in ``quiz.csv``."""
PAPERS = {
    "precheck": ("Before", True),
    "bets": ("Bets", True),
    "source_lab": ("Source lab", True),
    "postcheck": ("After", False),
    "exit_ticket": ("Exit ticket", False),
}
"""What a code holds, in its order (``web/answers.js``): name, and whether first answers count."""
SHEETS = {
    "before": ("Before: what do you think?", "one a student", 30),
    "bets": ("Place your bets", "one a student", 30),
    "outcomes": ("What happened", "one a pair, handed out after the bets", 15),
    "marks": ("Seven marks", "one a group", 6),
    "sources": ("Source lab: reports", "one a class, one report a group", 1),
    "side": ("Source lab: cards beside the reports", "one a class, cut", 1),
    "lens": ("Translation lens", "one a group, if there is time", 6),
    "findings": ("Source lab: our answers", "one a group, handed out after the lab", 6),
    "brief": ("Brief and draft", "one a group, with the plan of 90 minutes", 6),
    "roles": ("Roles", "one a class, one role a group", 1),
    "slips": ("Slips to draw", "one a class, cut", 1),
    "votes": ("Voting cards", "one a group, cut", 6),
    "observers": ("Observers", "one an observer", 4),
    "after": ("After: what do you think now?", "one a student", 30),
    "exit": ("Exit ticket", "one a student", 30),
    "simple": ("The story in simple English", "as needed", 5),
    "words": ("Ten words of this story", "as needed", 5),
}
"""The sheets of the student pack: title, how many to print, and how many that is for thirty."""
DOCUMENTS = {"student-pack": "pack", "teacher-guide": "guide-sheets", "answers": "reasons"}
"""What is printed in A4 and Letter, and its template."""
_TITLES = {
    "for-students": f"{TITLE}: a class session",
    "for-the-projector": "The lesson, for the projector",
    "for-the-teacher": "Codes, key and guide: for you alone",
}


def build_class(tables: Tables, folder: Path) -> list[Path]:
    """Write the class files to ``folder``, in place of those before, and return them.

    A ``story.html`` beside it goes with them.

    Raises
    ------
    BrowserError
        If no browser prints the PDF files. A whole set from before stays then; where there is none,
        the HTML files are written all the same.
    """
    with scratch(folder.parent) as aside:
        new = aside / folder.name
        new.mkdir()
        for page in folder.parent.glob("story.html"):
            shutil.copy(page, new)
        try:
            _write(tables, new)
        except pictures.BrowserError as error:
            whole = (folder / "class.zip").exists()
            if not whole:
                for printed in new.glob("*.pdf"):
                    printed.unlink()
                put(new, folder)
            left = "All files are as they were before." if whole else "The HTML files are written."
            raise pictures.BrowserError(f"{error}. It prints the PDF files. {left}") from error
        put(new, folder)
    return sorted(folder.iterdir())


def _write(tables: Tables, folder: Path) -> None:
    keyed = {name: getattr(story, name)(tables) for name in PARTS}
    views = keyed | {name: getattr(story, name)(without_keys(tables)) for name in KEYLESS}
    given = _material(tables) | {"views": views}
    given |= {"papers": papers(tables, keyed), "asked": asked(tables, keyed)}
    render = _environment(tables).get_template
    pages = {
        "student": ("for-students", "student", []),
        "teacher": ("for-the-projector", "teacher", ["lesson.js"]),
        "marks": ("for-the-teacher", "private", ["pool.js"]),
    }
    for name, (chapter, template, extra) in pages.items():
        packed = pack(
            [_chapter(chapter, render(f"class/{template}.html.j2"), given)], tables.sources
        )
        page = assemble(packed, extra=["class.css", *extra])
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    _scorm((folder / "student.html").read_bytes(), folder / "student-scorm.zip")
    for name, template in DOCUMENTS.items():
        for size, suffix in {"A4": "", "Letter": "-letter"}.items():
            html = render(f"class/{template}.html.j2").render(**given, size=size, alone=False)
            _print(html, folder / f"{name}{suffix}.pdf")
    _print(render("class/slides.html.j2").render(**given), folder / "slides.pdf")
    readme = render("class/README.txt.j2").render(**given)
    (folder / "README.txt").write_text(readme, encoding="utf-8")
    files = sorted(folder.iterdir())
    _pack({f"class/{file.name}": file.read_bytes() for file in files}, folder / "class.zip")


def without_keys(tables: Tables) -> Tables:
    """Return the tables with neither key nor explanation of what is explained after the lesson."""
    quiz = tables.quiz[tables.quiz["test"].isin(list(KEYLESS.values()))]
    return Tables({**tables, "quiz": quiz.drop(columns=["key", "why_a", "why_b", "why_c"])})


def version(tables: Tables) -> str:
    """Return three signs that change with any word or key of what a code holds.

    The explanations are in it, which nobody can guess: from words and signs alone a student could
    try out all keys.
    """
    words = [tables[name].to_csv() for name in ("quiz", "bets", "source_lab")]
    number = int(hashlib.sha256("".join(words).encode()).hexdigest(), 16)
    return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> 5 * k & 31] for k in range(3))


def asked(tables: Tables, views: dict[str, View]) -> dict[str, Any]:
    """Return what a code holds, without words and keys, for ``web/answers.js``."""
    found = []
    for name, (title, first) in PAPERS.items():
        item, *parts = views[name].controls
        items = [{"id": str(id)} for id in item.options]
        need = 1 if name == "source_lab" else len(items)
        values = {part.key: list(part.options) for part in parts}
        paper = {"name": name, "title": title, "first": first, "need": need}
        found.append(paper | {"items": items, "parts": values})
    return {"version": version(tables), "papers": found}


def papers(tables: Tables, views: dict[str, View]) -> dict[str, Any]:
    """Return the same with words and keys, for ``web/pool.js``."""
    quiz = {row["id"]: row for row in records(tables.quiz)}
    bets = {row["id"]: row for row in records(tables.bets)}
    lab = {row["id"]: row for row in records(tables.source_lab)}

    def words(id: str, options: dict[Any, str]) -> dict[str, Any]:
        if row := quiz.get(id):
            given = {"options": {letter: row[letter] for letter in "abc"}}
            return {field: row[field] for field in ("text", "concept", "key")} | given
        if row := bets.get(id):
            key = str(row["outcome"]).lower()
            return {"text": row["expectation"], "key": key, "options": options}
        return {"text": lab[id]["summary"], "key": "", "options": {}}

    pooled = asked(tables, views)
    for paper in pooled["papers"]:
        options = dict(views[paper["name"]].controls[1].options)
        paper["items"] = [item | words(item["id"], options) for item in paper["items"]]
    return pooled


def _chapter(name: str, template: jinja2.Template, given: dict[str, Any]) -> Chapter:
    """Return a page for a class as a chapter."""
    shown: list[Shown] = []

    def show(view: View) -> Markup:
        shown.append(Shown(view.name, view.html, as_text(view._payload)))
        return place(len(shown) - 1)

    html = template.render(**given, show=show)
    return Chapter(name, html, shown, Front(_TITLES[name], _TITLES[name]))


def _material(tables: Tables) -> dict[str, Any]:
    """Return what the templates are filled with."""

    def by(table: str, column: str) -> dict[Any, list[dict[str, Any]]]:
        return {key: records(rows) for key, rows in tables[table].groupby(column, sort=False)}

    quiz = by("quiz", "test")
    used = pd.concat([tables[name]["sources"] for name in _USED]).explode().dropna().unique()
    kinds = Counter(tables.sources.loc[used, "kind"].astype(str))
    held = public(tables)
    [draft] = tables.roles_cards["draft"].unique()
    seats = tables.council[tables.council["resolution"] == draft]
    seats = seats.assign(name=tables.actors["name"][seats["country"]].tolist())
    reports = list(tables.source_lab["id"])
    return {
        "title": TITLE,
        "citation": citation(),
        "style": Markup(theme.faces() + theme.css_variables() + _css()),
        "parts": PARTS,
        "quiz": quiz,
        "answers": [("Before", quiz["pre"]), ("After", quiz["post"]), ("Exit", quiz["exit"])],
        "bets": records(tables.bets),
        "levels": [int(level) for level in SURE if level != "open"],
        "source_lab": records(tables.source_lab),
        "numbers": {report: n for n, report in enumerate(reports, 1)},
        "side": by("side_cards", "report"),
        "lens": records(tables.drift[tables.drift["lens"]]),
        "eve": eve(tables),
        "roles": [
            row | {side: records(facts_of(row, side, held)) for side in ("for", "against")}
            for row in records(tables.roles_cards)
        ],
        "council": records(seats.sort_values("role", ascending=False, kind="stable")),
        "vote": records(tables.resolutions.loc[[draft]])[0],
        "lesson": by("lesson", "plan"),
        "lates": by("late", "plan"),
        "words": records(tables.class_words),
        "n": {key: n for n, key in enumerate(SHEETS, 1)},
        "titles": {key: title for key, (title, *_) in SHEETS.items()},
        "copies": {key: copies for key, (_, *copies) in SHEETS.items()},
        "updated": say.day(tables.dates["date"].iloc[-1][:7]),
        "mix": {
            "total": len(used),
            "kinds": [(KINDS[kind], n) for kind, n in kinds.most_common()],
        },
    }


_USED = ("quiz", "bets", "source_lab", "side_cards", "roles_cards")


def _environment(tables: Tables) -> jinja2.Environment:
    environment = markup.environment("explainer.export")

    def name(id: str) -> str:
        source = records(tables.sources.loc[[id]])[0]
        published = source["published"] and say.day(source["published"])
        return ", ".join(filter(None, [source["publisher"], published]))

    def cite(id: str, words: str = "") -> Markup:
        link = Markup('<a href="{}">{}</a>')
        return link.format(tables.sources.loc[id]["url"], words or name(id))

    def names(ids: tuple[str, ...]) -> str:
        return "; ".join(dict.fromkeys(map(name, ids)))

    environment.globals.update(cite=cite, names=names, standing=markup.standing)
    return environment


@functools.cache
def _css() -> str:
    return (importlib.resources.files("explainer") / "web" / "sheets.css").read_text("utf-8")


def _print(html: str, path: Path) -> None:
    """Print a document as PDF, without the moment of printing, so that it is the same each time."""
    pictures.run(html, "--no-pdf-header-footer", f"--print-to-pdf={path.resolve()}")
    pictures.expect(path, b"%PDF")
    undated = re.sub(rb"(Date \(D:)\d{14}", rb"\g<1>20000101000000", path.read_bytes())
    path.write_bytes(undated)


def _scorm(page: bytes, path: Path) -> None:
    """Write the students' page as a SCORM 1.2 package, which a learning platform can load."""
    manifest = markup.environment("explainer.export").get_template("class/imsmanifest.xml.j2")
    text = manifest.render(title=TITLE, version=citation()["version"])
    _pack({"imsmanifest.xml": text.encode(), "index.html": page}, path)


def _pack(files: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, 8)
