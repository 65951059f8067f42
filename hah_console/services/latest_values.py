"""Folds readings into the last values of a patient: a steady value is not a fresh one, an older one changes nothing."""

from dataclasses import replace

from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Reading, Vital


def folded(latest: LatestVitals | None, reading: Reading) -> LatestVitals:
    """The last values after one reading; values older than the known ones are left out."""
    known = latest or LatestVitals(reading.patient_id, 0, {})
    changed = {vital: _next(known.values.get(vital), reading, vital) for vital in _vitals(reading)}
    return replace(known, values={**known.values, **changed})


def _vitals(reading: Reading) -> frozenset[Vital]:
    return frozenset(reading.values) | reading.sensor_off


def _next(known: LatestValue | None, reading: Reading, vital: Vital) -> LatestValue:
    if known is not None and not _is_newer(reading, known):
        return known
    off = vital in reading.sensor_off
    value = None if off else reading.values[vital]
    quality = Quality.SENSOR_OFF if off else Quality.GOOD
    same = known is not None and (known.value, known.quality) == (value, quality)
    changed_at = known.changed_at if known is not None and same else reading.received_at
    origin = reading.device_id, reading.sequence
    return LatestValue(value, reading.measured_at, reading.received_at, changed_at, quality, origin)


def _is_newer(reading: Reading, known: LatestValue) -> bool:
    """SAFETY(clock set back): a device counts its sets, so that they stay in order when its clock is set back."""
    if reading.measured_at >= known.measured_at:
        return True
    return known.origin is not None and known.origin[0] == reading.device_id and known.origin[1] < reading.sequence
