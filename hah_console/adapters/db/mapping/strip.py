"""Evidence strips as rows: series and waveforms are packed MessagePack, compressed."""

import zlib

import msgspec

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment

PackedSeries = tuple[str, tuple[float, ...], tuple[float, ...]]
PackedWave = tuple[str, int, float, float, float, str, bytes]


class _Packed(msgspec.Struct, array_like=True):
    series: tuple[PackedSeries, ...]
    waves: tuple[PackedWave, ...]


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Packed)


def strip_values(strip: EvidenceStrip) -> Values:
    """The row of a strip."""
    series = tuple((s.vital.value, s.offsets_s, s.values) for s in strip.series)
    waves = tuple((w.signal, ms(w.start), w.rate_hz, w.gain, w.offset, w.unit, w.samples) for w in strip.waves)
    return {
        "alarm_id": strip.alarm_id,
        "patient_id": strip.patient_id,
        "start": ms(strip.start),
        "end": ms(strip.end),
        "packed": zlib.compress(_ENCODER.encode(_Packed(series, waves))),
    }


def strip_of(row: Row) -> EvidenceStrip:
    """The strip of a row."""
    packed = _DECODER.decode(zlib.decompress(row["packed"]))
    patient = PatientId(row["patient_id"])
    return EvidenceStrip(
        alarm_id=AlarmId(row["alarm_id"]),
        patient_id=patient,
        start=at(row["start"]),
        end=at(row["end"]),
        series=tuple(StripSeries(Vital(name), offsets, values) for name, offsets, values in packed.series),
        waves=tuple(
            WaveSegment(patient, signal, at(start), rate_hz, gain, offset, unit, samples)
            for signal, start, rate_hz, gain, offset, unit, samples in packed.waves
        ),
    )
