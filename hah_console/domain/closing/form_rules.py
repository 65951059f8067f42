"""What the two referral forms and the watch after closure go by, as a rule pack has them."""

from dataclasses import dataclass
from datetime import timedelta

from hah_console.domain.pack_info import PackInfo


@dataclass(frozen=True, slots=True)
class ReferralFormRules:
    """``validity`` of a 電子轉診 from its issue; how long the receiver has to reply after an outpatient visit and after
    a discharge; ``watch`` after the closure of an admission."""

    info: PackInfo
    validity: timedelta
    outpatient_reply: timedelta
    discharge_reply: timedelta
    watch: timedelta
