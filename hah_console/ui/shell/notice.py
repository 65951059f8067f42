"""A sentence that appears over the screen for some seconds and is spoken; it never takes the focus."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from hah_console.ui.announce import announce

SHOW_MS = 6_000
WIDEST, MARGIN = 640, 24


class Notice(QLabel):
    """One at a time; a newer sentence replaces the older."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, *, assertive: bool = False) -> None:
        """Show and speak a sentence."""
        self.setText(sentence)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, sentence, assertive=assertive)

    def place(self) -> None:
        """Stand at the lower middle of the parent."""
        parent = self._ground
        width = min(WIDEST, parent.width() - 2 * MARGIN, self.fontMetrics().horizontalAdvance(self.text()) + 48)
        height = self.heightForWidth(width)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - MARGIN - 28, width, height)
