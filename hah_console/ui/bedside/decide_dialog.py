"""The dialog that decides a transfer: who, why, and which hospital is asked first. What was typed is never lost.

SAFETY(one transfer): deciding and asking the hospital are one commit, so that no transfer waits that nobody was asked
to take although somebody believes so.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.ids import EpisodeId, HospitalId
from hah_console.services.changes import Changes
from hah_console.services.hospital_board import HospitalRow, read_hospital_board
from hah_console.services.patient_page import PatientPage
from hah_console.services.transfers import decide_transfer
from hah_console.ui.announce import announce
from hah_console.ui.bedside.hospital_choice import LATER, HospitalChoiceDelegate, hospital_choices
from hah_console.ui.bedside.pathway_box import pathway_box
from hah_console.ui.dialogs.draft_line import DraftLine
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.row_list import RowList

WIDTH, HEIGHT = 560, 620


class DecideDialog(QDialog):
    """Signals: ``decided`` with the id of the new transfer.

    Open it with ``open()``. The dialog closes itself only after the store has taken the decision.
    """

    decided = Signal(str)

    def __init__(self, desk: Desk, page: PatientPage, episode_id: EpisodeId, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._page, self._episode_id = desk, page, episode_id
        self._rows: tuple[HospitalRow, ...] = ()
        self.setObjectName("patient.decide")
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        self._build()
        self._write_texts()
        self.draft.watch("reason", self.reason)
        self.draft.open(episode_id)
        patient_id = page.identity.patient_id
        desk.tasks.run_query(
            lambda: read_hospital_board(desk.ctx, desk.ports.travel, patient_id), self._on_hospitals, self._on_error
        )

    def _build(self) -> None:
        self._who, self._reason_label, self._hospital_label = QLabel(), QLabel(), QLabel()
        self._who.setProperty("role", "heading")
        self._who.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setObjectName("patient.decide.reason")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self._reason_label.setBuddy(self.reason)
        self._pathway_label = QLabel()
        self.pathway = pathway_box(self._desk.texts, self._desk.ports.rules.transfer.pathways)
        self.pathway.setObjectName("patient.decide.pathway")
        self._pathway_label.setBuddy(self.pathway)
        self.draft = DraftLine("patient.decide", self._desk, self)
        self.draft.discarded.connect(self.reason.setFocus)
        self.hospitals = RowList(
            "patient.decide.hospitals", HospitalChoiceDelegate(self._desk.theme), keeps_selection=True
        )
        self.hospitals.chosen.connect(self._on_chosen)
        self._hospital_label.setBuddy(self.hospitals)
        self.error = QLabel()
        self.error.setObjectName("patient.decide.error")
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.submit, self.cancel = QPushButton(), QPushButton()
        self.submit.setObjectName("patient.decide.submit")
        self.submit.setProperty("kind", "primary")
        self.submit.setAutoDefault(False)
        self.submit.clicked.connect(self.send)
        self.cancel.setObjectName("patient.decide.cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.send)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        way = (self._pathway_label, self.pathway)
        for widget in (self._who, self.draft, self._reason_label, self.reason, *way, self._hospital_label):
            column.addWidget(widget)
        column.addWidget(self.hospitals, 1)
        column.addWidget(self.error)
        column.addLayout(buttons)

    def _write_texts(self) -> None:
        texts, who = self._desk.texts, self._page.identity
        self.setWindowTitle(texts("patient.decide.title"))
        born = who.birth_date.isoformat()
        self._who.setText(texts("patient.decide.who", name=who.name, born=born, number=who.record_number))
        self._reason_label.setText(texts("patient.decide.reason"))
        self.reason.setPlaceholderText(texts("patient.decide.reason_hint"))
        self.reason.setAccessibleName(texts("patient.decide.reason"))
        self._pathway_label.setText(texts("pathway.form.pathway"))
        self.pathway.setAccessibleName(texts("pathway.form.pathway"))
        self._hospital_label.setText(texts("patient.decide.hospital"))
        self.hospitals.setAccessibleName(texts("patient.decide.hospital"))
        self.cancel.setText(texts("patient.decide.cancel"))
        self.cancel.setAccessibleName(texts("patient.decide.cancel"))
        self._show_submit()

    def chosen_hospital(self) -> HospitalId | None:
        """The hospital to be asked at once, or None for later."""
        key = self.hospitals.key()
        return None if key in ("", LATER) else HospitalId(key)

    def send(self) -> None:
        """Decide, unless no reason is written yet or a decision is under way."""
        if not self.submit.isEnabled():
            return
        reason = self.reason.toPlainText()
        if not reason.strip():
            self._say(self._desk.texts("patient.decide.missing_reason"))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.submit.setEnabled(False)
        ctx, actor, episode_id, hospital_id = self._desk.ctx, self._desk.actor, self._episode_id, self.chosen_hospital()
        pathway = self._desk.ports.rules.transfer.pathways.get(self.pathway.currentData())
        self._desk.tasks.run_command(
            lambda: decide_transfer(ctx, actor, episode_id, reason, hospital_id, pathway),
            self._on_decided,
            self._on_error,
        )

    def _on_hospitals(self, rows: tuple[HospitalRow, ...]) -> None:
        self._rows = rows
        self.hospitals.show_rows(hospital_choices(self._desk.texts, rows))
        self._show_submit()

    def _on_chosen(self, _: str) -> None:
        self._show_submit()

    def _show_submit(self) -> None:
        texts, wanted = self._desk.texts, self.chosen_hospital()
        name = next((row.name for row in self._rows if row.hospital_id == wanted), "")
        text = texts("patient.decide.submit_ask", hospital=name) if name else texts("patient.decide.submit")
        self.submit.setText(f"{text}  {texts('patient.decide.key')}")
        self.submit.setAccessibleName(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """SAFETY(nothing typed is lost): a lock, a closed window, Esc keep it at once."""
        self.draft.flush()
        super().hideEvent(event)

    def _on_decided(self, changes: Changes) -> None:
        self.draft.drop()
        self.accept()
        self.decided.emit(next(change.entity_id for change in changes.items if change.entity == "transfer"))

    def _on_error(self, error: Exception) -> None:
        self.submit.setEnabled(True)
        self._say(self._desk.texts.error(error))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setAccessibleName(sentence)
        self.error.show()
        announce(self.error, sentence, assertive=True)
