"""Brings a file of what the patient measured herself onto her timeline: a button, and what became of it."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.ids import PatientId
from hah_console.services.own_readings import OwnImport, import_own
from hah_console.ui.announce import announce
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.key_button import KeyButton

# i18n: readings.why.*
KEY = "Alt+F10"
DAYS = timedelta(days=30)
"""Of an admission and the days before it; a watch has years."""
FILES = "(*.xml *.zip *.csv *.json)"


class OwnImporter:
    """``button`` asks for a file, ``told`` says what became of it, until another patient is in sight."""

    def __init__(self, desk: Desk, tab: QWidget) -> None:
        self._desk, self._tab = desk, tab
        self._patient_id: PatientId | None = None
        self.button = KeyButton("timeline.own", KEY, desk.theme, tab)
        self.button.clicked.connect(self.ask)
        self.told = QLabel()
        self.told.setObjectName("timeline.own_told")
        self.told.setProperty("role", "hint")
        self.told.setWordWrap(True)
        self.told.hide()

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient is in sight, or nobody."""
        self._patient_id = patient_id
        self.told.hide()
        self._enable()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        self.button.restyle(desk.theme)
        self.button.say(desk.texts("timeline.own_import"))
        self._enable()

    def ask(self) -> None:
        """Ask which file; nothing happens when none is chosen."""
        texts, patient_id = self._desk.texts, self._patient_id
        name = f"{texts('timeline.own_files')} {FILES}"
        path, _ = QFileDialog.getOpenFileName(self._tab, texts("timeline.own_title"), str(Path.home()), name)
        if path and patient_id is not None:
            self.take(patient_id, Path(path))

    def take(self, patient_id: PatientId, path: Path) -> None:
        """Bring the file in for this patient, whoever is in sight when it is done."""
        desk, opened = self._desk, self._desk.ports.own_files
        if opened is None:
            return
        self._say(patient_id, desk.texts("timeline.own_running", file=path.name))
        since = desk.ctx.clock.now() - DAYS
        desk.tasks.run_command(
            lambda: import_own(desk.ctx, desk.actor, patient_id, opened(path), since),
            partial(self._on_done, patient_id),
            lambda error: self._say(patient_id, self._desk.texts.error(error)),
        )

    def _on_done(self, patient_id: PatientId, done: OwnImport) -> None:
        texts = self._desk.texts
        told = texts("readings.imported", new=done.new, known=done.known, older=done.older, refused=done.refused)
        for first in done.reasons[:1]:
            told += " " + texts("timeline.own_first", place=first.place, why=texts.word("readings.why", first.why))
        self._say(patient_id, told)

    def _say(self, patient_id: PatientId, sentence: str) -> None:
        """SAFETY(identity): only while the patient it is about is in sight."""
        if patient_id == self._patient_id:
            self.told.setText(sentence)
            self.told.show()
            announce(self.told, sentence)

    def _enable(self) -> None:
        desk = self._desk
        may = permits(desk.actor.role, Action.IMPORT_OWN_READINGS) and desk.ports.own_files is not None
        self.button.setEnabled(may and self._patient_id is not None)
