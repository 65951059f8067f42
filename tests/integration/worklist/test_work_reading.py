"""The worklist read from a real store: what stands on it, in which order, and what a change touches."""

from dataclasses import replace
from datetime import timedelta

from helpers.order_bench import medication
from helpers.ward import NOW, an_alarm
from helpers.work_desk import WorkDesk

from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.dose import Dose, DoseWindow
from hah_console.domain.ids import DoseId, OrderId, UserId
from hah_console.domain.task import TaskState
from hah_console.services.work_reading import BY_TIME
from hah_console.services.worklist import WorkDose, WorkItem, WorkKind, Worklist

HOUR = timedelta(hours=1)


def of(worklist: Worklist, kind: WorkKind) -> list[WorkItem]:
    return [item for item in worklist.items if item.kind is kind]


def test_everything_stands_in_order_of_severity_then_what_nobody_is_at_then_time(desk: WorkDesk) -> None:
    desk.later(hours=8)
    items = desk.read().items
    assert {item.kind for item in items} == set(WorkKind)
    ranks = [(-(item.priority or 0), item.owned, item.due_at) for item in items]
    assert ranks == sorted(ranks)


def test_an_overdue_clock_ranks_with_the_alarms_of_its_severity(desk: WorkDesk) -> None:
    medium = [item.kind for item in desk.read().items if item.priority is Priority.MEDIUM and not item.owned]
    assert {WorkKind.ALARM, WorkKind.CLOCK} <= set(medium)
    assert medium != sorted(medium, key=list(WorkKind).index), "in order of time, not of kind"


def test_an_alarm_that_was_taken_over_and_is_not_resolved_stays_below_those_that_wait(desk: WorkDesk) -> None:
    alarms = of(desk.read(), WorkKind.ALARM)
    medium = [item for item in alarms if item.priority is Priority.MEDIUM]
    assert [(item.owned, item.owner) for item in medium] == [(False, ""), (True, medium[1].owner)]
    assert medium[1].owner


def test_a_raised_alarm_is_on_the_list_after_the_next_look_at_alarms(desk: WorkDesk) -> None:
    desk.read()
    patient = desk.ward.patients[20]
    desk.ward.raise_alarm(an_alarm("A-9", patient, "spo2", 80, Priority.HIGH, minutes_ago=0))
    assert "alarm:A-9" not in {item.key for item in desk.read(frozenset()).items}
    found = next(item for item in desk.read(frozenset({"alarm"})).items if item.key == "alarm:A-9")
    assert (found.place, found.late, bool(found.name)) == (("alarms", "A-9"), True, True)


def add_dose(desk: WorkDesk, number: int, window: DoseWindow) -> None:
    episode = desk.episode(number)
    with desk.ward.ctx.store() as uow:
        order = next(iter(uow.orders.running()))
        uow.doses.add_many([
            Dose(DoseId(f"D-{number}"), order.order_id, episode.episode_id, episode.patient_id, window.earliest, window)
        ])  # fmt: skip
        uow.commit()


def test_a_dose_is_due_late_and_unsettled_by_its_window_and_says_what_is_given(desk: WorkDesk) -> None:
    add_dose(desk, 0, DoseWindow(NOW - HOUR, NOW + HOUR, NOW + 3 * HOUR))
    wanted: list[tuple[Priority | None, bool]] = [(None, False), (Priority.MEDIUM, True), (Priority.HIGH, True)]
    for hours, (priority, late) in zip((0, 2, 2), wanted, strict=True):
        desk.later(hours=hours)
        item = next(item for item in desk.read().items if item.key == "dose:D-0")
        assert (item.priority, item.late) == (priority, late)
        assert isinstance(item.subject, WorkDose)
        assert item.subject.drug
        assert item.subject.medication is not None
    assert medication("ceftriaxone").drug_id


def test_a_dose_before_its_window_is_not_on_the_list(desk: WorkDesk) -> None:
    add_dose(desk, 0, DoseWindow(NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR))
    assert "dose:D-0" not in {item.key for item in desk.read().items}
    desk.later(hours=1)
    assert "dose:D-0" in {item.key for item in desk.read(BY_TIME).items}


def test_a_visit_for_a_dose_on_the_list_stands_there_once(desk: WorkDesk) -> None:
    desk.later(hours=6)
    with desk.ward.ctx.store() as uow:
        doses = uow.doses.due_before(desk.ward.clock.now() + 4 * HOUR)
    carried = {f"task:{dose.task_id}" for dose in doses if dose.task_id is not None}
    keys = {item.key for item in desk.read().items}
    shown = {f"task:{dose.task_id}" for dose in doses if f"dose:{dose.dose_id}" in keys}
    assert shown
    assert not shown & keys
    assert carried


def test_a_visit_is_late_after_its_window_however_long_ago_and_leaves_the_list_when_done(desk: WorkDesk) -> None:
    desk.later(days=30)
    late = of(desk.read(), WorkKind.VISIT)
    assert late
    assert all(item.late and item.priority is not None for item in late)
    with desk.ward.ctx.store() as uow:
        task = late[0].subject
        uow.tasks.save(replace(task, state=TaskState.COMPLETED))
        uow.commit()
    assert late[0].key not in {item.key for item in desk.read(frozenset({"task"})).items}


def test_reading_by_parts_gives_what_reading_everything_gives(desk: WorkDesk) -> None:
    desk.read()
    desk.ward.raise_alarm(an_alarm("A-9", desk.ward.patients[30], "hr", 140, Priority.MEDIUM, minutes_ago=0))
    desk.later(hours=7)
    assert desk.read(frozenset({"alarm", *BY_TIME})).items == desk.fresh().items


def test_an_acknowledged_alarm_has_the_name_of_who_took_it(desk: WorkDesk) -> None:
    with desk.ward.ctx.store() as uow:
        alarm = next(alarm for alarm in uow.alarms.open() if alarm.state is AlarmState.ACTIVE)
        nurse = uow.users.by_sign_in_name("nurse1")
        uow.alarms.save(alarm.acknowledged(nurse.user_id, NOW))
        uow.commit()
    item = next(item for item in desk.read().items if item.key == f"alarm:{alarm.alarm_id}")
    assert (item.owner_id, item.owner, item.owned) == (nurse.user_id, nurse.name, True)
    assert nurse.user_id in desk.read().own_ids


def test_an_order_that_is_not_there_leaves_its_dose_on_the_list(desk: WorkDesk) -> None:
    window = DoseWindow(NOW - HOUR, NOW + HOUR, NOW + 3 * HOUR)
    add_dose(desk, 0, window)
    desk.read()
    reading = desk.reading
    reading._facts = replace(reading._facts, doses=tuple(
        replace(dose, order_id=OrderId("gone")) for dose in reading._facts.doses
    ))  # fmt: skip
    item = next(item for item in desk.read(frozenset()).items if item.key == "dose:D-0")
    assert isinstance(item.subject, WorkDose)
    assert (item.subject.drug, item.subject.medication) == ("", None)


def test_who_looks_is_known_by_the_account_and_by_the_member_of_staff(desk: WorkDesk) -> None:
    own = desk.read().own_ids
    assert UserId(desk.reading.actor.user_id) in own
    assert len(own) == 2
