"""How often one caller may ask: a bucket of requests for each code or address, forgotten when it is full again."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_CALLERS = 10_000


@dataclass(slots=True)
class RateLimit:
    """``burst`` requests at once and ``per_minute`` in the long run. Any thread may ask. Codes are kept hashed."""

    per_minute: float
    burst: int
    counted_s: Callable[[], float] = time.monotonic
    _left: "OrderedDict[bytes, tuple[float, float]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spent(self, caller: str) -> bool:
        """Whether this caller has nothing left now; nothing is counted."""
        key, now_s = hashlib.sha256(caller.encode()).digest(), self.counted_s()
        with self._lock:
            return self._now_left(key, now_s) < 1

    def allows(self, caller: str) -> bool:
        """Whether this caller may ask once more now; it counts as asked."""
        key, now_s = hashlib.sha256(caller.encode()).digest(), self.counted_s()
        with self._lock:
            left = self._now_left(key, now_s)
            allowed = left >= 1
            self._left.pop(key, None)
            self._left[key] = (left - allowed, now_s)
            if len(self._left) > MOST_CALLERS:
                self._left.popitem(last=False)
        return allowed

    def _now_left(self, key: bytes, now_s: float) -> float:
        left, since_s = self._left.get(key, (float(self.burst), now_s))
        return min(float(self.burst), left + (now_s - since_s) * self.per_minute / 60)
