"""The alarm load of the last twelve hours: bars per ten minutes with the limit, figures, and what makes the alarms."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout

from hah_console.services.alarm_load import LoadHistory
from hah_console.ui.screen import Desk
from hah_console.ui.screens.alarms.load_text import ActorLine, Bar, actor_lines, bars, figures
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, RowList

LEFT, BOTTOM, TOP, FIGURES, LEAST_HEIGHT = 36, 20, 16, 6, 180
COUNT_WIDTH, CHATTER_WIDTH, SHARE_WIDTH = 150, 190, 160


class LoadBars(QFrame):
    """The bars; a flood is dark and marked by a triangle, the limit a dashed line with its number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("alarms.load_bars")
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._limit = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, found: tuple[Bar, ...], limit: int, spoken: str) -> None:
        """Show the spans, oldest at the left."""
        self._bars, self._limit = found, limit
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, LEAST_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, LEAST_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(LABEL_PX))
        box = QRectF(LEFT, TOP, self.width() - LEFT - 8, self.height() - TOP - BOTTOM)
        top = max(self._limit * 1.25, max((bar.value for bar in self._bars), default=0.0))
        width = box.width() / max(1, len(self._bars))
        for position, bar in enumerate(self._bars):
            self._paint_bar(painter, QRectF(box.left() + position * width, box.top(), width, box.height()), bar, top)
        self._paint_axis(painter, box, top)

    def _paint_bar(self, painter: QPainter, place: QRectF, bar: Bar, top: float) -> None:
        height = place.height() * bar.value / top
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ink" if bar.flood else "ink-3"))
        painter.drawRect(QRectF(place.left() + 1, place.bottom() - height, place.width() - 2, height))
        painter.setPen(self._theme.color("ink-2"))
        if bar.flood:
            painter.drawText(QRectF(place.left() - 8, place.bottom() - height - 15, place.width() + 16, 14), 4, "▲")
        if bar.label:
            painter.drawText(QRectF(place.left() - 2, place.bottom() + 3, 48, 14), 1, bar.label)

    def _paint_axis(self, painter: QPainter, box: QRectF, top: float) -> None:
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        y = box.bottom() - box.height() * self._limit / top
        painter.setPen(QPen(self._theme.color("ink"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(self._theme.color("ink"))
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), flags, str(self._limit))
        painter.drawText(QRectF(0, box.bottom() - 8, LEFT - 6, 16), flags, "0")


class ActorDelegate(RowDelegate):
    """What makes alarms, how many, which part, and how often at once again."""

    height = 32

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ActorLine):
            return
        inner = box.adjusted(12, 0, -12, 0)
        left = inner.right() - COUNT_WIDTH - CHATTER_WIDTH - SHARE_WIDTH
        self.text(painter, QRect(inner.left(), box.top(), left - inner.left() - 8, self.height), row.what)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("ink-3"))
        painter.drawRect(QRectF(left, box.top() + 12, (SHARE_WIDTH - 16) * row.share, 8))
        self.text(painter, QRect(left + SHARE_WIDTH, box.top(), COUNT_WIDTH, self.height), row.count)
        self.text(
            painter,
            QRect(left + SHARE_WIDTH + COUNT_WIDTH, box.top(), CHATTER_WIDTH, self.height),
            row.chattering,
            "ink-2",
        )


class LoadPanel(QFrame):
    """Layout only; ``show_load`` fills it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("alarms.load_panel")
        self.setProperty("role", "panel")
        self.title, self.actors_title, self.note = QLabel(), QLabel(), QLabel()
        self.bars = LoadBars(desk.theme)
        self.actors = RowList("alarms.actors", ActorDelegate(desk.theme), keeps_selection=True)
        self.figures = [(QLabel(), QLabel()) for _ in range(FIGURES)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        for place, (label, value) in enumerate(self.figures):
            label.setProperty("role", "label")
            value.setProperty("role", "number")
            grid.addWidget(value, 0, place)
            grid.addWidget(label, 1, place)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for label in (self.title, self.actors_title):
            label.setProperty("role", "heading")
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        column.addWidget(self.title)
        column.addLayout(grid)
        column.addWidget(self.bars, 2)
        column.addWidget(self.note)
        column.addWidget(self.actors_title)
        column.addWidget(self.actors, 3)

    def show_load(self, desk: Desk, load: LoadHistory) -> None:
        """Show the load as it was read."""
        texts = desk.texts
        minutes = int(load.window.total_seconds() // 60)
        hours = round(len(load.bars) * minutes / 60)
        self.title.setText(texts("alarms.load_title", hours=hours, minutes=minutes))
        self.actors_title.setText(texts("alarms.load_actors"))
        self.actors.setAccessibleName(texts("alarms.load_actors"))
        self.note.setText(texts("alarms.load_note", limit=load.limit, minutes=minutes))
        for (label, value), (name, text) in zip(self.figures, figures(texts, load), strict=True):
            label.setText(name)
            value.setText(text)
        found = bars(texts, desk.ctx, load)
        spoken = texts("alarms.load_spoken", most=f"{load.most:g}", flood=f"{load.flood_share:.1%}", limit=load.limit)
        self.bars.show_bars(found, load.limit, spoken)
        self.actors.show_rows(actor_lines(texts, load))
        if not load.actors:
            self.actors_title.setText(texts("alarms.load_no_actors"))

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self.bars.restyle(theme)
        self.actors.restyle(theme)
