"""The form of a closure in its window: drafted from the record, signed with the password, refused where it must be."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.closing.closure import TransferOpen
from hah_console.domain.errors import InvalidInput, NotPermitted
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.closure_desk import ClosureDesk, read_closure_desk
from hah_console.services.closure_fields import read_closure
from hah_console.services.closures import close_episode
from hah_console.services.signature import signed
from hah_console.ui.closing.closure_spec import FORM, closure_spec
from hah_console.ui.closing.closure_words import drafted_fields, task_words
from hah_console.ui.closing.dose_words import dose_lines, fate_options
from hah_console.ui.forms.draft_dialog import Command, DialogSpec, DraftDialog
from hah_console.ui.screen import Desk

WIDTH, HEIGHT, NOTICE_WIDTH, PASSWORD_WIDTH = 900, 720, 480, 180


def open_closure_form(desk: Desk, patient_id: PatientId, parent: QWidget) -> None:
    """Read the admission and open its closure, or say why there is none to be made and where to go instead."""
    desk.tasks.run_query(
        lambda: read_closure_desk(desk.ctx, patient_id),
        partial(_open, desk, parent),
        lambda error: ClosureNotice(desk, "", desk.texts.error(error), parent).open(),
    )


def _open(desk: Desk, parent: QWidget, closure: ClosureDesk) -> None:
    texts, who = desk.texts, closure.identity
    name = texts("closing.who", name=who.name, born=who.birth_date.isoformat(), number=who.record_number)
    if closure.closure is not None:
        ClosureNotice(desk, name, texts("closing.closure.done_already"), parent).open()
    elif closure.transfer is not None:
        sentence = texts.error(TransferOpen(name=who.name, stage=closure.transfer.stage.value))
        ClosureNotice(desk, name, sentence, parent, closure.transfer.transfer_id).open()
    elif not permits(desk.actor.role, Action.CLOSE_EPISODE):
        refusal = NotPermitted(action=Action.CLOSE_EPISODE.value, role=desk.actor.role.value)
        ClosureNotice(desk, name, texts.error(refusal), parent).open()
    else:
        ClosureDialog(desk, closure, name, parent).open()


class ClosureNotice(QDialog):
    """Why an admission cannot be closed now, and the way to what is in the way."""

    def __init__(self, desk: Desk, who: str, sentence: str, parent: QWidget, transfer_id: str = "") -> None:
        super().__init__(parent)
        self._desk, self._transfer_id = desk, transfer_id
        self.setObjectName("closure.notice")
        self.setModal(True)
        self.setFixedWidth(NOTICE_WIDTH)
        self.setWindowTitle(desk.texts("closing.closure.title"))
        self.sentence, name = QLabel(sentence), QLabel(who)
        name.setProperty("role", "heading")
        for label in (name, self.sentence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.go, self.close_button = QPushButton(), QPushButton()
        for part, button in (("transfer", self.go), ("close", self.close_button)):
            button.setObjectName(f"closure.notice.{part}")
            button.setText(desk.texts(f"closing.closure.{part}"))
            button.setAccessibleName(button.text())
        self.go.setVisible(bool(transfer_id))
        self.go.clicked.connect(self._on_go)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(name)
        column.addWidget(self.sentence)
        column.addLayout(buttons)

    # i18n: closing.closure.*
    def _on_go(self) -> None:
        self.accept()
        self._desk.navigate("transfers", self._transfer_id)


class ClosureDialog(DraftDialog):
    """The closure of one admission. The password is asked for in the window alone and is in no draft."""

    def __init__(self, desk: Desk, closure: ClosureDesk, who: str, parent: QWidget) -> None:
        self._desk, self._closure = desk, closure
        texts, local, now = desk.texts, desk.ctx.local, closure.at
        tasks = {task.task_id: task_words(texts, local, task, now) for task in closure.ending}
        doses = dose_lines(texts, local, closure, desk.ports.rules.care.drugs)
        spec = DialogSpec(
            closure_spec(tasks, doses, fate_options(texts), texts.language),
            texts("closing.closure.title"),
            who,
            "closing.closure.submit",
            closure.episode.episode_id,
            closure.episode.version,
            drafted_fields(texts, local, closure, desk.ports.rules.care.drugs),
            texts("closing.closure.hint", name=desk.actor.name),
            WIDTH,
            HEIGHT,
        )
        super().__init__(spec, desk, self._command, parent)
        self._add_password()

    def _add_password(self) -> None:
        """Asked for only where there are passwords."""
        chart = self._desk.ports.chart
        self._hasher = chart.hasher if chart is not None else None
        name = self._desk.texts("closing.closure.password")
        self.password, label = QLineEdit(), QLabel(name)
        self.password.setObjectName(f"{FORM}.password")
        self.password.setAccessibleName(name)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setFixedWidth(PASSWORD_WIDTH)
        label.setBuddy(self.password)
        for place, widget in enumerate((label, self.password), start=2):
            self.form.foot.insertWidget(place, widget)
            widget.setVisible(self._hasher is not None)

    def _command(self, fields: Mapping[str, str]) -> Command:
        desk, closure = self._desk, self._closure
        due = [row.dose for row in closure.doses]
        said = read_closure(fields, [t.task_id for t in closure.ending], due, desk.ctx.zone, desk.ctx.clock.now())
        password, hasher = self.password.text(), self._hasher
        if hasher is not None and not password:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            raise InvalidInput(field="password", value="", reason="empty")

        def close() -> Changes:
            return close_episode(
                desk.ctx,
                desk.actor,
                closure.episode.episode_id,
                closure.episode.version,
                said.form,
                desk.ports.rules.forms,
                named_tasks=said.named,
                task_reason=said.task_reason,
                dose_ends=said.dose_ends,
                first_dose_skill=desk.ports.rules.care.checks.first_dose_skill,
            )

        return lambda: signed(desk.ctx, hasher, desk.actor, password, close)
