"""Build ``dist/``: the whole story as one file, and a site with a page a chapter."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

from explainer.embed import plotly_source
from explainer.export import StoryExporter, pictures
from explainer.export.back import PAGES, behind, newest, weigh
from explainer.export.opening import TITLE, opening
from explainer.export.pack import Packed, pack
from explainer.export.page import Entry, assemble, script, style
from explainer.export.pictures import Picture


def build(notebooks: Path, dist: Path, address: str = "") -> None:
    """Run all notebooks and write ``dist/story.html`` and ``dist/site/``.

    Where the ``address`` is known at which the site will stand, its pages name it, and it gets a
    map of them for search engines.

    Everything is built aside and swapped in at the end, so that a failure leaves the last good
    build in place; so does a success with other files in ``dist/``, such as those for a class.

    Raises
    ------
    FileNotFoundError
        If there are no notebooks.
    nbclient.exceptions.CellExecutionError
        If a cell fails; the message holds the cell and its traceback.
    """
    address = address and f"{address.rstrip('/')}/"
    paths = sorted(notebooks.glob("[0-9]*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"no notebooks such as 00-start-here.ipynb in {notebooks}")
    exporter = StoryExporter()
    executed = {}
    for path in (bar := tqdm(paths, desc="Running notebooks", unit="chapter")):
        bar.set_postfix_str(path.stem)
        executed[path.stem] = run(path)
    dist.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".dist-", dir=dist.parent))
    try:
        drawn = _write_story(exporter, executed, aside / "story.html")
        _write_site(exporter, executed, drawn, aside / "site", address)
        if address:
            _write_map(aside / "site", address)
        dist.mkdir(exist_ok=True)
        shutil.rmtree(dist / "site", ignore_errors=True)
        for made in aside.iterdir():
            made.replace(dist / made.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    size = (dist / "story.html").stat().st_size
    print(
        f"{dist / 'story.html'}: {size / 1e6:.2f} MB, {len(paths)} chapters; site: {dist / 'site'}"
    )


def run(path: Path) -> nbformat.NotebookNode:
    """Return a notebook run from top to bottom in a kernel of its own."""
    nb = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    quiet = ["--IPKernelApp.log_level=40"]
    client = NotebookClient(nb, timeout=120, resources=resources, extra_arguments=quiet)
    return client.execute()


def _write_story(
    exporter: StoryExporter, executed: dict[str, nbformat.NotebookNode], path: Path
) -> dict[str, Picture]:
    """Write all chapters as one file; return the pictures of their figures."""
    rendered = [exporter.chapter(nb, name, level=2) for name, nb in executed.items()]
    chapters = [chapter for chapter in rendered if chapter.front.story]
    navigation = [Entry(f"#{c.name}", c.title, c.sections, c.label) for c in chapters]
    navigation += [Entry(f"#{section}", title) for section, (_, title) in PAGES.items()]
    tables = exporter.tables
    drawn = _draw(assemble(pack(chapters, tables.sources), story=TITLE))
    screen = opening(chapters, lambda chapter, part: f"#{part or chapter}", tables, newest(tables))
    packed, back = behind(tables, chapters, PAGES, told=chapters, pictures=drawn)
    page = assemble(packed, story=TITLE, navigation=navigation, opening=screen, back=back)
    path.write_text(weigh(page), encoding="utf-8")
    return drawn


def _draw(page: str) -> dict[str, Picture]:
    if pictures.find() is None:
        print(pictures.NONE_FOUND)
        return {}
    return pictures.draw(page)


def _write_site(
    exporter: StoryExporter,
    executed: dict[str, nbformat.NotebookNode],
    drawn: dict[str, Picture],
    folder: Path,
    address: str,
) -> None:
    contents = {
        "style": ("css", style()),
        "script": ("js", script()),
        "plotly": ("js", plotly_source().decode()),
    }
    (folder / "assets").mkdir(parents=True)
    assets = {}
    for name, (suffix, content) in contents.items():
        digest = hashlib.sha256(content.encode()).hexdigest()[:10]
        assets[name] = f"assets/{name}.{digest}.{suffix}"
        (folder / assets[name]).write_text(content, encoding="utf-8")
    tables = exporter.tables
    chapters = [exporter.chapter(nb, name) for name, nb in executed.items()]
    screen = opening(chapters, _in_site, tables, newest(tables))
    if drawn:
        pictures.social(screen.title, screen.maps[-1], style(), folder / "assets" / "social.png")
        assets["social"] = f"{address}assets/social.png"
    navigation = [Entry(f"{c.name}.html", c.title, c.sections, c.label) for c in chapters]
    navigation += [Entry(*page) for page in PAGES.values()]

    def write(name: str, packed: Packed, back: str, **given: Any) -> None:
        page = assemble(
            packed,
            navigation=navigation,
            current=name,
            assets=assets,
            back=back,
            address=address and address + name,
            **given,
        )
        (folder / name).write_text(weigh(page), encoding="utf-8")

    for chapter in chapters:
        write(f"{chapter.name}.html", *behind(tables, [chapter], site=True, pictures=drawn))
    for section, (name, title) in PAGES.items():
        parts = dict.fromkeys([section, "sources"] if section != "about" else [section])
        level = 2 if len(parts) > 1 else 0
        both = behind(tables, [], parts, told=chapters, site=True, level=level)
        write(name, *both, story=title)
    write("index.html", pack([], tables.sources), "", story=TITLE, opening=screen)


def _write_map(site: Path, address: str) -> None:
    """Write the map of a site's pages that search engines read."""
    names = sorted(page.name for page in site.glob("*.html"))
    urls = "".join(f"<url><loc>{escape(address + name)}</loc></url>\n" for name in names)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'
    (site / "sitemap.xml").write_text(text, encoding="utf-8")


def _in_site(chapter: str, part: str) -> str:
    return f"{chapter}.html" + (f"#{part}" if part else "")
