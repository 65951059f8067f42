"""The decision of a round: what a physician decided for one patient on one day."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import NoteId, UserId


class RoundDecision(StrEnum):
    """What is done next. The words to it stand in the plan of the note."""

    CONTINUE = "continue"
    CHANGE_TREATMENT = "change_treatment"
    ORAL_SWITCH = "oral_switch"
    EXAMINE = "examine"
    VISIT_TODAY = "visit_today"
    DISCHARGE_TOMORROW = "discharge_tomorrow"
    DISCHARGE_TODAY = "discharge_today"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class RoundTaken:
    """A round that was made: when, by whom, what was decided, and the note in which it stands."""

    at: datetime
    by: UserId
    decision: RoundDecision
    note_id: NoteId


def decision_of(code: str) -> RoundDecision:
    """The decision of a code; raises InvalidInput for none and for an unknown one."""
    if not code:
        raise InvalidInput(field="decision", value="", reason="empty")
    try:
        return RoundDecision(code)
    except ValueError as error:
        raise InvalidInput(field="decision", value=code, reason="unknown_word") from error


def round_of(event: CaseEvent) -> RoundTaken:
    """The round an event tells of; raises InvalidInput for an event of another kind."""
    if event.kind is not CaseEventKind.ROUND_DECIDED:
        raise InvalidInput(field="decision", value=event.kind.value, reason="unknown_word")
    return RoundTaken(event.at, event.by, decision_of(event.fact("decision")), NoteId(event.fact("note")))
