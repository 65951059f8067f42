"""The tab of who is out there: choosing somebody centres the map, one key lets a phone in no more."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.phone_pass import PassState
from hah_console.services.changes import Changes
from hah_console.services.field_team import FieldTeam, PassRow, TeamRow, field_team
from hah_console.services.phone_passes import revoke_pass
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.dispatch.live.live_list import LiveDelegate
from hah_console.ui.dispatch.panel import DispatchPanel
from hah_console.ui.dispatch.team.lines import PERSON, PHONE, TeamWords, device_name
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList

EVERY_S = 4
"""Positions are read again after so many seconds."""
ENTITIES = ("phone_pass", "staff")
REVOKE_KEY = "Shift+F2"


class RevokeDialog(FormDialog):
    """Why a phone is let in no more."""

    def __init__(self, desk: Desk, row: PassRow, name: str, parent: QWidget) -> None:
        super().__init__("dispatch.revoke", desk, parent)
        self._row, self.reason, texts = row, QLineEdit(), desk.texts
        self.title(texts("team.revoke_title"), texts("team.revoke"))
        self.who.setText(f"{name}  {device_name(texts, row.phone.device)}")
        self.hint.setText(texts("team.revoke_hint"))
        self.field("reason", texts("live_day.field.reason"), self.reason)
        self.keep_typed(row.phone.pass_id, row.phone.version)

    def send(self) -> None:
        """From now on."""
        desk, phone, reason = self.desk, self._row.phone, self.reason.text()
        self.run(lambda: revoke_pass(desk.ctx, desk.actor, phone.pass_id, phone.version, reason))


class TeamPanel(DispatchPanel):
    """A list of people with the age of their position, and under each her phones."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("dispatch.team")
        self.team: FieldTeam | None = None
        self._words, self._read_at = TeamWords(desk.texts, desk.ctx), desk.ctx.clock.now()
        self.list = RowList("dispatch.people", LiveDelegate(desk.theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_chosen)
        self.sentence = QLabel()
        self.sentence.setObjectName("dispatch.team.sentence")
        self.sentence.setProperty("role", "hint")
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(12, 8, 12, 4)
        self.revoke = KeyButton("dispatch.revoke_phone", REVOKE_KEY, desk.theme, self)
        self.revoke.clicked.connect(self._on_revoke)
        self._filling = False
        self._lay_out()
        self._reading = Requery(desk.tasks, self._read, self._on_team, self._on_failed, self)
        self._write_texts()
        self.refresh()

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        foot.setContentsMargins(8, 6, 8, 8)
        foot.addWidget(self.revoke, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sentence)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    def title(self) -> str:
        """The words of the tab."""
        return self.desk.texts("team.title")

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read everybody again."""
        self._reading.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a phone was let in or out."""
        if changes.touches(*ENTITIES):
            self._reading.ask()

    def on_tick(self, now: datetime) -> None:
        """People move, and what was told of them grows old."""
        if self.isVisible() and (now - self._read_at).total_seconds() >= EVERY_S:
            self._read_at = now
            self._reading.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self._words = TeamWords(desk.texts, desk.ctx)
        self.list.restyle(desk.theme)
        self.revoke.restyle(desk.theme)
        self._write_texts()
        self._show()
        self.titled.emit(self.title())

    def _read(self) -> FieldTeam:
        return field_team(self.desk.ctx, self.desk.actor)

    def _on_team(self, team: FieldTeam) -> None:
        self.team, self._read_at = team, team.at
        self._show()

    def _on_failed(self, error: Exception) -> None:
        """What is in sight stays, with its age."""
        self._say(self.desk.texts.error(error))

    def _show(self) -> None:
        if self.team is None:
            return
        self._filling = True
        self.list.show_rows(self._words.lines(self.team))
        self._filling = False
        self._say("" if self.team.rows else self.desk.texts("team.nobody"))
        self._enable()

    def _write_texts(self) -> None:
        self.revoke.say(self.desk.texts("team.revoke"))
        self.list.setAccessibleName(self.desk.texts("team.title"))
        self._enable()

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setAccessibleName(sentence)
        self.sentence.setVisible(bool(sentence))

    def _enable(self) -> None:
        row = self._phone()
        living = row is not None and row.state in {PassState.OPEN, PassState.ISSUED}
        self.revoke.setEnabled(living and permits(self.desk.actor.role, Action.ISSUE_PHONE_PASS))

    def _person(self) -> TeamRow | None:
        key = self.list.key()
        for row in self.team.rows if self.team else ():
            if key == PERSON + row.staff_id or any(key == PHONE + one.phone.pass_id for one in row.passes):
                return row
        return None

    def _phone(self) -> PassRow | None:
        """The phone in hand; of a person in hand her only one that is let in."""
        key, person = self.list.key(), self._person()
        passes = person.passes if person else ()
        open_ones = [one for one in passes if one.state is PassState.OPEN]
        mine = next((one for one in passes if key == PHONE + one.phone.pass_id), None)
        return mine or (open_ones[0] if key.startswith(PERSON) and len(open_ones) == 1 else None)

    def _on_chosen(self, _: str) -> None:
        self._enable()
        person = self._person()
        if not self._filling and person is not None and person.position is not None:
            self.place_chosen.emit(person.position.lat, person.position.lon)

    def _on_revoke(self) -> None:
        row, person = self._phone(), self._person()
        if row is not None and person is not None:
            RevokeDialog(self.desk, row, person.name, self).open()
