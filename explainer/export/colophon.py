"""The colophon: what a page is made of, counted when it is built."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from explainer.data import Tables
from explainer.export.page import citation
from explainer.say import brief, day

FEW = 5
"""Countries with fewer sources than this are counted together."""

KINDS = {
    "news": "news",
    "wire-copy": "agency copy",
    "state-media": "state media",
    "un-document": "United Nations",
    "government": "government",
    "think-tank": "think tank",
    "academic": "academic",
    "data": "data",
    "encyclopedia": "encyclopedia",
    "book": "book",
    "blog": "blog",
}
"""Kind of a source -> the word for it."""

_ROOT = Path(__file__).parents[2]
SIZE, REQUESTS = Markup("<!--size-->"), Markup("<!--requests-->")
"""Stand for what is known only when the page is whole."""
_LOADED = re.compile(
    r'<(?:script|link(?! rel="canonical")|img|iframe|source)\b[^>]* (?:src|href)="https?:'
)


def facts(tables: Tables, sources: pd.DataFrame, pages: str) -> dict[str, Any]:
    """Return the facts of a colophon.

    Parameters
    ----------
    tables : Tables
    sources : pandas.DataFrame
        The rows of ``sources`` that the pages rest on.
    pages : str
        The HTML of all chapters; the day of the last update stands in their openings.
    """
    days = re.findall(r"updated (\d+ \w+ \d{4})", pages)
    country = sources["publisher"].map(tables.publishers.set_index("name")["country"])
    countries = country.fillna("not known").value_counts()
    few = countries[countries < FEW]
    return {
        "statements": sum(len(table) for table in tables.values() if "status" in table),
        "claims": len(tables.claims),
        "sources": len(sources),
        "publishers": sources["publisher"].nunique(),
        "copies": int(sources["weak"].sum()),
        "languages": sources["language"].nunique(),
        "english": int(sources["language"].eq("en").sum()),
        "kinds": sources["kind"].map(KINDS).value_counts().to_dict(),
        "countries": {**countries[countries >= FEW], f"{len(few)} other countries": few.sum()},
        "updated": max(days, key=pd.Timestamp) if days else "",
        "authors": citation()["authors"],
        "licence": citation()["licence"],
        "newest": newest(tables),
        "latest": brief(tables.dates["date"].iloc[-1]),
        "until": day(tables.dates["date"].iloc[-1]),
        "version": importlib.metadata.version("explainer"),
        "plotly": importlib.metadata.version("plotly"),
    }


def newest(tables: Tables) -> str:
    """Return the day of the newest event in words."""
    return day(tables.events["start"].max())


def corrections() -> str:
    """Return what README.md says under "Corrections and updates", as Markdown."""
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    return readme.rpartition("## Corrections and updates")[2].strip()


def weigh(page: str) -> str:
    """Write into a page how large it is, and how many other addresses it asks for something."""
    size, requests = f"{len(page.encode()) / 1e6:.2f} MB", str(len(_LOADED.findall(page)))
    return page.replace(SIZE, size).replace(REQUESTS, requests)
