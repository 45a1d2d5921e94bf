"""What tests do with a page that holds views."""

import functools
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe, AxeResults
from bs4 import BeautifulSoup, SoupStrainer, Tag
from playwright.sync_api import Locator, Page

OPEN = """document.querySelectorAll("main details:not([name])")
    .forEach((details) => (details.open = true))"""
LIGHT = "css:light="
"""Before a selector: seek in no shadow root, for which Playwright would try all of a long page."""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
MEASURING = ["color-contrast", "link-in-text-block", "target-size"]

HIDE_ALIKE = """(measured) => {
    const times = new Map();
    for (const element of measured ? document.body.querySelectorAll("*") : []) {
        const words = [...element.childNodes].some((node) => node.nodeType === 3
            && node.data.trim());
        if (!words && !element.matches("a, button, input, select, summary")) continue;
        const { color, fill } = getComputedStyle(element);
        let made = `${color} ${fill}`;
        for (let part = element; part; part = part.parentElement)
            made += ` ${part.tagName}.${part.getAttribute("class") ?? ""}`;
        times.set(made, (times.get(made) ?? 0) + 1);
        element.toggleAttribute("data-alike", times.get(made) > 2);
    }
    document.head.insertAdjacentHTML("beforeend",
        `<style id=alike>${measured ? "[data-alike]" : "main :is(li, tr):nth-child(n + 40)"}
        { display: none !important }</style>`);
}"""

SHORTEN = """document.querySelectorAll("main :is(li, tr):nth-child(n + 40)")
    .forEach((row) => row.remove())"""
"""Cut lists and tables whose rows are all made alike: a thousand sources would take minutes."""

DOUBLE = """() => {
    const all = [...document.querySelectorAll("body, body *")].filter(e => !e.closest("svg"));
    const sizes = all.map(e => 2 * parseFloat(getComputedStyle(e).fontSize));
    all.forEach((e, n) => e.style.setProperty("font-size", `${sizes[n]}px`, "important"));
}"""
"""Make text twice as large and nothing else, as a reader's setting does."""


@functools.cache
def figures(file: Path) -> list[Tag]:
    """Return the views of a file, as they are before any script runs."""
    only = SoupStrainer(attrs={"data-view": True})
    return list(BeautifulSoup(file.read_text("utf-8"), "html.parser", parse_only=only))


def chapters(dist: Path) -> list[Path]:
    """Return the pages of the site that hold views."""
    return [file for file in sorted((dist / "site").glob("[0-9]*.html")) if figures(file)]


def find_view(dist: Path, selector: str) -> tuple[Path, str]:
    """Return the first page of the site with a view that holds ``selector``, and its name."""
    for file in chapters(dist):
        for root in figures(file):
            if root.select_one(selector):
                return file, str(root["data-view"])
    raise LookupError(f"no view of the story holds {selector}")


READY = """async ([view, milliseconds]) => {
    const end = performance.now() + milliseconds;
    const all = () => [...document.querySelectorAll("[data-view]")];
    const until = async (find, what) => {
        while (!find()) {
            if (performance.now() > end) throw new Error(`${what} after ${milliseconds} ms`);
            await new Promise(requestAnimationFrame);
        }
        return find();
    };
    await until(() => all().length, "no view");
    // The last one: in JupyterLab a picture of the default state may be before the live view.
    const last = () => all().findLast(e => e.dataset.view === view && e.checkVisibility());
    const seen = all().filter(e => e.checkVisibility()).map(root => () => root);
    for (const find of view ? [last] : seen) {
        await until(find, `${view}: not there`);
        await until(() => {
            find()?.scrollIntoViewIfNeeded(); // a page that is loaded again scrolls back
            return find()?.dataset.ready;
        }, `${view ?? find().dataset.view}: not drawn`);
    }
}"""


def wait_ready(page: Page, view: str | None = None, timeout: float = 30_000) -> Locator:
    """Bring a view (or all that are seen, in turn) near, wait until drawn; return the last root."""
    page.evaluate(READY, [view, timeout])
    named = f'[data-view="{view}"]' if view else "[data-view]"
    return page.locator(f'{LIGHT}{named}[data-ready="true"]').last


def options(root: Locator) -> dict[str, list[str]]:
    """Return the key of each control of a view, with all values that its form elements take."""
    return root.evaluate(
        """root => {
            const found = {};
            for (const field of root.querySelectorAll("form.controls [name]")) {
                const values = (found[field.name] ??= []);
                if (field.options) values.push(...[...field.options].map(option => option.value));
                else if (field.type === "checkbox") values.push("on", "off");
                else if (field.type !== "range") values.push(field.value);
                else for (let n = Number(field.min); n <= field.max; n++) values.push(String(n));
            }
            return found;
        }"""
    )


def value(root: Locator, key: str) -> str:
    """Return the value that a control has now."""
    return root.locator(f'[name="{key}"]').evaluate_all(
        "all => all[0].type === 'checkbox' ? (all[0].checked ? 'on' : 'off')"
        " : (all.find(field => field.checked) ?? all[0]).value"
    )


def choose(root: Locator, key: str, value: str) -> None:
    """Set a control of a view; the date in the bar, where the page has one date for all."""
    field = root.locator(f'[name="{key}"]')
    if key == "as_of" and not field.first.is_visible():
        root.page.locator(".bar .as-of select").select_option(value)
        return
    kind = field.first.evaluate("field => field.type")
    if kind == "radio":
        root.locator(f'[name="{key}"][value="{value}"]').check()
    elif kind == "checkbox":
        field.set_checked(value == "on")
    elif kind == "range":
        field.fill(value)
    else:
        field.select_option(value)


WORDS = """root => {
    const said = [];
    const parts = root.querySelector("[data-view-content]") ?? root;
    const walker = document.createTreeWalker(parts, NodeFilter.SHOW_TEXT, {
        acceptNode: (node) => node.parentElement.closest(".plot, select, script, style")
            ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT });
    while (walker.nextNode()) said.push(walker.currentNode.data.trim());
    const table = root.querySelector("table");
    return said.filter(Boolean).join("\\n") + "\\n" + (table?.textContent ?? "");
}"""


def words(root: Locator) -> str:
    """Return all words of a view but those inside its figure: a reader who sees no figure has them.

    Not its markup, which holds numbers that Plotly makes anew each time; nor the words of menus,
    which are there whatever is chosen.
    """
    return root.evaluate(WORDS)


def redrawn(page: Page) -> None:
    """Wait until all figures have the width of their place."""
    page.wait_for_function(
        """() => [...document.querySelectorAll(".plot")].every(plot => !plot._fullLayout
            || !plot.clientWidth || Math.abs(plot._fullLayout.width - plot.clientWidth) < 1)"""
    )
    page.evaluate("() => new Promise(requestAnimationFrame)")


def misplaced(page: Page) -> list[list[str]]:
    """Return the labels of figures that are outside their figure or over another label.

    A line's box is taller than its letters: what is left when a fifth is cut off above and below
    must be free.
    """
    return page.evaluate(
        """() => [...document.querySelectorAll(".plot")].flatMap(plot => {
            const frame = plot.getBoundingClientRect(), faults = [];
            const view = plot.closest("[data-view]").dataset.view;
            const lines = [...plot.querySelectorAll(
                ".main-svg :is(text:not(:has(.line)), .line)")].flatMap(line => {
                const { left, right, top, bottom, width } = line.getBoundingClientRect();
                const cut = (bottom - top) / 5, words = line.textContent.trim();
                if (!width || !/[\\p{L}\\p{N}]/u.test(words) || line.closest(".hoverlayer"))
                    return [];
                const own = line.closest("text");
                return [{ own, words, left, right, top: top + cut, bottom: bottom - cut }];
            });
            lines.forEach((a, n) => {
                if (a.left < frame.left - 1 || a.right > frame.right + 1
                    || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
                    faults.push([view, "outside its figure", a.words]);
                for (const b of lines.slice(n + 1))
                    if (a.own !== b.own
                        && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5
                        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
                        faults.push([view, "over another label", `${a.words} | ${b.words}`]);
            });
            return faults;
        })"""
    )


def sheets(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def title(root: Locator) -> str:
    """Return the title of a view."""
    return root.locator("h3").first.inner_text()


def audit(page: Page, rules: list[str] | None = None) -> str:
    """Return what axe finds on a page: by all its rules, or by some of them.

    A thousand sources would take minutes, and their rows are all made alike: axe sees the beginning
    of long lists and tables. Rules that measure elements see the first two of all that stand in the
    same places and have the same colour.
    """
    cheap = {"runOnly": RULES, "rules": {rule: {"enabled": False} for rule in MEASURING}}
    runs = [cheap, MEASURING] if rules is None else [rules]
    if not page.evaluate("typeof axe === 'object'"):  # a second one would be slow anew
        page.evaluate(Axe().axe_script)
    found = []
    for run in runs:
        if run is not cheap:
            run = {"runOnly": {"type": "rule", "values": run}}
        page.evaluate(HIDE_ALIKE, run is not cheap)
        options = {**run, "resultTypes": ["violations"], "preload": False}
        results = AxeResults(page.evaluate("options => axe.run(options)", options))
        if results.violations_count:
            found.append(results.generate_report())
        page.evaluate("document.querySelector('#alike').remove()")
    return "\n".join(found)


def record_faults(page: Page, *homes: str) -> list[str]:
    """List from now on what the page asks for outside ``homes``, its complaints and its errors."""
    faults: list[str] = []
    allowed = (*homes, "data:", "blob:", "about:")

    def ask(request: Any) -> None:
        if not request.url.startswith(allowed):
            faults.append(f"request: {request.url[:200]}")

    def say(message: Any) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console {message.type}: {message.text}")

    page.on("request", ask)
    page.on("websocket", ask)
    page.on("console", say)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    return faults
