"""What people do about alarms, on the real store: by role, by version, with an entry in the audit trail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.alarm_ward import DISPATCHER, FIRST, NURSE, PHYSICIAN, RULES, SECOND, AlarmWard

from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotFound, NotPermitted, VersionConflict
from hah_console.domain.ids import AlarmId, LimitId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import Vital
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.services.alarm_commands import acknowledge_alarm, call_about_alarm, escalate_alarm
from hah_console.services.patient_limits import end_patient_limit, own_limits, set_patient_limit
from hah_console.services.shelving import end_shelf, longest_shelf, shelve_alarm

TREATED = ShelfReason.BEING_TREATED
MINUTE = timedelta(minutes=1)


def low_spo2(ward: AlarmWard) -> Alarm:
    ward.hear(30, spo2=86)
    return ward.one("spo2_low")


def shelve(ward: AlarmWard, alarm: Alarm, for_minutes: float = 10) -> Shelf:
    shelve_alarm(
        ward.ctx, NURSE, RULES, alarm.alarm_id, TREATED, ward.clock.now() + for_minutes * MINUTE, "", alarm.version
    )
    with ward.ctx.store() as uow:
        return uow.shelves.open(ward.clock.now())[-1]


def test_a_call_names_who_telephoned_and_the_alarm_goes_on(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    call_about_alarm(ward.ctx, NURSE, alarm.alarm_id, alarm.version)
    called = ward.one("spo2_low")
    assert (called.called_by, called.called_at, called.state) == ("u-1", ward.clock.now(), AlarmState.ACTIVE)
    assert ward.actions(alarm.alarm_id)[-1] == "call_about_alarm"


def test_passing_on_tells_the_next_role_at_once_and_ends_on_the_last_rung(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    for rung in range(1, len(RULES.ladder) + 1):
        escalate_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id)
        assert ward.one("spo2_low").rung == rung
    with pytest.raises(IllegalTransition):
        escalate_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id)


Command = Callable[[AlarmWard, Alarm, int | None], object]
COMMANDS: dict[str, Command] = {
    "call": lambda ward, alarm, version: call_about_alarm(ward.ctx, NURSE, alarm.alarm_id, version),
    "escalate": lambda ward, alarm, version: escalate_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id, version),
    "shelve": lambda ward, alarm, version: shelve_alarm(
        ward.ctx, NURSE, RULES, alarm.alarm_id, TREATED, ward.clock.now() + MINUTE, "", version
    ),
    "acknowledge": lambda ward, alarm, version: acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id, version),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_who_saw_an_older_version_is_told_and_changes_nothing(ward: AlarmWard, command: Command) -> None:
    alarm = low_spo2(ward)
    with pytest.raises(VersionConflict):
        command(ward, alarm, alarm.version + 1)
    assert ward.one("spo2_low") == alarm


def test_only_clinical_roles_act_on_alarms_and_only_on_ones_that_exist(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    for act in (
        lambda: call_about_alarm(ward.ctx, DISPATCHER, alarm.alarm_id),
        lambda: escalate_alarm(ward.ctx, DISPATCHER, RULES, alarm.alarm_id),
        lambda: shelve_alarm(ward.ctx, DISPATCHER, RULES, alarm.alarm_id, TREATED, ward.clock.now() + MINUTE),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        call_about_alarm(ward.ctx, NURSE, AlarmId("A-none"))


def test_no_shelf_is_longer_than_the_pack_allows(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    longest = longest_shelf(RULES, alarm)
    assert longest == RULES.longest_shelf[Priority.HIGH]
    for lasts in (longest + timedelta(seconds=1), timedelta(0), -MINUTE):
        with pytest.raises(InvalidInput):
            shelve(ward, alarm, lasts / MINUTE)
    assert shelve(ward, alarm, longest / MINUTE).until == ward.clock.now() + longest


def test_a_shelf_says_who_why_and_until_when_and_another_one_over_it_is_refused(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    shelf = shelve(ward, alarm)
    assert (shelf.patient_id, shelf.key, shelf.shelved_by, shelf.reason) == (FIRST, "spo2_low:spo2", "u-1", TREATED)
    assert ward.actions(alarm.alarm_id)[-1] == "shelve_alarm"
    with pytest.raises(IllegalTransition):
        shelve(ward, alarm)


def test_a_reason_of_ones_own_needs_words(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    end = ward.clock.now() + MINUTE
    with pytest.raises(InvalidInput):
        shelve_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id, ShelfReason.OTHER, end, "  ")
    shelve_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id, ShelfReason.OTHER, end, "搬床中")


def test_a_shelf_is_ended_by_hand_once(ward: AlarmWard) -> None:
    shelf = shelve(ward, low_spo2(ward))
    with pytest.raises(VersionConflict):
        end_shelf(ward.ctx, NURSE, shelf.shelf_id, shelf.version + 1)
    end_shelf(ward.ctx, NURSE, shelf.shelf_id, shelf.version)
    with ward.ctx.store() as uow:
        assert uow.shelves.open(ward.clock.now()) == ()
    with pytest.raises(IllegalTransition):
        end_shelf(ward.ctx, NURSE, shelf.shelf_id)


def test_a_shelved_alarm_does_not_climb_and_one_beside_it_does(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    ward.hear(30, SECOND, spo2=86)
    shelve(ward, alarm, 15)
    ward.sweep(after_s=180)
    assert [a.rung for a in ward.alarms("spo2_low")] == [0, 1]
    ward.sweep(after_s=13 * 60)
    assert [a.rung for a in ward.alarms("spo2_low")] == [3, 3]


def test_a_more_urgent_priority_breaks_the_shelf(ward: AlarmWard) -> None:
    ward.hear(10, temp=37.0, rr=22, spo2=93, sbp=95, hr=80)
    alarm = ward.one("news2_urgent")
    shelf = shelve(ward, alarm, 60)
    ward.ingest.reload()
    ward.hear(10, temp=39.2, rr=22, spo2=93, sbp=95, hr=115)
    worse = ward.one("news2_emergency")
    assert (worse.alarm_id, worse.priority) == (alarm.alarm_id, Priority.HIGH)
    with ward.ctx.store() as uow:
        assert uow.shelves.get(shelf.shelf_id).ended_by == "service"
    assert ward.actions(shelf.shelf_id) == ["break_shelf"]


def test_nobody_acknowledging_is_told_rung_by_rung_and_each_rung_once(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    found = [one for _ in range(20) for one in ward.sweep(after_s=60).alarms if one.alarm.alarm_id == alarm.alarm_id]
    assert [(one.kind, one.alarm.rung) for one in found] == [("climbed", 1), ("climbed", 2), ("climbed", 3)]
    assert ward.actions(alarm.alarm_id).count("alarm_climbed") == 3


def test_an_acknowledged_alarm_is_told_to_nobody_else_even_before_the_next_reload(ward: AlarmWard) -> None:
    alarm = low_spo2(ward)
    acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id)
    ward.sweep(after_s=3600)
    assert ward.one("spo2_low").rung == 0


def test_a_limit_needs_a_physician_a_reason_an_end_and_room(ward: AlarmWard) -> None:
    end = ward.clock.now() + timedelta(days=1)

    def set_limit(actor=PHYSICIAN, patient=FIRST, side="low", value=84.0, reason="COPD", until=end) -> None:
        set_patient_limit(ward.ctx, actor, patient, Vital.SPO2, side, value, reason, until)

    set_limit(side="high", value=99.0)
    for wrong in ({"side": "under"}, {"value": 5.0}, {"reason": " "}, {"until": ward.clock.now()}, {"value": 99.0}):
        with pytest.raises(InvalidInput):
            set_limit(**wrong)
    with pytest.raises(NotPermitted):
        set_limit(actor=NURSE)
    with pytest.raises(NotFound):
        set_limit(patient=PatientId("nobody"))
    pack = (replace(next(rule for rule in RULES.limits if rule.vital is Vital.SPO2), side="high", limit=97.0),)
    for value in (97.0, 98.0):
        with pytest.raises(InvalidInput):
            set_patient_limit(ward.ctx, PHYSICIAN, SECOND, Vital.SPO2, "low", value, "COPD", end, pack)
    set_patient_limit(ward.ctx, PHYSICIAN, SECOND, Vital.SPO2, "low", 96.0, "COPD", end, pack)
    set_limit()
    with ward.ctx.store() as uow:
        every = uow.limits.current(ward.clock.now())
        own = [(limit.side, limit.value, limit.author) for limit in every if limit.patient_id == FIRST]
    assert own == [("high", 99.0, "u-2"), ("low", 84.0, "u-2")]


def test_a_limit_that_was_set_replaces_that_of_the_pack_until_its_end(ward: AlarmWard) -> None:
    end = ward.clock.now() + timedelta(minutes=10)
    set_patient_limit(ward.ctx, PHYSICIAN, FIRST, Vital.SPO2, "low", 84.0, "COPD", end)
    ward.ingest.reload()
    ward.hear(570, spo2=86)
    assert not ward.alarms("spo2_low")
    ward.hear(90, spo2=86)
    assert ward.one("spo2_low").limit == 88


def own_low_limit(ward: AlarmWard, value: float = 84.0, hours: float = 24) -> PatientLimit:
    end = ward.clock.now() + timedelta(hours=hours)
    set_patient_limit(ward.ctx, PHYSICIAN, FIRST, Vital.SPO2, "low", value, "COPD", end)
    return own_limits(ward.ctx, FIRST)[0]


def test_a_limit_ended_early_gives_that_of_the_pack_back_at_once_with_its_reason_in_trail_and_case(
    ward: AlarmWard,
) -> None:
    own_low_limit(ward, 80.0)
    ward.clock.advance(MINUTE)
    own = own_low_limit(ward)
    ward.ingest.reload()
    ward.hear(120, spo2=86)
    assert not ward.alarms("spo2_low")
    end_patient_limit(ward.ctx, PHYSICIAN, FIRST, own.limit_id, " oxygen weaned ")
    ward.ingest.reload()
    ward.hear(60, spo2=86)
    assert ward.one("spo2_low").limit == 88
    with ward.ctx.store() as uow:
        assert uow.limits.current(ward.clock.now()) == ()
        ended = [(x.value, x.ended_by, x.end_reason) for x in uow.limits.since(own.set_at)]
        event = uow.case_events.of_patient(FIRST, own.set_at, ward.clock.now())[-1]
        entry = [e for e in uow.audit.entries() if e.entry.action == "end_patient_limit"][-1].entry
    assert ended == [(80.0, "u-2", "oxygen weaned"), (84.0, "u-2", "oxygen weaned")]
    assert (event.kind, event.by, event.fact("vital"), event.fact("limit")) == ("limit_ended", "u-2", "spo2", "84")
    assert (entry.patient_id, dict(entry.facts)["reason"]) == (FIRST, "oxygen weaned")


def test_a_limit_is_ended_by_whoever_may_set_one_with_a_reason_and_only_the_one_that_was_seen(ward: AlarmWard) -> None:
    own = own_low_limit(ward)

    def end(actor=PHYSICIAN, patient=FIRST, limit_id=own.limit_id, reason="better") -> None:
        end_patient_limit(ward.ctx, actor, patient, limit_id, reason)

    for actor in (NURSE, DISPATCHER):
        with pytest.raises(NotPermitted):
            end(actor=actor)
    for reason in (" ", "x" * 501):
        with pytest.raises(InvalidInput):
            end(reason=reason)
    for wrong in ({"patient": SECOND}, {"limit_id": LimitId("999")}):
        with pytest.raises(NotFound):
            end(**wrong)
    ward.clock.advance(MINUTE)
    newer = own_low_limit(ward, 86.0)
    with pytest.raises(VersionConflict):
        end()
    assert own_limits(ward.ctx, FIRST) == (newer,)
    end(limit_id=newer.limit_id)
    with pytest.raises(VersionConflict):
        end(limit_id=newer.limit_id)
    assert own_limits(ward.ctx, FIRST) == ()
