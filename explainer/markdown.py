"""Markdown as HTML, its mathematics as MathML, which browsers set without script or network."""

import re
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_BARE = re.compile(r"^\s*(\$\$|\$|\\\[|\\\()?(.*?)(\$\$|\$|\\\]|\\\))?\s*$", re.DOTALL)
_UNKNOWN = re.compile(r"<m[io]>\\\w")


def mathml(source: str, block: bool = False) -> Markup:
    r"""Return a formula as MathML, with or without its dollars; as code where that cannot be.

    >>> "<mi>x</mi>" in mathml("$x$")
    True
    >>> mathml(r"\nosuch{x}")
    Markup('<code class="tex">\\nosuch{x}</code>')
    """
    found = _BARE.match(source)
    bare = found[2].removeprefix(r"\displaystyle") if found else source
    try:
        made = convert(bare, display="block" if block else "inline")
    except Exception:  # a kind for each mistake that LaTeX knows, and IndexError
        made = ""
    if not made or _UNKNOWN.search(made):
        return Markup('<code class="tex">{}</code>').format(source)
    return Markup(made)


class Renderer(IPythonRenderer):
    """Writes Markdown as nbconvert does, but formulas as MathML."""

    def block_math(self, body: str) -> str:
        """Write a formula that stands alone."""
        return f"<p>{mathml(body, block=True)}</p>"

    def inline_math(self, body: str) -> str:
        """Write a formula in a line."""
        return mathml(body)

    def latex_environment(self, name: str, body: str) -> str:
        """Write several lines of mathematics."""
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)


def markdown2html(source: str, renderer: type[IPythonRenderer] = Renderer, **options: Any) -> str:
    """Return Markdown as HTML."""
    made = renderer(escape=False, exclude_anchor_links=True, **options)
    return MarkdownWithMath(renderer=made).render(source)
