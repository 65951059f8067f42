"""Referrals, and the documents of other systems that could not be taken."""

from datetime import datetime

from sqlalchemy import func, select

from hah_console.adapters.db.mapping.referral import (
    received_key,
    referral_of,
    referral_values,
    refused_of,
    refused_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import beginning
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import PatientId, ReferralId, RefusedId
from hah_console.domain.referral import ENDED, Referral
from hah_console.domain.refused_document import RefusedDocument

_REFERRAL = Mapping(beginning.referral, "referral", referral_values, referral_of)
_REFUSED = Mapping(beginning.refused_document, "refused_document", refused_values, refused_of)
_ENDED = sorted(state.value for state in ENDED)


class ReferralRows(KeyedRows[ReferralId, Referral]):
    """Referrals in order of receipt."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _REFERRAL)

    def open(self) -> tuple[Referral, ...]:
        """Those for which something may still follow."""
        c = self._table.c
        return self._where(c.state.not_in(_ENDED), order=[c.received_at])

    def ended_since(self, moment: datetime) -> tuple[Referral, ...]:
        """Those that ended at a moment or later."""
        c = self._table.c
        return self._where(c.since >= ms(moment), c.state.in_(_ENDED), order=[c.received_at])

    def of_patient(self, patient_id: PatientId) -> tuple[Referral, ...]:
        """Those of a person the house knows."""
        c = self._table.c
        return self._where(c.patient_id == patient_id, order=[c.received_at])

    def of_number(self, national_id: str) -> tuple[Referral, ...]:
        """Those that tell of this national ID; none for an empty one."""
        c = self._table.c
        return self._where(c.national_id == national_id, order=[c.received_at]) if national_id else ()

    def received(self, organisation: str, external_id: str) -> Referral | None:
        """The one a sender gave this number."""
        found = self._where(self._table.c.received_key == received_key(organisation, external_id))
        return found[0] if found else None


class RefusedDocumentRows(KeyedRows[RefusedId, RefusedDocument]):
    """Documents that could not be taken, in order of receipt."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _REFUSED)

    def waiting(self) -> tuple[RefusedDocument, ...]:
        """Those nobody has dealt with."""
        c = self._table.c
        return self._where(c.settled_at.is_(None), order=[c.received_at])

    def count_waiting(self) -> int:
        """How many nobody has dealt with; PERF(inbox): none of their contents is read."""
        c = self._table.c
        return int(self._tx.scalar(select(func.count()).where(c.settled_at.is_(None))) or 0)

    def waiting_of(self, organisation: str, external_id: str) -> tuple[RefusedDocument, ...]:
        """Those of one sender and number that nobody has dealt with."""
        c = self._table.c
        return self._where(c.settled_at.is_(None), c.organisation == organisation, c.external_id == external_id)

    def waiting_same(self, sha256: str) -> RefusedDocument | None:
        """The one of the same content that nobody has dealt with."""
        c = self._table.c
        found = self._where(c.settled_at.is_(None), c.sha256 == sha256)
        return found[0] if found else None
