"""Prose that can only be read: what would run, ask, or dress the page is taken out and named."""

import re

import nh3
from bs4 import BeautifulSoup

_MATHS = set(
    "math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder "
    "munderover semantics none".split()
)
_MATHS_LOOK = set(
    "accent accentunder columnalign columnlines columnspacing display displaystyle fence form "
    "height linethickness lspace mathsize mathvariant maxsize minsize movablelimits rowlines "
    "rowspacing rspace scriptlevel separator stretchy symmetric width".split()
)
_TAGS = nh3.ALLOWED_TAGS | _MATHS | {"tfoot"}
_ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | dict.fromkeys(_MATHS, _MATHS_LOOK)
_ATTRIBUTES["*"] = {"align", "class", "dir", "id", "lang", "open", "role", "style", "title"}
_STYLES = {"background-color", "color", "font-style", "font-weight", "text-align", "width"}
_NAMES = {"script": "a script", "style": "a style", "svg": "a drawing in SVG", "iframe": "a frame"}


def readable(html: str, left: list[str]) -> str:
    """Return HTML that does nothing but show text and pictures; name in ``left`` what it lost."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        name = element.name
        if name not in _TAGS:
            left.append(f"{_NAMES.get(name, f'the element {name}')} in the text")
        if set(re.findall(r"([\w-]+)\s*:", str(element.get("style", "")))) - _STYLES:
            left.append(f"the style of the element {name} in the text")
    return nh3.clean(
        html,
        strip_comments=False,  # one may name a row: see dated.py
        tags=_TAGS,
        clean_content_tags={"script", "style", "svg", "object", "iframe", "template"},
        attributes=_ATTRIBUTES,
        attribute_filter=_address,
        generic_attribute_prefixes={"aria-", "data-"},
        link_rel=None,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "data"},
    )


def _address(tag: str, name: str, value: str) -> str | None:
    """Let only pictures hold data, and only data of pictures."""
    if not value.strip().lower().startswith("data:"):
        return value
    picture = tag == "img" and name == "src" and re.match(r"data:(image/|,)", value.strip())
    return value if picture else None
