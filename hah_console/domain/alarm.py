"""An alarm: cause, evidence, priority, life cycle. Modelled on IEC 60601-1-8; no conformity is claimed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import AlarmId, PatientId


class Priority(IntEnum):
    """Alarm priority; a larger number is more urgent."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Lane(StrEnum):
    """Physiological alarms are about the patient, technical ones about the equipment."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


def is_heard(lane: Lane, priority: Priority) -> bool:
    """Whether an alarm sounds and climbs: low of the physiological lane is advisory, it is only shown."""
    return lane is Lane.TECHNICAL or priority >= Priority.MEDIUM


class AlarmState(StrEnum):
    """ACTIVE: condition present, nobody has it. ACKNOWLEDGED: present, owned. LATCHED: gone but never acknowledged.
    CLEARED: gone and acknowledged (or non-latching and gone)."""

    ACTIVE = "active"
    ACKNOWLEDGED = "acknowledged"
    LATCHED = "latched"
    CLEARED = "cleared"


OPEN_STATES = frozenset({AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED, AlarmState.LATCHED})


@dataclass(frozen=True, slots=True)
class ScoreTrigger:
    """The one item of a score that is enough by itself: its name, and its value as the chart prints it without unit."""

    item: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What raised an alarm: the rule, and ``value`` against ``limit`` in the unit of the alarm's subject.

    With a ``trigger`` both are points of that one item of the score, not of its total.
    """

    rule_id: str
    value: float | None = None
    limit: float | None = None
    trigger: ScoreTrigger | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm of one patient (or of the system when ``patient_id`` is None).

    ``rule_id`` and ``rules_version`` name the rule; ``value`` and ``limit`` are in the unit of ``subject`` (a Vital's
    code, ``news2``, ``silence``, ``service`` ...); with a ``trigger`` they are points of that one item of a score.
    Text is made by the screens from these facts. ``rung`` is how far it has climbed the re-alarm ladder (0: nobody but
    the first was told), since ``rung_at``; ``called_by`` is who last telephoned about it.
    """

    alarm_id: AlarmId
    patient_id: PatientId | None
    rule_id: str
    rules_version: str
    subject: str
    priority: Priority
    lane: Lane
    state: AlarmState
    raised_at: datetime
    value: float | None = None
    limit: float | None = None
    latching: bool = True
    reason: str = ""
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    cleared_at: datetime | None = None
    version: int = 0
    trigger: ScoreTrigger | None = None
    rung: int = 0
    rung_at: datetime | None = None
    called_by: str | None = None
    called_at: datetime | None = None

    @property
    def heard(self) -> bool:
        """Whether it sounds and climbs; otherwise it stands on the list, on tile and bar."""
        return is_heard(self.lane, self.priority)

    def acknowledged(self, by: str, at: datetime) -> "Alarm":
        """Owned by ``by``; a latched alarm is thereby cleared. Raises IllegalTransition when cleared or owned."""
        if self.state is AlarmState.ACTIVE:
            return replace(self, state=AlarmState.ACKNOWLEDGED, acknowledged_by=by, acknowledged_at=at)
        if self.state is AlarmState.LATCHED:
            return replace(self, state=AlarmState.CLEARED, acknowledged_by=by, acknowledged_at=at)
        raise IllegalTransition(entity="alarm", state=self.state.value, move="acknowledge")

    def condition_ended(self, at: datetime) -> "Alarm":
        """The condition is gone: latched if nobody has seen it, cleared otherwise."""
        if self.state is AlarmState.ACKNOWLEDGED or (self.state is AlarmState.ACTIVE and not self.latching):
            return replace(self, state=AlarmState.CLEARED, cleared_at=at)
        if self.state is AlarmState.ACTIVE:
            return replace(self, state=AlarmState.LATCHED, cleared_at=at)
        raise IllegalTransition(entity="alarm", state=self.state.value, move="condition_ended")

    def patient_left(self, at: datetime) -> "Alarm":
        """The patient is in other hands: nobody here can act on it any more. Raises IllegalTransition when cleared."""
        if self.state not in OPEN_STATES:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="patient_left")
        return replace(self, state=AlarmState.CLEARED, cleared_at=self.cleared_at or at, reason="patient_left")

    def worsened(self, priority: Priority, evidence: Evidence, at: datetime, *, latching: bool = False) -> "Alarm":
        """Back to ACTIVE for its new reason: somebody must look again.

        By a higher priority, or from ACKNOWLEDGED by what is worse at the same one; else raises IllegalTransition.
        """
        least = self.priority if self.state is AlarmState.ACKNOWLEDGED else self.priority + 1
        if self.state not in OPEN_STATES or priority < least:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="worsened")
        return replace(
            self._because(evidence),
            state=AlarmState.ACTIVE,
            priority=priority,
            raised_at=at,
            latching=self.latching or latching,
            acknowledged_by=None,
            acknowledged_at=None,
            cleared_at=None,
            rung=0,
            rung_at=None,
        )

    def returned(self, evidence: Evidence) -> "Alarm":
        """The condition came back before anybody had seen that it was gone; raises IllegalTransition unless latched."""
        if self.state is not AlarmState.LATCHED:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="returned")
        return replace(self._because(evidence), state=AlarmState.ACTIVE, cleared_at=None)

    def restated(self, evidence: Evidence) -> "Alarm":
        """It waits, and has got worse meanwhile: who takes it has seen so. Raises IllegalTransition unless ACTIVE."""
        if self.state is not AlarmState.ACTIVE:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="restated")
        return self._because(evidence)

    def climbed(self, rung: int, at: datetime) -> "Alarm":
        """The next person on the ladder is told. Raises IllegalTransition downwards, or when nobody need answer."""
        if rung <= self.rung or self.state not in {AlarmState.ACTIVE, AlarmState.LATCHED}:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="climb")
        return replace(self, rung=rung, rung_at=at)

    def called(self, by: str, at: datetime) -> "Alarm":
        """Somebody telephoned about it. Raises IllegalTransition when cleared."""
        if self.state not in OPEN_STATES:
            raise IllegalTransition(entity="alarm", state=self.state.value, move="call")
        return replace(self, called_by=by, called_at=at)

    def _because(self, found: Evidence) -> "Alarm":
        return replace(self, rule_id=found.rule_id, value=found.value, limit=found.limit, trigger=found.trigger)
