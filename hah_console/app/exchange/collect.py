"""Follows the change log and writes what it touched to the outboxes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from hah_console.adapters.fhir.outbox.packing import Pack
from hah_console.adapters.fhir.resource_json import written
from hah_console.app.exchange.admission import Admission
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import NotFound
from hah_console.domain.exchange import FeedStatus, Outgoing
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.changes import Change
from hah_console.services.context import Context
from hah_console.services.outbox import enqueue
from hah_console.services.ports import ChangeFeed, UnitOfWork

NOBODYS = frozenset({"Organization", "Practitioner"})
AdmissionOf = Callable[[UnitOfWork], Admission]
PORTION = 1_000


class Collector:
    """``collect`` brings the outboxes of some feeds up to what the store says now."""

    def __init__(self, ctx: Context, changes: ChangeFeed, admission_of: AdmissionOf, pack: Pack) -> None:
        self._ctx, self._changes, self._admission_of, self._pack = ctx, changes, admission_of, pack

    def collect(self, feed: str) -> int:
        """Follow the changes since the feed's place in the log; how many entries were written."""
        return self.follow(feed, lambda episode_id: self.tell(feed, episode_id))

    def follow(self, feed: str, tell: Callable[[EpisodeId], int]) -> int:
        """Tell every admission the changes since the feed's place in the log are about; the sum of what ``tell`` says.

        A feed that is new begins with everybody in care. The place is noted before anything is read, so nothing is
        missed; it moves only once everything was told.
        """
        seen = self._status(feed).seen
        changes = self._changes.since(seen, PORTION) if seen else ()
        sequence = changes[-1].sequence if changes else self._changes.last_sequence()
        if seen and not changes:
            return 0
        with self._ctx.store() as uow:
            touched = [each.episode_id for each in uow.episodes.open()] if not seen else _touched(uow, changes)
        count = sum(tell(each) for each in touched)
        self._note(feed, sequence)
        return count

    def tell(self, feed: str, episode_id: EpisodeId) -> int:
        """Write what is new of one admission: read, then mapped and checked without holding the store."""
        now = self._ctx.clock.now()
        with self._ctx.store() as uow:
            episode = uow.episodes.get(episode_id)
            resources = self._admission_of(uow).resources(episode_id, now)
            known = uow.exchange.newest(feed, [f"{each['resourceType']}/{each['id']}" for each in resources])
        digests: Mapping[str, str] = {reference: entry.content for reference, entry in known.items()}
        new = [
            each for each in resources if digests.get(f"{each['resourceType']}/{each['id']}") != written(each).decode()
        ]
        return self._write(feed, [self._pack(each, _owner(each, episode.patient_id)) for each in new], now)

    def _write(self, feed: str, outgoing: Sequence[Outgoing], now: datetime) -> int:
        if not outgoing:
            return 0
        with self._ctx.store() as uow:
            count = len(enqueue(uow, feed, outgoing, now))
            uow.commit()
        return count

    def _status(self, feed: str) -> FeedStatus:
        with self._ctx.store() as uow:
            return uow.exchange.feed(feed)

    def _note(self, feed: str, sequence: int) -> None:
        with self._ctx.store() as uow:
            known = uow.exchange.feed(feed)
            uow.exchange.put_feed(
                FeedStatus(feed, known.state, known.reason, known.since, known.last_good_at, sequence)
            )
            uow.commit()


def _touched(uow: UnitOfWork, changes: Sequence[Change]) -> list[EpisodeId]:
    return list(dict.fromkeys(each for change in changes for each in episodes_of(uow, change)))


def episodes_of(uow: UnitOfWork, change: Change) -> Iterator[EpisodeId]:
    """The admissions a change is about; none for what hospitals are not told."""
    read = _READERS.get(change.entity)
    if read is None:
        return
    try:
        yield from read(uow, change.entity_id)
    except NotFound:
        return


def _open_of(uow: UnitOfWork, patient_id: str) -> Iterator[EpisodeId]:
    for each in uow.episodes.of_patient(PatientId(patient_id)):
        if each.state is not EpisodeState.CLOSED:
            yield each.episode_id


_READERS: Mapping[str, Callable[[UnitOfWork, str], Iterator[EpisodeId]]] = {
    "episode": lambda uow, key: iter((uow.episodes.get(EpisodeId(key)).episode_id,)),
    "patient": _open_of,
    "visit_record": lambda uow, key: iter((uow.visit_records.get(key).episode_id,)),  # type: ignore[arg-type]
    "task": lambda uow, key: iter((uow.tasks.get(key).episode_id,)),  # type: ignore[arg-type]
    "order": lambda uow, key: iter((uow.orders.get(key).episode_id,)),  # type: ignore[arg-type]
    "dose": lambda uow, key: iter((uow.doses.get(key).episode_id,)),  # type: ignore[arg-type]
    "specimen": lambda uow, key: iter((uow.specimens.get(key).episode_id,)),  # type: ignore[arg-type]
    "lab_result": lambda uow, key: _open_of(uow, uow.lab_results.get(key).patient_id),  # type: ignore[arg-type]
    "transfer": lambda uow, key: iter((uow.transfers.get(key).episode_id,)),  # type: ignore[arg-type]
    "handover": lambda uow, key: (each.episode_id for each in uow.handovers.get(key).items),  # type: ignore[arg-type]
}


def _owner(resource: Mapping[str, object], patient_id: PatientId) -> PatientId | None:
    return None if resource["resourceType"] in NOBODYS else patient_id
