"""Everything about the chosen alarm: why, its evidence, its facts, and what can be done about it by one key."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hah_console.domain.alarm import Lane
from hah_console.services.alarm_bar import AlarmChip
from hah_console.services.alarm_list import AlarmRow
from hah_console.services.alarm_strip import Evidence
from hah_console.ui.plots.evidence_strip import EvidenceStrip
from hah_console.ui.plots.strip_picture import strip_picture
from hah_console.ui.screen import Desk
from hah_console.ui.screens.alarms.presenter import AlarmsPresenter
from hah_console.ui.screens.alarms.strip_text import no_waves, strip_words, window_text
from hah_console.ui.widgets.key_button import KeyButton

WIDTH, FACTS = 420, 10
KEYS = {
    "acknowledge": "Alt+F8",
    "call": "Alt+F5",
    "shelve": "Alt+F7",
    "escalate": "Alt+F10",
    "respond": "Alt+F9",
    "open_patient": "Alt+F6",
    "limit": "Alt+F11",
}


class AlarmDetail(QFrame):
    """Layout only; the screen connects ``buttons`` by the name of their act."""

    def __init__(self, desk: Desk, presenter: AlarmsPresenter, screen: QWidget) -> None:
        super().__init__()
        self._desk, self._presenter = desk, presenter
        self._evidence: Evidence | None = None
        self.setObjectName("alarms.detail")
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.what, self.reason, self.shelf, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self.strip, self.strip_note = EvidenceStrip("alarms.strip", desk.theme), QLabel()
        self.strip_note.setObjectName("alarms.strip.note")
        self.strip.looked.connect(self._show_window)
        self.facts = [(QLabel(), QLabel()) for _ in range(FACTS)]
        self.buttons = {
            act: KeyButton(f"alarms.{act}", keys, desk.theme, screen, kind="primary" if act == "acknowledge" else "")
            for act, keys in KEYS.items()
        }
        self._lay_out()

    def _lay_out(self) -> None:
        roles = ((self.what, "heading"), (self.shelf, "hint"), (self.said, "error"), (self.strip_note, "hint"))
        for label, role in roles:
            label.setProperty("role", role)
        for label in (self.what, self.reason, self.shelf, self.said, self.strip_note):
            label.setWordWrap(True)
        inside = QWidget()
        inside.setObjectName("alarms.detail.inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        for widget in (self.what, self.reason, self.shelf, self.strip, self.strip_note):
            column.addWidget(widget)
        column.addLayout(self._fact_grid())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("alarms.detail.scroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(scroll.focusPolicy().NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 12)
        whole.addWidget(scroll, 1)
        whole.addLayout(self._button_grid())

    def _fact_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(self.facts):
            label.setProperty("role", "label")
            value.setWordWrap(True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        return grid

    def _button_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(16, 0, 16, 0)
        grid.setSpacing(8)
        grid.addWidget(self.said, 0, 0, 1, 2)
        for position, button in enumerate(self.buttons.values()):
            grid.addWidget(button, 1 + position // 2, position % 2)
        return grid

    def write_texts(self) -> None:
        """The words of the buttons."""
        texts = self._desk.texts
        for act, button in self.buttons.items():
            if act != "shelve":
                button.say(texts(f"alarms.act.{act}"))

    # i18n: alarms.act.*
    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        self.strip.restyle(desk.theme)
        for button in self.buttons.values():
            button.restyle(desk.theme)
        self.said.clear()
        self.write_texts()

    def show_alarm(self, row: AlarmRow | None, own: AlarmChip | None, now: datetime) -> None:
        """Show an alarm, a condition of this console, or nothing."""
        self._show_acts(row, own)
        if own is not None:
            self._show_own(own)
        elif row is None:
            self._show_nothing()
        else:
            self._show_row(row, now)

    def show_evidence(self, alarm_id: str, evidence: Evidence | None) -> None:
        """Show what was measured around an alarm."""
        self._evidence = evidence
        texts = self._desk.texts
        if evidence is None or evidence.empty:
            self.strip.say(texts("alarms.strip.none"))
            self._show_window()
            return
        picture = strip_picture(evidence, self._desk.ctx.zone)
        self.strip.show_picture(picture, strip_words(texts, self._desk.ctx.local, evidence, picture))
        self._show_window()

    def forget_evidence(self) -> None:
        """SAFETY(identity): while the evidence of another alarm is read, that of the last one is not in sight."""
        self._evidence = None
        self.strip.say("")
        self._show_window()

    def _show_window(self) -> None:
        window, evidence = self.strip.window_in_sight, self._evidence
        if window is None or evidence is None:
            self.strip_note.hide()
            return
        missing = no_waves(self._desk.texts, evidence)
        stretch = window_text(self._desk.texts, self._desk.ctx.local, window)
        self.strip_note.setText("\n".join(part for part in (missing, stretch) if part))
        self.strip_note.show()

    def _show_acts(self, row: AlarmRow | None, own: AlarmChip | None) -> None:
        may, texts = self._presenter.may, self._desk.texts
        for act in ("call", "escalate", "shelve", "limit"):
            self.buttons[act].setEnabled(may(act, row))
        self.buttons["acknowledge"].setEnabled(own.waiting if own is not None else may("acknowledge", row))
        for act in ("open_patient", "respond"):
            self.buttons[act].setEnabled(row is not None and row.patient_id is not None)
        shelved = row is not None and row.shelf is not None
        self.buttons["shelve"].say(texts("alarms.act.end_shelf" if shelved else "alarms.act.shelve"))

    def _show_row(self, row: AlarmRow, now: datetime) -> None:
        self.what.setText(self._presenter.name(row))
        self.reason.setText(self._presenter.reason(row))
        self.shelf.setText(self._presenter.shelf_text(row))
        self.strip.setVisible(row.lane is Lane.PHYSIOLOGICAL or row.patient_id is not None)
        self._show_facts(self._presenter.facts(row, now))
        self.shelf.setVisible(bool(self.shelf.text()))

    def _show_own(self, chip: AlarmChip) -> None:
        texts = self._desk.texts
        self.what.setText(texts.word("words.subject", chip.subject))
        self.reason.setText(texts(f"shell.own.{chip.subject}"))
        self._empty()

    def _show_nothing(self) -> None:
        self.what.setText("")
        self.reason.setText(self._desk.texts("alarms.choose"))
        self._empty()

    def _empty(self) -> None:
        self.shelf.hide()
        self.strip.hide()
        self.strip_note.hide()
        self._show_facts(())

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        shown = (*facts, *((("", ""),) * (FACTS - len(facts))))
        for (label, value), (name, text) in zip(self.facts, shown, strict=True):
            label.setText(name)
            value.setText(text)
