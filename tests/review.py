"""What each view says and draws, as text that a reviewer reads; as a script, write it anew.

A text has the words of the view's default state, every mark of its default figure (mark, place,
colour, words), and for each control moved alone the title and digests of the rest: ``words`` of
all text but the title, ``marks`` of the figures, and ``look`` of all else that they are drawn with:
sizes, widths, arrows, axes. Marks have the character of their standing, or Plotly's name of the
symbol. Where only the look changed, open the figure: the text does not show it.
"""

import hashlib
import html
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from explainer import story, theme

FOLDER = Path(__file__).parent / "reviewed"
# Written down here once more, so that a mark which changes in the package shows.
GLYPHS = {
    "circle": "●",
    "circle-open-dot": "◉",
    "circle-open": "○",
    "circle-x-open": "◐",
    "circle-cross-open": "⊖",
    "diamond-open": "◌",
    "square-open": "□",
}
COLOURS = {light: token for token, (light, _) in theme.PALETTE.items()}
BLOCKS = re.compile(
    r"</?(?:p|div|li|ul|ol|h\d|tr|dt|dd|dl|details|summary|blockquote|figure|figcaption|section"
    r"|article|table|thead|tbody|legend|fieldset|label|button|br)\b[^>]*>"
)
LONGEST = 72  # characters of a line of a figure or a body; digests see all of it


def texts(view: Any) -> str:
    """Return the text of a view."""
    default = tuple(control.value for control in view.controls)
    panel = view.panels[default]
    parts = [f"# {view.name}", *_words(view, panel), "", *_picture(panel), "", "## Other states"]
    for place, control in enumerate(view.controls):
        for value in control.options:
            if value != control.value:
                state = view.panels[(*default[:place], value, *default[place + 1 :])]
                title = "the same title" if state.title == panel.title else state.title
                parts.append(f"{control.key} {value}: {title} {_digests(state)}")
    return "\n".join(parts) + "\n"


def _words(view: Any, panel: Any) -> Iterator[str]:
    state = ", ".join(f"{control.key} {control.value}" for control in view.controls)
    yield from _filled("State", state)
    for control in view.controls:
        words = "; ".join(f"{value} = {word}" for value, word in control.options.items())
        yield from _filled("Control", f"{control.label or control.key}: {words}")
    for name in ("title", "measure", "alt", "caveat", "prompt"):
        yield from _filled(name.capitalize(), getattr(panel, name))
    yield from _filled("Standings", ", ".join(f"{w} {n}" for w, n in panel.standings.items() if n))
    rest = len(panel.sources) - 5
    more = [f"and {rest} more"] if rest > 0 else []
    yield from _filled("Sources", ", ".join([*panel.sources.index[:5], *more]))
    columns = ", ".join(map(str, panel.table.columns))
    yield from _filled("Table", f"{len(panel.table)} rows of {columns}")
    yield f"Digests: {_digests(panel)}"


def _filled(name: str, text: str) -> list[str]:
    filled = textwrap.wrap(f"{name}: {text}", 100, subsequent_indent="  ", break_on_hyphens=False)
    return filled if text else []


def _picture(panel: Any) -> Iterator[str]:
    if panel.figure is None:
        yield "## Body"
        yield from map(_cut, _lines(panel.lead))
        yield from map(_cut, _lines("".join(panel.body)))
    else:
        yield "## Figure"
        yield from (_cut(line) for line in marks(panel.figure))


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _lines(markup: str) -> list[str]:
    """Return the visible words of HTML, a line a block; a mark is its character."""
    markup = re.sub("<svg.*?</svg>", "", str(markup))
    text = BeautifulSoup(BLOCKS.sub("\n", markup), "html.parser").get_text()
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def _digests(panel: Any) -> str:
    rounded = panel.table.to_csv(index=False, float_format="%.6g")
    words = [panel.measure, panel.alt, panel.caveat, panel.prompt, rounded, *panel.sources.index]
    words += _lines(panel.lead) + _lines("".join(panel.body))
    words += [f"{word} {count}" for word, count in panel.standings.items()]
    if not (both := [figure for figure in (panel.figure, panel.narrow) if figure]):
        return f"[{len(panel.table)} rows, words {_digest(words)}]"
    dots = _digest([line for figure in both for line in marks(figure)])
    look = _digest([_look(both)])
    return f"[{len(panel.table)} rows, words {_digest(words)}, marks {dots}, look {look}]"


def _look(figures: list[dict[str, Any]]) -> str:
    """Return all that figures are drawn with, numbers as they are written here."""
    rounded = json.loads(json.dumps(figures), parse_float=lambda text: _place(float(text)))
    return json.dumps(rounded, sort_keys=True)


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:6]


def marks(figure: dict[str, Any]) -> Iterator[str]:
    """Yield the ticks of a figure's axes, then its marks, bars, lines and labels."""
    layout = figure["layout"]
    for key in sorted(key for key in layout if re.fullmatch(r"[xy]axis\d*", key)):
        at = layout[key].get("tickvals", ())
        words = layout[key].get("ticktext", ["" for _ in at])
        ticks = [
            f"{_place(v)} = {_plain(w)}" if w else _place(v)
            for v, w in zip(at, words, strict=False)
        ]
        if ticks:
            yield f"{key.replace('axis', '')}: " + ", ".join(ticks)
    hidden = _hidden(figure)
    for trace in figure["data"]:
        if trace.get("fill") == "toself":
            outline = [f"{x} {y}" for x, y in zip(trace["x"], trace["y"], strict=True)]
            yield f"outline {_colour(trace['fillcolor'])} {_digest(outline)}"
        elif trace.get("mode") == "lines":
            yield from _strokes(trace)
        elif trace.get("marker", {}).get("opacity") != 0:
            yield from _points(trace, hidden)
    for shape in layout.get("shapes", ()):
        ends = [_place(shape.get(key)) for key in ("x0", "y0", "x1", "y1")]
        paint = shape.get("fillcolor") or shape.get("line", {}).get("color")
        yield f"{shape['type']} {ends[0]}, {ends[1]} to {ends[2]}, {ends[3]} {_colour(paint)}"
    for note in layout.get("annotations", ()):
        paint = note.get("font", {}).get("color")
        place = ", ".join(_where(note, axis) for axis in "xy")
        place += " with a line to it" if note.get("showarrow", True) else ""
        yield " ".join(filter(None, ["“" + _plain(note["text"]) + "”", place, _colour(paint)]))


def _where(item: dict[str, Any], axis: str) -> str:
    """Return a place on an axis, with the axis where it is not the first one."""
    of = item.get(f"{axis}ref") or item.get(f"{axis}axis") or axis
    return _place(item.get(axis)) + ("" if of == axis else f" of {of}")


def _hidden(figure: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """Return what invisible marks, which only catch the pointer, say at their places."""
    found = {}
    for trace in figure["data"]:
        if trace.get("marker", {}).get("opacity") == 0:
            for index in range(_length(trace)):
                found[_at(trace, index)] = _said(trace, index)
    return found


def _at(trace: dict[str, Any], index: int) -> tuple[str, ...]:
    point = trace | {axis: _of(trace.get(axis), index) for axis in "xy"}
    return tuple(_where(point, axis) for axis in "xy")


def _points(trace: dict[str, Any], hidden: dict[tuple[str, ...], str]) -> Iterator[str]:
    look = trace.get("marker", {})
    for index in range(_length(trace)):
        text = str(_of(trace.get("text"), index) or "")
        symbol = str(_of(look.get("symbol", "circle"), index))
        paint = _of(look.get("color") or _of(trace.get("textfont", {}).get("color"), index), index)
        mark = trace["type"] if trace["type"] != "scatter" else GLYPHS.get(symbol, symbol)
        if trace.get("mode") == "text":
            mark, text = (text, "") if text in GLYPHS.values() else ("text", text)
        pale = _of(look.get("opacity", 1), index)
        parts = [mark, ", ".join(_at(trace, index)), _colour(paint)]
        parts += [f"opacity {pale:g}"] if pale not in (None, 1) else []
        parts += [_plain(text), _said(trace, index) or hidden.get(_at(trace, index), "")]
        yield " ".join(filter(None, parts))


def _said(trace: dict[str, Any], index: int) -> str:
    heard = trace.get("hoverinfo") != "skip"
    said = _plain(str(_of(trace.get("hovertext"), index) or "")) if heard else ""
    pick = str(_of(trace.get("customdata"), index) or "")
    return " ".join(filter(None, [said and f"“{said}”", pick and f"→ {pick}"]))


def _strokes(trace: dict[str, Any]) -> Iterator[str]:
    """Yield one line for each stroke; a long one by its ends and a digest."""
    points: list[str | None] = [
        None if _of(trace["x"], i) is None or _of(trace["y"], i) is None else f"{x}, {y}"
        for i in range(_length(trace))
        for x, y in [_at(trace, i)]
    ]
    colour = _colour(trace.get("fillcolor") or trace.get("line", {}).get("color"))
    strokes: list[list[str]] = [[]]
    for point in points:
        if point is None:
            strokes.append([])
        else:
            strokes[-1].append(point)
    for stroke in filter(None, strokes):
        between = [f"{len(stroke)} points {_digest(stroke)}"] if len(stroke) > 8 else stroke[1:-1]
        yield f"line {colour} {' – '.join([stroke[0], *between, stroke[-1]])}"


def _length(trace: dict[str, Any]) -> int:
    return max((len(trace[a]) for a in "xy" if isinstance(trace.get(a), list)), default=0)


def _of(value: Any, index: int) -> Any:
    """Return what holds for one mark: an item of a list, or the one value for all."""
    return (value[index] if index < len(value) else None) if isinstance(value, list) else value


def _place(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _colour(paint: Any) -> str:
    return COLOURS.get(paint, paint or "")


def _plain(text: Any) -> str:
    """Return the words of a label of Plotly."""
    broken = re.sub(r"<br ?/?>", " ", str(text))
    return html.unescape(" ".join(re.sub(r"<[^>]*>", "", broken).split()))


def rewrite() -> None:
    """Write the text of every view, and remove those of views that are no more."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.txt"):
        if path.stem not in story.VIEWS:
            path.unlink()
    for name in story.VIEWS:
        path = FOLDER / f"{name}.txt"
        path.write_text(texts(getattr(story, name)()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(rewrite())
