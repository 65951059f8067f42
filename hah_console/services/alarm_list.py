"""The alarm list: open alarms by urgency, technical ones apart, today's history, and the load on the operators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.patient import Patient, masked_name
from hah_console.services.context import Context
from hah_console.services.patient_rules import PatientRules

OPERATOR_DUTIES = frozenset({"charge_nurse"})
"""The duty roles that sit at the console; the load is shared among them."""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm; ``name`` is masked and empty for an alarm of the system. ``owner`` is who acknowledged it."""

    alarm_id: AlarmId
    version: int
    patient_id: PatientId | None
    name: str
    subject: str
    lane: Lane
    priority: Priority
    state: AlarmState
    value: float | None
    limit: float | None
    rule_id: str
    rules_version: str
    reason: str
    raised_at: datetime
    acknowledged_at: datetime | None
    cleared_at: datetime | None
    owner: str
    trigger: ScoreTrigger | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to acknowledge it."""
        return self.state in (AlarmState.ACTIVE, AlarmState.LATCHED)

    def rank(self) -> tuple[int, bool, float, str]:
        """Sort key, most urgent first: priority, then waiting before owned, then the oldest."""
        return (-self.priority, not self.waiting, self.raised_at.timestamp(), self.alarm_id)


@dataclass(frozen=True, slots=True)
class AlarmLoad:
    """Alarms raised within ``window``, the operators who share them, and who acknowledged how many of them.

    More than ``limit`` of one operator is a flood.
    """

    raised: int
    operators: int
    window: timedelta
    limit: int
    acknowledged_by: tuple[tuple[str, int], ...]

    @property
    def per_operator(self) -> float:
        """Alarms per operator; with nobody on the roster all of them fall on one."""
        return self.raised / max(1, self.operators)

    @property
    def flood(self) -> bool:
        """Whether an operator gets more alarms than the rule pack calls manageable."""
        return self.per_operator > self.limit


@dataclass(frozen=True, slots=True)
class AlarmList:
    """Open alarms of patients and of equipment, both by urgency; everything closed today, newest first."""

    patients: tuple[AlarmRow, ...]
    technical: tuple[AlarmRow, ...]
    history: tuple[AlarmRow, ...]
    load: AlarmLoad
    at: datetime

    def find(self, alarm_id: str) -> AlarmRow | None:
        """The row of an alarm, open or of today's history."""
        rows = (*self.patients, *self.technical, *self.history)
        return next((row for row in rows if row.alarm_id == alarm_id), None)


def read_alarm_list(ctx: Context, rules: PatientRules) -> AlarmList:
    """The list as of now; today begins at the site's midnight."""
    now = ctx.clock.now()
    midnight = datetime.combine(ctx.today(), time(), ctx.zone)
    with ctx.store() as uow:
        still_open = uow.alarms.open()
        today = uow.alarms.between(min(midnight, now - rules.load_window), now)
        ids = {a.patient_id for a in (*still_open, *today) if a.patient_id is not None}
        patients = {pid: patient for pid in ids if (patient := uow.patients.find(pid)) is not None}
        users = {str(u.user_id): u.name for u in uow.users.all()}
        operators = len({d.staff_id for d in uow.staff.duties(now) if d.role in OPERATOR_DUTIES})
    rows = sorted((_row(alarm, patients, users) for alarm in still_open), key=AlarmRow.rank)
    closed = [a for a in today if a.state not in OPEN_STATES and a.raised_at >= midnight]
    history = sorted((_row(a, patients, users) for a in closed), key=lambda r: r.raised_at, reverse=True)
    return AlarmList(
        patients=tuple(row for row in rows if row.lane is Lane.PHYSIOLOGICAL),
        technical=tuple(row for row in rows if row.lane is Lane.TECHNICAL),
        history=tuple(history),
        load=_load(today, users, operators, now, rules),
        at=now,
    )


def _load(
    alarms: Iterable[Alarm], users: Mapping[str, str], operators: int, now: datetime, rules: PatientRules
) -> AlarmLoad:
    recent = [a for a in alarms if a.raised_at > now - rules.load_window]
    counts: dict[str, int] = {}
    for alarm in recent:
        if alarm.acknowledged_by:
            name = users.get(alarm.acknowledged_by, alarm.acknowledged_by)
            counts[name] = counts.get(name, 0) + 1
    shares = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return AlarmLoad(len(recent), operators, rules.load_window, rules.load_limit, shares)


def _row(alarm: Alarm, patients: Mapping[PatientId, Patient], users: Mapping[str, str]) -> AlarmRow:
    patient = patients.get(alarm.patient_id) if alarm.patient_id else None
    owner = alarm.acknowledged_by or ""
    return AlarmRow(
        alarm_id=alarm.alarm_id,
        version=alarm.version,
        patient_id=alarm.patient_id,
        name=masked_name(patient.name) if patient else "",
        subject=alarm.subject,
        lane=alarm.lane,
        priority=alarm.priority,
        state=alarm.state,
        value=alarm.value,
        limit=alarm.limit,
        rule_id=alarm.rule_id,
        rules_version=alarm.rules_version,
        reason=alarm.reason,
        raised_at=alarm.raised_at,
        acknowledged_at=alarm.acknowledged_at,
        cleared_at=alarm.cleared_at,
        owner=users.get(owner, owner),
        trigger=alarm.trigger,
    )
