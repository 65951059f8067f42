"""The last minutes of the waveforms of opened patients, bounded whatever is sent."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.ids import PatientId
from hah_console.domain.strip import WaveSegment

KEEP = timedelta(seconds=240)
"""A strip, and a minute until its turn comes."""
LATE = timedelta(minutes=5)
"""A monitor's clock may be off by this much."""
LONGEST = timedelta(seconds=5)
"""Stretches that follow each other become one of at most so long."""
SEAM = timedelta(milliseconds=20)
MOST_BYTES, MOST_BYTES_OF_ALL = 3_000_000, 24_000_000
"""PERF(memory of the service): four minutes of eight signals of 500 Hz; of all patients together."""
EACH_COSTS = 400
"""Bytes beside the samples."""


@dataclass(slots=True)
class _Kept:
    segments: deque[WaveSegment] = field(default_factory=deque)
    cost: int = 0

    def add(self, segment: WaveSegment) -> None:
        last = self._last_of(segment.signal)
        if last is not None and _follows(last[1], segment):
            self.segments[last[0]] = replace(last[1], samples=last[1].samples + segment.samples)
            self.cost += len(segment.samples)
        else:
            self.segments.append(segment)
            self.cost += _cost(segment)

    def drop_oldest(self) -> None:
        self.cost -= _cost(self.segments.popleft())

    def _last_of(self, signal: str) -> tuple[int, WaveSegment] | None:
        """Among the newest few: the other signals of the same moment stand behind it."""
        places = range(len(self.segments) - 1, max(len(self.segments) - 9, -1), -1)
        return next(((n, one) for n in places if (one := self.segments[n]).signal == signal), None)


class WaveMemory:
    """Used by the one writer."""

    def __init__(self) -> None:
        self._kept: dict[PatientId, _Kept] = {}

    @property
    def cost(self) -> int:
        """Bytes, roughly."""
        return sum(kept.cost for kept in self._kept.values())

    def keep(self, segments: Iterable[WaveSegment]) -> None:
        """What has just come; what is older than KEEP, or too much, is forgotten, oldest first."""
        for segment in segments:
            kept = self._kept.setdefault(segment.patient_id, _Kept())
            kept.add(segment)
            while kept.segments[0].start < segment.start - KEEP or kept.cost > MOST_BYTES:
                kept.drop_oldest()
        while self.cost > MOST_BYTES_OF_ALL:
            max(self._kept.values(), key=lambda kept: kept.cost).drop_oldest()

    def forget_closed(self, now: datetime) -> None:
        """Patients of whom nothing has come for as long as a strip lasts."""
        start = now - KEEP - LATE
        closed = [name for name, kept in self._kept.items() if not kept.segments or kept.segments[-1].start < start]
        for name in closed:
            del self._kept[name]

    def between(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[WaveSegment, ...]:
        """What touches [start, end], in the order it came."""
        kept = self._kept.get(patient_id)
        segments = kept.segments if kept is not None else ()
        return tuple(one for one in segments if one.start <= end and end_of(one) >= start)


def end_of(segment: WaveSegment) -> datetime:
    """The moment after its last sample."""
    return segment.start + timedelta(seconds=len(segment.samples) / 2 / segment.rate_hz)


def _cost(segment: WaveSegment) -> int:
    return len(segment.samples) + EACH_COSTS


def _follows(last: WaveSegment, segment: WaveSegment) -> bool:
    alike = (last.rate_hz, last.gain, last.offset, last.unit) == (
        segment.rate_hz, segment.gain, segment.offset, segment.unit,
    )  # fmt: skip
    return alike and abs(segment.start - end_of(last)) <= SEAM and end_of(segment) - last.start <= LONGEST
