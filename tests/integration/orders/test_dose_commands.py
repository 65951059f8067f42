"""Doses given, not given and taken back on a real store: once, in time, by whom, why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.bedside import DISPATCHER, NURSE, PHYSICIAN, Bedside
from helpers.order_ward import DESK, HOUR, audit, doses, events, order, place, request, tasks

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.dose import Dose, DoseStanding, DoseState, Giver, NotGivenReason
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import OrderId, StaffId
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.order import OrderState, StopReason
from hah_console.domain.task import TaskState
from hah_console.services.doses import FirstDoseUnwatched, give_dose, not_give_dose, take_back_dose
from hah_console.services.orders import stop_order
from hah_console.services.visits import complete_task

MARKS = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)


@pytest.fixture
def running(ward: Bedside) -> OrderId:
    """An order whose first dose is due now."""
    order_id = place(ward, request(ward, days=2))
    ward.advance(60)
    return order_id


def first(ward: Bedside, order_id: OrderId) -> Dose:
    return doses(ward, order_id)[0]


def give(ward: Bedside, dose: Dose, actor: Actor = NURSE, **more: object) -> None:
    told = {"marks": MARKS, **more}
    give_dose(ward.ctx, actor, DESK.rules, dose.dose_id, dose.version, **told)  # type: ignore[arg-type]


def test_a_dose_given_is_recorded_with_who_and_when_and_its_visit_is_done(ward: Bedside, running: OrderId) -> None:
    give(ward, first(ward, running))
    dose = first(ward, running)
    assert (dose.state, dose.by, dose.at, dose.giver) == (DoseState.GIVEN, NURSE.user_id, ward.clock.now(), Giver.STAFF)
    assert [task.state for task in tasks(ward, running)] == [TaskState.COMPLETED, TaskState.REQUESTED]
    (event,) = [e for e in events(ward) if e.kind is CaseEventKind.DOSE_GIVEN]
    assert (event.entity_id, event.at, event.fact("standing")) == (dose.dose_id, ward.clock.now(), "given")


def test_two_nurses_who_record_one_dose_at_once_record_it_once(ward: Bedside, running: OrderId) -> None:
    dose = first(ward, running)

    def record(_: int) -> str:
        try:
            give(ward, dose)
        except HahError as error:
            return error.code
        return "given"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(record, range(2)))
    assert found == ["given", "version_conflict"]
    assert len([e for e in events(ward) if e.kind is CaseEventKind.DOSE_GIVEN]) == 1


@pytest.mark.parametrize("marks", [(), (IdentityMark.FACE,), (IdentityMark.NAME, IdentityMark.NAME)])
def test_nobody_gives_a_dose_without_having_known_the_person_by_two_marks(
    ward: Bedside, running: OrderId, marks: tuple[IdentityMark, ...]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(ward, first(ward, running), marks=marks)
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("marks", "two_needed")
    assert first(ward, running).state is DoseState.DUE
    give(ward, first(ward, running))
    facts = [facts for action, facts in audit(ward) if action == "give_dose"]
    assert facts[-1]["marks"] == "birth_date,name"


def test_a_dose_given_late_says_so_in_the_event_too(ward: Bedside, running: OrderId) -> None:
    ward.advance(61)
    with pytest.raises(InvalidInput) as silent:
        give(ward, first(ward, running))
    assert silent.value.facts["reason"] == "too_late_needs_reason"
    give(ward, first(ward, running), note="等待家屬開門")
    assert first(ward, running).standing(ward.clock.now()) is DoseStanding.GIVEN_LATE
    (event,) = [e for e in events(ward) if e.kind is CaseEventKind.DOSE_GIVEN]
    assert event.fact("standing") == "given_late"


def test_a_dose_written_down_later_keeps_its_own_moment(ward: Bedside, running: OrderId) -> None:
    given_at = ward.clock.now()
    ward.advance(180)
    give(ward, first(ward, running), at=given_at)
    assert first(ward, running).standing(ward.clock.now()) is DoseStanding.GIVEN


def test_a_dose_not_given_keeps_its_reason_and_its_visit_stays_open(ward: Bedside, running: OrderId) -> None:
    dose = first(ward, running)
    not_give_dose(ward.ctx, NURSE, dose.dose_id, dose.version, NotGivenReason.REFUSED, "想睡")
    dose = first(ward, running)
    assert (dose.state, dose.reason, dose.note) == (DoseState.REFUSED, "refused", "想睡")
    assert tasks(ward, running)[0].state is TaskState.REQUESTED
    (event,) = [e for e in events(ward) if e.kind is CaseEventKind.DOSE_NOT_GIVEN]
    assert event.facts == (("order", running), ("reason", "refused"), ("state", "refused"))


def test_a_visit_reported_as_done_does_not_prove_that_the_drug_was_given(ward: Bedside, running: OrderId) -> None:
    complete_task(ward.ctx, NURSE, tasks(ward, running)[0].task_id)
    assert first(ward, running).state is DoseState.DUE
    assert order(ward, running).state is OrderState.ACTIVE


def test_a_dose_is_due_although_its_visit_was_never_planned(ward: Bedside, running: OrderId) -> None:
    with ward.store.unit_of_work() as uow:
        due = [dose.dose_id for dose in uow.doses.due_before(ward.clock.now() + HOUR)]
        planned = {v.task_id for plan in uow.plans.all() for v in plan.visits}
    assert due == [first(ward, running).dose_id]
    assert first(ward, running).task_id not in planned


def test_what_was_recorded_wrongly_is_taken_back_and_the_trail_keeps_it(ward: Bedside, running: OrderId) -> None:
    give(ward, first(ward, running))
    dose = first(ward, running)
    with pytest.raises(InvalidInput):
        take_back_dose(ward.ctx, NURSE, dose.dose_id, dose.version, "  ")
    take_back_dose(ward.ctx, NURSE, dose.dose_id, dose.version, "點錯病人")
    again = first(ward, running)
    assert (again.state, again.at, again.by) == (DoseState.DUE, None, None)
    facts = next(facts for action, facts in audit(ward) if action == "take_back_dose")
    assert (facts["was"], facts["was_by"], facts["reason"]) == ("given", NURSE.user_id, "點錯病人")
    give(ward, again)
    assert first(ward, running).state is DoseState.GIVEN


def test_doses_are_recorded_by_nurses_and_physicians_with_the_version_seen(ward: Bedside, running: OrderId) -> None:
    dose = first(ward, running)
    with pytest.raises(NotPermitted):
        give(ward, dose, DISPATCHER)
    with pytest.raises(VersionConflict):
        give(ward, replace(dose, version=7))
    give(ward, dose, PHYSICIAN)
    with pytest.raises(IllegalTransition):
        give(ward, first(ward, running))


def test_a_dose_is_never_recorded_at_the_time_of_the_one_before(ward: Bedside, running: OrderId) -> None:
    following = doses(ward, running)[1]
    for days in (0, 1, 400):
        with pytest.raises(InvalidInput) as refused:
            give(ward, following, at=ward.clock.now() - timedelta(days=days), note="提早")
        assert refused.value.facts["reason"] == "time_of_another_dose"
    ward.advance(30)
    give(ward, following, note="提早")


def staff_with(ward: Bedside, *skills: str) -> None:
    with ward.store.unit_of_work() as uow:
        nurse = uow.staff.get(StaffId("N-1"))
        uow.staff.save(replace(nurse, skills=nurse.skills | set(skills)))
        uow.users.save(replace(uow.users.get(NURSE.user_id), staff_id=StaffId("N-1")))
        uow.commit()


def test_the_first_dose_at_home_is_given_by_somebody_able_to_treat_anaphylaxis(ward: Bedside) -> None:
    order_id = place(ward, request(ward, first_dose=FirstDose.AT_HOME, days=2))
    ward.advance(60)
    staff_with(ward)
    with pytest.raises(FirstDoseUnwatched):
        give(ward, first(ward, order_id))
    staff_with(ward, "anaphylaxis")
    with pytest.raises(FirstDoseUnwatched):
        give(ward, first(ward, order_id), giver=Giver.CAREGIVER)
    give(ward, first(ward, order_id))
    assert first(ward, order_id).state is DoseState.GIVEN


def test_the_dose_after_a_first_one_that_was_not_given_is_the_first_at_home(ward: Bedside) -> None:
    order_id = place(ward, request(ward, first_dose=FirstDose.AT_HOME, days=2))
    ward.advance(60)
    missed = first(ward, order_id)
    not_give_dose(ward.ctx, NURSE, missed.dose_id, missed.version, NotGivenReason.NOBODY_CAME)
    following = doses(ward, order_id)[1]
    assert following.first
    assert "anaphylaxis" in tasks(ward, order_id)[1].required_skills
    ward.advance(24 * 60)
    staff_with(ward)
    with pytest.raises(FirstDoseUnwatched):
        give(ward, following)


def test_a_dose_given_before_the_one_meant_as_the_first_is_the_first(ward: Bedside) -> None:
    order_id = place(ward, request(ward, first_dose=FirstDose.AT_HOME, days=2))
    ward.advance(25 * 60)
    staff_with(ward)
    with pytest.raises(FirstDoseUnwatched):
        give(ward, doses(ward, order_id)[1], giver=Giver.CAREGIVER)
    staff_with(ward, "anaphylaxis")
    give(ward, doses(ward, order_id)[1])
    assert doses(ward, order_id)[1].state is DoseState.GIVEN


def test_a_dose_taken_back_after_its_order_was_stopped_is_not_due_again(ward: Bedside) -> None:
    running = place(ward)
    ward.advance(90)
    given, ahead, _ = doses(ward, running)
    give(ward, given)
    give(ward, ahead, note="出門前先打")
    stop_order(ward.ctx, PHYSICIAN, running, order(ward, running).version, StopReason.ADVERSE_REACTION)
    given, ahead, _ = doses(ward, running)
    take_back_dose(ward.ctx, NURSE, given.dose_id, given.version, "點錯")
    take_back_dose(ward.ctx, NURSE, ahead.dose_id, ahead.version, "點錯")
    states = [dose.state for dose in doses(ward, running)]
    assert states == [DoseState.DUE, DoseState.WITHDRAWN, DoseState.WITHDRAWN]


def test_the_last_dose_taken_back_makes_its_order_run_again(ward: Bedside, running: OrderId) -> None:
    ward.advance(30)
    for dose in doses(ward, running):
        give(ward, dose, note="提早")
    assert order(ward, running).state is OrderState.COMPLETED
    last = doses(ward, running)[1]
    take_back_dose(ward.ctx, NURSE, last.dose_id, last.version, "點錯")
    assert order(ward, running).state is OrderState.ACTIVE
    stop_order(ward.ctx, PHYSICIAN, running, order(ward, running).version, StopReason.NOT_NEEDED)
    assert [dose.state for dose in doses(ward, running)] == [DoseState.GIVEN, DoseState.WITHDRAWN]
