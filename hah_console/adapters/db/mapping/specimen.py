"""Rows of specimens and of laboratory results."""

import json
from decimal import Decimal

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
)
from hah_console.domain.ids import EpisodeId, LabResultId, OrderId, PatientId, SpecimenId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, ReferenceRange
from hah_console.domain.quantity import Quantity, Unit
from hah_console.domain.specimen import Culture, Growth, Specimen, SpecimenState, Transport


def specimen_values(specimen: Specimen) -> Values:
    """The row of a specimen."""
    return {
        "specimen_id": specimen.specimen_id,
        "order_id": specimen.order_id,
        "episode_id": specimen.episode_id,
        "patient_id": specimen.patient_id,
        "kind": specimen.kind,
        "wanted_at": ms(specimen.wanted_at),
        "state": specimen.state.value,
        "taken_at": ms_or_none(specimen.taken_at),
        "taken_by": specimen.taken_by,
        "transport": value_or_none(specimen.transport),
        "valid_until": ms_or_none(specimen.valid_until),
        "received_at": ms_or_none(specimen.received_at),
        "reason": specimen.reason,
        "culture": _culture_text(specimen.culture),
        "task_id": specimen.task_id,
        "version": specimen.version,
    }


def specimen_of(row: Row) -> Specimen:
    """The specimen of a row."""
    return Specimen(
        specimen_id=SpecimenId(row["specimen_id"]),
        order_id=OrderId(row["order_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        kind=row["kind"],
        wanted_at=at(row["wanted_at"]),
        state=SpecimenState(row["state"]),
        taken_at=at_or_none(row["taken_at"]),
        taken_by=row["taken_by"],
        transport=member_or_none(Transport, row["transport"]),
        valid_until=at_or_none(row["valid_until"]),
        received_at=at_or_none(row["received_at"]),
        reason=row["reason"],
        culture=_culture_of(row["culture"]),
        task_id=row["task_id"],
        version=row["version"],
    )


def lab_result_values(result: LabResult) -> Values:
    """The row of a result."""
    return {
        "result_id": result.result_id,
        "patient_id": result.patient_id,
        "analyte": result.analyte.value,
        "value": str(result.quantity.value),
        "unit": result.quantity.unit.value,
        "specimen_at": ms(result.specimen_at),
        "reported_at": ms(result.reported_at),
        "source": result.source.value,
        "comparator": result.comparator.value,
        "confirmed_by": result.confirmed_by,
        "specimen_id": result.specimen_id,
        "range_low": _text(result.reference.low if result.reference else None),
        "range_high": _text(result.reference.high if result.reference else None),
        "version": result.version,
    }


def lab_result_of(row: Row) -> LabResult:
    """The result of a row."""
    return LabResult(
        result_id=LabResultId(row["result_id"]),
        patient_id=PatientId(row["patient_id"]),
        analyte=Analyte(row["analyte"]),
        quantity=Quantity(Decimal(row["value"]), Unit(row["unit"])),
        specimen_at=at(row["specimen_at"]),
        reported_at=at(row["reported_at"]),
        source=LabSource(row["source"]),
        comparator=Comparator(row["comparator"]),
        confirmed_by=row["confirmed_by"],
        specimen_id=row["specimen_id"],
        reference=_range(row["range_low"], row["range_high"]),
        version=row["version"],
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _range(low: str | None, high: str | None) -> ReferenceRange | None:
    if low is None and high is None:
        return None
    return ReferenceRange(Decimal(low) if low is not None else None, Decimal(high) if high is not None else None)


def _culture_text(culture: Culture | None) -> str | None:
    if culture is None:
        return None
    return dumps([culture.growth.value, ms(culture.reported_at), culture.final, culture.organism])


def _culture_of(stored: str | None) -> Culture | None:
    if stored is None:
        return None
    growth, reported_at, final, organism = json.loads(stored)
    return Culture(Growth(growth), at(reported_at), final, organism)
