"""Intakes and consents with the papers that were signed."""

from sqlalchemy import insert, select

from hah_console.adapters.db.mapping.intake import (
    consent_of,
    consent_values,
    document_of,
    document_values,
    intake_of,
    intake_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import beginning
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import portions
from hah_console.domain.consent import Consent, ConsentDocument
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import ConsentId, IntakeId, ReferralId
from hah_console.domain.intake import Intake

_INTAKE = Mapping(beginning.intake, "intake", intake_values, intake_of)
_CONSENT = Mapping(beginning.consent, "consent", consent_values, consent_of)
_DOCUMENT = beginning.consent_document


class IntakeRows(KeyedRows[IntakeId, Intake]):
    """Intakes, at most one of a referral."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _INTAKE)

    def of_referral(self, referral_id: ReferralId) -> Intake | None:
        """The intake of one referral."""
        found = self._where(self._table.c.referral_id == referral_id)
        return found[0] if found else None

    def of_referrals(self, referral_ids: tuple[ReferralId, ...]) -> tuple[Intake, ...]:
        """The intakes of many referrals."""
        column = self._table.c.referral_id
        return tuple(row for some in portions(referral_ids) for row in self._where(column.in_(some)))


class ConsentRows(KeyedRows[ConsentId, Consent]):
    """Consents in order of signature; the bytes of a paper are read only when asked for."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CONSENT)

    def of_intake(self, intake_id: IntakeId) -> tuple[Consent, ...]:
        """Those of one intake, withdrawn ones too."""
        return self._where(self._table.c.intake_id == intake_id, order=[self._table.c.signed_at])

    def add_document(self, consent_id: ConsentId, document: ConsentDocument) -> None:
        """Store the signed paper."""
        self._tx.write(insert(_DOCUMENT), document_values(consent_id, document))

    def document(self, consent_id: ConsentId) -> ConsentDocument:
        """The signed paper; raises NotFound."""
        row = self._tx.row(select(_DOCUMENT).where(_DOCUMENT.c.consent_id == consent_id))
        if row is None:
            raise NotFound(entity="consent", entity_id=consent_id)
        return document_of(row)
