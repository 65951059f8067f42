"""What the service tells the monitors: up to which of their sets everything is stored and may be forgotten."""

import threading
from collections.abc import Mapping

import msgspec

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.reception import Mark
from hah_console.adapters.vitals.topics import stored_topic

EACH_S = 1.0
"""A monitor is told at most once in this time."""
ROUND_TICKS, LEAST_AT_ONCE = 50, 20
"""PERF(200 messages a second for 1,000 monitors): all are told within so many ticks of a tenth of a second."""


class WireMark(msgspec.Struct, frozen=True):
    """The JSON object: every set of ``dev`` up to and with ``seq`` is stored, or in the quarantine with its reason."""

    dev: str
    seq: int


_DECODER = msgspec.json.Decoder(WireMark)


def parse_mark(payload: bytes) -> WireMark | None:
    """A mark, or None for anything else."""
    try:
        return _DECODER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class StoredMarks:
    """``note`` and ``due`` may be called from different threads.

    SAFETY(stored mark): told only after the commit, and never backwards. Retained with QoS 0: the next one replaces a
    lost one, and a monitor that never hears one sends its sets again, which harms nobody.
    """

    def __init__(self, site_id: str) -> None:
        self._site = site_id
        self._lock = threading.Lock()
        self._untold: dict[Mark, int] = {}
        self._told: dict[Mark, tuple[float, int]] = {}

    def note(self, handled: Mapping[Mark, int]) -> None:
        """What is committed now."""
        with self._lock:
            for mark, sequence in handled.items():
                if sequence > self._untold.get(mark, -1):
                    self._untold[mark] = sequence

    def due(self, now_s: float) -> bytes:
        """The packets to send at this tick; those who have waited longest come first."""
        packets: list[bytes] = []
        with self._lock:
            room = max(LEAST_AT_ONCE, len(self._untold) // ROUND_TICKS + 1)
            ripe = [mark for mark in self._untold if now_s - self._told.get(mark, (0.0, 0))[0] >= EACH_S]
            for mark in ripe[:room]:
                sequence = self._untold.pop(mark)
                highest = max(sequence, self._told.get(mark, (0.0, 0))[1])
                self._told[mark] = now_s, highest
                packets.append(self._packet(mark, highest))
        return b"".join(packets)

    def _packet(self, mark: Mark, sequence: int) -> bytes:
        patient, device = mark
        payload = msgspec.json.encode(WireMark(device, sequence))
        return mqtt.publish_packet(stored_topic(self._site, patient).encode(), payload, 0, retain=True)
