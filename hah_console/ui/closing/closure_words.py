"""The discharge summary as the record lets it be drafted, section by section, in the user's language; no Qt."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hah_console.domain.closing.summary import Said, SummarySection
from hah_console.domain.drug import Formulary
from hah_console.domain.patient import AllergyState
from hah_console.domain.score.result import StoredScore
from hah_console.domain.task import Task
from hah_console.services.closure_desk import ClosureDesk, MedicationCourse
from hah_console.services.closure_fields import section_fields
from hah_console.ui.closing.isbar_text import result_text
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text, near_clock

# i18n: orders.route.* handover.specimen.* words.task_kind.* words.condition.* words.mode.*
ToLocal = Callable[[datetime], datetime]
Drafted = tuple[Said, str] | None


def drafted_fields(texts: Texts, local: ToLocal, desk: ClosureDesk, drugs: Formulary) -> Mapping[str, str]:
    """What stands in the form before anybody has typed; a section the record says nothing of stays empty."""
    drafts: dict[SummarySection, Drafted] = {
        SummarySection.COURSE: _course(texts, local, desk),
        SummarySection.PROBLEMS: _problems(texts, desk),
        SummarySection.ALLERGIES: _allergies(desk),
        SummarySection.MEDICATIONS: _medications(texts, local, desk, drugs),
        SummarySection.RESULTS: _results(texts, local, desk),
        SummarySection.CARE: _care(texts, desk),
        SummarySection.FOLLOW_UP: _follow_up(texts, desk),
    }
    fields: dict[str, str] = {}
    for section, draft in drafts.items():
        if draft is not None:
            fields |= section_fields(section, *draft)
    return fields


def task_words(texts: Texts, local: ToLocal, task: Task, now: datetime) -> str:
    """One piece of work by name: what, when, and its note."""
    kind = texts.word("words.task_kind", task.kind)
    when = f"{near_clock(local(task.earliest), local(now).date())}–{clock_text(local(task.latest))}"
    return " · ".join(part for part in (kind, when, task.note) if part)


def _course(texts: Texts, local: ToLocal, desk: ClosureDesk) -> Drafted:
    episode, facts = desk.episode, desk.facts
    said = texts(
        "closing.draft.course",
        day=f"{local(episode.admitted_at):%Y-%m-%d}",
        mode=texts.word("words.mode", episode.mode),
        condition=texts.word("words.condition", episode.condition),
        n=facts.day,
        visits=facts.visits,
    )
    scores = " → ".join(_points(score) for score in facts.scores)
    return Said.TEXT, f"{said}\n{texts('closing.draft.scores', scores=scores)}" if scores else said


def _points(score: StoredScore) -> str:
    """The points; the least they can be where an input was missing."""
    return str(score.result.lower) if score.result.complete else f"≥ {score.result.lower}"


def _problems(texts: Texts, desk: ClosureDesk) -> Drafted:
    condition = texts.word("words.condition", desk.episode.condition)
    code = desk.episode.principal_diagnosis
    return Said.TEXT, f"{code} {condition}" if code else condition


def _allergies(desk: ClosureDesk) -> Drafted:
    who = desk.identity
    if who.allergy_state is AllergyState.KNOWN and who.allergies:
        return Said.TEXT, "、".join(who.allergies)  # i18n: not text
    if who.allergy_state is AllergyState.NONE_KNOWN:
        return Said.NONE, ""
    return (Said.UNKNOWN, "") if who.allergy_state is AllergyState.UNAVAILABLE else None


def _medications(texts: Texts, local: ToLocal, desk: ClosureDesk, drugs: Formulary) -> Drafted:
    lines = [_medication(texts, local, course, drugs) for course in desk.facts.medications]
    return (Said.TEXT, "\n".join(lines)) if lines else None


def _medication(texts: Texts, local: ToLocal, course: MedicationCourse, drugs: Formulary) -> str:
    medication, order = course.order.medication, course.order
    if medication is None:
        return order.subject
    drug = drugs.drugs.get(medication.drug_id)
    name = drug.name if drug is not None else medication.drug_id
    every = f"q{order.timing.every_hours}h" if order.timing.every_hours else ""
    route = texts.word("orders.route", medication.route)
    what = " ".join(part for part in (name, str(medication.amount), route, every) if part)
    if course.first is None or course.last is None:
        return texts("closing.draft.not_given", what=what)
    first, last = f"{local(course.first):%m-%d}", f"{local(course.last):%m-%d}"
    return texts("closing.draft.given", what=what, first=first, last=last, count=course.given)


def _results(texts: Texts, local: ToLocal, desk: ClosureDesk) -> Drafted:
    lines = [
        f"{result_text(texts, r.analyte, f'{r.quantity.value} {r.quantity.unit}')} ({local(r.specimen_at):%m-%d})"
        for r in desk.facts.results
    ]
    return (Said.TEXT, "\n".join(lines)) if lines else None


def _care(texts: Texts, desk: ClosureDesk) -> Drafted:
    done = desk.facts.done
    parts = [f"{texts.word('words.task_kind', kind)} ×{count}" for kind, count in sorted(done.items())]
    return (Said.TEXT, " · ".join(parts)) if parts else None


def _follow_up(texts: Texts, desk: ClosureDesk) -> Drafted:
    pending = " · ".join(texts.word("handover.specimen", kind) for kind in desk.facts.pending)
    lines = [texts("closing.draft.pending", kinds=pending)] if pending else []
    if desk.facts.staying:
        lines.append(texts("closing.draft.retrieval"))
    return (Said.TEXT, "\n".join(lines)) if lines else None
