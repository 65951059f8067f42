"""Query of one intake whole, for its page: answers, what they come to, consents, antibiotics at this home.

It changes with ``intake``, ``consent``, ``referral``, ``staff`` and ``kit``. While somebody types, a screen computes
``findings`` of what is typed itself: it is pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from hah_console.domain.assessment import Assessment
from hah_console.domain.care_clock import CareClock
from hah_console.domain.consent import Consent
from hah_console.domain.home_feasibility import HomeSetting
from hah_console.domain.ids import IntakeId, ReferralId, UserId
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_answers import answer_fields
from hah_console.domain.referral import Referral, ReferralState
from hah_console.domain.rulepack import RulePacks
from hah_console.services.case_clocks import clocks_of_referrals
from hah_console.services.context import Context
from hah_console.services.intake_findings import HomeAntibiotic, antibiotics, findings, home_setting
from hah_console.services.staff_hours import nurse_shifts


@dataclass(frozen=True, slots=True)
class IntakePage:
    """``fields`` are those of the form as stored; ``found`` has n of m, obstacles and gaps; ``moves`` the decisions
    that may be taken now (none once the case has ended, see ``open``). ``people`` has the names of users by id: one
    of them explained the consent. ``setting`` is what this home can count on, ``usual`` what homes are taken for."""

    intake: Intake
    referral: Referral
    fields: Mapping[str, str]
    found: Assessment
    consents: tuple[Consent, ...]
    setting: HomeSetting
    usual: HomeSetting
    antibiotics: tuple[HomeAntibiotic, ...]
    clocks: tuple[CareClock, ...]
    people: Mapping[UserId, str]
    at: datetime

    @property
    def open(self) -> bool:
        """Whether anything may still be answered, signed or decided."""
        return not self.intake.ended and self.referral.state is ReferralState.ACCEPTED

    @property
    def moves(self) -> frozenset[Decision]:
        """The decisions that may be taken now."""
        return self.intake.moves() if self.open else frozenset()


def intake_page(
    ctx: Context,
    rules: RulePacks,
    intake_id: IntakeId,
    room_c: Decimal | None = None,
    visits_per_day: int | None = None,
) -> IntakePage:
    """One intake whole; the home is as the rules take it unless somebody knows how warm it gets (°C) or how often a
    nurse comes. Raises NotFound."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        intake = uow.intakes.get(intake_id)
        referral = uow.referrals.get(intake.referral_id)
        consents = uow.consents.of_intake(intake_id)
        usual = home_setting(rules.intake, nurse_shifts(ctx, uow), uow.kits.all())
        clocks = clocks_of_referrals(ctx, uow, rules.clocks, referral.received_at)
        people = {user.user_id: user.name for user in uow.users.all()}
    told = intake.answers.home
    setting = replace(
        told,
        ambient_c=told.ambient_c if room_c is None else room_c,
        visits_per_day=told.visits_per_day if visits_per_day is None else visits_per_day,
    ).over(usual)
    return IntakePage(
        intake=intake,
        referral=referral,
        fields=answer_fields(intake.answers),
        found=findings(intake.answers, referral.person, consents, rules, now),
        consents=consents,
        setting=setting,
        usual=usual,
        antibiotics=antibiotics(rules.care.drugs, intake.answers.antibiotic, setting),
        clocks=clocks.get(referral.referral_id, ()),
        people=people,
        at=now,
    )


def intake_of_referral(ctx: Context, referral_id: ReferralId) -> Intake | None:
    """The intake of a referral; None before it was opened."""
    with ctx.store() as uow:
        return uow.intakes.of_referral(referral_id)
