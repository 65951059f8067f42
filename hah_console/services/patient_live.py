"""What the live view shows beside the page itself: the risk forecast when the site has it on, and shelved alarms."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.ids import PatientId
from hah_console.domain.shelf import Shelf
from hah_console.services.context import Context
from hah_console.services.forecast.model import RiskModel
from hah_console.services.forecast.risk import RiskRow, forecast_is_on, patient_risk


@dataclass(frozen=True, slots=True)
class PatientLive:
    """``risk`` is None when the forecast is off (``forecast_on`` False) or knows too little of the patient."""

    patient_id: PatientId
    at: datetime
    forecast_on: bool
    risk: RiskRow | None
    shelves: tuple[Shelf, ...]


def read_patient_live(ctx: Context, actor: Actor, patient_id: PatientId, model: RiskModel | None) -> PatientLive:
    """As of now; raises NotPermitted."""
    now = ctx.clock.now()
    shown = model is not None and forecast_is_on(ctx)
    risk = patient_risk(ctx, actor, patient_id, model) if shown else None
    with ctx.store() as uow:
        shelves = tuple(shelf for shelf in uow.shelves.open(now) if shelf.patient_id == patient_id)
    return PatientLive(patient_id, now, shown, risk, shelves)
