"""The square of a prescription, dark on light in every theme, for readers see nothing else."""

import segno
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from hah_console.ui.theme.theme import Theme

SIDE_PX, QUIET = 220, 4
"""``QUIET``: modules of light ground that a reader needs round the square."""


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """The square as rows of modules, true for dark; error correction M."""
    return tuple(tuple(bool(module) for module in row) for row in segno.make(text, error="m", micro=False).matrix)


def png_of(text: str, scale: int = 8) -> str:
    """The square as a data address of a picture, for a document."""
    return segno.make(text, error="m", micro=False).png_data_uri(scale=scale, border=QUIET)


class QrCode(QLabel):
    """Empty without a text: nothing is shown of a code that was used."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self._light = Theme.load("light")
        self.setFixedSize(QSize(SIDE_PX, SIDE_PX))

    def show_text(self, text: str) -> None:
        """Show the square of a text, or none."""
        self._modules = modules_of(text) if text else ()
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._modules:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._light.color("surface"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._light.color("ink"))
        size = SIDE_PX // (len(self._modules) + 2 * QUIET)
        offset = (SIDE_PX - size * len(self._modules)) // 2
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.drawRect(offset + x * size, offset + y * size, size, size)
