"""The header counts of a board, each a filter that can be switched on."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from hah_console.ui.board_rows import ALL, FILTERS, Filter
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import BODY_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority
from hah_console.ui.wording import NOTHING

SHAPE_PX, PAD, GAP, HEIGHT = 11, 9, 6, 30


class FilterBar(QWidget):
    """Signals: ``chosen`` with a Filter."""

    chosen = Signal(object)

    def __init__(self, texts: Texts, theme: Theme, area: str = "census") -> None:
        super().__init__()
        self._texts, self._area = texts, area
        self._buttons: dict[str, FilterButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for item in FILTERS:
            row.addWidget(self._add(item, theme))
        self.mark(ALL)
        self.restyle(texts, theme)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Write the counts on the buttons that changed."""
        for item in FILTERS:
            button, count = self._buttons[item.filter_id], counts.get(item.filter_id, 0)
            if button.count != count:
                self._write(button, count)

    def mark(self, wanted: Filter) -> None:
        """Show which filter is in force."""
        for filter_id, button in self._buttons.items():
            button.setChecked(filter_id == wanted.filter_id)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts = texts
        for button in self._buttons.values():
            button.theme = theme
            self._write(button, button.count)

    def _add(self, item: Filter, theme: Theme) -> "FilterButton":
        button = FilterButton(item, theme)
        button.setObjectName(f"{self._area}.filter.{item.filter_id}")
        button.clicked.connect(lambda: self.chosen.emit(item))
        self._buttons[item.filter_id] = button
        return button

    def _write(self, button: "FilterButton", count: int | None) -> None:
        name = self._texts(button.filter.text)
        button.count = count
        button.setText(name)
        button.setAccessibleName(self._texts("census.filter_spoken", name=name, count=button.shown))
        button.updateGeometry()
        button.update()


class FilterButton(QPushButton):
    """A name and its count in bold, after the shape of the priority when the filter is about one.

    SAFETY(count not read): before anything was counted there is no number, for "high 0" would look like health.
    """

    def __init__(self, item: Filter, theme: Theme) -> None:
        super().__init__()
        self.filter, self.theme = item, theme
        self.count: int | None = None
        self.setCheckable(True)

    @property
    def shown(self) -> str:
        """The count as it is written."""
        return NOTHING if self.count is None else str(self.count)

    def sizeHint(self) -> QSize:
        name = QFontMetrics(font(BODY_PX)).horizontalAdvance(self.text())
        count = QFontMetrics(font(BODY_PX, bold=True)).horizontalAdvance(self.shown)
        shape = SHAPE_PX + GAP if self.filter.priority is not None else 0
        return QSize(PAD + shape + name + GAP + count + PAD, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setPen(self.theme.color("accent" if self.isChecked() else "ink"))
        x = PAD
        if self.filter.priority is not None:
            painter.save()
            painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
            place = QRectF(x, (self.height() - SHAPE_PX) / 2, SHAPE_PX, SHAPE_PX)
            draw_priority(painter, self.filter.priority, place, painter.pen().color())
            painter.restore()
            x += SHAPE_PX + GAP
        for text, bold in ((self.text(), False), (self.shown, True)):
            painter.setFont(font(BODY_PX, bold=bold))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(x, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            x += width + GAP
