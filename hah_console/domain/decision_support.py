"""Cards of decision services (CDS Hooks 2.0): what a service the site has chosen says; never a finding of ours."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.written import written_line

MOST_TRIES = 20
"""An answer that was sent in vain so often is given up; it stays in the store."""


class Hook(StrEnum):
    """When services are asked."""

    PATIENT_VIEW = "patient-view"
    ORDER_SELECT = "order-select"


class Indicator(IntEnum):
    """How urgent the service calls its card, the heaviest last."""

    INFO = 1
    WARNING = 2
    CRITICAL = 3


@dataclass(frozen=True, slots=True)
class CardLink:
    """A page over TLS the service points to."""

    label: str
    url: str
    host: str


@dataclass(frozen=True, slots=True)
class CardReason:
    """Why a card may be overridden, as the service names it."""

    code: str
    system: str
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a service suggests, in its words. ``suggestion_id`` is empty when it cannot be answered."""

    suggestion_id: str
    label: str
    actions: tuple[str, ...] = ()
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One card. ``service`` is the site's name of the service, ``source`` what the service says it draws on.

    All words are plain text, cut to a length. Without ``card_id`` it cannot be answered.
    """

    service: str
    number: int
    indicator: Indicator
    summary: str
    source: str
    detail: str = ""
    card_id: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    links: tuple[CardLink, ...] = ()
    reasons: tuple[CardReason, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from the other cards in sight."""
        return f"{self.service}/{self.number}"


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What a service said to one question. ``fault`` says why it said nothing usable, empty when it answered.

    ``unread``: cards that could not be read; ``left_out``: cards beyond what is shown.
    """

    service: str
    cards: tuple[Card, ...] = ()
    fault: str = ""
    unread: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ServiceTally:
    """How a service has answered so far; ``cards`` were shown, ``unread`` could not be read."""

    service: str
    asked: int = 0
    failed: int = 0
    cards: int = 0
    unread: int = 0
    last_good_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_fault: str = ""


class CardOutcome(StrEnum):
    """What a person made of a card, in the words of the specification."""

    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


class AnswerState(StrEnum):
    """Whether the service has been told."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What a person made of a card, kept until the service has it. ``number`` is 0 until it is stored.

    ``suggestions`` are the ids of those she will follow herself: nothing is ever carried out by the console.
    """

    service: str
    card_id: str
    outcome: CardOutcome
    patient_id: PatientId
    by: UserId
    at: datetime
    suggestions: tuple[str, ...] = ()
    reason_code: str = ""
    reason_system: str = ""
    comment: str = ""
    state: AnswerState = AnswerState.WAITING
    tries: int = 0
    fault: str = ""
    number: int = 0

    def told(self) -> "CardAnswer":
        """The service has it. Raises IllegalTransition when it was told or given up before."""
        self._require(AnswerState.TOLD)
        return replace(self, state=AnswerState.TOLD, tries=self.tries + 1, fault="")

    def tried(self, fault: str) -> "CardAnswer":
        """Sent in vain. Raises IllegalTransition when it was told or given up before."""
        self._require(AnswerState.GIVEN_UP)
        tries = self.tries + 1
        state = AnswerState.GIVEN_UP if tries >= MOST_TRIES else AnswerState.WAITING
        return replace(self, state=state, tries=tries, fault=fault)

    def _require(self, move: AnswerState) -> None:
        if self.state is not AnswerState.WAITING:
            raise IllegalTransition(entity="card_answer", state=self.state.value, move=move.value)


def accepted(card: Card, suggestion_id: str, patient_id: PatientId, by: UserId, at: datetime) -> CardAnswer:
    """A person will follow one of the suggestions herself. Raises InvalidInput for one the card does not have."""
    if not card.card_id or suggestion_id not in {each.suggestion_id for each in card.suggestions} - {""}:
        raise InvalidInput(field="suggestion", value=suggestion_id, reason="unknown")
    return CardAnswer(card.service, card.card_id, CardOutcome.ACCEPTED, patient_id, by, at, (suggestion_id,))


def overridden(
    card: Card, reason: CardReason | None, comment: str, patient_id: PatientId, by: UserId, at: datetime
) -> CardAnswer:
    """A person does not follow the card. Raises InvalidInput without a reason in one form or the other."""
    words = written_line(comment, "comment", needed=reason is None)
    if not card.card_id or (reason is not None and reason not in card.reasons):
        raise InvalidInput(field="reason", value=reason.code if reason else "", reason="unknown")
    code, system = (reason.code, reason.system) if reason else ("", "")
    return CardAnswer(
        card.service, card.card_id, CardOutcome.OVERRIDDEN, patient_id, by, at, (), code, system, words
    )  # fmt: skip
