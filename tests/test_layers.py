"""Imports run one way: from the data up to the story and the export."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "explainer"
LAYERS = ["values", "check", "relations", "schema", "wording", "plausible", "editorial", "data"]
LAYERS += ["evidence", "dictionary", "theme"]
LAYERS += [
    "say",
    "draw",
    "maps",
    "controls",
    "panel",
    "stacks",
    "ranges",
    "slopes",
    "markup",
    "views",
]
LAYERS += ["markdown", "plots", "results", "library", "embed", "still", "view", "boxes"]
LAYERS += ["story", "export", "__main__"]
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(module: str) -> int:
    return LAYERS.index(module.split(".")[1])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_below(path):
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    if name == "explainer.__init__":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        if names == ["explainer"]:
            names = [f"explainer.{alias.name}" for alias in node.names]
        for used in names:
            if used and used.startswith("explainer."):
                assert layer(used) <= layer(name), f"{name} imports {used}"


def imports(path: Path) -> set[str]:
    """The modules of this package that a module imports, also for types alone."""
    known = {".".join(p.relative_to(PACKAGE.parent).with_suffix("").parts) for p in MODULES}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("explainer"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else node.module)
    return found


def test_no_modules_import_each_other_in_a_circle():
    graph = {}
    for path in MODULES:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        graph[name.removesuffix(".__init__")] = imports(path)
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_importing_the_package_loads_neither_plotly_nor_nbconvert():
    code = "import sys, explainer; print({'plotly', 'nbconvert', 'pandas'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_views_know_neither_files_nor_the_browser():
    paths = list((PACKAGE / "views").rglob("*.py"))
    assert len(paths) > 30
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for word in ("read_csv", "open(", "ipywidgets", "anywidget", "traitlets"):
            assert word not in text, (path.name, word)
