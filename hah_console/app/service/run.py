"""The service's life: wait for the lease, take in vital signs while it is held, stop within two seconds."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hah_console.adapters.vitals.broker import listening
from hah_console.adapters.vitals.commit_trace import CommitTrace
from hah_console.adapters.vitals.subscriber import VitalsSubscriber
from hah_console.app.bootstrap import Core
from hah_console.app.children import Child, start_child
from hah_console.app.logging_setup import LOG_FOLDER
from hah_console.app.service.heart import Heart
from hah_console.app.service.holder import Holder
from hah_console.app.service.intake import Intake
from hah_console.app.service.lease import LeaseKeeper
from hah_console.app.stop_signal import StopSignal
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import SteadyClock
from hah_console.domain.errors import HahError
from hah_console.domain.ids import UserId
from hah_console.services.ingest import VitalsIngest
from hah_console.services.ports import ChangeFeed

SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "service")
STANDBY_S = 0.25
BEAT_S = 1.0
BROKER_START_S = 15.0
CONNECT_S = 2.0
_LOG = logging.getLogger(__name__)


class Service:
    """``say`` gets ``standby`` when another service is at work and ``ready`` when this one takes in readings."""

    def __init__(self, core: Core, stop: StopSignal, say: Callable[[str], None]) -> None:
        self._core, self._stop, self._say = core, stop, say
        self._machine = SteadyClock()
        ctx = core.ctx if core.options.speed else replace(core.ctx, clock=self._machine)
        self._lease = LeaseKeeper(ctx, core.store, Holder.this_process())
        self._ctx = self._lease.fenced
        self._said = ""

    def run(self) -> None:
        """Until told to stop."""
        while not self._stop.asked:
            if self._may_work():
                self._work()
            else:
                self._tell("standby")
                self._stop.wait(STANDBY_S)

    def _may_work(self) -> bool:
        try:
            return self._lease.acquire()
        except HahError as error:
            _LOG.warning("no lease: %s", error.code)
            return False

    def _work(self) -> None:
        """Everything one holder of the lease needs, from start to end."""
        core, broker = self._core, self._broker()
        with self._ctx.store() as uow:
            site_id = uow.site.get("site_id")
        subscriber = VitalsSubscriber(core.options.broker_port, site_id, self._ctx.clock.now, trace=_trace())
        feed = core.store.change_feed()
        try:
            intake = Intake(self._ctx, VitalsIngest(self._ctx, core.rules, SERVICE), site_id, subscriber)
            intake.reload()
            subscriber.connect(CONNECT_S)
            self._tell("ready")
            self._loop(intake, subscriber, feed)
        finally:
            subscriber.close()
            feed.close()
            self._give_up(broker)

    def _loop(self, intake: Intake, subscriber: VitalsSubscriber, feed: ChangeFeed) -> None:
        heart, seen, due = Heart(self._ctx, self._machine), feed.last_sequence(), 0.0
        while not self._stop.asked:
            intake.round()
            if time.monotonic() < due:
                continue
            due = time.monotonic() + BEAT_S
            if not self._lease.renew():
                return
            seen = self._second(intake, feed, seen)
            heart.beat(intake.counts, backlog=subscriber.backlog, broker=subscriber.connected, trouble=intake.trouble)

    def _second(self, intake: Intake, feed: ChangeFeed, seen: int) -> int:
        """What is done once a second: follow what people changed, look for silence."""
        last = seen
        try:
            last = feed.last_sequence()
            if last != seen:
                intake.reload()
        except HahError as error:
            _LOG.warning("changes not read: %s", error.code)
            return seen
        intake.sweep()
        return last

    def _broker(self) -> Child | None:
        """A broker of our own when nobody listens on the port."""
        options = self._core.options
        if listening(options.broker_port):
            return None
        arguments = ["--home", str(options.home), "--broker-port", str(options.broker_port)]
        child = start_child("broker", arguments, options.home / LOG_FOLDER)
        child.wait_ready(BROKER_START_S)
        return child

    def _give_up(self, broker: Child | None) -> None:
        try:
            self._lease.release()
        except HahError as error:
            _LOG.warning("lease not released: %s", error.code)
        if broker is not None:
            broker.stop()

    def _tell(self, word: str) -> None:
        if word != self._said:
            self._said = word
            _LOG.info(word)
            self._say(word)


def _trace() -> CommitTrace | None:
    """Only while it is being measured (``hah_console bench``)."""
    place = os.environ.get("HAH_COMMIT_TRACE")
    return CommitTrace(Path(place)) if place else None
