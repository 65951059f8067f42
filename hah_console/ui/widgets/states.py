"""What a panel shows when it has no rows: a skeleton while loading, one sentence and the next step otherwise."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.ui.theme.theme import Theme

_ROW, _BAR = 33, 10
_NARROWEST, _WIDEST, _SIDES = 160, 560, 16


class Skeleton(QWidget):
    """Grey bars where rows will be; it does not move."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("line"))
        for row in range(self.height() // _ROW):
            top = row * _ROW + (_ROW - _BAR) / 2
            for left, width in ((16, 90), (140, 150), (330, 60), (430, 180), (650, self.width() - 700)):
                painter.drawRoundedRect(QRectF(left, top, max(0, width), _BAR), 4, 4)


class Message(QFrame):
    """One sentence and, when there is one, the button of the next step. Signals: ``asked`` when it is pressed."""

    asked = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setObjectName(object_name)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMinimumWidth(_NARROWEST)
        self._sentence.setMaximumWidth(_WIDEST)
        self.button = QPushButton()
        self.button.setObjectName(f"{object_name}.button")
        self.button.clicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.setContentsMargins(_SIDES, 8, _SIDES, 8)
        column.addStretch(1)
        middle = QHBoxLayout()  # a label that may not get wider would stand at the left of a column
        middle.addStretch(1)
        middle.addWidget(self._sentence, 1_000)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def say(self, sentence: str, button: str = "") -> None:
        """Show a sentence, with a button unless its text is empty."""
        self._sentence.setText(sentence)
        self._fit()
        self.setAccessibleName(sentence)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The sentence is as high as it has to be at the width that the panel leaves it."""
        width = max(_NARROWEST, min(_WIDEST, self.width() - 2 * _SIDES))
        self._sentence.setMinimumHeight(max(0, self._sentence.heightForWidth(width)))

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence.text()
