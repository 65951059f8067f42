"""Reads the fields of a closure as they were typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.closing.closure import ClosureForm, HomeCareStage, ReturnPath
from hah_console.domain.closing.dose_end import DoseEnd
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.dose import Dose
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import TaskId, UserId
from hah_console.domain.written import written_note
from hah_console.services.doses import require_reason
from hah_console.services.order_end import words_of

TEXT, SAID, TASK = "summary.", "said.", "task."
"""Beginnings of the names of fields: the words of a section, why there are none, and a task that is named."""
DOSE, DOSE_AT, DOSE_WORDS = "dose.", "dose_at.", "dose_words."
"""What became of a dose, when it was given, and the words of it."""
_OF_DOSE = {"given_at": DOSE_AT, "note": DOSE_WORDS}


@dataclass(frozen=True, slots=True)
class ClosingSaid:
    """A whole form: ``named`` tasks are no longer needed for ``task_reason``, ``dose_ends`` settle what was due."""

    form: ClosureForm
    named: frozenset[TaskId]
    task_reason: str
    dose_ends: tuple[DoseEnd, ...]


def read_closure(
    fields: Mapping[str, str], ending: Iterable[TaskId], doses: Iterable[Dose], zone: tzinfo, now: datetime
) -> ClosingSaid:
    """What was filled in about the ``ending`` tasks, the ``doses`` that are due and everything else.

    Raises InvalidFields with everything that is missing or cannot be, each at its field.
    """
    check = FieldCheck(fields)
    form = _form(check)
    _require_whole(check, form)
    ends = tuple(_dose_end(check, dose, zone, now) for dose in doses)
    reason = _reason_of_tasks(check, tuple(ending))
    check.require_none()
    named = frozenset(
        TaskId(name.removeprefix(TASK)) for name, value in fields.items() if value and name.startswith(TASK)
    )
    return ClosingSaid(form, named, reason, ends)


def _dose_end(check: FieldCheck, dose: Dose, zone: tzinfo, now: datetime) -> DoseEnd:
    def moment(text: str, field: str) -> datetime:
        return parse_near_moment(text, now.astimezone(zone).date(), zone, field)

    name, before = dose.dose_id, len(check.faults)
    at = check.read_if_written(f"{DOSE_AT}{name}", moment, None)
    words = check.read(f"{DOSE_WORDS}{name}", words_of, "")
    end = DoseEnd(name, dose.version, check.text(f"{DOSE}{name}"), at, words)
    if len(check.faults) == before:
        _try(check, end, dose, now)
    return end


def _try(check: FieldCheck, end: DoseEnd, dose: Dose, now: datetime) -> None:
    """Whether it goes together; whoever closes is asked before anything is sent."""
    try:
        require_reason(end.applied(dose, UserId(""), now))
    except InvalidInput as fault:
        field = _OF_DOSE.get(str(fault.facts["field"]), DOSE)
        check.add(f"{field}{dose.dose_id}", str(fault.facts["reason"]), fault.facts["value"])


def section_fields(section: SummarySection, said: Said, text: str = "") -> Mapping[str, str]:
    """The fields that say one section."""
    return {f"{TEXT}{section}": text, f"{SAID}{section}": "" if said is Said.TEXT else said.value}


def _form(check: FieldCheck) -> ClosureForm:
    outcome, path, stage = (check.text(name) for name in ("outcome", "path", "stage"))
    return ClosureForm(
        Outcome(outcome) if outcome in set(Outcome) else None,
        check.read("reason", written_note, ""),
        DischargeSummary(tuple(text for section in SummarySection if (text := _section(check, section)) is not None)),
        ReturnPath(path) if path in set(ReturnPath) else None,
        HomeCareStage(stage) if stage in set(HomeCareStage) else None,
    )


def _section(check: FieldCheck, section: SummarySection) -> SectionText | None:
    """Words, or why there are none; both contradict each other, and neither is missing."""
    name, code = f"{TEXT}{section}", check.text(f"{SAID}{section}")
    text = check.read(name, written_note, "")
    if text and code:
        check.add(f"{SAID}{section}", "contradiction", code)
        return None
    if text:
        return SectionText(section, Said.TEXT, text)
    return SectionText(section, Said(code)) if code in set(Said) else None


def _require_whole(check: FieldCheck, form: ClosureForm) -> None:
    faulty = {str(fault.facts["field"]).partition(".")[2] or str(fault.facts["field"]) for fault in check.faults}
    for name in form.missing:
        if name.removeprefix(TEXT) not in faulty:
            check.add(name, "empty")
    if not form.missing:
        try:
            form.require_whole()
        except InvalidInput as fault:
            check.add("path", str(fault.facts["reason"]))


def _reason_of_tasks(check: FieldCheck, ending: tuple[TaskId, ...]) -> str:
    for task_id in ending:
        if not check.text(f"{TASK}{task_id}"):
            check.add(f"{TASK}{task_id}", "must_be_named")
    if ending and not check.text("task_reason").strip():
        check.add("task_reason", "empty")
    return check.read("task_reason", written_note, "")
