"""The key of a receiving hospital to its one inbound case: a code that opens once, then a session that ends."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.errors import HahError
from hah_console.domain.ids import HospitalId, TransferId, UserId

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nobody mistakes one of these for another when it is read out on the telephone."""
CODE_LENGTH = 8
MOST_WRONG = 5
"""So many wrong codes close a slip for good: a new one is issued by telephone."""


class CodeRefused(HahError):
    """The code opens nothing. Whether it is wrong, used, expired or of another case is told to nobody. No facts."""

    code = "code_refused"


@dataclass(frozen=True, slots=True)
class ReceivingSlip:
    """What a hospital was given for one transfer; code and session are kept as digests alone.

    ``opened_at``: when the code was used. ``wrong`` counts codes that did not fit.
    """

    slip_id: str
    transfer_id: TransferId
    hospital_id: HospitalId
    code_digest: str
    issued_at: datetime
    issued_by: UserId
    expires_at: datetime
    opened_at: datetime | None = None
    session_digest: str = ""
    wrong: int = 0
    revoked_at: datetime | None = None
    version: int = 0

    def alive(self, now: datetime) -> bool:
        """Whether it still lets somebody in or keeps her in."""
        return self.revoked_at is None and self.wrong < MOST_WRONG and self.issued_at <= now < self.expires_at

    def fits(self, code: str) -> bool:
        """Whether this is its code; takes the same time for every code."""
        return hmac.compare_digest(self.code_digest, digest(self.slip_id, plain_code(code)))

    def opened(self, session: str, now: datetime) -> "ReceivingSlip":
        """SAFETY(one-time code): used once. Raises CodeRefused when it was used, expired or closed."""
        if not self.alive(now) or self.opened_at is not None:
            raise CodeRefused
        return replace(self, opened_at=now, session_digest=digest(self.slip_id, session))

    def mistyped(self) -> "ReceivingSlip":
        """One more code that did not fit."""
        return replace(self, wrong=self.wrong + 1)

    def admits(self, session: str, now: datetime) -> bool:
        """Whether this session was opened with its code and has not ended."""
        mine = digest(self.slip_id, session)
        return bool(self.session_digest) and hmac.compare_digest(self.session_digest, mine) and self.alive(now)

    def revoked(self, now: datetime) -> "ReceivingSlip":
        """Closed by the centre; a second time changes nothing."""
        return self if self.revoked_at is not None else replace(self, revoked_at=now)


def hospital_author(hospital_id: HospitalId) -> UserId:
    """What a hospital that acts on its page is called in trails; it has no account."""
    return UserId(f"hospital:{hospital_id}")


def new_code() -> str:
    """A code of about 39 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_secret() -> str:
    """A name for a slip, or a session, that nobody guesses."""
    return secrets.token_urlsafe(24)


def plain_code(typed: str) -> str:
    """A code as it was issued, of how people type it: small letters, blanks and hyphens do not matter."""
    return "".join(char for char in typed.upper() if char in ALPHABET)


def spaced_code(code: str) -> str:
    """A code in two halves, as it is read out."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def digest(slip_id: str, secret: str) -> str:
    """What is kept of a code or a session: bound to its slip, so that that of another case never fits."""
    return hashlib.sha256(f"{slip_id}:{secret}".encode()).hexdigest()
