"""Make the typefaces in ``explainer/web/fonts/`` again; needed only when they are to change.

The two typefaces come as npm packages; the marks of ``explainer.theme.MARKS`` are drawn here::

    npm pack @fontsource-variable/archivo@5.3.0 @fontsource-variable/newsreader@5.3.0
    pip install "fonttools[woff]==4.68.0"
    python tests/typefaces.py fontsource-variable-*.tgz
"""

from __future__ import annotations

import io
import math
import sys
import tarfile
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from explainer.theme import MARKS

FONTS = Path(__file__).parents[1] / "explainer/web/fonts"
CUTS = {
    "archivo": ("archivo-latin-wdth-normal", {"wght": (400, 800), "wdth": (62, 100)}),
    "newsreader": ("newsreader-latin-wght-normal", {"wght": (400, 700)}),
}
"""Typeface -> its file in the package and the part of its axes that the pages use."""
ACCENTS = "ÄÉÖÜàáâäåçèéêíñóôöøúü"
SIGNS = "\N{NO-BREAK SPACE}§©«»°±²³·½×£€–—‘’“”„…′″↑↓−"
LETTERS = [*range(0x20, 0x7F), *map(ord, ACCENTS + SIGNS)]
EM = 1600
EPOCH = 2_082_844_800
"""1970 in the seconds of a font: the same input makes the same bytes."""


def _circle(radius: float, x: float = 8, y: float = 8, turn: int = 1) -> str:
    """Return a circle as a path, filled; with ``turn=0`` a hole in the circle around it."""
    arc = f"a{radius} {radius} 0 1 {turn} "
    return f"M{x - radius:g} {y:g}{arc}{2 * radius:g} 0{arc}{-2 * radius:g} 0z"


RING = _circle(6.9) + _circle(5.1, turn=0)
DOTS = [(math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8)]
DRAWN = {
    "documented": _circle(6.9),
    "corroborated": RING + _circle(3.1),
    "alleged": RING,
    "disputed": RING + "M8 2a6 6 0 0 0 0 12z",
    "denied": RING + "M3 6.7h10v2.6h-10z",
    "speculated": "".join(_circle(1.2, round(8 + 6 * x, 2), round(8 + 6 * y, 2)) for x, y in DOTS),
    "opinion": "M1.7 1.7h12.6v12.6h-12.6zM3.5 3.5v9h9v-9z",
}
"""Standing -> its mark on 16 by 16."""


def cut(package: Path, name: str) -> None:
    """Write a typeface with the axes and letters that are used, and its licence."""
    file, axes = CUTS[name]
    with tarfile.open(package) as archive:
        font = TTFont(io.BytesIO(_read(archive, f"package/files/{file}.woff2")))
        (FONTS / f"OFL-{name}.txt").write_bytes(_read(archive, "package/LICENSE"))
    font.recalcTimestamp = False
    instantiateVariableFont(font, axes, inplace=True)
    options = Options(layout_features=["kern", "liga", "tnum"], hinting=False)
    subset = Subsetter(options)
    subset.populate(unicodes=LETTERS)
    subset.subset(font)
    _save(font, name)


def _read(archive: tarfile.TarFile, member: str) -> bytes:
    file = archive.extractfile(member)
    assert file, f"{archive.name} has no {member}"
    return file.read()


def draw_marks() -> None:
    """Write the marks as a font: each is one em wide, its centre a quarter em above the line.

    There Plotly centres a text on its point, so that a mark as text lies where it belongs.
    """
    glyphs = {}
    for word in MARKS:
        outline = TTGlyphPen(None)
        flip = TransformPen(Cu2QuPen(outline, 1), (EM / 16, 0, 0, -EM / 16, 0, EM * 3 / 4))
        parse_path(DRAWN[word], flip)
        glyphs[word] = outline.glyph()
    blank = {".notdef": TTGlyphPen(None).glyph()}
    builder = FontBuilder(EM)
    builder.setupGlyphOrder([*blank, *glyphs])
    builder.setupCharacterMap({ord(mark): word for word, mark in MARKS.items()})
    builder.setupGlyf(blank | glyphs)
    builder.setupHorizontalMetrics({name: (EM, 0) for name in blank | glyphs})
    builder.setupHorizontalHeader(ascent=EM * 3 // 4, descent=-EM // 4)
    builder.setupNameTable({"familyName": "Explainer Marks", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=EM * 3 // 4, sTypoDescender=-EM // 4, sTypoLineGap=0)
    builder.setupPost(keepGlyphNames=False)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=EPOCH, modified=EPOCH)
    _save(builder.font, "marks")


def _save(font: TTFont, name: str) -> None:
    font.flavor = "woff2"
    font.save(FONTS / f"{name}.woff2")
    print(f"{name}.woff2: {(FONTS / f'{name}.woff2').stat().st_size} bytes")


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        [face] = [name for name in CUTS if name in path.name]
        cut(path, face)
    draw_marks()
