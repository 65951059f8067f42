"""The wire format of a device's set of vital signs, version 1 (docs/mqtt.md)."""

from dataclasses import dataclass

import msgspec

from hah_console.domain.reading import Vital

FORMAT_VERSION = 1
TOPIC_ROOT = "hah/v1"
EVERY_PATIENT = "+"


@dataclass(frozen=True, slots=True)
class DeviceSet:
    """One set as the device knows it; None means not measured. Units as in ``domain.reading.UNITS``.

    ``measured_at_ms`` is the device's clock as Unix milliseconds; ``sequence`` rises by device and never repeats.
    """

    device_id: str
    sequence: int
    measured_at_ms: int
    heart_rate: float | None = None
    spo2: float | None = None
    respiratory_rate: float | None = None
    systolic: float | None = None
    diastolic: float | None = None
    temperature: float | None = None
    sensors_off: tuple[str, ...] = ()
    battery_percent: int | None = None


class WireSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON object of one message. Unknown keys are ignored, so that devices may send more."""

    v: int
    dev: str
    seq: int
    t: int
    hr: float | None = None
    spo2: float | None = None
    rr: float | None = None
    sbp: float | None = None
    dbp: float | None = None
    temp: float | None = None
    off: tuple[str, ...] = ()
    bat: int | None = None

    def measured(self) -> dict[Vital, float]:
        """The values that are there."""
        every = {vital: getattr(self, vital.value) for vital in Vital}
        return {vital: float(value) for vital, value in every.items() if value is not None}


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(WireSet)


def encode(sent: DeviceSet) -> bytes:
    """The message of a set."""
    return _ENCODER.encode(
        WireSet(
            v=FORMAT_VERSION, dev=sent.device_id, seq=sent.sequence, t=sent.measured_at_ms,
            hr=sent.heart_rate, spo2=sent.spo2, rr=sent.respiratory_rate,
            sbp=sent.systolic, dbp=sent.diastolic, temp=sent.temperature,
            off=sent.sensors_off, bat=sent.battery_percent,
        )
    )  # fmt: skip


def parse(payload: bytes) -> WireSet:
    """The object of a message; raises msgspec.ValidationError or DecodeError naming the field."""
    return _DECODER.decode(payload)


def topic(site_id: str, patient_id: str) -> str:
    """Where the sets of a patient are published."""
    return f"{TOPIC_ROOT}/{site_id}/{patient_id}/vitals"


def patient_of(topic_name: str, site_id: str) -> str | None:
    """The patient of a topic of this site; None for any other topic."""
    head, tail = f"{TOPIC_ROOT}/{site_id}/", "/vitals"
    if not (topic_name.startswith(head) and topic_name.endswith(tail)):
        return None
    patient = topic_name[len(head) : -len(tail)]
    return patient if patient and "/" not in patient else None
