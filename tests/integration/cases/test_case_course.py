"""From referral to admission, whatever is asked in any order: no illegal state is reached, and no clock is lost."""

from datetime import timedelta

from helpers.admissions import PLAN, with_team
from helpers.intakes import PAPER, SIGNED, accepted_referral, entity, good_fields
from helpers.referrals import KNOWN, NOW, NURSE, PHYSICIAN, TYPED
from helpers.stores import migrated_store
from helpers.ward import RULES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import (
    AlreadyInCare,
    AnotherPerson,
    IllegalTransition,
    InvalidFields,
    InvalidInput,
    NotReady,
    VersionConflict,
)
from hah_console.domain.intake import Decision
from hah_console.domain.referral import DeclineReason, ReferralState
from hah_console.domain.user import User
from hah_console.services.admission import admit
from hah_console.services.consents import sign_consent, withdraw_consent
from hah_console.services.context import Context
from hah_console.services.intake_board import intake_page
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.services.referral_inbox import referral_page
from hah_console.services.referrals import correct_referral, match_referral, unmatch_referral, withdraw_referral

REFUSALS = (
    AlreadyInCare, AnotherPerson, IllegalTransition, InvalidFields, InvalidInput, NotReady, VersionConflict,
)  # fmt: skip
S, D = ReferralState, Decision
ACTS = ("save", "spoil", "sign", "take back", "eligible", "pending", "ineligible", "admit", "match", "unmatch",
        "correct", "withdraw")  # fmt: skip


class Course(RuleBasedStateMachine):
    """One case; ``ask`` does one thing to it as it stands."""

    ctx: Context

    def __init__(self):
        super().__init__()
        self.referral_id = accepted_referral(self.ctx)
        self.intake_id = entity(open_intake(self.ctx, NURSE, self.referral_id), "intake")

    @property
    def page(self):
        return intake_page(self.ctx, RULES, self.intake_id)

    @rule(steps=st.integers(2, 6))
    def go_on(self, steps):
        """What a team would do next, some steps of it."""
        for _ in range(steps):
            self.ask(self.next_act(self.page))

    def next_act(self, page):
        if not page.intake.answers.diagnosis or page.found.of_effect("blocks"):
            return "save"
        if not any(consent.in_force for consent in page.consents):
            return "sign"
        if page.referral.patient_id is None:
            return "match"
        return "admit" if page.intake.decision is D.ELIGIBLE else "eligible"

    @rule(act=st.sampled_from(ACTS))
    def ask(self, act):
        before = self.page
        self.ctx.clock.advance(timedelta(minutes=7))
        try:
            self.do(act, before)
        except REFUSALS:
            after = self.page
            assert (after.intake, after.referral, after.consents) == (before.intake, before.referral, before.consents)
        else:
            assert before.open

    def do(self, act, page):
        ctx, intake, referral = self.ctx, page.intake, page.referral
        signed = [consent for consent in page.consents if consent.in_force]
        if act in ("save", "spoil"):
            fields = good_fields() | ({"item.home_safe": "no"} if act == "spoil" else {})
            save_answers(ctx, NURSE, RULES, self.intake_id, intake.version, fields)
        elif act == "sign":
            sign_consent(ctx, NURSE, self.intake_id, SIGNED, "x.pdf", PAPER)
        elif act == "take back" and signed:
            withdraw_consent(ctx, NURSE, signed[0].consent_id, signed[0].version)
        elif act in ("eligible", "pending", "ineligible"):
            decide_intake(ctx, NURSE, RULES, self.intake_id, intake.version, D(act), "理由")
        elif act == "admit":
            admit(ctx, PHYSICIAN, RULES, self.intake_id, intake.version, PLAN)
        elif act == "withdraw":
            withdraw_referral(ctx, NURSE, self.referral_id, referral.version, DeclineReason.PATIENT_DECLINES)
        elif act == "match":
            match_referral(ctx, NURSE, self.referral_id, referral.version, KNOWN.patient_id)
        elif act == "unmatch":
            unmatch_referral(ctx, NURSE, self.referral_id, referral.version)
        elif act == "correct":
            correct_referral(ctx, NURSE, self.referral_id, referral.version, {**TYPED, "weight_kg": "60"})
        else:
            raise IllegalTransition(entity="consent", state="none", move=act)

    @invariant()
    def who_is_eligible_lacks_nothing(self):
        page = self.page
        if page.open and page.intake.decision is D.ELIGIBLE:
            assert page.found.gaps == ()
            assert page.found.of_effect("blocks") == ()

    @invariant()
    def referral_intake_and_admission_tell_the_same(self):
        page = self.page
        admitted = page.referral.state is S.ADMITTED
        assert admitted == (page.intake.episode_id is not None)
        assert page.intake.decision is not D.INELIGIBLE or page.referral.state is S.DECLINED
        with self.ctx.store() as uow:
            stays = [stay for stay in uow.episodes.all() if stay.referral_id == self.referral_id]
            running = [stay for stay in uow.episodes.open() if stay.patient_id == KNOWN.patient_id]
        assert len(stays) == int(admitted)
        assert len(running) <= 1

    @invariant()
    def its_clock_is_open_until_it_is_decided_or_over(self):
        page = referral_page(self.ctx, RULES.clocks, self.referral_id)
        still = [clock for clock in page.clocks if clock.clock_id == "intake_decision" and clock.is_open]
        decided = page.intake.decision not in (None, D.PENDING)
        assert len(still) == int(page.referral.state is S.ACCEPTED and not decided)
        assert all((clock.entity, clock.entity_id) == ("referral", self.referral_id) for clock in still)


def test_no_illegal_state_is_reachable_from_referral_to_admission(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    with ctx.store() as uow:
        uow.patients.save(KNOWN)
        for actor in (NURSE, PHYSICIAN):
            uow.users.save(User(actor.user_id, actor.user_id, actor.name, actor.role, "$argon2id$x"))
        uow.commit()
    with_team(ctx)
    course = type("CaseCourse", (Course,), {"ctx": ctx})
    few = settings(max_examples=6, stateful_step_count=7, deadline=None, suppress_health_check=list(HealthCheck))
    try:
        run_state_machine_as_test(course, settings=few)
    finally:
        store.close()
