"""Intakes on the way to a decision: everything answered the way care at home goes with, and a signed paper."""

from collections.abc import Mapping

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.ids import IntakeId, ReferralId
from hah_console.domain.intake import Decision
from hah_console.domain.intake_answers import IntakeAnswers, answer_fields, barthel_levels
from hah_console.services.changes import Changes
from hah_console.services.consents import sign_consent
from hah_console.services.context import Context
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.services.referrals import accept_referral, type_referral
from helpers.referrals import NURSE, TYPED
from helpers.ward import RULES

DEPENDENT = dict(
    zip(barthel_levels(RULES.scores.barthel), ("5", "0", "0", "5", "5", "5", "5", "10", "5", "0"), strict=True)
)
PAPER = b"%PDF-1.7 signed"
SIGNED: Mapping[str, str] = {
    "explained_by": NURSE.user_id, "explained_at": "115/11/29 08:30", "signer_name": "陳小美", "relation": "child",
    "why_not_self": "意識不清", "signed_at": "2026-11-29 08:45",
}  # fmt: skip


def entity(changes: Changes, kind: str) -> str:
    """The id of the first changed thing of a kind."""
    return next(change.entity_id for change in changes.items if change.entity == kind)


def good_fields(condition: Condition = Condition.PNEUMONIA, mode: Mode = Mode.EMERGENCY) -> dict[str, str]:
    """The form with every answer as wanted."""
    asked = RULES.intake.asked(condition, mode)
    code = RULES.intake.conditions[condition].diagnoses[0]
    answers = {item.item_id: item.wanted for item in asked}
    return dict(answer_fields(IntakeAnswers(condition, mode, code, "Ceftriaxone", answers=answers, barthel=DEPENDENT)))


def accepted_referral(ctx: Context, **fields: str) -> ReferralId:
    """A referral typed in and accepted."""
    referral_id = ReferralId(entity(type_referral(ctx, NURSE, {**TYPED, **fields}), "referral"))
    accept_referral(ctx, NURSE, referral_id, 1)
    return referral_id


def opened(ctx: Context, **fields: str) -> IntakeId:
    """An intake with nothing answered."""
    return IntakeId(entity(open_intake(ctx, NURSE, accepted_referral(ctx, **fields)), "intake"))


def answered(ctx: Context, **fields: str) -> IntakeId:
    """An intake with everything answered and signed, not decided."""
    intake_id = opened(ctx, **fields)
    save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields())
    sign_consent(ctx, NURSE, intake_id, SIGNED, "consent.pdf", PAPER)
    return intake_id


def eligible(ctx: Context, **fields: str) -> IntakeId:
    """An intake decided for."""
    intake_id = answered(ctx, **fields)
    decide_intake(ctx, NURSE, RULES, intake_id, 2, Decision.ELIGIBLE)
    return intake_id
