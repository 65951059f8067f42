"""The button that lets a map somebody has moved follow its scene again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from hah_console.ui.i18n import Texts

EDGE_PX = 10


class RefitButton(QPushButton):
    """Stands in the upper right corner of its map while the map is locked."""

    def __init__(self, parent: QWidget, texts: Texts) -> None:
        super().__init__(parent)
        self.setObjectName("map.refit")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.restyle(texts)
        self.hide()

    def restyle(self, texts: Texts) -> None:
        """Other words."""
        self.setText(texts("map.refit"))
        self.setToolTip(texts("map.refit_tip"))
        self.setAccessibleName(texts("map.refit"))
        self.setAccessibleDescription(texts("map.refit_tip"))

    def stand_in_corner(self, map_width: int) -> None:
        """After the map or the words have changed their size."""
        self.adjustSize()
        self.move(map_width - self.width() - EDGE_PX, EDGE_PX)
