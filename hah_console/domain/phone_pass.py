"""A worker's phone for one shift: a link that works once, then a key that never leaves the phone."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PhonePassId, StaffId, UserId

LINK_LASTS = timedelta(minutes=15)
AFTER_SHIFT = timedelta(hours=2)
"""For what was kept without a network until the worker came home."""
LONGEST = timedelta(hours=18)
SEEN_EACH = timedelta(minutes=1)


class PassState(StrEnum):
    """ISSUED: the link waits for its phone. OPEN: a phone has it. The others let nobody in."""

    ISSUED = "issued"
    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PhonePass:
    """``code_hash`` is of the link's code, which is stored nowhere; ``public_key`` (DER, hexadecimal) proves the phone.

    ``link_until`` is for opening the link, ``until`` for the whole pass. ``seen_at`` is when the phone was last let in,
    as exactly as SEEN_EACH.
    """

    pass_id: PhonePassId
    staff_id: StaffId
    code_hash: str
    issued_at: datetime
    issued_by: UserId
    link_until: datetime
    until: datetime
    public_key: str = ""
    opened_at: datetime | None = None
    device: str = ""
    revoked_at: datetime | None = None
    revoked_by: UserId | None = None
    revoke_reason: str = ""
    seen_at: datetime | None = None
    version: int = 0

    def state(self, now: datetime) -> PassState:
        """How it stands at ``now``."""
        if self.revoked_at is not None:
            return PassState.REVOKED
        if self.opened_at is None:
            return PassState.ISSUED if now < self.link_until else PassState.EXPIRED
        return PassState.OPEN if now < self.until else PassState.EXPIRED

    def opened(self, public_key: str, device: str, now: datetime) -> "PhonePass":
        """SAFETY(phone link): a link opens once, in its time, for the phone that then holds the key.

        Raises IllegalTransition.
        """
        if self.state(now) is not PassState.ISSUED:
            raise IllegalTransition(entity="phone_pass", state=self.state(now).value, move="open")
        return replace(self, public_key=public_key, device=device, opened_at=now)

    def seen(self, now: datetime) -> "PhonePass":
        """Heard of. The same when that was known already: not each look of a phone is worth a line in the store."""
        fresh = self.seen_at is not None and now - self.seen_at < SEEN_EACH
        return self if fresh else replace(self, seen_at=now)

    def revoked(self, by: UserId, now: datetime, reason: str) -> "PhonePass":
        """From now on it lets nobody in. Raises IllegalTransition when it does not any more."""
        state = self.state(now)
        if state in {PassState.REVOKED, PassState.EXPIRED}:
            raise IllegalTransition(entity="phone_pass", state=state.value, move="revoke")
        return replace(self, revoked_at=now, revoked_by=by, revoke_reason=reason)


def hash_of(code: str) -> str:
    """What is kept of a code: SHA-256 in hexadecimal; a code has 128 random bits, so nothing is gained by guessing."""
    return hashlib.sha256(code.encode()).hexdigest()


def pass_until(shift_ends: datetime | None, now: datetime) -> datetime:
    """Until when a pass lets its phone in: the end of the shift and some time to send what was kept."""
    ends = shift_ends + AFTER_SHIFT if shift_ends is not None else now + LONGEST
    return min(ends, now + LONGEST)
