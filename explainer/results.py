"""What a function returns, as a panel: figure, table, picture, text, all that Jupyter displays."""

import base64
import io
import re
import sys
from dataclasses import replace
from typing import Any

import pandas as pd
from IPython.core.formatters import DisplayFormatter
from markupsafe import Markup

from explainer import plots
from explainer.markup import Source
from explainer.panel import Panel

SOURCES = pd.DataFrame(columns=[*Source._fields, "kind", "weak"])
"""The table of sources of a panel that names none."""
_NO_TABLE = pd.DataFrame()
_SCROLL = Markup('<div class="scroll" tabindex="0" role="region" aria-label="Table">{}</div>')
_SEEN = re.compile(r"<(img|svg|canvas|video)\b")


def panel(result: Any, name: str, printed: list[Any] | None = None) -> Panel:
    """Return a panel that shows ``result``, called ``name`` if it bears no title.

    That is a panel, a Plotly figure or its dict, a frame, a matplotlib figure, text, or whatever
    Jupyter can display; if nothing was returned, what the function itself ``printed``. Raises
    `TypeError` if that is nothing, `ValueError` if a figure would ask a server.
    """
    if isinstance(result, Panel):
        return _completed(result)
    if plots.is_plotly(result):
        found = plots.described(result)
        return _panel(found.pop("title") or name, **found)
    if result is None:
        pyplot = sys.modules.get("matplotlib.pyplot")
        left_open = map(pyplot.figure, pyplot.get_fignums()) if pyplot else ()
        shown = [*(printed or []), *left_open]
        if not shown:
            what = "what is to be shown, such as a figure, a table, text, or a Panel"
            raise TypeError(f"returned None: return {what}")
        return _panel(name, body=Markup("").join(_html(item)[0] for item in shown))
    html, found = _html(result)
    return _panel(found.pop("title", "") or name, body=html, **found)


def lacking(panel: Panel) -> list[str]:
    """Name what a panel does not say to those who cannot see it, or want to check it.

    Text lacks nothing: it is its own alternative, and says itself where it is from.
    """
    if not (panel.figure or len(panel.table.columns) or _SEEN.search(str(panel.body))):
        return []
    parts: dict[str, Any] = {
        "alt": panel.alt,
        "table": panel.table.columns,
        "sources": panel.sources,
    }
    return [word for word, part in parts.items() if not len(part)]


def _panel(title: str, **parts: Any) -> Panel:
    given: dict[str, Any] = {"measure": "", "alt": "", "table": _NO_TABLE, "sources": SOURCES}
    return Panel(title=title, **given | parts)


def _completed(panel: Panel) -> Panel:
    """Return a panel with what its author left out: JSON of a figure, its height, columns."""
    figures: dict[str, Any] = {"figure": panel.figure, "narrow": panel.narrow}
    whole = set(SOURCES) - {"weak"} <= set(panel.sources)
    drawn: dict[str, Any] = {
        key: figure and plots.as_json(figure) for key, figure in figures.items()
    }
    if whole and drawn == figures:
        return panel
    title = panel.title.replace(panel.find, f"[[{panel.find}]]", 1) if panel.find else panel.title
    ids = pd.Series(panel.sources.index.astype(str), panel.sources.index)
    rows = panel.sources.reindex(columns=SOURCES.columns).fillna("").assign(id=ids)
    return replace(panel, title=title, sources=panel.sources if whole else rows, **drawn)


def _html(value: Any) -> tuple[Markup, dict[str, Any]]:
    """Return a value as HTML, and what it says of itself."""
    if hasattr(value, "__html__"):
        return Markup(value.__html__()), {}
    if type(value) is str:
        return Markup('<p class="text">{}</p>').format(value), {}
    if isinstance(value, pd.Series):
        value = value.to_frame()
    title, frame = "", value
    if hasattr(value, "to_html") and hasattr(value, "caption"):  # a Styler
        title, frame = str(value.caption or ""), value.data
    if isinstance(frame, pd.DataFrame):
        flat = _flat(frame)
        plain: dict[str, Any] = {"index": False, "border": 0, "max_rows": 200, "na_rep": ""}
        html = flat.to_html(**plain) if frame is value else value.to_html()
        alt = f"Table of {len(flat)} rows: {', '.join(filter(None, flat.columns))}"
        return _SCROLL.format(Markup(html)), {"table": flat, "alt": alt, "title": title}
    if (picture := _matplotlib(value)) is not None:
        return _drawn(picture)
    return _displayed(value), {}


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose index is columns, unless it only counts."""
    counts = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    flat = frame if counts else frame.reset_index()
    columns: list[Any] = flat.columns.tolist()
    levels = [name if isinstance(name, tuple) else (name,) for name in columns]
    names = [" ".join(map(str, level)).strip() for level in levels]
    return flat.set_axis(["" if name == "index" else name for name in names], axis=1)


def _matplotlib(value: Any) -> Any:
    """Return the matplotlib figure that a value is or belongs to."""
    if "matplotlib.figure" not in sys.modules:
        return None
    from matplotlib.figure import Figure

    if hasattr(value, "flat"):  # the axes of several subplots
        value = next(iter(value.flat), None)
    if isinstance(value, list | tuple) and value:  # what a plotting function returns
        value = value[0]
    figure = value if isinstance(value, Figure) else getattr(value, "figure", None)
    return figure if isinstance(figure, Figure) else None


def _drawn(figure: Any) -> tuple[Markup, dict[str, Any]]:
    """Return a matplotlib figure as picture; it is closed, so that it is not shown twice."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=144, bbox_inches="tight", metadata={"Software": None})
    titles = [figure.get_suptitle(), *(axes.get_title() for axes in figure.axes)]
    title = next(filter(None, titles), "")
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)
    words = [(axes.get_ylabel(), axes.get_xlabel()) for axes in figure.axes]
    alt = "Chart of {} by {}".format(*words[0]) if words and all(words[0]) else ""
    return _image(file.getvalue(), "png", title), {"title": title, "alt": alt}


def _image(data: bytes | str, kind: str, alt: str = "") -> Markup:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    source = f"data:image/{kind};base64,{''.join(text.split())}"
    return Markup('<img class="shown" alt="{}" src="{}">').format(alt, source)


def _displayed(value: Any) -> Markup:
    """Return what Jupyter would display."""
    own = type(value).__name__ == "RichOutput"  # what the function displayed itself
    data = value.data if own else DisplayFormatter().format(value)[0]
    if "text/html" in data:
        return Markup(data["text/html"])
    if "image/svg+xml" in data:
        return Markup(re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", data["image/svg+xml"], flags=re.S))
    for kind in ("png", "jpeg", "gif", "webp"):
        if f"image/{kind}" in data:
            return _image(data[f"image/{kind}"], kind)
    from explainer.markdown import markdown2html, mathml  # takes time, and is rarely needed

    if "text/markdown" in data:
        return Markup(markdown2html(data["text/markdown"]))
    if "text/latex" in data:
        return mathml(data["text/latex"], block=True)
    return Markup("<pre>{}</pre>").format(data.get("text/plain", ""))
