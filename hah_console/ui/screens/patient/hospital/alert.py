"""What a hospital tells that must be known at once, above the tabs of a patient's page."""

from typing import Generic, TypeVar

from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.hospital_allergies import ENTITIES, TheirAllergy, read_their_allergies
from hah_console.services.hospital_page import urgent_notices
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.hospital.notice_text import allergies_line, notice_lines
from hah_console.ui.widgets.spoken_label import PAD, SpokenLabel

T = TypeVar("T")


class ToldAlert(SpokenLabel, Generic[T]):
    """Out of sight while there is nothing; ``keys`` open the tab where it is dealt with. Subclasses say what is read,
    how it is written and what changes it."""

    entities: tuple[str, ...] = ()

    def __init__(self, name: str, desk: Desk, keys: str, role: str) -> None:
        super().__init__(name, desk.theme)
        self.desk, self._keys = desk, keys
        self._patient_id: PatientId | None = None
        self._told: tuple[T, ...] = ()
        self._covered = False
        self.setProperty("role", role)
        self._read = Requery(desk.tasks, self._read_told, self._on_told, self._on_failed, self)
        self.hide()

    def read(self, patient_id: PatientId) -> tuple[T, ...]:
        """What was told of a patient; not on the GUI thread."""
        raise NotImplementedError

    def words(self, told: tuple[T, ...]) -> str:
        """It in words; empty for nothing."""
        raise NotImplementedError

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
        if self._patient_id is not None and changes.touches(*self.entities):
            self._read.ask()

    def use(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        self.restyle(desk.theme)
        self._show()

    def _read_told(self) -> tuple[PatientId | None, tuple[T, ...]]:
        wanted = self._patient_id
        return wanted, self.read(wanted) if wanted is not None else ()

    def _on_told(self, read: tuple[PatientId | None, tuple[T, ...]]) -> None:
        patient_id, told = read
        if patient_id == self._patient_id and told != self._told:
            self._told = told
            self._show()
            if told:
                announce(self, self.text(), assertive=True)

    def _on_failed(self, _: Exception) -> None:
        """The page itself says that it cannot be read; what was told before stays in sight."""

    def _show(self) -> None:
        words = self.words(self._told)
        self.say(f"{words}  {self._keys}" if words else "")
        self.setVisible(bool(words) and not self._covered)


class HospitalAlert(ToldAlert[HospitalNotice]):
    """A death, and whatever nobody has looked at."""

    entities = ("hospital_notice",)

    def __init__(self, desk: Desk, keys: str) -> None:
        super().__init__("patient.hospital_alert", desk, keys, "alert")

    def read(self, patient_id: PatientId) -> tuple[HospitalNotice, ...]:
        """Those that must be in sight."""
        return urgent_notices(self.desk.ctx, patient_id)

    def words(self, told: tuple[HospitalNotice, ...]) -> str:
        """A line each."""
        return notice_lines(self.desk.texts, self.desk.ctx, told)


class TheirAllergies(ToldAlert[TheirAllergy]):
    """SAFETY(their allergy): what a hospital lists and our record lacks stands above every tab until one of the two
    lists is changed."""

    entities = ENTITIES

    def __init__(self, desk: Desk, keys: str) -> None:
        super().__init__("patient.their_allergies", desk, keys, "error")
        self.setContentsMargins(PAD, 0, PAD, 0)

    def read(self, patient_id: PatientId) -> tuple[TheirAllergy, ...]:
        """Those our record lacks."""
        return read_their_allergies(self.desk.ctx, patient_id)

    def words(self, told: tuple[TheirAllergy, ...]) -> str:
        """One line."""
        return allergies_line(self.desk.texts, told)
