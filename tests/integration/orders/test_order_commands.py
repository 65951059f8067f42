"""Ordering, signing, changing and stopping on a real store of both engines, with all that comes and goes with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.bedside import CHEN_STAY, DISPATCHER, LIN_STAY, NURSE, PHYSICIAN, WANG_STAY, Bedside
from helpers.order_ward import (
    DESK,
    HOUR,
    PHARMACIST,
    Answering,
    audit,
    doses,
    events,
    order,
    order_id_of,
    place,
    request,
    specimens,
    tasks,
)

from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.dose import DoseState, NotGivenReason
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.medication_check import Finding, FindingKind, FirstDose, PromptAnswer, PromptState, Proposed
from hah_console.domain.order import OrderBlocked, OrderKind, OrderState, ReasonNeeded, StopReason, WorkWish
from hah_console.domain.task import TaskKind, TaskState, Withdrawal
from hah_console.domain.timing import Timing
from hah_console.services import transfers
from hah_console.services.doses import give_dose, not_give_dose
from hah_console.services.order_check import OrderDesk, check_proposal
from hah_console.services.orders import OrderRequest, place_order, prepare_order, sign_order, stop_order
from hah_console.services.planning_document import read_day
from hah_console.services.transfer_ends import hand_over


def test_an_order_becomes_doses_and_visits_of_the_stay_in_one_step(ward: Bedside) -> None:
    order_id = place(ward, request(ward, days=3))
    due, visits = doses(ward, order_id), tasks(ward, order_id)
    assert [dose.due_at - ward.clock.now() for dose in due] == [HOUR, 25 * HOUR, 49 * HOUR]
    assert [dose.task_id for dose in due] == [task.task_id for task in visits]
    assert {(task.kind, task.hard_window, task.required_skills) for task in visits} == {
        (TaskKind.IV_DOSE, True, frozenset({"iv"}))
    }
    assert [(task.earliest, task.latest) for task in visits] == [(d.window.earliest, d.window.latest) for d in due]
    assert visits[0].note == "ceftriaxone 2 g"


def test_every_dose_has_an_event_of_when_it_is_due_and_the_order_one_of_its_own(ward: Bedside) -> None:
    order_id = place(ward, request(ward, days=2))
    due = [event for event in events(ward) if event.kind is CaseEventKind.DOSE_DUE]
    assert [event.at for event in due] == [dose.due_at for dose in doses(ward, order_id)]
    assert {event.fact("order") for event in due} == {order_id}
    (ordered,) = [event for event in events(ward) if event.kind is CaseEventKind.ORDERED]
    assert (ordered.entity_id, ordered.fact("drug")) == (order_id, "ceftriaxone")


def test_the_check_is_kept_with_the_order_and_says_that_nobody_else_was_asked(ward: Bedside) -> None:
    check = order(ward, place(ward)).check
    assert check is not None
    assert (check.prompts.state, check.findings, check.override) == (PromptState.NOT_ASKED, (), None)
    assert check.rules_version


def test_checked_overridden_because_is_kept_with_its_author_and_audited(ward: Bedside) -> None:
    wanted = request(ward, stay=CHEN_STAY)
    with pytest.raises(ReasonNeeded):
        place(ward, wanted)
    order_id = place(ward, wanted, because="皮疹輕微，醫師在場給藥")
    check = order(ward, order_id).check
    assert check is not None
    assert check.override is not None
    assert (check.override.reason, check.override.by) == ("皮疹輕微，醫師在場給藥", PHYSICIAN.user_id)
    facts = next(facts for action, facts in audit(ward) if action == "place_order")
    assert (facts["because"], facts["findings"]) == ("皮疹輕微，醫師在場給藥", "cross_allergy")


def test_an_order_that_is_blocked_leaves_nothing_behind(ward: Bedside) -> None:
    wanted = request(ward, "piperacillin_tazobactam", "18 g", stay=CHEN_STAY)
    with pytest.raises(OrderBlocked):
        place(ward, wanted, because="無論如何")
    with ward.store.unit_of_work() as uow:
        assert uow.orders.all() == ()
        assert uow.doses.all() == ()
    assert events(ward, CHEN_STAY) == ()


def test_allergies_that_are_unavailable_need_a_reason(ward: Bedside) -> None:
    with pytest.raises(ReasonNeeded):
        place(ward, request(ward, stay=WANG_STAY))


def test_the_national_service_is_asked_and_its_prompts_need_a_reason(ward: Bedside) -> None:
    told = Answering(PromptAnswer(PromptState.ASKED, ("近三月有磺胺類過敏通報",)))
    desk = OrderDesk(DESK.rules, told)
    with pytest.raises(ReasonNeeded):
        place_order(ward.ctx, PHYSICIAN, desk, request(ward))
    order_id = order_id_of(place_order(ward.ctx, PHYSICIAN, desk, request(ward), "非同類藥物"))
    check = order(ward, order_id).check
    assert check is not None
    assert [finding.kind for finding in check.findings] == [FindingKind.PROMPT]
    assert told.asked[0] == ("P-lin", "ceftriaxone")


def test_a_service_out_of_reach_stops_no_order_and_is_said(ward: Bedside) -> None:
    desk = OrderDesk(DESK.rules, Answering(PromptAnswer(PromptState.UNREACHABLE)))
    check = order(ward, order_id_of(place_order(ward.ctx, PHYSICIAN, desk, request(ward)))).check
    assert check is not None
    assert check.prompts.state is PromptState.UNREACHABLE


@pytest.mark.parametrize("actor", [NURSE, DISPATCHER, PHARMACIST])
def test_only_a_physician_orders(ward: Bedside, actor: object) -> None:
    with pytest.raises(NotPermitted):
        place_order(ward.ctx, actor, DESK, request(ward))  # type: ignore[arg-type]


def test_two_physicians_who_order_the_same_drug_at_once_order_it_once(ward: Bedside) -> None:
    def both(_: int) -> object:
        try:
            return place(ward)
        except HahError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        found = [str(answer) for answer in pool.map(both, range(2))]
    assert sorted(answer == "order_blocked" for answer in found) == [False, True]
    with ward.store.unit_of_work() as uow:
        assert len(uow.orders.running()) == 1


def test_a_nurse_prepares_and_a_physician_signs(ward: Bedside) -> None:
    order_id = prepare_order(ward.ctx, NURSE, DESK, request(ward))
    assert (order(ward, order_id).state, doses(ward, order_id)) == (OrderState.DRAFT, ())
    with pytest.raises(NotPermitted):
        sign_order(ward.ctx, NURSE, DESK, order_id, 1)
    sign_order(ward.ctx, PHYSICIAN, DESK, order_id, 1, words="ceftriaxone 2 g")
    signed = order(ward, order_id)
    assert (signed.state, signed.prepared_by, signed.ordered_by) == (
        OrderState.ACTIVE, NURSE.user_id, PHYSICIAN.user_id,
    )  # fmt: skip
    assert len(doses(ward, order_id)) == 3
    with pytest.raises(VersionConflict):
        sign_order(ward.ctx, PHYSICIAN, DESK, order_id, 1)


def test_a_draft_whose_first_moment_is_over_is_not_signed(ward: Bedside) -> None:
    order_id = prepare_order(ward.ctx, NURSE, DESK, request(ward))
    ward.advance(3 * 60)
    with pytest.raises(InvalidInput):
        sign_order(ward.ctx, PHYSICIAN, DESK, order_id, 1)


def test_stopping_withdraws_what_lies_ahead_and_leaves_what_was_due(ward: Bedside) -> None:
    order_id = place(ward, request(ward, days=4))
    ward.advance(26 * 60)
    stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.ORAL_SWITCH, "已退燒")
    states = [dose.state for dose in doses(ward, order_id)]
    assert states == [DoseState.DUE, DoseState.DUE, DoseState.WITHDRAWN, DoseState.WITHDRAWN]
    assert [(task.state, task.withdrawn_for) for task in tasks(ward, order_id)] == [
        (TaskState.REQUESTED, None), (TaskState.REQUESTED, None),
        (TaskState.CANCELLED, Withdrawal.ORDER_STOPPED), (TaskState.CANCELLED, Withdrawal.ORDER_STOPPED),
    ]  # fmt: skip
    stopped = order(ward, order_id)
    assert (stopped.state, stopped.stop_reason, stopped.stop_note) == (
        OrderState.STOPPED, StopReason.ORAL_SWITCH, "已退燒",
    )  # fmt: skip
    voided = [e.entity_id for e in events(ward) if e.fact("reason") == "order_stopped"]
    assert voided == [dose.dose_id for dose in doses(ward, order_id)[2:]]


def test_an_order_never_takes_the_place_of_another_patient_s(ward: Bedside) -> None:
    of_lin = place(ward)
    other = request(ward, stay=CHEN_STAY, replaces=of_lin)
    for ask in (place_order, prepare_order):
        with pytest.raises(IllegalTransition):
            ask(ward.ctx, PHYSICIAN, DESK, other)
    assert order(ward, of_lin).state is OrderState.ACTIVE


def test_a_dose_that_was_due_can_be_recorded_after_the_order_was_stopped(ward: Bedside) -> None:
    order_id = place(ward)
    ward.advance(90)
    stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.NOT_NEEDED)
    first = doses(ward, order_id)[0]
    not_give_dose(ward.ctx, NURSE, first.dose_id, first.version, NotGivenReason.HELD)
    assert doses(ward, order_id)[0].state is DoseState.MISSED


def test_a_changed_order_takes_over_from_its_first_dose_on(ward: Bedside) -> None:
    old = place(ward, request(ward, days=4))
    ward.advance(30)
    new_first = ward.clock.now() + 40 * HOUR
    wanted = replace(request(ward, each="1 g", days=2, first=new_first), replaces=old)
    new = place(ward, wanted)
    assert order(ward, old).stop_reason is StopReason.CHANGED
    kept = [dose for dose in doses(ward, old) if dose.state is DoseState.DUE]
    assert [dose.due_at < new_first for dose in kept] == [True, True]
    assert order(ward, new).replaces == old
    assert min(dose.due_at for dose in doses(ward, new)) == new_first


def test_an_order_is_stopped_once_and_by_the_version_seen(ward: Bedside) -> None:
    order_id = place(ward)
    with pytest.raises(NotPermitted):
        stop_order(ward.ctx, NURSE, order_id, 1, StopReason.NOT_NEEDED)
    stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.NOT_NEEDED)
    with pytest.raises(VersionConflict):
        stop_order(ward.ctx, PHYSICIAN, order_id, 1, StopReason.NOT_NEEDED)
    with pytest.raises(IllegalTransition):
        stop_order(ward.ctx, PHYSICIAN, order_id, 2, StopReason.NOT_NEEDED)


Change = Callable[[Bedside, OrderRequest], OrderRequest]
WRONG: dict[str, Change] = {
    "a first moment long over": lambda ward, wanted: replace(
        wanted, timing=Timing(ward.clock.now() - 5 * HOUR, 24, ward.clock.now() + 48 * HOUR)
    ),
    "an end before its beginning": lambda ward, wanted: replace(
        wanted, timing=Timing(ward.clock.now() + 2 * HOUR, 24, ward.clock.now() + HOUR)
    ),
    "longer than any stay": lambda ward, wanted: replace(
        wanted, timing=Timing(ward.clock.now(), 24, ward.clock.now() + timedelta(days=40))
    ),
    "a window over the next dose": lambda _, wanted: replace(wanted, wish=WorkWish(window_minutes=300)),
    "a note nobody reads": lambda _, wanted: replace(wanted, note="長" * 501),
    "no drug": lambda _, wanted: replace(wanted, medication=None),
    "an unknown specimen": lambda _, wanted: replace(
        wanted, kind=OrderKind.SPECIMEN, medication=None, subject="tears"
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_an_order_that_cannot_be_meant_is_refused(ward: Bedside, wrong: str) -> None:
    with pytest.raises(InvalidInput):
        place_order(ward.ctx, PHYSICIAN, DESK, WRONG[wrong](ward, request(ward)), "because")


def test_a_closed_admission_takes_no_order(ward: Bedside) -> None:
    with ward.store.unit_of_work() as uow:
        uow.episodes.save(replace(uow.episodes.get(LIN_STAY), state=EpisodeState.CLOSED))
        uow.commit()
    with pytest.raises(IllegalTransition):
        place(ward)


def test_a_wider_window_of_the_prescriber_is_that_of_dose_and_visit(ward: Bedside) -> None:
    order_id = place(ward, request(ward, wish=WorkWish(window_minutes=180)))
    dose, task = doses(ward, order_id)[0], tasks(ward, order_id)[0]
    assert (task.earliest, task.latest) == (dose.due_at - 3 * HOUR, dose.due_at + 3 * HOUR)
    assert (dose.window.earliest, dose.window.latest) == (task.earliest, task.latest)


def test_the_first_dose_at_home_is_planned_for_somebody_able_to_treat_anaphylaxis(ward: Bedside) -> None:
    order_id = place(ward, request(ward, first_dose=FirstDose.AT_HOME))
    skills = [task.required_skills for task in tasks(ward, order_id)]
    assert skills == [{"iv", "anaphylaxis"}, {"iv"}, {"iv"}]


@pytest.mark.parametrize(
    ("kind", "task", "subject"),
    [
        (OrderKind.OBSERVATION_SET, TaskKind.OBSERVATION_SET, ""),
        (OrderKind.SPECIMEN, TaskKind.SPECIMEN, "blood_culture"),
        (OrderKind.WOUND_CARE, TaskKind.WOUND_CARE, ""),
        (OrderKind.IMAGING, TaskKind.IMAGING, "chest_xray"),
        (OrderKind.VIDEO_FOLLOW_UP, TaskKind.VIDEO_FOLLOW_UP, ""),
        (OrderKind.PHYSICIAN_VISIT, TaskKind.PHYSICIAN_VISIT, ""),
        (OrderKind.EQUIPMENT, TaskKind.KIT_DELIVERY, "infusion_pump"),
    ],
)
def test_every_kind_of_order_becomes_its_work(ward: Bedside, kind: OrderKind, task: TaskKind, subject: str) -> None:
    wanted = OrderRequest(LIN_STAY, kind, Timing(ward.clock.now() + HOUR), subject=subject, words="一次")
    order_id = place(ward, wanted)
    (made,) = tasks(ward, order_id)
    assert (made.kind, made.note, made.order_id) == (task, "一次", order_id)
    assert [s.kind for s in specimens(ward, order_id)] == ([subject] if kind is OrderKind.SPECIMEN else [])


def test_a_video_follow_up_is_dated_work_and_no_stop_of_a_route(ward: Bedside) -> None:
    for kind in (OrderKind.VIDEO_FOLLOW_UP, OrderKind.PHYSICIAN_VISIT):
        place(ward, OrderRequest(LIN_STAY, kind, Timing(ward.clock.now() + 5 * HOUR), words=kind.value))
    with ward.store.unit_of_work() as uow:
        day = read_day(uow, ward.ctx.zone, ward.ctx.today())
    assert [task.kind for task in day.tasks.values() if task.order_id] == [TaskKind.PHYSICIAN_VISIT]


def test_handing_a_patient_over_ends_her_orders_and_nobody_else_s(ward: Bedside) -> None:
    mine, other = place(ward), place(ward, request(ward, stay=CHEN_STAY), because="皮疹輕微")
    changes = transfers.decide_transfer(ward.ctx, PHYSICIAN, LIN_STAY, "休克")
    transfer_id = next(c.entity_id for c in changes.items if c.entity == "transfer")
    steps = (transfers.accept, transfers.call_ambulance, transfers.depart, transfers.arrive)
    transfers.ask_hospital(ward.ctx, NURSE, transfer_id, 1, "H-near")  # type: ignore[arg-type]
    for version, step in enumerate(steps, 2):
        ward.advance(1)
        step(ward.ctx, NURSE, transfer_id, version)  # type: ignore[arg-type]
    hand_over(ward.ctx, NURSE, transfer_id, 6, "李醫師")  # type: ignore[arg-type]
    assert order(ward, mine).stop_reason is StopReason.EPISODE_ENDED
    assert {dose.state for dose in doses(ward, mine)} == {DoseState.WITHDRAWN}
    assert order(ward, other).state is OrderState.ACTIVE


def test_an_order_is_completed_once_nothing_of_it_is_open(ward: Bedside) -> None:
    order_id = place(ward, request(ward, days=1))
    ward.advance(60)
    (dose,) = doses(ward, order_id)
    marks = (IdentityMark.CARD, IdentityMark.FACE)
    give_dose(ward.ctx, NURSE, DESK.rules, dose.dose_id, dose.version, marks=marks)
    assert order(ward, order_id).state is OrderState.COMPLETED


def test_a_reason_written_before_another_finding_came_does_not_cover_it(ward: Bedside) -> None:
    desk = OrderDesk(DESK.rules, Answering(PromptAnswer(PromptState.ASKED, ("another hospital gave warfarin",))))
    wanted = request(ward)
    with pytest.raises(ReasonNeeded):
        place_order(ward.ctx, PHYSICIAN, desk, wanted, "known", seen=())
    found = checked_now(ward, desk)
    place_order(ward.ctx, PHYSICIAN, desk, wanted, "known", seen=found)


def checked_now(ward: Bedside, desk: OrderDesk) -> tuple[Finding, ...]:
    given = request(ward).medication
    assert given is not None
    return check_proposal(ward.ctx, PHYSICIAN, desk, LIN_STAY, Proposed(given, 24)).findings
