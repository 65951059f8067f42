"""The service's life: wait for the lease, take in vital signs while it is held, stop within two seconds."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hah_console.adapters.db.samples.retention import load_retention
from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import alarm_rules_of
from hah_console.adapters.vitals.assignment import write_assignment
from hah_console.adapters.vitals.commit_trace import CommitTrace
from hah_console.adapters.vitals.decode import NO_KEYS, Owners
from hah_console.adapters.vitals.opened_waves import OpenedWaves
from hah_console.adapters.vitals.subscriber import VitalsSubscriber
from hah_console.app.bootstrap import Core, drug_words
from hah_console.app.channel.keeper import PackKeeper
from hah_console.app.devices.own import OwnDevices
from hah_console.app.exchange.duty import OwnExchange
from hah_console.app.resources import resource_path
from hah_console.app.service.clock_watch import ClockWatch
from hah_console.app.service.duty import Duty
from hah_console.app.service.heart import Heart
from hah_console.app.service.holder import Holder
from hah_console.app.service.intake import Intake
from hah_console.app.service.lease import LeaseKeeper
from hah_console.app.service.own_broker import OwnBroker
from hah_console.app.service.pages import OwnPages
from hah_console.app.service.rolling import Rolling
from hah_console.app.service.surroundings import Surroundings
from hah_console.app.stop_signal import StopSignal
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import SteadyClock
from hah_console.domain.errors import HahError
from hah_console.domain.ids import UserId
from hah_console.services.equipment_return import ask_for_couriers
from hah_console.services.ingest import VitalsIngest
from hah_console.services.ports import ChangeFeed
from hah_console.services.rule_sets import rules_in_force

SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "service")
STANDBY_S = 0.25
AGAIN_S = 1.0
CONNECT_S = 2.0
_LOG = logging.getLogger(__name__)


class Service:
    """``say`` gets ``standby`` when another service is at work and ``ready`` when this one takes in readings.

    ``own_broker``: whether to start a broker when nobody listens on the port. ``alive`` is called again and again as
    long as the loop of the service turns.
    """

    def __init__(
        self,
        core: Core,
        stop: StopSignal,
        say: Callable[[str], None],
        own_broker: bool = True,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._core, self._stop, self._say, self._alive = core, stop, say, alive
        self._machine = SteadyClock()
        ctx = core.ctx if core.options.speed else replace(core.ctx, clock=self._machine)
        self._lease = LeaseKeeper(ctx, core.store, Holder.this_process())
        self._ctx = self._lease.fenced
        self._broker = OwnBroker(core.options, own_broker)
        self._said = ""

    def run(self) -> None:
        """Until told to stop."""
        while not self._stop.asked:
            if self._may_work():
                self._worked()
            else:
                self._tell("standby")
                self._alive()
                self._stop.wait(STANDBY_S)

    def _may_work(self) -> bool:
        try:
            return self._lease.acquire()
        except HahError as error:
            _LOG.warning("no lease: %s", error.code)
            return False

    def _worked(self) -> None:
        """SAFETY(start): a database or broker that is away when the work begins does not end the service for good."""
        try:
            self._work()
        except HahError as error:
            _LOG.warning("the work did not begin or ended, trying again: %s", error.code)
            self._give_up()
            self._alive()
            self._stop.wait(AGAIN_S)

    def _work(self) -> None:
        """Everything one holder of the lease needs, from start to end."""
        self._broker.start()
        self._alive()
        with self._ctx.store() as uow:
            site_id = uow.site.get("site_id")
        subscriber, waves = self._subscriber(site_id), self._waves(site_id)
        feed = self._core.store.change_feed()
        retention = load_retention(resource_path("profiles", "retention.toml"))
        rolling = Rolling(self._core.store.sample_keeper(retention, lambda: self._lease.lease), self._ctx.clock)
        devices = OwnDevices(self._core.options.devices, self._ctx)
        pages = OwnPages(self._core, self._ctx, devices.pages)
        exchange = self._exchange()
        packs = PackKeeper(self._core, self._ctx, SERVICE)
        try:
            duty = self._duty(site_id, subscriber, feed, rolling, devices)
            duty.intake.waves = waves.take
            duty.begin()
            subscriber.connect(CONNECT_S)
            waves.start()
            self._tell("ready")
            pages.start()
            devices.start()
            exchange.start()
            packs.start()
            duty.work(self._stop)
        finally:
            devices.close()
            packs.close()
            exchange.close()
            pages.close()
            subscriber.close()
            waves.close()
            feed.close()
            rolling.close()
            self._give_up()

    def _exchange(self) -> OwnExchange:
        core = self._core
        targets = {condition: days.target for condition, days in core.rules.programme.days.items()}
        return OwnExchange(
            self._ctx, core.options.home, drug_words(core), core.store.change_feed, core.rules.units, targets
        )  # fmt: skip

    def _subscriber(self, site_id: str) -> VitalsSubscriber:
        options = self._core.options
        who = options.broker_login("service")
        return VitalsSubscriber(
            options.broker_port, site_id, self._ctx.clock.now, trace=_trace(),
            address=options.broker_address(), user=who.user, password=who.password,
        )  # fmt: skip

    def _waves(self, site_id: str) -> OpenedWaves:
        options = self._core.options
        return OpenedWaves(options.broker_address(), site_id, self._machine.now, options.broker_login("service"))

    def _duty(
        self, site_id: str, subscriber: VitalsSubscriber, feed: ChangeFeed, rolling: Rolling, devices: OwnDevices
    ) -> Duty:
        watch, ingest = ClockWatch(self._machine), VitalsIngest(self._ctx, self._core.rules, SERVICE)
        setup = self._core.options.broker
        intake = Intake(self._ctx, ingest, site_id, subscriber, setup.device_keys if setup else NO_KEYS)
        intake.on_devices = lambda heard: watch.note((status.device_id, status.skew_s) for status in heard)
        if setup and setup.devices:
            intake.on_owners.append(self._tell_broker)
        devices.join(intake, ingest, setup.device_keys if setup else NO_KEYS)
        return Duty(
            lease=self._lease,
            intake=intake,
            subscriber=subscriber,
            feed=feed,
            broker=self._broker,
            heart=Heart(self._machine),
            watch=watch,
            surroundings=Surroundings(self._ctx.clock.now, watch, self._folder()),
            rolling=rolling,
            use_rules=lambda: self._use_rules(ingest),
            ask_couriers=lambda: ask_for_couriers(self._ctx, SERVICE, self._core.rules.equipment),
            actor_id=SERVICE.user_id,
            alive=self._alive,
        )

    def _use_rules(self, ingest: VitalsIngest) -> None:
        """Go by the rule set the site has activated; one that cannot be read changes nothing."""
        shipped = self._core.rules
        try:
            ingest.use(replace(shipped, alarms=rules_in_force(self._ctx, shipped.alarms, alarm_rules_of)))
        except RulePackInvalid as error:
            _LOG.error("the rules in force cannot be read, the former ones go on: %s", error)

    def _tell_broker(self, owners: Owners) -> None:
        """Where the monitors' logins lie on this machine, the broker that checks them does, too."""
        try:
            write_assignment(self._core.options.broker_folder, owners)
        except OSError as error:
            _LOG.warning("the broker cannot be told where monitors are: %s", type(error).__name__)

    def _folder(self) -> Path | None:
        """Where the database lies on this machine."""
        url = self._core.options.database_url
        return Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else None

    def _give_up(self) -> None:
        try:
            self._lease.release()
        except HahError as error:
            _LOG.warning("lease not released: %s", error.code)
        self._broker.stop()

    def _tell(self, word: str) -> None:
        if word != self._said:
            self._said = word
            _LOG.info(word)
            self._say(word)


def _trace() -> CommitTrace | None:
    """Only while it is being measured (``hah_console bench``)."""
    place = os.environ.get("HAH_COMMIT_TRACE")
    return CommitTrace(Path(place)) if place else None
