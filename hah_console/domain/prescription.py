"""A prescription with its one-time code: issued, dispensed once, delivered to the door against a receipt."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.ids import AttachmentId, EpisodeId, OrderId, PatientId, PrescriptionId, UserId

QR_FORMAT = "HAHRX1"


class PrescriptionState(StrEnum):
    """VOID: its orders ended before anybody dispensed."""

    ISSUED = "issued"
    DISPENSED = "dispensed"
    DELIVERED = "delivered"
    VOID = "void"


_MOVES: dict[PrescriptionState, frozenset[PrescriptionState]] = {
    PrescriptionState.ISSUED: frozenset({PrescriptionState.DISPENSED, PrescriptionState.VOID}),
    PrescriptionState.DISPENSED: frozenset({PrescriptionState.DELIVERED}),
    PrescriptionState.DELIVERED: frozenset(),
    PrescriptionState.VOID: frozenset(),
}


class AlreadyDispensed(HahError):
    """The one-time code has been used. Facts: at, by."""

    code = "already_dispensed"


class WrongCode(HahError):
    """The code is not this prescription's. No facts."""

    code = "wrong_prescription_code"


class PrescriptionExpired(HahError):
    """Too old to be dispensed. Facts: valid_until."""

    code = "prescription_expired"


@dataclass(frozen=True, slots=True)
class PrescriptionLine:
    """One medication: name, amount each time, how often, how many doses in all."""

    order_id: OrderId
    drug_id: str
    amount: str
    route: str
    every_hours: int
    doses: int


RELATIONSHIPS = ("self", "spouse", "child", "parent", "sibling", "caregiver", "institution", "other")
"""What somebody who takes a delivery can be to the patient."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who took the medicine at the door: name and what she is to the patient (a code); ``proof`` is a photograph or
    a signature among the attachments."""

    received_by: str
    relationship: str
    at: datetime
    handed_by: UserId
    proof: AttachmentId | None = None


@dataclass(frozen=True, slots=True)
class Prescription:
    """``code`` is empty once it was used: from then on only its digest is kept."""

    prescription_id: PrescriptionId
    episode_id: EpisodeId
    patient_id: PatientId
    lines: tuple[PrescriptionLine, ...]
    issued_by: UserId
    issued_at: datetime
    valid_until: datetime
    code: str
    digest: str
    state: PrescriptionState = PrescriptionState.ISSUED
    dispensed_by: UserId | None = None
    dispensed_at: datetime | None = None
    receipt: Receipt | None = None
    version: int = 0

    def dispensed(self, code: str, by: UserId, at: datetime) -> "Prescription":
        """Given out, and invalid from now on.

        SAFETY(dispensed once): the code is erased with the act; a second one meets this state, or the raised version.
        Raises AlreadyDispensed, IllegalTransition, PrescriptionExpired, WrongCode.
        """
        if self.dispensed_at is not None:
            raise AlreadyDispensed(at=self.dispensed_at, by=self.dispensed_by)
        self._require(PrescriptionState.DISPENSED)
        if at > self.valid_until:
            raise PrescriptionExpired(valid_until=self.valid_until)
        if not hmac.compare_digest(digest_of_code(self.prescription_id, normal_code(code)), self.digest):
            raise WrongCode
        return replace(self, state=PrescriptionState.DISPENSED, code="", dispensed_by=by, dispensed_at=at)

    def delivered(self, receipt: Receipt) -> "Prescription":
        """Handed over at the door. Raises IllegalTransition, InvalidInput without a name or before it was dispensed."""
        self._require(PrescriptionState.DELIVERED)
        if not receipt.received_by.strip():
            raise InvalidInput(field="received_by", value="", reason="empty")
        if self.dispensed_at is not None and receipt.at < self.dispensed_at:
            raise InvalidInput(field="delivered_at", value=receipt.at, reason="before_dispensed")
        return replace(self, state=PrescriptionState.DELIVERED, receipt=receipt)

    def voided(self) -> "Prescription":
        """No longer to be dispensed. Raises IllegalTransition."""
        self._require(PrescriptionState.VOID)
        return replace(self, state=PrescriptionState.VOID, code="")

    def qr_text(self) -> str:
        """What the square holds: format, number, one-time code, lines; no name. Empty once the code was used."""
        if not self.code:
            return ""
        lines = [f"{one.drug_id}*{one.amount}*{one.route}*q{one.every_hours}h*{one.doses}" for one in self.lines]
        return "|".join((QR_FORMAT, self.prescription_id, self.code, *lines))

    def _require(self, to: PrescriptionState) -> None:
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="prescription", state=self.state.value, move=to.value)


def digest_of_code(prescription_id: PrescriptionId, code: str) -> str:
    """What is kept of a code."""
    return sha256(f"{prescription_id}|{code}".encode()).hexdigest()


def normal_code(typed: str) -> str:
    """A code as typed or scanned: of a whole QR text only its code, without spaces and hyphens, in capitals."""
    parts = typed.strip().split("|")
    code = parts[2] if len(parts) > 2 and parts[0] == QR_FORMAT else typed
    return "".join(letter for letter in code.upper() if letter.isalnum())
