"""A note of the moment at which each batch was committed, kept by the service only while it is being measured."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_HEAD = struct.Struct("<dI")


class CommitTrace:
    """PERF(1 us per message): the payloads themselves are written; who reads them later pays for decoding."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=1 << 20)

    def note(self, committed_s: float, payloads: Iterable[bytes]) -> None:
        """One batch: Unix seconds, and what it held."""
        lines = b"\n".join(payloads)
        self._file.write(_HEAD.pack(committed_s, len(lines)) + lines)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


def read_trace(path: Path) -> Iterator[tuple[float, Sequence[bytes]]]:
    """Moment and payloads of every batch; the last one is left out when it was cut short."""
    data = path.read_bytes() if path.is_file() else b""
    place = 0
    while place + _HEAD.size <= len(data):
        committed_s, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size + length
        if place > len(data):
            return
        yield committed_s, data[place - length : place].split(b"\n")
