"""Readings of vital signs: what was measured, when, when received, and when the value last changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from hah_console.domain.ids import DeviceId, PatientId


class Vital(StrEnum):
    """Vital signs with a fixed unit each (see UNITS)."""

    HEART_RATE = "hr"
    SPO2 = "spo2"
    RESPIRATORY_RATE = "rr"
    SYSTOLIC = "sbp"
    DIASTOLIC = "dbp"
    TEMPERATURE = "temp"


UNITS: dict[Vital, str] = {
    Vital.HEART_RATE: "/min",
    Vital.SPO2: "%",
    Vital.RESPIRATORY_RATE: "/min",
    Vital.SYSTOLIC: "mmHg",
    Vital.DIASTOLIC: "mmHg",
    Vital.TEMPERATURE: "°C",
}


PLAUSIBLE: dict[Vital, tuple[float, float]] = {
    Vital.HEART_RATE: (15, 300),
    Vital.SPO2: (30, 100),
    Vital.RESPIRATORY_RATE: (2, 90),
    Vital.SYSTOLIC: (30, 300),
    Vital.DIASTOLIC: (10, 220),
    Vital.TEMPERATURE: (25.0, 45.0),
}
"""What a home monitor can display at all, after the measuring ranges of its kind (IEC 80601-2-30, -56, -61).

Not a judgement on the patient: a value outside is a fault of the device or of its units (°F, tenths), never data.
"""


class Quality(StrEnum):
    """Whether a value is one; SENSOR_OFF is a device's own zero or flag."""

    GOOD = "good"
    SENSOR_OFF = "sensor_off"


@dataclass(frozen=True, slots=True)
class Reading:
    """One set of vital signs from one device at one moment.

    ``sequence`` counts up per device; (patient, device, sequence) is unique. A vital absent from ``values`` was not
    measured; one in ``sensor_off`` was reported as sensor-off. ``gateway_at`` is when the gateway of the home had it,
    by the gateway's clock; None when there is none or it does not tell.
    """

    patient_id: PatientId
    device_id: DeviceId
    sequence: int
    measured_at: datetime
    received_at: datetime
    values: dict[Vital, float]
    sensor_off: frozenset[Vital] = frozenset()
    gateway_at: datetime | None = None


class LatestValue(NamedTuple):
    """The last value of one vital. A steady value is not a fresh one: judge its freshness by ``as_of``.

    ``origin`` is the set it came in, device and sequence; None when read back from the store. It makes no value
    another one. PERF(a tenth of a set): six are made of every set, and a frozen dataclass takes four times as long.
    """

    value: float | None
    measured_at: datetime
    received_at: datetime
    changed_at: datetime
    quality: Quality = Quality.GOOD
    origin: tuple[DeviceId, int] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LatestValue) and self[:5] == other[:5]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:5])

    @property
    def as_of(self) -> datetime:
        """What its age counts from.

        SAFETY(stale): a reading delivered late is as old as its measurement, however lately it came.
        """
        return min(self.measured_at, self.received_at)


@dataclass(frozen=True, slots=True)
class LatestVitals:
    """All last values of one patient; ``sequence`` rises with every write so that readers can follow."""

    patient_id: PatientId
    sequence: int
    values: dict[Vital, LatestValue]


class Consciousness(StrEnum):
    """ACVPU; CONFUSION is new confusion."""

    ALERT = "A"
    CONFUSION = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


@dataclass(frozen=True, slots=True)
class StaffObservation:
    """What only a person can see: consciousness and oxygen. It expires (rule pack)."""

    patient_id: PatientId
    observed_at: datetime
    consciousness: Consciousness | None
    on_oxygen: bool | None
    oxygen_l_min: float | None = None
    entered_by: str = ""
