"""Issues the code of the receiving page: link and square for the hospital, the code to be read out, shown once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.receiving import spaced_code
from hah_console.services.receiving import IssuedSlip, issue_slip
from hah_console.services.transfer_board import TransferCard
from hah_console.services.web_address import web_address
from hah_console.ui.announce import announce
from hah_console.ui.prescriptions.qr_code import QrCode
from hah_console.ui.screen import Desk

WIDTH = 560
RECEIVE = "/receive"


class CodeDialog(QDialog):
    """The code is kept nowhere: who closes this issues another one."""

    def __init__(self, desk: Desk, card: TransferCard, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._card = desk, card
        self.setObjectName("transfers.code")
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        self.who, self.code, self.link, self.hint, self.error = (QLabel() for _ in range(5))
        self.square = QrCode("transfers.code.square")
        self.close_button = QPushButton(desk.texts("transfers.code.close"))
        self.close_button.setObjectName("transfers.code.close")
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        texts = desk.texts
        self.setWindowTitle(texts("transfers.code.title"))
        self.who.setText(texts("transfers.code.who", name=card.name, hospital=card.hospital))
        self.hint.setText(texts("transfers.code.wait"))
        desk.tasks.run_command(self._issue, self._on_issued, self._on_failed)

    def _lay_out(self) -> None:
        looks = ((self.who, "heading"), (self.code, "title"), (self.hint, "hint"), (self.error, "error"))
        for label, role in looks:
            label.setProperty("role", role)
        for label, name in ((self.code, "value"), (self.link, "link"), (self.error, "error")):
            label.setObjectName(f"transfers.code.{name}")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        for label in (self.who, self.link, self.hint, self.error):
            label.setWordWrap(True)
        self.square.hide()
        words = QVBoxLayout()
        for label in (self.who, self.code, self.link, self.hint, self.error):
            words.addWidget(label)
        words.addStretch(1)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.square)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addLayout(row)
        column.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignRight)

    def _issue(self) -> tuple[IssuedSlip, str]:
        ctx, card = self._desk.ctx, self._card
        slip = issue_slip(ctx, self._desk.actor, card.transfer_id, card.version)
        return slip, web_address(ctx).address

    def _on_issued(self, found: tuple[IssuedSlip, str]) -> None:
        slip, address = found
        texts, shown = self._desk.texts, spaced_code(slip.code)
        self.code.setText(shown)
        self.code.setAccessibleName(texts("transfers.code.spoken", code=" ".join(slip.code)))
        link = f"{address}{RECEIVE}#{slip.slip_id}" if address else ""
        self.link.setText(link or texts("transfers.code.no_page"))
        self.square.show_text(link)
        until = f"{self._desk.ctx.local(slip.expires_at):%m-%d %H:%M}"
        self.hint.setText(texts("transfers.code.hint", until=until))
        announce(self.code, self.code.accessibleName(), assertive=True)

    def _on_failed(self, error: Exception) -> None:
        self.hint.clear()
        self.error.setText(self._desk.texts.error(error))
        announce(self.error, self.error.text(), assertive=True)
