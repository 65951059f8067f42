"""The small forms of the handover: the signature, and what goes on paper."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from hah_console.services.changes import Changes
from hah_console.services.signature import signed
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.screens.handover.paper import Layout
from hah_console.ui.widgets.choice import Choice

# i18n: handover.paper.layout.*
SIGN_WIDTH, SIGN_HEIGHT = 620, 220


class SignDialog(FormDialog):
    """The giver's signature: who is handed to whom, and what nobody has said of each, named before it is signed."""

    def __init__(
        self,
        desk: Desk,
        receiver: str,
        patients: tuple[tuple[str, str], ...],
        command: Callable[[], Changes],
        parent: QWidget,
    ) -> None:
        super().__init__("handover.sign", desk, parent)
        texts = desk.texts
        self._command = command
        chart = desk.ports.chart
        self._hasher = chart.hasher if chart is not None else None
        self.title(texts("handover.sign.title"), texts("handover.sign.submit"))
        self.who.setText(texts("handover.sign.who", receiver=receiver, count=len(patients)))
        self.unsaid = QPlainTextEdit("\n\n".join(_patient(desk, name, unsaid) for name, unsaid in patients))
        self.unsaid.setReadOnly(True)
        self.unsaid.setTabChangesFocus(True)
        self.unsaid.setFixedHeight(SIGN_HEIGHT)
        self.setFixedWidth(SIGN_WIDTH)
        self.field("patients", texts("handover.sign.patients"), self.unsaid)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        if self._hasher is not None:
            self.field("password", texts("closing.closure.password"), self.password)
        role = texts.word("words.role", desk.actor.role)
        self.hint.setText(texts("handover.sign.hint", name=desk.actor.name, role=role))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.password if self._hasher is not None else self.submit
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def send(self) -> None:
        """Sign, with the password where there are passwords."""
        desk, password, hasher, command = self.desk, self.password.text(), self._hasher, self._command
        if hasher is not None and not password:
            self.say(desk.texts("handover.sign.need_password"))
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.run(lambda: signed(desk.ctx, hasher, desk.actor, password, command))


def _patient(desk: Desk, name: str, unsaid: str) -> str:
    key = "handover.sign.unsaid" if unsaid else "handover.sign.whole"
    return desk.texts(key, name=name, fields=unsaid)


class PaperDialog(FormDialog):
    """What goes on paper. Signals: ``asked`` with the layout, and whether a printer is meant (else a PDF)."""

    asked = Signal(str, bool)

    def __init__(self, desk: Desk, count: int, parent: QWidget, *, printers: bool) -> None:
        super().__init__("handover.paper", desk, parent)
        texts = desk.texts
        self.title(texts("handover.paper.title"), texts("handover.paper.submit"))
        self.who.setText(texts("handover.paper.who", count=count))
        self.hint.setText(texts("handover.paper.hint"))
        self.layout_choice, self.target = Choice(desk.theme), Choice(desk.theme)
        for layout in Layout:
            self.layout_choice.addItem(texts.word("handover.paper.layout", layout), layout)
        self.target.addItem(texts("handover.paper.pdf"), False)
        if printers:
            self.target.addItem(texts("handover.paper.printer"), True)
        self.field("layout", texts("handover.paper.layout_label"), self.layout_choice)
        self.field("target", texts("handover.paper.target_label"), self.target)

    def send(self) -> None:
        """Ask for it."""
        self.accept()
        self.asked.emit(self.layout_choice.currentData(), bool(self.target.currentData()))
