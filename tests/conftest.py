"""Fixtures that show a page in a real Chromium, and the rule that nothing is skipped in CI."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import browser as chromium
import figures
import pytest
from lab import Notebook, Server
from pages import record_faults
from playwright.sync_api import Browser, Page, sync_playwright

from explainer.view import View

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
# What starts a browser or a server, or builds pages; the tests that use one are not `make quick`.
SLOW = {"browser", "dist", "files", "lab"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if SLOW & fixtures:
            item.add_marker("browser")
        if "views" in fixtures or item.path.name.startswith("test_oracles"):
            item.add_marker(pytest.mark.xdist_group("views"))  # made once, by one worker


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium.find()
    if not path:
        pytest.skip(chromium.HELP)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole story and the site, as `make html` builds them."""
    from explainer.export.build import build

    folder = tmp_path_factory.mktemp("build") / "dist"
    build(NOTEBOOKS, folder)
    return folder


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a file, an HTML text or an address; at the end of the test no fault may be left.

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
        **context: Any,
    ) -> Page:
        if isinstance(source, str) and source.lstrip().startswith("<"):
            text, source = source, tmp_path / f"page-{len(pages)}.html"
            source.write_text(text, encoding="utf-8")
        address = source.resolve().as_uri() if isinstance(source, Path) else source
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
        page.goto(address + ("#" + hash.removeprefix("#") if hash else ""))
        return page

    yield open_page
    left = [fault for page in pages for fault in page.faults]
    for page in pages:
        page.context.close()
    assert left == []


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
