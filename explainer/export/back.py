"""What stands behind the chapters of a page: words, people, sources, and how it was made."""

import importlib.metadata
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from babel import Locale
from markupsafe import Markup
from nbconvert.filters import markdown2html

from explainer import markup
from explainer.data import Tables, descriptor, first_day, last_day
from explainer.evidence import of_article
from explainer.export.chapter import Chapter
from explainer.export.pack import Packed, pack
from explainer.export.page import ENVIRONMENT, citation
from explainer.panel import records
from explainer.say import day

PAGES = {
    "glossary": "Glossary",
    "people": "People",
    "sources": "Sources",
    "about": "About this page",
}
"""Section, or page of the site -> its title."""
_OWN = "news state-media government think-tank academic data encyclopedia book blog"
KINDS = {kind: kind.replace("-", " ") for kind in _OWN.split()}
KINDS |= {"wire-copy": "agency copy", "un-document": "United Nations"}
"""Kind of a source -> the word for it."""
FEW = 5
"""Countries with fewer sources than this are counted together."""
SIZE, REQUESTS = Markup("<!--size-->"), Markup("<!--requests-->")
"""Stand for what is known only when the page is whole."""
_LOADED = re.compile(
    r'<(?:script|link(?! rel="canonical")|img|iframe|source)\b[^>]* (?:src|href)="https?:'
)
_TEXTS = ("title", "name", "statement", "summary", "quantity", "office", "explanation", "effect")


def behind(
    tables: Tables,
    chapters: Sequence[Chapter],
    parts: Collection[str] = ("glossary", "people", "sources"),
    *,
    told: Sequence[Chapter] = (),
    site: bool = False,
    level: int = 2,
) -> tuple[Packed, Markup]:
    """Pack the chapters of a page and write what stands behind them: ``parts``, keys of ``PAGES``.

    Where the parts are about the whole story, ``told`` has all its chapters. On a ``site`` they
    stand on pages of their own. ``level`` is that of their headings, 0 where the heading of the
    page stands for that of its part.
    """
    named = None if told else {entry for chapter in chapters for entry in chapter.entries}
    terms = []
    if "glossary" in parts:
        rows = tables.glossary.sort_values("term", key=lambda terms: terms.str.casefold())
        terms = records(rows if named is None else rows[("term-" + rows["id"]).isin(named)])
    people = _people(tables, told or chapters, named) if "people" in parts else []
    more = [source for row in (*terms, *people) for source in row["sources"]]
    packed = pack(chapters, tables.sources, more)
    whole = tables.sources.sort_values(["publisher", "published"], kind="stable")
    notes = packed.notes if packed.number else whole
    html = ENVIRONMENT.get_template("back.html.j2").render(
        level=level,
        whole=bool(told),
        site=site,
        number=packed.number,
        terms=terms,
        people=people,
        places={c.name: (f"{c.name}.html" if site else "", c.label) for c in told},
        notes=markup.notes(notes) if "sources" in parts else [],
        mix=mix(notes, tables.publishers),
        carried={} if packed.number else carries(tables),
        facts=facts(tables, notes, told) if "about" in parts else {},
        corrections=Markup(markdown2html(corrections())) if "about" in parts else "",
        size=SIZE,
        requests=REQUESTS,
    )
    return packed, Markup(html.strip())


def _people(
    tables: Tables, chapters: Sequence[Chapter], named: Collection[str] | None
) -> list[dict[str, Any]]:
    """Return people by name with their last office by the newest date, and where they are met.

    Without ``named``, all who are met.
    """
    roles = tables.roles.assign(begun=first_day(tables.roles["start"].fillna(tables.roles["end"])))
    until = pd.Timestamp(tables.dates["date"].iloc[-1])
    roles = roles[roles["begun"] <= until].sort_values("begun", kind="stable")
    last = roles.drop_duplicates("actor", keep="last").set_index("actor")
    last["ended"] = last_day(last["end"]) <= until
    people = tables.actors[tables.actors["kind"] == "person"].sort_values("name")
    found = []
    for row in records(people.join(last[["office", "start", "end", "sources", "ended"]])):
        entry = f"person-{row['id']}"
        met = [(c.name, c.entries[entry]) for c in chapters if entry in c.entries]
        if met if named is None else entry in named:
            found.append(row | {"sources": row["sources"] or (), "met": met, "entry": entry})
    return found


class Mix(NamedTuple):
    """Where sources come from: of each its words, of all how many there are of each, most first."""

    origins: Mapping[str, str]
    kinds: Sequence[tuple[str, int]]
    countries: Sequence[tuple[str, int]]
    languages: Sequence[tuple[str, str, int]]


def language(code: str) -> str:
    """Return the English name of a language."""
    return Locale("en").languages.get(code, code)


def mix(sources: pd.DataFrame, publishers: pd.DataFrame) -> Mix:
    """Count sources by kind, by country of the publisher and by language."""
    country = publishers.set_index("name")["country"].dropna()
    kinds = [KINDS[kind] for kind in sources["kind"]]
    known = [country.get(publisher, "") for publisher in sources["publisher"]]
    tongues = [(code, language(code)) for code in sources["language"]]
    words = zip(kinds, known, ("" if code == "en" else word for code, word in tongues), strict=True)
    return Mix(
        {name: ", ".join(filter(None, of)) for name, of in zip(sources["id"], words, strict=True)},
        Counter(kinds).most_common(),
        Counter(filter(None, known)).most_common(),
        [(*of, n) for of, n in Counter(tongues).most_common()],
    )


def carries(tables: Tables) -> dict[str, list[tuple[str, str]]]:
    """Return the statements that each source carries, each with the title of its table."""
    said: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    titles = {resource["name"]: resource["title"] for resource in descriptor()["resources"]}
    for name, table in tables.items():
        if "sources" in table:
            column = next((text for text in _TEXTS if text in table), None)
            texts = table[column].fillna("") if column else [""] * len(table)
            for ids, text in zip(table["sources"], texts, strict=True):
                for source in ids:
                    said[source][titles[name], text] = None
    return {source: list(statements) for source, statements in said.items()}


def facts(tables: Tables, sources: pd.DataFrame, chapters: Sequence[Chapter]) -> dict[str, Any]:
    """Return what a page says of itself, counted when it is built."""
    country = sources["publisher"].map(tables.publishers.set_index("name")["country"])
    countries = country.fillna("not known").value_counts()
    few = countries[countries < FEW]
    today = tables.dates["date"].iloc[-1]
    updated = max((chapter.front.updated for chapter in chapters), default="")
    return citation() | {
        "statements": sum(len(table) for table in tables.values() if "status" in table),
        "claims": len(of_article(tables.claims)),
        "sources": len(sources),
        "publishers": sources["publisher"].nunique(),
        "copies": int(sources["weak"].sum()),
        "languages": sources["language"].nunique(),
        "english": int(sources["language"].eq("en").sum()),
        "kinds": sources["kind"].map(KINDS).value_counts().to_dict(),
        "countries": {**countries[countries >= FEW], f"{len(few)} other countries": few.sum()},
        "updated": updated and day(updated),
        "newest": day(tables.events["start"].max()),
        "until": today,
        "version": importlib.metadata.version("explainer"),
        "plotly": importlib.metadata.version("plotly"),
    }


def corrections() -> str:
    """Return what README.md says under "Corrections and updates", as Markdown."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    return readme.rpartition("## Corrections and updates")[2].strip()


def weigh(page: str) -> str:
    """Write into a page how large it is, and how many other addresses it asks for something."""
    size, requests = f"{len(page.encode()) / 1e6:.2f} MB", str(len(_LOADED.findall(page)))
    return page.replace(SIZE, size).replace(REQUESTS, requests)
