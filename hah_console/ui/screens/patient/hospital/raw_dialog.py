"""The resource a fact is of, as the hospital sent it, to read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.ui.raw_lines import raw_lines
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.raw_view import RawView

WIDTH, HEIGHT = 720, 520


class RawDialog(QDialog):
    """Esc closes it. ``origin`` says where it is from."""

    def __init__(self, desk: Desk, origin: str, content: str, parent: QWidget) -> None:
        super().__init__(parent)
        texts = desk.texts
        self.setObjectName("hospital_tab.raw_dialog")
        self.setWindowTitle(texts("hospital_tab.raw"))
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        said = QLabel(origin)
        said.setProperty("role", "heading")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        self.raw = RawView("hospital_tab.raw", desk.theme)
        self.raw.setAccessibleName(texts("hospital_tab.raw"))
        self.raw.show_raw(raw_lines(content))
        close = QPushButton(texts("hospital_tab.close"))
        close.setObjectName("hospital_tab.raw_dialog.close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(said)
        column.addWidget(self.raw, 1)
        column.addLayout(foot)
        self.raw.setFocus(Qt.FocusReason.OtherFocusReason)
