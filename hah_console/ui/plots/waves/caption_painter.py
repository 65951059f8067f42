"""Paints the captions of the waveforms, and the notice of one that is not live."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter

from hah_console.ui.plots.waves.caption import WaveCaption
from hah_console.ui.plots.waves.layout import GUTTER_PX, RowPlace
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

PAD, LINE_PX, TEXT_PX = 8, 13, 60
"""``TEXT_PX`` is the width left of a calibration mark."""
NAME_PX = 12
PLATE_PAD = 8


def paint_caption(
    painter: QPainter, theme: Theme, row: RowPlace, caption: WaveCaption, colour: QColor, *, beside_mark: bool
) -> None:
    """Name, scale and age left of the curve, as many lines as the row has room for."""
    how = (caption.scale, theme.color("ink-2"))
    lines = [(caption.name, colour), how, (caption.age, theme.color("ink-3"))]
    if row.height < 3 * LINE_PX and not beside_mark:
        lines = [(caption.name, colour), (f"{caption.scale} · {caption.age}", theme.color("ink-2"))]
    wide = TEXT_PX if beside_mark else GUTTER_PX - PAD - 2
    for number, (text, ink) in enumerate(lines):
        top = row.top + number * LINE_PX
        if top + LINE_PX <= row.top + row.height:
            size = LABEL_PX if number else NAME_PX
            write(painter, QRect(PAD, top, wide, LINE_PX), text, ink, size, bold=not number)


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
