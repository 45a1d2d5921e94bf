"""Prose that can only be read: what would run, ask, or dress the page is taken out and named."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    left += dict.fromkeys(_lost(BeautifulSoup(html, "html.parser")))
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


def _lost(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(True):
        if tag.name not in _TAGS:
            yield f"{_NAMES.get(tag.name, f'the element {tag.name}')} in the text"
        if set(re.findall(r"([\w-]+)\s*:", str(tag.get("style", "")))) - _STYLES:
            yield f"the style of the element {tag.name} in the text"


def _address(tag: str, name: str, value: str) -> str | None:
    """Let only pictures hold data, and only data of pictures."""
    if not value.strip().lower().startswith("data:"):
        return value
    picture = tag == "img" and name == "src" and re.match(r"data:(image/|,)", value.strip())
    return value if picture else None
