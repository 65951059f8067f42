"""A duty as it is typed into its form, checked field by field."""

from collections.abc import Callable, Mapping
from functools import partial

from hah_console.domain.actor import Actor
from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import StaffId
from hah_console.domain.roster import checked_duty
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.roster import put_on_duty


def typed_duty(ctx: Context, actor: Actor, fields: Mapping[str, str]) -> Callable[[], Changes]:
    """Who answers in which role from when to when. Raises InvalidFields."""
    check = FieldCheck(fields)
    for field in ("role", "staff_id"):
        if not check.text(field):
            check.add(field, "empty")
    near = partial(parse_near_moment, today=ctx.today(), zone=ctx.zone)
    now = ctx.clock.now()
    starts = check.read("starts", lambda text, field: near(text, field=field), now)
    ends = check.read("ends", lambda text, field: near(text, field=field), now)
    if not check.faults:
        try:
            checked_duty(check.text("role"), StaffId(check.text("staff_id")), starts, ends)
        except InvalidInput as fault:
            check.add(str(fault.facts["field"]), str(fault.facts["reason"]))
    check.require_none()
    role, staff_id = check.text("role"), StaffId(check.text("staff_id"))
    return lambda: put_on_duty(ctx, actor, role, staff_id, starts, ends)
