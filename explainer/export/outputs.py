"""The outputs and the prose of any notebook as HTML that asks nothing of the network."""

import itertools
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from explainer.export.chapter import Draft
from explainer.export.safe import readable
from explainer.markdown import Renderer, markdown2html, mathml
from explainer.view import LIVE, MIMETYPE, explore

_LOADS = re.compile(
    r"<(?:img|iframe|script|link|video|audio|source|embed|object|style|base|meta|image)\b"
    r"|\son\w+\s*=|javascript:|url\(\s*['\"]?(?:https?:)?//",
    re.I,
)
_ADDRESSES = dict.fromkeys("img iframe script video audio source embed".split(), "src")
_ADDRESSES |= {"link": "href", "object": "data"}
_WITHIN: dict[str, tuple[str, ...]] = {"link": (), "object": ()}
_NAMES = {"img": "picture", "iframe": "frame", "link": "style"}
_SEEN = ["img", "svg", "canvas", "video", "table", "iframe"]
_figures = itertools.count(1)


def told(made: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the outputs of a cell without those that only repeat a view that it has."""
    viewed = any(MIMETYPE in output.get("data", {}) for output in made)
    texts = (str(output.get("data", {}).get("text/plain", "")) for output in made)
    live = [viewed and text.startswith(LIVE) for text in texts]
    return [output for output, again in zip(made, live, strict=True) if not again]


def display(data: Mapping[str, Any], draft: Draft) -> str:
    """Return data in the best of its forms that works offline: text, or HTML as Markup."""
    before = len(draft.left)
    for form, write in _FORMS.items():
        if form in data and (html := write(data[form], draft)):
            return html
    if len(draft.left) == before:
        draft.left.append(f"an output of the kind {', '.join(data) or 'none'}")
    return ""


def prose(source: str, attachments: Mapping[str, Any], path: str, left: list[str]) -> str:
    """Return Markdown as HTML with its pictures inside, those beside the notebook too."""
    within: dict[str, Any] = {"attachments": attachments, "path": path, "embed_images": bool(path)}
    return readable(clean(markdown2html(source, _Renderer, **within), left), left)


class _Renderer(Renderer):
    """Leaves an attachment that is missing for :func:`clean` to name."""

    def _embed_image_or_attachment(self, src: str) -> str:
        name = src.removeprefix("attachment:")
        missing = name != src and name not in self.attachments
        return src if missing else super()._embed_image_or_attachment(src)


def clean(html: str, left: list[str]) -> str:
    """Return HTML in which what would be loaded is a link instead, and named; so is what acts."""
    if not _LOADS.search(html):
        return html
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        left += _quiet(tag)
        address = str(tag.get(_ADDRESSES.get(tag.name, "")) or "")
        if address and not address.startswith(_WITHIN.get(tag.name, ("data:", "#"))):
            _replace(tag, address, left)
        else:
            tag.attrs.pop("srcset", None)
        if tag.name == "style":  # for its own surroundings only, not for the page
            rules = re.sub(r"@import[^;]*;|url\(\s*['\"]?https?:[^)]*\)", "", tag.text)
            tag.string = f"@scope {{ {rules} }}"
        if tag.name == "img":
            tag.attrs.setdefault("alt", "")
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
        tag.extract()


def _replace(tag: Tag, address: str, left: list[str]) -> None:
    """Put a link where something would be loaded; say so."""
    kind, parts = _NAMES.get(tag.name, tag.name), urlsplit(address)
    words = str(tag.get("alt") or unquote(parts.path.rstrip("/").rpartition("/")[2]) or address)
    found = parts.scheme in ("http", "https") or address.startswith("//")
    missing = f"{kind} {address}, which was not found beside the notebook"
    left.append(f"{kind} at {parts.netloc}: {words}" if found else missing)
    if tag.name in ("script", "link", "source"):
        tag.extract()
        return
    link = BeautifulSoup("", "html.parser").new_tag("a" if found else "span")
    if found:
        link["href"] = address
    link.string = f"[{kind.capitalize()}: {words}]"
    tag.replace_with(link)


def shown(view: Mapping[str, str], draft: Draft) -> Markup:
    """Return a view as a chapter holds it."""
    return Markup('<div class="wide">{}</div>').format(draft.view(view))


def _leave(what: str, data: Any, draft: Draft) -> Markup:
    draft.left.append(what)
    return Markup("")


_script = partial(_leave, "what a script would have drawn")
_widget = partial(_leave, "a widget that needs Python; its text stands in")


def _html(html: str, draft: Draft) -> Markup:
    before = len(draft.left)
    made = clean(html, draft.left)
    page = BeautifulSoup(made, "html.parser")
    scripts = page.find_all("script")
    for tag in page.find_all(["script", "style"]):
        tag.extract()
    empty = not page.get_text(strip=True) and not page.find(_SEEN)
    if scripts and (empty or len(draft.left) > before):
        _script(html, draft)
    if empty:
        return Markup("")
    draft.made.scripts += [tag.string for tag in scripts if tag.string]
    return Markup(f'<div class="out" tabindex="0" role="region" aria-label="Output">{made}</div>')


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
        return _leave(f"a Plotly figure: {error}", figure, draft)
    return shown(view.shared(), draft)


def _svg(source: str, draft: Draft) -> Markup:
    bare = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", source, flags=re.DOTALL).strip()
    still = re.sub("<script.*?</script>", "", bare, flags=re.DOTALL | re.IGNORECASE)
    if still != bare:
        _script(bare, draft)
    return Markup(f'<div class="out">{clean(still, draft.left)}</div>')


def _picture(kind: str, data: str, draft: Draft) -> Markup:
    return Markup('<img alt="" src="data:{};base64,{}">').format(kind, "".join(data.split()))


_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_FORMS: dict[str, Callable[[Any, Draft], str]] = {
    MIMETYPE: shown,
    "application/vnd.plotly.v1+json": _plotly,
    "application/vnd.jupyter.widget-view+json": _widget,
    "text/html": _html,
    "text/markdown": lambda text, draft: Markup(prose(text, {}, "", draft.left)),
    "image/svg+xml": _svg,
    **{kind: partial(_picture, kind) for kind in _PICTURES},
    "text/latex": lambda text, draft: Markup("<p>{}</p>").format(mathml(text, block=True)),
    "application/javascript": _script,
    "application/json": lambda data, draft: json.dumps(data, indent=2, ensure_ascii=False),
    "text/plain": lambda text, draft: text,
}
"""Kind of data -> what writes it, the best first; what returns nothing leaves it to the next."""
