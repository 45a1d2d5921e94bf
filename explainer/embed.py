"""A view outside Python: its states as bytes; what it needs in a browser, as file or module."""

import base64
import functools
import gzip
import importlib.resources
import json
import re
from typing import Any

import deflate
from markupsafe import Markup

from explainer import markup, theme
from explainer.controls import Control, Value
from explainer.draw import Figure
from explainer.library import plotly
from explainer.panel import Panel

WEB = importlib.resources.files("explainer") / "web"


def encode(
    controls: tuple[Control, ...],
    panels: dict[tuple[Value, ...], Panel],
    rendered: dict[tuple[Value, ...], markup.Parts],
) -> bytes:
    """Pack all states for the front end: JSON, each distinct piece once, gzipped.

    ``pool`` holds HTML pieces, traces, layouts and the template; a state is an index into
    ``panels``, and a panel names, for every part, its pieces by their place in the pool. Sources
    have a list of their own, which a page with several views replaces (``export/pack.py``).
    """
    pool: dict[str, int] = {}
    sources: dict[str, int] = {}

    def put(piece: Any) -> int:
        return pool.setdefault(json.dumps(piece, sort_keys=True, ensure_ascii=False), len(pool))

    def drawing(figure: Figure | None) -> dict[str, Any] | None:
        if figure is None:
            return None
        layout = {key: value for key, value in figure["layout"].items() if key != "template"}
        traces = [put(trace) for trace in figure["data"]]
        template = put(figure["layout"].get("template", {}))
        frames = {"frames": [put(f) for f in moves]} if (moves := figure.get("frames")) else {}
        return {"data": traces, "layout": put(layout), "template": template, **frames}

    distinct: dict[str, int] = {}
    states = []
    for values, panel in panels.items():
        entry: dict[str, Any] = {
            part: [put(piece) for piece in pieces]
            for part, pieces in rendered[values].items()
            if part != "sources"
        }
        items = rendered[values]["sources"]
        entry["sources"] = [sources.setdefault(item, len(sources)) for item in items]
        entry |= {"figure": drawing(panel.figure), "narrow": drawing(panel.narrow)}
        states.append(distinct.setdefault(json.dumps(entry), len(distinct)))
    packed = {
        "controls": [
            {"key": c.key, "kind": c.kind, "values": list(c.options), "value": c.value}
            | {"linked": c.linked, "keep": c.keep}
            | ({"words": list(c.options.values())} if c.kind == "steps" else {})
            for c in controls
        ],
        "states": states,
        "panels": [json.loads(entry) for entry in distinct],
        "pool": [json.loads(piece) for piece in pool],
        "sources": list(sources),
        "dark": theme.DARK,
    }
    return zipped(json.dumps(packed, ensure_ascii=False, separators=(",", ":")))


def zipped(text: str) -> bytes:
    """Compress text for the widget."""
    return gzip.compress(text.encode(), 9, mtime=0)


@functools.cache
def packed(kinds: frozenset[str]) -> str:
    """Return plotly.js for some kinds of traces as text that may stand in a script element."""
    return squeeze(plotly(kinds)) if kinds else ""


def squeeze(text: str) -> str:
    """Compress text and write it as text."""
    # Three levels more save one part in a hundred and take twenty times as long.
    return as_text(bytes(deflate.gzip_compress(text.encode(), 9)))


def as_text(content: bytes) -> str:
    """Write bytes as text that may stand in a script element.

    Base 85 after RFC 1924, which is a sixteenth shorter than base 64, with a comma for ``<``.
    """
    return base64.b85encode(content).decode().replace("<", ",")


def from_text(text: str) -> bytes:
    """Read what :func:`as_text` wrote."""
    return base64.b85decode(text.strip().replace(",", "<"))


def look() -> str:
    """Return the style of views without its typefaces."""
    return theme.css_variables() + bare((WEB / "view.css").read_text(encoding="utf-8"))


def stylesheet(kinds: object = True) -> str:
    """Return the style of views: typefaces where a figure needs them, palette and rules."""
    return (theme.faces() if kinds else "") + look()


def page(title: str, html: str, payload: bytes, kinds: frozenset[str]) -> str:
    """Return a view as one HTML file that asks nothing of the network.

    Only a view with a figure, which has ``kinds`` of traces, brings plotly.js and typefaces: its
    labels are placed by their width.
    """
    states = squeeze(gzip.decompress(payload).decode())
    parts = json.dumps({"html": "", "payload": states, "style": "", "faces": ""})
    script = (
        f"{_code()}\nalone({{ el: document.querySelector('main') }}, {{ ...{parts},\n"
        "library: { get script() { return document.getElementById('plotly').textContent; } } });"
    )
    pieces = html, stylesheet(kinds), script, packed(kinds)
    return markup.fragment("alone", "page", title, *map(Markup, pieces))


def module(html: str, payload: bytes, kinds: frozenset[str]) -> str:
    """Return a view as an ES module in the form of anywidget, with all that it needs within.

    Plotly stands in it as plain code: a page whose policy forbids to evaluate text can run it.
    """
    states = squeeze(gzip.decompress(payload).decode())
    parts = {"html": html, "payload": states, "style": look()}
    parts["faces"] = theme.faces() if kinds else ""
    script = plotly(kinds) if kinds else ""
    return (
        f"{_code()}\nconst parts = {json.dumps(parts, ensure_ascii=False)};\n"
        f"const library = {{ kinds: {json.dumps(' '.join(sorted(kinds)))}, get library() {{\n"
        "  const module = { exports: {} };\n"
        f"  ((module, exports, define) => {{\n{script}\n}})(module, module.exports);\n"
        "  return module.exports;\n} };\n"
        "export default { render: (context) => alone(context, { ...parts, library }) };\n"
    )


def scope(code: str) -> str:
    """Return the code of modules, one after the other, as that of one scope."""
    code = re.sub(r"^export default .*$", "const view = { render };", code, flags=re.MULTILINE)
    return bare(re.sub(r"^import .*$|^export ", "", code, flags=re.MULTILINE))


def _code() -> str:
    """Return the front end as one scope."""
    files = (WEB / "view.js", WEB / "alone.js")
    return scope("\n".join(file.read_text(encoding="utf-8") for file in files))


def bare(code: str) -> str:
    """Leave comments and indentation of a script or a style out.

    It knows no strings: one that spans lines, or holds ``/*`` or ``//`` between spaces, would be
    cut. A test watches over that.
    """
    code = re.sub(r"/\*.*?\*/ ?", "", code, flags=re.DOTALL)
    code = re.sub(r"^ *(//.*)?\n| // .*$", "", code, flags=re.MULTILINE)
    return re.sub(r"^ +", "", code, flags=re.MULTILINE)
