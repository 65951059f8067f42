"""The panel of the risk forecast: in ink, never in an alarm colour, with what it is not, its inputs and its version."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from hah_console.ui.screens.patient.live_text import RiskCard


class RiskPanel(QFrame):
    """Hidden while there is nothing to show; reached with Tab and spoken as one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("patient.risk.panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(2)
        line = QFrame()
        line.setProperty("role", "line")
        column.addWidget(line)
        self.title, self.notice = self._label("heading"), self._label("error")
        self.figure, self.inputs, self.version = self._label("hint"), self._label("small"), self._label("label")
        self.title.setObjectName("patient.risk")
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for label in (self.title, self.notice, self.figure, self.inputs, self.version):
            column.addWidget(label)
        self.hide()

    def show_card(self, card: RiskCard | None) -> None:
        """Show a forecast, or nothing."""
        self.setVisible(card is not None)
        if card is None:
            return
        parts = zip(
            (self.title, self.notice, self.figure, self.inputs, self.version),
            (card.title, card.notice, card.figure, card.inputs, card.version),
            strict=True,
        )
        for label, text in parts:
            label.setText(text)
            label.setVisible(bool(text))
        self.title.setAccessibleName(card.spoken)

    def _label(self, role: str) -> QLabel:
        label = QLabel()
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label
