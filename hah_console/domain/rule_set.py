"""Alarm rules of a site on their way into force: written, replayed, proposed, and activated by a second person."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import HahError, IllegalTransition
from hah_console.domain.ids import RuleSetId


class RuleSetState(StrEnum):
    """DRAFT: being written. PROPOSED: replayed and waiting for a second person. ACTIVE: in force (one at a time).
    RETIRED: was in force. REJECTED: the second person said no."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"


class SecondPersonNeeded(HahError):
    """Who proposed a rule set may not decide on it. Facts: rule_set."""

    code = "second_person_needed"


class ReplayNeeded(HahError):
    """A rule set may not be proposed before it has been replayed. Facts: rule_set."""

    code = "replay_needed"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """``text`` is the TOML of an alarm rule pack, ``digest`` its SHA-256; ``report`` the JSON of its last replay."""

    rule_set_id: RuleSetId
    name: str
    rules_version: str
    text: str
    digest: str
    state: RuleSetState
    created_by: str
    created_at: datetime
    report: str = ""
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 0

    def rewritten(self, text: str, digest: str, rules_version: str, by: str) -> "RuleSet":
        """With another text, which nobody has replayed; only while it is a draft. Who changes it has written it."""
        self._must_be(RuleSetState.DRAFT, "rewrite")
        return replace(self, text=text, digest=digest, rules_version=rules_version, created_by=by, report="")

    def replayed(self, report: str) -> "RuleSet":
        """With the report of a replay; only while it is a draft."""
        self._must_be(RuleSetState.DRAFT, "replay")
        return replace(self, report=report)

    def proposed(self, by: str, at: datetime) -> "RuleSet":
        """Put before a second person. Raises ReplayNeeded, IllegalTransition."""
        self._must_be(RuleSetState.DRAFT, "propose")
        if not self.report:
            raise ReplayNeeded(rule_set=self.name)
        return replace(self, state=RuleSetState.PROPOSED, proposed_by=by, proposed_at=at)

    def decided(self, by: str, at: datetime, *, accepted: bool) -> "RuleSet":
        """Activated or rejected by somebody else than who proposed it. Raises SecondPersonNeeded, IllegalTransition."""
        self._must_be(RuleSetState.PROPOSED, "activate" if accepted else "reject")
        if by in {self.proposed_by, self.created_by}:
            raise SecondPersonNeeded(rule_set=self.name)
        state = RuleSetState.ACTIVE if accepted else RuleSetState.REJECTED
        return replace(self, state=state, decided_by=by, decided_at=at)

    def retired(self) -> "RuleSet":
        """Another one is in force now."""
        self._must_be(RuleSetState.ACTIVE, "retire")
        return replace(self, state=RuleSetState.RETIRED)

    def _must_be(self, state: RuleSetState, move: str) -> None:
        if self.state is not state:
            raise IllegalTransition(entity="rule_set", state=self.state.value, move=move)
