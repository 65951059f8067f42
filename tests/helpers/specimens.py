"""A specimen of a planned visit, with its order, as the patient's page would have stored it."""

from datetime import datetime, timedelta

from hah_console.domain.ids import OrderId, SpecimenId, UserId
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.specimen import Specimen, SpecimenState, Transport
from hah_console.domain.task import Task
from hah_console.domain.timing import Timing
from hah_console.services.context import Context


def collect(
    ctx: Context, task: Task, taken_at: datetime, valid: timedelta, number: int = 1,
    state: SpecimenState = SpecimenState.TAKEN,
) -> Specimen:  # fmt: skip
    """A blood culture collected at a task's visit, good for ``valid`` since then."""
    order = Order(
        OrderId(f"O-SP-{number}"), task.episode_id, task.patient_id, OrderKind.SPECIMEN, Timing(taken_at),
        UserId("U-nurse1"), taken_at, OrderState.ACTIVE, subject="blood_culture",
    )  # fmt: skip
    one = Specimen(
        SpecimenId(f"SP-{number}"), order.order_id, task.episode_id, task.patient_id, "blood_culture", taken_at, state,
        taken_at, UserId("U-nurse1"), Transport.ROOM, taken_at + valid, task_id=task.task_id,
    )  # fmt: skip
    with ctx.store() as uow:
        uow.orders.save(order)
        stored = uow.specimens.save(one)
        uow.commit()
    return stored
