"""A view as one module runs in hosts that are not ours, and as one file."""

import gzip
import io
import json

import pandas as pd
import plotly.graph_objects as go
import pytest
from pages import wait_ready
from PIL import Image
from playwright.sync_api import expect

from explainer import Panel, explore, story
from explainer.results import SOURCES

HOME = "https://host.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:"
)
HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>
<link rel="icon" href="data:,"><body><script type="module" src="host.mjs"></script></body></html>"""
SCRIPT = """
const refuse = (name) => () => { throw new Error(`${name} is not implemented`); };
const model = new Proxy(
  { get: () => undefined, set() {}, on() {} },
  { get: (own, name) => own[name] ?? refuse(String(name)) },
);
globalThis.show = async (address) => {
  const { default: module } = await import(address);
  const outer = document.body.appendChild(document.createElement("div"));
  const root = outer.attachShadow({ mode: "open" });
  const el = root.appendChild(document.createElement("div"));
  el.innerHTML = "<style>.host { color: red }</style>";
  const stop = await module.render({ model, el });
  return { outer, el, stop, view: el.querySelector("[data-view]") };
};
globalThis.ready = true;
"""
TRY = """async (name) => {
  const { outer, el, stop, view } = await show(`./${name}.mjs`);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const content = () => view.querySelector("[data-view-content]").innerHTML;
  const faults = [];
  if (view.dataset.ready !== "true") faults.push("not ready");
  if (!el.innerHTML.includes(".host {")) faults.push("lost the host's style");
  const plot = view.querySelector(".plot");
  if (plot && !plot.querySelector("svg.main-svg")) faults.push("no figure");
  const before = content();
  const field = view.querySelector("form input:not(:checked), form select, [data-pick]");
  field.focus();
  if (field.matches("select")) field.selectedIndex = 1;
  else if (field.type === "range") field.value = Number(field.value) ? 0 : 1;
  if (field.type === "radio" || field.type === "checkbox" || field.matches("[data-pick]"))
    field.click();
  else field.dispatchEvent(new Event("input", { bubbles: true }));
  await frame();
  if (content() === before) faults.push(`${field.name}: the content stays`);
  if (el.getRootNode().activeElement?.getAttribute("name") !== field.getAttribute("name"))
    faults.push("the focus is lost");
  await new Promise((done) => setTimeout(done, 50));
  stop();
  outer.remove();
  return faults;
}"""
THEMES = [
    ("body", "data-jp-theme-light", "false", "true"),
    ("body", "data-vscode-theme-kind", "vscode-dark", "vscode-light"),
    ("documentElement", "data-theme", "dark", "light"),
    ("documentElement", "data-bs-theme", "dark", "light"),
    ("documentElement", "class", "dark", "light"),
]
"""Where a host says which theme it has, and how."""


@pytest.fixture
def host(browser):
    """A page with a strict policy that imports modules from where it came; its faults are read."""
    files = {"/": (HOST, "text/html"), "/host.mjs": (SCRIPT, "text/javascript")}
    context = browser.new_context()
    page = context.new_page()
    faults = []
    page.on("console", lambda m: m.type in ("error", "warning") and faults.append(m.text))
    page.on("pageerror", lambda error: faults.append(str(error)))

    def answer(route):
        address = route.request.url.removeprefix(HOME)
        if address not in files:
            faults.append(f"asked for {route.request.url}")
            return route.abort()
        body, kind = files[address]
        headers = {"content-type": f"{kind};charset=utf-8", "content-security-policy": POLICY}
        return route.fulfill(body=body, headers=headers)

    context.route("**", answer)
    page.goto(f"{HOME}/")
    page.wait_for_function("globalThis.ready")

    def add(view, folder):
        path = view.to_module(folder / f"{view.name}.mjs")
        files[f"/{path.name}"] = (path.read_text(encoding="utf-8"), "text/javascript")

    page.add = add
    page.faults = faults
    yield page
    context.close()
    assert faults == []


def test_every_view_runs_as_a_module_in_a_strict_host(host, views, tmp_path):
    faults = {}
    for name in story.VIEWS:
        host.add(views[name], tmp_path)
        found = host.evaluate(TRY, name) + host.faults
        host.faults.clear()
        if found:
            faults[name] = found
    assert faults == {}


@pytest.mark.filterwarnings("ignore:.*which readers who cannot see it")
def test_two_modules_share_a_page_and_each_has_its_kinds_of_traces(host, views, tmp_path):
    name = next(name for name in story.VIEWS if views[name]._kinds == {"scatter"})
    host.add(views[name], tmp_path)
    host.add(own(go.Figure(go.Bar(x=["a"], y=[1]))), tmp_path)
    shown = host.evaluate(
        """async (names) => {
          const shown = [];
          for (const name of names) shown.push((await show(`./${name}.mjs`)).view);
          return shown.map((view) => view.querySelectorAll(".plot .scatter, .plot .bars").length);
        }""",
        [name, "view"],
    )
    assert all(shown)


def test_the_theme_of_the_host_is_followed_at_once(host, views, tmp_path):
    name = next(name for name in story.VIEWS if views[name]._library)
    host.add(views[name], tmp_path)
    host.evaluate("async (name) => { globalThis.shown = await show(`./${name}.mjs`); }", name)
    turns = """async (colour) => {
      const paper = () =>
        getComputedStyle(shown.view.querySelector(".plot svg.main-svg")).backgroundColor;
      for (let i = 0; i < 50 && paper() !== colour; i++)
        await new Promise((done) => setTimeout(done, 100));
      return [paper(), getComputedStyle(shown.view).colorScheme];
    }"""
    light = "#fbfaf7"
    dark = json.loads(gzip.decompress(views[name]._payload))["dark"][light]
    for place, mark, *values in THEMES:
        schemes = zip(values, ("dark", "light"), (dark, light), strict=True)
        for value, scheme, colour in schemes:
            host.evaluate(f"document.{place}.setAttribute('{mark}', '{value}')")
            rgb = ", ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
            assert host.evaluate(turns, f"rgb({rgb})") == [f"rgb({rgb})", scheme], (mark, value)
        host.evaluate(f"document.{place}.removeAttribute('{mark}')")


def test_a_module_starts_where_the_host_says(host, tmp_path):
    def says(word):
        return word

    host.add(explore(says, word=["fog", "war"]), tmp_path)
    text = host.evaluate(
        """async () => {
          const { default: module } = await import("./says.mjs");
          const el = document.body.appendChild(document.createElement("div"));
          await module.render({ model: { get: (key) => ({ word: "war" })[key] }, el });
          return el.querySelector(".text").textContent;
        }"""
    )
    assert text == "war"


def test_every_saved_view_is_small(views, tmp_path):
    large = {}
    for name in story.VIEWS:
        size = views[name].save(tmp_path / "view.html").stat().st_size
        if size > (1_000_000 if views[name]._library else 100_000):
            large[name] = size
    assert large == {}


GREEDY = """const all = () => document.addEventListener("keydown", (event) => {
  if (event.target.hasAttribute("data-lm-suppress-shortcuts")) return;
  (globalThis.commands ??= []).push(event.key);
  event.preventDefault();
  event.stopPropagation();
}, true);
addEventListener("DOMContentLoaded", all);"""
"""Takes each key before the view can, as Jupyter Notebook takes those of its commands."""


def test_a_key_pressed_in_a_view_is_no_command_of_the_host(open_page, tmp_path):
    made = explore(lambda n, m, t: f"{n} {m} {t}", n=(1, 3), m=[1, 2], t=False)
    page = open_page(made.save(tmp_path / "view.html"), script=GREEDY)
    content = wait_ready(page, "view").locator("[data-view-content]")
    for field, key, says in (
        ("[name=n]", "ArrowRight", "2 1 False"),
        ("[name=m]:checked", "ArrowDown", "2 2 False"),
        ("[name=t]", "Space", "2 2 True"),
        ("[data-for=n][data-step='1']", "Enter", "3 2 True"),
    ):
        page.locator(field).focus()
        page.keyboard.press(key)
        expect(content).to_contain_text(says)
    page.keyboard.press("Control+s")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    assert page.evaluate("commands") == ["Control", "s", "b"]


@pytest.mark.parametrize("name", ["shells", "ledger"])
def test_a_saved_view_is_one_file_that_works_offline(views, open_page, tmp_path, name):
    page = open_page(views[name].save(tmp_path / f"{name}.html"))
    root = wait_ready(page, name)
    table = root.locator("details[data-key=table]")
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(len(views[name].panel.table))
    sources = root.locator("details[data-key=sources]")
    sources.locator("summary").click()
    expect(sources.locator("li")).to_have_count(len(views[name].panel.sources))
    before = root.locator("[data-view-content]").inner_html()
    field = root.locator("form :is(input:not(:checked), select)").first
    if field.evaluate("field => field.matches('select')"):
        field.select_option(index=1)
    else:
        field.check(force=True)
    page.wait_for_timeout(100)
    assert root.locator("[data-view-content]").inner_html() != before


def test_a_saved_view_says_its_finding_without_scripts(views, open_page, tmp_path):
    page = open_page(views["shells"].save(tmp_path / "shells.html"), javascript=False)
    for part in ("head", "alt", "whose"):
        box = page.locator(f"[data-part={part}]").bounding_box()
        assert box["width"] > 200 and box["height"] > 12, part


def own(figure):
    """Return a view of an author's figure, with three states alike."""
    return explore(
        lambda n: Panel("Own", "", "A figure", pd.DataFrame({"n": [1]}), SOURCES, figure=figure),
        n=[1, 2, 3],
    )


FLOW = go.Sankey(
    node={"label": ["Coal", "Power"]}, link={"source": [0], "target": [1], "value": [8]}
)
SETTLED = """() => [...document.querySelectorAll(".sankey-link, .sankey-node")].map((part) => {
  const { x, width } = part.getBoundingClientRect();
  return `${getComputedStyle(part).opacity} ${x} ${width}`;
})"""


@pytest.mark.filterwarnings("ignore:.*which readers who cannot see it")
def test_a_flow_stands_on_paper_at_once(open_page, tmp_path):
    page = open_page(own(go.Figure(FLOW)).save(tmp_path / "flow.html"))
    wait_ready(page, "view")
    page.wait_for_timeout(700)  # until it has come in
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("document.querySelector('.plot').style.zoom")
    page.wait_for_function("document.querySelector('.main-svg').clientWidth === 972")
    printed = page.evaluate(SETTLED)
    assert len(printed) == 3 and all(part.startswith("1 ") for part in printed)
    page.wait_for_timeout(700)
    assert page.evaluate(SETTLED) == printed


@pytest.mark.filterwarnings("ignore:.*which readers who cannot see it")
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_button_to_play_can_be_read(browser, tmp_path, mode):
    play = {"label": "Play", "method": "animate", "args": [None]}
    layout = {"updatemenus": [{"type": "buttons", "buttons": [play]}]}
    file = own(go.Figure(go.Bar(y=[1]), layout)).save(tmp_path / "play.html")
    page = browser.new_page(color_scheme=mode)
    page.goto(file.as_uri())
    wait_ready(page, "view")
    button = page.locator(".updatemenu-button")
    for act in (lambda: None, button.hover):
        act()
        shown = Image.open(io.BytesIO(button.screenshot())).convert("L")
        darkest, lightest = shown.getextrema()
        ground = sorted(shown.tobytes())[shown.width * shown.height // 2]
        assert max(lightest - ground, ground - darkest) > 100
    page.close()


@pytest.mark.filterwarnings("ignore:.*which readers who cannot see it")
def test_a_low_figure_in_space_is_not_cut(browser, tmp_path):
    points = go.Scatter3d(x=[1, 2, 3], y=[2010, 2015, 2020], z=[5, 1000, 3])
    page = browser.new_page()  # its driver has warnings of its own
    page.goto(own(go.Figure(points, {"height": 380})).save(tmp_path / "space.html").as_uri())
    wait_ready(page, "view")
    page.locator(".gl-container canvas").first.wait_for()
    page.wait_for_timeout(1000)  # until the ticks are painted
    shown = Image.open(io.BytesIO(page.locator(".plot").screenshot())).convert("RGB")
    middle = shown.crop((20, 20, shown.width - 20, shown.height - 20))
    lowest = shown.crop((0, shown.height - 4, shown.width, shown.height))
    assert len(middle.getcolors(1 << 20)) > 50
    assert len(lowest.getcolors(1 << 20)) == 1
    page.close()
