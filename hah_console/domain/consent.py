"""The consent to care at home: who explained, who signed, in what relation, when, on which document."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import ConsentId, IntakeId, UserId


class Relation(StrEnum):
    """Who signed, seen from the patient. Anybody but the patient signs for her."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    GUARDIAN = "guardian"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ConsentDocument:
    """The signed paper as a file. ``sha256`` is that of ``content``, in hexadecimal digits."""

    name: str
    media_type: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Consent:
    """One signature. ``why_not_self`` says why somebody else signs for the patient; ``document`` is the paper's digest.

    A consent is never changed; it can be withdrawn, and another one signed.
    """

    consent_id: ConsentId
    intake_id: IntakeId
    explained_by: UserId
    explained_at: datetime
    signer_name: str
    relation: Relation
    signed_at: datetime
    document_sha256: str
    document_name: str
    why_not_self: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: UserId | None = None
    version: int = 0

    @property
    def in_force(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None

    def withdrawn(self, at: datetime, by: UserId) -> "Consent":
        """The consent taken back; raises IllegalTransition when it was before."""
        if not self.in_force:
            raise IllegalTransition(entity="consent", state="withdrawn", move="withdraw")
        return replace(self, withdrawn_at=at, withdrawn_by=by)
