"""What the service tells the monitors: which of their sets are stored and may be forgotten."""

import threading
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.reception import Mark
from hah_console.adapters.vitals.topics import stored_topic

EACH_S = 1.0
"""A monitor is told at most once in this time."""
ROUND_TICKS, LEAST_AT_ONCE = 50, 20
"""PERF(200 messages a second for 1,000 monitors): all are told within so many ticks of a tenth of a second."""
MOST_RANGES = 200
Range = tuple[int, int]


class WireMark(msgspec.Struct, frozen=True):
    """The JSON object: the sets of ``dev`` in these ranges of sequences, both ends with them, are stored, or in the
    quarantine with their reason."""

    dev: str
    sets: tuple[Range, ...]


_DECODER = msgspec.json.Decoder(WireMark)


def parse_mark(payload: bytes) -> WireMark | None:
    """A mark, or None for anything else."""
    try:
        return _DECODER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class StoredMarks:
    """``note`` and ``due`` may be called from different threads.

    SAFETY(stored mark): told only after the commit, and set by set: what a broker lost in between is never told as
    stored, whatever came after it. Retained with QoS 0: a monitor that misses a mark sends its sets again, which harms
    nobody.
    """

    def __init__(self, site_id: str) -> None:
        self._site = site_id
        self._lock = threading.Lock()
        self._untold: dict[Mark, list[int]] = {}
        self._told: dict[Mark, tuple[float, Range]] = {}

    def note(self, handled: Mapping[Mark, Sequence[int]]) -> None:
        """What is committed now."""
        with self._lock:
            for mark, sequences in handled.items():
                self._untold.setdefault(mark, []).extend(sequences)

    def due(self, now_s: float) -> bytes:
        """The packets to send at this tick; those who have waited longest come first."""
        with self._lock:
            room = max(LEAST_AT_ONCE, len(self._untold) // ROUND_TICKS + 1)
            ripe = [mark for mark in self._untold if now_s - self._told.get(mark, _NEVER)[0] >= EACH_S][:room]
            return b"".join(self._packets(mark, self._untold.pop(mark), now_s) for mark in ripe)

    def _packets(self, mark: Mark, sequences: Sequence[int], now_s: float) -> bytes:
        ranges = list(ranges_of(sequences))
        low, high = self._told.get(mark, _NEVER)[1]
        if low <= ranges[0][0] <= high + 1:
            ranges[0] = low, max(high, ranges[0][1])
        self._told[mark] = now_s, ranges[-1]
        parts = [tuple(ranges[place : place + MOST_RANGES]) for place in range(0, len(ranges), MOST_RANGES)]
        return b"".join(self._packet(mark, part) for part in parts)

    def _packet(self, mark: Mark, ranges: tuple[Range, ...]) -> bytes:
        patient, device = mark
        payload = msgspec.json.encode(WireMark(device, ranges))
        return mqtt.publish_packet(stored_topic(self._site, patient).encode(), payload, 0, retain=True)


_NEVER: tuple[float, Range] = (float("-inf"), (0, -2))


def ranges_of(sequences: Sequence[int]) -> Iterator[Range]:
    """The sequences as rising ranges without overlap."""
    rising = sorted(sequences)
    low = high = rising[0]
    for sequence in rising[1:]:
        if sequence > high + 1:
            yield low, high
            low = sequence
        high = sequence
    yield low, high
