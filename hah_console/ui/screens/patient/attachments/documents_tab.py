"""Documents of a patient: the list at the left, everything known about the one in sight, its picture below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.picture_pane import PicturePane
from hah_console.ui.screens.patient.attachments.presenter import DOCUMENTS
from hah_console.ui.screens.patient.attachments.tab import AttachmentsTab

FACTS = 7


class DocumentsTab(AttachmentsTab):
    """The sum of its bytes stands with a document; one that no longer fits is not shown."""

    tab_id = "documents"
    kinds = DOCUMENTS

    def detail(self) -> QWidget:
        self.names, self.values = [QLabel() for _ in range(FACTS)], [QLabel() for _ in range(FACTS)]
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        for name, value in zip(self.names, self.values, strict=True):
            name.setProperty("role", "hint")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            form.addRow(name, value)
        self.values[-1].setObjectName("documents.sum")
        self.values[-1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pane = PicturePane("documents.picture", self.desk.theme)
        self.pane.caption.hide()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.pane, 1)
        return whole

    def show_item(self) -> None:
        """Facts and picture of the one in sight."""
        presenter = self.presenter
        item = presenter.item()
        facts = presenter.facts(item) if item else ()
        for row, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            told = facts[row] if facts else ("", "")
            name.setText(told[0])
            value.setText(told[1])
        self.pane.setVisible(item is not None)
        self.pane.say(presenter.caption(item) if item else "", self.shown(item), self.words(item))
        self.show_acts()

    def restyle(self, desk: Desk) -> None:
        self.pane.canvas.restyle(desk.theme)
        super().restyle(desk)
