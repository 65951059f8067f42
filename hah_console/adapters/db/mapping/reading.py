"""Rows of readings, last values and staff observations."""

from datetime import datetime
from typing import Any

import msgspec

from hah_console.adapters.db.bulk import Cells
from hah_console.adapters.db.values import Row, Values, at, member_or_none, ms, value_or_none
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
_LATEST_ENCODER = msgspec.json.Encoder()
_LATEST_DECODER = msgspec.json.Decoder(tuple[int, dict[Vital, tuple[float | None, int, int, int, Quality]]])


def reading_cells(reading: Reading) -> Cells:
    """The row of a reading in the order of the columns; a vital that was not measured is NULL."""
    value = reading.values.get
    return (
        reading.patient_id,
        reading.device_id,
        reading.sequence,
        ms(reading.measured_at),
        ms(reading.received_at),
        None if reading.gateway_at is None else ms(reading.gateway_at),
        *[value(vital) for vital in VITALS],
        sensor_off_text(reading.sensor_off),
    )


def sensor_off_text(vitals: frozenset[Vital]) -> str:
    """``,hr,spo2,`` (commas on both sides, so that one code is found by LIKE), empty for none."""
    return f",{','.join(sorted(vitals))}," if vitals else ""


def latest_text(values: dict[Vital, LatestValue]) -> str:
    """The last values as JSON: [base, {code: [value, measured, received, changed, quality]}], times after the base."""
    first = min((item.measured_at for item in values.values()), default=None)
    base = 0 if first is None else ms(first)
    moments: dict[datetime, int] = {}
    told = {vital: _latest_list(item, base, moments) for vital, item in values.items()}
    return _LATEST_ENCODER.encode((base, told)).decode()


def _latest_list(item: LatestValue, base: int, moments: dict[datetime, int]) -> tuple[Any, ...]:
    times = []
    for moment in (item.measured_at, item.received_at, item.changed_at):
        # PERF(live vitals): the values of one set share their moments.
        if (after := moments.get(moment)) is None:
            after = moments[moment] = ms(moment) - base
        times.append(after)
    return item.value, *times, item.quality


def latest_of(patient_id: str, sequence: int, text: str) -> LatestVitals:
    """The last values of a row."""
    base, told = _LATEST_DECODER.decode(text)
    moments = _Moments(base)
    values = {
        vital: LatestValue(value, moments[measured], moments[received], moments[changed], quality)
        for vital, (value, measured, received, changed, quality) in told.items()
    }
    return LatestVitals(PatientId(patient_id), sequence, values)


class _Moments(dict[int, datetime]):
    """Each moment of a row made once."""

    def __init__(self, base: int) -> None:
        self._base = base

    def __missing__(self, after: int) -> datetime:
        made = self[after] = at(self._base + after)
        return made


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
