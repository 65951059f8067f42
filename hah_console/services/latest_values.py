"""Folds readings into the last values of a patient: a steady value is not a fresh one, an older one changes nothing."""

from hah_console.domain.ids import DeviceId
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Reading, Vital

Origin = tuple[DeviceId, int]
_GOOD, _OFF = Quality.GOOD, Quality.SENSOR_OFF


def folded(latest: LatestVitals | None, reading: Reading) -> LatestVitals:
    """The last values after one reading; values older than the known ones are left out."""
    values = dict(latest.values) if latest else {}
    origin = reading.device_id, reading.sequence
    for vital, value in reading.values.items():
        if vital not in reading.sensor_off:
            _fold(values, reading, origin, vital, value, _GOOD)
    for vital in reading.sensor_off:
        _fold(values, reading, origin, vital, None, _OFF)
    return LatestVitals(reading.patient_id, latest.sequence if latest else 0, values)


def _fold(
    values: dict[Vital, LatestValue],
    reading: Reading,
    origin: Origin,
    vital: Vital,
    value: float | None,
    quality: Quality,
) -> None:
    received_at, known = reading.received_at, values.get(vital)
    changed_at = received_at
    if known is not None:
        if not _is_newer(reading, known):
            return
        if known.value == value and known.quality is quality:
            changed_at = known.changed_at
    values[vital] = LatestValue(value, reading.measured_at, received_at, changed_at, quality, origin)


def _is_newer(reading: Reading, known: LatestValue) -> bool:
    """SAFETY(clock set back): a device counts its sets, so that they stay in order when its clock is set back."""
    if reading.measured_at >= known.measured_at:
        return True
    return known.origin is not None and known.origin[0] == reading.device_id and known.origin[1] < reading.sequence
