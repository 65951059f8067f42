"""Referrals on their way to a decision, as a pack tells of them: how long ago they came in and what became of them."""

from datetime import date

from hah_console.adapters.site.row import Row
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import ReferralId
from hah_console.domain.referral import Channel, ReferralState
from hah_console.domain.referral_form import REFERRAL_FIELDS, read_referral
from hah_console.domain.site_pack import PackReferral

LONGEST_AGO = 7 * 24 * 60
_STATES = (ReferralState.RECEIVED, ReferralState.RETURNED, ReferralState.COMPLETED, ReferralState.ACCEPTED)


def read_pack_referral(row: Row, today: date) -> PackReferral | None:
    """The referral of a row, or None when the row has errors."""
    referral_id, ago = row.identifier("referral_id"), row.whole("minutes_ago", 0, LONGEST_AGO)
    state = row.choice("state", ReferralState, ReferralState.RECEIVED)
    since = row.whole("since_minutes", 0, LONGEST_AGO, ago)
    if state is not None and state not in _STATES:
        row.note("state", "referral_ended", value=state.value)
    check = FieldCheck({name: row.text(name) for name in REFERRAL_FIELDS})
    form, asked = read_referral(check, today), row.codes("asked")
    for fault in check.faults:
        facts = fault.facts
        row.note(str(facts["field"]), "bad_field", value=facts["value"], reason=facts["reason"])
    if state is ReferralState.RETURNED and not asked:
        row.note("asked", "missing_value")
    begun = row.flag("intake", default=False)
    if not row.ok or ago is None or since is None or state is None:
        return None
    return PackReferral(
        referral_id=ReferralId(referral_id),
        minutes_ago=ago,
        since_minutes=min(since, ago),
        form=form,
        channel=Channel.RECEIVED if row.text("external_id") else Channel.TYPED,
        external_id=row.text("external_id"),
        state=state,
        asked=tuple(name for name in REFERRAL_FIELDS if name in asked),
        intake_begun=bool(begun) and state is ReferralState.ACCEPTED,
    )
