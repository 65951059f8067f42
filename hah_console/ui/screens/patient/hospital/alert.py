"""What a hospital tells that must be known at once, above the tabs of a patient's page."""

from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.hospital_page import urgent_notices
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.hospital.notice_text import notice_lines
from hah_console.ui.widgets.spoken_label import SpokenLabel

Told = tuple[PatientId | None, tuple[HospitalNotice, ...]]


class HospitalAlert(SpokenLabel):
    """Out of sight while there is nothing; ``keys`` open the tab where it is dealt with."""

    def __init__(self, desk: Desk, keys: str) -> None:
        super().__init__("patient.hospital_alert", desk.theme)
        self.desk, self._keys = desk, keys
        self._patient_id: PatientId | None = None
        self._told: tuple[HospitalNotice, ...] = ()
        self._covered = False
        self.setProperty("role", "alert")
        self._read = Requery(desk.tasks, self._read_notices, self._on_notices, self._on_failed, self)
        self.hide()

    def show_patient(self, patient_id: PatientId | None) -> None:
        """SAFETY(identity): nothing of the former patient stays in sight."""
        if patient_id != self._patient_id:
            self._patient_id, self._told = patient_id, ()
            self._show()
        if patient_id is not None:
            self._read.ask()

    def cover(self, covered: bool) -> None:
        """The tab in front says it itself."""
        self._covered = covered
        self._show()

    def on_changes(self, changes: Changes) -> None:
        """Read again when something was told or seen."""
        if self._patient_id is not None and changes.touches("hospital_notice"):
            self._read.ask()

    def use(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        self.restyle(desk.theme)
        self._show()

    def _read_notices(self) -> Told:
        wanted = self._patient_id
        return wanted, urgent_notices(self.desk.ctx, wanted) if wanted is not None else ()

    def _on_notices(self, told: Told) -> None:
        patient_id, notices = told
        if patient_id == self._patient_id and notices != self._told:
            self._told = notices
            self._show()
            if notices:
                announce(self, self.text(), assertive=True)

    def _on_failed(self, _: Exception) -> None:
        """The page itself says that it cannot be read; what was told before stays in sight."""

    def _show(self) -> None:
        lines = notice_lines(self.desk.texts, self.desk.ctx, self._told)
        self.say(f"{lines}  {self._keys}" if lines else "")
        self.setVisible(bool(lines) and not self._covered)
