"""Text on paper: lines broken as Chinese and English are read together, and the flowable that sets them."""

import re
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from hah_console.adapters.documents.pdf_style import BODY_PT, BOLD, TEXT, printable, width_of

_IDEOGRAPH = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNIT = re.compile(rf"\s+|[^\s{_IDEOGRAPH}]+|.")
_NOT_FIRST = "，。、；：！？）」』】〉》…·,.;:!?)]}％℃"
_NOT_LAST = "（「『【〈《([{"
LEADING = 1.42
"""Height of a line as a multiple of the letters' size."""
Align = Literal["left", "right", "middle"]


def units_of(text: str) -> list[str]:
    """Stretches that are not parted: words, single ideographs with the marks that belong to them, spaces."""
    found: list[str] = []
    for unit in _UNIT.findall(text):
        before = found[-1] if found else " "
        if not before.isspace() and (unit[0] in _NOT_FIRST or before[-1] in _NOT_LAST):
            found[-1] = before + unit
        else:
            found.append(unit)
    return found


def wrapped(text: str, font: str, size_pt: float, width_pt: float) -> list[str]:
    """The lines of a text no wider than ``width_pt``; a word wider than a line is parted between letters."""
    lines, line = [], ""
    for unit in units_of(printable(text, font)):
        if width_of(line + unit, font, size_pt) <= width_pt or not (line or unit.strip()):
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        *whole, line = _parted(unit.lstrip(), font, size_pt, width_pt)
        lines += whole
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _parted(unit: str, font: str, size_pt: float, width_pt: float) -> list[str]:
    """A unit in pieces that fit; the last one may go on."""
    pieces = [""]
    for char in unit:
        if pieces[-1] and width_of(pieces[-1] + char, font, size_pt) > width_pt:
            pieces.append("")
        pieces[-1] += char
    return pieces


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set; lengths in points."""

    ink: Color
    size_pt: float = BODY_PT
    bold: bool = False
    align: Align = "left"
    indent_pt: float = 0
    before_pt: float = 0
    after_pt: float = 1.5

    @property
    def font(self) -> str:
        """The registered name of the weight."""
        return BOLD if self.bold else TEXT

    @property
    def line_pt(self) -> float:
        """The height of a line."""
        return self.size_pt * LEADING


class Words(Flowable):  # type: ignore[misc]
    """One paragraph in one setting; it goes on over pages line by line. ``lines`` are given when it was broken."""

    def __init__(self, text: str, setting: Setting, lines: list[str] | None = None) -> None:
        super().__init__()
        self.text, self.setting = text, setting
        self.spaceBefore, self.spaceAfter = setting.before_pt, setting.after_pt
        self._broken = lines is not None
        self.lines: list[str] = lines or []

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002  reportlab's face
        """Break the lines for a width; width and height needed, in points."""
        look = self.setting
        self.width = width
        if not self._broken:
            self.lines = wrapped(self.text, look.font, look.size_pt, max(1.0, width - look.indent_pt))
        self.height = len(self.lines) * look.line_pt
        return width, self.height

    def split(self, width: float, height: float) -> list["Words"]:
        """What fits into a height, and the rest; nothing when no line fits."""
        self.wrap(width, height)
        fits = int(height // self.setting.line_pt)
        if fits <= 0:
            return []
        parts = (self.lines[:fits], self.lines[fits:])
        return [Words(self.text, self.setting, part) for part in parts if part]

    def draw(self) -> None:
        """Set the lines from the top down."""
        look, page = self.setting, self.canv
        page.setFont(look.font, look.size_pt)
        page.setFillColor(look.ink)
        for number, line in enumerate(self.lines):
            y = self.height - number * look.line_pt - 1.08 * look.size_pt
            if look.align == "right":
                page.drawRightString(self.width, y, line)
            elif look.align == "middle":
                page.drawCentredString(self.width / 2, y, line)
            else:
                page.drawString(look.indent_pt, y, line)
