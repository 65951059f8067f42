"""The surcharge of an emergency visit by the time of arrival and leaving.

Source: 居家醫療照護整合計畫 (NHIA, teaching slides of 2019/2020): night, deep night and holiday do not add up, the
highest counts; it is counted from arrival, and a band that the visit reaches into counts when it does so by more than
30 minutes. The numbers stand in the rule pack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hah_console.domain.claims.rules import SurchargeRules
from hah_console.domain.claims.visit_record import to_the_minute

HOLIDAY = "holiday"
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """Per cent on top of the fee, the band it comes from (empty: none), and the moment from which the band held."""

    percent: int
    band: str = ""
    since: datetime | None = None


NO_SURCHARGE = Surcharge(0)


def surcharge_of(arrived_at: datetime, left_at: datetime, rules: SurchargeRules, zone: ZoneInfo) -> Surcharge:
    """The surcharge of a visit from ``arrived_at`` to ``left_at`` (aware); seconds do not count."""
    arrived, left = (to_the_minute(at.astimezone(zone)) for at in (arrived_at, left_at))
    best = NO_SURCHARGE
    for starts, ends in _stretches(arrived, left, rules):
        percent, band = _rate(starts, rules)
        counts = starts == arrived or min(ends, left) - starts > rules.crossing
        if counts and percent > best.percent:
            best = Surcharge(percent, band, starts)
    return best


def is_holiday(day: date, rules: SurchargeRules) -> bool:
    """Whether a local day is a holiday by its weekday or by the list."""
    return day.weekday() in rules.weekend or day in rules.holidays


def _stretches(arrived: datetime, left: datetime, rules: SurchargeRules) -> Iterator[tuple[datetime, datetime]]:
    """The visit cut where a band begins or ends; stretches of the same rate that touch are one."""
    cuts = [arrived, *_edges(arrived, left, rules), max(left, arrived + timedelta(minutes=1))]
    starts = cuts[0]
    for at, after in zip(cuts[1:], [*cuts[2:], None], strict=True):
        if after is None or _rate(at, rules) != _rate(starts, rules):
            yield starts, at
            starts = at


def _edges(arrived: datetime, left: datetime, rules: SurchargeRules) -> list[datetime]:
    minutes = {0, *(edge for band in rules.bands for edge in (band.starts, band.ends))}
    days = (left.date() - arrived.date()).days + 1
    midnights = [datetime.combine(arrived.date() + timedelta(days=n), _MIDNIGHT, arrived.tzinfo) for n in range(days)]
    moments = {midnight + timedelta(minutes=minute) for midnight in midnights for minute in minutes}
    return sorted(at for at in moments if arrived < at < left)


def _rate(at: datetime, rules: SurchargeRules) -> tuple[int, str]:
    minute = at.hour * 60 + at.minute
    found = [(band.percent, band.name) for band in rules.bands if band.holds(minute)]
    if is_holiday(at.date(), rules):
        found.append((rules.holiday_percent, HOLIDAY))
    return max(found, default=(0, ""))
