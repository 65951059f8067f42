"""The dialog that shelves one alarm: why, until when, a note; the longest time of its priority is said."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QWidget

from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_list import AlarmRow
from hah_console.services.shelving import shelve_alarm
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.screens.alarms.acts import reasons
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text

NOTE_HEIGHT = 64
FIRST_MINUTES = 10


class ShelveDialog(FormDialog):
    """Nothing is preset but the shortest useful time, so that no alarm is kept quiet for longer than somebody chose."""

    def __init__(self, desk: Desk, row: AlarmRow, name: str, parent: QWidget) -> None:
        super().__init__("alarms.shelve_dialog", desk, parent)
        self._row = row
        texts, longest = desk.texts, int(row.longest_shelf.total_seconds() // 60)
        self.reason, self.minutes, self.note = Choice(desk.theme), QSpinBox(), QPlainTextEdit()
        self.reason.addItem(texts("alarms.shelve.choose"), None)
        for reason in reasons():
            self.reason.addItem(texts.word("words.shelf_reason", reason), reason)
        self.minutes.setRange(1, longest)
        self.minutes.setValue(min(FIRST_MINUTES, longest))
        self.minutes.setSuffix(texts("alarms.shelve.minutes"))
        self.minutes.valueChanged.connect(self._show_end)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts("alarms.shelve.title"), texts("alarms.shelve.submit"))
        self.who.setText(name)
        self.field("reason", texts("alarms.shelve.reason"), self.reason)
        self.field("minutes", texts("alarms.shelve.until"), self.minutes)
        self.field("note", texts("alarms.shelve.note"), self.note)
        self.keep_typed(row.alarm_id)
        self._show_end()

    def _show_end(self) -> None:
        texts, longest = self.desk.texts, int(self._row.longest_shelf.total_seconds() // 60)
        priority = texts.word("words.priority", int(self._row.priority))
        at = clock_text(self.desk.ctx.local(self._end()))
        self.hint.setText(texts("alarms.shelve.hint", priority=priority, longest=longest, at=at))

    def _end(self) -> datetime:
        return self.desk.ctx.clock.now() + timedelta(minutes=self.minutes.value())

    def send(self) -> None:
        """Shelve; the alarm as it stood on the screen."""
        chosen, desk, row = self.reason.currentData(), self.desk, self._row
        if chosen is None:
            self.say(desk.texts("alarms.shelve.missing"))
            return
        reason = ShelfReason(chosen)
        until, note, rules = self._end(), self.note.toPlainText(), desk.ports.rules.alarms
        self.run(lambda: shelve_alarm(desk.ctx, desk.actor, rules, row.alarm_id, reason, until, note, row.version))
