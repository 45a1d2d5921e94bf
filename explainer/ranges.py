"""Ranges: a row a number that somebody states, as a mark or a bar, under its heading."""

from collections.abc import Mapping, Sequence
from typing import Any

from explainer.draw import Figure, axis, band, figure, label, marks, plain, strokes

TOP = 14.5
"""End of the scale, in millions."""


def ends(row: Mapping[str, Any]) -> list[float]:
    """Return the numbers that a row states."""
    return [row[end] for end in ("low", "best", "high") if row[end] != ""]


def ranges(
    own: dict[str, Any], others: Sequence[dict[str, Any]], heads: Mapping[str, str], *, narrow: bool
) -> Figure:
    """Draw the reader's own number with its span, then those of others below their ``heads``.

    Rows have ``name``, ``words``, their ``group`` of the heads, and ``low``, ``best``, ``high``;
    what is only low or only high is drawn as a triangle.
    """
    texts, points, bars = [], [(own["best"] / 1e6, 0.0, "line-ns")], []
    step, gap, high = (1.8, 1.1, 46) if narrow else (2.1, 1.2, 29)
    y, before = 0.0, own["group"]
    for row in (own, *others):
        if row["group"] != before:
            before, y = row["group"], y + step
            texts.append(label(0, y - gap, f"<b>{heads[before]}</b>", "left", xref="paper"))
        values = [n / 1e6 for n in ends(row)]
        beyond = max(values) > TOP * 0.6
        at, side = (min(values), "right") if beyond else (max(values), "left")
        long = narrow and len(row["name"]) > 36  # its date stands in the list
        name = plain(row["name"].rpartition(", ")[0] if long else row["name"])
        name = f"<b>{name}</b>" if row is own else name
        texts.append(label(0, y, name, "left", xref="paper", yshift=20 if narrow else 0))
        texts.append(label(at, y, f"<b>{row['words']}</b>", side, xshift=-12 if beyond else 12))
        if row is not own and values[0] < values[-1]:
            bars.append((values[0], values[-1], y))
        elif row is not own:
            kind = "left" if row["high"] != "" else "right" if row["low"] != "" else ""
            points.append((max(values), y, f"triangle-{kind}" if kind else "line-ns"))
        y += 1
    x, rows, symbols = map(list, zip(*points, strict=True))
    return figure(
        strokes([(own["low"] / 1e6, own["high"] / 1e6)], [(0, 0)], "other", 6),
        strokes([bar[:2] for bar in bars], [(bar[2], bar[2]) for bar in bars], "ink", 6),
        marks(x=x, y=rows, symbol=symbols, size=[15, *[12] * (len(x) - 1)], line=3),
        height=max(200, int(high * (y + 0.5)) + 40),
        xaxis=axis(-TOP * 0.035, TOP, [0, 3, 6, 9, 12], grid=True)
        | {"domain": [0 if narrow else 0.42, 1], "layer": "below traces"},
        yaxis=axis(y - 0.4, -0.9),
        annotations=texts,
        shapes=[band("find", x=(0, 1), y=(-0.8 if narrow else -0.5, 0.5), xref="paper")],
    )
