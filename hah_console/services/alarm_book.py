"""The open alarms and shelves as the one writer knows them: read once per transaction, then kept up with its own."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hah_console.alarms.stages.climb import due_rung
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.stages.shelve import breaks, shelf_over
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.rulepack import Rung
from hah_console.domain.shelf import Shelf
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork

Owner = PatientId | None


class AlarmBook:
    """People change alarms from other processes, so each transaction that changes one reads them first."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._open: dict[Owner, Mapping[AlarmId, Alarm]] = {}
        self._shelves: tuple[Shelf, ...] = ()
        self._before: tuple[dict[Owner, Mapping[AlarmId, Alarm]], tuple[Shelf, ...]] = ({}, ())
        self._fresh = False

    def begin(self) -> None:
        """A transaction begins: what others have stored since is not known yet."""
        self._before = dict(self._open), self._shelves
        self._fresh = False

    def undo(self) -> None:
        """SAFETY(undone transaction): an alarm that was not stored is not known either, or it would never be raised."""
        self._open, self._shelves = self._before

    def refresh(self, uow: UnitOfWork, now: datetime) -> bool:
        """Read what is stored unless this transaction has done so; whether it did."""
        if self._fresh:
            return False
        self.read(uow, now)
        return True

    def of(self, owner: Owner) -> Sequence[Alarm]:
        """The open alarms of a patient, or of the system."""
        return tuple(self._open.get(owner, {}).values())

    def by_rule(self, rule_ids: Container[str]) -> Sequence[Alarm]:
        """The open alarms of everybody that these rules raised and whose condition goes on."""
        going_on = {AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED}
        return tuple(alarm for alarm in self._all() if alarm.rule_id in rule_ids and alarm.state in going_on)

    def read(self, uow: UnitOfWork, now: datetime) -> None:
        """Read what is stored."""
        found: dict[Owner, dict[AlarmId, Alarm]] = {}
        for alarm in uow.alarms.open():
            found.setdefault(alarm.patient_id, {})[alarm.alarm_id] = alarm
        self._open = dict(found)
        self._shelves = uow.shelves.open(now)
        self._fresh = True

    def save(self, uow: UnitOfWork, resolved: Iterable[Resolved], now: datetime) -> list[Resolved]:
        """Store what became of alarms, all of them or none, and end the shelves they break."""
        known = dict(self._open), self._shelves
        try:
            with uow.part():
                return [self._save(uow, found, now) for found in resolved]
        except Exception:
            self._open, self._shelves = known
            raise

    def _save(self, uow: UnitOfWork, found: Resolved, now: datetime) -> Resolved:
        alarm = uow.alarms.save(found.alarm)
        own = {name: known for name, known in self._open.get(alarm.patient_id, {}).items() if name != alarm.alarm_id}
        self._open[alarm.patient_id] = {**own, alarm.alarm_id: alarm} if alarm.state in OPEN_STATES else own
        self._record(uow, found.kind, alarm, now)
        self._break_shelf(uow, replace(found, alarm=alarm), now)
        return replace(found, alarm=alarm)

    def everything(self) -> Sequence[Alarm]:
        """Every open alarm."""
        return tuple(self._all())

    def shelved(self, now: datetime) -> frozenset[AlarmId]:
        """The open alarms a shelf keeps quiet at a moment."""
        return frozenset(a.alarm_id for a in self._all() if shelf_over(a, self._shelves, now) is not None)

    def climbing(self, ladder: Sequence[Rung], now: datetime) -> tuple[Resolved, ...]:
        """The alarms nobody acknowledged that go up a rung now; a shelved one waits for the end of its shelf."""
        climbed = []
        for alarm in self._all():
            rung = due_rung(alarm, ladder, now)
            if rung > alarm.rung and shelf_over(alarm, self._shelves, now) is None:
                climbed.append(Resolved(alarm.climbed(rung, now), "climbed"))
        return tuple(climbed)

    def _all(self) -> Iterable[Alarm]:
        return [alarm for own in self._open.values() for alarm in own.values()]

    def _break_shelf(self, uow: UnitOfWork, found: Resolved, now: datetime) -> None:
        broken = [shelf for shelf in self._shelves if breaks(shelf, found.alarm, found.kind)]
        for shelf in broken:
            if shelf.holds(now):
                uow.shelves.save(shelf.ended(self._actor.user_id, now))
                record(uow, self._actor, now, "break_shelf", "shelf", shelf.shelf_id, shelf.patient_id, key=shelf.key)
        self._shelves = tuple(shelf for shelf in self._shelves if shelf not in broken)

    def _record(self, uow: UnitOfWork, kind: str, alarm: Alarm, now: datetime) -> None:
        facts: Mapping[str, str] = {
            "rule": alarm.rule_id,
            "version": alarm.rules_version,
            "state": alarm.state.value,
            **({"rung": str(alarm.rung)} if kind == "climbed" else {}),
            **_trigger_facts(alarm),
        }
        record(uow, self._actor, now, f"alarm_{kind}", "alarm", alarm.alarm_id, alarm.patient_id, **facts)


def _trigger_facts(alarm: Alarm) -> Mapping[str, str]:
    if alarm.trigger is None:
        return {}
    return {"item": alarm.trigger.item, "item_value": alarm.trigger.value}
