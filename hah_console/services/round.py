"""The round list: the patients in care of one physician, or all, each with what changed, as frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.care_day import CareDay
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.drug import Formulary
from hah_console.domain.episode import Condition, EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId, StaffId
from hah_console.domain.patient import Sex
from hah_console.domain.round import RoundTaken
from hah_console.domain.rulepack import ProgrammeDays, RulePacks
from hah_console.domain.score.result import ScorePoint
from hah_console.services.board import AlarmMark, BoardRules, ScoreMark
from hah_console.services.board_rules import board_rules

A_DAY = timedelta(hours=24)
FURTHEST_BACK = timedelta(hours=72)
"""How far back the round before may lie for its changes to be shown since then: over a week-end."""
ANTIBIOTICS = "J01"
"""ATC group of antibacterials for systemic use."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What the round needs of the rule packs in force."""

    board: BoardRules
    programme_days: Mapping[Condition, ProgrammeDays]
    clocks: ClockBook
    drugs: Formulary
    culture_kinds: frozenset[str]

    def antibiotic(self, drug_id: str) -> bool:
        """Whether a drug is one; False for a drug the pack does not know."""
        drug = self.drugs.drugs.get(drug_id)
        return drug is not None and drug.atc.startswith(ANTIBIOTICS)

    def drug_name(self, drug_id: str) -> str:
        """The name of a drug; its id for one the pack does not know."""
        drug = self.drugs.drugs.get(drug_id)
        return drug.name if drug is not None else drug_id


def round_rules(packs: RulePacks) -> RoundRules:
    """Out of the rule packs."""
    cultures = frozenset(kind.kind for kind in packs.care.specimens.kinds.values() if kind.culture)
    return RoundRules(board_rules(packs), packs.programme.days, packs.clocks, packs.care.drugs, cultures)


@dataclass(frozen=True, slots=True)
class ScoreCourse:
    """A score now and how it came there: ``before`` is that of 24 h ago, ``highest`` the highest since.

    ``trend`` is (Unix seconds, points), the highest of each hour. None and empty: nothing is known.
    """

    now: ScoreMark | None = None
    before: ScorePoint | None = None
    highest: ScorePoint | None = None
    trend: tuple[tuple[float, float], ...] = ()

    @property
    def change(self) -> int | None:
        """Points more (or fewer) than 24 h ago; None when either is missing or incomplete."""
        if self.now is None or self.before is None or not self.now.complete or not self.before.complete:
            return None
        return self.now.lower - self.before.lower


@dataclass(frozen=True, slots=True)
class DoseTally:
    """Doses that were due since the last round; ``given_late`` are among the given.

    ``waiting`` are late and nobody has said what became of them. All 0 with ``ordered`` False: none is ordered.
    """

    ordered: bool = False
    given: int = 0
    given_late: int = 0
    missed: int = 0
    refused: int = 0
    waiting: int = 0

    @property
    def trouble(self) -> bool:
        """Whether a dose was not given, or nobody knows."""
        return bool(self.missed or self.refused or self.waiting)


@dataclass(frozen=True, slots=True)
class CultureTally:
    """Cultures of the stay: taken without a report, reported since the last round, and of these grown."""

    pending: int = 0
    reported: int = 0
    grows: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """How much has been written since the last round."""

    alarms: int = 0
    results: int = 0
    notes: int = 0
    visits: int = 0
    contacts: int = 0


class Need(IntEnum):
    """How much a patient needs to be seen early: FIRST has an alarm, silence or a high score, SOON got worse."""

    FIRST = 0
    SOON = 1
    ROUTINE = 2


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One patient of the round. The name is masked: the list is of many patients.

    ``since`` is from when on changes are counted: the last round before today, else 24 h ago. ``today`` is the round of
    today. ``next_at`` is when the plan brings somebody to her. ``on_site`` and ``contact`` are the physician's open
    clocks: within the first days, and of the day; ``clocks`` all that are near or overdue.
    """

    patient_id: PatientId
    episode_id: EpisodeId
    name: str
    age_years: int
    sex: Sex
    condition: Condition
    state: EpisodeState
    day: int
    target_days: int | None
    max_days: int | None
    physician_id: StaffId | None
    physician: str
    mine: bool
    since: datetime
    last_round: RoundTaken | None
    today: RoundTaken | None
    score: ScoreCourse = field(default_factory=ScoreCourse)
    last_received_at: datetime | None = None
    no_data: bool = True
    alarm: AlarmMark | None = None
    doses: DoseTally = field(default_factory=DoseTally)
    antibiotic_day: int | None = None
    cultures: CultureTally = field(default_factory=CultureTally)
    new: Since = field(default_factory=Since)
    clocks: tuple[CareClock, ...] = ()
    on_site: CareClock | None = None
    contact: CareClock | None = None
    next_at: datetime | None = None

    @property
    def care_day(self) -> CareDay:
        """The day against target and maximum."""
        return CareDay(self.day, self.target_days, self.max_days)

    next_by: str = ""

    @property
    def overdue(self) -> int:
        """How many clocks of the physician are overdue."""
        late = (clock for clock in self.clocks if clock.state is ClockState.OVERDUE)
        return sum(clock.owner is Role.PHYSICIAN for clock in late)

    @property
    def need(self) -> Need:
        """SAFETY(silent patient): nobody knows how a silent patient is, so she is seen as early as one in alarm."""
        if self.no_data or (self.alarm is not None and self.alarm.priority >= Priority.MEDIUM):
            return Need.FIRST
        if self.score.now is not None and self.score.now.band in {"red", "orange"}:
            return Need.FIRST
        worse = (self.score.change or 0) > 0 or self.cultures.grows or self.doses.trouble
        return Need.SOON if worse or self.overdue else Need.ROUTINE

    def order(self) -> tuple[int, bool, float, int, str, str]:
        """Sort key: need, then when the route leads there, then the score."""
        route = self.next_at.timestamp() if self.next_at else 0.0
        score = self.score.now.lower if self.score.now else 0
        return (self.need, self.next_at is None, route, -score, self.name, self.patient_id)


@dataclass(frozen=True, slots=True)
class RoundList:
    """The rows in the order in which they are seen, as read at ``at``.

    ``others`` are in care and not on the list, ``without_physician`` those of them (or of the list) nobody rounds.
    """

    rows: tuple[RoundRow, ...]
    at: datetime
    others: int = 0
    without_physician: int = 0

    def seen(self) -> int:
        """How many have a decision of today."""
        return sum(row.today is not None for row in self.rows)
