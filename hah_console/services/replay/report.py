"""What a replay found, for two rule sets side by side; frozen, and the same as JSON in the store and on the screen."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from hah_console.domain.errors import HahError

HOURS_OF_DAY = 24


class ReplayReportUnreadable(HahError):
    """A kept report cannot be read by this version of the program. Facts: reason."""

    code = "replay_report_unreadable"


@dataclass(frozen=True, slots=True)
class ReplaySource:
    """Which data. ``kind``: ``database`` (stored readings), ``labelled`` (a table that says when sepsis began) or
    ``recording``. ``step_s`` is how far apart the looks are, ``tier_s`` how far apart the values may be at the finest;
    ``event_kind`` says what had to be reached: ``sepsis``, ``transfer``, or empty when the data hold no events."""

    name: str
    kind: str
    patients: int
    patient_days: float
    start: datetime | None
    end: datetime | None
    step_s: int
    tier_s: int
    event_kind: str = ""
    citation: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was heard: ``raised`` new alarms, ``again`` those that got worse or came back unseen.

    ``quiet_per_patient_day`` are those that were only shown. ``lane`` and ``priority`` are the codes of the domain
    (``physiological``, ``technical``; ``high`` ...).
    """

    rule_id: str
    lane: str
    priority: str
    raised: int
    again: int
    per_patient_day: float
    quiet_per_patient_day: float = 0.0


@dataclass(frozen=True, slots=True)
class PatientLoad:
    """The alarms of one patient; ``share`` is its part of all physiological alarms of the rule set."""

    patient_id: str
    days: float
    alarms: int
    alarms_per_day: float
    share: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Physiological alarms per patient-day over the patients: quartiles, 90th percentile, most.

    ``none_share`` is the part of the patients without any, ``worst_tenth_share`` the part of all alarms that the worst
    tenth of them makes.
    """

    lower_quartile: float
    median: float
    upper_quartile: float
    p90: float
    most: float
    none_share: float
    worst_tenth_share: float


@dataclass(frozen=True, slots=True)
class ReachedEvent:
    """One event: ``at_h`` hours after the beginning of the stay. ``first_alarm_h`` is the first alarm at or before it,
    ``lead_h`` how long before it; None when no alarm came in time."""

    patient_id: str
    at_h: float
    first_alarm_h: float | None
    lead_h: float | None
    rule_id: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Events that an alarm reached in time. ``reach`` is the share; ``day_reach`` counts only alarms raised or still
    open within 24 h before the event. ``lead_time_h_median`` is over the reached ones, in hours before the event.

    ``ppv`` is the share of physiological alarms that lie within 24 h before an event or during it.
    ``missed`` were not reached; ``only_here`` were reached by this rule set and not by the other.
    """

    events: int
    reached: int
    reach: float
    day_reach: float
    lead_time_h_median: float | None
    lead_time_h_quartiles: tuple[float, float] | None
    day_lead_time_h_median: float | None
    ppv: float | None
    missed: tuple[ReachedEvent, ...] = ()
    only_here: tuple[ReachedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An alarm of this rule set without one of the other for the same patient within an hour of it."""

    patient_id: str
    at: datetime | None
    at_h: float
    rule_id: str
    priority: str


@dataclass(frozen=True, slots=True)
class RuleSetFigures:
    """One rule set over the data. All rates but ``technical_per_patient_day`` are of the physiological lane; all but
    ``quiet_per_patient_day``, what is only shown, count what is heard."""

    name: str
    version: str
    digest: str
    alarms: int
    alarms_per_patient_day: float
    alarms_per_operator_hour: float
    technical_per_patient_day: float
    by_priority: dict[str, int]
    rules: tuple[RuleCount, ...]
    by_hour: tuple[int, ...]
    spread: Spread
    worst: tuple[PatientLoad, ...]
    reach: Reach | None = None
    unmatched_count: int = 0
    unmatched: tuple[Unmatched, ...] = ()
    quiet_per_patient_day: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoreFigures:
    """How well a number told the hours before an event from the others; calibration only of a probability.

    ``deciles`` are (mean forecast, observed share, hours) by tenths of the forecast, lowest first.
    """

    name: str
    version: str
    hours: int
    positive_hours: int
    auroc: float
    auprc: float
    auroc_folds: tuple[float, ...] = ()
    brier: float | None = None
    calibration_slope: float | None = None
    calibration_intercept: float | None = None
    deciles: tuple[tuple[float, float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Two rule sets over the same data. ``answered_after_min`` is when the replay lets a person acknowledge an alarm;
    ``patients_per_operator`` is how many one operator watches; ``forecast`` and ``news2`` only where the data say what
    happened."""

    source: ReplaySource
    rules: RuleSetFigures
    against: RuleSetFigures
    patients_per_operator: float
    answered_after_min: float
    made_at: datetime | None
    program_version: str
    news2_version: str
    took_s: float = 0.0
    notes: tuple[str, ...] = ()
    forecast: ScoreFigures | None = None
    news2: ScoreFigures | None = None

    def as_json(self) -> str:
        """What the store keeps."""
        return msgspec.json.encode(self).decode()


def report_of(text: str) -> ReplayReport:
    """The report of its JSON; raises ReplayReportUnreadable."""
    try:
        return msgspec.json.decode(text, type=ReplayReport)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ReplayReportUnreadable(reason=str(error)) from error
