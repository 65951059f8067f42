"""Reads what the referral forms and the watch after closure go by."""

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.closing.form_rules import ReferralFormRules


def read_referral_forms(fields: Fields) -> ReferralFormRules:
    """The rules; raises RulePackInvalid with file, line and key."""
    form = fields.table("medical_referral")
    reply = form.table("reply_days")
    return ReferralFormRules(
        info=fields.info(),
        validity=form.days_long("valid_days"),
        outpatient_reply=reply.days_long("outpatient"),
        discharge_reply=reply.days_long("discharge"),
        watch=fields.table("after_closure").days_long("watch_days"),
    )
