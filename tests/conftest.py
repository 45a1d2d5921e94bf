"""Fixtures that show a page in a real Chromium, and the rule that nothing is skipped in CI."""

import functools
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# What is not to be loaded, here and in processes that tests start.
WITHOUT = str(Path(__file__).parent / "without")
sys.path.insert(0, WITHOUT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [WITHOUT, os.environ.get("PYTHONPATH")]))
collect_ignore = ["without"]

import browser as chromium
import figures
import pytest
from filelock import FileLock
from lab import Notebook, Server
from pages import record_faults, wait_ready
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from explainer.data import FOLDER
from explainer.view import View

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
# What starts a browser or a server, or builds pages; the tests that use one are not `make quick`.
SLOW = {"browser", "dist", "files", "fonts", "lab"}
FONTS = "Liberation"
"""The fonts of all tests but those that try others."""
LONGEST = ("test_page", "test_jupyterlab", "test_surface", "test_fonts", "test_classfiles")
"""Files that take longest, for two workers to begin with."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if SLOW & fixtures:
            item.add_marker("browser")
        # Views are made once, by one worker; pages are opened once for the tests of a file.
        views = "views" in fixtures or item.path.name.startswith("test_oracles")
        item.add_marker(pytest.mark.xdist_group("views" if views else item.path.stem))
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_collection_finish() -> None:
    # Nothing of what is loaded by now goes away, so it need not be looked through again and again.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nIn CI nothing may be skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def views() -> Mapping[str, View]:
    """The story's views by name, each made when it is first asked for."""
    return Views()


class Views(dict[str, View]):
    def __missing__(self, name: str) -> View:
        self[name] = made = figures.view(name)
        return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the story's tables that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a folder that the first worker to ask for it fills, and all workers read."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent

    def once(name: str, make: Callable[[Path], Any]) -> Path:
        folder = base / name
        with FileLock(base / f"{name}.lock"):
            if not folder.exists():
                aside = base / f"{name}.aside"
                shutil.rmtree(aside, ignore_errors=True)
                make(aside)
                aside.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """Return the environment of a program that knows one set of fonts and no others."""
    if lacks := chromium.missing():
        pytest.skip(lacks)
    folder = tmp_path_factory.mktemp("fonts")
    return lambda name: {**os.environ, **chromium.configure(name, folder / name)}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def launch(
    playwright: Playwright, fonts: Callable[[str], dict[str, str]]
) -> Iterator[Callable[[str], Browser]]:
    """Return a Chromium of this worker that knows one set of fonts and no others."""
    path, running = chromium.find(), {}

    def launch(name: str) -> Browser:
        if name not in running:
            running[name] = playwright.chromium.launch(
                executable_path=path, args=chromium.FLAGS, env=fonts(name)
            )
        return running[name]

    yield launch
    for browser in running.values():
        browser.close()


@pytest.fixture(scope="session")
def browser(launch: Callable[[str], Browser]) -> Browser:
    """One Chromium for all tests of a worker."""
    return launch(FONTS)


@pytest.fixture(scope="session")
def dist(once: Callable[..., Path], fonts: Callable[[str], dict[str, str]]) -> Path:
    """The whole story and the site, as `make html` builds them."""
    from explainer.export.build import build

    return once("dist", lambda folder: drawing(fonts(FONTS), build, NOTEBOOKS, folder))


@pytest.fixture(scope="session")
def files(once: Callable[..., Path], fonts: Callable[[str], dict[str, str]]) -> Path:
    """The class files, as `make class` builds them."""
    from explainer import load
    from explainer.export import classroom

    make = classroom.build_class

    def build(folder: Path) -> None:
        (folder.parent / "story.html").write_text("The story, as `make html` builds it before.")
        drawing(fonts(FONTS), make, load(), folder)

    return once("class", build)


def drawing(environment: Mapping[str, str], make: Callable[..., Any], *given: Any) -> None:
    """Build with the browser of the tests, which knows the fonts of an environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHROMIUM", str(chromium.find()))
        patch.setenv("FONTCONFIG_FILE", environment["FONTCONFIG_FILE"])
        make(*given)


@pytest.fixture(scope="session")
def printed(once: Callable[..., Path]) -> tuple[Path, dict[str, str]]:
    """The class files built once more, and what a browser would have been asked to print."""
    from explainer import load
    from explainer.export import classroom

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(classroom, "_print", lambda html, path: path.write_text(html, "utf-8"))
            classroom.build_class(load(), folder / "class")

    folder = once("printed", make) / "class"
    return folder, {file.name: file.read_text("utf-8") for file in folder.glob("*.pdf")}


@contextmanager
def opening(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Open a file, an HTML text or an address; at the end no fault may be left.

    Unless ``idle``, the browser never has time for figures that are far from the window.

    A page's ``faults`` lists its requests to anything but itself (or files below ``within``), what
    it wrote to the console as warning or error, and its uncaught errors. A test that expects some
    of them looks at the list and clears it.
    """
    pages: list[Any] = []

    def open_page(
        source: Path | str,
        *,
        width: int = 1280,
        height: int | None = None,
        dark: bool = False,
        offline: bool = True,
        javascript: bool = True,
        hash: str = "",
        within: Path | str | None = None,
        script: str = "",
        idle: bool = False,
        **context: Any,
    ) -> Page:
        if isinstance(source, str) and source.lstrip().startswith("<"):
            text, source = source, folder / f"page-{len(pages)}.html"
            source.write_text(text, encoding="utf-8")
        address = source.resolve().as_uri() if isinstance(source, Path) else source
        if within is None and isinstance(source, Path) and source.parent.name == "site":
            within = source.parent
        home = within.resolve().as_uri() if isinstance(within, Path) else within or address
        page: Any = browser.new_context(
            viewport={"width": width, "height": height or (800 if width > 600 else 740)},
            color_scheme="dark" if dark else "light",
            offline=offline,
            java_script_enabled=javascript,
            **context,
        ).new_page()
        pages.append(page)
        page.faults = record_faults(page, home)
        if not idle:
            page.add_init_script("globalThis.requestIdleCallback = () => 0")
        if script:
            page.add_init_script(script)
        page.goto(address + ("#" + hash.removeprefix("#") if hash else ""))
        return page

    yield open_page
    left = [fault for page in pages for fault in page.faults]
    for page in pages:
        page.context.close()
    assert left == []


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page for one test."""
    with opening(browser, tmp_path) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def open_shared(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Page]]:
    """Open a page for all tests of a file, which leave it as it was."""
    with opening(browser, tmp_path_factory.mktemp("pages")) as open_page:
        yield functools.partial(open_page, idle=True)


@pytest.fixture(scope="module")
def chapter(open_shared: Callable[..., Page], dist: Path) -> Callable[[str], Page]:
    """The page of a chapter with all views drawn, for tests of a file that leave it as it was."""

    @functools.cache
    def chapter(name: str) -> Page:
        page = open_shared(dist / "site" / f"{name}.html")
        wait_ready(page)
        return page

    return chapter


@pytest.fixture(scope="session")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a copy of the notebooks; a test may write its own into ``lab.folder``."""
    home = tmp_path_factory.mktemp("jupyterlab")
    folder = home / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".*"))
    with Server(folder, home) as server:
        yield server


@pytest.fixture
def open_notebook(browser: Browser, lab: Server) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook in JupyterLab; at the end of the test its ``faults`` must be empty."""
    opened: list[Notebook] = []

    def open_notebook(name: str, **context: Any) -> Notebook:
        opened.append(lab.open(browser, name, **context))
        return opened[-1]

    yield open_notebook
    left = [fault for notebook in opened for fault in notebook.faults]
    for notebook in opened:
        notebook.close()
    assert left == []
