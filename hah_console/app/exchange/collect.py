"""Follows the change log and writes what it touched to the outboxes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.outbox.packing import Pack, digest_of
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.measured import full_hours, hour_resources
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import NotFound
from hah_console.domain.exchange import FeedStatus, Outgoing
from hah_console.domain.ids import EpisodeId, KitId, PatientId
from hah_console.services.changes import Change
from hah_console.services.context import Context
from hah_console.services.outbox import enqueue
from hah_console.services.ports import ChangeFeed, UnitOfWork

NOBODYS = frozenset({"Organization", "Practitioner"})
Stop = Callable[[], bool]
AdmissionOf = Callable[[UnitOfWork], Admission]
PORTION = 1_000


def never() -> bool:
    """Nobody wants it to stop."""
    return False


class Collector:
    """``collect`` brings the outboxes of some feeds up to what the store says now."""

    def __init__(self, ctx: Context, changes: ChangeFeed, admission_of: AdmissionOf, pack: Pack) -> None:
        self._ctx, self._changes, self._admission_of, self._pack = ctx, changes, admission_of, pack
        self._told: set[tuple[EpisodeId, datetime]] = set()
        """PERF(hours): hours told since the start, which need not be looked at again."""

    def collect(self, feed: str, stop: Stop = never) -> int:
        """Follow the changes since the feed's place in the log; how many entries were written."""
        return self.follow(feed, lambda episode_id: self.tell(feed, episode_id), stop)

    def follow(self, feed: str, tell: Callable[[EpisodeId], int], stop: Stop = never) -> int:
        """Tell every admission the changes since the feed's place in the log are about; the sum of what ``tell`` says.

        A feed that is new begins with everybody in care. The place is noted before anything is read, so nothing is
        missed; it moves only once everything was told: after a ``stop`` all of it is looked at again.
        """
        seen = self._status(feed).seen
        changes = self._changes.since(seen, PORTION) if seen else ()
        sequence = changes[-1].sequence if changes else self._changes.last_sequence()
        if seen and not changes:
            return 0
        with self._ctx.store() as uow:
            touched = [each.episode_id for each in uow.episodes.open()] if not seen else _touched(uow, changes)
        count = 0
        for each in touched:
            if stop():
                return count
            count += tell(each)
        self._note(feed, sequence)
        return count

    def tell(self, feed: str, episode_id: EpisodeId) -> int:
        """Write what is new of one admission."""
        now = self._ctx.clock.now()
        with self._ctx.store() as uow:
            episode = uow.episodes.get(episode_id)
            resources = self._admission_of(uow).resources(episode_id, now)
            known = _known(uow, feed, resources)
        return self._tell_new(feed, episode.patient_id, resources, known, now)

    def tell_hours(self, feed: str, naming: Naming, stop: Stop = never) -> int:
        """Write the hours that are over, of everybody in care: once each, whenever this is called."""
        now, count = self._ctx.clock.now(), 0
        with self._ctx.store() as uow:
            episodes = uow.episodes.open()
        for episode in episodes:
            for begin in full_hours(episode, now):
                if stop():
                    return count
                if (episode.episode_id, begin) not in self._told:
                    count += self._tell_hour(feed, episode, begin, naming, now)
                    self._told.add((episode.episode_id, begin))
        return count

    def _tell_hour(self, feed: str, episode: Episode, begin: datetime, naming: Naming, now: datetime) -> int:
        with self._ctx.store() as uow:
            resources = hour_resources(uow, episode, begin, naming)
            known = _known(uow, feed, resources)
        return self._tell_new(feed, episode.patient_id, resources, known, now)

    def _tell_new(
        self, feed: str, patient_id: PatientId, resources: Sequence[Resource], known: Mapping[str, str], now: datetime
    ) -> int:
        """Map and check without holding the store; what is known already costs a comparison."""
        new = [each for each in resources if known.get(_name(each)) != digest_of(each)]
        return self._write(feed, [self._pack(each, _owner(each, patient_id)) for each in new], now)

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


def _known(uow: UnitOfWork, feed: str, resources: Sequence[Resource]) -> Mapping[str, str]:
    """The digest of what was written of each resource last."""
    newest = uow.exchange.newest(feed, [_name(each) for each in resources])
    return {reference: entry.digest for reference, entry in newest.items()}


def _name(resource: Mapping[str, object]) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


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


def _stays_of_kit(uow: UnitOfWork, kit_id: str) -> Iterator[EpisodeId]:
    """The admissions a piece is or was with last: one that was taken back has ended its use there."""
    lines = [each.episode_id for each in uow.custody.of_kit(KitId(kit_id)) if each.episode_id]
    now = uow.kits.get(KitId(kit_id)).episode_id
    yield from dict.fromkeys(each for each in (*lines[-1:], now) if each)


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
    "intake": lambda uow, key: filter(None, (uow.intakes.get(key).episode_id,)),  # type: ignore[arg-type]
    "consent": lambda uow, key: filter(None, (uow.intakes.get(uow.consents.get(key).intake_id).episode_id,)),  # type: ignore[arg-type]
    "note": lambda uow, key: iter((uow.notes.get(key).episode_id,)),  # type: ignore[arg-type]
    "attachment": lambda uow, key: iter((uow.attachments.get(key).episode_id,)),  # type: ignore[arg-type]
    "equipment_set": lambda uow, key: filter(None, (uow.equipment_sets.get(key).episode_id,)),  # type: ignore[arg-type]
    "kit": _stays_of_kit,
    "handover": lambda uow, key: (each.episode_id for each in uow.handovers.get(key).items),  # type: ignore[arg-type]
}


def _owner(resource: Mapping[str, object], patient_id: PatientId) -> PatientId | None:
    return None if resource["resourceType"] in NOBODYS else patient_id
