"""The cells of the census as they are painted: what must be read whole is written whole."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from hah_console.ui.delegates.census_delegate import ROW_HEIGHT, CensusDelegate
from hah_console.ui.screens.census.presenter import Cell, Column
from hah_console.ui.theme.theme import Theme


class Written(CensusDelegate):
    """Remembers the room that each piece of text had and took."""

    def __init__(self) -> None:
        super().__init__(Theme.load("light"))
        self.pieces: list[tuple[str, int, int]] = []

    def _part(self, painter: QPainter, box: QRect, text: str, colour: QColor, size: int, *, bold: bool) -> int:
        took = super()._part(painter, box, text, colour, size, bold=bold)
        self.pieces.append((text, box.width(), took))
        return took


def painted(delegate: CensusDelegate, cell: Cell, column: Column, width: int) -> QPixmap:
    picture = QPixmap(width, ROW_HEIGHT)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    delegate._text(painter, QRect(0, 0, width, ROW_HEIGHT), cell, column)
    painter.end()
    return picture


def test_a_warning_is_never_cut_for_what_stands_before_it(qtbot: QtBot) -> None:
    delegate = Written()
    painted(delegate, Cell("10:43 羅靜宜", "late 59 min", warning=True), Column.VISIT, 130)
    (_, _, name), (warning, room, took) = delegate.pieces
    assert name < 100
    assert (warning, took <= room) == ("late 59 min", True)


def test_an_age_below_a_number_is_painted_whole(qtbot: QtBot) -> None:
    delegate = Written()
    image = painted(delegate, Cell("120/55", "12 小時"), Column.PRESSURE, 66).toImage()
    rows = [any(image.pixelColor(x, y) != QColor("white") for x in range(66)) for y in range(ROW_HEIGHT)]
    assert not rows[0]
    assert not rows[-1]
    between = rows.index(False, rows.index(True))
    assert any(rows[between:])
