"""Compares what is here of a hospital with all that is still there: now and then, for a deletion says nothing."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.inbound.comparing import ids_there, is_there
from hah_console.app.told_once import ToldOnce
from hah_console.domain.actor import Actor
from hah_console.domain.hospital_facts import ReadMark
from hah_console.domain.ids import PatientId
from hah_console.services.context import Context
from hah_console.services.inbound_gone import note_gone_resources

MOST_READ = 100
"""Resources a search did not find that are asked for one by one in a comparison; the rest has its turn in the next."""
AGAIN_AFTER = timedelta(hours=1)
"""When a comparison that failed is tried again."""
_LOG = logging.getLogger(__name__)


class Comparing:
    """Of one feed, by the thread that reads it; every ``every``, each type of each patient."""

    def __init__(self, ctx: Context, name: str, client: FhirClient, actor: Actor, every: timedelta) -> None:
        self._ctx, self._name, self._client, self._actor, self._every = ctx, name, client, actor, every
        self._say = ToldOnce(_LOG, f"feed {name} is not compared", f"feed {name} is compared again")

    def is_due(self, mark: ReadMark, now: datetime) -> bool:
        """Whether a type of a patient, read as far as ``mark``, is to be compared."""
        return mark.whole_at is None or now - mark.whole_at >= self._every

    def compare(self, mark: ReadMark, patient_id: PatientId, stop: Callable[[], bool]) -> datetime | None:
        """Mark what is gone; when it counts as compared, None after a ``stop``.

        Raises ExchangeFailed where the server is away or does not let us in; any other failure is tried again later.
        """
        now = self._ctx.clock.now()
        try:
            done = self._compared(mark, patient_id, now, stop)
        except ExchangeFailed as failed:
            if failed.stops_feed or failed.is_temporary:
                raise
            self._say(failed.reason)
            return now - self._every + AGAIN_AFTER
        self._say("")
        return now if done else None

    def _compared(self, mark: ReadMark, patient_id: PatientId, now: datetime, stop: Callable[[], bool]) -> bool:
        with self._ctx.store() as uow:
            known = uow.hospital_facts.standing(self._name, mark.subject, mark.resource_type)
        if not known:
            return True
        there = ids_there(self._client, mark.subject, mark.resource_type)
        missing = sorted(each for each, stands in known.items() if stands and each not in there)[:MOST_READ]
        gone = list(self._gone(mark, missing, stop))
        back = [f"{mark.resource_type}/{each}" for each, stands in known.items() if not stands and each in there]
        with self._ctx.store() as uow:
            note_gone_resources(uow, self._actor, self._name, patient_id, gone, back, now)
            uow.commit()
        return not stop()

    def _gone(self, mark: ReadMark, missing: list[str], stop: Callable[[], bool]) -> Iterator[str]:
        for each in missing:
            reference = f"{mark.resource_type}/{each}"
            if stop():
                return
            if not is_there(self._client, reference, mark.subject):
                yield reference
