"""Cards of decision services in words: what a card says, from whom, how urgent its service calls it; no Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hah_console.domain.decision_support import Card, CardLink, CardReason, Indicator, ServiceAnswer
from hah_console.ui.i18n import Texts

# i18n: decisions.indicator.*


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card in the list."""

    key: str
    card: Card
    title: str
    about: str

    @property
    def spoken(self) -> str:
        """As it is read out."""
        return f"{self.title}, {self.about}"


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """What a person may make of a card: follow a suggestion, or override it with a reason of the service or her own."""

    words: str
    suggestion_id: str = ""
    reason: CardReason | None = None
    overrides: bool = False


def card_lines(texts: Texts, answers: Sequence[ServiceAnswer]) -> tuple[CardLine, ...]:
    """Every card, the heaviest first whichever service it is from."""
    cards = sorted((card for each in answers for card in each.cards), key=lambda card: -card.indicator)
    return tuple(CardLine(card.key, card, title(texts, card), origin(texts, card)) for card in cards)


def title(texts: Texts, card: Card) -> str:
    """The urgency in a word, and the summary."""
    return texts("decisions.title_of", word=indicator(texts, card.indicator), summary=card.summary)


def indicator(texts: Texts, wanted: Indicator) -> str:
    """The word of an urgency."""
    return texts(f"decisions.indicator.{wanted.name.lower()}")


def origin(texts: Texts, card: Card) -> str:
    """From whom it is: never from us."""
    return texts("decisions.origin", service=card.service, source=card.source)


def remarks(texts: Texts, answers: Sequence[ServiceAnswer]) -> str:
    """What is not among the cards: services that said nothing usable, cards left out or not readable."""
    return " ".join(_remarks(texts, answers))


def body(texts: Texts, card: Card) -> str:
    """Detail and suggestions as plain text."""
    lines = [card.detail] if card.detail else []
    for each in card.suggestions:
        word = "decisions.recommended" if each.recommended else "decisions.suggestion"
        lines += ["", texts(word, label=each.label or "—"), *(f"  · {action}" for action in each.actions)]
    return "\n".join(lines).strip()


def options(texts: Texts, card: Card) -> tuple[AnswerOption, ...]:
    """The answers a card takes; none where it cannot be answered."""
    if not card.card_id:
        return ()
    follow = [
        AnswerOption(texts("decisions.follow", label=each.label or "—"), each.suggestion_id)
        for each in card.suggestions if each.suggestion_id
    ]  # fmt: skip
    refuse = [
        AnswerOption(texts("decisions.override", reason=each.words), reason=each, overrides=True)
        for each in card.reasons
    ]  # fmt: skip
    return (*follow, *refuse, AnswerOption(texts("decisions.override_own"), overrides=True))


def link_text(texts: Texts, link: CardLink) -> str:
    """A link with the host it leads to, whatever its label says."""
    return texts("decisions.link", label=link.label, host=link.host)


def _remarks(texts: Texts, answers: Sequence[ServiceAnswer]) -> Iterator[str]:
    for each in answers:
        if each.fault:
            reason = texts.word("errors.reason", each.fault)
            yield texts("decisions.silent", service=each.service, reason=reason)
        if each.unread:
            yield texts("decisions.unread", service=each.service, count=each.unread)
        if each.left_out:
            yield texts("decisions.left_out", service=each.service, count=each.left_out)
