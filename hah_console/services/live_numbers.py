"""The last value of every vital with the limits in force, their author and the value's age; and the score of now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.score.result import ScoreResult, StoredScore
from hah_console.services.patient_rules import PatientRules, VitalLimits


@dataclass(frozen=True, slots=True)
class LiveNumber:
    """One vital now. ``author`` names who set a limit for her alone until ``until``; empty for the rule pack's.

    ``value`` is the last good value even when it is stale; None when there is none or the sensor is off. Its age counts
    from ``as_of``; both moments are None for a vital never received.
    """

    vital: Vital
    value: float | None
    low: float | None
    high: float | None
    author: str
    as_of: datetime | None
    received_at: datetime | None
    sensor_off: bool
    stale: bool
    until: datetime | None = None

    @property
    def outside(self) -> bool:
        """Whether a fresh value lies beyond a limit."""
        if self.value is None or self.stale:
            return False
        return (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high)


class Risk(StrEnum):
    """The clinical risk of the RCP's NEWS2 chart (2017): 0-4 in all, 3 in one item, 5-6, 7 or more."""

    LOW = "low"
    LOW_MEDIUM = "low_medium"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class ScoreNow:
    """The last score with its band (``red``, ``orange``, ``yellow``, ``none``) and when it was made.

    ``risk`` is the least it can be, ``most`` the highest it can be; they differ only while items are missing.
    """

    result: ScoreResult
    scored_at: datetime
    band: str
    risk: Risk
    most: Risk


def live_numbers(
    latest: LatestVitals | None, limits: Iterable[PatientLimit], rules: PatientRules, now: datetime
) -> tuple[LiveNumber, ...]:
    """One row per vital, also for those never measured; ``limits`` are the patient's own."""
    own = tuple(limits)
    values = latest.values if latest else {}
    return aged(tuple(_number(vital, values.get(vital), own, rules) for vital in Vital), rules, now)


def aged(numbers: tuple[LiveNumber, ...], rules: PatientRules, now: datetime) -> tuple[LiveNumber, ...]:
    """The rows with the old ones marked stale: each by its own age, and all of them when nothing is heard any more."""
    heard = max((n.received_at for n in numbers if n.received_at is not None), default=None)
    silent = heard is None or now - heard > rules.silent_after
    return tuple(n if n.stale or not (silent or _too_old(n, rules, now)) else replace(n, stale=True) for n in numbers)


def newer(read: tuple[LiveNumber, ...], shown: tuple[LiveNumber, ...]) -> tuple[LiveNumber, ...]:
    """The rows of ``read`` with the value of ``shown`` wherever that was received later."""
    by_vital = {number.vital: number for number in shown}
    return tuple(_newer(number, by_vital.get(number.vital, number)) for number in read)


def limits_of(
    vital: Vital, own: tuple[PatientLimit, ...], rules: PatientRules
) -> tuple[VitalLimits, PatientLimit | None]:
    """The limits in force for one vital, and the patient's own one of them that ends first (None without one)."""
    pack = rules.limits.get(vital, VitalLimits())
    mine = {limit.side: limit for limit in sorted(own, key=lambda x: x.set_at) if limit.vital is vital}
    low = mine["low"].value if "low" in mine else pack.low
    high = mine["high"].value if "high" in mine else pack.high
    return VitalLimits(low, high), min(mine.values(), key=lambda x: x.expires_at, default=None)


def score_now(score: StoredScore | None, rules: PatientRules) -> ScoreNow | None:
    """The score with its band, or None when there never was one."""
    if score is None:
        return None
    found, missing = score.result, score.result.upper - score.result.lower
    risk = _risk(found.lower, found.highest_item, rules)
    most = _risk(found.upper, max(found.highest_item, missing), rules)
    return ScoreNow(found, score.scored_at, _band(found, rules), risk, most)


def _number(vital: Vital, latest: LatestValue | None, own: tuple[PatientLimit, ...], rules: PatientRules) -> LiveNumber:
    limits, first = limits_of(vital, own, rules)
    author, until = (first.author, first.expires_at) if first else ("", None)
    if latest is None:
        return LiveNumber(vital, None, limits.low, limits.high, author, None, None, False, stale=True, until=until)
    off = latest.quality is not Quality.GOOD
    value = None if off else latest.value
    moments = latest.as_of, latest.received_at
    return LiveNumber(vital, value, limits.low, limits.high, author, *moments, off, stale=value is None, until=until)


def _newer(read: LiveNumber, shown: LiveNumber) -> LiveNumber:
    if shown.received_at is None or (read.received_at is not None and read.received_at >= shown.received_at):
        return read
    return replace(shown, low=read.low, high=read.high, author=read.author, until=read.until)


def _too_old(number: LiveNumber, rules: PatientRules, now: datetime) -> bool:
    return number.as_of is None or now - number.as_of > rules.stale_after[number.vital]


def _risk(total: int, highest_item: int, rules: PatientRules) -> Risk:
    """SAFETY(incomplete score): asked of both bounds, so that what is missing is never taken for low."""
    if total >= rules.score_orange:
        return Risk.HIGH if total >= rules.score_red else Risk.MEDIUM
    return Risk.LOW_MEDIUM if highest_item >= rules.single_item else Risk.LOW


def _band(result: ScoreResult, rules: PatientRules) -> str:
    if result.lower >= rules.score_red:
        return "red"
    if result.lower >= rules.score_orange:
        return "orange"
    yellow = result.lower >= rules.score_yellow or result.highest_item >= rules.single_item
    return "yellow" if yellow else "none"
