"""The score panel: an outlined number chip that never looks like an alarm, completeness, age, points, table version."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy

from hah_console.ui.screens.patient.number_text import ScoreCard, ScoreLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write
from hah_console.ui.widgets.wrapped import write_wrapped

PAD, CHIP_HEIGHT, HEIGHT = 12, 26, 196
LINE_HEIGHT, NAME_GAP, AGE_WIDTH, POINTS_WIDTH = 15, 8, 46, 16
_BAND_TOKENS = {"red": "news-red", "orange": "news-orange", "yellow": "news-yellow", "none": "ink-3"}


class ScorePanel(QLabel):
    """Reached with Tab and spoken as one sentence, as static text (hence a label)."""

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
            right = self._chip(painter, self._card)
            self._lines(painter, self._card, self._title(painter, self._card.title, right))
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

    def _title(self, painter: QPainter, title: str, chip_right: int) -> int:
        """Beside the chip, or below it when there is no room; returns where the lines begin."""
        wanted = QFontMetrics(font(BODY_PX, bold=True)).horizontalAdvance(title) + 2
        beside = QRect(chip_right + 8, PAD, wanted, CHIP_HEIGHT)
        below = QRect(PAD, PAD + CHIP_HEIGHT + 4, self.width() - 2 * PAD, 20)
        box = beside if beside.right() <= self.width() - PAD else below
        write(painter, box, title, self._theme.color("ink"), BODY_PX, bold=True)
        return box.bottom() + (8 if box is beside else 2)

    def _lines(self, painter: QPainter, card: ScoreCard, top: int) -> None:
        box = QRect(PAD, top, self.width() - 2 * PAD, self.height() - top)
        if card.detail:
            top += 4 + write_wrapped(painter, box, card.detail, self._theme.color("ink-2"), LABEL_PX)
        names = name_width(card.lines)
        for line in card.lines:
            self._item(painter, QRect(PAD, top, self.width() - 2 * PAD, LINE_HEIGHT), line, names)
            top += LINE_HEIGHT

    def _item(self, painter: QPainter, box: QRect, line: ScoreLine, names: int) -> None:
        """Name, value (up to its age), age and points in columns; a missing item is bold with a question mark."""
        ink, soft = self._theme.color("ink"), self._theme.color("ink-2")
        age = QRect(box.right() - AGE_WIDTH - POINTS_WIDTH, box.top(), AGE_WIDTH, box.height())
        told = QFontMetrics(font(LABEL_PX)).horizontalAdvance(line.age)
        left = box.left() + names
        value = QRect(left, box.top(), age.right() - told - 6 - left, box.height())
        name = QRect(box.left(), box.top(), names - 4, box.height())
        write(painter, name, line.name, ink if line.missing else soft, LABEL_PX, bold=line.missing)
        write(painter, value, line.value, ink, LABEL_PX)
        write(painter, age, line.age, self._theme.color("ink-3"), LABEL_PX, right=True)
        points = QRect(box.right() - POINTS_WIDTH + 4, box.top(), POINTS_WIDTH - 4, box.height())
        write(painter, points, line.points, ink, LABEL_PX, bold=line.points not in ("0",), right=True)


def name_width(lines: tuple[ScoreLine, ...]) -> int:
    """The column of names is as wide as the widest of them: what it leaves is for the values."""
    plain, heavy = QFontMetrics(font(LABEL_PX)), QFontMetrics(font(LABEL_PX, bold=True))
    widths = ((heavy if line.missing else plain).horizontalAdvance(line.name) for line in lines)
    return max(widths, default=0) + NAME_GAP
