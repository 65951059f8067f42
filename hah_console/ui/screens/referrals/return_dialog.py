"""The dialog that asks the sender for data: which fields, and a note for what no field is for."""

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QWidget

from hah_console.domain.referral import Referral
from hah_console.domain.referral_form import REFERRAL_FIELDS
from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk

# i18n: referrals.field.*
NOTE_HEIGHT, COLUMNS, WIDTH = 64, 3, 640
Asking = Callable[[Referral, Collection[str], str], Callable[[], Changes]]


class ReturnDialog(FormDialog):
    """What is needed for an admission and was not told is marked already."""

    def __init__(
        self, desk: Desk, referral: Referral, missing: Collection[str], asking: Asking, parent: QWidget
    ) -> None:
        super().__init__("referrals.return", desk, parent)
        self._referral, self._asking = referral, asking
        texts = desk.texts
        self.setFixedWidth(WIDTH)
        self.boxes = {name: self._box(name, checked=name in missing) for name in REFERRAL_FIELDS}
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts("referrals.return.title"), texts("referrals.return.submit"))
        self.who.setText(referral.person.name)
        self.hint.setText(texts("referrals.return.hint", sender=referral.sender.organisation))
        self.fields.addRow(self._grid())
        self.field("note", texts("referrals.return.note"), self.note)
        self.keep_typed(referral.referral_id, referral.version)

    def _box(self, name: str, *, checked: bool) -> QCheckBox:
        box = QCheckBox(self.desk.texts.word("referrals.field", name))
        box.setObjectName(f"referrals.return.{name}")
        box.setAccessibleName(box.text())
        box.setChecked(checked)
        return box

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        for number, box in enumerate(self.boxes.values()):
            grid.addWidget(box, number // COLUMNS, number % COLUMNS)
        return grid

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def send(self) -> None:
        """Ask the sender; as it stood on the screen."""
        asked = [name for name, box in self.boxes.items() if box.isChecked()]
        if not asked and not self.note.toPlainText().strip():
            self.say(self.desk.texts("referrals.return.missing"))
            return
        self.run(self._asking(self._referral, asked, self.note.toPlainText()))
