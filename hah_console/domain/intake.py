"""The intake of one referral: what was found out, and whether care at home is decided for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.assessment import Assessment
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotReady
from hah_console.domain.ids import EpisodeId, IntakeId, ReferralId, UserId
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import Effect


class Decision(StrEnum):
    """Codes of the national draft guide (TW LTC IG, hospital at home)."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    PENDING = "pending"


_D = Decision
_MOVES: dict[Decision | None, frozenset[Decision]] = {
    None: frozenset(_D),
    _D.PENDING: frozenset(_D),
    _D.ELIGIBLE: frozenset({_D.PENDING, _D.INELIGIBLE}),
    _D.INELIGIBLE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """One decision: who, when, why, by which rules. ``against`` names the findings it was taken against.

    ``automatic``: a decision for care at home that stopped holding because what it rested on was changed.
    """

    decision: Decision
    at: datetime
    by: UserId
    reason: str
    rules_version: str
    against: tuple[str, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake; ``decisions`` is append-only. ``episode_id`` is set by the admission, after which nothing changes."""

    intake_id: IntakeId
    referral_id: ReferralId
    answers: IntakeAnswers
    opened_at: datetime
    opened_by: UserId
    decisions: tuple[DecisionEntry, ...] = ()
    episode_id: EpisodeId | None = None
    version: int = 0

    @property
    def decision(self) -> Decision | None:
        """The decision that holds now; None before the first."""
        return self.decisions[-1].decision if self.decisions else None

    @property
    def ended(self) -> bool:
        """Whether nothing can change any more."""
        return self.episode_id is not None or self.decision is Decision.INELIGIBLE

    def moves(self) -> frozenset[Decision]:
        """The decisions that may be taken now."""
        return frozenset() if self.ended else _MOVES[self.decision]

    def answered(self, answers: IntakeAnswers, at: datetime, by: UserId) -> "Intake":
        """With other answers. A decision for care at home that rested on others is pending again.

        Raises IllegalTransition when the intake has ended.
        """
        if self.ended:
            raise IllegalTransition(entity="intake", state=self._state(), move="answer")
        changed = replace(self, answers=answers)
        return changed if answers == self.answers else changed.reopened(at, by)

    def reopened(self, at: datetime, by: UserId) -> "Intake":
        """Pending again, because something a decision for care at home rested on is gone; unchanged without one."""
        if self.ended or self.decision is not Decision.ELIGIBLE:
            return self
        again = DecisionEntry(Decision.PENDING, at, by, "", self.decisions[-1].rules_version, automatic=True)
        return replace(self, decisions=(*self.decisions, again))

    def decided(self, decision: Decision, found: Assessment, at: datetime, by: UserId, reason: str = "") -> "Intake":
        """With one more decision.

        Raises IllegalTransition for a decision that cannot follow, NotReady for "eligible" while something is missing
        or forbids it, InvalidInput without the reason that every other decision, and one against a finding, needs.
        """
        if decision not in self.moves():
            raise IllegalTransition(entity="intake", state=self._state(), move=decision.value)
        against = tuple(one.name for one in found.of_effect(Effect.REASON)) if decision is Decision.ELIGIBLE else ()
        if decision is Decision.ELIGIBLE:
            _require_ready(found)
        if (against or decision is not Decision.ELIGIBLE) and not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        entry = DecisionEntry(decision, at, by, reason.strip(), found.rules_version, against)
        return replace(self, decisions=(*self.decisions, entry))

    def admitted(self, episode_id: EpisodeId) -> "Intake":
        """Ended by an admission; raises IllegalTransition unless decided for."""
        if self.ended or self.decision is not Decision.ELIGIBLE:
            raise IllegalTransition(entity="intake", state=self._state(), move="admit")
        return replace(self, episode_id=episode_id)

    def _state(self) -> str:
        if self.episode_id is not None:
            return "admitted"
        return self.decision.value if self.decision else "open"


def _require_ready(found: Assessment) -> None:
    """SAFETY(no guess): nobody is taken into care at home while a question is open or the programme's rule forbids."""
    blocked = tuple(one.name for one in found.of_effect(Effect.BLOCKS))
    missing = tuple(gap.field for gap in found.gaps)
    if blocked or missing:
        raise NotReady("decide_eligible", (*missing, *blocked))
