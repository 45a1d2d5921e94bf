"""What views need in a browser besides their states: Plotly, the style, bytes written as text."""

from __future__ import annotations

import base64
import functools
import gzip
import importlib.resources

from explainer import theme

WEB = importlib.resources.files("explainer") / "web"


def plotly_source() -> bytes:
    """Return plotly.js as it comes with the plotly package."""
    return (importlib.resources.files("plotly") / "package_data" / "plotly.min.js").read_bytes()


@functools.cache
def plotly_script() -> bytes:
    """Return plotly.js gzipped, for the widget."""
    return gzip.compress(plotly_source(), 9, mtime=0)


def as_text(packed: bytes) -> str:
    """Write bytes as text that may stand in a script element.

    Base 85 after RFC 1924, which is a sixteenth shorter than base 64, with a comma for ``<``.
    """
    return base64.b85encode(packed).decode().replace("<", ",")


def from_text(text: str) -> bytes:
    """Read what :func:`as_text` wrote."""
    return base64.b85decode(text.strip().replace(",", "<"))


def stylesheet() -> str:
    """Return the style of views: typefaces, palette and rules."""
    return theme.faces() + theme.css_variables() + (WEB / "view.css").read_text(encoding="utf-8")
