"""Facts of the signed-in person's desk: her shift, how many devices are out with patients, whether a drill runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Actor
from hah_console.domain.kit import KitState
from hah_console.services.context import Context
from hah_console.services.drill import RunningDrill, drill_of


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """``shift_*`` are None when the person has no shift now; ``devices`` counts kits in use that carry a device.

    ``drill`` is the exercise that runs.
    """

    shift_starts_at: datetime | None = None
    shift_ends_at: datetime | None = None
    devices: int = 0
    drill: RunningDrill | None = None


def read_desk_facts(ctx: Context, actor: Actor) -> DeskFacts:
    """The person's shift at this moment, the devices in use and the exercise that runs."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        user = uow.users.find(actor.user_id)
        shifts = uow.staff.shifts(now - timedelta(hours=1), now + timedelta(hours=1))
        devices = sum(k.state is KitState.IN_USE and k.device_id is not None for k in uow.kits.all())
        drill = drill_of(uow)
    own = [s for s in shifts if user and s.staff_id == user.staff_id and s.starts_at <= now < s.ends_at]
    if not own:
        return DeskFacts(devices=devices, drill=drill)
    return DeskFacts(own[0].starts_at, own[0].ends_at, devices, drill)
