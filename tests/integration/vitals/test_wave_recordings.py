"""Recorded waveforms are read from real files and played at their own pace."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from helpers.waves import BEGIN, PATIENT

from hah_console.adapters.vitals.recorded_waves import RecordedWaves
from hah_console.adapters.vitals.recordings import RecordingUnusable
from hah_console.adapters.vitals.wave_recordings import find_wave_recordings, read_wave_recording, read_wave_recordings
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import PatientId
from hah_console.ui.plots.waves.trace import WaveTrace


def test_an_ecg_in_millivolts_keeps_its_millivolts(shared_data: Path) -> None:
    path = shared_data / "vitals" / "wave_a103l.npz"
    recording = read_wave_recording(path)
    assert [(s.signal, s.unit, s.rate_hz) for s in recording.signals] == [
        ("II", "mV", 250.0), ("V", "mV", 250.0), ("PLETH", "", 250.0)
    ]  # fmt: skip
    with np.load(path) as kept:
        wanted = kept["sig"][:1_000, 0]
    lead = recording.signals[0]
    read = np.frombuffer(lead.samples, "<i2")[:1_000] * lead.gain + lead.offset
    assert np.abs(read - wanted).max() < 0.0001


def test_a_table_without_units_is_not_calibrated(shared_data: Path) -> None:
    recording = read_wave_recording(shared_data / "vitals" / "bidmc_01_Signals_125Hz.csv.gz")
    assert {s.unit for s in recording.signals} == {""}
    assert [s.signal for s in recording.signals] == ["RESP", "PLETH", "V", "AVR", "II"]
    assert recording.seconds == pytest.approx(600, abs=1)


def test_a_folder_gives_the_calibrated_and_finest_recording_first(shared_data: Path) -> None:
    names = [recording.name for recording in read_wave_recordings(shared_data / "vitals")]
    assert names[0] == "wave_a103l"
    assert "bidmc_01_Signals_125Hz" in names


def test_a_file_that_is_no_recording_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(RecordingUnusable) as caught:
        read_wave_recording(broken)
    assert caught.value.facts["file"] == "broken.npz"
    assert find_wave_recordings(tmp_path / "nothing") == ()


def test_a_recording_is_played_without_gaps_at_its_own_pace(shared_data: Path) -> None:
    clock = ManualClock(BEGIN)
    recording = read_wave_recording(shared_data / "vitals" / "wave_a103l.npz")
    stream = RecordedWaves({PATIENT: recording}, clock).open(PATIENT)
    trace = WaveTrace("II", "mV", 250.0, 20.0)
    for _ in range(100):
        clock.advance(timedelta(seconds=0.1))
        for segment, received_at in stream.take():
            assert received_at == clock.now()
            if segment.signal == "II":
                trace.add(segment)
    first = round(BEGIN.timestamp() * 250)
    assert trace.end == pytest.approx(first + 2_500, abs=51)
    assert np.isfinite(trace.read(first, trace.end)).all()
    stream.close()
    clock.advance(timedelta(seconds=5))
    assert stream.take() == ()


def test_a_patient_without_a_recording_sends_nothing() -> None:
    clock = ManualClock(BEGIN)
    stream = RecordedWaves({}, clock).open(PatientId("P-lin"))
    clock.advance(timedelta(seconds=5))
    assert stream.take() == ()
