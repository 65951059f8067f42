"""The response desk over the real store: what it tells, and what a choice records and starts."""

from dataclasses import replace

import pytest
from helpers.alarm_ward import FIRST, PACKS, SECOND
from helpers.ladder_ward import ANNA, BELLA, DESK, DOCTOR, LadderWard

from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.consult import ConsultState, Urgency
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import AlreadyTaken, IllegalTransition, InvalidInput, NotFound, NotPermitted
from hah_console.domain.escalation import EscalationState, StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EpisodeId, HospitalId, StaffId
from hah_console.domain.place import Place
from hah_console.domain.roster import PHYSICIAN
from hah_console.domain.task import TaskState
from hah_console.domain.transfer import TransferStage
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.consults import Wanted
from hah_console.services.escalations import answer_escalation, pass_on
from hah_console.services.response_choice import Choice, choose
from hah_console.services.response_desk import ResponseDesk, read_response_desk

RULES = PACKS.escalation


def read(ward: LadderWard) -> ResponseDesk:
    return read_response_desk(ward.people, ANNA, PACKS, FIRST, "zh_TW")


def test_the_desk_says_who_has_it_and_who_is_next(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    ward.look()
    desk = read(ward)
    assert [(rung.name, rung.owner, rung.current) for rung in desk.rungs] == [
        ("nurse", "王淑芬", True), ("physician", "張承恩", False), ("backup", "陳備援", False),
        ("green_channel", "王淑芬", False),
    ]  # fmt: skip
    assert desk.owner == "王淑芬"
    assert desk.rungs[0].at is not None
    assert [person.name for person in desk.physicians] == ["張承恩", "陳備援"]
    assert (desk.ambulance.wait, desk.ambulance.rides) == (RULES.dispatch, 0)


def test_a_gap_is_said_with_the_name_of_the_stand_in(ward: LadderWard) -> None:
    ward.off_duty(PHYSICIAN)
    rung = read(ward).rungs[1]
    assert (rung.owner, rung.gap) == ("陳備援", True)


def test_a_physician_who_has_another_patient_is_said_to_be_busy(ward: LadderWard) -> None:
    ward.raise_alarm(SECOND)
    ward.look()
    with ward.ctx.store() as uow:
        case = uow.escalations.open_of(SECOND, Lane.PHYSIOLOGICAL)
    assert case is not None
    pass_on(ward.people, ANNA, RULES, case.escalation_id)
    answer_escalation(ward.people, DOCTOR, RULES, case.escalation_id)
    assert [person.busy for person in read(ward).physicians] == ["escalation", ""]


def test_a_visit_that_is_chosen_is_work_of_today_for_the_nurse_and_the_reason_is_kept(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    version = ward.case().version
    choose(ward.people, DOCTOR, RULES,
           Choice(FIRST, Decision.URGENT_VISIT, "喘，需聽診", version, StaffId("N-bella")))  # fmt: skip
    case = ward.case()
    assert (case.state, case.steps[-1].reason, case.owner.user_id) == (
        EscalationState.DECIDED, "喘，需聽診", "u-doctor",
    )  # fmt: skip
    with ward.ctx.store() as uow:
        (task,) = uow.tasks.of_patient(FIRST)
    assert (task.state, task.preferred_staff_id, task.note) == (TaskState.REQUESTED, "N-bella", "喘，需聽診")
    assert task.latest - task.earliest == RULES.acting[Decision.URGENT_VISIT]


def test_a_consultation_that_is_chosen_is_requested_for_this_escalation(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    wanted = Wanted("chest", "可否在家續治療？", Urgency.IMMEDIATE)
    choose(ward.people, DOCTOR, RULES, Choice(FIRST, Decision.TELE_CONSULT, "氧需求上升", wanted=wanted))
    with ward.ctx.store() as uow:
        (consult,) = uow.consults.all()
    assert (consult.state, consult.escalation_id) == (ConsultState.REQUESTED, ward.case().escalation_id)
    assert read(ward).consult == consult


def test_a_transfer_that_is_chosen_is_decided_once_even_when_somebody_chose_it_before(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    for _ in range(2):
        choose(ward.people, DOCTOR, RULES, Choice(FIRST, Decision.TRANSFER, "意識改變", ward.case().version))
    with ward.ctx.store() as uow:
        (transfer,) = uow.transfers.open()
    assert (transfer.reason, read(ward).transfer) == ("意識改變", transfer)
    assert [step.kind for step in ward.case().steps].count(StepKind.DECIDED) == 2


def written(ward: LadderWard) -> tuple[object, ...]:
    with ward.ctx.store() as uow:
        return uow.escalations.all(), uow.transfers.all(), uow.episodes.all(), uow.audit.head()


def test_a_transfer_that_cannot_be_begun_leaves_no_decision_behind(ward: LadderWard) -> None:
    """The decision is written first; the second step fails, by a hospital nobody knows, and both are gone."""
    ward.raise_alarm(FIRST)
    ward.look()
    before = written(ward)
    chosen = Choice(FIRST, Decision.TRANSFER, "意識改變", ward.case().version, hospital_id=HospitalId("H-nowhere"))
    with pytest.raises(NotFound):
        choose(ward.people, DOCTOR, RULES, chosen)
    assert written(ward) == before


def test_killed_in_the_middle_of_choosing_a_transfer_nothing_is_chosen(
    ward: LadderWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    with ward.ctx.store() as uow:
        uow.hospitals.save(Hospital(HospitalId("H-near"), "近郊醫院", Place(24.80, 120.97)))
        uow.commit()
    ward.raise_alarm(FIRST)
    ward.look()
    before, seen = written(ward), ward.case().version
    chosen = Choice(FIRST, Decision.TRANSFER, "意識改變", seen, hospital_id=HospitalId("H-near"))
    with monkeypatch.context() as patched:
        patched.setattr("hah_console.services.transfers.freeze_pack", dies)
        with pytest.raises(Killed):
            choose(ward.people, DOCTOR, RULES, chosen)
    assert written(ward) == before
    choose(ward.people, DOCTOR, RULES, chosen)
    with ward.ctx.store() as uow:
        (transfer,) = uow.transfers.open()
        assert len(uow.packs.of_transfer(transfer.transfer_id)) == 1
    assert (ward.case().decision, transfer.stage) == (Decision.TRANSFER, TransferStage.ASKED)


def test_a_choice_without_an_escalation_begins_one(ward: LadderWard) -> None:
    choose(ward.people, ANNA, RULES, Choice(FIRST, Decision.ADVICE, "家屬擔心，電話衛教"))
    ward.look()
    case = ward.case()
    assert (case.state, case.priority, case.decision) == (EscalationState.DECIDED, Priority.HIGH, Decision.ADVICE)
    assert case.act_by == ward.clock.now() + RULES.acting[Decision.ADVICE]


def test_a_choice_that_may_not_be_made_starts_nothing(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    seen = ward.case()
    with pytest.raises(InvalidInput):
        choose(ward.people, DOCTOR, RULES, Choice(FIRST, Decision.TRANSFER, " ", seen.version))
    with pytest.raises(NotPermitted):
        choose(ward.people, DESK, RULES, Choice(FIRST, Decision.TRANSFER, "喘", seen.version))
    answer_escalation(ward.people, BELLA, RULES, seen.escalation_id)
    with pytest.raises(AlreadyTaken) as refused:
        choose(ward.people, ANNA, RULES, Choice(FIRST, Decision.TRANSFER, "喘", seen.version))
    assert refused.value.facts["owner"] == BELLA.name
    pass_on(ward.people, BELLA, RULES, seen.escalation_id)
    with pytest.raises(NotPermitted):
        choose(ward.people, ANNA, RULES, Choice(FIRST, Decision.URGENT_VISIT, "喘", ward.case().version))
    with ward.ctx.store() as uow:
        assert (uow.transfers.all(), uow.tasks.of_patient(FIRST)) == ((), ())


def test_nothing_is_started_for_a_patient_who_is_not_in_care(ward: LadderWard) -> None:
    with ward.ctx.store() as uow:
        uow.episodes.save(replace(uow.episodes.get(EpisodeId("E0")), state=EpisodeState.CLOSED))
        uow.commit()
    with pytest.raises(IllegalTransition):
        choose(ward.people, DOCTOR, RULES, Choice(FIRST, Decision.ADVICE, "喘"))
