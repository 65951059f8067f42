"""What every use case needs: the store, the clock, the site's time zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hah_console.domain.actor import Actor
from hah_console.domain.audit import AuditEntry
from hah_console.domain.clock import TAIPEI, Clock
from hah_console.domain.clock_rule import day_start
from hah_console.domain.ids import PatientId
from hah_console.services.ports import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Context:
    """Passed as the first argument to commands and queries."""

    store: UnitOfWorkFactory
    clock: Clock
    zone: ZoneInfo = TAIPEI

    def today(self) -> date:
        """The site's calendar day."""
        return self.local(self.clock.now()).date()

    def local(self, moment: datetime) -> datetime:
        """A moment in the site's time zone."""
        return moment.astimezone(self.zone)

    def day_begins(self, day: date | None = None) -> datetime:
        """The first moment of one of the site's calendar days, of today unless told, in UTC."""
        return day_start(day or self.today(), self.zone)


def record(
    uow: UnitOfWork,
    actor: Actor,
    at: datetime,
    action: str,
    entity: str,
    entity_id: str,
    patient_id: PatientId | None = None,
    **facts: str,
) -> None:
    """Write the audit entry and the change-log note of one command (call before ``commit``)."""
    note_audit(uow, actor, at, action, entity, entity_id, patient_id, **facts)
    uow.changed(action, entity, entity_id, actor, at)


def note_audit(
    uow: UnitOfWork,
    actor: Actor,
    at: datetime,
    action: str,
    entity: str,
    entity_id: str,
    patient_id: PatientId | None = None,
    **facts: str,
) -> None:
    """Write the audit entry of what changes nothing that others show: a look, a print."""
    uow.audit.append(
        AuditEntry(
            at=at,
            actor=actor.user_id,
            role=actor.role.value,
            workstation=actor.workstation,
            action=action,
            entity=entity,
            entity_id=entity_id,
            patient_id=patient_id,
            facts=tuple(sorted(facts.items())),
        )
    )
