"""Where an item of the worklist is done: the screen with its entity, and the word for it; no Qt."""

from hah_console.domain.care_clock import CareClock
from hah_console.domain.ids import PatientId
from hah_console.domain.task import Task, TaskKind
from hah_console.services.worklist import WorkDose, WorkItem
from hah_console.ui.places import PatientPlace

PATIENT = "patient"
CASE, MEDICATION, NOTES, RESULTS, REFERRAL, TIMELINE = (
    "case", "medication", "notes", "results", "referral", "timeline"
)  # fmt: skip
_TAB_OF_PLACE = {"notes": NOTES, "forms": REFERRAL}
"""Places of the rule pack that are tabs of the patient's page."""
_TAB_OF_CLOCK = {
    "specimen": RESULTS,
    "emergency_arrival": TIMELINE,
    "tele_consult_return": TIMELINE,
    "after_closure": REFERRAL,
    "after_closure_result": REFERRAL,
}
_TAB_OF_TASK = {
    TaskKind.IV_DOSE: MEDICATION,
    TaskKind.MEDICINE_DELIVERY: MEDICATION,
    TaskKind.SPECIMEN: RESULTS,
}
"""Where what a visit is made for is recorded; that of any other visit is the case."""
Place = tuple[str, str]


def tab_of(item: WorkItem) -> str:
    """The tab of the patient's page on which it is done; empty when it is done on another screen."""
    subject = item.subject
    if isinstance(subject, WorkDose):
        return MEDICATION
    if isinstance(subject, Task):
        return _TAB_OF_TASK.get(subject.kind, CASE)
    if isinstance(subject, CareClock):
        return _tab_of_clock(item, subject)
    return ""


def _tab_of_clock(item: WorkItem, clock: CareClock) -> str:
    if clock.place in _TAB_OF_PLACE:
        return _TAB_OF_PLACE[clock.place] if item.patient_id is not None else ""
    return _TAB_OF_CLOCK.get(clock.clock_id, CASE) if clock.place == PATIENT else ""


def place_of(item: WorkItem) -> Place:
    """The screen and the entity on it: what Enter opens."""
    tab = tab_of(item)
    if not tab or item.patient_id is None:
        return item.place
    return PATIENT, on_tab(item, tab)


def on_tab(item: WorkItem, tab: str) -> str:
    """The patient of an item on one tab of her page, with the thing it is about when that stands there."""
    about = _about(item) if tab == tab_of(item) else ""
    return str(PatientPlace(PatientId(item.patient_id or ""), tab, about))


def word_of(item: WorkItem) -> str:
    """The translation key of the place's word."""
    return f"work.place.{tab_of(item) or item.place[0]}"


def _about(item: WorkItem) -> str:
    subject = item.subject
    if isinstance(subject, WorkDose):
        return str(subject.dose.dose_id)
    return subject.entity_id if isinstance(subject, CareClock) else ""


# i18n: work.place.*
