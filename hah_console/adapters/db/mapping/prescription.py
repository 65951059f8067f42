"""Rows of prescriptions."""

import json

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, PrescriptionId, UserId
from hah_console.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, Receipt


def prescription_values(prescription: Prescription) -> Values:
    """The row of a prescription."""
    receipt = prescription.receipt
    return {
        "prescription_id": prescription.prescription_id,
        "episode_id": prescription.episode_id,
        "patient_id": prescription.patient_id,
        "lines": dumps([_line_values(line) for line in prescription.lines]),
        "issued_by": prescription.issued_by,
        "issued_at": ms(prescription.issued_at),
        "valid_until": ms(prescription.valid_until),
        "code": prescription.code,
        "digest": prescription.digest,
        "state": prescription.state.value,
        "dispensed_by": prescription.dispensed_by,
        "dispensed_at": ms_or_none(prescription.dispensed_at),
        "received_by": receipt.received_by if receipt else None,
        "relationship": receipt.relationship if receipt else None,
        "delivered_at": ms(receipt.at) if receipt else None,
        "handed_by": receipt.handed_by if receipt else None,
        "proof": receipt.proof if receipt else None,
        "version": prescription.version,
    }


def prescription_of(row: Row) -> Prescription:
    """The prescription of a row."""
    return Prescription(
        prescription_id=PrescriptionId(row["prescription_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        lines=tuple(_line_of(stored) for stored in json.loads(row["lines"])),
        issued_by=UserId(row["issued_by"]),
        issued_at=at(row["issued_at"]),
        valid_until=at(row["valid_until"]),
        code=row["code"],
        digest=row["digest"],
        state=PrescriptionState(row["state"]),
        dispensed_by=row["dispensed_by"],
        dispensed_at=at_or_none(row["dispensed_at"]),
        receipt=None if row["received_by"] is None else _receipt_of(row),
        version=row["version"],
    )


def _receipt_of(row: Row) -> Receipt:
    handed_by, when = UserId(row["handed_by"]), at(row["delivered_at"])
    return Receipt(row["received_by"], row["relationship"], when, handed_by, row["proof"])


def _line_values(line: PrescriptionLine) -> list[object]:
    return [line.order_id, line.drug_id, line.amount, line.route, line.every_hours, line.doses]


def _line_of(stored: list[object]) -> PrescriptionLine:
    order_id, drug_id, amount, route, every_hours, doses = stored
    written = (str(drug_id), str(amount), str(route))
    return PrescriptionLine(OrderId(str(order_id)), *written, int(str(every_hours)), int(str(doses)))
