"""The clock of a visit: time by its kind, then an alarm, then an urgent one, and none once somebody has spoken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hah_console.alarms.finding import Signal
from hah_console.alarms.rules.staff import find_visit
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, TaskId, VisitId
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.staff_safety import StaffSafetyRules, visit_clock
from hah_console.domain.task import TaskKind

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = StaffSafetyRules(
    PackInfo("staff-safety", "t", date(2026, 5, 1), "t"), {TaskKind.SPECIMEN: 45 * MINUTE}, 90 * MINUTE, 10 * MINUTE,
    30 * MINUTE,
)  # fmt: skip
VISIT = FieldVisit(
    VisitId("T-1"), TaskId("T-1"), PatientId("P-1"), EpisodeId("E-1"), StaffId("N-1"), AT.date(), AT
).moved(FieldState.ARRIVED, AT)


@pytest.mark.parametrize(
    ("kind", "minutes", "priority"),
    [
        (TaskKind.SPECIMEN, 44, None), (TaskKind.SPECIMEN, 45, Priority.MEDIUM), (TaskKind.SPECIMEN, 55, Priority.HIGH),
        (TaskKind.NURSE_VISIT, 89, None), (TaskKind.NURSE_VISIT, 90, Priority.MEDIUM),
    ],
)  # fmt: skip
def test_a_visit_has_its_kinds_time_and_then_becomes_urgent(
    kind: TaskKind, minutes: int, priority: Priority | None
) -> None:
    clock = visit_clock(VISIT, kind, RULES)
    assert clock is not None
    assert clock.priority(RULES, AT + minutes * MINUTE) is priority
    finding = find_visit(VISIT.staff_id, clock, RULES, AT + minutes * MINUTE)
    assert finding.signal is (Signal.ABSENT if priority is None else Signal.PRESENT)
    assert (finding.lane, finding.value) == (Lane.TECHNICAL, float(minutes))


def test_who_was_spoken_with_has_more_time_and_never_less() -> None:
    later = visit_clock(replace(VISIT, safe_until=AT + 80 * MINUTE), TaskKind.SPECIMEN, RULES)
    assert later is not None
    assert later.priority(RULES, AT + 79 * MINUTE) is None
    assert later.priority(RULES, AT + 80 * MINUTE) is Priority.MEDIUM
    sooner = visit_clock(replace(VISIT, safe_until=AT + 5 * MINUTE), TaskKind.SPECIMEN, RULES)
    assert sooner is not None
    assert sooner.due == AT + 45 * MINUTE


def test_nobody_is_waited_for_who_has_left_or_not_come() -> None:
    assert visit_clock(VISIT.moved(FieldState.LEFT, AT + MINUTE), TaskKind.SPECIMEN, RULES) is None
    assert visit_clock(replace(VISIT, state=FieldState.ON_THE_WAY), TaskKind.SPECIMEN, RULES) is None
