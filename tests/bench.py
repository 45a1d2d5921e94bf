"""Measure sizes and times in one run, print them beside their budgets, fail if one is exceeded.

Figures shown the usual way (``go.FigureWidget``, plain Plotly cells) are measured in the same run,
so that times are also ratios, which hold on other machines too.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import browser as chromium
from lab import Notebook, Server, write_notebook
from pages import options, record_faults, wait_ready
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from explainer import story

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
VIEW, PLOT = "[data-view][data-ready=true]", ".js-plotly-plot:has(.main-svg)"

# The usual way to interact: a figure in the kernel, changed by a callback.
TWIN = """import json
import ipywidgets
import plotly.graph_objects as go
states = json.load(open("states.json"))
figure = go.FigureWidget(states[0])
pick = ipywidgets.Dropdown(options=range(len(states)))
def show(change):
    with figure.batch_update():
        figure.update(states[change.new], overwrite=True)
pick.observe(show, "value")
ipywidgets.VBox([pick, figure])"""

# The usual way to start a notebook.
NAIVE = """import json
from pathlib import Path
import pandas as pd
import plotly.graph_objects as go
tables = {path.stem: pd.read_csv(path) for path in Path("../data").glob("*.csv")}"""

# Change a form element, and time until the frame that shows the last change which follows.
REDRAW = """(root, [selector, value]) => new Promise(resolve => {
    const field = root.querySelector(selector);
    let last = 0;
    const seen = new MutationObserver(() =>
        requestAnimationFrame(() => setTimeout(() => (last = performance.now()))));
    seen.observe(root, {subtree: true, childList: true, attributes: true, characterData: true});
    const started = performance.now();
    if (["radio", "checkbox"].includes(field.type)) field.click();
    else {
        field.value = value;
        for (const kind of ["input", "change"])
            field.dispatchEvent(new Event(kind, {bubbles: true}));
    }
    const poll = setInterval(() => {
        if (performance.now() - (last || started + 2000) < 400) return;
        clearInterval(poll);
        seen.disconnect();
        resolve(last ? last - started : null);
    }, 20);
})"""

FIRST_CHART = """new MutationObserver((_, observer) => {
    if (!document.querySelector(".main-svg")) return;
    window.firstChart = performance.now();
    observer.disconnect();
}).observe(document, {subtree: true, childList: true})"""


@dataclass
class Row:
    """One measured figure; ``budget`` is the most that it may be, None if there is none."""

    what: str
    measured: float
    unit: str
    budget: float | None = None

    @property
    def ok(self) -> bool:
        return self.budget is None or self.measured <= self.budget

    def __str__(self) -> str:
        measured = f"{self.what:56}{self.measured:10.2f} {self.unit:4}"
        if self.budget is None:
            return measured
        return f"{measured}{self.budget:8.2f}  {'ok' if self.ok else 'OVER'}"


def main() -> int:
    path = chromium.find()
    if not path:
        print(chromium.HELP, file=sys.stderr)
        return 2
    rows = [*imports(), *build()]
    with tempfile.TemporaryDirectory(prefix="bench-") as name, sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        with closing(launched) as browser:
            rows += files(browser, Path(name))
            medians = redraw_in_page(browser)
            rows += [Row(f"redraw in the page: {k}", ms, "ms", 100) for k, ms in medians.items()]
            rows += jupyterlab(browser, Path(name), medians)
    print(f"\n{'':56}{'measured':>10} {'':4}{'budget':>8}")
    for row in rows:
        print(row)
    return not all(row.ok for row in rows)


def imports() -> Iterator[Row]:
    say("import")
    code = "import sys, explainer; print(sum(m in sys.modules for m in ('plotly', 'nbconvert')))"
    _, bare = python("-c", "")
    loaded, seconds = python("-c", code)
    yield Row("import explainer: plotly and nbconvert loaded", int(loaded), "", 0)
    yield Row("import explainer", seconds - bare, "s")


def build() -> Iterator[Row]:
    say("make html")
    _, seconds = python("-m", "explainer", "build")
    yield Row(f"make html after set-up ({len(CHAPTERS)} chapters)", seconds, "s", 60)


def files(browser: Browser, scratch: Path) -> Iterator[Row]:
    say("files")
    paths = [ROOT / "dist/story.html"]
    for chapter in CHAPTERS:
        python("-m", "nbconvert", "--to=story", "--execute", f"--output-dir={scratch}", chapter)
        paths.append(scratch / f"{chapter.stem}.html")
    faults: list[str] = []
    for path in paths:
        with opened(browser, path) as page:
            found = record_faults(page, path.as_uri())
            page.reload()
            wait_ready(page)
            faults += found
    with opened(browser, paths[0]) as page:
        page.add_init_script(FIRST_CHART)
        page.reload()
        page.wait_for_function("() => window.firstChart")
        paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        text, chart = page.evaluate(f"[{paint}, firstChart]")
    largest = max(paths[1:], key=size)
    requests = sum(fault.startswith("request") for fault in faults)
    yield Row("dist/story.html", size(paths[0]), "MB", 3.0)
    yield Row(f"largest chapter by nbconvert ({largest.stem})", size(largest), "MB", 2.3)
    yield Row("requests of these files", requests, "", 0)
    yield Row("errors and warnings of these files", len(faults) - requests, "", 0)
    yield Row("text readable, as share of the time to the first chart", text / chart, "", 1)


def redraw_in_page(browser: Browser) -> dict[str, float]:
    medians = {}
    with opened(browser, ROOT / "dist/story.html") as page:
        for name in views(*CHAPTERS):
            say(f"redraw in the page: {name}")
            root = wait_ready(page, name)
            times = [redraw(root, *change) for change in changes(root)]
            medians[name] = statistics.median(ms for ms in times if ms is not None)
    return medians


def jupyterlab(browser: Browser, scratch: Path, medians: dict[str, float]) -> Iterator[Row]:
    made = {name: getattr(story, name)() for name in views(*CHAPTERS)}
    drawn = [name for name, view in made.items() if view.panel.figure]
    folder = scratch / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    shutil.copytree(ROOT / "data", scratch / "data")
    for name in drawn:
        (folder / f"{name}.json").write_text(json.dumps(made[name].panel.figure))
    for chapter in CHAPTERS:
        figures = [name for name in views(chapter) if name in drawn]
        cells = [f"go.Figure(json.load(open('{name}.json')))" for name in figures]
        write_notebook(folder / f"naive-{chapter.name}", NAIVE, *cells)
    slowest = max(drawn, key=lambda name: medians[name])
    states = [panel.figure for panel in made[slowest].panels.values() if panel.figure]
    (folder / "states.json").write_text(json.dumps(states))
    cells = ["from explainer import story", f"story.{slowest}()", TWIN]
    write_notebook(folder / "beside.ipynb", *cells)
    with Server(folder, scratch / "home") as lab:
        yield from run_all(lab, browser, drawn)
        yield from beside(lab, browser, slowest)


def run_all(lab: Server, browser: Browser, drawn: list[str]) -> Iterator[Row]:
    """Run each chapter from kernel start, then the slowest in turn with its naive twin."""
    seconds, received = {}, {}
    for chapter in CHAPTERS:
        say(f"JupyterLab: {chapter.name}")
        with window(lab, browser, chapter.name) as notebook:
            before = notebook.received
            seconds[chapter.name] = from_start(notebook, VIEW, len(views(chapter)))
            received[chapter.name] = notebook.received - before
    most = max(received, key=lambda name: received[name])
    yield Row(f"bytes to JupyterLab ({most})", received[most] / 1e6, "MB", 3)
    slowest = max(seconds, key=lambda name: seconds[name])
    names = views(ROOT / "notebooks" / slowest)
    own, naive = [], []
    for _ in range(3):
        say(f"JupyterLab: {slowest} beside its figures in plain cells")
        with window(lab, browser, slowest) as notebook:
            own.append(from_start(notebook, VIEW, len(names)))
        with window(lab, browser, f"naive-{slowest}") as notebook:
            naive.append(from_start(notebook, PLOT, len({*names} & {*drawn})))
    ours, theirs = statistics.median(own), statistics.median(naive)
    yield Row(f"Run All from kernel start ({slowest})", ours, "s", 8)
    yield Row("  tables and default figures in plain cells", theirs, "s")
    yield Row("  ratio", ours / theirs, "", 1.6)


def beside(lab: Server, browser: Browser, name: str) -> Iterator[Row]:
    """Operate a view and a FigureWidget that shows the same figures, in turn."""
    say(f"JupyterLab: {name} beside a FigureWidget")
    own, other = [], []
    with window(lab, browser, "beside.ipynb") as notebook:
        notebook.run_all()
        view = wait_ready(notebook.page, name)
        twin = notebook.page.locator(".jp-OutputArea-output:has(.widget-dropdown)").last
        twin.locator(".main-svg").first.wait_for(state="attached", timeout=60_000)
        states = twin.locator("option").evaluate_all("all => all.map(option => option.value)")
        for n, change in enumerate(changes(view), start=1):
            own.append(redraw(view, *change))
            other.append(redraw(twin, "select", states[n % len(states)]))
    ours, theirs = (statistics.median(ms for ms in times if ms) for times in (own, other))
    yield Row(f"redraw in JupyterLab: {name}", ours, "ms")
    yield Row("  the same figures in a FigureWidget", theirs, "ms")
    yield Row("  ratio", ours / theirs, "", 0.8)


def say(what: str) -> None:
    print(f"== {what}", file=sys.stderr, flush=True)


def size(path: Path) -> float:
    return path.stat().st_size / 1e6


def python(*arguments: str | Path) -> tuple[str, float]:
    """Run Python in the project's folder; return what it printed, and the seconds it took."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - started
    done.check_returncode()
    return done.stdout, seconds


def views(*chapters: Path) -> list[str]:
    """Return the names of the views in these chapters, in order."""
    text = "".join(chapter.read_text(encoding="utf-8") for chapter in chapters)
    return re.findall(r"story\.(\w+)\(\)", text)


@contextmanager
def opened(browser: Browser, path: Path) -> Iterator[Page]:
    """Open a file with the network cut."""
    with closing(browser.new_context(offline=True)) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        yield page


@contextmanager
def window(lab: Server, browser: Browser, name: str) -> Iterator[Notebook]:
    """Open a notebook in a window so high that everything in it is near."""
    with closing(lab.open(browser, name, viewport={"width": 1280, "height": 8000})) as notebook:
        yield notebook


def from_start(notebook: Notebook, drawn: str, count: int) -> float:
    """Restart the kernel, run all, and return the seconds until ``count`` outputs are drawn."""
    notebook.menu("Kernel", "Restart Kernel and Run All Cells…")
    started = time.perf_counter()
    notebook.page.get_by_role("button", name="Confirm Kernel Restart").click()
    notebook.page.wait_for_function(
        "([drawn, count]) => document.querySelectorAll(drawn).length >= count",
        arg=[drawn, count],
        timeout=120_000,
    )
    return time.perf_counter() - started


def changes(root: Locator, most: int = 8) -> Iterator[tuple[str, str]]:
    """Go through the values of each control of a view: selector of the form element, value."""
    for key, values in options(root).items():
        kind = root.locator(f'[name="{key}"]').first.get_attribute("type")
        for value in (values[1:] + values[:1])[:most]:
            own = f'[value="{value}"]' if kind == "radio" else ""
            yield f'[name="{key}"]{own}', value


def redraw(root: Locator, selector: str, value: str) -> float | None:
    """Change a form element; return the milliseconds to the redraw, None if nothing changed."""
    return root.evaluate(REDRAW, [selector, value])


if __name__ == "__main__":
    sys.exit(main())
