"""A button of a clinically significant action: its word, and its key printed in a small frame beside it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QKeySequence, QPaintEvent, QPen, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme

PAD, GAP, CAP_PAD, HEIGHT, CAP_HEIGHT = 14, 8, 5, 32, 18
TIGHT_PAD, TIGHT_GAP, TIGHT_CAP_PAD, TIGHT_HEIGHT = 8, 6, 3, 28
SHIFT = "⇧"
"""How a narrow button prints its Shift; the tool tip says it in full."""


class KeyButton(QPushButton):
    """``keys`` works anywhere in the screen the button belongs to, while that screen is in sight.

    Without a ``screen`` they are those of an action of the shell, and are only printed here. A ``tight`` one is for a
    narrow column of many.
    """

    def __init__(
        self, name: str, keys: str, theme: Theme, screen: QWidget | None, *, kind: str = "", tight: bool = False
    ) -> None:
        super().__init__()
        self.keys, self._theme, self._printed = keys, theme, keys.replace("Shift+", SHIFT) if tight else keys
        self._pad, self._gap, self._cap_pad = (TIGHT_PAD, TIGHT_GAP, TIGHT_CAP_PAD) if tight else (PAD, GAP, CAP_PAD)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setFixedHeight(TIGHT_HEIGHT if tight else HEIGHT)
        self.setToolTip(keys if tight else "")
        self._shortcut: QShortcut | None = None
        if screen is not None:
            self._shortcut = QShortcut(QKeySequence(keys), screen)
            self._shortcut.activated.connect(self._press)
            self._shortcut.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._listen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight the key is free for another button: two that listen to one key would both stay silent."""
        super().hideEvent(event)
        self._listen(False)

    def _listen(self, wanted: bool) -> None:
        if self._shortcut is not None:
            self._shortcut.setEnabled(wanted)

    def say(self, text: str) -> None:
        """Show another word."""
        self.setText(text)
        self.setAccessibleName(f"{text} {self.keys}")
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        word = QFontMetrics(self._face()).horizontalAdvance(self.text())
        return QSize(self._pad + word + self._gap + self._cap_width() + self._pad, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
        ink = self._theme.color(self._token())
        painter.setPen(ink)
        painter.setFont(self._face())
        word = painter.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - word - self._gap - self._cap_width()) / 2
        upright = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(left, 0, word + 2, self.height()), upright, self.text())
        cap = QRectF(left + word + self._gap, (self.height() - CAP_HEIGHT) / 2, self._cap_width(), CAP_HEIGHT)
        painter.setPen(QPen(ink, 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font(LABEL_PX))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._printed)

    def _press(self) -> None:
        if self.isEnabled() and self.isVisible():
            self.click()

    def _face(self) -> QFont:
        return font(BODY_PX, bold=self.property("kind") == "primary")

    def _cap_width(self) -> int:
        return QFontMetrics(font(LABEL_PX)).horizontalAdvance(self._printed) + 2 * self._cap_pad

    def _token(self) -> str:
        if not self.isEnabled():
            return "ink-2" if self.property("kind") == "primary" else "ink-3"
        return "accent-text" if self.property("kind") == "primary" else "ink"
