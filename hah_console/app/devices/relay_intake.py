"""The writer's side of the door: deliveries in, one transaction with the ingest of all readings, answers after it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hah_console.adapters.vitals.decode import Owners
from hah_console.adapters.vitals.reception import Heard
from hah_console.adapters.vitals.relayed import RelayedReception
from hah_console.adapters.vitals.unusable import UnusableMessage
from hah_console.app.devices.door import Answers, Delivery, Door, NotStoredNow
from hah_console.domain.reading import Reading
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import (
    KEPT_BYTES,
    LAST_MS,
    Fate,
    PartAnswer,
    RelayedFault,
    RelayedNote,
    RelayedPart,
    RelayedSet,
)
from hah_console.services.context import Context
from hah_console.services.device_owners import read_numbers
from hah_console.services.faults import code_of, is_outage
from hah_console.services.ingest import Rejected, Taken, VitalsIngest, internal

PARTS_AT_ONCE = 200
"""Of one transaction, so that sets of the broker do not wait. PERF(a millisecond): what one costs on a busy machine."""
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Batch:
    """What one transaction is to store, and where the answers come from."""

    heard: Heard = field(default_factory=Heard)
    rejected: list[Rejected] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    fates: list[list[PartAnswer | Reading]] = field(default_factory=list)


class RelayIntake:
    """Used by the one writer thread. What cannot be stored now is tried again, with every turn."""

    def __init__(
        self,
        ctx: Context,
        ingest: VitalsIngest,
        reception: RelayedReception,
        door: Door,
        count: Callable[[Taken], None],
    ) -> None:
        self._ctx, self._ingest, self._reception, self._door, self._count = ctx, ingest, reception, door, count
        self._in_hand: list[Delivery] = []

    def use(self, owners: Owners) -> None:
        """Whose the devices are has been read again."""
        self._reception.numbers = read_numbers(self._ctx, set(owners.values()))

    def turn(self) -> bool:
        """Take what came, store it, answer; False when some could not be stored and is kept."""
        self._in_hand = self._in_hand or self._door.take(PARTS_AT_ONCE)
        if not self._in_hand:
            return True
        try:
            answers = self._stored(self._in_hand)
        except Exception as error:  # noqa: BLE001  SAFETY(one bad message): it must not keep others from being seen
            if is_outage(error):
                _LOG.info("deliveries are not stored, trying again: %s", code_of(error))
                return False
            _LOG.exception("%d deliveries failed; taking them one by one", len(self._in_hand))
            return self._singly()
        _answer(self._in_hand, answers)
        self._in_hand = []
        return True

    def close(self) -> None:
        """Nobody writes any more: who waits is told so."""
        for delivery in self._in_hand:
            delivery.stored.set_exception(NotStoredNow(reason="closed"))
        self._in_hand = []
        self._door.close()

    def _singly(self) -> bool:
        while self._in_hand:
            delivery = self._in_hand[0]
            try:
                answers = self._stored([delivery])
            except Exception as error:  # noqa: BLE001  SAFETY(one bad message): it must not keep others from being seen
                if is_outage(error):
                    return False
                answers = [self._set_aside(delivery, internal(error))]
            _answer([delivery], answers)
            self._in_hand = self._in_hand[1:]
        return True

    def _set_aside(self, delivery: Delivery, reason: Reason) -> Answers:
        try:
            rejected = [_rejected(delivery, part, reason) for part in delivery.parts]
            self._count(self._ingest.take((), rejected))
        except Exception as error:
            if is_outage(error):
                raise
            _LOG.exception("what %s passed on cannot be kept", delivery.relay)
        return tuple(PartAnswer(Fate.ASIDE, reason.said) for _ in delivery.parts)

    def _stored(self, deliveries: Sequence[Delivery]) -> list[Answers]:
        """SAFETY(acknowledged): the answers exist only after the commit. Raises what keeps it from being made."""
        known = self._known(deliveries)
        batch = _Batch()
        for delivery in deliveries:
            batch.fates.append([self._fate(delivery, part, known, batch) for part in delivery.parts])
        notes = [RelayedNote(key, digest) for key, digest in batch.notes.items()]
        heard, statuses = batch.heard, tuple(batch.heard.devices.values())
        taken = self._ingest.take(heard.readings, batch.rejected, statuses, (), notes)
        self._count(taken)
        fresh = {id(reading) for reading in taken.fresh}
        return [tuple(_told(fate, fresh) for fate in fates) for fates in batch.fates]

    def _known(self, deliveries: Sequence[Delivery]) -> Mapping[str, str]:
        parts = [part for delivery in deliveries for part in delivery.parts]
        keys = {part.key for part in parts if isinstance(part, RelayedSet)} | {part.refused_key for part in parts}
        if not keys:
            return {}
        with self._ctx.store() as uow:
            return uow.relayed.known(keys)

    def _fate(
        self, delivery: Delivery, part: RelayedPart, known: Mapping[str, str], batch: _Batch
    ) -> PartAnswer | Reading:
        try:
            if isinstance(part, RelayedFault):
                return _aside(delivery, part, part.reason, known, batch)
            said = batch.notes.get(part.key, known.get(part.key))
            if said == part.digest:
                return PartAnswer(Fate.KNOWN)
            if said is not None:
                raise UnusableMessage("identifier: it has named another measurement before", Refusal.RENAMED)
            if not 0 <= part.at_ms < LAST_MS:
                raise UnusableMessage(f"time: {part.at_ms} ms is not a time", Refusal.NO_TIME, time=part.at_ms)
            reading = self._reception.read(part, delivery.gateway, delivery.received_at, batch.heard)
        except UnusableMessage as unusable:
            return _aside(delivery, part, unusable.reason, known, batch)
        batch.notes[part.key] = part.digest
        return reading


def _aside(
    delivery: Delivery, part: RelayedPart, reason: Reason, known: Mapping[str, str], batch: _Batch
) -> PartAnswer:
    """Into the quarantine, once however often it is sent again."""
    key = part.refused_key
    if key not in known and key not in batch.notes:
        batch.rejected.append(_rejected(delivery, part, reason))
    batch.notes[key] = ""
    return PartAnswer(Fate.ASIDE, reason.said)


def _rejected(delivery: Delivery, part: RelayedPart, reason: Reason) -> Rejected:
    return Rejected(delivery.received_at, delivery.relay, part.raw[:KEPT_BYTES], reason)


def _told(fate: PartAnswer | Reading, fresh: set[int]) -> PartAnswer:
    if isinstance(fate, PartAnswer):
        return fate
    return PartAnswer(Fate.NEW if id(fate) in fresh else Fate.KNOWN)


def _answer(deliveries: Sequence[Delivery], answers: Sequence[Answers]) -> None:
    for delivery, told in zip(deliveries, answers, strict=True):
        delivery.stored.set_result(told)
