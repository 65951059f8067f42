"""Questionnaires as data: items with points, a sum with bounds while answers are missing, bands of the sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import AnswersId, EpisodeId, PatientId, UserId
from hah_console.domain.pack_info import PackInfo


@dataclass(frozen=True, slots=True)
class Item:
    """A question by its code, and the points its answers may have; ``optional`` ones do not count."""

    code: str
    points: tuple[int, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SumBand:
    """Sums from ``low`` to ``high``, both included."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """``worse`` is the rise of the sum from which a change means getting worse; None where the source names none."""

    questionnaire_id: str
    info: PackInfo
    items: tuple[Item, ...]
    bands: tuple[SumBand, ...] = ()
    worse: int | None = None

    def item(self, code: str) -> Item:
        """The item of a code; raises InvalidInput."""
        found = next((item for item in self.items if item.code == code), None)
        if found is None:
            raise InvalidInput(field=code, value="", reason="unknown_question")
        return found


class Answered(StrEnum):
    """How the answers came."""

    TELEPHONE = "telephone"
    VISIT = "visit"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, by code of the item; a question nobody answered is not in it."""

    answers_id: AnswersId
    patient_id: PatientId
    episode_id: EpisodeId
    questionnaire_id: str
    pack_version: str
    answered_at: datetime
    answered: Answered
    by: UserId
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum lies in [``lower``, ``upper``]; ``bands`` are those it may be in, ``missing`` the codes not answered."""

    lower: int
    upper: int
    missing: tuple[str, ...]
    bands: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every item that counts was answered."""
        return not self.missing


def checked(points: Mapping[str, int], questionnaire: Questionnaire) -> dict[str, int]:
    """The answers in the order of the items; raises InvalidInput for an unknown item or points it does not have."""
    for code, given in points.items():
        if given not in questionnaire.item(code).points:
            raise InvalidInput(field=code, value=str(given), reason="no_such_answer")
    return {item.code: points[item.code] for item in questionnaire.items if item.code in points}


def total_of(points: Mapping[str, int], questionnaire: Questionnaire) -> Total:
    """The sum of the items that count, with bounds for those not answered."""
    counting = [item for item in questionnaire.items if not item.optional]
    missing = [item for item in counting if item.code not in points]
    given = sum(points[item.code] for item in counting if item.code in points)
    lower = given + sum(min(item.points) for item in missing)
    upper = given + sum(max(item.points) for item in missing)
    bands = tuple(band.name for band in questionnaire.bands if band.low <= upper and lower <= band.high)
    return Total(lower, upper, tuple(item.code for item in missing), bands)


def worsened(before: Total, after: Total, questionnaire: Questionnaire) -> bool | None:
    """Whether the sum has certainly risen by what counts as worse; None where that cannot be said."""
    if questionnaire.worse is None:
        return None
    if after.lower - before.upper >= questionnaire.worse:
        return True
    return False if after.upper - before.lower < questionnaire.worse else None
