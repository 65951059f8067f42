"""The work of the one active service: readings in as they come, and once a second everything that time brings."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from hah_console.adapters.vitals.subscriber import VitalsSubscriber
from hah_console.app.service.clock_watch import ClockWatch
from hah_console.app.service.heart import Heart
from hah_console.app.service.intake import Intake
from hah_console.app.service.lease import LeaseKeeper
from hah_console.app.service.own_broker import OwnBroker
from hah_console.app.service.rolling import Rolling
from hah_console.app.service.surroundings import Surroundings
from hah_console.app.stop_signal import StopSignal
from hah_console.domain.errors import HahError, LeaseLost
from hah_console.services.faults import code_of
from hah_console.services.ports import ChangeFeed, UnitOfWork

SECOND_S = 1.0
PAUSE_S = 0.2
"""Between two attempts to store what could not be stored."""
RULE_SET = "rule_set"
EQUIPMENT = frozenset({"kit", "equipment_set"})
"""What may have to be brought or fetched by somebody nobody has asked yet."""
STALL_S = 3.0
"""A store that answers only after so long is told like one that failed."""
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Duty:
    """``actor_id`` is the service's own: what it changed itself need not be read again."""

    lease: LeaseKeeper
    intake: Intake
    subscriber: VitalsSubscriber
    feed: ChangeFeed
    broker: OwnBroker
    heart: Heart
    watch: ClockWatch
    surroundings: Surroundings
    rolling: Rolling
    use_rules: Callable[[], None]
    ask_couriers: Callable[[], object]
    actor_id: str
    alive: Callable[[], None]
    seen: int = 0
    couriers_asked: bool = False

    def begin(self) -> None:
        """Read rules and patients; what people change from now on is read again by ``work``.

        SAFETY(change at the start): the place in the change log is noted first, so that nobody admitted while the
        service starts is left without alarms.
        """
        self.seen = self.feed.last_sequence()
        self.use_rules()
        self.intake.reload()

    def work(self, stop: StopSignal) -> None:
        """After ``begin``, until told to stop, or until another process has the lease."""
        due_s = 0.0
        while not stop.asked:
            stored = self._timed(self.intake.round)
            if time.monotonic() >= due_s:
                due_s = time.monotonic() + SECOND_S
                if not self._second():
                    return
            if not self._roll():
                return
            if not stored:
                stop.wait(PAUSE_S)

    def _second(self) -> bool:
        """Once a second; False when the lease is lost."""
        self.alive()
        self.watch.look()
        self.broker.tend(self.subscriber.connected)
        self.surroundings.lag_s = round(self.intake.lag_s(), 3)
        try:
            if not self._timed(lambda: self.lease.renew(self._beat)):
                return False
            followed = self._followed()
        except LeaseLost:
            return False
        except HahError as error:
            self._note(code_of(error))
            return True
        if self._timed(lambda: self.intake.sweep(self.surroundings.facts(self.subscriber))) and followed:
            self._well()
        return True

    def _followed(self) -> bool:
        """SAFETY(sweep): what people changed and cannot be read keeps nobody from being told of silence."""
        try:
            self._follow()
        except LeaseLost:
            raise
        except HahError as error:
            self._note(code_of(error))
            return False
        return True

    def _roll(self) -> bool:
        """A portion of the samples, when it is time; False when the lease is lost."""
        try:
            self.rolling.turn(time.monotonic())
        except LeaseLost:
            return False
        if self.rolling.trouble:
            self._note(self.rolling.trouble)
        return True

    def _beat(self, uow: UnitOfWork) -> None:
        self.surroundings.note_beats(uow.service.heartbeats())
        backlog = self.subscriber.backlog + self.intake.in_hand
        self.heart.beat(uow, self.intake.counts, self.surroundings.facts(self.subscriber), backlog)

    def _follow(self) -> None:
        """Read again what people may have changed."""
        changes = self.feed.since(self.seen)
        if any(change.entity == RULE_SET for change in changes):
            self.use_rules()
        if any(change.actor != self.actor_id for change in changes):
            self.intake.reload()
        if not self.couriers_asked or any(change.entity in EQUIPMENT for change in changes):
            self.ask_couriers()
            self.couriers_asked = True
        if changes:
            self.seen = changes[-1].sequence

    def _timed(self, step: Callable[[], bool]) -> bool:
        began_s = time.monotonic()
        done = step()
        if not done and self.intake.trouble:
            self._note(self.intake.trouble)
        elif time.monotonic() - began_s > STALL_S:
            self._note("stalled")
        return done

    def _note(self, code: str) -> None:
        self.surroundings.note_trouble(code)

    def _well(self) -> None:
        """What was told with this sweep need not be told again; from now on the database is well."""
        self.surroundings.told()
        self.surroundings.note_trouble("")
