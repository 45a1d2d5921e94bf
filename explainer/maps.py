"""Maps: places in the plane by a conic projection, land and sea, names of places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from explainer.draw import Picture, figure, label, marks, plain, strokes
from explainer.theme import LIGHT


@dataclass(frozen=True)
class Frame:
    """A window on the earth, drawn in the conformal conic projection of its two parallels.

    ``lon`` and ``lat`` are the middle of its sides: west and east, south and north.
    """

    lon: tuple[float, float]
    lat: tuple[float, float]

    def place(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return where points of the earth lie, in degrees of latitude from the middle."""
        middle, (south, north) = sum(self.lon) / 2, np.radians(self.lat)
        n = np.log(np.cos(south) / np.cos(north)) / np.log(_tan(north) / _tan(south))
        scale = np.degrees(np.cos(south) * _tan(south) ** n / n)
        far = scale / _tan(np.radians(np.clip(np.asarray(lat, float), -80, 89))) ** n
        turn = n * np.radians((np.asarray(lon, float) - middle + 180) % 360 - 180)
        zero = scale / _tan((south + north) / 2) ** n
        return np.round(far * np.sin(turn), 3), np.round(zero - far * np.cos(turn), 3)

    def lines(self, lines: Iterable[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
        """Return where lines lie: the ``x`` of the points of each, and their ``y``."""
        ends = [self.place(*line) for line in lines]
        return [x.tolist() for x, _ in ends], [y.tolist() for _, y in ends]

    def points(self, places: pd.DataFrame) -> list[tuple[float, float]]:
        """Return where places lie, as pairs."""
        x, y = self.place(places["lon"], places["lat"])
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def holds(self, places: pd.DataFrame) -> pd.Series:
        """Return whether each place lies in the window."""
        return places["lon"].between(*self.lon) & places["lat"].between(*self.lat)

    @property
    def size(self) -> tuple[float, float]:
        """Half the width and half the height of the window."""
        x, _ = self.place(self.lon[1], sum(self.lat) / 2)
        _, y = self.place(sum(self.lon) / 2, self.lat[1])
        return float(x), float(y)


def _tan(angle: Any) -> Any:
    return np.tan(np.pi / 4 + angle / 2)


def land(frame: Frame, outlines: pd.DataFrame, by: list[str]) -> dict[str, Any]:
    """Draw land: countries, or a coast, whose open lines make one that closes in the north-west.

    ``outlines`` are points; the columns ``by`` tell one line from another.
    """
    rings: list[tuple[list[float], list[float]]] = []
    coast: tuple[list[float], list[float]] = ([], [])
    for _, line in outlines.groupby(by):
        lon, lat = line["lon"].tolist(), line["lat"].tolist()
        if not frame.holds(line).any():
            continue
        if (lon[0], lat[0]) == (lon[-1], lat[-1]):
            rings.append((lon, lat))
        else:  # the first goes on in the north-west, and there the next one comes from
            far = ([], []) if coast[0] else ([100, 100, 150], [30, 60, 60])
            coast = ([*coast[0], *lon, *far[0]], [*coast[1], *lat, *far[1]])
    lines = frame.lines([coast, *rings] if coast[0] else rings)
    return strokes(*lines, "soft", 0.8, fill="toself", fillcolor=LIGHT["paper"])


def chart(
    frame: Frame,
    places: pd.DataFrame,
    names: str,
    *traces: dict[str, Any],
    heights: tuple[int, int],
    notes: list[dict[str, Any]],
) -> Picture:
    """Draw traces and ``places`` on the sea, in ``frame`` or a little around it.

    Places have a ``colour`` of the palette and perhaps a ``pick``, the state that one chooses; they
    lie at the ``top`` or ``bottom`` of their ``names``, or these to the ``right``. ``notes`` are
    further labels; ``heights`` are those of the picture and its twin for phones, in pixels.
    """
    points, colours = frame.points(places), places["colour"].tolist()
    wide, high = frame.size

    def beside(x: float) -> dict[str, Any]:
        """Keep a name near the edge within the map."""
        if names == "right":
            side, way = ("right", -1) if x > 0.4 * wide else ("left", 1)
            return {"anchor": side, "xshift": 10 * way}
        side = "left" if x < -0.7 * wide else "right" if x > 0.7 * wide else "center"
        return {"anchor": f"{names} {side}", "yshift": {"bottom": 8, "top": -8}[names]}

    texts = [
        label(*point, f"<b>{plain(name)}</b>", colour=colour, **beside(point[0]))
        for point, name, colour in zip(points, places["name"], colours, strict=True)
    ]
    x, y = map(list, zip(*points, strict=True))
    answers: dict[str, Any] = {}
    if "pick" in places:
        answers = {"picks": places["pick"].tolist(), "hover": places["name"].map(plain).tolist()}
    drawn = figure(
        *traces,
        marks(x=x, y=y, size=11, line=0, symbol="square", colour=colours, **answers),
        height=heights[0],
        annotations=[*texts, *notes],
        plot_bgcolor=LIGHT["sea"],
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={"range": [-wide, wide], "visible": False},
        yaxis={"range": [-high, high], "scaleanchor": "x", "visible": False},
    )
    return {"figure": drawn, "narrow": drawn | {"layout": drawn["layout"] | {"height": heights[1]}}}
