"""The alarm bar: open alarms as frozen chips, most urgent first, and the alarm load of the last minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.stages.climb import calls_of
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority, ScoreTrigger, is_heard
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.rulepack import AlarmRules, Rung
from hah_console.services.alarm_staff import operators_at, staff_names
from hah_console.services.board_reading import alarm_rank
from hah_console.services.context import Context
from hah_console.services.shelves import ShelfRow, shelf_of, shelf_rows


@dataclass(frozen=True, slots=True)
class AlarmChip:
    """One open alarm that is not shelved; ``name`` is masked, of a worker's alarm hers, empty for one of the system.

    ``owner`` is who acknowledged it. ``latched``: its condition is over and nobody has seen it. ``rung`` is how far it
    has climbed the re-alarm ladder, ``calls`` how many of these rungs let the consoles sound again; ``version`` is the
    one that was read, None for an alarm of this console.
    """

    alarm_id: AlarmId
    patient_id: PatientId | None
    name: str
    subject: str
    value: float | None
    priority: Priority
    lane: Lane
    waiting: bool
    raised_at: datetime
    owner: str = ""
    local: bool = False
    latched: bool = False
    trigger: ScoreTrigger | None = None
    rung: int = 0
    rule_id: str = ""
    version: int | None = None
    calls: int = 0

    @property
    def heard(self) -> bool:
        """Whether it sounds until somebody answers; otherwise it is only shown."""
        return is_heard(self.lane, self.priority)

    def rank(self) -> tuple[bool, int, bool, float]:
        """Sort key, most urgent first: waiting before owned, then priority, patient before equipment, newest first.

        What is only shown waits for nobody.
        """
        return (
            not (self.waiting and self.heard),
            -self.priority,
            self.lane is Lane.TECHNICAL,
            -self.raised_at.timestamp(),
        )


@dataclass(frozen=True, slots=True)
class AlarmBarRows:
    """What the bar shows at one moment; ``load`` counts alarms within the rule pack's window that were heard, which
    ``operators`` share.

    ``shelves`` are all in force: shelved alarms make no chip and no sound, and are counted with their time left.
    """

    chips: tuple[AlarmChip, ...] = ()
    load: int = 0
    open_transfers: int = 0
    shelves: tuple[ShelfRow, ...] = ()
    operators: int = 1

    @property
    def per_operator(self) -> float:
        """Alarms per operator; with nobody on the roster all of them fall on one."""
        return self.load / max(1, self.operators)

    @property
    def waiting(self) -> tuple[AlarmChip, ...]:
        """The chips nobody has acknowledged."""
        return tuple(chip for chip in self.chips if chip.waiting)


def read_alarm_bar(ctx: Context, rules: AlarmRules) -> AlarmBarRows:
    """All open alarms as chips; those heard within the load window of the rules; shelves; the number of transfers."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarms = sorted(uow.alarms.open(), key=alarm_rank)
        shelves = uow.shelves.open(now)
        ids = {pid for pid in (*(a.patient_id for a in alarms), *(s.patient_id for s in shelves)) if pid is not None}
        patients = {pid: patient for pid in ids if (patient := uow.patients.find(pid)) is not None}
        users = {str(u.user_id): u.name for u in uow.users.all()}
        staff = staff_names(uow, alarms)
        load = sum(alarm.heard for alarm in uow.alarms.between(now - rules.load_window, now))
        transfers = len(uow.transfers.open())
        operators = operators_at(uow, now)
    held = shelf_rows(shelves, patients, users, now)
    loud = (alarm for alarm in alarms if shelf_of(alarm, held) is None)
    chips = sorted((_chip(alarm, patients, users, staff, rules.ladder) for alarm in loud), key=AlarmChip.rank)
    return AlarmBarRows(tuple(chips), load, transfers, held, operators)


def _chip(
    alarm: Alarm,
    patients: Mapping[PatientId, Patient],
    users: Mapping[str, str],
    staff: Mapping[str, str],
    ladder: Sequence[Rung],
) -> AlarmChip:
    patient = patients.get(alarm.patient_id) if alarm.patient_id else None
    owner = alarm.acknowledged_by or ""
    return AlarmChip(
        alarm_id=alarm.alarm_id,
        patient_id=alarm.patient_id,
        name=masked_name(patient.name) if patient else staff.get(alarm.subject, ""),
        subject=alarm.subject,
        value=alarm.value,
        priority=alarm.priority,
        lane=alarm.lane,
        waiting=alarm.state is not AlarmState.ACKNOWLEDGED,
        raised_at=alarm.raised_at,
        owner=users.get(owner, owner),
        latched=alarm.state is AlarmState.LATCHED,
        trigger=alarm.trigger,
        rung=alarm.rung,
        rule_id=alarm.rule_id,
        version=alarm.version,
        calls=calls_of(alarm, ladder),
    )
