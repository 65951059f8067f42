"""The header counts of the census, each a filter that can be switched on."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from hah_console.domain.alarm import Priority
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.census.presenter import FILTERS, Filter
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority

SHAPE_PX = 12


class FilterBar(QWidget):
    """Signals: ``chosen`` with a Filter."""

    chosen = Signal(object)

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts = texts
        self._counts: dict[str, int] = {}
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for item in FILTERS:
            row.addWidget(self._add(item))
        self.restyle(texts, theme)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Write the counts on the buttons that changed."""
        for item in FILTERS:
            count = counts.get(item.filter_id, 0)
            if self._counts.get(item.filter_id) != count:
                self._counts[item.filter_id] = count
                self._write(item, count)

    def mark(self, wanted: Filter) -> None:
        """Show which filter is in force."""
        self._buttons[wanted.filter_id].setChecked(True)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts = texts
        for item in FILTERS:
            button = self._buttons[item.filter_id]
            if item.priority is not None:
                button.setIcon(_shape(theme, item.priority))
                button.setIconSize(QSize(SHAPE_PX, SHAPE_PX))
            self._write(item, self._counts.get(item.filter_id, 0))

    def _add(self, item: Filter) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setObjectName(f"census.filter.{item.filter_id}")
        button.clicked.connect(lambda: self.chosen.emit(item))
        self._group.addButton(button)
        self._buttons[item.filter_id] = button
        return button

    def _write(self, item: Filter, count: int) -> None:
        name = self._texts(item.text)
        button = self._buttons[item.filter_id]
        button.setText(f"{name}  {count}")
        button.setAccessibleName(self._texts("census.filter_spoken", name=name, count=count))


def _shape(theme: Theme, priority: Priority) -> QIcon:
    pixmap = QPixmap(SHAPE_PX * 2, SHAPE_PX * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_priority(painter, priority, QRectF(1, 1, SHAPE_PX * 2 - 2, SHAPE_PX * 2 - 2), theme.color("ink"))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)
