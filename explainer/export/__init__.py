"""Turn notebooks into pages that work offline: the nbconvert exporter ``story``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from explainer import story
from explainer.data import Tables
from explainer.export import outputs, pictures
from explainer.export.back import behind
from explainer.export.chapter import Chapter, Draft
from explainer.export.pack import pack
from explainer.export.page import assemble
from explainer.export.terms import Lexicon, lexicon
from explainer.results import SOURCES
from explainer.view import LIVE, MIMETYPE

_TEMPLATES = Path(__file__).parent / "templates"


class StoryExporter(HTMLExporter):
    """Export a notebook whose views have been run as one offline, interactive HTML file.

    Stands in JupyterLab under File > Save and Export Notebook As, and works from saved outputs:
    no widget state is needed.
    """

    export_from_notebook = "Interactive story"
    exclude_anchor_links = True

    @default("template_name")
    def _template_name_default(self) -> str:
        return "story"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(_TEMPLATES)]

    def default_filters(self) -> Any:
        """Add the filters of the template: for prose, for outputs, and for a cell's views."""
        yield from super().default_filters()
        yield ("written", outputs.prose)
        yield ("output", outputs.output)
        yield ("views", _views)

    @property
    def tables(self) -> Tables:
        """The tables of the story: they explain and index what a page says."""
        return story.load()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words that a chapter marks where it first uses them."""
        return lexicon(self.tables)

    def chapter(
        self,
        nb: NotebookNode,
        name: str,
        level: int = 1,
        resources: Mapping[str, Any] | None = None,
        own: bool = True,
    ) -> Chapter:
        """Render a notebook as a chapter whose title is a heading of ``level``.

        One of the story's ``own`` has its terms marked, and shows no code that makes nothing.
        """
        words = self.lexicon if own else None
        draft = Draft(name, level, nb.metadata.get("explainer", {}), words)
        given = {"metadata": {"name": name}, **(resources or {}), "draft": draft}
        html, used = super().from_notebook_node(nb, given)
        lang = nb.metadata.get("lang", "")
        return used["draft"].chapter(html, lang)  # nbconvert renders with a copy

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert an executed notebook to one HTML file that asks nothing of the network."""
        resources = self._init_resources(resources)
        name = resources["metadata"].get("name") or "chapter"
        own = any(_STORY.search(cell.source) for cell in nb.cells)
        chapter = self.chapter(nb, name, resources=resources, own=own)
        packed = pack([chapter], self.tables.sources if own else SOURCES)
        drawn = pictures.attempt(assemble(packed, cited=False)) if packed.kinds else {}
        if not own:
            # A notebook of somebody else has no tables of ours, and is not ours to cite.
            packed = pack([chapter], SOURCES, pictures=drawn)
            return assemble(packed, cited=False), resources
        packed, back = behind(self.tables, [chapter], pictures=drawn)
        return assemble(packed, back=back), resources


_STORY = re.compile(r"^from explainer import.*\bstory\b", re.MULTILINE)
"""What a notebook of the story says in its first cell of code."""


def _views(made: list[NotebookNode]) -> list[NotebookNode]:
    """Return a cell's outputs without those that only repeat a view that it has."""
    kinds = [output.get("data", {}) for output in made]
    if not any(MIMETYPE in data for data in kinds):
        return []

    def repeats(data: Mapping[str, Any]) -> bool:
        live = str(data.get("text/plain", "")).startswith(LIVE)
        return MIMETYPE not in data and (live or "data-stand-in" in data.get("text/html", ""))

    return [output for output, data in zip(made, kinds, strict=True) if not repeats(data)]
