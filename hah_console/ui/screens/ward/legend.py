"""What the numbers and lines of the tiles are: units, hues and the fixed scales of the courses."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hah_console.services.ward import SPARK_VITALS
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.ward.sparks import SCALES
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

LINE = 18


class Legend(QWidget):
    """One line of words with a stroke in the hue of each course."""

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("ward.legend")
        self.setMinimumWidth(120)
        self.restyle(texts, theme)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        self.setAccessibleName(texts("ward.legend"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(LABEL_PX))
        left = self._words(painter, 0, self._texts("ward.legend")) + 8
        for vital in SPARK_VITALS:
            painter.setPen(QPen(self._theme.series(vital), 2))
            painter.drawLine(left, self.height() // 2, left + LINE, self.height() // 2)
            scale, name = SCALES[vital], self._texts.word("words.vital", vital)
            words = self._texts("ward.scale", name=name, low=f"{scale.low:.0f}", high=f"{scale.high:.0f}")
            left = self._words(painter, left + LINE + 4, words) + 12

    def _words(self, painter: QPainter, left: int, words: str) -> int:
        painter.setPen(self._theme.color("ink-2"))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        return left + QFontMetrics(font(LABEL_PX)).horizontalAdvance(words)
