"""What a hospital's system says of a patient that the team must know at once; nothing is changed by it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import HospitalNoticeId, PatientId, UserId


class NoticeKind(StrEnum):
    """DECEASED: she has died there. NUMBER_CHANGED: her record has another number. DIFFERS: it contradicts ours now.
    REPLACED, GONE: the record is."""

    DECEASED = "deceased"
    NUMBER_CHANGED = "number_changed"
    DIFFERS = "differs"
    REPLACED = "replaced"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class HospitalNotice:
    """``at`` is when the house heard of it. ``facts`` are codes and moments, no words about a person.

    SAFETY(died there): a notice is shown until a person has seen it; no admission is closed by it.
    """

    notice_id: HospitalNoticeId
    patient_id: PatientId
    feed: str
    reference: str
    kind: NoticeKind
    at: datetime
    facts: tuple[tuple[str, str], ...] = ()
    seen_by: UserId | None = None
    seen_at: datetime | None = None
    version: int = 0

    def seen(self, by: UserId, at: datetime) -> "HospitalNotice":
        """A person has looked. Raises IllegalTransition when somebody had before."""
        if self.seen_at is not None:
            raise IllegalTransition(entity="hospital_notice", state="seen", move="see")
        return replace(self, seen_by=by, seen_at=at)
