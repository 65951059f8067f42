"""Everything that goes into the store comes out the same, on both engines."""

import math
from dataclasses import replace

import pytest
from helpers.refusals import of_monitors
from samples import (
    ALARM,
    DUTY,
    EPISODE,
    GATEWAY,
    HOUR,
    KEYED,
    LATEST,
    LIMIT,
    NOW,
    NURSE,
    OBSERVATION,
    PARENTS,
    PATIENT,
    PLAN,
    READING,
    RULE_SET,
    SCORE,
    SHELF,
    SHIFT,
    STATUS,
    STRIP,
    TASK,
    TRANSFER,
    fields_at_default,
)

from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotFound, VersionConflict
from hah_console.domain.reading import Vital
from hah_console.domain.refused_message import RefusedMessage
from hah_console.domain.rule_set import RuleSetState
from hah_console.domain.told import Told
from hah_console.domain.transfer import STAGE_LINE, StageEntry, TransferStage
from hah_console.domain.visit import PlanState


def put(unit, *pairs):
    with unit() as uow:
        for name, row in pairs:
            getattr(uow, name).save(row)
        uow.commit()


@pytest.fixture
def with_parents(unit):
    put(unit, *PARENTS)
    return unit


@pytest.mark.parametrize("name", KEYED)
def test_no_sample_leaves_a_field_at_its_default(name):
    assert fields_at_default(KEYED[name]) == []


@pytest.mark.parametrize("name", KEYED)
def test_every_field_of_every_editable_row_comes_back(unit, name):
    row = KEYED[name]
    pairs = dict([*PARENTS, (name, row)])
    put(unit, *pairs.items())
    key = getattr(row, next(iter(row.__dataclass_fields__)))
    with unit() as uow:
        repository = getattr(uow, name)
        assert repository.get(key) == replace(row, version=1)
        assert repository.find(key) == replace(row, version=1)
        assert repository.all() == (replace(row, version=1),)


@pytest.mark.parametrize("name", KEYED)
def test_a_second_writer_gets_a_conflict_and_changes_nothing(unit, name):
    row = KEYED[name]
    put(unit, *dict([*PARENTS, (name, row)]).items())
    with unit() as uow:
        saved = getattr(uow, name).save(replace(row, version=1))
        assert saved == replace(row, version=2)
        uow.commit()
    with unit() as uow, pytest.raises(VersionConflict) as conflict:
        getattr(uow, name).save(replace(row, version=1))
    assert (conflict.value.facts["expected"], conflict.value.facts["found"]) == (1, 2)
    with unit() as uow, pytest.raises(VersionConflict):
        getattr(uow, name).save(replace(row, version=0))


def test_what_is_not_there_is_not_found(unit):
    with unit() as uow:
        assert uow.patients.find("nobody") is None
        with pytest.raises(NotFound):
            uow.patients.get("nobody")
        with pytest.raises(NotFound):
            uow.patients.save(replace(PATIENT, version=3))


def test_leaving_without_commit_leaves_nothing(unit):
    with unit() as uow:
        uow.patients.save(PATIENT)
        uow.changed("create", "patient", "P-1", NURSE, NOW)
    with unit() as uow:
        assert uow.patients.all() == ()
        assert uow.commit().items == ()


def test_an_error_in_the_block_leaves_nothing(unit):
    def fail_in_the_middle():
        with unit() as uow:
            uow.patients.save(PATIENT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    with unit() as uow:
        assert uow.patients.all() == ()


def test_an_episode_without_its_patient_is_refused_at_commit(unit):
    with unit() as uow:
        uow.episodes.save(EPISODE)
        with pytest.raises(InvalidInput):
            uow.commit()
    with unit() as uow:
        assert uow.episodes.all() == ()


def test_children_may_be_written_before_their_parents(unit):
    put(unit, ("episodes", EPISODE), ("patients", PATIENT))
    with unit() as uow:
        assert uow.episodes.of_patient("P-1") == (replace(EPISODE, version=1),)


def test_closed_episodes_and_cleared_alarms_are_not_open(with_parents):
    put(
        with_parents,
        ("episodes", replace(EPISODE, episode_id="E-2", state=EpisodeState.ACTIVE)),
        ("alarms", ALARM),
        ("alarms", replace(ALARM, alarm_id="A-2", state=AlarmState.CLEARED)),
    )
    with with_parents() as uow:
        assert [e.episode_id for e in uow.episodes.open()] == ["E-2"]
        assert [a.alarm_id for a in uow.alarms.open()] == ["A-1"]


def test_alarms_are_found_by_when_they_were_raised(with_parents):
    put(with_parents, ("alarms", ALARM), ("alarms", replace(ALARM, alarm_id="A-2", patient_id=None)))
    with with_parents() as uow:
        assert len(uow.alarms.between(NOW, NOW + HOUR)) == 2
        assert uow.alarms.between(NOW - HOUR, NOW) == ()
        assert [a.alarm_id for a in uow.alarms.of_patient("P-1", NOW, NOW + HOUR)] == ["A-1"]


def test_shifts_and_duties_hold_in_their_period(with_parents):
    with with_parents() as uow:
        uow.staff.add_shifts([SHIFT])
        uow.staff.add_duties([DUTY])
        uow.commit()
    with with_parents() as uow:
        assert uow.staff.shifts(NOW + HOUR, NOW + 2 * HOUR) == (SHIFT,)
        assert uow.staff.shifts(NOW + 8 * HOUR, NOW + 9 * HOUR) == ()
        assert uow.staff.duties(NOW) == (DUTY,)
        assert uow.staff.duties(NOW + HOUR) == ()


def test_users_are_found_however_the_name_is_typed(unit):
    put(unit, ("users", KEYED["users"]))
    with unit() as uow:
        assert uow.users.by_sign_in_name(" ｎｕｒｓｅ９ ") == replace(KEYED["users"], version=1)
        assert uow.users.by_sign_in_name("nurse") is None


def test_two_accounts_cannot_share_a_sign_in_name(unit):
    put(unit, ("users", KEYED["users"]))
    with unit() as uow, pytest.raises(InvalidInput):
        uow.users.save(replace(KEYED["users"], user_id="U-10", sign_in_name="NURSE9"))


def test_tasks_are_found_by_window_and_patient(with_parents):
    with with_parents() as uow:
        uow.tasks.add_many([TASK, replace(TASK, task_id="T-2", earliest=NOW + 3 * HOUR, latest=NOW + 4 * HOUR)])
        uow.commit()
    with with_parents() as uow:
        assert [t.task_id for t in uow.tasks.between(NOW, NOW + 2 * HOUR)] == ["T-1"]
        assert [t.task_id for t in uow.tasks.of_patient("P-1")] == ["T-1", "T-2"]
        assert uow.tasks.get("T-1") == replace(TASK, version=1)


def test_the_published_plan_is_the_one_with_the_highest_number(unit):
    older = replace(PLAN, plan_id="PL-0", number=1, state=PlanState.SUPERSEDED)
    put(unit, ("plans", older), ("plans", PLAN), ("plans", replace(PLAN, plan_id="PL-2", state=PlanState.DRAFT)))
    with unit() as uow:
        assert uow.plans.published(PLAN.day) == replace(PLAN, version=1)
        assert {p.plan_id for p in uow.plans.of_day(PLAN.day)} == {"PL-0", "PL-1", "PL-2"}
        assert uow.plans.published(PLAN.day.replace(day=6)) is None


def test_saving_a_plan_again_replaces_its_visits(unit):
    put(unit, ("plans", PLAN))
    with unit() as uow:
        uow.plans.save(replace(PLAN, version=1, visits=PLAN.visits[:1], unplanned=()))
        uow.commit()
    with unit() as uow:
        assert uow.plans.get("PL-1") == replace(PLAN, version=2, visits=PLAN.visits[:1], unplanned=())


def test_a_transfer_grows_by_stages_until_it_ends(with_parents):
    for stage in STAGE_LINE[2:]:
        with with_parents() as uow:
            (transfer,) = uow.transfers.open()
            saved = uow.transfers.save(transfer.moved(stage, at=NOW + 2 * HOUR, by="U-1"))
            uow.commit()
            assert uow.transfers.get("X-1") == saved
    with with_parents() as uow:
        assert uow.transfers.open() == ()
        assert len(uow.transfers.get("X-1").history) == len(STAGE_LINE)
        assert uow.transfers.get("X-1").signatures == TRANSFER.signatures


def test_no_program_can_store_a_stage_out_of_order_or_change_what_was_reached(with_parents):
    skipped = StageEntry(TransferStage.DEPARTED, NOW + 2 * HOUR, "U-1", "H-1")
    other_past = replace(TRANSFER.history[1], stage=TransferStage.CANCELLED)
    for history in ((*TRANSFER.history, skipped), (TRANSFER.history[0], other_past), TRANSFER.history[:1]):
        with with_parents() as uow, pytest.raises(IllegalTransition):
            uow.transfers.save(replace(TRANSFER, version=1, history=history))
    with with_parents() as uow:
        assert uow.transfers.get("X-1").history == TRANSFER.history


def test_the_last_limit_set_holds_until_it_ends(with_parents):
    later = replace(LIMIT, value=85.0, set_at=NOW + HOUR / 2)
    with with_parents() as uow:
        uow.limits.add(LIMIT)
        uow.limits.add(later)
        uow.limits.add(replace(LIMIT, side="high", value=97.0))
        uow.commit()
    with with_parents() as uow:
        first = uow.limits.current(NOW)[0]
        assert replace(first, limit_id=None) == LIMIT
        assert {(limit.side, limit.value) for limit in uow.limits.current(NOW + HOUR / 2)} == {
            ("low", 85.0),
            ("high", 97.0),
        }
        assert uow.limits.current(NOW + HOUR) == ()
        ended = first.ended("U-1", "better", NOW + HOUR / 4)
        uow.limits.end(ended)
        uow.commit()
    with with_parents() as uow:
        assert [limit.side for limit in uow.limits.current(NOW + HOUR / 4)] == ["high"]
        assert ended in uow.limits.since(NOW + HOUR / 2)


def test_known_readings_are_left_out_and_new_ones_returned(unit):
    again = replace(READING, measured_at=NOW + HOUR)
    with unit() as uow:
        assert uow.readings.add_many([READING, READING]) == (READING,)
        uow.commit()
    with unit() as uow:
        newer = replace(READING, sequence=8, measured_at=NOW + HOUR)
        assert uow.readings.add_many([again, newer]) == (newer,)
        assert uow.readings.add_many([]) == ()
        uow.commit()
        assert uow.readings.count() == 2


def test_a_series_is_in_order_of_measurement_with_nan_for_sensor_off(unit):
    late = replace(READING, sequence=9, measured_at=NOW - HOUR, values={Vital.SPO2: 91.0}, sensor_off=frozenset())
    bare = replace(
        READING, sequence=10, measured_at=NOW + HOUR, values={Vital.HEART_RATE: 60.0}, sensor_off=frozenset()
    )
    with unit() as uow:
        uow.readings.add_many([READING, late, bare])
        series = uow.readings.series("P-1", Vital.SPO2, NOW - HOUR, NOW + HOUR)
        temperature = uow.readings.series("P-1", Vital.TEMPERATURE, NOW - HOUR, NOW + HOUR)
    assert list(series.times_s) == [(NOW - HOUR).timestamp(), NOW.timestamp()]
    assert series.values[0] == 91.0
    assert math.isnan(series.values[1])
    assert list(temperature.values) == [READING.values[Vital.TEMPERATURE]]


def test_last_values_are_followed_by_a_rising_sequence(unit):
    with unit() as uow:
        uow.readings.save_latest([LATEST, replace(LATEST, patient_id="P-2")])
        uow.commit()
    with unit() as uow:
        first, second = uow.readings.latest()
        assert replace(first, sequence=0) == LATEST
        assert second.sequence == first.sequence + 1
        assert uow.readings.latest_of("P-1") == first
        assert uow.readings.latest_of("P-9") is None
        uow.readings.save_latest([first])
        uow.commit()
    with unit() as uow:
        (row,) = uow.readings.latest_since(second.sequence)
        assert (row.patient_id, row.sequence) == ("P-1", second.sequence + 1)


def test_the_newest_observation_of_each_patient_is_found(with_parents):
    newer = replace(OBSERVATION, observed_at=NOW + HOUR, on_oxygen=False, consciousness=None, oxygen_l_min=None)
    with with_parents() as uow:
        uow.readings.add_observation(newer)
        uow.readings.add_observation(OBSERVATION)
        uow.commit()
    with with_parents() as uow:
        assert uow.readings.last_observation("P-1") == newer
        assert uow.readings.last_observations() == (newer,)
        assert uow.readings.last_observations_of(["P-1", "P-2"]) == (newer,)
        assert uow.readings.last_observations_of([]) == ()
        assert uow.readings.observations("P-1", NOW - HOUR, NOW + 2 * HOUR) == (OBSERVATION, newer)
        assert uow.readings.observations("P-1", NOW - HOUR, NOW + HOUR) == (OBSERVATION,)
        assert uow.readings.observations("P-2", NOW - HOUR, NOW + 2 * HOUR) == ()
        assert uow.readings.last_observation("P-2") is None


def test_messages_that_cannot_be_used_are_kept_and_counted(unit):
    with unit() as uow:
        uow.readings.quarantine(NOW, "hah/v1/x", b"\x00\xff{", reason := of_monitors()[1])
        uow.commit()
    with unit() as uow:
        assert uow.readings.quarantined() == 1
        assert uow.readings.refused_since(NOW, 10) == (RefusedMessage(NOW, "hah/v1/x", reason),)


def test_the_newest_score_of_each_patient_and_its_history_are_found(unit):
    older = replace(SCORE, scored_at=NOW - HOUR)
    other = replace(SCORE, patient_id="P-2")
    with unit() as uow:
        uow.scores.add_many([SCORE, other])
        uow.scores.add_many([older])
        uow.commit()
    with unit() as uow:
        assert uow.scores.latest("news2") == (SCORE, other)
        assert uow.scores.latest("qsofa") == ()
        assert uow.scores.history("P-1", "news2", NOW - HOUR, NOW) == (older, SCORE)


def test_site_facts_are_replaced(unit):
    with unit() as uow:
        uow.site.put("name", "新竹")
        uow.site.put("name", "新竹市")
        uow.commit()
        assert uow.site.get("name") == "新竹市"
        assert uow.site.get("none", "?") == "?"


def test_what_was_told_last_of_each_condition_comes_back(with_parents):
    first = Told(NOW, Priority.HIGH, 86.5, "spo2_low")
    later = Told(NOW + HOUR, Priority.MEDIUM, 6.0, "news2_urgent", frozenset({"pulse", "spo2"}))
    with with_parents() as uow:
        uow.told.save(PATIENT.patient_id, {"spo2_low:spo2": first, "news2": first})
        uow.told.save(PATIENT.patient_id, {"news2": later})
        uow.told.save(PATIENT.patient_id, {})
        uow.commit()
    with with_parents() as uow:
        assert uow.told.all() == {PATIENT.patient_id: {"spo2_low:spo2": first, "news2": later}}


def test_shelves_in_force_are_found_until_they_end(with_parents):
    open_shelf = replace(SHELF, ended_by=None, ended_at=None)
    put(with_parents, ("shelves", open_shelf), ("shelves", replace(SHELF, shelf_id="SH-2")))
    with with_parents() as uow:
        assert [shelf.shelf_id for shelf in uow.shelves.open(NOW)] == ["SH-1"]
        assert uow.shelves.open(NOW + HOUR) == ()


def test_the_active_rule_set_is_the_only_one_in_force(unit):
    put(unit, ("rule_sets", RULE_SET), ("rule_sets", replace(RULE_SET, rule_set_id="R-2", state=RuleSetState.RETIRED)))
    with unit() as uow:
        active = uow.rule_sets.active()
        assert active is not None
        assert active.rule_set_id == "R-1"


def test_an_evidence_strip_comes_back_and_is_replaced_by_the_next_of_its_alarm(with_parents):
    put(with_parents, ("alarms", ALARM))
    longer = replace(STRIP, end=NOW + 2 * HOUR)
    with with_parents() as uow:
        uow.strips.save(STRIP)
        assert uow.strips.of_alarm(STRIP.alarm_id) == STRIP
        uow.strips.save(longer)
        assert uow.strips.of_alarm(STRIP.alarm_id) == longer
        assert uow.strips.of_alarm("A-none") is None


def test_monitors_and_gateways_are_kept_as_last_heard(unit):
    with unit() as uow:
        uow.devices.save_statuses([STATUS])
        uow.devices.save_statuses([replace(STATUS, online=True, battery_pct=None)])
        uow.devices.save_gateways([GATEWAY])
        assert uow.devices.statuses() == (replace(STATUS, online=True, battery_pct=None),)
        assert uow.devices.gateways() == (GATEWAY,)
