"""How long nurses are on duty: one answer for the intake and for an order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hah_console.domain.ids import ShiftId, StaffId
from hah_console.domain.staff import Shift
from hah_console.services.staff_hours import hours_on_duty

MORNING, HOUR = datetime(2026, 11, 24, 0, 0, tzinfo=UTC), timedelta(hours=1)


def shift(number: int, begins: float, ends: float) -> Shift:
    return Shift(ShiftId(f"SH-{number}"), StaffId(f"N-{number}"), MORNING + begins * HOUR, MORNING + ends * HOUR)


def test_the_hours_reach_from_the_first_beginning_to_the_last_end_and_never_beyond_a_day() -> None:
    assert hours_on_duty(()) == 0
    assert hours_on_duty([shift(1, 0, 8), shift(2, 6.5, 13.25)]) == Decimal("13.2")
    assert hours_on_duty([shift(1, -8, 0), shift(2, 0, 8), shift(3, 15, 23)]) == 24
