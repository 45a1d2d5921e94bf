"""The data dictionary, ``data/README.md``, written from the descriptor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jinja2

from explainer.evidence import STANDINGS
from explainer.values import required

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("explainer"),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def dictionary(package: Mapping[str, Any]) -> str:
    """Write the data dictionary of a descriptor as Markdown."""
    template = _TEMPLATES.get_template("dictionary.md.j2")
    return template.render(package, standings=STANDINGS, described=_described)


def _described(field: Mapping[str, Any], table: Mapping[str, Any]) -> tuple[str, str]:
    """Return the type of a column in a word or two, and what it means."""
    keys = table["schema"].get("foreignKeys", ())
    targets = {key["fields"][0]: key["reference"]["resource"] for key in keys}
    rules, items = field.get("constraints", {}), field.get("items", {})
    words = [field["description"]]
    if "unit" in field:
        words.append(f"Unit: {field['unit']}.")
    allowed = rules.get("enum") or items.get("enum")
    if allowed and field["name"] not in ("status", "status_2023"):
        words.append(f"One of {', '.join(f'`{value}`' for value in allowed)}.")
    if target := items.get("resource") or targets.get(field["name"]):
        words.append(f"See [`{target}`](#{target}).")
    kind = field.get("kind", field["type"])
    return kind + ("" if required(field) else ", may be empty"), " ".join(words)
