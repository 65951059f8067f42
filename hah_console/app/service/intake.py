"""One round of the service: messages in, one transaction, acknowledged to the broker after the commit."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hah_console.adapters.vitals.decode import NO_KEYS, DeviceKeys, Owners
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Mark, Reception
from hah_console.alarms.system import SystemFacts
from hah_console.app.service.portion import Portion
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.refusal import Reason
from hah_console.domain.strip import WaveSegment
from hah_console.services.context import Context
from hah_console.services.device_owners import device_owners
from hah_console.services.faults import code_of, is_outage
from hah_console.services.ingest import Rejected, Taken, VitalsIngest, internal

ROUND_S = 0.05
KEPT_BYTES = 2_048
"""Of a message that cannot be used; enough to see what it was, too little to fill a disk quickly."""
_LOG = logging.getLogger(__name__)
Handled = dict[Mark, list[int]]
ROUND, SWEEP = "round", "sweep"


class MessageSource(Protocol):
    """Where messages wait until they are stored."""

    def take(self, for_s: float, at_most: int) -> list[Received]: ...
    def acknowledge(self, messages: Sequence[Received]) -> None: ...
    def tell_stored(self, handled: Mapping[Mark, Sequence[int]]) -> None: ...


@dataclass(slots=True)
class Counts:
    """What has been taken in since the start; ``unkept`` is what not even the quarantine could hold."""

    readings: int = 0
    repeated: int = 0
    rejected: int = 0
    alarm_changes: int = 0
    unkept: int = 0

    def add(self, taken: Taken) -> None:
        """One more batch."""
        self.readings += taken.stored
        self.repeated += taken.repeated
        self.rejected += taken.rejected
        self.alarm_changes += len(taken.alarms)


class Intake:
    """The one writer. Nothing is acknowledged before it is stored; a batch that cannot be stored is tried again."""

    def __init__(
        self, ctx: Context, ingest: VitalsIngest, site_id: str, source: MessageSource, keys: DeviceKeys = NO_KEYS
    ) -> None:
        self._ctx, self._ingest, self._source = ctx, ingest, source
        self.reception = Reception(site_id, keys)
        self._portion = Portion()
        self._in_hand: list[Received] = []
        self._last_lag_s = 0.0
        self._troubles = {ROUND: "", SWEEP: ""}
        self.on_devices: Callable[[Iterable[DeviceStatus]], None] = lambda _: None
        self.on_owners: list[Callable[[Owners], None]] = []
        self.waves: Callable[[], Sequence[WaveSegment]] = lambda: ()
        self.relayed: Callable[[], bool] = lambda: True
        self.counts = Counts()

    def reload(self) -> None:
        """Read patients, limits, alarms and the devices' owners again."""
        self._ingest.reload()
        owners = device_owners(self._ctx)
        self.reception.owners = owners
        for told in self.on_owners:
            told(owners)

    @property
    def in_hand(self) -> int:
        """Messages taken and not yet stored."""
        return len(self._in_hand)

    @property
    def trouble(self) -> str:
        """Why nothing is stored now, empty while all is well."""
        return self._troubles[ROUND] or self._troubles[SWEEP]

    def lag_s(self) -> float:
        """How long the oldest message that is not stored has waited since its receipt."""
        return self._age_s(self._in_hand[0]) if self._in_hand else self._last_lag_s

    def round(self, for_s: float = ROUND_S) -> bool:
        """Take what came, store it, acknowledge it; False when some could not be stored and is kept.

        ``relayed`` does the same for what gateways and interfaces passed on.
        """
        passed = self.relayed()
        if not self._in_hand:
            self._in_hand = self._source.take(for_s, self._portion.at_most)
        self._ingest.hear_waves(self.waves())
        if not self._in_hand:
            self._last_lag_s = 0.0
            return passed
        oldest = self._in_hand[0]
        handled: Handled = {}
        began_s = time.thread_time()
        done = self._store(self._in_hand, handled)
        self._portion.note(len(self._in_hand), time.thread_time() - began_s)
        self._source.acknowledge(self._in_hand[:done])
        self._source.tell_stored(handled)
        self._in_hand = self._in_hand[done:]
        self._last_lag_s = self._age_s(oldest)
        return passed and not self._in_hand

    def sweep(self, facts: SystemFacts) -> bool:
        """Look for what comes of time alone, and at the system; False when that could not be stored."""
        try:
            self.counts.add(self._ingest.sweep(facts))
        except Exception as error:  # noqa: BLE001  SAFETY(one bad message): readings go on, the next sweep is tried
            self._failed(error, SWEEP)
            return False
        self._troubles[SWEEP] = ""
        return True

    def _age_s(self, message: Received) -> float:
        return (self._ctx.clock.now() - message.received_at).total_seconds()

    def _store(self, messages: Sequence[Received], handled: Handled) -> int:
        """How many, from the first on, are stored or kept in the quarantine."""
        try:
            self._take(messages, handled)
        except Exception as error:  # noqa: BLE001  SAFETY(one bad message): it must not keep others from being seen
            handled.clear()
            if is_outage(error):
                self._failed(error, ROUND)
                return 0
            _LOG.exception("a batch of %d messages failed; taking them one by one", len(messages))
            return self._store_singly(messages, handled)
        self._troubles[ROUND] = ""
        return len(messages)

    def _store_singly(self, messages: Sequence[Received], handled: Handled) -> int:
        for done, message in enumerate(messages):
            try:
                self._store_one(message, handled)
            except Exception as error:  # noqa: BLE001  an outage: the rest is tried again as a batch
                self._failed(error, ROUND)
                return done
        self._troubles[ROUND] = ""
        return len(messages)

    def _store_one(self, message: Received, handled: Handled) -> None:
        """Take it in, or else keep it with the reason; raises what is an outage."""
        own: Handled = {}
        try:
            self._take([message], own)
        except Exception as error:
            if is_outage(error):
                raise
            _LOG.exception("message %d cannot be taken in", message.message_id)
            self._set_aside(_rejected(message, internal(error)))
        _add(handled, own)

    def _set_aside(self, kept: Rejected) -> None:
        """In the quarantine as it is; or its reason alone; what cannot be kept at all is counted."""
        for one in (kept, replace(kept, topic="", payload=b"")):
            try:
                self.counts.add(self._ingest.take((), [one]))
            except Exception as error:
                if is_outage(error):
                    raise
                _LOG.exception("what it is cannot be kept in the quarantine")
            else:
                return
        self.counts.unkept += 1

    def _take(self, messages: Sequence[Received], handled: Handled) -> None:
        """One transaction; ``handled`` gets what need not be sent again once it is through."""
        heard = self.reception.read(messages)
        _add(handled, heard.handled)
        self.on_devices(heard.devices.values())
        rejected = [_rejected(message, reason) for message, reason in heard.refused]
        devices, gateways = tuple(heard.devices.values()), tuple(heard.gateways.values())
        self.counts.add(self._ingest.take(heard.readings, rejected, devices, gateways))

    def _failed(self, error: Exception, where: str) -> None:
        code = code_of(error)
        if self._troubles[where] != code:
            _LOG.warning("not stored, trying again: %s", code)
        self._troubles[where] = code
        if not isinstance(error, DatabaseUnusable):
            self._reload_after(code)

    def _reload_after(self, code: str) -> None:
        try:
            self.reload()
        except Exception as again:  # noqa: BLE001  what was known goes on being used
            _LOG.info("not reloaded after %s: %s", code, code_of(again))


def _add(handled: Handled, more: Handled) -> None:
    for mark, sequences in more.items():
        handled.setdefault(mark, []).extend(sequences)


def _rejected(message: Received, reason: Reason) -> Rejected:
    return Rejected(message.received_at, message.topic, message.payload[:KEPT_BYTES], reason)
