"""A tab of the patient page that is read as a whole: whose it is, when it is read again, what another patient ends."""

from typing import Any, Protocol

from PySide6.QtWidgets import QDialog

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.tabs import PatientTab

READ_EVERY_S = 30


class TabPresenter(Protocol):
    """Knows whose tab it is; ``begin`` forgets everything of the patient before."""

    patient_id: PatientId | None

    def begin(self, patient_id: PatientId | None) -> None: ...


class ReadTab(PatientTab):
    """Subclasses set ``presenter`` and ``_read``, say by ``entities`` what it is made of, and show it in ``_clear``.

    SAFETY(identity): nothing of the former patient stays in sight, and where ``ends_forms`` no form of hers stays open;
    the others' are windows of their own that name her.
    """

    entities: tuple[str, ...] = ()
    ends_forms = False
    presenter: TabPresenter
    _read: Requery[Any]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted, self._ticks = "", 0

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        """Empty first, then read; of the same patient only choose another thing and read again."""
        self._wanted = entity_id
        if patient_id != self.presenter.patient_id:
            self._empty(patient_id)
        else:
            self._choose_wanted()
        self._read.ask()

    def leave(self) -> None:
        """Nobody is in sight."""
        self._empty(None)

    def refresh(self) -> None:
        """Read again."""
        if self.presenter.patient_id is not None:
            self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when anything shown here was committed."""
        if changes.touches(*self.entities):
            self.refresh()

    def count_tick(self) -> None:
        """A second has passed: read again now and then what becomes due without anybody changing it."""
        self._ticks += 1
        if self._ticks % READ_EVERY_S == 0:
            self.refresh()

    def _empty(self, patient_id: PatientId | None) -> None:
        for form in self.findChildren(QDialog) if self.ends_forms else ():
            form.reject()
        self.presenter.begin(patient_id)
        self._clear()

    def _clear(self) -> None:
        """Show that nothing is known yet."""

    def _choose_wanted(self) -> None:
        """Choose the thing that was asked for, where it is there already."""
