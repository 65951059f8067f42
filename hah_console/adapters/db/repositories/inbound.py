"""What of hospitals waits for a person: identities, refusals, codes nobody has mapped, notices."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, select

from hah_console.adapters.db.mapping.inbound import (
    code_of,
    code_values,
    notice_of,
    notice_values,
    refusal_of,
    refusal_values,
)
from hah_console.adapters.db.mapping.match_case import match_of, match_values
from hah_console.adapters.db.repositories.hospital_facts import by_type
from hah_console.adapters.db.repositories.keyed import KeyedRows
from hah_console.adapters.db.repositories.keyed import Mapping as KeyedMapping
from hah_console.adapters.db.tables import inbound
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import portions
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.domain.ids import CodeMappingId, HospitalNoticeId, InboundRefusalId, MatchCaseId, PatientId
from hah_console.domain.inbound_refusal import InboundRefusal, RefusalState

_MATCH = KeyedMapping(inbound.match_case, "match_case", match_values, match_of)
_REFUSAL = KeyedMapping(inbound.inbound_refusal, "inbound_refusal", refusal_values, refusal_of)
_CODE = KeyedMapping(inbound.code_mapping, "code_mapping", code_values, code_of)
_NOTICE = KeyedMapping(inbound.hospital_notice, "hospital_notice", notice_values, notice_of)
_OPEN = (RefusalState.WAITING.value, RefusalState.AGAIN.value)


class MatchRows(KeyedRows[MatchCaseId, MatchCase]):
    """Patients of hospitals and who they are here."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _MATCH)

    def of_reference(self, feed: str, reference: str) -> MatchCase | None:
        """The case of a hospital's Patient."""
        found = self._where(self._table.c.feed == feed, self._table.c.reference == reference)
        return found[0] if found else None

    def of_patient(self, patient_id: PatientId) -> tuple[MatchCase, ...]:
        """Those that are, or were, linked with a patient of the house."""
        return self._where(self._table.c.patient_id == patient_id)

    def in_state(self, state: MatchState, feed: str = "") -> tuple[MatchCase, ...]:
        """Those in a state, the oldest first."""
        mine = [self._table.c.state == state.value, *([self._table.c.feed == feed] if feed else [])]
        return self._where(*mine, order=[self._table.c.opened_at])

    def of_feed(self, feed: str) -> tuple[MatchCase, ...]:
        """All of a feed."""
        return self._where(self._table.c.feed == feed)

    def counts(self, feed: str) -> Mapping[MatchState, int]:
        """How many are in which state."""
        c = self._table.c
        rows = self._tx.rows(select(c.state, func.count().label("n")).where(c.feed == feed).group_by(c.state))
        return {MatchState(row["state"]): int(row["n"]) for row in rows}


class RefusalRows(KeyedRows[InboundRefusalId, InboundRefusal]):
    """What could not be used."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _REFUSAL)

    def open(self, feed: str = "", limit: int = 500) -> tuple[InboundRefusal, ...]:
        """Those that wait, the oldest first."""
        return self._first(limit, self._table.c.state.in_(_OPEN), *([self._table.c.feed == feed] if feed else []))

    def set_aside(self, limit: int = 200) -> tuple[InboundRefusal, ...]:
        """Those a person has set aside, the oldest first."""
        return self._first(limit, self._table.c.state == RefusalState.SET_ASIDE.value)

    def asked_again(self, feed: str, limit: int) -> tuple[InboundRefusal, ...]:
        """Those a person wants tried again."""
        return self._first(limit, self._table.c.state == RefusalState.AGAIN.value, self._table.c.feed == feed)

    def of_resources(self, feed: str, references: Collection[str]) -> tuple[InboundRefusal, ...]:
        """Every refusal of some resources (``Kind/id``)."""
        c = self._table.c
        found: list[InboundRefusal] = []
        for kind, ids in by_type(references).items():
            for some in portions(ids):
                found += self._where(c.feed == feed, c.resource_type == kind, c.resource_id.in_(some))
        return tuple(found)

    def counts(self, feed: str, subjects: Collection[str]) -> Mapping[str, int]:
        """How many of some patients wait, by type of resource."""
        c = self._table.c
        mine = (c.feed == feed, c.subject.in_(sorted(subjects)), c.state.in_(_OPEN))
        by_type = select(c.resource_type, func.count().label("n")).where(*mine).group_by(c.resource_type)
        return {row["resource_type"]: int(row["n"]) for row in self._tx.rows(by_type)}

    def count_open(self, feed: str) -> int:
        """How many of a feed wait."""
        c = self._table.c
        return int(self._tx.scalar(select(func.count()).where(c.feed == feed, c.state.in_(_OPEN))) or 0)

    def _first(self, limit: int, *conditions: ColumnElement[bool]) -> tuple[InboundRefusal, ...]:
        c = self._table.c
        statement = select(self._table).where(*conditions).order_by(c.received_at, c.refusal_id).limit(limit)
        return self._objects(self._tx.rows(statement))


class CodeRows(KeyedRows[CodeMappingId, CodeMapping]):
    """Codes of hospitals and what they mean."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CODE)

    def of_feed(self, feed: str) -> tuple[CodeMapping, ...]:
        """All of a feed."""
        return self._where(self._table.c.feed == feed)

    def targets(self, feed: str) -> Mapping[tuple[str, str], str]:
        """What codes mean here; an ignored one nothing."""
        said = (MappingState.MAPPED.value, MappingState.IGNORED.value)
        mine = self._where(self._table.c.feed == feed, self._table.c.state.in_(said))
        return {(each.system, each.code): each.target for each in mine}

    def unapplied(self, feed: str) -> tuple[CodeMapping, ...]:
        """Those by which what came before has to be read again."""
        return self._where(self._table.c.feed == feed, self._table.c.applied == 0)

    def some(self, mapping_ids: Collection[str]) -> tuple[CodeMapping, ...]:
        """Those of these ids that are there."""
        return self._with_keys([CodeMappingId(each) for each in sorted(mapping_ids)])

    def count_unmapped(self, feed: str) -> int:
        """How many nobody has said anything about."""
        c = self._table.c
        mine = (c.feed == feed, c.state == MappingState.UNMAPPED.value)
        return int(self._tx.scalar(select(func.count()).where(*mine)) or 0)


class NoticeRows(KeyedRows[HospitalNoticeId, HospitalNotice]):
    """What the team must know."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _NOTICE)

    def unseen(self, patient_id: PatientId | None = None) -> tuple[HospitalNotice, ...]:
        """Those nobody has looked at, the newest first."""
        c = self._table.c
        mine = [c.seen_at.is_(None), *([c.patient_id == patient_id] if patient_id else [])]
        return self._where(*mine, order=[c.at.desc()])

    def of_patient(self, patient_id: PatientId) -> tuple[HospitalNotice, ...]:
        """All of a patient, the newest first."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.at.desc()])
