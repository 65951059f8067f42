"""Makes the bundled fonts from the upstream Noto Sans TC files: adds subscript figures, drops vertical layout.

Usage: python resources/fonts/build_fonts.py FOLDER_OF_THE_NPM_PACKAGE  (see README.md beside this file)
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SOURCES = {
    "400Regular/NotoSansTC_400Regular.ttf": "NotoSansTC-Regular.ttf",
    "700Bold/NotoSansTC_700Bold.ttf": "NotoSansTC-Bold.ttf",
}
SUBSCRIPT_SCALE, SUBSCRIPT_DROP = 0.62, -130


def build(source: Path, target: Path) -> None:
    """One font file: every character of the source kept, ten subscript figures added."""
    font = TTFont(source)
    _trim(font)
    for digit in range(10):
        _add_subscript(font, digit)
    font.save(target)


def _trim(font: TTFont) -> None:
    options = subset.Options(layout_features=["ccmp", "locl", "kern"], notdef_outline=True, glyph_names=True)
    options.drop_tables += ["BASE", "vhea", "vmtx", "VORG"]
    trimmer = subset.Subsetter(options)
    trimmer.populate(unicodes=font.getBestCmap().keys())
    trimmer.subset(font)


def _add_subscript(font: TTFont, digit: int) -> None:
    code, base = 0x2080 + digit, font.getBestCmap()[ord("0") + digit]
    if code in font.getBestCmap():
        return
    pen = TTGlyphPen(font.getGlyphSet())
    font.getGlyphSet()[base].draw(TransformPen(pen, (SUBSCRIPT_SCALE, 0, 0, SUBSCRIPT_SCALE, 0, SUBSCRIPT_DROP)))
    name = f"uni{code:04X}"
    width, bearing = font["hmtx"][base]
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (round(width * SUBSCRIPT_SCALE), round(bearing * SUBSCRIPT_SCALE))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


if __name__ == "__main__":
    for inside, name in SOURCES.items():
        build(Path(sys.argv[1]) / inside, HERE / name)
        print(name, (HERE / name).stat().st_size)
