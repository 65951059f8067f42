"""An escalation: what has to be decided about a patient, with an owner and a clock on every rung.

The moments a person names are her workstation's and are only shown; every clock begins when the one service looks, by
the service's own time. ``None`` in ``answer_by`` or ``act_by`` of one that needs it: the clock begins with the next
look.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import AlarmId, EpisodeId, EscalationId, PatientId
from hah_console.domain.roster import Owner


class Cause(StrEnum):
    """What began it: an alarm, or the concern of a person."""

    ALARM = "alarm"
    CONCERN = "concern"


class StepKind(StrEnum):
    """What happened. RENAMED: another person holds the role now. REPEATED: the last rung is asked once more."""

    OPENED = "opened"
    JOINED = "joined"
    ANSWERED = "answered"
    CLIMBED = "climbed"
    REPEATED = "repeated"
    RENAMED = "renamed"
    DECIDED = "decided"
    RESOLVED = "resolved"


class ClimbReason(StrEnum):
    """Why the next rung is asked: nobody answered, it was not settled in time, or a person passed it on."""

    UNANSWERED = "unanswered"
    UNRESOLVED = "unresolved"
    PASSED = "passed"


class EscalationState(StrEnum):
    """WAITING: nobody has answered on this rung. ANSWERED: owned. DECIDED: something is being done. RESOLVED: over."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECIDED = "decided"
    RESOLVED = "resolved"


ALARMS_OVER, PATIENT_LEFT = "alarms_over", "patient_left"
"""Why one is over that nobody ended by hand."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it was taken; ``by`` is a user id or the service, ``reason`` a code or what a person typed."""

    kind: StepKind
    at: datetime
    by: str
    rung: int
    owner: Owner
    reason: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """At most one is open for a patient and lane (``patient_id`` None: the system). ``rung`` counts from 0.

    ``raised`` are its alarms with the moment each was last raised. ``steps`` only grow.
    """

    escalation_id: EscalationId
    patient_id: PatientId | None
    episode_id: EpisodeId | None
    lane: Lane
    cause: Cause
    priority: Priority
    opened_at: datetime
    owner: Owner
    steps: tuple[Step, ...]
    rung: int = 0
    waiting: bool = True
    answer_by: datetime | None = None
    act_by: datetime | None = None
    decision: Decision | None = None
    ended_at: datetime | None = None
    raised: tuple[tuple[AlarmId, datetime], ...] = ()
    version: int = 0

    @property
    def state(self) -> EscalationState:
        """How it stands."""
        if self.ended_at is not None:
            return EscalationState.RESOLVED
        if self.waiting:
            return EscalationState.WAITING
        return EscalationState.ANSWERED if self.decision is None else EscalationState.DECIDED

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it something."""
        return self.ended_at is None

    @property
    def due_at(self) -> datetime | None:
        """When it climbs by itself; None until the service has begun its clock, and once it is over."""
        running = [moment for moment in (self.answer_by, self.act_by) if moment is not None]
        return min(running, default=None) if self.is_open else None

    @property
    def climbed_for(self) -> ClimbReason | None:
        """Why it stands on its present rung; None on the first."""
        last = next((step for step in reversed(self.steps) if step.kind is StepKind.CLIMBED), None)
        return ClimbReason(last.reason) if last is not None else None

    def knows(self, alarm_id: AlarmId, raised_at: datetime) -> bool:
        """Whether this alarm, as it was raised then, is in it."""
        return (alarm_id, to_the_ms(raised_at)) in self.raised

    def joined(self, alarm_id: AlarmId, raised_at: datetime, priority: Priority, at: datetime, by: str) -> "Escalation":
        """Another alarm, or one that got worse.

        SAFETY(new alarm): whoever answered has not seen this one, so somebody has to answer again; what was decided
        goes on by its own clock. Raises IllegalTransition once it is over.
        """
        self._require_open("join")
        others = tuple(known for known in self.raised if known[0] != alarm_id)
        step = Step(StepKind.JOINED, at, by, self.rung, self.owner, about=alarm_id)
        return replace(
            self._with(step),
            raised=(*others, (alarm_id, to_the_ms(raised_at))),
            priority=max(self.priority, priority),
            waiting=True,
            answer_by=self.answer_by if self.waiting else None,
        )

    def worried(self, words: str, priority: Priority, at: datetime, by: str) -> "Escalation":
        """A person says that it is worse: somebody has to answer again, and only a person ends it from now on."""
        self._require_open("worry")
        step = Step(StepKind.JOINED, at, by, self.rung, self.owner, words)
        asked = replace(self._with(step), cause=Cause.CONCERN, priority=max(self.priority, priority))
        return replace(asked, waiting=True, answer_by=self.answer_by if self.waiting else None)

    def answered(self, owner: Owner, at: datetime, by: str, about: str = "") -> "Escalation":
        """Taken by a person. Raises IllegalTransition when nobody waits for an answer: somebody has it."""
        self._require_open("answer")
        if not self.waiting:
            raise IllegalTransition(entity="escalation", state=self.state.value, move="answer")
        step = Step(StepKind.ANSWERED, at, by, self.rung, owner, about=about)
        return replace(self._with(step), owner=owner, waiting=False, answer_by=None)

    def climbed(self, rung: int, owner: Owner, reason: ClimbReason, at: datetime, by: str) -> "Escalation":
        """The next rung is asked, and has to answer. Raises IllegalTransition for a rung that is not the next."""
        self._require_open("climb")
        if rung != self.rung + 1:
            raise IllegalTransition(entity="escalation", state=self.state.value, move="climb")
        step = Step(StepKind.CLIMBED, at, by, rung, owner, reason.value)
        asked = replace(self._with(step), rung=rung, owner=owner, decision=None)
        return replace(asked, waiting=True, answer_by=None, act_by=None)

    def repeated(self, owner: Owner, at: datetime, by: str) -> "Escalation":
        """There is no next rung: the last one is asked once more."""
        self._require_open("repeat")
        asked = replace(self._with(Step(StepKind.REPEATED, at, by, self.rung, owner)), owner=owner, decision=None)
        return replace(asked, waiting=True, answer_by=None, act_by=None)

    def renamed(self, owner: Owner, at: datetime, by: str) -> "Escalation":
        """Somebody else is on duty now; only while nobody has answered."""
        self._require_open("rename")
        if not self.waiting:
            raise IllegalTransition(entity="escalation", state=self.state.value, move="rename")
        return replace(self._with(Step(StepKind.RENAMED, at, by, self.rung, owner)), owner=owner)

    def decided(self, decision: Decision, owner: Owner, at: datetime, by: str, reason: str) -> "Escalation":
        """What is done, and why; who decides has answered. Its clock begins anew, as long as the decision takes."""
        self._require_open("decide")
        if not reason.strip():
            raise IllegalTransition(entity="escalation", state=self.state.value, move="decide")
        step = Step(StepKind.DECIDED, at, by, self.rung, owner, reason.strip(), decision.value)
        taken = replace(self._with(step), owner=owner, decision=decision)
        return replace(taken, waiting=False, answer_by=None, act_by=None)

    def resolved(self, at: datetime, by: str, reason: str) -> "Escalation":
        """Over. Raises IllegalTransition when it is over already, or without a reason."""
        self._require_open("resolve")
        if not reason.strip():
            raise IllegalTransition(entity="escalation", state=self.state.value, move="resolve")
        over = replace(self._with(Step(StepKind.RESOLVED, at, by, self.rung, self.owner, reason.strip())), ended_at=at)
        return replace(over, waiting=False, answer_by=None, act_by=None)

    def timed(self, answer: timedelta, act: timedelta, now: datetime) -> "Escalation":
        """With every clock that should run running, none of them further ahead than its limit.

        SAFETY(clock step): a service whose clock was set back, or that starts with a wrong one, prolongs nothing
        beyond the limit; what is overdue stays overdue.
        """
        wanted = self.is_open and (not self.waiting or self.decision is not None or self.act_by is not None)
        return replace(
            self,
            answer_by=_running(self.answer_by, now + answer) if self.is_open and self.waiting else None,
            act_by=_running(self.act_by, now + act) if wanted else None,
        )

    def held(self) -> "Escalation":
        """While its alarms are shelved nobody is asked; the clocks begin anew after that, but that of a decision."""
        return replace(self, answer_by=None, act_by=self.act_by if self.decision is not None else None)

    def _with(self, step: Step) -> "Escalation":
        return replace(self, steps=(*self.steps, step))

    def _require_open(self, move: str) -> None:
        if not self.is_open:
            raise IllegalTransition(entity="escalation", state=self.state.value, move=move)


def to_the_ms(moment: datetime) -> datetime:
    """As precise as it is stored, so that what was read again is known again."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _running(known: datetime | None, latest: datetime) -> datetime:
    return latest if known is None else min(known, latest)


def opened(
    escalation_id: EscalationId,
    patient_id: PatientId | None,
    episode_id: EpisodeId | None,
    lane: Lane,
    cause: Cause,
    priority: Priority,
    owner: Owner,
    at: datetime,
    by: str,
    *,
    about: str = "",
    reason: str = "",
) -> Escalation:
    """One that begins on the first rung; ``about`` names the alarm, ``reason`` is what a concerned person typed."""
    step = Step(StepKind.OPENED, at, by, 0, owner, reason, about)
    return Escalation(escalation_id, patient_id, episode_id, lane, cause, priority, at, owner, (step,))
