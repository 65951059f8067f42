"""Takes in readings: one transaction stores them, scores them and runs the alarms over them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import Outcome, evaluate_fault, evaluate_system
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.system import SystemFacts
from hah_console.domain.actor import Actor
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.errors import HahError
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Reading
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import RelayedNote
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.strip import WaveSegment
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.escalation_book import EscalationBook
from hah_console.services.faults import Faults, code_of
from hah_console.services.hindsight import gateways_away
from hah_console.services.links import Links
from hah_console.services.looks import Looks, Work, new_alarm_id
from hah_console.services.ports import UnitOfWork
from hah_console.services.staff_watch import tell_staff
from hah_console.services.strips import StripDesk
from hah_console.services.transfer_watch import tell_overdue
from hah_console.services.ward_state import read_ward
from hah_console.services.watched import AT_ONCE, Before, Watched

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
RELAYED_KEPT = timedelta(hours=50)
"""What gateways passed on is recognised so long; older sets are not taken anyway."""
STATUS_EVERY = timedelta(seconds=10)
"""An unchanged status of a monitor is stored again after this long."""
SYSTEM, LADDER, OWNERS, FAULT = "the system", "the ladder", "the owners of alarms", "the fault of the system"
TRANSFERS, VISITS = "the clocks of transfers", "the clocks of visits"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that cannot be used, kept with its reason."""

    received_at: datetime
    topic: str
    payload: bytes
    reason: Reason


def internal(error: Exception) -> Reason:
    """The reason of a message this program could not take in."""
    name = type(error).__name__
    return Reason.of(Refusal.INTERNAL, f"internal: {name}", error=name)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one batch did; ``fresh`` are the readings that were new."""

    stored: int = 0
    repeated: int = 0
    rejected: int = 0
    alarms: tuple[Resolved, ...] = ()
    changes: Changes = field(default_factory=Changes)
    fresh: tuple[Reading, ...] = ()


class VitalsIngest:
    """Used by the service's one writer thread. ``reload`` first, and again whenever people may have changed things."""

    def __init__(self, ctx: Context, rules: RulePacks, actor: Actor) -> None:
        self._ctx = ctx
        self._rules = rules
        self._watched: dict[PatientId, Watched] = {}
        self._book, self._links = AlarmBook(actor), Links()
        self._ladder = EscalationBook(actor, self._book)
        self._looks = Looks(rules, self._book, self._links)
        self._faults = Faults("the look at")
        self._strips = StripDesk()
        self._system = PatientMemory()
        self._swept_at = AT_ONCE
        self._begun = False

    @property
    def patients(self) -> frozenset[PatientId]:
        """Whose readings are expected."""
        return frozenset(self._watched)

    def use(self, rules: RulePacks) -> None:
        """Go on with these rules, from the next set or sweep; what is remembered of each patient stays."""
        self._rules = rules
        self._looks.use(rules)
        self._look_again()

    def reload(self) -> None:
        """Read patients in care, limits, observations, monitors, open alarms and shelves again."""
        now = self._ctx.clock.now()
        with self._ctx.store() as uow:
            people = read_ward(uow, now, first=not self._watched)
            self._book.read(uow, now)
            self._ladder.read(uow, now)
        if self._links.set_gateways(people.gateways):
            self._look_again()
        heard = {name: status for watched in self._watched.values() for name, status in watched.devices.items()}
        kept = {pid: self._watched.get(pid) for pid in people.in_care}
        self._watched = {pid: known or people.begin(pid, now) for pid, known in kept.items()}
        monitors = people.monitors(heard)
        for pid, watched in self._watched.items():
            watched.know(people.spo2_scale.get(pid, 1), people.limits.get(pid, ()), people.seen.get(pid))
            watched.carry(monitors.get(pid, {}), people.statuses)
        if not self._begun:
            self._begun = True
            self._look_back(people.gateways, now)

    def _look_back(self, gateways: Sequence[GatewayStatus], now: datetime) -> None:
        """What is known from before the start. Without it everybody is watched all the same."""
        self._system = gateways_away(gateways, self._rules.alarms)
        try:
            with self._ctx.store() as uow:
                for pid, watched in self._watched.items():
                    self._faults.attempt(f"the past of {pid}", partial(self._looks.begin, uow, watched, now))
        except HahError as error:
            _LOG.warning("delays and falls begin anew, stored readings cannot be read: %s", code_of(error))

    def take(
        self,
        readings: Sequence[Reading],
        rejected: Sequence[Rejected] = (),
        statuses: Sequence[DeviceStatus] = (),
        gateways: Sequence[GatewayStatus] = (),
        relayed: Sequence[RelayedNote] = (),
    ) -> Taken:
        """Store a batch and run scores and alarms over it, all in one transaction; nothing is kept if it fails.

        ``relayed``: what is to be remembered with it of the sets that gateways passed on.
        """

        def work(uow: UnitOfWork, before: Before) -> Taken:
            self._remember(uow, relayed)
            return self._take(uow, before, readings, rejected, statuses, gateways)

        taken = self._in_one(work)
        self._strips.want(taken.alarms)
        return taken

    def _remember(self, uow: UnitOfWork, relayed: Sequence[RelayedNote]) -> None:
        if relayed:
            now = self._ctx.clock.now()
            uow.relayed.forget(now - RELAYED_KEPT)
            uow.relayed.note(relayed, now)

    def hear_waves(self, waves: Sequence[WaveSegment]) -> None:
        """Waveforms of opened patients: stored only with the strip of an alarm."""
        self._strips.hear(wave for wave in waves if wave.patient_id in self._watched)

    def sweep(self, facts: SystemFacts | None = None) -> Taken:
        """What comes of time alone: silence, values that expire, delays that run out, the ladder, the system itself."""
        taken = self._in_one(lambda uow, before: self._sweep(uow, before, facts))
        self._strips.want(taken.alarms)
        self._strips.save_due(self._ctx)
        return taken

    def _in_one(self, work: Callable[[UnitOfWork, Before], T]) -> T:
        before, system = Before(), self._system
        self._book.begin()
        self._ladder.begin()
        self._links.begin()
        try:
            with self._ctx.store() as uow:
                return work(uow, before)
        except BaseException:
            before.restore()
            self._book.undo()
            self._ladder.undo()
            self._links.undo()
            self._system = system
            raise

    def _take(
        self,
        uow: UnitOfWork,
        before: Before,
        readings: Sequence[Reading],
        rejected: Sequence[Rejected],
        statuses: Sequence[DeviceStatus],
        gateways: Sequence[GatewayStatus],
    ) -> Taken:
        now = self._ctx.clock.now()
        for bad in rejected:
            uow.readings.quarantine(bad.received_at, bad.topic, bad.payload, bad.reason)
        self._hear(uow, before, statuses, gateways, now)
        fresh = uow.readings.add_many(readings)
        self._hear_through(uow, fresh)
        work = Work(now)
        touched: dict[PatientId, Watched] = {}
        for reading in sorted(fresh, key=_measured_at):
            watched = self._watched.get(reading.patient_id)
            if watched is not None:
                before.keep(watched)
                touched[reading.patient_id] = watched
                self._looks.read(uow, watched, reading, work)
        uow.readings.save_latest([w.latest for w in touched.values() if w.latest is not None])
        uow.scores.add_many(work.scores)
        return Taken(len(fresh), len(readings) - len(fresh), len(rejected), tuple(work.alarms), uow.commit(), fresh)

    def _sweep(self, uow: UnitOfWork, before: Before, facts: SystemFacts | None) -> Taken:
        work = Work(self._ctx.clock.now())
        judged = facts is None or self._faults.attempt(SYSTEM, lambda: self._look_at_system(uow, facts, work))
        everybody = work.now < self._swept_at
        self._swept_at = work.now
        for watched in self._watched.values():
            if everybody or watched.due <= work.now:
                before.keep(watched)
                self._looks.look(uow, watched, work)
        told = self._faults.attempt(TRANSFERS, lambda: self._look_at_transfers(uow, work))
        seen_to = self._faults.attempt(VISITS, lambda: self._look_at_visits(uow, work))
        climbed = self._faults.attempt(LADDER, lambda: self._climb(uow, work))
        owned = self._faults.attempt(OWNERS, lambda: self._own(uow, work))
        if not (judged and told and seen_to and climbed and owned):
            self._faults.attempt(FAULT, lambda: self._tell_fault(uow, work))
        uow.scores.add_many(work.scores)
        return Taken(alarms=tuple(work.alarms), changes=uow.commit())

    def _hear(
        self,
        uow: UnitOfWork,
        before: Before,
        statuses: Sequence[DeviceStatus],
        gateways: Sequence[GatewayStatus],
        now: datetime,
    ) -> None:
        worth_saving: dict[DeviceId, DeviceStatus] = {}
        for status in statuses:
            worth: DeviceStatus | None = status
            if (watched := self._watched.get(status.patient_id)) is not None:
                before.keep(watched)
                worth = watched.hear(status, self._rules.alarms, STATUS_EVERY)
            if worth is not None:
                worth_saving[worth.device_id] = worth
        uow.devices.save_statuses(tuple(worth_saving.values()))
        if gateways:
            self._links.hear(gateways, now)
            self._look_again()
            uow.devices.save_gateways(tuple({row.gateway_id: row for row in gateways}.values()))

    def _hear_through(self, uow: UnitOfWork, readings: Sequence[Reading]) -> None:
        """Gateways said to have left, of whose monitors something has arrived since."""
        found: list[GatewayStatus] = []
        for reading in readings if self._links.any_away else ():
            watched = self._watched.get(reading.patient_id)
            monitor = watched.devices.get(reading.device_id) if watched is not None else None
            back = self._links.proven(monitor, reading) if monitor is not None else None
            if back is not None:
                found.append(back)
        if found:
            self._look_again()
            uow.devices.save_gateways(found)

    def _look_again(self) -> None:
        for watched in self._watched.values():
            watched.look_again()

    def _look_at_system(self, uow: UnitOfWork, facts: SystemFacts, work: Work) -> None:
        if self._links.set_broker(facts):
            self._look_again()
        gateways, rules = tuple(self._links.gateways.values()), self._rules.alarms

        def judged() -> Outcome:
            own = self._book.of(None)
            return evaluate_system(facts, gateways, rules, work.now, self._system, own, new_alarm_id)

        self._settle_system(uow, judged, work)

    def _tell_fault(self, uow: UnitOfWork, work: Work) -> None:
        def judged() -> Outcome:
            return evaluate_fault(
                None, work.now, self._rules.alarms, self._system, self._book.of(None), new_alarm_id
            )  # fmt: skip

        self._settle_system(uow, judged, work)

    def _settle_system(self, uow: UnitOfWork, judged: Callable[[], Outcome], work: Work) -> None:
        outcome = judged()
        if outcome.resolved and self._book.refresh(uow, work.now):
            outcome = judged()
        if outcome.resolved:
            work.alarms += self._book.save(uow, outcome.resolved, work.now)
        self._system = outcome.memory

    def _look_at_transfers(self, uow: UnitOfWork, work: Work) -> None:
        work.alarms += tell_overdue(uow, self._book, self._rules.transfer, work.now, new_alarm_id)

    def _own(self, uow: UnitOfWork, work: Work) -> None:
        self._ladder.look(uow, self._rules.escalation, work.now)

    def _look_at_visits(self, uow: UnitOfWork, work: Work) -> None:
        work.alarms += tell_staff(uow, self._book, self._rules.staff_safety, work.now, new_alarm_id)

    def _climb(self, uow: UnitOfWork, work: Work) -> None:
        ladder = self._rules.alarms.ladder
        if not self._book.climbing(ladder, work.now):
            return
        self._book.refresh(uow, work.now)
        for found in self._book.climbing(ladder, work.now):
            work.alarms += self._book.save(uow, [found], work.now)


def _measured_at(reading: Reading) -> datetime:
    return reading.measured_at
