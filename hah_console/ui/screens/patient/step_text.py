"""The words of the next steps: waiting alarms and the running transfer first, then work in order of time; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.services.next_steps import StageClock, WorkStep
from hah_console.services.patient_page import OpenAlarm, PatientPage
from hah_console.ui.i18n import Texts
from hah_console.ui.lock_text import lock_text
from hah_console.ui.wording import age_text, clock_text, near_clock, stopwatch, subject_text

# i18n: words.task_kind.* words.transfer_stage.* words.priority.*
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line: when, what, detail. ``late`` shows the warning shape; ``opens`` is (screen, entity) or empty texts."""

    key: str
    when: str
    title: str
    detail: str
    late: bool
    priority: Priority | None
    opens: tuple[str, str]
    spoken: str


def step_lines(texts: Texts, local: ToLocal, page: PatientPage, now: datetime) -> tuple[StepLine, ...]:
    """All lines of the page; a running transfer stands among the first two, however many alarms wait."""
    lines = [_alarm(texts, local, alarm, now) for alarm in page.alarms if alarm.waiting]
    if page.transfer is not None:
        lines.insert(1, _transfer(texts, page.transfer, now))
    lines += [_alarm(texts, local, alarm, now) for alarm in page.alarms if not alarm.waiting]
    lines += [_work(texts, local, step, now) for step in page.steps]
    return tuple(lines)


def _line(
    texts: Texts,
    key: str,
    when: str,
    title: str,
    detail: str,
    *,
    late: bool = False,
    priority: Priority | None = None,
    opens: tuple[str, str] = ("", ""),
) -> StepLine:
    spoken = texts("patient.steps.spoken", when=when, title=title, detail=detail)
    return StepLine(key, when, title, detail, late, priority, opens, spoken)


def _alarm(texts: Texts, local: ToLocal, item: OpenAlarm, now: datetime) -> StepLine:
    alarm = item.alarm
    subject = subject_text(texts, alarm)
    age = age_text(texts, now - alarm.raised_at)
    lock = _lock(texts, local, item, now)
    opens = ("alarms", str(alarm.alarm_id))
    if not item.waiting:
        title = texts("patient.steps.owned", subject=subject)
        detail = texts("patient.steps.owned_detail", owner=item.owner, age=age)
        return _line(texts, alarm.alarm_id, "", title, detail + lock, priority=alarm.priority, opens=opens)
    priority = texts.word("words.priority", int(alarm.priority))
    title = texts("patient.steps.alarm", subject=subject)
    detail = texts("patient.steps.alarm_detail", priority=priority, age=age)
    when = texts("patient.steps.now")
    return _line(texts, alarm.alarm_id, when, title, detail + lock, late=True, priority=alarm.priority, opens=opens)


def _lock(texts: Texts, local: ToLocal, item: OpenAlarm, now: datetime) -> str:
    said = lock_text(texts, local, item.alarm.subject, item.locked, now)
    return f" · {said}" if said else ""


def _transfer(texts: Texts, clock: StageClock, now: datetime) -> StepLine:
    stage = texts.word("words.transfer_stage", clock.stage)
    place = f"{clock.hospital} · " if clock.hospital else ""
    elapsed, left = stopwatch(clock.elapsed(now)), clock.left(now)
    if left is None or clock.target is None:
        detail = texts("patient.steps.transfer_detail", place=place, elapsed=elapsed)
    elif left >= timedelta(0):
        target = age_text(texts, clock.target)
        detail = texts("patient.steps.transfer_target", place=place, elapsed=elapsed, target=target)
    else:
        over = stopwatch(-left)
        detail = texts("patient.steps.transfer_over", place=place, elapsed=elapsed, over=over)
    title, when = texts("patient.steps.transfer", stage=stage), texts("patient.steps.now")
    opens = ("transfers", str(clock.transfer_id))
    return _line(texts, clock.transfer_id, when, title, detail, late=clock.overdue(now), opens=opens)


def _work(texts: Texts, local: ToLocal, step: WorkStep, now: datetime) -> StepLine:
    what = texts.word("words.task_kind", step.kind)
    title = f"{what} · {step.note}" if step.note else what
    window = texts(
        "patient.steps.window", **{"from": clock_text(local(step.earliest)), "to": clock_text(local(step.latest))}
    )
    parts = (_withdrawn(texts, step), _left(texts, step, now), window, _planned(texts, local, step))
    detail = " · ".join(part for part in parts if part)
    late = step.late_by(now) > timedelta(0) or step.planned_late() > timedelta(0)
    return _line(texts, step.task_id, _when(local, step, now), title, detail, late=late)


# i18n: words.withdrawal.*
def _withdrawn(texts: Texts, step: WorkStep) -> str:
    if step.withdrawn_for is None:
        return ""
    return texts("patient.steps.withdrawn", reason=texts.word("words.withdrawal", step.withdrawn_for))


def _when(local: ToLocal, step: WorkStep, now: datetime) -> str:
    return near_clock(local(step.due_at), local(now).date())


def _planned(texts: Texts, local: ToLocal, step: WorkStep) -> str:
    if step.planned_at is None:
        return texts("patient.steps.unplanned")
    at, late = clock_text(local(step.planned_at)), step.planned_late()
    if late > timedelta(0):
        return texts("patient.steps.planned_late", who=step.staff_name, at=at, late=age_text(texts, late))
    return texts("patient.steps.planned", who=step.staff_name, at=at)


def _left(texts: Texts, step: WorkStep, now: datetime) -> str:
    if now > step.latest:
        return texts("patient.steps.overdue", age=age_text(texts, now - step.latest))
    if now < step.earliest:
        return texts("patient.steps.begins", age=age_text(texts, step.earliest - now))
    return texts("patient.steps.left", age=age_text(texts, step.latest - now))
