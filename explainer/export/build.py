"""Build ``dist/``: the whole story as one file, and a site with a page a chapter."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbformat import ValidationError
from tqdm import tqdm

from explainer.check import UserError
from explainer.export import StoryExporter, pictures
from explainer.export.aside import put, scratch
from explainer.export.back import PAGES, behind, newest, weigh
from explainer.export.opening import TITLE, opening
from explainer.export.pack import Packed, pack
from explainer.export.page import Entry, assemble, script, style
from explainer.export.pictures import Picture
from explainer.library import plotly


class NotebookError(UserError, ValueError):
    """A notebook cannot be used; the message names it and says why."""


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
    NotebookError
        If one cannot be read or a cell fails; the message holds the cell and its traceback.
    OSError
        If ``dist`` cannot be written.
    """
    address = address and f"{address.rstrip('/')}/"
    paths = sorted(notebooks.glob("[0-9]*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"no notebooks such as 00-start-here.ipynb in {notebooks}")
    exporter = StoryExporter()
    with scratch(dist) as aside:  # first of all: it fails where nothing can be written
        executed = _run_all(paths)
        drawn = _write_story(exporter, executed, aside / "story.html")
        _write_site(exporter, executed, drawn, aside / "site", address)
        if address:
            _write_map(aside / "site", address)
        for name in ("site", "story.html"):
            put(aside / name, dist / name)
    size = (dist / "story.html").stat().st_size
    print(
        f"{dist / 'story.html'}: {size / 1e6:.2f} MB, {len(paths)} chapters; site: {dist / 'site'}"
    )


def _run_all(paths: list[Path]) -> dict[str, nbformat.NotebookNode]:
    """Return the notebooks run, side by side, by their names."""
    started: list[NotebookClient] = []
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        runs = {pool.submit(run, path, started): path.stem for path in paths}
        try:
            for done in tqdm(
                as_completed(runs), "Running notebooks", total=len(runs), unit="chapter"
            ):
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            while any(future.running() for future in runs):
                _stop(started)
                time.sleep(0.1)
            raise
    return {name: future.result() for future, name in runs.items()}


def _stop(started: list[NotebookClient]) -> None:
    """End the kernels of notebooks, which end the runs."""
    for client in started:
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        if process:
            process.kill()


def run(path: Path, started: list[NotebookClient] | None = None) -> nbformat.NotebookNode:
    """Return a notebook run from top to bottom in a kernel of its own, whatever its own is called.

    Raises
    ------
    NotebookError
        If it cannot be read, or a cell fails.
    """
    nb = read(path)
    resources = {"metadata": {"path": str(path.parent)}}
    options: dict[str, Any] = {"kernel_name": "python3", "timeout": 120, "resources": resources}
    options["extra_arguments"] = ["--IPKernelApp.log_level=40"]
    client = NotebookClient(nb, **options)
    if started is not None:
        started.append(client)
    try:
        # How long a cell took is nothing for readers, and differs each time.
        environment = {**os.environ, "TQDM_DISABLE": "1"}
        # The kernel takes this package, not another that is installed.
        paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        return asyncio.run(client.async_execute(env=environment))
    except (CellControlSignal, RuntimeError) as error:  # a cell, the time, the kernel's death
        raise NotebookError(f"{path}: {error}") from error
    finally:
        atexit.unregister(client._cleanup_kernel)  # it would fail once more at the end


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook; raises `NotebookError` where it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if mark := re.search(r"^(<{7}|={7}|>{7})( |$)", text, re.MULTILINE):
            line = text.count("\n", 0, mark.start()) + 1
            raise NotebookError(
                f"{path}, line {line}: git left both sides of a conflict there; keep one of them"
            )
        nb = json.loads(text)
        if nb["nbformat"] > 4:
            raise NotebookError(
                f"{path}: has the format {nb['nbformat']}, newer than 4, which is read here; save "
                "it in that format"
            )
        nb = nbformat.reads(text, as_version=4)
        nbformat.validate(nb)
    except NotebookError:
        raise
    except UnicodeDecodeError as error:
        raise NotebookError(f"{path}: is no text in UTF-8; save it as that ({error})") from error
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise NotebookError(
            f"{path}: is no notebook ({reason}); open it in JupyterLab and save it, or take it "
            "from the last commit"
        ) from error
    return nb


def _write_story(
    exporter: StoryExporter, executed: dict[str, nbformat.NotebookNode], path: Path
) -> dict[str, Picture]:
    """Write all chapters as one file; return the pictures of their figures."""
    rendered = [exporter.chapter(nb, name, level=2) for name, nb in executed.items()]
    chapters = [chapter for chapter in rendered if chapter.front.story]
    navigation = [Entry(f"#{c.name}", c.title, c.sections, c.label) for c in chapters]
    navigation += [Entry(f"#{section}", title) for section, (_, title) in PAGES.items()]
    tables = exporter.tables
    drawn = pictures.attempt(assemble(pack(chapters, tables.sources), story=TITLE))
    screen = opening(chapters, lambda chapter, part: f"#{part or chapter}", tables, newest(tables))
    packed, back = behind(tables, chapters, PAGES, told=chapters, pictures=drawn)
    page = assemble(packed, story=TITLE, navigation=navigation, opening=screen, back=back)
    path.write_text(weigh(page), encoding="utf-8")
    return drawn


def _write_site(
    exporter: StoryExporter,
    executed: dict[str, nbformat.NotebookNode],
    drawn: dict[str, Picture],
    folder: Path,
    address: str,
) -> None:
    tables = exporter.tables
    chapters = [exporter.chapter(nb, name) for name, nb in executed.items()]
    contents = {
        "style": ("css", style()),
        "script": ("js", script()),
        "plotly": ("js", plotly(pack(chapters, tables.sources).kinds)),
    }
    (folder / "assets").mkdir(parents=True)
    assets = {}
    for name, (suffix, content) in contents.items():
        digest = hashlib.sha256(content.encode()).hexdigest()[:10]
        assets[name] = f"assets/{name}.{digest}.{suffix}"
        (folder / assets[name]).write_text(content, encoding="utf-8")
    screen = opening(chapters, _in_site, tables, newest(tables))
    if drawn:
        try:
            picture = folder / "assets" / "social.png"
            pictures.social(screen.title, screen.maps[-1], style(), picture)
            assets["social"] = f"{address}assets/social.png"
        except pictures.BrowserError as error:
            print(f"{error}: links to the site show no picture.")
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
