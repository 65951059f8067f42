"""Reads the fields of a closure as they were typed."""

from collections.abc import Iterable, Mapping

from hah_console.domain.closing.closure import ClosureForm, HomeCareStage, ReturnPath
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import TaskId
from hah_console.domain.written import written_note

TEXT, SAID, TASK = "summary.", "said.", "task."
"""Beginnings of the names of fields: the words of a section, why there are none, and a task that is named."""


def read_closure(fields: Mapping[str, str], ending: Iterable[TaskId]) -> tuple[ClosureForm, frozenset[TaskId], str]:
    """The form, the tasks that were named, and why they are no longer needed.

    Raises InvalidFields with everything that is missing or cannot be, each at its field.
    """
    check = FieldCheck(fields)
    form = _form(check)
    _require_whole(check, form)
    reason = _reason_of_tasks(check, tuple(ending))
    check.require_none()
    named = frozenset(
        TaskId(name.removeprefix(TASK)) for name, value in fields.items() if value and name.startswith(TASK)
    )
    return form, named, reason


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
