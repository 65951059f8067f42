"""Whatever is asked of a referral in any order, no illegal move is reached and no clock is lost."""

from datetime import timedelta

from helpers.referrals import KNOWN, NOW, NURSE, TYPED
from helpers.stores import migrated_store
from helpers.ward import RULES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import IllegalTransition, VersionConflict
from hah_console.domain.referral import ENDED, WAITING_FOR_US, DeclineReason, ReferralState
from hah_console.services.context import Context
from hah_console.services.referral_inbox import referral_inbox, referral_page
from hah_console.services.referrals import (
    accept_referral,
    complete_referral,
    correct_referral,
    decline_referral,
    match_referral,
    return_referral,
    type_referral,
    withdraw_referral,
)

REASON = DeclineReason.NO_CAPACITY
COMMANDS = {
    "accept": accept_referral,
    "decline": lambda *at: decline_referral(*at, REASON),
    "withdraw": lambda *at: withdraw_referral(*at, REASON),
    "return": lambda *at: return_referral(*at, ["phone"]),
    "complete": lambda *at: complete_referral(*at, TYPED),
    "correct": lambda *at: correct_referral(*at, TYPED),
    "match": lambda *at: match_referral(*at, KNOWN.patient_id),
}
S = ReferralState
LEADS = {"accept": S.ACCEPTED, "decline": S.DECLINED, "withdraw": S.WITHDRAWN, "return": S.RETURNED,
         "complete": S.COMPLETED}  # fmt: skip
CLOCK = {**dict.fromkeys(WAITING_FOR_US, "referral_answer"), S.RETURNED: "referral_completion",
         S.ACCEPTED: "intake_decision"}  # fmt: skip


def course_of(store):
    class Course(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.ctx = Context(store.unit_of_work, ManualClock(NOW))
            changes = type_referral(self.ctx, NURSE, TYPED)
            self.referral_id = next(change.entity_id for change in changes.items if change.entity == "referral")

        def referral(self):
            with self.ctx.store() as uow:
                return uow.referrals.get(self.referral_id)

        @rule(name=st.sampled_from(sorted(COMMANDS)), minutes=st.integers(-5, 200))
        def ask(self, name, minutes):
            before = self.referral()
            self.ctx.clock.advance(timedelta(minutes=minutes))
            try:
                COMMANDS[name](self.ctx, NURSE, self.referral_id, before.version)
            except IllegalTransition:
                assert self.referral() == before
                assert before.ended or LEADS[name] not in before.moves()
                return
            after = self.referral()
            assert after.history[: len(before.history)] == before.history
            assert after.state is LEADS.get(name, before.state)
            assert after.state is before.state or after.state in before.moves()

        @precondition(lambda self: self.referral().version > 1)
        @rule(name=st.sampled_from(sorted(COMMANDS)))
        def ask_by_an_old_version(self, name):
            before = self.referral()
            try:
                COMMANDS[name](self.ctx, NURSE, self.referral_id, before.version - 1)
            except VersionConflict:
                assert self.referral() == before
            else:
                raise AssertionError(name)

        @invariant()
        def exactly_the_clock_of_its_state_is_open(self):
            self.ctx.clock.moment = max(self.ctx.clock.moment, self.referral().since)
            referral = self.referral()
            page = referral_page(self.ctx, RULES.clocks, self.referral_id)
            still = [clock.clock_id for clock in page.clocks if clock.is_open]
            assert still == ([] if referral.ended else [CLOCK[referral.state]])
            started = sum(entry.state in CLOCK for entry in referral.history)
            assert len(page.clocks) == started

        @invariant()
        def it_is_in_the_inbox_until_its_end(self):
            open_ids = {row.referral_id for row in referral_inbox(self.ctx, RULES.clocks).open}
            assert (self.referral_id in open_ids) == (self.referral().state not in ENDED)

    return Course


def test_no_illegal_move_is_reachable_and_no_clock_is_lost(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    with store.unit_of_work() as uow:
        uow.patients.save(KNOWN)
        uow.commit()
    few = settings(max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    try:
        run_state_machine_as_test(course_of(store), settings=few)
    finally:
        store.close()
