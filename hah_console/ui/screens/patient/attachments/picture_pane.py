"""One picture as large as it fits, with its caption above; or the words that say why there is none."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from hah_console.ui.screens.patient.attachments.attachment_list import draw_within
from hah_console.ui.screens.patient.attachments.picture_stock import Shown
from hah_console.ui.theme.theme import Theme


class PicturePane(QWidget):
    """``say`` shows a caption with a picture, a fault, or words in its place."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.caption = QLabel()
        self.caption.setProperty("role", "heading")
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        self.canvas = PictureCanvas(theme)
        self.canvas.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.caption)
        column.addWidget(self.canvas, 1)

    def say(self, caption: str, shown: Shown, words: str = "") -> None:
        """``words`` stand where there is neither picture nor fault."""
        self.caption.setText(caption)
        self.canvas.show_image(shown.image, shown.fault or ("" if shown.image else words))
        self.canvas.setAccessibleName(f"{caption} {shown.fault or words}".strip())


class PictureCanvas(QWidget):
    """Paints the picture."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def words(self) -> str:
        """What is said in its place."""
        return self._words

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show a picture, or words."""
        self._image, self._words = image, words
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ground"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        if self._image is not None:
            draw_within(painter, self.rect(), self._image)
        elif self._words:
            painter.setPen(self._theme.color("ink-2"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._words)
