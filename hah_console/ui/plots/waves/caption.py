"""What stands beside each waveform: name, scale and age, and a sentence across it when it is not live."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter

from hah_console.ui.plots.waves.layout import GUTTER_PX, RowPlace
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

PAD, LINE_PX, TEXT_PX = 4, 14, 62
PLATE_PAD = 8


@dataclass(frozen=True, slots=True)
class WaveCaption:
    """``notice`` is written across the row and hatches it; empty while the waveform is live."""

    name: str
    scale: str
    age: str
    notice: str = ""

    @property
    def spoken(self) -> str:
        """The row as a sentence."""
        return " ".join(part for part in (self.name, self.scale, self.notice or self.age) if part)


def paint_caption(painter: QPainter, theme: Theme, row: RowPlace, caption: WaveCaption, colour: QColor) -> None:
    """Name, scale and age left of the curve, as many lines as the row has room for."""
    lines = [(caption.name, colour, True), (caption.scale, theme.color("ink-2"), False)]
    lines.append((caption.age, theme.color("ink-3"), False))
    for number, (text, ink, bold) in enumerate(lines):
        top = row.top + number * LINE_PX
        if top + LINE_PX <= row.top + row.height:
            wide = TEXT_PX if number == 0 else GUTTER_PX - PAD - 22
            write(painter, QRect(PAD, top, wide, LINE_PX), text, ink, LABEL_PX if number else 12, bold=bold)


def paint_notice(painter: QPainter, theme: Theme, row: RowPlace, notice: str) -> None:
    """Hatches the row and writes the sentence on a plate in its middle."""
    box = QRectF(row.left, row.top, row.width, row.height)
    painter.fillRect(box, QBrush(theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern))
    width = QFontMetrics(font(BODY_PX, bold=True)).horizontalAdvance(notice) + 2 * PLATE_PAD
    plate = QRect(0, 0, min(int(width) + 2, row.width), min(22, row.height))
    plate.moveCenter(box.center().toPoint())
    painter.fillRect(plate, theme.color("surface"))
    inner = plate.adjusted(PLATE_PAD, 0, -PLATE_PAD + 2, 0)
    write(painter, inner, notice, theme.color("ink"), BODY_PX, bold=True)
