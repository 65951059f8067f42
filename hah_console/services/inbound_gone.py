"""Marks what a hospital has no longer although it never said so; nothing is deleted, and the mark can be taken off."""

from collections.abc import Collection
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.ids import PatientId
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork


def note_gone_resources(
    uow: UnitOfWork,
    actor: Actor,
    feed: str,
    patient_id: PatientId,
    gone: Collection[str],
    back: Collection[str],
    now: datetime,
) -> None:
    """Mark some resources (``Kind/id``) of a patient as no longer at the hospital, and others as there again.

    SAFETY(gone there): a fact that is gone stays in sight with a mark, for what was decided by it; the audit trail has
    how many were marked. Nothing is written where there is nothing to mark.
    """
    for action, references, at in (("gone", gone, now), ("back", back, None)):
        if references:
            uow.hospital_facts.mark_gone(feed, references, at)
            told = {"feed": feed, "count": str(len(references))}
            record(uow, actor, now, action, "hospital_fact", patient_id, patient_id, **told)
