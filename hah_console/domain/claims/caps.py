"""How near a physician is to the payer's limits: told before one breaks."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.claims.rules import CapRules
from hah_console.domain.errors import HahError
from hah_console.domain.ids import StaffId


class CapReached(HahError):
    """A physician would have more than the payer allows. Facts: name, cap, limit."""

    code = "cap_reached"


class Cap(StrEnum):
    """What is limited."""

    VISITS_A_DAY = "visits_a_day"
    VISITS_A_MONTH = "visits_a_month"
    CASES_AT_ONCE = "cases_at_once"


class CapState(StrEnum):
    """Well below, near, at the limit, and beyond it."""

    BELOW = "below"
    NEAR = "near"
    REACHED = "reached"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class CapCount:
    """How much of a limit one physician has used."""

    staff_id: StaffId
    cap: Cap
    count: int
    limit: int
    state: CapState

    @property
    def left(self) -> int:
        """How many more there may be; negative beyond the limit."""
        return self.limit - self.count


def counted(staff_id: StaffId, cap: Cap, count: int, rules: CapRules) -> CapCount:
    """The state of one limit at a count."""
    limit: int = getattr(rules, cap.value)
    return CapCount(staff_id, cap, count, limit, _state(limit - count, rules.warn_left))


def with_one_more(used: CapCount, rules: CapRules) -> CapCount:
    """What the next visit or case would make of it: asked before it is planned or taken on."""
    return counted(used.staff_id, used.cap, used.count + 1, rules)


def _state(left: int, warn_left: int) -> CapState:
    if left < 0:
        return CapState.BROKEN
    if left == 0:
        return CapState.REACHED
    return CapState.NEAR if left <= warn_left else CapState.BELOW
