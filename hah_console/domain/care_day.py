"""Day n of a stay against the target and the maximum of its condition."""

from dataclasses import dataclass
from enum import StrEnum


class DayStanding(StrEnum):
    """How a day stands to the days of the programme; AT: the last day that is still within."""

    WITHIN = "within"
    AT_TARGET = "at_target"
    PAST_TARGET = "past_target"
    AT_MAXIMUM = "at_maximum"
    PAST_MAXIMUM = "past_maximum"


@dataclass(frozen=True, slots=True)
class CareDay:
    """The day of admission is day 1. ``target`` and ``maximum`` are None where the rule pack says nothing of them."""

    day: int
    target: int | None = None
    maximum: int | None = None

    @property
    def standing(self) -> DayStanding:
        """Against the maximum first, for that is the harder limit."""
        if self.maximum is not None and self.day >= self.maximum:
            return DayStanding.PAST_MAXIMUM if self.day > self.maximum else DayStanding.AT_MAXIMUM
        if self.target is not None and self.day >= self.target:
            return DayStanding.PAST_TARGET if self.day > self.target else DayStanding.AT_TARGET
        return DayStanding.WITHIN
