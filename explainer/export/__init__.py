"""Turn notebooks into pages that work offline: the nbconvert exporter ``story``."""

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from explainer import story
from explainer.export import outputs, pictures
from explainer.export.back import behind
from explainer.export.chapter import Chapter, Draft
from explainer.export.pack import pack
from explainer.export.page import assemble
from explainer.export.terms import lexicon
from explainer.results import SOURCES

_STORY = re.compile(r"^from explainer import.*\bstory\b", re.MULTILINE)
"""What a notebook of the story says in its first cell of code."""


class StoryExporter(HTMLExporter):
    """Export a notebook whose views have been run as one offline, interactive HTML file.

    Stands in JupyterLab under File > Save and Export Notebook As, and works from saved outputs:
    no widget state is needed.
    """

    export_from_notebook = "Interactive story"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "story"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(Path(__file__).parent / "templates")]

    def default_filters(self) -> Any:
        """Add the filters of the template: for prose, for a cell's outputs, and for data."""
        yield from super().default_filters()
        yield ("written", outputs.prose)
        yield ("told", outputs.told)
        yield ("display", outputs.display)

    def chapter(
        self, nb: NotebookNode, name: str, level: int = 1, path: str = "", own: bool = True
    ) -> Chapter:
        """Render a notebook as a chapter whose title is a heading of ``level``.

        One of the story's ``own`` has its terms marked, and shows no code that makes nothing.
        Pictures beside a notebook are looked for below ``path``.
        """
        words = lexicon(story.load()) if own else None
        draft = Draft(name, level, nb.metadata.get("explainer", {}), words)
        given = {"metadata": {"name": name, "path": path}, "draft": draft}
        html, used = super().from_notebook_node(nb, given)
        # nbconvert renders with a copy of the draft
        return used["draft"].chapter(html, nb.metadata.get("lang", ""))

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert an executed notebook to one HTML file that asks nothing of the network.

        A notebook of somebody else has no tables of ours, and is not ours to cite.
        """
        resources = self._init_resources(resources)
        place = resources["metadata"]
        own = any(_STORY.search(cell.source) for cell in nb.cells)
        chapter = self.chapter(nb, place["name"] or "chapter", 1, place["path"], own)
        packed, back = behind(story.load(), [chapter]) if own else (pack([chapter], SOURCES), "")
        if packed.kinds:
            packed = packed.illustrated(pictures.attempt(assemble(packed, cited=False)))
        return assemble(packed, back=back, cited=own), resources
