"""The look of paper: the bundled typeface in both weights, and inks by the tokens of the light theme."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

TEXT, BOLD = "HahNoto", "HahNotoBold"
_FILES = {TEXT: "NotoSansTC-Regular.ttf", BOLD: "NotoSansTC-Bold.ttf"}
_BLANKS = re.compile(r"[^\S\u3000]+")
NO_GLYPH = "\u3013"
"""Stands for a character that the typeface lacks, as printers have always marked one."""
MM = float(mm)
SMALL_PT, BODY_PT, HEAD_PT, TITLE_PT = 7.5, 9.5, 11.5, 15.0


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of paper. Whatever they say stands there in words or shapes too, for most wards print in grey."""

    text: Color
    second: Color
    hint: Color
    line: Color
    ground: Color
    paper: Color
    accent: Color
    warning: Color
    warning_ground: Color


_TOKENS = {
    "text": "ink", "second": "ink-2", "hint": "ink-3", "line": "line", "ground": "ground", "paper": "surface",
    "accent": "accent", "warning": "alarm-high", "warning_ground": "alarm-high-soft",
}  # fmt: skip


def load_ink(theme_file: Path) -> Ink:
    """The inks of a theme file (resources/themes/light.json)."""
    tokens: dict[str, str] = json.loads(theme_file.read_text("utf-8"))["tokens"]
    return Ink(**{name: HexColor(tokens[token]) for name, token in _TOKENS.items()})


def use_fonts(folder: Path) -> None:
    """Make both weights known under ``TEXT`` and ``BOLD``; what a document uses of them is embedded in it.

    PERF: reading a weight takes about half a second, so it is done once per process.
    """
    known = pdfmetrics.getRegisteredFontNames()
    for name, file in _FILES.items():
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def printable(text: str, font: str = TEXT) -> str:
    """The text in one form, without control characters; what the typeface lacks is marked, never dropped.

    SAFETY(paper): a character of a name or a drug that cannot be printed leaves a mark that is seen.
    """
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    plain = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    kept = (char for char in plain if unicodedata.category(char) not in {"Cc", "Cf"})
    return "".join(char if ord(char) in glyphs else NO_GLYPH for char in kept)


def width_of(text: str, font: str, size_pt: float) -> float:
    """The width of a text in points."""
    return float(pdfmetrics.stringWidth(text, font, size_pt))
