"""Reads the worklist from the store, and after a change only what the change may have touched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm
from hah_console.domain.care_clock import CareClock
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.dose import Dose
from hah_console.domain.episode import Episode
from hah_console.domain.ids import OrderId, PatientId, ReferralId, TaskId
from hah_console.domain.order import Order
from hah_console.domain.patient import masked_name
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.task import Task
from hah_console.services.case_clocks import ClockReading
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork
from hah_console.services.stay import Stay, stay_of
from hah_console.services.worklist import (
    Names,
    WorkDose,
    WorkItem,
    Worklist,
    alarm_item,
    clock_item,
    dose_item,
    visit_item,
)

ALARMS, DOSES = frozenset({"alarm"}), frozenset({"dose", "order"})
ORDERS, TASKS, PLANS = frozenset({"order"}), frozenset({"task", "order"}), frozenset({"plan"})
PEOPLE, STAYS = frozenset({"staff", "user", "site"}), frozenset({"episode", "transfer", "site"})
EVERYTHING = frozenset({*ALARMS, *DOSES, *TASKS, *PLANS, *PEOPLE, *STAYS, "patient", "referral"})
BY_TIME = frozenset({"dose", "task"})
"""What becomes due as time goes on without anybody changing it."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read last, by part."""

    alarms: tuple[Alarm, ...] = ()
    doses: tuple[Dose, ...] = ()
    orders: Mapping[OrderId, Order] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    sent: Mapping[TaskId, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    own_ids: frozenset[str] = frozenset()
    clocks: tuple[CareClock, ...] = ()
    episodes: tuple[Episode, ...] = ()


@dataclass(slots=True)
class WorkReading:
    """One person's memory of the worklist; not to be used by two threads at once.

    ``read`` takes the entities that were touched (change-log names; ``EVERYTHING`` for all). Clocks find by themselves
    what was written since the last look.
    """

    ctx: Context
    rules: RulePacks
    actor: Actor
    clocks: ClockReading
    _facts: _Facts = field(default_factory=_Facts)
    _names: dict[PatientId, str] = field(default_factory=dict)
    _referred: dict[str, str] = field(default_factory=dict)
    _known_stays: tuple[object, date, Mapping[PatientId, Stay]] | None = None

    @classmethod
    def of(cls, ctx: Context, rules: RulePacks, actor: Actor) -> "WorkReading":
        """A reading that has seen nothing yet."""
        return cls(ctx, rules, actor, ClockReading(ctx, rules.clocks))

    def read(self, touched: frozenset[str] = EVERYTHING) -> Worklist:
        """Everything due now or overdue, the most urgent first."""
        now = self.ctx.clock.now()
        with self.ctx.store() as uow:
            facts = self._parts(uow, now, touched)
            clocks = tuple(clock for case in self.clocks.read(uow).values() for clock in case)
            self._facts = replace(facts, clocks=tuple(clock for clock in clocks if clock.priority is not None))
            self._name(uow, touched)
        edition = self.rules.clocks.on(self.ctx.local(now).date())
        items = self._items(now, edition.urgency if edition else WorkUrgency())
        version = edition.info.version if edition else ""
        return Worklist(tuple(sorted(items, key=WorkItem.need)), now, version, self._facts.own_ids)

    def _parts(self, uow: UnitOfWork, now: datetime, touched: frozenset[str]) -> _Facts:
        facts = self._facts
        if touched & ALARMS:
            facts = replace(facts, alarms=uow.alarms.open())
        if touched & DOSES:
            facts = replace(facts, doses=uow.doses.due_before(now + self.rules.care.orders.widest_window))
        if touched & ORDERS:
            facts = replace(facts, orders={order.order_id: order for order in uow.orders.running()})
        facts = replace(facts, orders=_with_ended(uow, facts))
        if touched & TASKS:
            facts = replace(facts, tasks=uow.tasks.unfinished(now))
        if touched & PLANS:
            plan = uow.plans.published(self.ctx.today())
            facts = replace(facts, sent={stop.task_id: str(stop.staff_id) for stop in (plan.visits if plan else ())})
        if touched & PEOPLE:
            facts = self._people(uow, facts)
        if touched & STAYS:
            facts = replace(facts, episodes=uow.episodes.open())
        return facts

    def _people(self, uow: UnitOfWork, facts: _Facts) -> _Facts:
        users = uow.users.all()
        people = {str(member.staff_id): member.name for member in uow.staff.all()}
        own = {str(user.staff_id) for user in users if user.user_id == self.actor.user_id and user.staff_id is not None}
        names = {**people, **{str(user.user_id): user.name for user in users}}
        return replace(facts, people=names, own_ids=frozenset({str(self.actor.user_id), *own}))

    def _name(self, uow: UnitOfWork, touched: frozenset[str]) -> None:
        """PERF: only the names of those on the list are read; of 20,000 who were here that is one in twenty."""
        if "patient" in touched:
            self._names.clear()
        facts = self._facts
        some: Iterable[Alarm | Dose | Task | CareClock] = (*facts.alarms, *facts.doses, *facts.tasks, *facts.clocks)
        wanted = {row.patient_id for row in some if row.patient_id is not None} - self._names.keys()
        for patient in uow.patients.some(wanted) if wanted else ():
            self._names[patient.patient_id] = masked_name(patient.name)
        self._name_referrals(uow, touched)

    def _name_referrals(self, uow: UnitOfWork, touched: frozenset[str]) -> None:
        """Of whom the clocks tell that run before there is an admission."""
        if "referral" in touched:
            self._referred.clear()
        wanted = {clock.entity_id for clock in self._facts.clocks if clock.entity == "referral"} - self._referred.keys()
        for referral in (uow.referrals.find(ReferralId(referral_id)) for referral_id in sorted(wanted)):
            if referral is not None:
                self._referred[referral.referral_id] = masked_name(referral.person.name)

    def _items(self, now: datetime, urgency: WorkUrgency) -> Iterator[WorkItem]:
        facts, names = self._facts, Names(self._names, self._facts.people, self._stays(now), self._referred)
        yield from (alarm_item(alarm, names) for alarm in facts.alarms)
        found = [clock_item(clock, names) for clock in facts.clocks]
        doses = [dose_item(self._dose(dose), now, urgency, names) for dose in facts.doses]
        shown = {dose.task_id for dose, item in zip(facts.doses, doses, strict=True) if item is not None}
        visits = [
            visit_item(task, now, urgency, names, facts.sent.get(task.task_id, ""))
            for task in facts.tasks
            if task.task_id not in shown
        ]
        yield from (item for item in (*found, *doses, *visits) if item is not None)

    def _stays(self, now: datetime) -> Mapping[PatientId, Stay]:
        """PERF: made anew with the day, or when an admission changed."""
        today, episodes = self.ctx.local(now).date(), self._facts.episodes
        known = self._known_stays
        if known is None or known[0] is not episodes or known[1] != today:
            days = self.rules.programme.days
            stays = {one.patient_id: stay_of(self.ctx, days, one, today) for one in episodes}
            known = self._known_stays = (episodes, today, stays)
        return known[2]

    def _dose(self, dose: Dose) -> WorkDose:
        order = self._facts.orders.get(dose.order_id)
        medication = order.medication if order is not None else None
        if medication is None:
            return WorkDose(dose)
        drug = self.rules.care.drugs.drugs.get(medication.drug_id)
        return WorkDose(dose, drug.name if drug is not None else medication.drug_id, medication)


def _with_ended(uow: UnitOfWork, facts: _Facts) -> Mapping[OrderId, Order]:
    """A dose that was due before its order was stopped stays due, and says what it is."""
    missing = {dose.order_id for dose in facts.doses} - facts.orders.keys()
    ended = (uow.orders.find(order_id) for order_id in sorted(missing))
    return {**facts.orders, **{order.order_id: order for order in ended if order is not None}}
