"""One round of the service: messages in, one transaction, acknowledged to the broker after the commit."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeGuard

from hah_console.adapters.vitals.decode import NO_KEYS, DeviceKeys
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Mark, Reception
from hah_console.alarms.system import SystemFacts
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.errors import DatabaseUnusable, HahError, InvalidInput
from hah_console.domain.reading import Reading
from hah_console.services.context import Context
from hah_console.services.device_owners import device_owners
from hah_console.services.ingest import Rejected, Taken, VitalsIngest

ROUND_S = 0.05
BATCH = 4_000
"""PERF(5,000 sets a second): more than comes while one batch is stored, so that nothing waits for a second round."""
KEPT_BYTES = 2_048
"""Of a message that cannot be used; enough to see what it was, too little to fill a disk quickly."""
_LOG = logging.getLogger(__name__)
Decoded = tuple[list[Reading], list[Rejected], tuple[DeviceStatus, ...], tuple[GatewayStatus, ...]]


class MessageSource(Protocol):
    """Where messages wait until they are stored."""

    def take(self, for_s: float, at_most: int) -> list[Received]: ...
    def acknowledge(self, messages: Sequence[Received]) -> None: ...
    def tell_stored(self, handled: Mapping[Mark, Sequence[int]]) -> None: ...


@dataclass(slots=True)
class Counts:
    """What has been taken in since the start."""

    readings: int = 0
    repeated: int = 0
    rejected: int = 0
    alarm_changes: int = 0

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
        self._reception = Reception(site_id, keys)
        self._handled: dict[Mark, list[int]] = {}
        self._in_hand: list[Received] = []
        self._last_lag_s = 0.0
        self.on_devices: Callable[[Iterable[DeviceStatus]], None] = lambda _: None
        self.counts = Counts()
        self.trouble = ""

    def reload(self) -> None:
        """Read patients, limits, alarms and the devices' owners again."""
        self._ingest.reload()
        self._reception.owners = device_owners(self._ctx)

    @property
    def in_hand(self) -> int:
        """Messages taken and not yet stored."""
        return len(self._in_hand)

    def lag_s(self) -> float:
        """How long the oldest message that is not stored has waited since its receipt."""
        return self._age_s(self._in_hand[0]) if self._in_hand else self._last_lag_s

    def round(self, for_s: float = ROUND_S) -> bool:
        """Take what came, store it, acknowledge it; False when it could not be stored and is kept."""
        if not self._in_hand:
            self._in_hand = self._source.take(for_s, BATCH)
        if not self._in_hand:
            self._last_lag_s = 0.0
            return True
        if not self._store(self._in_hand):
            return False
        self._last_lag_s = self._age_s(self._in_hand[0])
        self._source.acknowledge(self._in_hand)
        self._source.tell_stored(self._handled)
        self._in_hand, self._handled = [], {}
        return True

    def sweep(self, facts: SystemFacts) -> bool:
        """Look for what comes of time alone, and at the system; False when that could not be stored."""
        try:
            self.counts.add(self._ingest.sweep(facts))
        except HahError as error:
            return self._failed(error)
        return True

    def _age_s(self, message: Received) -> float:
        return (self._ctx.clock.now() - message.received_at).total_seconds()

    def _store(self, messages: Sequence[Received]) -> bool:
        try:
            self.counts.add(self._ingest.take(*self._decoded(messages)))
        except Exception as error:  # noqa: BLE001  SAFETY(one bad message): it must not keep others from being seen
            if _may_pass(error):
                return self._failed(error)
            _LOG.exception("a batch of %d messages failed; taking them one by one", len(messages))
            return all(self._store_one(message) for message in messages)
        self.trouble = ""
        return True

    def _store_one(self, message: Received) -> bool:
        try:
            self.counts.add(self._ingest.take(*self._decoded([message])))
        except Exception as error:  # noqa: BLE001  whatever it is, the message is kept with the reason
            if _may_pass(error):
                return self._failed(error)
            _LOG.exception("message %d cannot be taken in", message.message_id)
            reason = f"internal: {type(error).__name__}"
            self.counts.add(self._ingest.take((), [_rejected(message, reason)]))
        return True

    def _decoded(self, messages: Sequence[Received]) -> Decoded:
        heard = self._reception.read(messages)
        self._handled |= heard.handled
        self.on_devices(heard.devices.values())
        rejected = [_rejected(message, reason) for message, reason in heard.refused]
        return heard.readings, rejected, tuple(heard.devices.values()), tuple(heard.gateways.values())

    def _failed(self, error: HahError) -> Literal[False]:
        code = trouble_code(error)
        if self.trouble != code:
            _LOG.warning("not stored, trying again: %s", code)
        self.trouble = code
        if not isinstance(error, DatabaseUnusable):
            self._reload_after(error)
        return False

    def _reload_after(self, error: HahError) -> None:
        try:
            self.reload()
        except HahError as again:
            _LOG.info("not reloaded after %s: %s", error.code, again.code)


def trouble_code(error: HahError) -> str:
    """What is wrong with the database in one word: the reason where there is one."""
    return str(error.facts.get("reason") or error.code)


def _may_pass(error: Exception) -> TypeGuard[HahError]:
    """Whether trying the same again may help; what the database refuses to hold it will refuse again."""
    return isinstance(error, HahError) and not isinstance(error, InvalidInput)


def _rejected(message: Received, reason: str) -> Rejected:
    return Rejected(message.received_at, message.topic, message.payload[:KEPT_BYTES], reason)
