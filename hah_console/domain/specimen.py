"""A specimen with the clock of its kind: taken, valid until, received by the laboratory; and what grew in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, SpecimenId, TaskId, UserId
from hah_console.domain.pack_info import PackInfo


class Transport(StrEnum):
    """How it travels."""

    ROOM = "room"
    COOLED = "cooled"
    ICE = "ice"
    BEDSIDE = "bedside"


class SpecimenState(StrEnum):
    """WANTED: ordered, not taken."""

    WANTED = "wanted"
    TAKEN = "taken"
    RECEIVED = "received"
    REJECTED = "rejected"
    NOT_TAKEN = "not_taken"


_MOVES: dict[SpecimenState, frozenset[SpecimenState]] = {
    SpecimenState.WANTED: frozenset({SpecimenState.TAKEN, SpecimenState.NOT_TAKEN}),
    SpecimenState.TAKEN: frozenset({SpecimenState.RECEIVED, SpecimenState.REJECTED}),
    SpecimenState.RECEIVED: frozenset({SpecimenState.REJECTED}),
    SpecimenState.REJECTED: frozenset(),
    SpecimenState.NOT_TAKEN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class SpecimenKind:
    """``windows``: from taken to received, by transport; a transport without one is not allowed for this kind.

    ``before_antibiotic``: to be taken before the first or next dose.
    """

    kind: str
    labels: Mapping[str, str]
    windows: Mapping[Transport, timedelta]
    before_antibiotic: bool
    culture: bool
    source: str


@dataclass(frozen=True, slots=True)
class SpecimenRules:
    """All kinds of one version."""

    info: PackInfo
    kinds: Mapping[str, SpecimenKind]

    def kind(self, kind: str) -> SpecimenKind:
        """A kind; raises InvalidInput for an unknown one."""
        if kind not in self.kinds:
            raise InvalidInput(field="specimen", value=kind, reason="unknown_kind")
        return self.kinds[kind]

    def window(self, kind: str, transport: Transport) -> timedelta:
        """SAFETY(specimen): a transport that spoils the specimen is refused. Raises InvalidInput."""
        windows = self.kind(kind).windows
        if transport not in windows:
            raise InvalidInput(field="transport", value=transport.value, reason="spoils_specimen")
        return windows[transport]


class Growth(StrEnum):
    """What a culture shows."""

    NONE_YET = "none_yet"
    NONE = "none"
    GROWS = "grows"
    CONTAMINATED = "contaminated"


@dataclass(frozen=True, slots=True)
class Culture:
    """A report of a culture; ``organism`` is the laboratory's name. ``final``: no further report is expected."""

    growth: Growth
    reported_at: datetime
    final: bool
    organism: str = ""


@dataclass(frozen=True, slots=True)
class Specimen:
    """``valid_until`` is there once it was taken; ``reason`` says why it was not taken or rejected."""

    specimen_id: SpecimenId
    order_id: OrderId
    episode_id: EpisodeId
    patient_id: PatientId
    kind: str
    wanted_at: datetime
    state: SpecimenState = SpecimenState.WANTED
    taken_at: datetime | None = None
    taken_by: UserId | None = None
    transport: Transport | None = None
    valid_until: datetime | None = None
    received_at: datetime | None = None
    reason: str = ""
    culture: Culture | None = None
    task_id: TaskId | None = None
    version: int = 0

    def taken(self, by: UserId, at: datetime, transport: Transport, rules: SpecimenRules, now: datetime) -> "Specimen":
        """Taken at ``at``; its clock runs. Raises IllegalTransition, InvalidInput."""
        self._require(SpecimenState.TAKEN)
        if at > now:
            raise InvalidInput(field="taken_at", value=at, reason="in_the_future")
        until = at + rules.window(self.kind, transport)
        return replace(
            self, state=SpecimenState.TAKEN, taken_at=at, taken_by=by, transport=transport, valid_until=until
        )

    def received(self, at: datetime, now: datetime) -> "Specimen":
        """In the laboratory. Raises IllegalTransition, InvalidInput before it was taken or in the future."""
        self._require(SpecimenState.RECEIVED)
        if at > now or (self.taken_at is not None and at < self.taken_at):
            raise InvalidInput(field="received_at", value=at, reason="in_the_future" if at > now else "before_specimen")
        return replace(self, state=SpecimenState.RECEIVED, received_at=at)

    def rejected(self, reason: str) -> "Specimen":
        """The laboratory cannot use it. Raises IllegalTransition, InvalidInput without a reason."""
        return self._ended(SpecimenState.REJECTED, reason)

    def not_taken(self, reason: str) -> "Specimen":
        """It was not taken. Raises IllegalTransition, InvalidInput without a reason."""
        return self._ended(SpecimenState.NOT_TAKEN, reason)

    def reported(self, culture: Culture) -> "Specimen":
        """What grew. Raises IllegalTransition when no laboratory has it, or the last report was final."""
        if self.state is not SpecimenState.RECEIVED or (self.culture is not None and self.culture.final):
            raise IllegalTransition(entity="specimen", state=self.state.value, move="report")
        return replace(self, culture=culture)

    def left(self, now: datetime) -> timedelta | None:
        """Time left on the way; None when it is not on the way."""
        if self.state is not SpecimenState.TAKEN or self.valid_until is None:
            return None
        return self.valid_until - now

    @property
    def in_time(self) -> bool | None:
        """Whether it was received in its window; None before that."""
        if self.received_at is None or self.valid_until is None:
            return None
        return self.received_at <= self.valid_until

    def _ended(self, to: SpecimenState, reason: str) -> "Specimen":
        self._require(to)
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        return replace(self, state=to, reason=reason.strip())

    def _require(self, to: SpecimenState) -> None:
        if to not in _MOVES[self.state]:
            raise IllegalTransition(entity="specimen", state=self.state.value, move=to.value)
