"""The score panel: an outlined number chip that never looks like an alarm, completeness, age, points, table version."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy

from hah_console.ui.screens.patient.number_text import ScoreCard
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

PAD, CHIP_HEIGHT, HEIGHT = 12, 26, 158
_BAND_TOKENS = {"red": "news-red", "orange": "news-orange", "yellow": "news-yellow", "none": "ink-3"}


class ScorePanel(QFrame):
    """Reached with Tab and spoken as one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._card: ScoreCard | None = None
        self.setObjectName("patient.score")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def card(self) -> ScoreCard | None:
        """What is shown."""
        return self._card

    def show_card(self, card: ScoreCard | None) -> None:
        """Show a score."""
        self._card = card
        self.setAccessibleName(card.spoken if card else "")
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._card is not None:
            left = self._chip(painter, self._card)
            title = QRect(left + 8, PAD, self.width() - left - 8 - PAD, CHIP_HEIGHT)
            write(painter, title, self._card.title, self._theme.color("ink"), BODY_PX, bold=True)
            self._lines(painter, self._card)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _chip(self, painter: QPainter, card: ScoreCard) -> int:
        """The number in an outline, dashed while the score is incomplete; returns its right edge."""
        face = font(HEADING_PX, bold=True)
        width = max(36, QFontMetrics(face).horizontalAdvance(card.chip) + 18)
        style = Qt.PenStyle.SolidLine if card.complete else Qt.PenStyle.DashLine
        painter.setPen(QPen(self._theme.color(_BAND_TOKENS[card.band]), 2, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        chip = QRectF(PAD + 1, PAD, width, CHIP_HEIGHT)
        painter.drawRoundedRect(chip, 8, 8)
        painter.setFont(face)
        painter.setPen(self._theme.color("ink"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, card.chip)
        return PAD + width

    def _lines(self, painter: QPainter, card: ScoreCard) -> None:
        texts = ((card.detail, "ink-2"), (card.missing, "ink"), (card.points, "ink-2"))
        top = PAD + CHIP_HEIGHT + 8
        for text, token in texts:
            if text:
                top = self._wrapped(painter, text, token, top) + 4

    def _wrapped(self, painter: QPainter, text: str, token: str, top: int) -> int:
        painter.setFont(font(LABEL_PX, bold=token == "ink"))
        painter.setPen(self._theme.color(token))
        box = QRect(PAD, top, self.width() - 2 * PAD, self.height() - top)
        drawn = painter.drawText(box, int(Qt.TextFlag.TextWordWrap), text)
        return drawn.bottom() if isinstance(drawn, QRect) else top + 14
