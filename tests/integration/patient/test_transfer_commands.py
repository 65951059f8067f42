"""The green channel on a real store: order, permission, versions, reasons, audit, and the closed admission."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from helpers.bedside import (
    ADMINISTRATOR,
    CHEN,
    CHEN_STAY,
    DISPATCHER,
    FAR,
    LIN_STAY,
    NEAR,
    NURSE,
    PHYSICIAN,
    Bedside,
)

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.actor import Actor
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotFound, NotPermitted, VersionConflict
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.pathway import clock_states
from hah_console.domain.rulepack import TransferRules
from hah_console.domain.transfer import STAGE_LINE, Means, Side, Transfer, TransferStage
from hah_console.services import transfers
from hah_console.services.changes import Changes
from hah_console.services.transfer_ends import cancel, close_transfer, hand_over, note_milestone, patient_died, sign

PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
Move = Callable[..., Changes]
IN_ORDER: tuple[Move, ...] = (
    transfers.accept,
    transfers.call_ambulance,
    transfers.depart,
    transfers.arrive,
    hand_over,
    close_transfer,
)
TO_ARRIVAL = IN_ORDER[:4]
RECEIVER = "急診 李明哲醫師"


@pytest.fixture(scope="module")
def transfer_rules() -> TransferRules:
    return load_rule_packs(PACKS, date(2026, 11, 23)).transfer


def decide(ward: Bedside, actor: Actor = NURSE, reason: str = "SpO₂ 86 %，吸氧後未改善") -> TransferId:
    changes = transfers.decide_transfer(ward.ctx, actor, CHEN_STAY, reason)
    return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))


def stored(ward: Bedside, transfer_id: TransferId) -> Transfer:
    with ward.store.unit_of_work() as uow:
        return uow.transfers.get(transfer_id)


def step(ward: Bedside, move: Move, transfer_id: TransferId, *more: object, actor: Actor = NURSE) -> Changes:
    ward.advance(1)
    told = more or ((RECEIVER,) if move is hand_over else ())
    return move(ward.ctx, actor, transfer_id, stored(ward, transfer_id).version, *told)


def asked(ward: Bedside) -> TransferId:
    transfer_id = decide(ward)
    step(ward, transfers.ask_hospital, transfer_id, NEAR)
    return transfer_id


def test_a_transfer_walks_from_decided_to_handed_over(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER:
        step(ward, move, transfer_id)
    history = stored(ward, transfer_id).history
    assert [e.stage for e in history] == list(STAGE_LINE)
    assert all(a.at < b.at for a, b in pairwise(history))


def test_handing_over_closes_the_admission_with_its_outcome(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER[:-1]:
        changes = step(ward, move, transfer_id)
    with ward.store.unit_of_work() as uow:
        episode = uow.episodes.get(CHEN_STAY)
    assert (episode.state, episode.outcome) == (EpisodeState.CLOSED, Outcome.HOSPITAL_TRANSFER)
    assert episode.closed_at == ward.clock.now()
    assert changes.touches("episode")
    assert changes.touches("transfer")


@pytest.mark.parametrize("move", IN_ORDER)
def test_no_stage_can_be_reached_before_a_hospital_was_asked(ward: Bedside, move: Move) -> None:
    transfer_id = decide(ward)
    with pytest.raises(IllegalTransition):
        step(ward, move, transfer_id)
    assert stored(ward, transfer_id).stage is TransferStage.DECIDED


@pytest.mark.parametrize("skipped", [transfers.call_ambulance, transfers.depart, transfers.arrive, hand_over])
def test_a_hospital_that_has_not_answered_cannot_receive_anybody(ward: Bedside, skipped: Move) -> None:
    transfer_id = asked(ward)
    with pytest.raises(IllegalTransition):
        step(ward, skipped, transfer_id)
    assert stored(ward, transfer_id).stage is TransferStage.ASKED


def test_after_a_refusal_another_hospital_is_asked_and_the_refusal_stays_in_the_history(ward: Bedside) -> None:
    transfer_id = asked(ward)
    step(ward, transfers.refuse, transfer_id, "加護病房滿床")
    step(ward, transfers.ask_hospital, transfer_id, FAR)
    transfer = stored(ward, transfer_id)
    assert transfer.hospital_id == FAR
    assert [(e.stage.value, e.hospital_id) for e in transfer.history][1:] == [
        ("asked", NEAR),
        ("refused", NEAR),
        ("asked", FAR),
    ]


@pytest.mark.parametrize("move", [transfers.refuse, cancel])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_refusing_and_cancelling_need_a_readable_reason(ward: Bedside, move: Move, reason: str) -> None:
    transfer_id = asked(ward)
    with pytest.raises(InvalidInput):
        step(ward, move, transfer_id, reason)


def test_deciding_may_ask_a_hospital_in_the_same_commit(ward: Bedside) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "SpO₂ 86 %", NEAR)
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    assert [e.stage.value for e in stored(ward, transfer_id).history] == ["decided", "asked"]
    assert stored(ward, transfer_id).hospital_id == NEAR


def test_deciding_for_an_unknown_hospital_changes_nothing(ward: Bedside) -> None:
    with pytest.raises(NotFound):
        transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "SpO₂ 86 %", HospitalId("H-nowhere"))
    with ward.store.unit_of_work() as uow:
        assert not [t for t in uow.transfers.open() if t.patient_id == CHEN]


def test_deciding_needs_a_reason(ward: Bedside) -> None:
    with pytest.raises(InvalidInput):
        decide(ward, reason="  ")


def test_a_patient_who_has_left_cannot_have_her_transfer_cancelled(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER[:3]:
        step(ward, move, transfer_id)
    with pytest.raises(IllegalTransition):
        step(ward, cancel, transfer_id, "病人好轉")


def test_a_cancelled_transfer_leaves_the_admission_open_and_lets_another_begin(ward: Bedside) -> None:
    transfer_id = asked(ward)
    step(ward, cancel, transfer_id, "家屬改變決定")
    with ward.store.unit_of_work() as uow:
        assert uow.episodes.get(CHEN_STAY).state is EpisodeState.ACTIVE
    assert decide(ward) != transfer_id


def test_one_admission_has_at_most_one_running_transfer(ward: Bedside) -> None:
    decide(ward)
    with pytest.raises(IllegalTransition):
        decide(ward)
    transfers.decide_transfer(ward.ctx, NURSE, LIN_STAY, "敗血症")


def test_two_people_deciding_at_the_same_time_make_one_transfer(ward: Bedside) -> None:
    def attempt(actor: Actor) -> HahError | None:
        try:
            decide(ward, actor)
        except HahError as error:
            return error
        return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, (NURSE, PHYSICIAN)))
    with ward.store.unit_of_work() as uow:
        assert len(uow.transfers.open()) == 1
    assert [isinstance(o, IllegalTransition | VersionConflict) for o in outcomes].count(True) == 1


def test_a_closed_admission_cannot_be_transferred(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER:
        step(ward, move, transfer_id)
    with pytest.raises(IllegalTransition):
        decide(ward)


def test_the_second_writer_of_a_transfer_gets_a_conflict_and_changes_nothing(ward: Bedside) -> None:
    transfer_id = asked(ward)
    seen = stored(ward, transfer_id).version
    transfers.accept(ward.ctx, NURSE, transfer_id, seen)
    with pytest.raises(VersionConflict):
        transfers.refuse(ward.ctx, DISPATCHER, transfer_id, seen, "滿床")
    assert stored(ward, transfer_id).stage is TransferStage.ACCEPTED


def test_only_clinicians_decide_and_cancel_while_a_dispatcher_may_move_a_transfer(ward: Bedside) -> None:
    for actor in (DISPATCHER, ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            decide(ward, actor)
    transfer_id = decide(ward, PHYSICIAN)
    step(ward, transfers.ask_hospital, transfer_id, NEAR, actor=DISPATCHER)
    with pytest.raises(NotPermitted):
        step(ward, cancel, transfer_id, "改變決定", actor=DISPATCHER)
    with pytest.raises(NotPermitted):
        step(ward, transfers.accept, transfer_id, actor=ADMINISTRATOR)


def test_an_unknown_hospital_is_not_asked(ward: Bedside) -> None:
    transfer_id = decide(ward)
    with pytest.raises(NotFound):
        step(ward, transfers.ask_hospital, transfer_id, HospitalId("H-nowhere"))


def test_every_step_is_in_the_audit_trail_with_its_patient_and_author(ward: Bedside) -> None:
    transfer_id = asked(ward)
    step(ward, transfers.accept, transfer_id, "值班總醫師", actor=DISPATCHER)
    with ward.store.unit_of_work() as uow:
        entries = [e.entry for e in uow.audit.entries() if e.entry.entity == "transfer"]
    assert [(e.action, e.actor) for e in entries] == [
        ("decide_transfer", NURSE.user_id),
        ("transfer_asked", NURSE.user_id),
        ("issue_pack", NURSE.user_id),
        ("transfer_accepted", DISPATCHER.user_id),
    ]
    assert {e.patient_id for e in entries} == {CHEN}
    assert {e.entity_id for e in entries} == {transfer_id}


def test_handing_over_ends_the_alarms_of_the_patient_and_of_nobody_else(ward: Bedside) -> None:
    with ward.store.unit_of_work() as uow:
        others = {alarm.alarm_id for alarm in uow.alarms.open() if alarm.patient_id != CHEN}
        own = {alarm.alarm_id for alarm in uow.alarms.open() if alarm.patient_id == CHEN}
    transfer_id = asked(ward)
    for move in IN_ORDER:
        step(ward, move, transfer_id)
    with ward.store.unit_of_work() as uow:
        assert {alarm.alarm_id for alarm in uow.alarms.open()} == others
        assert own
        assert {uow.alarms.get(alarm_id).reason for alarm_id in own} == {"patient_left"}


def test_a_hospital_that_takes_its_acceptance_back_leads_to_the_next_hospital_and_no_ambulance_is_called_twice(
    ward: Bedside,
) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER[:2]:
        step(ward, move, transfer_id)
    step(ward, transfers.refuse, transfer_id, "加護病房剛滿")
    step(ward, transfers.ask_hospital, transfer_id, FAR)
    step(ward, transfers.accept, transfer_id)
    with pytest.raises(IllegalTransition):
        step(ward, transfers.call_ambulance, transfer_id)
    step(ward, transfers.depart, transfer_id)
    assert (stored(ward, transfer_id).hospital_id, stored(ward, transfer_id).refused_by()) == (FAR, {NEAR})


def test_an_ambulance_that_is_cancelled_has_one_way_on_and_needs_a_reason(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER[:2]:
        step(ward, move, transfer_id)
    with pytest.raises(InvalidInput):
        step(ward, transfers.ambulance_cancelled, transfer_id, " ")
    step(ward, transfers.ambulance_cancelled, transfer_id, "車輛故障")
    with pytest.raises(IllegalTransition):
        step(ward, transfers.depart, transfer_id)
    step(ward, transfers.call_ambulance, transfer_id)
    step(ward, transfers.depart, transfer_id)
    assert stored(ward, transfer_id).stage is TransferStage.DEPARTED


def test_a_death_under_way_ends_transfer_and_admission_with_that_outcome_and_nothing_follows(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in IN_ORDER[:3]:
        step(ward, move, transfer_id)
    step(ward, patient_died, transfer_id, "救護車上，到院前心肺停止，家屬簽有 DNR")
    with ward.store.unit_of_work() as uow:
        episode, open_alarms = uow.episodes.get(CHEN_STAY), uow.alarms.open()
    assert (episode.state, episode.outcome) == (EpisodeState.CLOSED, Outcome.DEATH)
    assert not [alarm for alarm in open_alarms if alarm.patient_id == CHEN]
    for move in (transfers.arrive, close_transfer):
        with pytest.raises(IllegalTransition):
            step(ward, move, transfer_id)


def test_only_clinicians_say_that_somebody_died(ward: Bedside) -> None:
    transfer_id = asked(ward)
    with pytest.raises(NotPermitted):
        step(ward, patient_died, transfer_id, "聽說", actor=DISPATCHER)


def test_two_signatures_at_two_times_hand_over_and_each_is_in_the_audit_trail(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in TO_ARRIVAL:
        step(ward, move, transfer_id)
    step(ward, sign, transfer_id, Side.RECEIVER, RECEIVER, Means.PAGE)
    assert stored(ward, transfer_id).stage is TransferStage.ARRIVED
    with ward.store.unit_of_work() as uow:
        assert uow.episodes.get(CHEN_STAY).state is EpisodeState.ACTIVE
    step(ward, sign, transfer_id, Side.GIVER, NURSE.name)
    transfer = stored(ward, transfer_id)
    assert [(s.side, s.name, s.means) for s in transfer.signatures] == [
        (Side.RECEIVER, RECEIVER, Means.PAGE),
        (Side.GIVER, NURSE.name, Means.CONSOLE),
    ]
    assert transfer.signatures[0].at < transfer.signatures[1].at
    with ward.store.unit_of_work() as uow:
        actions = [e.entry.action for e in uow.audit.entries() if e.entry.entity == "transfer"]
    assert actions[-3:] == ["sign_transfer", "sign_transfer", "transfer_handed_over"]


def test_a_hand_over_without_a_receiver_changes_nothing(ward: Bedside) -> None:
    transfer_id = asked(ward)
    for move in TO_ARRIVAL:
        step(ward, move, transfer_id)
    for name in ("", NURSE.name, "x" * 61):
        with pytest.raises(InvalidInput):
            step(ward, hand_over, transfer_id, name)
    assert stored(ward, transfer_id).signatures == ()


def test_a_workstation_whose_clock_is_behind_can_still_take_the_next_step_and_that_is_recorded(ward: Bedside) -> None:
    transfer_id = asked(ward)
    ward.advance(-30)
    version = stored(ward, transfer_id).version
    transfers.accept(ward.ctx, NURSE, transfer_id, version)
    history = stored(ward, transfer_id).history
    assert history[-1].at == history[-2].at
    with ward.store.unit_of_work() as uow:
        last = uow.audit.entries()[-1].entry
    assert dict(last.facts)["clock_behind_s"] == "1800"


def test_a_pathway_takes_the_moments_it_asks_for_and_no_others(ward: Bedside, transfer_rules: TransferRules) -> None:
    stroke = transfer_rules.pathways["stroke"]
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "左側無力", NEAR, stroke)
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    now = ward.clock.now()

    def told(name: str, minutes: int) -> None:
        version, at = stored(ward, transfer_id).version, now + timedelta(minutes=minutes)
        note_milestone(ward.ctx, NURSE, transfer_rules, transfer_id, version, name, at)

    told("onset", -40)
    told("onset", -50)
    for name, minutes in (("wire_crossed", -1), ("thrombolysis", 1)):
        with pytest.raises(InvalidInput):
            told(name, minutes)
    first, second, *_ = clock_states(stored(ward, transfer_id), transfer_rules.pathways)
    assert (first.began, first.overdue(now + timedelta(minutes=220))) == (now - timedelta(minutes=50), False)
    assert first.overdue(now + timedelta(minutes=221))
    assert second.began is None
