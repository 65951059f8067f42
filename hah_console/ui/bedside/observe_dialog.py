"""The dialog that enters consciousness and oxygen: nothing is preset, so nothing can be confirmed unseen."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.reading import Consciousness
from hah_console.services.changes import Changes
from hah_console.services.observations import MOST_OXYGEN_L_MIN, enter_observation
from hah_console.services.patient_page import PatientPage
from hah_console.ui.announce import announce
from hah_console.ui.bedside.seen_text import seen_text
from hah_console.ui.screen import Desk
from hah_console.ui.wording import NOTHING, age_text

# i18n: words.consciousness.*
WIDTH = 460


class ObserveDialog(QDialog):
    """Signals: ``saved`` after the store has taken the observation. Open it with ``open()``."""

    saved = Signal()

    def __init__(self, desk: Desk, page: PatientPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page
        self.setObjectName("patient.observe")
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        self._build()
        self._write_texts()

    def _build(self) -> None:
        self._who, self._last = QLabel(), QLabel()
        self._who.setProperty("role", "heading")
        self._last.setProperty("role", "hint")
        for label in (self._who, self._last):
            label.setWordWrap(True)
        self._consciousness_label, self._oxygen_label, self._flow_label = QLabel(), QLabel(), QLabel()
        self._levels, self._oxygen = QButtonGroup(self), QButtonGroup(self)
        self.levels = {level: self._radio(f"patient.observe.{level.value}", self._levels) for level in Consciousness}
        self.air = self._radio("patient.observe.air", self._oxygen)
        self.on_oxygen = self._radio("patient.observe.oxygen", self._oxygen)
        self.flow = QDoubleSpinBox()
        self.flow.setObjectName("patient.observe.flow")
        self.flow.setRange(0.0, MOST_OXYGEN_L_MIN)
        self.flow.setDecimals(1)
        self.flow.setSpecialValueText(NOTHING)
        self.flow.setEnabled(False)
        self._flow_label.setBuddy(self.flow)
        self.on_oxygen.toggled.connect(self.flow.setEnabled)
        self.error = QLabel()
        self.error.setObjectName("patient.observe.error")
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.submit, self.cancel = QPushButton(), QPushButton()
        self.submit.setObjectName("patient.observe.submit")
        self.submit.setProperty("kind", "primary")
        self.cancel.setObjectName("patient.observe.cancel")
        for button in (self.submit, self.cancel):
            button.setAutoDefault(False)
        self.submit.clicked.connect(self.send)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.send)
        self._lay_out()

    def _radio(self, name: str, group: QButtonGroup) -> QRadioButton:
        button = QRadioButton()
        button.setObjectName(name)
        group.addButton(button)
        return button

    def _lay_out(self) -> None:
        oxygen = QGridLayout()
        oxygen.addWidget(self.air, 0, 0)
        oxygen.addWidget(self.on_oxygen, 1, 0)
        oxygen.addWidget(self._flow_label, 1, 1)
        oxygen.addWidget(self.flow, 1, 2)
        oxygen.setColumnStretch(2, 1)
        oxygen.setHorizontalSpacing(12)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(6)
        for widget in (self._who, self._last, self._consciousness_label, *self.levels.values(), self._oxygen_label):
            column.addWidget(widget)
            if widget in (self._who, self._last):
                column.addSpacing(6)
        column.addLayout(oxygen)
        column.addSpacing(10)
        column.addWidget(self.error)
        column.addLayout(buttons)

    def _write_texts(self) -> None:
        texts, who = self._desk.texts, self._page.identity
        self.setWindowTitle(texts("patient.observe.title"))
        born = who.birth_date.isoformat()
        self._who.setText(texts("patient.decide.who", name=who.name, born=born, number=who.record_number))
        self._consciousness_label.setText(texts("patient.observe.consciousness"))
        self._oxygen_label.setText(texts("patient.observe.oxygen"))
        for level, button in self.levels.items():
            name = f"{level.value}  {texts.word('words.consciousness', level)}"
            button.setText(name)
            button.setAccessibleName(name)
        self.flow.setAccessibleName(texts("patient.observe.flow"))
        self._flow_label.setText(texts("patient.observe.flow"))
        for widget, key in ((self.air, "patient.observe.air"), (self.on_oxygen, "patient.observe.on_oxygen")):
            widget.setText(texts(key))
            widget.setAccessibleName(texts(key))
        self.submit.setText(f"{texts('patient.observe.submit')}  {texts('patient.decide.key')}")
        self.submit.setAccessibleName(texts("patient.observe.submit"))
        self.cancel.setText(texts("patient.decide.cancel"))
        self.cancel.setAccessibleName(texts("patient.decide.cancel"))
        self._write_last()

    def _write_last(self) -> None:
        texts, seen = self._desk.texts, self._page.observation
        self._last.setVisible(seen is not None)
        if seen is not None:
            age = age_text(texts, self._desk.ctx.clock.now() - seen.observed_at)
            who = self._page.observed_by
            self._last.setText(texts("patient.observe.last", seen=seen_text(texts, seen), age=age, who=who))

    def send(self) -> None:
        """Store what was chosen; consciousness and oxygen are both needed."""
        level = next((level for level, button in self.levels.items() if button.isChecked()), None)
        if level is None or self._oxygen.checkedButton() is None:
            self._say(self._desk.texts("patient.observe.missing"))
            return
        if not self.submit.isEnabled():
            return
        self.submit.setEnabled(False)
        on_oxygen = self.on_oxygen.isChecked()
        flow = self.flow.value() if on_oxygen and self.flow.value() > 0 else None
        desk, patient_id = self._desk, self._page.identity.patient_id
        desk.tasks.run_command(
            lambda: enter_observation(desk.ctx, desk.actor, patient_id, level, on_oxygen, flow),
            self._on_saved,
            self._on_error,
        )

    def _on_saved(self, _: Changes) -> None:
        self.accept()
        self.saved.emit()

    def _on_error(self, error: Exception) -> None:
        self.submit.setEnabled(True)
        self._say(self._desk.texts.error(error))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setAccessibleName(sentence)
        self.error.show()
        announce(self.error, sentence, assertive=True)
