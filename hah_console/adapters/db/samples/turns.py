"""Whose hot rows are moved now: every patient has a turn in a minute, sooner when there is more to move."""

import time
from typing import Final

from hah_console.adapters.db.samples.roll_up import MOST_ROWS, RollUp
from hah_console.adapters.db.samples.tiers import MINUTE_MS

ROUND_MS: Final = MINUTE_MS
"""Every patient has a turn in this time."""
PACE_MS: Final = 40_000
"""A round is planned to be over in this time; the rest is for what comes between."""
AT_LEAST: Final = 20
"""Patients who are due in any call: a small ward is through in a few seconds."""


class Turns:
    """Rounds through all patients who have hot rows. ``behind`` tells that the last call left somebody who was due."""

    def __init__(self) -> None:
        self._after, self._seen, self._last_round = "", 0, 0
        self._began_at: int | None = None
        self._under_way = False
        self.behind = False

    def take(self, work: RollUp, now_ms: int, until_ms: int, stop_at: float) -> int:
        """Move sets measured before ``until_ms`` of the patients who are due, one at least; returns how many sets."""
        self.behind, moved = False, 0
        if not self._may_go_on(now_ms):
            return 0
        due = self._due(now_ms)
        names = work.patients_after(self._after, due)
        for patient_id in names:
            if self.behind:
                return moved
            sets = work.hot_to_minutes(patient_id, until_ms)
            moved += sets
            if sets == MOST_ROWS:
                # what is left of this patient's has to wait until these have gone: in the next call
                self.behind = True
                return moved
            self._after, self._seen = patient_id, self._seen + 1
            self.behind = time.perf_counter() > stop_at
        self.behind = False
        if len(names) < due:
            self._after, self._last_round, self._seen, self._under_way = "", self._seen, 0, False
        return moved

    def _may_go_on(self, now_ms: int) -> bool:
        """Whether a round is under way, or a new one may begin."""
        if not self._under_way and (self._began_at is None or abs(now_ms - self._began_at) >= ROUND_MS):
            self._began_at, self._under_way = now_ms, True
        return self._under_way

    def _due(self, now_ms: int) -> int:
        """How many patients have their turn now, so that the round is over in its time."""
        gone_ms = max(now_ms - (self._began_at or now_ms), 0) + 1_000
        return max(self._last_round * gone_ms // PACE_MS - self._seen, AT_LEAST)
