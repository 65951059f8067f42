"""What only a person can see: consciousness and oxygen, entered by staff; it expires by the rule pack."""

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Consciousness, StaffObservation
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record

MOST_OXYGEN_L_MIN = 80.0
"""More than any flow a device gives (high-flow cannulas end at 60-80 L/min): a typing error."""


def enter_observation(
    ctx: Context,
    actor: Actor,
    patient_id: PatientId,
    consciousness: Consciousness | None,
    on_oxygen: bool | None,
    oxygen_l_min: float | None = None,
) -> Changes:
    """Store what was seen now. Raises NotPermitted, NotFound, InvalidInput (nothing entered, impossible flow)."""
    require(actor, Action.ENTER_OBSERVATION)
    if consciousness is None and on_oxygen is None:
        raise InvalidInput(field="observation", value="", reason="empty")
    if oxygen_l_min is not None and not 0 <= oxygen_l_min <= MOST_OXYGEN_L_MIN:
        raise InvalidInput(field="oxygen_l_min", value=oxygen_l_min, reason="out_of_range")
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        seen = StaffObservation(patient_id, now, consciousness, on_oxygen, oxygen_l_min, actor.user_id)
        uow.readings.add_observation(seen)
        record(uow, actor, now, "enter_observation", "observation", patient_id, patient_id)
        return uow.commit()
