"""The load on the operators of a shift: alarms per operator in equal spans, time in flood, who and what makes them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from hah_console.alarms.finding import key_of
from hah_console.domain.alarm import Alarm
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import masked_name
from hah_console.domain.rulepack import AlarmRules
from hah_console.domain.staff import Duty
from hah_console.services.alarm_staff import OPERATOR_DUTIES
from hah_console.services.context import Context

SHIFT = timedelta(hours=12)
MOST_ACTORS = 10


@dataclass(frozen=True, slots=True)
class LoadBar:
    """Alarms heard in one span and the operators who shared them; nobody on the roster counts as one."""

    start: datetime
    raised: int
    operators: int

    @property
    def per_operator(self) -> float:
        """Alarms for each."""
        return self.raised / max(1, self.operators)


@dataclass(frozen=True, slots=True)
class BadActor:
    """A patient and rule with their alarms; ``share`` is the part of all, ``name`` masked and empty for the system.

    ``chattering`` counts how often it came again within the shortest span that is still called chattering.
    """

    patient_id: PatientId | None
    name: str
    subject: str
    rule_id: str
    raised: int
    share: float
    chattering: int


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """The last 12 hours in spans of the rule pack's window; more than ``limit`` of one operator is a flood."""

    bars: tuple[LoadBar, ...]
    limit: int
    window: timedelta
    actors: tuple[BadActor, ...]
    raised: int
    chattering: int
    at: datetime

    @property
    def flood_share(self) -> float:
        """The part of the spans that were a flood, 0 to 1."""
        return sum(bar.per_operator > self.limit for bar in self.bars) / max(1, len(self.bars))

    @property
    def most(self) -> float:
        """Alarms per operator in the worst span."""
        return max((bar.per_operator for bar in self.bars), default=0.0)

    @property
    def per_operator_hour(self) -> float:
        """Alarms per operator and hour over the whole time."""
        hours = sum(max(1, bar.operators) for bar in self.bars) * self.window / timedelta(hours=1)
        return self.raised / hours if hours else 0.0


def read_alarm_load(ctx: Context, rules: AlarmRules) -> LoadHistory:
    """The load as of now; the last span ends now."""
    now = ctx.clock.now()
    count = max(1, SHIFT // rules.load_window)
    start = now - count * rules.load_window
    with ctx.store() as uow:
        alarms = [alarm for alarm in uow.alarms.between(start, now) if alarm.heard and start < alarm.raised_at <= now]
        rosters = [uow.staff.duties(start + (n + 1) * rules.load_window) for n in range(count)]
        ids = {alarm.patient_id for alarm in alarms if alarm.patient_id is not None}
        found = ((pid, uow.patients.find(pid)) for pid in ids)
        names = {pid: masked_name(patient.name) for pid, patient in found if patient is not None}
    bars = _bars(alarms, [_operators(duties) for duties in rosters], start, rules.load_window)
    actors = _actors(alarms, names, rules.load_window / rules.load_limit)
    return LoadHistory(
        bars, rules.load_limit, rules.load_window, tuple(actors[:MOST_ACTORS]), len(alarms),
        sum(actor.chattering for actor in actors), now,
    )  # fmt: skip


def _operators(duties: Iterable[Duty]) -> int:
    return len({duty.staff_id for duty in duties if duty.role in OPERATOR_DUTIES})


def _bars(alarms: Iterable[Alarm], operators: Sequence[int], start: datetime, window: timedelta) -> tuple[LoadBar, ...]:
    counts = Counter(min((alarm.raised_at - start) // window, len(operators) - 1) for alarm in alarms)
    return tuple(LoadBar(start + n * window, counts[n], operators[n]) for n in range(len(operators)))


def _actors(alarms: Sequence[Alarm], names: Mapping[PatientId, str], quick: timedelta) -> list[BadActor]:
    groups: dict[tuple[PatientId | None, str], list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        groups[alarm.patient_id, key_of(alarm)].append(alarm)
    actors = [_actor(group, names, len(alarms), quick) for group in groups.values()]
    return sorted(actors, key=lambda actor: (-actor.raised, -actor.chattering, actor.name, actor.rule_id))


def _actor(group: Sequence[Alarm], names: Mapping[PatientId, str], all_raised: int, quick: timedelta) -> BadActor:
    last = max(group, key=lambda alarm: alarm.raised_at)
    moments = sorted(alarm.raised_at for alarm in group)
    again = sum(later - earlier < quick for earlier, later in pairwise(moments))
    name = names.get(last.patient_id, "") if last.patient_id is not None else ""
    return BadActor(last.patient_id, name, last.subject, last.rule_id, len(group), len(group) / all_raised, again)
