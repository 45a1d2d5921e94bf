"""How the oracle tests read tables and views: the csv module, and what a panel shows.

Nothing of the project is imported but the views, so that a fault in a rule, a palette or a helper
of the project cannot hide itself.
"""

import colorsys
import csv
import functools
import html
import io
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from explainer import story

DATA = Path(__file__).parent.parent / "data"
ARTICLE = "2023-09-12"
SIDES = {"russia": "blue", "north-korea": "orange"}
"""Side -> the colour in which a reader knows it; everybody else is dark or grey."""
STANDINGS = {
    "documented": ("circle", "●", "disc"),
    "corroborated": ("circle-open-dot", "◉", "ring disc"),
    "alleged": ("circle-open", "○", "ring"),
    "disputed": ("circle-x-open", "◐", "ring half"),
    "denied": ("circle-cross-open", "⊖", "ring bar"),
    "speculated": ("diamond-open", "◌", "eight dots"),
    "opinion": ("square-open", "□", "square"),
}
"""Standing -> its mark in a chart, as a character, and as drawn in text, from the surest on."""
INK = "#1b1b1a"
VOTES = {
    **dict.fromkeys(("square", "■"), "yes"),
    **dict.fromkeys(("line-ew", "line-ew-open", "▬"), "abstain"),
    **dict.fromkeys(("x-thin", "✕"), "no"),
}
_STANDING = {form: word for word, forms in STANDINGS.items() for form in forms}


@functools.cache
def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def index(name: str, key: str = "id") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in table(name)}


@functools.cache
def view(name: str) -> Any:
    return getattr(story, name)()


def panel(name: str, **state: Any) -> Any:
    """Return the panel of a state; controls that are not named stand at their default."""
    controls = view(name).controls
    assert set(state) <= {control.key for control in controls}
    return view(name).panels[tuple(state.get(c.key, c.value) for c in controls)]


def states(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield every state of a view with its panel."""
    keys = [control.key for control in view(name).controls]
    for values, shown in view(name).panels.items():
        yield dict(zip(keys, values, strict=True)), shown


def cells(shown: Any) -> list[dict[str, str]]:
    """Return the table of a panel as text, the way a reader downloads it."""
    return list(csv.DictReader(io.StringIO(shown.table.to_csv(index=False))))


def near_states(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the default state of a view, and each control moved alone."""
    default = {control.key: control.value for control in view(name).controls}
    for state, shown in states(name):
        if sum(value != default[key] for key, value in state.items()) < 2:
            yield state, shown


@functools.cache
def options(name: str, key: str) -> list[Any]:
    return list(story.controls(name)[key].options)


# Dates: what is known by its month or year only counts from the end of that period on.


def until(day: str) -> str:
    """Return the last day that a date may be."""
    day = day[:10]
    if len(day) == 4:
        return f"{day}-12-31"
    return f"{day}-{monthrange(*map(int, day.split('-')))[1]}" if len(day) == 7 else day


def since(day: str) -> str:
    """Return the first day that a date may be."""
    return f"{day[:10]}-01-01"[:10]


def public(rows: list[dict[str, Any]], as_of: str) -> list[dict[str, Any]]:
    """Return the rows whose account was public on a day, with their standing of that day."""

    def told(row: dict[str, Any]) -> str:
        start = row.get("date") or row.get("start") or ""
        return row.get("public_from") or row.get("end") or start

    def then(row: dict[str, Any]) -> dict[str, Any]:
        early = row.get("since") and until(row["since"]) > as_of
        return row | {"status": row["first_status"]} if early else row

    return [then(row) for row in rows if until(told(row)) <= as_of]


def held(as_of: str) -> dict[str, dict[str, Any]]:
    """Return the assessment of each claim that held on a day."""
    rows = [row for row in table("assessments") if until(row["date"]) <= as_of]
    return {row["claim"]: row for row in sorted(rows, key=lambda row: until(row["date"]))}


def days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)) // timedelta(days=1)


# Words.


def text(markup: Any) -> str:
    """Return what a reader sees of HTML."""
    whole = markup if isinstance(markup, str) else "".join(markup)
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", whole)).split())
    return re.sub(r" ([,.;:)])", r"\1", plain)


def pieces(shown: Any) -> list[str]:
    """Return the HTML of a panel above and below its figure, in pieces that states share."""
    below = [shown.body] if isinstance(shown.body, str) else shown.body
    return [str(piece) for piece in (shown.lead, *below)]


def body(shown: Any) -> str:
    """Return the HTML of a panel above and below its figure."""
    return "".join(pieces(shown))


_NUMBERS = {"none": 0, "not": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4}
_NUMBERS |= {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11}
_NUMBERS |= {"no": 0, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}


def says(words: str, *counts: float) -> bool:
    """Tell whether a text states these numbers in this order, in digits or in words."""
    stated = iter(
        float(_NUMBERS[token] if token in _NUMBERS else token.replace(",", ""))
        for token in re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", words.lower())
        if token in _NUMBERS or token[0].isdigit()
    )
    return all(any(number == count for number in stated) for count in counts)


def drawn_in_text(markup: str) -> list[tuple[str, str]]:
    """Return mark and word of each standing in HTML."""
    found = re.findall(r'class="standing">(<i[^>]*>.</i>|\S+)\s+([a-z]+)\s*</span>', markup)
    return [(text(mark), word) for mark, word in found if word in STANDINGS]


def outline(path: str) -> str:
    """Name what the drawing of a mark consists of."""
    pieces = [_piece(piece) for piece in path.split("M")[1:]]
    if pieces == ["dot"] * 8:
        return "eight dots"
    return " ".join(pieces).replace("disc hole", "ring").replace("square square", "square")


def _piece(outline: str) -> str:
    """Name a part of the outline of a mark: two circles of opposite turn make a ring."""
    arcs = re.findall(r"a([\d.]+) \1 0 \d ([01])", outline)
    if not arcs:
        return "bar" if outline.endswith("h-10z") else "square"
    [(radius, turn)] = set(arcs)
    across = {abs(float(x)) for x in re.findall(r" 0 1 [01] (-?[\d.]+) 0", outline)}
    if len(arcs) == 1:
        return "half"
    if any(abs(x - 2 * float(radius)) > 0.01 for x in across):
        return "broken"
    return "hole" if turn == "0" else "dot" if float(radius) < 2 else "disc"


# Figures.


@dataclass(frozen=True)
class Mark:
    """One mark of a figure, as a reader takes it."""

    x: Any
    y: Any
    symbol: str
    colour: str
    size: float
    words: str
    pick: str
    text: str
    faint: bool

    @property
    def standing(self) -> str:
        return _STANDING[self.symbol]

    @property
    def vote(self) -> str:
        return VOTES[self.symbol]


def marks(figure: dict[str, Any], kind: str = "markers") -> list[Mark]:
    """Return the marks of a figure that can be seen: drawn symbols, or glyphs of a font."""
    return [mark for trace in figure["data"] for mark in _marks(trace, kind)]


def _marks(trace: dict[str, Any], kind: str) -> Iterator[Mark]:
    look, font = trace.get("marker", {}), trace.get("textfont", {})
    glyphs = trace.get("text") or ""
    written = trace.get("mode") == "text" and isinstance(glyphs, list) and all(map(_glyph, glyphs))
    if kind not in trace.get("mode", "") and not written:
        return
    for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):

        def at(value: Any, i: int = i) -> Any:
            return value[i] if isinstance(value, list) else value

        opacity = at(look.get("opacity", trace.get("opacity", 1)))
        if opacity:
            yield Mark(
                x=x,
                y=y,
                symbol=_glyph(glyphs[i]) if written else at(look.get("symbol", "circle")),
                colour=hue(at(font.get("color", INK) if written else look.get("color", INK))),
                size=at(font.get("size", 16) if written else look["size"]),
                words=text(at(trace.get("hovertext") or "")),
                pick=at(trace.get("customdata") or ""),
                text=text(at(glyphs)),
                faint=opacity < 0.5,
            )


def _glyph(words: str) -> str:
    seen = text(words)
    return seen if seen in _STANDING or seen in VOTES or seen == "×" else ""


def hue(colour: str) -> str:
    """Name a colour as a reader would: blue, orange, green, grey or dark."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    turn, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < 0.2:
        return "dark" if light < 0.2 else "grey"
    return "orange" if turn < 0.14 else "green" if turn < 0.48 else "blue"


def strokes(figure: dict[str, Any]) -> list[tuple[tuple[Any, Any], tuple[Any, Any], str]]:
    """Return the straight lines of a figure: both ends and colour."""
    lines = []
    for trace in figure["data"]:
        if trace.get("mode") == "lines" and trace["x"][2::3] == [None] * (len(trace["x"]) // 3):
            points = list(zip(trace["x"], trace["y"], strict=True))
            pairs = zip(points[::3], points[1::3], strict=True)
            lines += [(a, b, hue(trace["line"]["color"])) for a, b in pairs]
    return lines


def near(figure: dict[str, Any], axis: str, value: float) -> str:
    """Return the tick of an axis that stands nearest to a place, in words."""
    ticks = figure["layout"][axis]
    place = min(ticks["tickvals"], key=lambda tick: abs(tick - value))
    return text(ticks["ticktext"][ticks["tickvals"].index(place)])


def outside(figure: dict[str, Any]) -> list[str]:
    """Return the ticks and the points of a figure that lie beyond the ends of their axis."""
    lost = []
    for name, axis in figure["layout"].items():
        scaled = re.fullmatch(r"[xy]axis\d*", name) and "range" in axis
        if scaled and axis.get("type") not in ("category", "log"):
            places = list(axis.get("tickvals", ()))
            for trace in figure["data"]:
                if trace.get(name[:5], name[0]) == name.replace("axis", ""):
                    places += [] if "fill" in trace else trace.get(name[0], ())
            low, high = sorted(axis["range"])
            lost += [f"{name} {at}" for at in places if at is not None and not low <= at <= high]
    return lost
