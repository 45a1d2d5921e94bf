"""Turn notebooks into pages that work offline: the nbconvert exporter ``story``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

from explainer.export.page import Chapter, assemble, prose
from explainer.view import MIMETYPE

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
        """Add the filter that finishes prose: headings, marks of standing."""
        yield from super().default_filters()
        yield ("prose", prose)

    def chapter(self, nb: NotebookNode, name: str, level: int = 1) -> Chapter:
        """Render a notebook as a chapter whose title is a heading of ``level``."""
        resources = {"chapter": name, "level": level, "metadata": {"name": name}}
        html, _ = super().from_notebook_node(_views_only(nb), resources)
        return Chapter(name, html)

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert an executed notebook to one HTML file that asks nothing of the network."""
        nb, resources = self._preprocess(nb, self._init_resources(resources))
        name = resources["metadata"].get("name") or "chapter"
        return assemble([self.chapter(nb, name)]), resources


def _views_only(nb: NotebookNode) -> NotebookNode:
    """Return a copy in which a cell that shows a view holds nothing but that view's HTML."""
    nb = nb.copy()
    nb.cells = [cell.copy() for cell in nb.cells]
    for cell in nb.cells:
        views = [o.data[MIMETYPE] for o in cell.get("outputs", []) if MIMETYPE in o.get("data", {})]
        if views:
            cell.outputs = [_view_output(view) for view in views]
    return nb


def _view_output(view: dict[str, str]) -> NotebookNode:
    script = f'<script type="text/plain" data-payload>{view["payload"]}</script>'
    html = f'<div class="wide">{view["html"]}{script}</div>'
    return NotebookNode(output_type="display_data", data={"text/html": html}, metadata={})
