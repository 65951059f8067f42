"""The escalation ladder over the real store: who has an alarm, until when, who is next; restarts, two at once."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from helpers.alarm_ward import FIRST, PACKS, SECOND
from helpers.ladder_ward import ANNA, BELLA, DESK, DOCTOR, LadderWard

from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import AlreadyTaken, HahError, IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.escalation import ClimbReason, EscalationState, StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.roster import BACKUP, CHARGE_NURSE, DISPATCHER, PHYSICIAN
from hah_console.services.alarm_commands import acknowledge_alarm, escalate_alarm
from hah_console.services.escalations import answer_escalation, decide, pass_on, raise_concern, resolve
from hah_console.services.leaving import end_alarms

RULES = PACKS.escalation
RUNGS = RULES.ladders[Lane.PHYSIOLOGICAL].rungs
HIGH = Priority.HIGH


def kinds(ward: LadderWard) -> list[StepKind]:
    return [step.kind for step in ward.case().steps]


def test_an_alarm_has_the_nurse_on_duty_as_its_owner_and_a_clock_of_the_pack(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    case = ward.case()
    assert (case.owner.role, case.owner.staff_id, case.owner.gap) == (CHARGE_NURSE, "N-anna", False)
    assert case.answer_by == ward.clock.now() + RUNGS[0].answer[HIGH]
    assert (case.state, case.episode_id) == (EscalationState.WAITING, "E0")


def test_nobody_answers_and_every_rung_is_asked_in_its_time_until_the_green_channel_and_then_again(
    ward: LadderWard,
) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    seen = []
    for rung in (*RUNGS, RUNGS[-1]):
        ward.look(rung.answer[HIGH].total_seconds() - 2)
        assert ward.case().rung == len(seen) - (len(seen) == len(RUNGS))
        ward.look(3)
        seen.append(ward.case().owner.staff_id)
    assert seen == ["M-doctor", "M-backup", "N-anna", "N-anna", "N-anna"]
    assert kinds(ward)[-2:] == [StepKind.REPEATED, StepKind.REPEATED]
    assert ward.case().climbed_for is ClimbReason.UNANSWERED


def test_who_acknowledges_the_alarm_has_the_escalation_and_it_stops(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, BELLA, alarm.alarm_id, alarm.version)
    case = ward.case()
    assert (case.state, case.owner.user_id, case.owner.staff_id) == (EscalationState.ANSWERED, "u-bella", "N-bella")
    ward.look(RUNGS[0].answer[HIGH].total_seconds() + 1)
    assert ward.case().rung == 0


def test_what_is_answered_and_not_settled_climbs_again_and_then_needs_a_physician(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    ward.look()
    ward.look(RUNGS[0].act[HIGH].total_seconds())
    case = ward.case()
    assert (case.rung, case.climbed_for, case.owner.staff_id) == (1, ClimbReason.UNRESOLVED, "M-doctor")
    with pytest.raises(NotPermitted):
        answer_escalation(ward.people, ANNA, RULES, case.escalation_id)
    answer_escalation(ward.people, DOCTOR, RULES, case.escalation_id)
    assert ward.case().owner.user_id == "u-doctor"


def test_two_nurses_take_the_same_alarm_in_the_same_second_and_one_has_it(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    ready, told = Barrier(2), dict[str, HahError | None]()

    def take(actor: object) -> None:
        ready.wait()
        try:
            acknowledge_alarm(ward.people, actor, alarm.alarm_id, alarm.version)  # type: ignore[arg-type]
            told[actor.name] = None  # type: ignore[attr-defined]
        except HahError as error:
            told[actor.name] = error  # type: ignore[attr-defined]

    threads = [Thread(target=take, args=(actor,)) for actor in (ANNA, BELLA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    (winner,) = [name for name, error in told.items() if error is None]
    (error,) = [error for error in told.values() if error is not None]
    assert isinstance(error, AlreadyTaken)
    assert error.facts["owner"] == winner
    case = ward.case()
    assert [step.kind for step in case.steps].count(StepKind.ANSWERED) == 1
    with ward.ctx.store() as uow:
        assert uow.users.get(case.owner.user_id).name == winner  # type: ignore[arg-type]


def test_of_two_who_answer_the_second_is_told_the_name_of_the_first(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    seen = ward.case()
    answer_escalation(ward.people, ANNA, RULES, seen.escalation_id, seen.version)
    with pytest.raises(AlreadyTaken) as refused:
        answer_escalation(ward.people, BELLA, RULES, seen.escalation_id, seen.version)
    assert refused.value.facts["owner"] == ANNA.name


def test_a_restart_of_the_service_keeps_every_clock(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    due = ward.case().answer_by
    ward.look(120)
    ward.restart()
    ward.look()
    assert ward.case().answer_by == due
    ward.clock.advance(timedelta(hours=1))
    ward.restart()
    ward.look()
    assert ward.case().rung == 1, "what ran out while no service was there is asked at the first look"


def test_a_workstation_whose_clock_is_wrong_changes_no_limit(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    ward.wrong_clock.advance(timedelta(days=-3))
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    assert ward.case().due_at is None, "only the service begins a clock"
    ward.look()
    assert ward.case().act_by == ward.clock.now() + RUNGS[0].act[HIGH]
    ward.wrong_clock.advance(timedelta(days=9))
    decide(ward.people, DOCTOR, RULES, ward.case().escalation_id, Decision.ADVICE, "電話衛教，半坐臥")
    ward.look()
    assert ward.case().act_by == ward.clock.now() + RULES.acting[Decision.ADVICE]


def test_a_service_clock_set_back_prolongs_nothing_beyond_the_limit(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    ward.set_service_clock(ward.clock.now() - timedelta(hours=2))
    ward.look()
    assert ward.case().answer_by == ward.clock.now() + RUNGS[0].answer[HIGH]


def test_a_gap_of_the_roster_is_filled_by_the_stand_in_of_the_pack_and_shown_as_a_gap(ward: LadderWard) -> None:
    ward.off_duty(CHARGE_NURSE)
    ward.raise_alarm(FIRST)
    ward.look()
    owner = ward.case().owner
    assert (owner.role, owner.staff_id, owner.gap) == (CHARGE_NURSE, "D-desk", True)


def test_with_nobody_on_the_roster_the_line_of_the_site_owns_it(ward: LadderWard) -> None:
    for role in (CHARGE_NURSE, DISPATCHER, PHYSICIAN, BACKUP):
        ward.off_duty(role)
    ward.raise_alarm(FIRST)
    ward.look()
    owner = ward.case().owner
    assert (owner.staff_id, owner.user_id, owner.gap) == (None, None, True)
    assert set(RULES.site_line) == {"zh_TW", "en"}


def test_when_the_duty_turns_the_next_nurse_is_named_while_nobody_has_answered(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    ward.off_duty(CHARGE_NURSE)
    ward.look()
    assert kinds(ward) == [StepKind.OPENED, StepKind.RENAMED]
    assert ward.case().owner.staff_id == "D-desk"


def test_another_alarm_of_the_patient_joins_and_has_to_be_answered(ward: LadderWard) -> None:
    first = ward.raise_alarm(FIRST, Priority.MEDIUM)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, first.alarm_id)
    ward.look()
    ward.raise_alarm(FIRST, HIGH)
    ward.raise_alarm(SECOND, HIGH)
    ward.look()
    case = ward.case()
    assert (case.waiting, case.priority, len(case.raised)) == (True, HIGH, 2)
    assert case.act_by is not None, "what was answered keeps its own clock"
    assert ward.case(SECOND).escalation_id != case.escalation_id


def test_when_its_alarms_are_over_and_seen_it_is_over_without_a_word(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    with ward.ctx.store() as uow:
        taken = uow.alarms.get(alarm.alarm_id)
    ward.keep(taken.condition_ended(ward.clock.now()), "alarm_ended")
    ward.look()
    (case,) = (case for case in ward.cases() if case.lane is Lane.PHYSIOLOGICAL)
    assert (case.state, case.steps[-1].reason) == (EscalationState.RESOLVED, "alarms_over")


def test_an_alarm_over_before_anybody_saw_it_still_climbs(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    ward.keep(alarm.condition_ended(ward.clock.now()), "alarm_ended")
    ward.look(RUNGS[0].answer[HIGH].total_seconds() + 1)
    assert ward.case().rung == 1


def test_passing_on_asks_the_physician_now_and_stays_with_her_although_the_alarm_ends(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    pass_on(ward.people, ANNA, RULES, ward.case().escalation_id)
    with ward.ctx.store() as uow:
        taken = uow.alarms.get(alarm.alarm_id)
    ward.keep(taken.condition_ended(ward.clock.now()), "alarm_ended")
    ward.look()
    case = ward.case()
    assert (case.rung, case.climbed_for, case.waiting) == (1, ClimbReason.PASSED, True)


def test_escalating_an_alarm_passes_its_escalation_on(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    escalate_alarm(ward.people, ANNA, PACKS.alarms, alarm.alarm_id, alarm.version, RULES)
    assert (ward.case().rung, ward.case().climbed_for) == (1, ClimbReason.PASSED)


def test_a_decision_has_its_reason_and_is_looked_at_again(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    case = ward.case()
    with pytest.raises(InvalidInput):
        decide(ward.people, DOCTOR, RULES, case.escalation_id, Decision.URGENT_VISIT, "  ")
    decide(ward.people, DOCTOR, RULES, case.escalation_id, Decision.URGENT_VISIT, "喘，需到宅評估")
    ward.look()
    assert ward.case().state is EscalationState.DECIDED
    ward.look(RULES.acting[Decision.URGENT_VISIT].total_seconds() + 1)
    case = ward.case()
    assert (case.rung, case.climbed_for, case.decision) == (1, ClimbReason.UNRESOLVED, None)


def test_a_concern_of_a_person_begins_an_escalation_and_only_a_person_ends_it(ward: LadderWard) -> None:
    raise_concern(ward.people, DESK, RULES, FIRST, "家屬來電：講話變少、很喘", HIGH)
    ward.look()
    case = ward.case()
    assert (case.waiting, case.owner.staff_id, case.steps[0].reason) == (True, "N-anna", "家屬來電：講話變少、很喘")
    with pytest.raises(IllegalTransition):
        resolve(ward.people, ANNA, case.escalation_id, "已處理")
    answer_escalation(ward.people, ANNA, RULES, case.escalation_id)
    resolve(ward.people, ANNA, case.escalation_id, "電訪後改善")
    assert ward.cases()[0].state is EscalationState.RESOLVED


def test_a_nurse_who_is_worried_has_it_herself_and_the_service_sees_to_the_clock(ward: LadderWard) -> None:
    raise_concern(ward.people, BELLA, RULES, FIRST, "臉色差", Priority.MEDIUM)
    ward.look()
    case = ward.case()
    assert (case.owner.user_id, case.waiting) == ("u-bella", False)
    assert case.act_by == ward.clock.now() + RUNGS[0].act[Priority.MEDIUM]


def test_a_patient_who_leaves_takes_the_escalation_along(ward: LadderWard) -> None:
    ward.raise_alarm(FIRST)
    ward.look()
    with ward.ctx.store() as uow:
        episode = uow.episodes.get("E0")  # type: ignore[arg-type]
        uow.episodes.save(replace(episode, state=EpisodeState.CLOSED))
        end_alarms(uow, DOCTOR, FIRST, ward.clock.now())
        uow.commit()
    assert ward.cases()[0].steps[-1].reason == "patient_left"


def test_equipment_has_its_own_ladder_and_an_owner_too(ward: LadderWard) -> None:
    ward.raise_alarm(None, HIGH, Lane.TECHNICAL)
    ward.look()
    assert ward.case(None, Lane.TECHNICAL).owner.staff_id == "N-anna"
    ward.look(RULES.ladders[Lane.TECHNICAL].rungs[0].answer[HIGH].total_seconds() + 1)
    assert ward.case(None, Lane.TECHNICAL).owner.staff_id == "D-desk"


def test_every_step_stands_in_the_audit_trail_and_on_the_line_of_the_case(ward: LadderWard) -> None:
    alarm = ward.raise_alarm(FIRST)
    ward.look()
    acknowledge_alarm(ward.people, ANNA, alarm.alarm_id)
    decide(ward.people, DOCTOR, RULES, ward.case().escalation_id, Decision.TRANSFER, "意識改變")
    case = ward.case()
    steps = [f"escalation_{step.kind.value}" for step in case.steps]
    assert [a for a in ward.actions(case.escalation_id) if a.startswith("escalation_")] == steps
    with ward.ctx.store() as uow:
        events = uow.case_events.of_entity(case.escalation_id)
    assert [event.fact("step") for event in events] == [step.kind.value for step in case.steps]
    assert "意識改變" not in str(events), "words of a person are no fact of an event"
