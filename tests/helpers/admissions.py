"""A team with a kit, and admissions of made-up people."""

from dataclasses import replace

from hah_console.domain.ids import EpisodeId, IntakeId, KitId, StaffId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.staff import Profession, Staff, Vehicle
from hah_console.services.admission import AdmissionPlan, admit
from hah_console.services.context import Context
from helpers.intakes import eligible
from helpers.referrals import HOME, PHYSICIAN
from helpers.ward import RULES

NURSE_STAFF, PHYSICIAN_STAFF = StaffId("S-nurse"), StaffId("S-physician")
PLAN = AdmissionPlan(NURSE_STAFF, PHYSICIAN_STAFF)


def with_team(ctx: Context) -> None:
    """A nurse, a physician and a monitor that is free."""
    nurse = Staff(NURSE_STAFF, "林護理師", Profession.NURSE, frozenset(), Vehicle.SCOOTER, HOME)
    with ctx.store() as uow:
        uow.staff.save(nurse)
        uow.staff.save(replace(nurse, staff_id=PHYSICIAN_STAFF, name="王醫師", profession=Profession.PHYSICIAN))
        uow.kits.save(Kit(KitId("K-1"), "monitor", KitState.AVAILABLE))
        uow.commit()


def admitted(ctx: Context, intake_id: IntakeId | None = None, plan: AdmissionPlan = PLAN, **fields: str) -> EpisodeId:
    """The admission of a person, decided for first unless an intake is named."""
    intake_id = intake_id or eligible(ctx, **fields)
    with ctx.store() as uow:
        version = uow.intakes.get(intake_id).version
    changes = admit(ctx, PHYSICIAN, RULES, intake_id, version, plan)
    return next(EpisodeId(change.entity_id) for change in changes.items if change.entity == "episode")
