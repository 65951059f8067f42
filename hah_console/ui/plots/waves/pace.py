"""When which moment of a waveform is drawn: a little after it came, so that packets make an even sweep; no Qt."""

SPARE_S = 0.2
"""How much later than its packet's length a sample is drawn, for packets that come unevenly."""
CLOCK_JUMP_S = 2.0
"""A device time that differs by more than this from what the stream led to expect begins a new sweep."""
DRIFT_PER_S = 0.001
"""How fast a stream that grows slower than before is followed."""


class Pace:
    """Maps the machine's monotonic seconds to the device's Unix seconds; ``head`` never goes back between jumps."""

    def __init__(self) -> None:
        self._lead_s: float | None = None
        self._seen_s = self._near_s = 0.0
        self._packet_s = 0.0
        self._head_s = float("-inf")

    def arrived(self, end_s: float, length_s: float, at_s: float) -> bool:
        """A stretch of ``length_s`` ending at device time ``end_s`` came at ``at_s``; True when the sweep begins anew.

        One signal that lags behind the others does not begin it anew: it is drawn late.
        """
        lead = end_s - at_s
        if self._lead_s is None or self._jumped(lead - self._lead_s, at_s):
            self._lead_s, self._packet_s, self._head_s = lead, length_s, float("-inf")
            self._seen_s = self._near_s = at_s
            return True
        if abs(lead - self._lead_s) <= CLOCK_JUMP_S:
            self._lead_s = max(lead, self._lead_s - DRIFT_PER_S * (at_s - self._seen_s))
            self._packet_s = max(self._packet_s, length_s)
            self._near_s = at_s
        self._seen_s = at_s
        return False

    def _jumped(self, ahead_s: float, at_s: float) -> bool:
        return ahead_s > CLOCK_JUMP_S or (ahead_s < -CLOCK_JUMP_S and at_s - self._near_s > CLOCK_JUMP_S)

    def head(self, at_s: float) -> float | None:
        """The device time to draw up to now; None before anything came."""
        if self._lead_s is None:
            return None
        self._head_s = max(self._head_s, at_s + self._lead_s - self._packet_s - SPARE_S)
        return self._head_s
