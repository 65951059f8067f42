"""Rows of patients of hospitals and who they are here."""

import json
from datetime import date
from typing import Any

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, fact_tuple, facts, ms, ms_or_none
from hah_console.domain.identity_match import (
    Candidate,
    IncomingIdentity,
    MatchCase,
    MatchCause,
    MatchState,
    NumberKind,
    RemoteNumber,
)
from hah_console.domain.ids import MatchCaseId, PatientId
from hah_console.domain.patient import Sex


def match_values(case: MatchCase) -> Values:
    """The row of a case."""
    return {
        "case_id": case.case_id,
        "feed": case.incoming.feed,
        "reference": case.incoming.reference,
        "incoming": dumps(_identity_values(case.incoming)),
        "candidates": dumps([[each.patient_id, list(each.agrees), list(each.differs)] for each in case.candidates]),
        "cause": case.cause.value,
        "opened_at": ms(case.opened_at),
        "state": case.state.value,
        "patient_id": case.patient_id,
        "decided_by": case.decided_by,
        "decided_at": ms_or_none(case.decided_at),
        "reason": case.reason,
        "settled": facts(case.settled),
        "version": case.version,
    }


def match_of(row: Row) -> MatchCase:
    """The case of a row."""
    return MatchCase(
        case_id=MatchCaseId(row["case_id"]),
        incoming=_identity_of(row["feed"], row["reference"], json.loads(row["incoming"])),
        candidates=tuple(
            Candidate(PatientId(key), tuple(agrees), tuple(differs))
            for key, agrees, differs in json.loads(row["candidates"])
        ),
        cause=MatchCause(row["cause"]),
        opened_at=at(row["opened_at"]),
        state=MatchState(row["state"]),
        patient_id=row["patient_id"],
        decided_by=row["decided_by"],
        decided_at=at_or_none(row["decided_at"]),
        reason=row["reason"],
        settled=fact_tuple(row["settled"]),
        version=row["version"],
    )


def _identity_values(incoming: IncomingIdentity) -> dict[str, Any]:
    return {
        "version_id": incoming.version_id,
        "name": incoming.name,
        "sex": incoming.sex.value,
        "birth_date": incoming.birth_date.isoformat() if incoming.birth_date else None,
        "numbers": [[each.kind.value, each.system, each.value, each.doubt] for each in incoming.numbers],
        "address": incoming.address,
        "phone": incoming.phone,
        "deceased": incoming.deceased,
        "replaced_by": incoming.replaced_by,
        "active": incoming.active,
    }


def _identity_of(feed: str, reference: str, stored: dict[str, Any]) -> IncomingIdentity:
    born = stored["birth_date"]
    return IncomingIdentity(
        feed=feed,
        reference=reference,
        version_id=stored["version_id"],
        name=stored["name"],
        sex=Sex(stored["sex"]),
        birth_date=date.fromisoformat(born) if born else None,
        numbers=tuple(RemoteNumber(NumberKind(kind), *rest) for kind, *rest in stored["numbers"]),
        address=stored["address"],
        phone=stored["phone"],
        deceased=stored["deceased"],
        replaced_by=stored["replaced_by"],
        active=stored["active"],
    )
