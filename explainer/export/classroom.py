"""The class files: pages for students, projector and teacher, sheets, slides, a SCORM package."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from explainer import markup, say, story, theme
from explainer.data import Tables
from explainer.embed import WEB
from explainer.export import pictures
from explainer.export.aside import put, scratch
from explainer.export.back import KINDS
from explainer.export.chapter import Draft
from explainer.export.opening import TITLE
from explainer.export.pack import pack
from explainer.export.page import assemble, citation
from explainer.panel import records
from explainer.view import View
from explainer.views.c6_class.bets import SURE
from explainer.views.c6_class.role_cards import eve, facts_of, public

PARTS = {
    "precheck": ("Before: what do you think?", "Before"),
    "bets": ("Place your bets", "Bets"),
    "source_lab": ("Source lab", "Source lab"),
    "drift": ("Translation lens", ""),
    "role_cards": ("Roles", ""),
    "postcheck": ("After: what do you think now?", "After"),
    "exit_ticket": ("Exit ticket", "Exit ticket"),
}
"""The views of a session in the order of teaching: heading, and name in a code that holds it."""
KEYLESS = {"postcheck": "post", "exit_ticket": "exit"}
"""The views whose answers come after the lesson, and their questions in ``quiz.csv``."""
DOCUMENTS = {"student-pack": "pack", "teacher-guide": "guide-sheets", "answers": "reasons"}
"""What is printed in A4 and Letter, and its template."""
PAGES = {
    "student": ("student", "for-students", f"{TITLE}: a class session", []),
    "teacher": ("teacher", "for-the-projector", "The lesson, for the projector", ["lesson.js"]),
    "marks": ("private", "for-the-teacher", "Codes, key and guide: for you alone", ["pool.js"]),
}
"""Page -> its template, its name as a chapter, its title, and its own scripts."""
_USED = ("quiz", "bets", "source_lab", "side_cards", "roles_cards")
"""Tables whose sources the lesson rests on."""


def build_class(tables: Tables, folder: Path) -> list[Path]:
    """Write the class files to ``folder``, in place of those before, and return them.

    A ``story.html`` beside it goes with them. Raises `BrowserError` if no browser prints the PDF
    files. A whole set from before stays then; where there is none, the HTML files are written all
    the same.
    """
    with scratch(folder.parent) as aside:
        new = aside / folder.name
        new.mkdir()
        for page in folder.parent.glob("story.html"):
            shutil.copy(page, new)
        try:
            _write(tables, new)
        except pictures.BrowserError as error:
            left = "All files are as they were before."
            if not (folder / "class.zip").exists():
                left = "The HTML files are written."
                for printed in new.glob("*.pdf"):
                    printed.unlink()
                put(new, folder)
            raise pictures.BrowserError(f"{error}. It prints the PDF files. {left}") from error
        put(new, folder)
    return sorted(folder.iterdir())


def _write(tables: Tables, folder: Path) -> None:
    keyed = {name: getattr(story, name)(tables) for name in PARTS}
    views = keyed | {name: getattr(story, name)(without_keys(tables)) for name in KEYLESS}
    given = _material(tables) | {"views": views}
    given |= {"papers": papers(tables, keyed), "asked": asked(tables, keyed)}
    template = _environment(tables).get_template
    for name, (source, chapter, title, scripts) in PAGES.items():
        draft = Draft(chapter, 1, {"question": title, "answer": title}, None)
        draft.made.html = template(f"class/{source}.html.j2").render(**given, show=draft.view)
        page = assemble(pack([draft.made], tables.sources), extra=["class.css", *scripts])
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    # A SCORM 1.2 package, which a learning platform can load.
    manifest = template("class/imsmanifest.xml.j2").render(**given).encode()
    scorm = {"imsmanifest.xml": manifest, "index.html": (folder / "student.html").read_bytes()}
    _zip(scorm, folder / "student-scorm.zip")
    for name, source in DOCUMENTS.items():
        for size, suffix in {"A4": "", "Letter": "-letter"}.items():
            html = template(f"class/{source}.html.j2").render(**given, size=size, alone=False)
            _print(html, folder / f"{name}{suffix}.pdf")
    _print(template("class/slides.html.j2").render(**given), folder / "slides.pdf")
    readme = template("class/README.txt.j2").render(**given)
    (folder / "README.txt").write_text(readme, encoding="utf-8")
    files = {f"class/{file.name}": file.read_bytes() for file in sorted(folder.iterdir())}
    _zip(files, folder / "class.zip")


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


def asked(tables: Tables, views: Mapping[str, View]) -> dict[str, Any]:
    """Return what a code holds, without words and keys, for ``web/answers.js``.

    Before the end of the lesson first answers count.
    """
    found = []
    for name, title in ((name, title) for name, (_, title) in PARTS.items() if title):
        item, *parts = views[name].controls
        items = [{"id": str(id)} for id in item.options]
        need = 1 if name == "source_lab" else len(items)
        values = {part.key: list(part.options) for part in parts}
        paper = {"name": name, "title": title, "first": name not in KEYLESS, "need": need}
        found.append(paper | {"items": items, "parts": values})
    return {"version": version(tables), "papers": found}


def papers(tables: Tables, views: Mapping[str, View]) -> dict[str, Any]:
    """Return the same with words and keys, for ``web/pool.js``."""
    levels = dict(views["bets"].controls[1].options)
    words: dict[str, dict[str, Any]] = {}
    for row in records(tables.quiz):
        options = {letter: row[letter] for letter in "abc"}
        words[row["id"]] = {name: row[name] for name in ("text", "concept", "key")}
        words[row["id"]]["options"] = options
    for row in records(tables.bets):
        key = str(row["outcome"]).lower()
        words[row["id"]] = {"text": row["expectation"], "key": key, "options": levels}
    for row in records(tables.source_lab):
        words[row["id"]] = {"text": row["summary"], "key": "", "options": {}}
    pooled = asked(tables, views)
    for paper in pooled["papers"]:
        paper["items"] = [item | words[item["id"]] for item in paper["items"]]
    return pooled


def _material(tables: Tables) -> dict[str, Any]:
    """Return what the templates are filled with."""

    def by(table: str, column: str) -> dict[Any, list[dict[str, Any]]]:
        return {key: records(rows) for key, rows in tables[table].groupby(column, sort=False)}

    used = pd.concat([tables[name]["sources"] for name in _USED]).explode().dropna().unique()
    kinds = tables.sources.loc[used, "kind"].astype(str).map(KINDS).value_counts()
    held = public(tables)
    [draft] = tables.roles_cards["draft"].unique()
    seats = tables.council[tables.council["resolution"] == draft]
    seats = seats.assign(name=tables.actors["name"][seats["country"]].tolist())
    listed: Any = markup.environment("explainer.export").get_template("class/list.html.j2").module
    look = (WEB / "sheets.css").read_text(encoding="utf-8")
    return {
        "title": TITLE,
        "citation": citation(),
        "style": Markup(theme.faces() + theme.css_variables() + look),
        "parts": {name: heading for name, (heading, _) in PARTS.items()},
        "quiz": by("quiz", "test"),
        "bets": records(tables.bets),
        "levels": [int(level) for level in SURE if level != "open"],
        "source_lab": records(tables.source_lab),
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
        "sheets": listed.sheets,
        "n": {key: n for n, key in enumerate(listed.sheets, 1)},
        "updated": say.day(tables.dates["date"].iloc[-1][:7]),
        "mix": {"total": len(used), "kinds": kinds.to_dict()},
    }


def _environment(tables: Tables) -> jinja2.Environment:
    environment = markup.environment("explainer.export")

    def name(id: str) -> str:
        source = records(tables.sources.loc[[id]])[0]
        published = source["published"] and say.day(source["published"])
        return ", ".join(filter(None, [source["publisher"], published]))

    def cite(id: str, words: str = "") -> Markup:
        url = tables.sources.loc[id, "url"]
        return Markup('<a href="{}">{}</a>').format(url, words or name(id))

    def names(ids: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(map(name, ids)))

    environment.globals.update(cite=cite, names=names, standing=markup.standing)
    return environment


def _print(html: str, path: Path) -> None:
    """Print a document as PDF, without the moment of printing, so that it is the same each time."""
    pictures.run(html, "--no-pdf-header-footer", f"--print-to-pdf={path.resolve()}")
    pictures.expect(path, b"%PDF")
    undated = re.sub(rb"(Date \(D:)\d{14}", rb"\g<1>20000101000000", path.read_bytes())
    path.write_bytes(undated)


def _zip(files: Mapping[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
