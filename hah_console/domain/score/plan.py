"""Which score belongs to which condition and moment, how long inputs may be used, and which totals are warned of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from hah_console.domain.episode import Condition
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult


class Moment(StrEnum):
    """When scores are looked at; OBSERVATION is each set of vital signs."""

    INTAKE = "intake"
    OBSERVATION = "observation"
    DAILY = "daily"
    WORSENING = "worsening"
    CLOSURE = "closure"


class When(StrEnum):
    """On what a score depends besides the moment."""

    ALWAYS = "always"
    WITH_LABORATORY = "with_laboratory"
    WITHOUT_LABORATORY = "without_laboratory"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class ScoreUse:
    """A score at some moments; without ``conditions`` for all of them."""

    score: ScoreName
    moments: frozenset[Moment]
    conditions: frozenset[Condition]
    when: When = When.ALWAYS

    def wanted(self, condition: Condition, moment: Moment, laboratory: bool) -> bool:
        """Whether it is looked at then. COMPLETE is wanted, and shown only when nothing is missing."""
        of_condition = not self.conditions or condition in self.conditions
        unfit = When.WITHOUT_LABORATORY if laboratory else When.WITH_LABORATORY
        return of_condition and moment in self.moments and self.when is not unfit


@dataclass(frozen=True, slots=True)
class ScoreFrom:
    """Totals of a score from ``at_least`` upwards."""

    score: ScoreName
    at_least: int


@dataclass(frozen=True, slots=True)
class StayFlag:
    """A total that speaks for staying in hospital; ``certain`` is false while missing inputs may still decide it."""

    score: ScoreName
    at_least: int
    certain: bool


@dataclass(frozen=True, slots=True)
class ScorePlan:
    """``validity``: how long an input may be used; None is for the whole stay."""

    info: PackInfo
    uses: tuple[ScoreUse, ...]
    worsening: ScoreFrom
    stay_in_hospital: tuple[ScoreFrom, ...]
    validity: Mapping[Input, timedelta | None]

    def uses_at(self, condition: Condition, moment: Moment, laboratory: bool) -> tuple[ScoreUse, ...]:
        """The scores of a condition at a moment; ``laboratory``: there are results of the last day."""
        return tuple(use for use in self.uses if use.wanted(condition, moment, laboratory))

    def worsens(self, result: ScoreResult) -> bool:
        """Whether a result by itself says that the course worsens: its lower bound is enough."""
        return result.name == self.worsening.score and result.lower >= self.worsening.at_least

    def stay_flags(self, results: Iterable[ScoreResult]) -> tuple[StayFlag, ...]:
        """What speaks for staying in hospital, or may."""
        by_name = {result.name: result for result in results}
        return tuple(
            StayFlag(one.score, one.at_least, by_name[one.score].lower >= one.at_least)
            for one in self.stay_in_hospital
            if one.score in by_name and by_name[one.score].upper >= one.at_least
        )
