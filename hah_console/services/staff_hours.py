"""From when to when nurses are on duty on the site's day: what an antibiotic at home has to fit into."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from hah_console.domain.staff import Profession, Shift
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

_HOUR, _A_DAY = timedelta(hours=1), Decimal(24)


def nurse_shifts(ctx: Context, uow: UnitOfWork) -> tuple[Shift, ...]:
    """The shifts of nurses that touch today."""
    nurses = {member.staff_id for member in uow.staff.all() if member.profession is Profession.NURSE}
    shifts = uow.staff.shifts(ctx.day_begins(), ctx.day_begins(ctx.today() + timedelta(days=1)))
    return tuple(shift for shift in shifts if shift.staff_id in nurses)


def hours_on_duty(shifts: Iterable[Shift]) -> Decimal:
    """Hours from the first beginning to the last end, 24 at most; 0 when nobody is on duty."""
    known = tuple(shifts)
    if not known:
        return Decimal(0)
    span = max(shift.ends_at for shift in known) - min(shift.starts_at for shift in known)
    return min(_A_DAY, Decimal(str(round(span / _HOUR, 1))))
