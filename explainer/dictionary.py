"""The data dictionary, ``data/README.md``, written from the descriptor."""

from collections.abc import Mapping
from typing import Any

import jinja2

from explainer.evidence import STANDINGS

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("explainer"),
    undefined=jinja2.ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def dictionary(package: Mapping[str, Any]) -> str:
    """Write the data dictionary of a descriptor as Markdown."""
    return _TEMPLATES.get_template("dictionary.md.j2").render(package, standings=STANDINGS)
