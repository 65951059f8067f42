"""What a person found, counted or chose for one input of a score, as it is kept: never changed, a newer one counts."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId, ScoreAnswerId, UserId
from hah_console.domain.quantity import Quantity, Unit, quantity
from hah_console.domain.score.inputs import Input, Value

FINDING, LEVEL, NUMBER = "finding", "level", "number"
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class ScoreAnswer:
    """``at`` is when it was so, ``entered_at`` when it was written down."""

    answer_id: ScoreAnswerId
    patient_id: PatientId
    asked: Input
    value: Value
    at: datetime
    by: UserId
    entered_at: datetime


def kept_value(value: Value) -> tuple[str, str, str]:
    """Kind, text and unit of a value, as it is stored."""
    if isinstance(value, Quantity):
        return NUMBER, f"{value.value:f}", value.unit.value
    if isinstance(value, bool):
        return FINDING, _YES if value else _NO, ""
    return LEVEL, value, ""


def value_of(kind: str, text: str, unit: str) -> Value:
    """The value of what is stored."""
    if kind == NUMBER:
        return quantity(text, Unit(unit))
    return text == _YES if kind == FINDING else text
