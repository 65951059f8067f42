"""A field to choose from: a combo box with the console's own arrow in the colour of the theme."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from hah_console.ui.theme.icons import icon
from hah_console.ui.theme.theme import Theme

ARROW_PX, RIGHT = 14, 8


class Choice(QComboBox):
    """Keys are those of every combo box: arrows, first letters, Alt+Down opens."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRect(self.width() - RIGHT - ARROW_PX, (self.height() - ARROW_PX) // 2, ARROW_PX, ARROW_PX)
        icon(self._theme, "down", "ink-2", ARROW_PX).paint(painter, place)
