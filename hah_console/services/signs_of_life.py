"""Which processes live, judged by beats that change and never by the moments they name."""

from collections.abc import Iterable

from hah_console.domain.service_state import Heartbeat

SILENT_AFTER_S = 3.0
UNWATCHED_AFTER_S = 2.0
"""Of consoles, as the service counts them: two beats missed; the delay of the alarm is a third."""
SERVICE_PROCESS = "service"
CONSOLE_PREFIX = "console:"


class SignsOfLife:
    """What one observer has seen; ``now_s`` is the observer's own count of seconds, which nobody sets.

    SAFETY(heartbeat): the clocks of two machines are never compared. What is seen for the first time counts as alive
    for ``silent_after_s``, and so does a process nobody has looked for yet.
    """

    def __init__(self, since_s: float, silent_after_s: float = SILENT_AFTER_S) -> None:
        self._since_s, self._silent_after_s = since_s, silent_after_s
        self._seen: dict[str, tuple[Heartbeat, float]] = {}

    def note(self, beats: Iterable[Heartbeat], now_s: float) -> None:
        """Take the beats as they stand now."""
        for beat in beats:
            known = self._seen.get(beat.process)
            if known is None or known[0] != beat:
                self._seen[beat.process] = (beat, now_s)

    def alive(self, process: str, now_s: float) -> bool:
        """Whether it has beaten lately."""
        _, at_s = self._seen.get(process, (None, self._since_s))
        return now_s - at_s <= self._silent_after_s

    def living(self, prefix: str, now_s: float) -> int:
        """How many processes whose names begin with ``prefix`` have beaten lately."""
        return sum(name.startswith(prefix) and self.alive(name, now_s) for name in self._seen)
