"""Alarm rules come into force only after a replay of the same text and by a second person."""

from dataclasses import replace

import pytest
from helpers.bedside import ADMINISTRATOR, NURSE, PHYSICIAN, Bedside
from helpers.replay_samples import report

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import alarm_rules_of
from hah_console.app.resources import resource_path
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import RuleSetId, UserId
from hah_console.domain.rule_set import ReplayNeeded, RuleSet, RuleSetState, SecondPersonNeeded
from hah_console.services.rule_sets import (
    decide_rule_set,
    draft_rule_set,
    propose_rule_set,
    replay_rule_set,
    rewrite_rule_set,
    rule_sets,
    rules_in_force,
)

TEXT = resource_path("rulepacks", "alarms-2026-11.toml").read_text("utf-8")
STRICTER = TEXT.replace("limit = 88\n", "limit = 92\n", 1)
OTHER_PHYSICIAN = replace(PHYSICIAN, user_id=UserId("U-other"), name="林醫師")


def kept(ward: Bedside, rule_set_id: RuleSetId) -> RuleSet:
    with ward.store.unit_of_work() as uow:
        return uow.rule_sets.get(rule_set_id)


def drafted(ward: Bedside, text: str = STRICTER) -> RuleSet:
    return kept(ward, draft_rule_set(ward.ctx, NURSE, "stricter", text, alarm_rules_of))


def proposed(ward: Bedside, text: str = STRICTER) -> RuleSet:
    draft = drafted(ward, text)
    replay_rule_set(ward.ctx, NURSE, draft.rule_set_id, report(draft.digest), draft.version)
    propose_rule_set(ward.ctx, NURSE, draft.rule_set_id, draft.version + 1)
    return kept(ward, draft.rule_set_id)


def activated(ward: Bedside, text: str = STRICTER) -> RuleSet:
    proposal = proposed(ward, text)
    decide(ward, proposal, accepted=True)
    return kept(ward, proposal.rule_set_id)


def decide(ward: Bedside, proposal: RuleSet, *, accepted: bool, by=PHYSICIAN) -> None:
    seen = proposal.version
    decide_rule_set(ward.ctx, by, proposal.rule_set_id, accepted=accepted, expected_version=seen, parse=alarm_rules_of)


def test_rules_written_replayed_proposed_and_decided_by_a_second_person_come_into_force(ward: Bedside) -> None:
    shipped = alarm_rules_of(TEXT)
    assert rules_in_force(ward.ctx, shipped, alarm_rules_of) == shipped
    active = activated(ward)
    assert (active.state, active.proposed_by, active.decided_by) == (
        RuleSetState.ACTIVE, NURSE.user_id, PHYSICIAN.user_id,
    )  # fmt: skip
    assert rules_in_force(ward.ctx, shipped, alarm_rules_of) == alarm_rules_of(STRICTER)


def test_every_step_is_in_the_audit_trail_and_in_the_change_log(ward: Bedside) -> None:
    activated(ward)
    with ward.store.unit_of_work() as uow:
        steps = [link.entry for link in uow.audit.entries() if link.entry.entity == "rule_set"]
    assert [step.action for step in steps] == [
        "draft_rule_set", "replay_rule_set", "propose_rule_set", "activate_rule_set",
    ]  # fmt: skip
    assert all(dict(step.facts)["digest"] for step in steps)
    draft = drafted(ward, TEXT)
    changes = replay_rule_set(ward.ctx, NURSE, draft.rule_set_id, report(draft.digest), draft.version)
    assert changes.touches("rule_set")


def test_rules_nobody_has_replayed_are_not_proposed(ward: Bedside) -> None:
    draft = drafted(ward)
    with pytest.raises(ReplayNeeded):
        propose_rule_set(ward.ctx, NURSE, draft.rule_set_id, draft.version)


def test_a_replay_of_another_text_does_not_count(ward: Bedside) -> None:
    draft = drafted(ward)
    with pytest.raises(ReplayNeeded):
        replay_rule_set(ward.ctx, NURSE, draft.rule_set_id, report("of another text"), draft.version)


def test_a_draft_that_is_changed_has_to_be_replayed_again(ward: Bedside) -> None:
    draft = drafted(ward)
    replay_rule_set(ward.ctx, NURSE, draft.rule_set_id, report(draft.digest), draft.version)
    rewrite_rule_set(ward.ctx, NURSE, draft.rule_set_id, TEXT, alarm_rules_of, draft.version + 1)
    with pytest.raises(ReplayNeeded):
        propose_rule_set(ward.ctx, NURSE, draft.rule_set_id, draft.version + 2)


def test_nobody_decides_on_rules_of_their_own(ward: Bedside) -> None:
    draft = kept(ward, draft_rule_set(ward.ctx, PHYSICIAN, "mine", STRICTER, alarm_rules_of))
    replay_rule_set(ward.ctx, PHYSICIAN, draft.rule_set_id, report(draft.digest), draft.version)
    propose_rule_set(ward.ctx, NURSE, draft.rule_set_id, draft.version + 1)
    proposal = kept(ward, draft.rule_set_id)
    with pytest.raises(SecondPersonNeeded):
        decide(ward, proposal, accepted=True)
    with pytest.raises(NotPermitted):
        decide(ward, proposal, accepted=True, by=NURSE)
    decide(ward, proposal, accepted=True, by=OTHER_PHYSICIAN)
    assert kept(ward, draft.rule_set_id).state is RuleSetState.ACTIVE


def test_one_set_is_in_force_and_the_former_one_is_retired(ward: Bedside) -> None:
    first = activated(ward)
    second = activated(ward, TEXT)
    assert kept(ward, first.rule_set_id).state is RuleSetState.RETIRED
    assert [rules.state for rules in rule_sets(ward.ctx, NURSE)].count(RuleSetState.ACTIVE) == 1
    assert kept(ward, second.rule_set_id).state is RuleSetState.ACTIVE


def test_a_rejected_set_never_comes_into_force(ward: Bedside) -> None:
    proposal = proposed(ward)
    decide(ward, proposal, accepted=False)
    assert kept(ward, proposal.rule_set_id).state is RuleSetState.REJECTED
    with pytest.raises(IllegalTransition):
        decide(ward, kept(ward, proposal.rule_set_id), accepted=True)
    with ward.store.unit_of_work() as uow:
        assert uow.rule_sets.active() is None


def test_what_somebody_else_changed_meanwhile_is_not_decided_on(ward: Bedside) -> None:
    proposal = proposed(ward)
    with pytest.raises(VersionConflict):
        decide(ward, replace(proposal, version=proposal.version - 1), accepted=True)


def test_a_damaged_text_a_missing_name_and_a_role_without_the_right_are_refused(ward: Bedside) -> None:
    with pytest.raises(RulePackInvalid):
        draft_rule_set(ward.ctx, NURSE, "damaged", TEXT.replace('side = "low"', 'side = "under"'), alarm_rules_of)
    with pytest.raises(InvalidInput):
        draft_rule_set(ward.ctx, NURSE, " ", TEXT, alarm_rules_of)
    with pytest.raises(NotPermitted):
        draft_rule_set(ward.ctx, ADMINISTRATOR, "mine", TEXT, alarm_rules_of)
    assert rule_sets(ward.ctx, NURSE) == ()
