"""What a hand-over to the hospital does to the patient's work, on both engines: one unit of work, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.bedside import (
    CHEN,
    CHEN_STAY,
    DISPATCHER,
    LIN,
    LIN_STAY,
    NEAR,
    NOW,
    NURSE,
    PHYSICIAN,
    Bedside,
    open_bedside,
)

from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import KitId, TaskId, TransferId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.reading import Vital
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal
from hah_console.services import transfer_ends, transfers
from hah_console.services.changes import Changes
from hah_console.services.day_plan import day_plan
from hah_console.services.patient_limits import set_patient_limit
from hah_console.services.visits import complete_task

TODAY = date(2026, 11, 23)
WHY = Withdrawal.PATIENT_TRANSFERRED


@pytest.fixture
def ward(tmp_path: Path, database_url: str) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False, url=database_url)
    yield ward
    ward.store.close()


def task(ward: Bedside, name: str) -> Task:
    with ward.store.unit_of_work() as uow:
        return uow.tasks.get(TaskId(name))


def add(ward: Bedside, name: str, **more: object) -> None:
    """A task like the planned visit of Chen, with other facts."""
    with ward.store.unit_of_work() as uow:
        model = uow.tasks.get(TaskId("T-visit"))
        uow.tasks.add_many([replace(model, task_id=TaskId(name), version=0, **more)])  # type: ignore[arg-type]
        uow.commit()


def arrived(ward: Bedside) -> tuple[TransferId, int]:
    """A transfer at the last step before the hand-over, with its version."""
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "SpO₂ 86 %", NEAR)
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    for move in (transfers.accept, transfers.call_ambulance, transfers.depart, transfers.arrive):
        move(ward.ctx, NURSE, transfer_id, version(ward, transfer_id))
    return transfer_id, version(ward, transfer_id)


def version(ward: Bedside, transfer_id: TransferId) -> int:
    with ward.store.unit_of_work() as uow:
        return uow.transfers.get(transfer_id).version


def hand_over(ward: Bedside) -> Changes:
    return transfer_ends.hand_over(ward.ctx, NURSE, *arrived(ward), "李醫師")


def states(ward: Bedside, *names: str) -> list[tuple[TaskState, Withdrawal | None]]:
    return [(found.state, found.withdrawn_for) for found in (task(ward, name) for name in names)]


def test_handing_over_cancels_the_open_work_of_today_and_later_with_its_reason(ward: Bedside) -> None:
    later = NOW + timedelta(days=2)
    add(ward, "T-later", earliest=later, latest=later + timedelta(hours=1))
    hand_over(ward)
    open_before = ("T-dose", "T-blood", "T-visit", "T-late", "T-later")
    assert states(ward, *open_before) == [(TaskState.CANCELLED, WHY)] * 5


def test_what_was_done_what_nobody_reported_and_what_is_still_needed_stays(ward: Bedside) -> None:
    yesterday = NOW - timedelta(days=1)
    add(ward, "T-missed", earliest=yesterday - timedelta(hours=1), latest=yesterday)
    add(ward, "T-fetch", kind=TaskKind.KIT_RETRIEVAL)
    add(ward, "T-other", patient_id=LIN, episode_id=LIN_STAY)
    hand_over(ward)
    assert states(ward, "T-given") == [(TaskState.COMPLETED, None)]
    assert states(ward, "T-missed", "T-fetch", "T-other") == [(TaskState.REQUESTED, None)] * 3


def test_work_that_had_begun_is_kept_until_somebody_reports_it(ward: Bedside) -> None:
    with ward.store.unit_of_work() as uow:
        uow.tasks.save(replace(uow.tasks.get(TaskId("T-visit")), state=TaskState.IN_PROGRESS))
        uow.commit()
    changes = hand_over(ward)
    assert [c.entity_id for c in changes.items if c.kind == "withdraw_started_task"] == ["T-visit"]
    assert states(ward, "T-visit") == [(TaskState.IN_PROGRESS, WHY)]
    (stop,) = stops(ward)
    assert (stop.needless, stop.to_report) == (False, True)
    complete_task(ward.ctx, NURSE, TaskId("T-visit"))
    assert states(ward, "T-visit") == [(TaskState.COMPLETED, WHY)]


def stops(ward: Bedside):  # type: ignore[no-untyped-def]
    rows = day_plan(ward.ctx, DISPATCHER, TODAY).published
    assert rows is not None
    return [stop for route in rows.routes for stop in route.stops]


def test_the_stops_of_the_published_plan_are_no_longer_needed_and_say_why(ward: Bedside) -> None:
    (before,) = stops(ward)
    assert (before.needless, before.late) == (False, True)
    hand_over(ward)
    (stop,) = stops(ward)
    assert (stop.needless, stop.withdrawn_for, stop.late) == (True, WHY, False)
    rows = day_plan(ward.ctx, DISPATCHER, TODAY).published
    assert rows is not None
    assert rows.totals.late_visits == 0
    assert not day_plan(ward.ctx, DISPATCHER, TODAY).waiting


def test_every_cancelled_task_is_audited_and_noted_in_the_same_commit(ward: Bedside) -> None:
    changes = hand_over(ward)
    noted = {c.entity_id for c in changes.items if c.kind == "cancel_task"}
    assert noted == {"T-dose", "T-blood", "T-visit", "T-late"}
    with ward.store.unit_of_work() as uow:
        entries = [e.entry for e in uow.audit.entries() if e.entry.action == "cancel_task"]
    assert {entry.entity_id for entry in entries} == noted
    assert {entry.patient_id for entry in entries} == {CHEN}
    assert all(("reason", WHY.value) in entry.facts for entry in entries)


def test_a_hand_over_that_is_refused_cancels_nothing(ward: Bedside) -> None:
    transfer_id, seen = arrived(ward)
    with pytest.raises(VersionConflict):
        transfer_ends.hand_over(ward.ctx, NURSE, transfer_id, seen - 1, "李醫師")
    assert states(ward, "T-dose", "T-visit") == [(TaskState.REQUESTED, None)] * 2


def test_a_hand_over_of_an_admission_somebody_closed_meanwhile_still_ends_its_work(ward: Bedside) -> None:
    transfer_id, seen = arrived(ward)
    with ward.store.unit_of_work() as uow:
        uow.episodes.save(uow.episodes.get(CHEN_STAY).moved(EpisodeState.CLOSED))
        uow.commit()
    transfer_ends.hand_over(ward.ctx, NURSE, transfer_id, seen, "李醫師")
    assert states(ward, "T-dose") == [(TaskState.CANCELLED, WHY)]


def test_a_hand_over_has_the_equipment_of_the_patient_fetched_and_nobody_elses(ward: Bedside) -> None:
    with ward.store.unit_of_work() as uow:
        for number, stay in enumerate((CHEN_STAY, LIN_STAY)):
            uow.kits.save(Kit(KitId(f"X-{number}"), "infusion_pump", KitState.IN_USE, episode_id=stay))
        uow.kits.save(Kit(KitId("X-2"), "oxygen", KitState.PREPARED, episode_id=CHEN_STAY))
        uow.commit()
    hand_over(ward)
    with ward.store.unit_of_work() as uow:
        states = [uow.kits.get(KitId(f"X-{number}")).state for number in range(3)]
        why = uow.custody.of_kit(KitId("X-0"))[-1].reason
    assert states == [KitState.TO_RETRIEVE, KitState.IN_USE, KitState.AVAILABLE]
    assert why == WHY.value


def test_a_limit_set_for_a_stay_ends_with_it_and_says_why(ward: Bedside) -> None:
    end = ward.clock.now() + timedelta(days=9)
    set_patient_limit(ward.ctx, PHYSICIAN, CHEN, Vital.SPO2, "low", 82, "COPD", end)
    set_patient_limit(ward.ctx, PHYSICIAN, LIN, Vital.SPO2, "low", 84, "COPD", end)
    hand_over(ward)
    with ward.store.unit_of_work() as uow:
        assert [limit.patient_id for limit in uow.limits.current(ward.clock.now())] == [LIN]
        (ended,) = (limit for limit in uow.limits.since(ward.clock.now()) if limit.patient_id == CHEN)
        facts = [dict(e.entry.facts) for e in uow.audit.entries() if e.entry.action == "end_patient_limit"]
    assert (ended.ended_by, ended.end_reason) == (NURSE.user_id, "patient_left")
    assert [told["reason"] for told in facts] == ["patient_left"]
