"""Who opened which page about a person: permitted or refused, and written into the audit trail once an opening."""

from datetime import timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId
from hah_console.services.context import Context, note_audit


def note_view(ctx: Context, actor: Actor, entity: str, entity_id: str, patient_id: PatientId | None = None) -> None:
    """``actor`` opens a page about a person, before it is shown. Raises NotPermitted; then nothing may be shown."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        note_audit(uow, actor, ctx.clock.now(), f"view_{entity}", entity, entity_id, patient_id)
        uow.commit()


AGAIN = timedelta(minutes=15)
"""A page that was not read for so long counts as opened anew."""


class PageOpenings:
    """Of one view: reading the page that is open once more writes nothing."""

    def __init__(self, ctx: Context, actor: Actor) -> None:
        self._ctx, self._actor, self._open = ctx, actor, ("", "")
        self._read_at = ctx.clock.now()

    def note(self, entity: str, entity_id: str, patient_id: PatientId | None = None) -> None:
        """Before the page is read. Raises NotPermitted."""
        now, before = self._ctx.clock.now(), self._read_at
        if (entity, entity_id) != self._open or now - before > AGAIN:
            note_view(self._ctx, self._actor, entity, entity_id, patient_id)
        self._open, self._read_at = (entity, entity_id), now
