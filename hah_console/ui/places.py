"""Where something is found on the patient page, as the id that ``navigate("patient", …)`` takes."""

from dataclasses import dataclass

from hah_console.domain.ids import PatientId

TAB, ENTITY = "#", "/"
LIVE_TAB = "live"
"""The tab of vital signs, which every patient page has."""
HOSPITAL_TAB = "hospital"
"""The tab of what hospitals know."""


@dataclass(frozen=True, slots=True)
class PatientPlace:
    """A patient, the tab of her page (empty: as it is), and one thing on it (empty: none)."""

    patient_id: PatientId
    tab_id: str = ""
    entity_id: str = ""

    @classmethod
    def of(cls, text: str) -> "PatientPlace":
        """From ``patient``, ``patient#tab`` or ``patient#tab/entity``; an entity may itself contain ``/``."""
        patient, _, rest = text.partition(TAB)
        tab, _, entity = rest.partition(ENTITY)
        return cls(PatientId(patient), tab, entity)

    def __str__(self) -> str:
        tab = f"{TAB}{self.tab_id}" if self.tab_id else ""
        entity = f"{ENTITY}{self.entity_id}" if tab and self.entity_id else ""
        return f"{self.patient_id}{tab}{entity}"
