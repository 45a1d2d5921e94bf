"""The outputs and the prose of any notebook as HTML that asks nothing of the network."""

from __future__ import annotations

import itertools
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from nbconvert.filters.ansi import ansi2html

from explainer.export.chapter import Draft
from explainer.export.safe import readable
from explainer.markdown import Renderer, markdown2html, mathml
from explainer.view import MIMETYPE, explore

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_LOADS = re.compile(
    r"<(?:img|iframe|script|link|video|audio|source|embed|object|style|base|meta|image)\b"
    r"|\son\w+\s*=|javascript:|url\(\s*['\"]?(?:https?:)?//",
    re.I,
)
_NAMES = {"img": "picture", "iframe": "frame", "script": "script", "link": "style"}
_LONG = 30
_figures = itertools.count(1)

Left = list[str]
"""What a page leaves out, in words."""


def output(made: Mapping[str, Any], draft: Draft) -> Markup:
    """Return an output of a cell as HTML, in the best of its forms that works offline."""
    kind = made["output_type"]
    if kind == "stream":
        if made["name"] != "stderr":
            return _text(_final(made["text"]))
        fold = Markup('<details class="code"><summary>Messages</summary>{}</details>')
        return fold.format(_text(_final(made["text"]), "stderr"))
    if kind == "error":
        what = Markup('<pre class="notice">{}: {}</pre>').format(made["ename"], made["evalue"])
        fold = Markup('<details class="code"><summary>Traceback</summary>{}</details>')
        return what + fold.format(_text("\n".join(made.get("traceback", []))))
    data, before = made.get("data", {}), len(draft.left)
    for form, write in _FORMS.items():
        if form in data and (html := write(data[form], draft)):
            return html
    if len(draft.left) == before:
        draft.left.append(f"an output of the kind {', '.join(data) or 'none'}")
    return Markup("")


def prose(source: str, attachments: Mapping[str, Any], path: str, left: Left) -> str:
    """Return Markdown as HTML with its pictures inside, those beside the notebook too."""
    html = markdown2html(
        source, _Renderer, attachments=attachments, path=path, embed_images=bool(path)
    )
    return readable(clean(html, left), left)


def clean(html: str, left: Left) -> str:
    """Return HTML in which what would be loaded is a link instead, and named; so is what acts."""
    if not _LOADS.search(html):
        return html
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        left += _quiet(tag)
    for tag in page.find_all(["img", "iframe", "script", "video", "audio", "source", "embed"]):
        address = str(tag.get("src") or "")
        if address and not address.startswith(("data:", "#")):
            _replace(tag, address, left)
        elif "srcset" in tag.attrs:
            del tag["srcset"]
    for tag in page.find_all(["link", "object"]):
        if address := str(tag.get("href") or tag.get("data") or ""):
            _replace(tag, address, left)
    for tag in page.find_all("style"):  # for its own surroundings only, not for the page
        rules = re.sub(r"@import[^;]*;|url\(\s*['\"]?https?:[^)]*\)", "", tag.text)
        tag.string = f"@scope {{ {rules} }}"
    for tag in page.find_all("img", alt=False):
        tag["alt"] = ""
    return str(page)


def _quiet(tag: Tag) -> Iterator[str]:
    """Take out what the page's policy forbids an element to do; say so."""
    for name, value in list(tag.attrs.items()):
        text = str(value).strip().lower()
        if name.startswith("on"):
            yield f"what should happen by {name}"
        elif text.startswith("javascript:"):
            yield "a link to a script"
        elif name == "style" and re.search(r"url\(\s*['\"]?(https?:)?//", text):
            yield f"the style of the element {tag.name}"
        elif tag.name == "image" and name.endswith("href") and not text.startswith(("data:", "#")):
            yield f"picture {value} in a drawing"
        else:
            continue
        del tag[name]
    if tag.name == "iframe" and _LOADS.search(str(tag.get("srcdoc", ""))):
        yield "a frame with a page of its own"
        tag.extract()
    elif tag.name in ("base", "meta") or (tag.name == "script" and tag.find_parent("svg")):
        yield f"the element {tag.name}"
        tag.decompose()


def _replace(tag: Tag, address: str, left: Left) -> None:
    """Put a link where something would be loaded; say so."""
    kind = _NAMES.get(tag.name, tag.name)
    parts = urlsplit(address)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or address
    words = str(tag.get("alt") or name)
    if parts.scheme in ("http", "https") or address.startswith("//"):
        left.append(f"{kind} at {parts.netloc}: {words}")
    else:
        left.append(f"{kind} {address}, which was not found beside the notebook")
        address = ""
    if tag.name in ("script", "link", "source"):
        tag.decompose()
        return
    link = BeautifulSoup("", "html.parser").new_tag("a" if address else "span")
    if address:
        link["href"] = address
    link.string = f"[{kind.capitalize()}: {words}]"
    tag.replace_with(link)


class _Renderer(Renderer):
    """Leaves an attachment that is missing for :func:`clean` to name."""

    def _embed_image_or_attachment(self, src: str) -> str:
        name = src.removeprefix("attachment:")
        if name != src and name not in self.attachments:
            return src
        return super()._embed_image_or_attachment(src)


def _final(text: str) -> str:
    """Return text as a terminal leaves it: what a carriage return overwrites is gone."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def _text(text: str, style: str = "") -> Markup:
    """Return text with its colours; where it is long, it scrolls."""
    kind = f"out {style}".strip()
    focus = ' tabindex="0" role="region" aria-label="Output"' if text.count("\n") > _LONG else ""
    return Markup(f'<pre class="{kind}"{focus}>{ansi2html(text.rstrip())}</pre>')


def _html(html: str, draft: Draft) -> Markup:
    before = len(draft.left)
    made = clean(html, draft.left)
    shown = BeautifulSoup(made, "html.parser")
    scripts = shown.find_all("script")
    for tag in shown.find_all(["script", "style"]):
        tag.extract()
    if not shown.get_text(strip=True) and not shown.find(
        ["img", "svg", "canvas", "video", "table", "iframe"]
    ):
        return _script(html, draft) if scripts else Markup("")
    if len(draft.left) > before and scripts:
        _script(html, draft)
    draft.scripts += [tag.string for tag in scripts if tag.string]
    return Markup(
        '<div class="out" tabindex="0" role="region" aria-label="Output">{}</div>'
    ).format(Markup(made))


def _plotly(figure: Any, draft: Draft) -> Markup:
    """Return a Plotly figure as a view with no controls: drawn here, and live."""
    import plotly.graph_objects as go

    def chart() -> Any:
        return go.Figure({k: figure[k] for k in ("data", "layout", "frames") if k in figure})

    chart.__name__ = f"figure_{next(_figures)}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            view = explore(chart)
    except (RuntimeError, ValueError) as error:
        draft.left.append(f"a Plotly figure: {error}")
        return Markup("")
    return shown(view.shared(), draft)


def shown(view: Mapping[str, str], draft: Draft) -> Markup:
    """Return a view as a chapter holds it."""
    return Markup('<div class="wide">{}</div>').format(draft.view(view))


def _svg(source: str, draft: Draft) -> Markup:
    bare = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", source, flags=re.DOTALL).strip()
    still = re.sub("<script.*?</script>", "", bare, flags=re.DOTALL | re.IGNORECASE)
    if still != bare:
        _script(bare, draft)
    return Markup('<div class="out">{}</div>').format(Markup(clean(still, draft.left)))


def _picture(kind: str) -> Callable[[str, Draft], Markup]:
    def picture(data: str, draft: Draft) -> Markup:
        return Markup('<img alt="" src="data:{};base64,{}">').format(kind, "".join(data.split()))

    return picture


def _widget(data: Any, draft: Draft) -> Markup:
    draft.left.append("a widget that needs Python; its text stands in")
    return Markup("")


def _script(data: Any, draft: Draft) -> Markup:
    draft.left.append("what a script would have drawn")
    return Markup("")


_FORMS: dict[str, Callable[[Any, Draft], Markup]] = {
    MIMETYPE: lambda view, draft: shown(view, draft),
    PLOTLY: _plotly,
    WIDGET: _widget,
    "text/html": _html,
    "text/markdown": lambda text, draft: Markup(prose(text, {}, "", draft.left)),
    "image/svg+xml": _svg,
    **{kind: _picture(kind) for kind in _PICTURES},
    "text/latex": lambda text, draft: Markup("<p>{}</p>").format(mathml(text, block=True)),
    "application/javascript": _script,
    "application/json": lambda data, draft: _text(json.dumps(data, indent=2, ensure_ascii=False)),
    "text/plain": lambda text, draft: _text(text),
}
"""Kind of data -> what writes it, the best first; what returns nothing leaves it to the next."""
