"""The data dictionary, ``data/README.md``, written from the descriptor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explainer.evidence import STANDINGS
from explainer.values import required

_START = """\
```python
import explainer
from explainer import evidence

tables = explainer.load()  # every table, checked: or one error that lists all faults
tables.events.loc["vostochny-summit", "title"]
evidence.standings(tables.assessments, "2023-09-12")  # how sure each claim was on a day
```

The files are plain CSV (UTF-8, commas), so any tool reads them, in this folder for instance:

```python
import pandas as pd

events = pd.read_csv("events.csv").assign(actors=lambda table: table["actors"].str.split(";"))
```

`datapackage.json` describes them after the Data Package standard and is the one schema:
this page is written from it with `python -m explainer dictionary`, and `python -m explainer check`
checks the files against it. CONTRIBUTING.md says how to correct a fact or add one, CITATION.cff how
to cite, LICENSE-data what the licence of our own rows covers; tables that rest on the data set of
another body name its terms.
"""


def dictionary(package: Mapping[str, Any]) -> str:
    """Write the data dictionary of a descriptor as Markdown."""
    tables = package["resources"]
    parts = [
        f"# {package['title']}",
        package["description"],
        _START,
        "## What holds in all tables",
        "\n".join(f"- {line}" for line in package["conventions"]),
        "The column `status` gives the standing of a row:",
        _table(["Standing", "Meaning"], [[f"`{w}`", m] for w, m in STANDINGS.items()]),
        "## Tables",
        _table(
            ["Table", "What it holds"],
            [[f"[`{t['name']}`](#{t['name']})", t["title"]] for t in tables],
        ),
        *(_section(table) for table in tables),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(table: Mapping[str, Any]) -> str:
    schema = table["schema"]
    references = {
        key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", ())
    }
    key = ", ".join(f"`{name}`" for name in schema["primaryKey"])
    parts = [
        f"## {table['name']}",
        f"**{table['title']}.** {table['description']} Key: {key}.",
        f"Method: {table['method']}" if "method" in table else "",
        "\n".join(["What to keep in mind:", "", *(f"- {d}" for d in table.get("doubts", ()))])
        if "doubts" in table
        else "",
        _table(
            ["Column", "Type", "Meaning"],
            [[f"`{f['name']}`", *_meaning(f, references)] for f in schema["fields"]],
        ),
        f"Source: {'; '.join(_link(source) for source in table['sources'])}. "
        f"Licence: {'; '.join(_link(licence) for licence in table['licenses'])}.",
    ]
    if "example" in table:
        parts.append(f"```python\n{table['example']}\n```")
    return "\n\n".join(filter(None, parts))


def _meaning(field: Mapping[str, Any], references: Mapping[str, str]) -> tuple[str, str]:
    """Return the type of a column in a word or two, and what it means."""
    rules, items = field.get("constraints", {}), field.get("items", {})
    kind = field.get("kind", field["type"])
    words = [field["description"]]
    if "unit" in field:
        words.append(f"Unit: {field['unit']}.")
    allowed = rules.get("enum") or items.get("enum")
    if allowed and field["name"] not in ("status", "status_2023"):
        words.append(f"One of {', '.join(f'`{value}`' for value in allowed)}.")
    target = items.get("resource") or references.get(field["name"])
    if target:
        words.append(f"See [`{target}`](#{target}).")
    return kind + ("" if required(field) else ", may be empty"), " ".join(words)


def _table(head: list[str], rows: list[list[str]]) -> str:
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(c.replace('|', '&#124;') for c in row)} |" for row in cells)


def _link(item: Mapping[str, str]) -> str:
    title = item.get("title") or item["name"]
    return f"[{title}]({item['path']})" if "path" in item else title
