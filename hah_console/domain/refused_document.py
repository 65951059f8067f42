"""A referral document that could not be taken: kept with the reasons until somebody has dealt with it."""

from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import ReferralId, RefusedId, UserId


@dataclass(frozen=True, slots=True)
class Fault:
    """What of it cannot be used: field of the form (or ``document``), reason (``errors.reason``), what stood there."""

    field: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RefusedDocument:
    """``content`` as it came (the beginning of one that is too large), ``times`` how often the same was sent.

    It is settled by a good document of the same sender and number (``referral_id``), or by a person who says how.
    """

    refused_id: RefusedId
    received_at: datetime
    received_by: UserId
    origin: str
    sha256: str
    content: bytes
    faults: tuple[Fault, ...]
    organisation: str = ""
    external_id: str = ""
    times: int = 1
    settled_at: datetime | None = None
    settled_by: UserId | None = None
    settled_note: str = ""
    referral_id: ReferralId | None = None
    version: int = 0

    def again(self) -> "RefusedDocument":
        """The same content sent once more."""
        return replace(self, times=self.times + 1)

    def settled(
        self, at: datetime, by: UserId, note: str = "", referral_id: ReferralId | None = None
    ) -> "RefusedDocument":
        """Dealt with; raises IllegalTransition when it was before."""
        if self.settled_at is not None:
            raise IllegalTransition(entity="refused_document", state="settled", move="settle")
        return replace(self, settled_at=at, settled_by=by, settled_note=note, referral_id=referral_id)
