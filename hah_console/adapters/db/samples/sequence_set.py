"""Sets of the numbers a device gave its readings, kept as intervals: a device that loses nothing needs one."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

MOST_INTERVALS = 1_024
"""Above this the oldest are forgotten; a set that old then counts as new, and the chunk it merges into knows it."""
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(tuple[int, ...])


class SequenceSet:
    """Disjoint closed intervals in order, never adjacent. PERF(memory): 16 kB a device at most."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self) -> None:
        self._firsts, self._lasts = array("q"), array("q")

    def add(self, number: int) -> bool:
        """Add one number; False when it was known."""
        lasts = self._lasts
        if lasts and number == lasts[-1] + 1:
            lasts[-1] = number
            return True
        if number in self:
            return False
        self.add_range(number, number)
        return True

    def add_all(self, numbers: Sequence[int]) -> None:
        """Add numbers told in order, each once."""
        if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
            self.add_range(numbers[0], numbers[-1])
            return
        for number in numbers:
            self.add(number)

    def add_range(self, first: int, last: int) -> None:
        """Add all numbers from ``first`` to ``last``."""
        low = bisect_left(self._lasts, first - 1)
        high = bisect_right(self._firsts, last + 1)
        if low < high:
            first, last = min(first, self._firsts[low]), max(last, self._lasts[high - 1])
        self._firsts[low:high] = array("q", (first,))
        self._lasts[low:high] = array("q", (last,))
        if len(self._firsts) > MOST_INTERVALS:
            del self._firsts[:-MOST_INTERVALS], self._lasts[:-MOST_INTERVALS]

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]

    def intervals(self) -> list[tuple[int, int]]:
        """First and last number of each interval, in order."""
        return list(zip(self._firsts, self._lasts, strict=True))

    def packed(self) -> bytes:
        """As few bytes: distances from one edge to the next."""
        edges = [edge for interval in self.intervals() for edge in interval]
        return _ENCODER.encode([edge - before for before, edge in zip([0, *edges], edges, strict=False)])

    @classmethod
    def unpacked(cls, packed: bytes) -> "SequenceSet":
        """The set of ``packed``."""
        made, edge = cls(), 0
        edges = [edge := edge + distance for distance in _DECODER.decode(packed)]
        made._firsts, made._lasts = array("q", edges[::2]), array("q", edges[1::2])
        return made
