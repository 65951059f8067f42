"""The alarm list: open alarms by urgency, technical ones apart, today's history, and the load on the operators."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.alarms.locked import Locked, locked_of
from hah_console.alarms.system import BROKER_LOST, GATEWAY_OFFLINE
from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.limits import REMEMBERED, PatientLimit
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.alarm_rule_facts import LadderFacts, RuleFacts, ladder_facts, rule_facts
from hah_console.services.alarm_staff import operators_at, staff_names
from hah_console.services.alarm_told import ToldOf, read_told
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork
from hah_console.services.shelves import ShelfRow, shelf_of, shelf_rows
from hah_console.services.shelving import longest_shelf
from hah_console.services.stay import NO_DAYS, DaysByCondition, Stay, stay_of


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A limit of one patient's own: who set it, why, and when it ends."""

    author: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm; ``name`` is masked, of a worker's alarm hers, and empty for an alarm of the system. ``owner`` is who
    acknowledged it.

    ``shelf`` keeps it quiet; ``called_by`` telephoned last; ``covers`` is how many patients a notice of the system
    stands for; ``own_limit`` is the limit set for this patient (None: that of the rules). ``locked`` is why it is only
    shown although its rule is heard. ``stay`` is where the patient stands in her stay. ``present`` is the last value of
    the vital it is about.
    """

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
    shelf: ShelfRow | None = None
    rule: RuleFacts = field(default_factory=RuleFacts)
    ladder: LadderFacts = field(default_factory=LadderFacts)
    called_by: str = ""
    called_at: datetime | None = None
    covers: int = 0
    own_limit: OwnLimit | None = None
    longest_shelf: timedelta = timedelta(0)
    locked: Locked | None = None
    stay: Stay | None = None
    present: LatestValue | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to acknowledge it; one that is shelved waits for nobody."""
        return self.state in (AlarmState.ACTIVE, AlarmState.LATCHED) and self.shelf is None

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_STATES

    def rank(self) -> tuple[int, bool, float, str]:
        """Sort key, most urgent first: priority, then waiting before owned, then the oldest."""
        return (-self.priority, not self.waiting, self.raised_at.timestamp(), self.alarm_id)


@dataclass(frozen=True, slots=True)
class AlarmLoad:
    """Alarms heard within ``window``, the operators who share them, and who acknowledged how many of them.

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
    """Open alarms of patients and of equipment, both by urgency; everything closed today, newest first.

    ``shelves`` are all in force, also those whose condition is not present now.
    """

    patients: tuple[AlarmRow, ...]
    technical: tuple[AlarmRow, ...]
    history: tuple[AlarmRow, ...]
    load: AlarmLoad
    at: datetime
    shelves: tuple[ShelfRow, ...] = ()

    def find(self, alarm_id: str) -> AlarmRow | None:
        """The row of an alarm, open or of today's history."""
        rows = (*self.patients, *self.technical, *self.history)
        return next((row for row in rows if row.alarm_id == alarm_id), None)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of one reading are made with."""

    rules: AlarmRules
    patients: Mapping[PatientId, Patient]
    users: Mapping[str, str]
    shelves: tuple[ShelfRow, ...]
    limits: tuple[PatientLimit, ...]
    behind: Mapping[str, int]
    told: ToldOf
    now: datetime
    staff: Mapping[str, str] = field(default_factory=dict)
    stays: Mapping[PatientId, Stay] = field(default_factory=dict)
    latest: Mapping[PatientId, LatestVitals] = field(default_factory=dict)

    def user(self, user_id: str | None) -> str:
        return self.users.get(user_id, user_id) if user_id else ""


def read_alarm_list(ctx: Context, rules: AlarmRules, days: DaysByCondition = NO_DAYS) -> AlarmList:
    """The list as of now; today begins at the site's midnight. Stays are told by the ``days`` of their condition."""
    now = ctx.clock.now()
    midnight = ctx.day_begins()
    with ctx.store() as uow:
        still_open = uow.alarms.open()
        today = uow.alarms.between(min(midnight, now - rules.load_window), now)
        operators = operators_at(uow, now)
        stays = {e.patient_id: stay_of(ctx, days, e, ctx.local(now).date()) for e in uow.episodes.open()}
        known = replace(_know(uow, rules, (*still_open, *today), now), stays=stays)
    rows = sorted((_row(alarm, known) for alarm in still_open), key=AlarmRow.rank)
    closed = [a for a in today if a.state not in OPEN_STATES and a.raised_at >= midnight]
    history = sorted((_row(a, known) for a in closed), key=lambda r: r.raised_at, reverse=True)
    return AlarmList(
        patients=tuple(row for row in rows if row.lane is Lane.PHYSIOLOGICAL),
        technical=tuple(row for row in rows if row.lane is Lane.TECHNICAL),
        history=tuple(history),
        load=_load(today, known.users, operators, now, rules),
        at=now,
        shelves=known.shelves,
    )


def _know(uow: UnitOfWork, rules: AlarmRules, alarms: Collection[Alarm], now: datetime) -> _Known:
    shelves = uow.shelves.open(now)
    ids = {pid for pid in (*(a.patient_id for a in alarms), *(s.patient_id for s in shelves)) if pid is not None}
    patients = {pid: patient for pid in ids if (patient := uow.patients.find(pid)) is not None}
    users = {str(u.user_id): u.name for u in uow.users.all()}
    limits = uow.limits.since(now - REMEMBERED)
    rows = shelf_rows(shelves, patients, users, now)
    behind = _behind(uow.devices.statuses())
    staff = staff_names(uow, alarms)
    told = read_told(uow, alarms)
    latest = {row.patient_id: row for row in uow.readings.latest_some(tuple(patients))}
    return _Known(rules, patients, users, rows, limits, behind, told, now, staff, latest=latest)


def _behind(statuses: Iterable[DeviceStatus]) -> dict[str, int]:
    """How many patients' monitors speak through each gateway; under the name of the broker all of them."""
    of_gateway: dict[str, set[PatientId]] = {BROKER_LOST: set()}
    for status in statuses:
        of_gateway[BROKER_LOST].add(status.patient_id)
        if status.gateway_id is not None:
            of_gateway.setdefault(status.gateway_id, set()).add(status.patient_id)
    return {name: len(patients) for name, patients in of_gateway.items()}


def _load(
    alarms: Iterable[Alarm], users: Mapping[str, str], operators: int, now: datetime, rules: AlarmRules
) -> AlarmLoad:
    recent = [a for a in alarms if a.heard and a.raised_at > now - rules.load_window]
    counts: dict[str, int] = {}
    for alarm in recent:
        if alarm.acknowledged_by:
            name = users.get(alarm.acknowledged_by, alarm.acknowledged_by)
            counts[name] = counts.get(name, 0) + 1
    shares = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return AlarmLoad(len(recent), operators, rules.load_window, rules.load_limit, shares)


def _row(alarm: Alarm, known: _Known) -> AlarmRow:
    patient = known.patients.get(alarm.patient_id) if alarm.patient_id else None
    return AlarmRow(
        alarm_id=alarm.alarm_id,
        version=alarm.version,
        patient_id=alarm.patient_id,
        name=masked_name(patient.name) if patient else known.staff.get(alarm.subject, ""),
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
        owner=known.user(alarm.acknowledged_by),
        trigger=alarm.trigger,
        shelf=shelf_of(alarm, known.shelves) if alarm.state in OPEN_STATES else None,
        rule=rule_facts(alarm, known.rules),
        ladder=ladder_facts(alarm, known.rules),
        called_by=known.user(alarm.called_by),
        called_at=alarm.called_at,
        covers=_covers(alarm, known),
        own_limit=_own_limit(alarm, known),
        longest_shelf=longest_shelf(known.rules, alarm),
        locked=_locked(alarm, known),
        stay=known.stays.get(alarm.patient_id) if alarm.patient_id else None,
        present=present_value(alarm.subject, known.latest.get(alarm.patient_id)) if alarm.patient_id else None,
    )


def _locked(alarm: Alarm, known: _Known) -> Locked | None:
    if alarm.patient_id is None or alarm.state not in OPEN_STATES:
        return None
    own = (limit for limit in known.limits if limit.patient_id == alarm.patient_id)
    return locked_of(alarm, known.told.get(alarm.patient_id, {}), known.rules, own, known.now)


def _covers(alarm: Alarm, known: _Known) -> int:
    if alarm.rule_id == BROKER_LOST:
        return known.behind[BROKER_LOST]
    return known.behind.get(alarm.subject, 0) if alarm.rule_id == GATEWAY_OFFLINE else 0


def _own_limit(alarm: Alarm, known: _Known) -> OwnLimit | None:
    """The limit this alarm was raised by, when it is one of the patient's own and still in force."""
    own = [
        x
        for x in known.limits
        if (x.patient_id, x.vital, x.value) == (alarm.patient_id, alarm.subject, alarm.limit) and x.holds(known.now)
    ]
    return OwnLimit(known.user(own[-1].author), own[-1].reason, own[-1].expires_at) if own else None


def present_value(subject: str, latest: LatestVitals | None) -> LatestValue | None:
    """The last value of the vital an alarm is about; None when it is about none, or never came."""
    return latest.values.get(Vital(subject)) if latest is not None and subject in set(Vital) else None
