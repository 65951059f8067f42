"""Rows of readings, last values and staff observations."""

import json
from typing import Any

from hah_console.adapters.db.values import Row, Values, at, dumps, member_or_none, ms, ms_or_none, value_or_none
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import (
    Consciousness,
    LatestValue,
    LatestVitals,
    Quality,
    Reading,
    StaffObservation,
    Vital,
)

VITALS = tuple(Vital)


def reading_values(reading: Reading) -> Values:
    """The row of a reading; a vital that was not measured is NULL."""
    row: Values = {vital.value: reading.values.get(vital) for vital in VITALS}
    row["patient_id"] = reading.patient_id
    row["device_id"] = reading.device_id
    row["sequence"] = reading.sequence
    row["measured_at"] = ms(reading.measured_at)
    row["received_at"] = ms(reading.received_at)
    row["sensor_off"] = sensor_off_text(reading.sensor_off)
    row["gateway_at"] = ms_or_none(reading.gateway_at)
    return row


def sensor_off_text(vitals: frozenset[Vital]) -> str:
    """``,hr,spo2,`` (commas on both sides, so that one code is found by LIKE), empty for none."""
    return f",{','.join(sorted(vitals))}," if vitals else ""


def latest_text(values: dict[Vital, LatestValue]) -> str:
    """The last values as JSON: code -> [value, measured, received, changed, quality]."""
    return dumps({vital.value: _latest_list(item) for vital, item in values.items()})


def _latest_list(item: LatestValue) -> list[Any]:
    return [item.value, ms(item.measured_at), ms(item.received_at), ms(item.changed_at), item.quality.value]


def latest_of(row: Row) -> LatestVitals:
    """The last values of a row."""
    stored = json.loads(row["vitals"])
    values = {Vital(code): _latest_value(*fields) for code, fields in stored.items()}
    return LatestVitals(PatientId(row["patient_id"]), row["sequence"], values)


def _latest_value(value: float | None, measured: int, received: int, changed: int, quality: str) -> LatestValue:
    return LatestValue(value, at(measured), at(received), at(changed), Quality(quality))


def observation_values(observation: StaffObservation) -> Values:
    """The row of an observation."""
    return {
        "patient_id": observation.patient_id,
        "observed_at": ms(observation.observed_at),
        "consciousness": value_or_none(observation.consciousness),
        "on_oxygen": observation.on_oxygen,
        "oxygen_l_min": observation.oxygen_l_min,
        "entered_by": observation.entered_by,
    }


def observation_of(row: Row) -> StaffObservation:
    """The observation of a row."""
    return StaffObservation(
        patient_id=PatientId(row["patient_id"]),
        observed_at=at(row["observed_at"]),
        consciousness=member_or_none(Consciousness, row["consciousness"]),
        on_oxygen=row["on_oxygen"],
        oxygen_l_min=row["oxygen_l_min"],
        entered_by=row["entered_by"],
    )
