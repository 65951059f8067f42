"""The clocks of visits that go on, looked at once a second by the service: what lasts too long is an alarm."""

from collections.abc import Callable
from datetime import datetime

from hah_console.alarms.finding import key_of
from hah_console.alarms.rules.staff import VISIT_OVERDUE, find_visit
from hah_console.alarms.stages.delay import Reason
from hah_console.alarms.stages.resolve import Case, Resolved, resolve
from hah_console.domain.ids import AlarmId
from hah_console.domain.staff_safety import StaffSafetyRules, visit_clock
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.ports import UnitOfWork

OVERDUE_ONLY = frozenset({VISIT_OVERDUE})


def tell_staff(
    uow: UnitOfWork, book: AlarmBook, rules: StaffSafetyRules, now: datetime, new_id: Callable[[], AlarmId]
) -> list[Resolved]:
    """SAFETY(visit clock): one alarm for each worker who has been at a visit for too long, more urgent when nobody has
    spoken with her, whoever has taken it; ended when she has left or somebody has spoken with her.

    Nothing is remembered between two looks but visits and alarms themselves, so a restart changes nothing.
    """
    answers = _answers(uow, book, rules, now, new_id)
    if answers and book.refresh(uow, now):
        answers = _answers(uow, book, rules, now, new_id)
    return book.save(uow, answers, now) if answers else []


def _answers(
    uow: UnitOfWork, book: AlarmBook, rules: StaffSafetyRules, now: datetime, new_id: Callable[[], AlarmId]
) -> list[Resolved]:
    case, found, running = Case(None, now, rules.info.version), [], set()
    known = {key_of(alarm): alarm for alarm in book.of(None)}
    for visit in uow.field_visits.with_patient():
        clock = visit_clock(visit, uow.tasks.get(visit.task_id).kind, rules)
        if clock is None or clock.priority(rules, now) is None:
            continue
        finding = find_visit(visit.staff_id, clock, rules, now)
        running.add(finding.key)
        reason = Reason.STILL_PRESENT if finding.key in known else Reason.LASTED
        answer = resolve(case, finding, reason, known, new_id)
        found += [answer] if answer else []
    over = (alarm for alarm in book.by_rule(OVERDUE_ONLY) if key_of(alarm) not in running)
    return [*found, *(Resolved(alarm.condition_ended(now), "ended") for alarm in over)]
