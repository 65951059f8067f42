"""Reading the audit trail: whether it holds, and who saw one patient."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.audit import GENESIS_HASH, AuditHead, ChainedEntry, first_broken
from hah_console.domain.ids import PatientId
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork

PAGE = 5_000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Result of a check: how many entries hold, the first that does not, and the head to note down elsewhere."""

    entries: int
    head: AuditHead
    first_broken: int | None

    @property
    def holds(self) -> bool:
        """Whether every entry follows from its predecessor up to the head."""
        return self.first_broken is None


def verify_chain(ctx: Context) -> ChainReport:
    """Check every entry up to the head as it stands now; the trail may grow meanwhile."""
    with ctx.store() as uow:
        head = uow.audit.head()
        last, broken = _walk(uow, head)
    if broken is None and (last.hash != head.hash or last.sequence != head.sequence):
        broken = last.sequence + 1
    return ChainReport(last.sequence, head, broken)


def access_log(
    ctx: Context, actor: Actor, patient_id: PatientId, start: datetime, end: datetime
) -> tuple[ChainedEntry, ...]:
    """Who did or saw what of one patient in [start, end); reading it is audited itself. Raises NotPermitted."""
    require(actor, Action.READ_ACCESS_LOG)
    with ctx.store() as uow:
        entries = uow.audit.of_patient(patient_id, start, end)
        record(uow, actor, ctx.clock.now(), "read_access_log", "patient", patient_id, patient_id)
        uow.commit()
    return entries


def _walk(uow: UnitOfWork, head: AuditHead) -> tuple[AuditHead, int | None]:
    """The last entry that holds (not beyond the head), and the first that does not."""
    last = AuditHead(0, GENESIS_HASH)
    while True:
        page = tuple(e for e in uow.audit.entries(last.sequence, PAGE) if e.sequence <= head.sequence)
        if not page:
            return last, _beyond(uow, head) if head.sequence == 0 else None
        broken = first_broken(page, last.hash)
        if broken is not None:
            return _before(page, broken, last), broken
        last = AuditHead(page[-1].sequence, page[-1].hash)


def _before(page: tuple[ChainedEntry, ...], broken: int, last: AuditHead) -> AuditHead:
    held = [e for e in page if e.sequence < broken]
    return AuditHead(held[-1].sequence, held[-1].hash) if held else last


def _beyond(uow: UnitOfWork, head: AuditHead) -> int | None:
    """An entry beyond an empty head means that the head was removed."""
    left = uow.audit.entries(head.sequence, 1)
    return left[0].sequence if left and uow.audit.head() == head else None
