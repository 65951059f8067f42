"""Waveforms played from a recording at their own pace, in the place of a monitor that sends them."""

from datetime import datetime, timedelta

from hah_console.domain.clock import Clock
from hah_console.domain.ids import PatientId
from hah_console.domain.recording import RecordedSignal, WaveRecording
from hah_console.domain.strip import WaveSegment
from hah_console.services.ports import ReceivedWave

PACKET_S = 0.2
"""How much one stretch holds, as monitors send it."""
MOST_BEHIND_S = 2.0
"""What was not fetched for longer is not made up for: waveforms are sent once."""


class RecordedWaves:
    """Every opened patient of ``recordings`` is played from its start on, again and again; others send nothing."""

    def __init__(self, recordings: dict[PatientId, WaveRecording], clock: Clock) -> None:
        self._recordings, self.clock = recordings, clock

    def open(self, patient_id: PatientId) -> "RecordedStream":
        """Begin to play."""
        return RecordedStream(patient_id, self._recordings.get(patient_id), self.clock)


class RecordedStream:
    """One patient's recording since it was opened."""

    connected = True

    def __init__(self, patient_id: PatientId, recording: WaveRecording | None, clock: Clock) -> None:
        self._patient_id, self._recording, self._clock = patient_id, recording, clock
        self._began = clock.now()
        self._packets = 0

    def take(self) -> tuple[ReceivedWave, ...]:
        """What a monitor would have sent since the last call."""
        if self._recording is None:
            return ()
        now = self._clock.now()
        due = int((now - self._began).total_seconds() / PACKET_S)
        first = max(self._packets, due - int(MOST_BEHIND_S / PACKET_S))
        self._packets = due
        signals = self._recording.signals
        return tuple((self._segment(s, number), now) for number in range(first, due) for s in signals)

    def close(self) -> None:
        """Play no more."""
        self._recording = None

    def _segment(self, signal: RecordedSignal, number: int) -> WaveSegment:
        length, whole = round(PACKET_S * signal.rate_hz), len(signal.samples) // 2
        at = number * length % max(length, whole - length)
        samples = signal.samples[2 * at : 2 * (at + length)]
        start: datetime = self._began + timedelta(seconds=number * length / signal.rate_hz)
        return WaveSegment(
            self._patient_id, signal.signal, start, signal.rate_hz, signal.gain, signal.offset, signal.unit, samples
        )
