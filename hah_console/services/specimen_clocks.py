"""Query of the specimens on their way: how long each is still good, the tightest first, for map and desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId, SpecimenId, StaffId
from hah_console.domain.patient import masked_name
from hah_console.domain.specimen import Transport
from hah_console.services.context import Context


@dataclass(frozen=True, slots=True)
class SpecimenClock:
    """A specimen taken and in no laboratory yet. ``carried_by`` is whoever took it, None when not of the team."""

    specimen_id: SpecimenId
    patient_id: PatientId
    patient: str
    kind: str
    transport: Transport | None
    taken_at: datetime
    valid_until: datetime
    carried_by: StaffId | None

    def left(self, now: datetime) -> timedelta:
        """Time left; negative when it is spoiled."""
        return self.valid_until - now


def specimens_on_the_way(ctx: Context, actor: Actor) -> tuple[SpecimenClock, ...]:
    """All of them, the one whose time ends first before the others. Raises NotPermitted.

    It changes with ``specimen`` and ``patient``.
    """
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        taken = [one for one in uow.specimens.on_the_way() if one.taken_at and one.valid_until]
        names = {p.patient_id: masked_name(p.name) for p in uow.patients.some({one.patient_id for one in taken})}
        carriers = {user.user_id: user.staff_id for user in uow.users.all()}
    return tuple(
        SpecimenClock(
            one.specimen_id, one.patient_id, names.get(one.patient_id, ""), one.kind, one.transport, one.taken_at,
            one.valid_until, carriers.get(one.taken_by) if one.taken_by else None,
        )
        for one in taken
        if one.taken_at and one.valid_until
    )  # fmt: skip


def tightest(clocks: tuple[SpecimenClock, ...], staff_id: StaffId) -> SpecimenClock | None:
    """Of what one person carries, the specimen whose time ends first."""
    return min((one for one in clocks if one.carried_by == staff_id), key=lambda one: one.valid_until, default=None)
