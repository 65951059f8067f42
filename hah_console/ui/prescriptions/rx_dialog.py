"""The prescriptions of one patient: the square and its code while it can be used, paper, and the receipt."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, OrderId, PatientId
from hah_console.domain.prescription import PrescriptionState
from hah_console.services.dispensary import PrescriptionRow, read_prescriptions
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.prescriptions.issue_dialog import IssueDialog
from hah_console.ui.prescriptions.qr_code import QrCode
from hah_console.ui.prescriptions.receipt_dialog import ReceiptDialog
from hah_console.ui.prescriptions.rx_list import RxDelegate, rx_line
from hah_console.ui.prescriptions.rx_paper import prescription_html
from hah_console.ui.prescriptions.rx_words import code_words, line_words, state_words, story
from hah_console.ui.printing import has_printer, print_on_paper, write_pdf
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.row_list import RowList

WIDTH, HEIGHT, LIST_WIDTH = 900, 560, 420


class PrescriptionDialog(QDialog):
    """``choices``: the running medications that can be prescribed, as (id, words)."""

    def __init__(
        self,
        desk: Desk,
        patient_id: PatientId,
        episode_id: EpisodeId | None,
        who: str,
        choices: tuple[tuple[OrderId, str], ...],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.desk, self._episode_id, self._who, self._choices = desk, episode_id, who, choices
        self.rows: tuple[PrescriptionRow, ...] = ()
        self.setObjectName("rx.dialog")
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        self._build()
        self._write_texts()
        read = partial(read_prescriptions, desk.ctx, desk.actor, desk.ports.rules.care, patient_id)
        self._read = Requery(desk.tasks, read, self._on_rows, self._on_error, self)
        self._read.ask()

    def _build(self) -> None:
        self.list = RowList("rx.list", RxDelegate(self.desk.theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show())
        self.square = QrCode("rx.square")
        self.heading, self.code, self.lines, self.story, self.error = (QLabel() for _ in range(5))
        for label, role in (
            (self.heading, "title"), (self.code, "number"), (self.lines, ""), (self.story, "hint"),
            (self.error, "error"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setObjectName("rx.code")
        self.state = QLabel()
        self.state.setProperty("role", "heading")
        self.buttons = {name: QPushButton() for name in ("issue", "pdf", "print", "deliver", "close")}
        acts = (self.open_issue, self.save_pdf, self.print_paper, self.open_receipt, self.reject)
        for (name, button), act in zip(self.buttons.items(), acts, strict=True):
            button.setObjectName(f"rx.{name}")
            button.setAutoDefault(False)
            button.clicked.connect(act)
        self.buttons["issue"].setProperty("kind", "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        for widget in (self.state, self.square, self.code, self.lines, self.story):
            right.addWidget(widget)
        right.addStretch(1)
        left = QFrame()
        left.setProperty("role", "panel")
        left.setFixedWidth(LIST_WIDTH)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.list)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(left)
        body.addLayout(right, 1)
        foot = QHBoxLayout()
        for name in ("issue", "deliver", "pdf", "print"):
            foot.addWidget(self.buttons[name])
        foot.addStretch(1)
        foot.addWidget(self.buttons["close"])
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addLayout(body, 1)
        column.addWidget(self.error)
        column.addLayout(foot)
        self.error.hide()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.setWindowTitle(texts("rx.title"))
        self.heading.setText(self._who)
        self.list.setAccessibleName(texts("rx.list"))
        self.square.setAccessibleName(texts("rx.square"))
        for name, button in self.buttons.items():
            button.setText(texts(f"rx.act.{name}"))
            button.setAccessibleName(texts(f"rx.act.{name}"))

    # i18n: rx.act.*
    def row(self) -> PrescriptionRow | None:
        """The chosen prescription."""
        return next((row for row in self.rows if row.prescription.prescription_id == self.list.key()), None)

    def _on_rows(self, rows: tuple[PrescriptionRow, ...]) -> None:
        self.rows = rows
        desk, now = self.desk, self.desk.ctx.clock.now()
        self.list.show_rows([rx_line(desk.texts, desk.ctx.local, row, now, named=False) for row in rows])
        self._show()
        (self.list if rows else self.buttons["issue"]).setFocus()

    def _on_error(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        self.error.setText(sentence)
        self.error.show()
        announce(self.error, sentence, assertive=True)

    def _show(self) -> None:
        """SAFETY(dispensed once): of a code that was used neither the square nor the letters are shown."""
        texts, local, row, now = self.desk.texts, self.desk.ctx.local, self.row(), self.desk.ctx.clock.now()
        one = row.prescription if row else None
        self.state.setText(state_words(texts, one, now) if one else texts("rx.none"))
        self.square.show_text(one.qr_text() if one else "")
        self.code.setText(texts("rx.code", code=code_words(one.code)) if one and one.code else "")
        self.code.setVisible(bool(one and one.code))
        self.lines.setText("\n".join(line_words(texts, line) for line in row.lines) if row else "")
        told = [*story(texts, local, row, now)] if row else []
        if one is not None and one.state is PrescriptionState.ISSUED:
            told.append(texts("rx.valid_until", at=f"{local(one.valid_until):%m-%d %H:%M}"))
        self.story.setText("\n".join(told))
        self._show_acts(row)

    def _show_acts(self, row: PrescriptionRow | None) -> None:
        role = self.desk.actor.role
        dispensed = row is not None and row.prescription.state is PrescriptionState.DISPENSED
        self.buttons["issue"].setEnabled(bool(self._choices) and permits(role, Action.ORDER))
        self.buttons["deliver"].setEnabled(dispensed and permits(role, Action.COMPLETE_TASK))
        self.buttons["pdf"].setEnabled(row is not None)
        self.buttons["print"].setEnabled(row is not None and has_printer())

    def open_issue(self) -> None:
        """Write a new one."""
        if self._episode_id is not None and self._choices:
            self._open(IssueDialog(self.desk, self._episode_id, self._who, self._choices, self))

    def open_receipt(self) -> None:
        """Record who took the medicine."""
        row = self.row()
        if row is not None and self.buttons["deliver"].isEnabled():
            self._open(ReceiptDialog(self.desk, row, self))

    def _open(self, form: FormDialog) -> None:
        form.saved.connect(self._read.ask)
        form.finished.connect(form.deleteLater)
        form.open()

    def html(self) -> str:
        """The chosen one as a document."""
        row = self.row()
        now = self.desk.ctx.clock.now()
        return prescription_html(self.desk.texts, self.desk.ctx.local, row, now) if row else ""

    def print_paper(self) -> None:
        """Put it on paper."""
        if self.row() is not None:
            print_on_paper(self.html(), self.desk, self)

    def save_pdf(self) -> None:
        """Ask where to, and write the file."""
        row = self.row()
        if row is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"{row.prescription.prescription_id}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, self.desk.texts("rx.act.pdf"), name, "PDF (*.pdf)")
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the file; why it cannot be is said."""
        try:
            write_pdf(self.html(), path, self.desk.texts("rx.paper_title"))
        except HahError as error:
            self._on_error(error)
