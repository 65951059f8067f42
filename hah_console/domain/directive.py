"""What a patient wants of resuscitation and of care ahead, as recorded: which statement, since when, seen where."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.ids import UserId


class DirectiveKind(StrEnum):
    """DNR: no resuscitation wanted. ADVANCE_CARE_PLAN: an advance decision after advance care planning."""

    DNR = "dnr"
    ADVANCE_CARE_PLAN = "advance_care_plan"


class DirectiveState(StrEnum):
    """IN_FORCE: signed and valid. NOT_MADE: somebody asked, there is none. WITHDRAWN: taken back."""

    IN_FORCE = "in_force"
    NOT_MADE = "not_made"
    WITHDRAWN = "withdrawn"


class DirectiveSource(StrEnum):
    """Where it was seen or who told it."""

    DOCUMENT = "document"
    CARD = "card"
    CHART = "chart"
    PATIENT = "patient"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Directive:
    """One statement as recorded ``by`` somebody ``at`` a moment; ``signed_on`` is the day on it, None when untold."""

    kind: DirectiveKind
    state: DirectiveState
    source: DirectiveSource
    signed_on: date | None
    at: datetime
    by: UserId
