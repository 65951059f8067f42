"""Doses that are still due when an admission is closed: each is settled by whoever closes, and none is lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside import LIN_STAY, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.order_ward import HOUR, audit, doses, events, order, place, request, tasks
from helpers.ward import RULES

from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import ClosureForm, ReturnPath
from hah_console.domain.closing.dose_end import DoseEnd, OpenDoses
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.errors import InvalidInput, VersionConflict
from hah_console.domain.ids import DoseId, EpisodeId, OrderId
from hah_console.domain.order import OrderState
from hah_console.domain.task import TaskState
from hah_console.services.closure_desk import read_closure_desk
from hah_console.services.closures import close_episode, open_work
from hah_console.services.doses import take_back_dose

SUMMARY = DischargeSummary(tuple(SectionText(section, Said.UNKNOWN) for section in SummarySection))
FORM = ClosureForm(Outcome.COMPLETED_TREATMENT, "", SUMMARY, ReturnPath.CLINIC)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def late(ward: Bedside) -> OrderId:
    """Two doses of twelve hours apart nobody has said anything of, the third a few hours ahead."""
    order_id = place(ward, request(ward, every=12, days=3), "感染科建議")
    ward.advance(60 + 15 * 60)
    return order_id


def close(ward: Bedside, *ends: DoseEnd) -> None:
    ending = frozenset(task.task_id for task in open_work(ward.ctx, LIN_STAY))
    with ward.store.unit_of_work() as uow:
        version = uow.episodes.get(LIN_STAY).version
    close_episode(
        ward.ctx, PHYSICIAN, LIN_STAY, version, FORM, RULES.forms, named_tasks=ending, task_reason="治療完成",
        dose_ends=ends,
    )  # fmt: skip


def said(dose: Dose, fate: str, words: str = "", **more: object) -> DoseEnd:
    return DoseEnd(dose.dose_id, dose.version, fate, words=words, **more)  # type: ignore[arg-type]


def state(ward: Bedside) -> EpisodeState:
    with ward.store.unit_of_work() as uow:
        return uow.episodes.get(LIN_STAY).state


def test_nothing_is_closed_over_a_dose_of_which_nobody_has_said_what_became(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    with pytest.raises(OpenDoses) as refused:
        close(ward, said(first, "not_given.not_at_home"))
    assert refused.value.dose_ids == (second.dose_id,)
    assert state(ward) is EpisodeState.ACTIVE
    assert doses(ward, late)[0].state is DoseState.DUE


def test_each_dose_is_settled_as_told_and_those_ahead_end_with_their_order(ward: Bedside, late: OrderId) -> None:
    first, second, third, *_ = doses(ward, late)
    given_at = first.due_at
    close(ward, said(first, "given.staff", at=given_at), said(second, "handed_on", "示範居家護理所 王小姐"))
    one, two, ahead, *rest = doses(ward, late)
    assert (one.state, one.at, one.by) == (DoseState.GIVEN, given_at, PHYSICIAN.user_id)
    assert (two.state, two.reason, two.note) == (DoseState.HANDED_ON, "handed_on", "示範居家護理所 王小姐")
    assert {dose.state for dose in (ahead, *rest)} == {DoseState.WITHDRAWN}
    assert ahead.dose_id == third.dose_id
    assert order(ward, late).state is OrderState.STOPPED
    assert state(ward) is EpisodeState.CLOSED
    assert not any(dose.is_due for dose in doses(ward, late))
    assert tasks(ward, late)[0].state is TaskState.COMPLETED


def test_the_trail_says_that_it_was_told_at_closing_and_to_whom_a_dose_went(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    close(ward, said(first, "given.caregiver", at=first.due_at), said(second, "handed_on", "衛生所"))
    found = dict(audit(ward))
    assert (found["give_dose"]["told"], found["give_dose"]["marks"]) == ("at_closing", "")
    assert found["hand_on_dose"]["note"] == "衛生所"
    assert found["close_episode"]["doses"] == "2"
    told = {
        e.entity_id: (e.kind, e.fact("reason")) for e in events(ward) if e.entity_id in {first.dose_id, second.dose_id}
    }
    assert told[first.dose_id][0] is CaseEventKind.DOSE_GIVEN
    assert told[second.dose_id] == (CaseEventKind.DOSE_NOT_GIVEN, "handed_on")


def test_a_dose_a_colleague_has_settled_meanwhile_is_not_settled_twice(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    stale = replace(first, version=first.version - 1)
    with pytest.raises(VersionConflict):
        close(ward, said(stale, "not_given.held"), said(second, "not_given.held"))
    assert state(ward) is EpisodeState.ACTIVE


def test_a_dose_of_another_stay_is_refused(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    with ward.store.unit_of_work() as uow:
        other = next(e for e in uow.episodes.open() if e.episode_id != LIN_STAY).episode_id
        strange = uow.doses.save(replace(first, dose_id=DoseId("D-other"), episode_id=EpisodeId(other), version=0))
        uow.commit()
    with pytest.raises(InvalidInput) as refused:
        close(ward, *(said(dose, "not_given.held") for dose in (first, second, strange)))
    assert refused.value.facts["reason"] == "another_patient"


def test_the_desk_lists_what_is_due_in_order_of_time_and_nothing_that_lies_ahead(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    with ward.store.unit_of_work() as uow:
        patient_id = uow.episodes.get(LIN_STAY).patient_id
    desk = read_closure_desk(ward.ctx, patient_id)
    assert [row.dose.dose_id for row in desk.doses] == [first.dose_id, second.dose_id]
    assert all(row.dose.window.earliest <= ward.clock.now() for row in desk.doses)
    assert all(row.order.order_id == late for row in desk.doses)


def test_a_dose_whose_window_has_just_begun_is_asked_for_too(ward: Bedside) -> None:
    order_id = place(ward, request(ward, every=24, days=2))
    dose = doses(ward, order_id)[0]
    ward.clock.advance(dose.window.earliest - ward.clock.now())
    assert dose.due_at > ward.clock.now()
    with pytest.raises(OpenDoses):
        close(ward)


def test_a_wrong_word_at_closing_is_taken_back_like_any_other(ward: Bedside, late: OrderId) -> None:
    first, second, *_ = doses(ward, late)
    close(ward, said(first, "not_given.held"), said(second, "handed_on", "衛生所"))
    handed = doses(ward, late)[1]
    take_back_dose(ward.ctx, NURSE, handed.dose_id, handed.version, "已經給了")
    assert doses(ward, late)[1].is_due
    assert doses(ward, late)[1].due_at + HOUR < ward.clock.now()
