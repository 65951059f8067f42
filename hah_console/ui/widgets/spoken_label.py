"""Text that is reached with Tab and spoken as it stands, with its focus in sight."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel

from hah_console.ui.theme.theme import Theme

PAD = 6


class SpokenLabel(QLabel):
    """A label for sentences that a person without sight must find, too."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(PAD, PAD, PAD, PAD)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def say(self, sentence: str) -> None:
        """Show and speak another text."""
        self.setText(sentence)
        self.setAccessibleName(sentence)

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
