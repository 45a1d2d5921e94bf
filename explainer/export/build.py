"""Build ``dist/``: the whole story as one file, and a site with a page a chapter."""

import asyncio
import atexit
import hashlib
import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbformat import NotebookNode, ValidationError
from tqdm import tqdm

from explainer import story
from explainer.check import UserError
from explainer.export import StoryExporter, pictures
from explainer.export.aside import put, scratch
from explainer.export.back import PAGES, behind, weigh
from explainer.export.chapter import Chapter
from explainer.export.opening import TITLE, opening
from explainer.export.pack import Packed, pack
from explainer.export.page import ENVIRONMENT, Entry, assemble, script, style
from explainer.library import plotly


class NotebookError(UserError):
    """A notebook cannot be used; the message names it and says why."""


def build(notebooks: Path, dist: Path, address: str = "") -> None:
    """Run all notebooks and write ``dist/story.html`` and ``dist/site/``.

    Where the ``address`` is known at which the site will stand, its pages name it, and it gets a
    map of them for search engines.

    Everything is built aside and swapped in at the end, so that a failure leaves the last good
    build in place; so does a success with other files in ``dist/``, such as those for a class.

    Raises `FileNotFoundError` if there are no notebooks, `NotebookError` with the cell and its
    traceback if one cannot be read or a cell fails, `OSError` if ``dist`` cannot be written.
    """
    address = address and f"{address.rstrip('/')}/"
    paths = sorted(notebooks.glob("[0-9]*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"no notebooks such as 00-start-here.ipynb in {notebooks}")
    with scratch(dist) as aside:  # first of all: it fails where nothing can be written
        executed = _run_all(paths)
        drawn = _write_story(executed, aside / "story.html")
        _write_site(executed, drawn, aside / "site", address)
        for name in ("site", "story.html"):
            put(aside / name, dist / name)
    file, site = dist / "story.html", dist / "site"
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB, {len(paths)} chapters; site: {site}")


def _run_all(paths: list[Path]) -> dict[str, NotebookNode]:
    """Return the notebooks run, side by side, by their names."""
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        runs = {pool.submit(run, path): path.stem for path in paths}
        done = as_completed(runs)
        try:
            for future in tqdm(done, "Running notebooks", total=len(runs), unit="chapter"):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            while any(future.running() for future in runs):
                for child in psutil.Process().children():
                    with suppress(psutil.Error):
                        if "ipykernel_launcher" in child.cmdline():
                            child.kill()  # which ends the run
                time.sleep(0.1)
            raise
    return {name: future.result() for future, name in runs.items()}


def run(path: Path) -> NotebookNode:
    """Return a notebook run from top to bottom in a kernel of its own, whatever its own is called.

    Raises `NotebookError` if it cannot be read, or a cell fails.
    """
    client = NotebookClient(
        read(path),
        kernel_name="python3",
        timeout=120,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    # The kernel takes this package, not another that is installed.
    packages = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, packages))}
    # How long a cell took is nothing for readers, and differs each time.
    environment["TQDM_DISABLE"] = "1"
    try:
        return asyncio.run(client.async_execute(env=environment))
    except (CellControlSignal, RuntimeError) as error:  # a cell, the time, the kernel's death
        raise NotebookError(f"{path}: {error}") from error
    finally:
        atexit.unregister(client._cleanup_kernel)  # it would fail once more at the end


def read(path: Path) -> NotebookNode:
    """Read a notebook; raises `NotebookError` where it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if mark := re.search(r"^(<{7}|={7}|>{7})( |$)", text, re.MULTILINE):
            line = text.count("\n", 0, mark.start()) + 1
            fault = f", line {line}: git left both sides of a conflict there; keep one of them"
        elif (version := json.loads(text)["nbformat"]) > 4:
            mend = "newer than 4, which is read here; save it in that format"
            fault = f": has the format {version}, {mend}"
        else:
            nb = nbformat.reads(text, as_version=4)
            nbformat.validate(nb)
            return nb
    except UnicodeDecodeError as error:
        fault = f": is no text in UTF-8; save it as that ({error})"
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        mend = "open it in JupyterLab and save it, or take it from the last commit"
        fault = f": is no notebook ({reason}); {mend}"
    raise NotebookError(f"{path}{fault}")


def _write_story(executed: Mapping[str, NotebookNode], path: Path) -> dict[str, pictures.Picture]:
    """Write all chapters as one file; return the pictures of their figures."""
    exporter, tables = StoryExporter(), story.load()
    rendered = [exporter.chapter(nb, name, level=2) for name, nb in executed.items()]
    chapters = [chapter for chapter in rendered if chapter.front.story]
    screen = opening(chapters, "#{}", tables)
    navigation = _navigation(chapters, "#{}")
    packed, back = behind(tables, chapters, PAGES, told=chapters)
    drawn = pictures.attempt(assemble(packed, story=TITLE))
    packed = packed.illustrated(drawn)
    page = assemble(packed, story=TITLE, navigation=navigation, opening=screen, back=back)
    path.write_text(weigh(page), encoding="utf-8")
    return drawn


def _write_site(
    executed: Mapping[str, NotebookNode],
    drawn: Mapping[str, pictures.Picture],
    folder: Path,
    address: str,
) -> None:
    """Write a page for each chapter, for each part behind them, and the front page."""
    exporter, tables = StoryExporter(), story.load()
    chapters = [exporter.chapter(nb, name) for name, nb in executed.items()]
    pages = {f"{c.name}.html": behind(tables, [c], site=True) for c in chapters}
    kinds = frozenset().union(*(packed.kinds for packed, _ in pages.values()))
    assets = {}
    (folder / "assets").mkdir(parents=True)
    shared = {"style.css": style(), "script.js": script(), "plotly.js": plotly(kinds)}
    for file, content in shared.items():
        name, _, suffix = file.partition(".")
        digest = hashlib.sha256(content.encode()).hexdigest()[:10]
        assets[name] = f"assets/{name}.{digest}.{suffix}"
        (folder / assets[name]).write_text(content, encoding="utf-8")
    screen = opening(chapters, "{}.html", tables)
    if drawn:
        picture = folder / "assets" / "social.png"
        social = ENVIRONMENT.get_template("social.html.j2")
        html = social.render(title=TITLE, map=screen.maps[-1], style=style())
        try:
            pictures.run(html, "--window-size=1200,630", f"--screenshot={picture.resolve()}")
            pictures.expect(picture, b"\x89PNG")
            assets["social"] = f"{address}assets/social.png"
        except pictures.BrowserError as error:
            print(f"{error}: links to the site show no picture.")
    given: dict[str, Any] = {"assets": assets, "navigation": _navigation(chapters, "{}.html")}

    def write(name: str, packed: Packed, back: str, **more: Any) -> None:
        own = address and address + name
        page = assemble(packed, current=name, back=back, address=own, **given, **more)
        (folder / name).write_text(weigh(page), encoding="utf-8")

    for name, (packed, back) in pages.items():
        write(name, packed.illustrated(drawn), back)
    for section, title in PAGES.items():
        parts = {section, "sources"} if section != "about" else {section}
        level = 2 if len(parts) > 1 else 0
        packed, back = behind(tables, [], parts, told=chapters, site=True, level=level)
        write(f"{section}.html", packed, back, story=title)
    write("index.html", pack([], tables.sources), "", story=TITLE, opening=screen)
    if address:
        addresses = sorted(address + page.name for page in folder.glob("*.html"))
        sitemap = ENVIRONMENT.get_template("sitemap.xml.j2").render(addresses=addresses)
        (folder / "sitemap.xml").write_text(sitemap, encoding="utf-8")


def _navigation(chapters: Sequence[Chapter], address: str) -> list[Entry]:
    own = [Entry(address.format(c.name), c.title, c.sections, c.label) for c in chapters]
    return [*own, *(Entry(address.format(section), title) for section, title in PAGES.items())]
