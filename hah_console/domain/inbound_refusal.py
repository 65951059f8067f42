"""A resource of a hospital that cannot be used: kept as it came with its reason until somebody has dealt with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import InboundRefusalId, UserId


class RefusalState(StrEnum):
    """AGAIN: a person wants it taken again, the service does so with its next turn."""

    WAITING = "waiting"
    AGAIN = "again"
    TAKEN = "taken"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class InboundRefusal:
    """``reason`` is a code, ``facts`` what it is about (path, rule, unit, value ...), never a patient's name.

    ``raw_id`` finds the resource as it came; empty for one that could not even be kept. ``times`` counts attempts.
    """

    refusal_id: InboundRefusalId
    feed: str
    subject: str
    resource_type: str
    resource_id: str
    version_id: str
    reason: str
    received_at: datetime
    facts: tuple[tuple[str, str], ...] = ()
    raw_id: str = ""
    times: int = 1
    state: RefusalState = RefusalState.WAITING
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    note: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something of the patient is missing because of it."""
        return self.state in (RefusalState.WAITING, RefusalState.AGAIN)

    def asked_again(self, by: UserId, at: datetime) -> "InboundRefusal":
        """A person wants it tried again. Raises IllegalTransition unless it waits or was set aside."""
        self._require(RefusalState.AGAIN, RefusalState.WAITING, RefusalState.SET_ASIDE)
        return replace(self, state=RefusalState.AGAIN, decided_by=by, decided_at=at, note="")

    def taken(self, at: datetime) -> "InboundRefusal":
        """It could be used, or a newer version of it was. Raises IllegalTransition unless it is open."""
        self._require(RefusalState.TAKEN, RefusalState.WAITING, RefusalState.AGAIN)
        return replace(self, state=RefusalState.TAKEN, decided_at=at)

    def refused_again(self, reason: str, facts: tuple[tuple[str, str], ...]) -> "InboundRefusal":
        """Tried again in vain. Raises IllegalTransition unless it was asked for."""
        self._require(RefusalState.WAITING, RefusalState.AGAIN)
        return replace(self, state=RefusalState.WAITING, reason=reason, facts=facts, times=self.times + 1)

    def set_aside(self, by: UserId, at: datetime, note: str) -> "InboundRefusal":
        """A person says why it is not needed. Raises IllegalTransition unless it waits."""
        self._require(RefusalState.SET_ASIDE, RefusalState.WAITING)
        return replace(self, state=RefusalState.SET_ASIDE, decided_by=by, decided_at=at, note=note)

    def _require(self, to: RefusalState, *allowed: RefusalState) -> None:
        if self.state not in allowed:
            raise IllegalTransition(entity="inbound_refusal", state=self.state.value, move=to.value)
