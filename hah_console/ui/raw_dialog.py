"""A resource as it came or as it is sent, to read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.ui.raw_lines import RawText
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.raw_view import RawView

WIDTH, HEIGHT = 720, 520


class RawDialog(QDialog):
    """Esc closes it. ``name`` is that of the part it belongs to, ``origin`` says where the resource is from."""

    def __init__(self, name: str, desk: Desk, origin: str, raw: RawText, parent: QWidget) -> None:
        super().__init__(parent)
        texts = desk.texts
        self.setObjectName(f"{name}.raw_dialog")
        self.setWindowTitle(texts("hospital_tab.raw"))
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        said = QLabel(origin)
        said.setProperty("role", "heading")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        self.raw = RawView(f"{name}.raw", desk.theme)
        self.raw.setAccessibleName(texts("hospital_tab.raw"))
        self.raw.show_raw(raw)
        close = QPushButton(f"{texts('hospital_tab.close')}  Esc")
        close.setObjectName(f"{name}.raw_dialog.close")
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
