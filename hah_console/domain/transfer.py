"""The green channel: a transfer into a backup hospital as a state machine whose order is enforced."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, HospitalId, PatientId, TransferId


class TransferStage(StrEnum):
    """Stages in order; REFUSED leads back to a new request, CANCELLED ends."""

    DECIDED = "decided"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


STAGE_LINE = (
    TransferStage.DECIDED,
    TransferStage.ASKED,
    TransferStage.ACCEPTED,
    TransferStage.DEPARTED,
    TransferStage.ARRIVED,
    TransferStage.HANDED_OVER,
)
"""The stages of an undisturbed transfer, in order."""

_NEXT: dict[TransferStage, frozenset[TransferStage]] = {
    TransferStage.DECIDED: frozenset({TransferStage.ASKED, TransferStage.CANCELLED}),
    TransferStage.ASKED: frozenset({TransferStage.ACCEPTED, TransferStage.REFUSED, TransferStage.CANCELLED}),
    TransferStage.REFUSED: frozenset({TransferStage.ASKED, TransferStage.CANCELLED}),
    TransferStage.ACCEPTED: frozenset({TransferStage.DEPARTED, TransferStage.CANCELLED}),
    TransferStage.DEPARTED: frozenset({TransferStage.ARRIVED}),
    TransferStage.ARRIVED: frozenset({TransferStage.HANDED_OVER}),
    TransferStage.HANDED_OVER: frozenset(),
    TransferStage.CANCELLED: frozenset(),
}

ENDED = frozenset({TransferStage.HANDED_OVER, TransferStage.CANCELLED})
_NEEDS_REASON = frozenset({TransferStage.REFUSED, TransferStage.CANCELLED})


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One stage reached: when, by whom, at which hospital, why."""

    stage: TransferStage
    at: datetime
    by: str
    hospital_id: HospitalId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer; ``history`` is append-only and its last entry is the present stage."""

    transfer_id: TransferId
    episode_id: EpisodeId
    patient_id: PatientId
    reason: str
    history: tuple[StageEntry, ...]
    hospital_id: HospitalId | None = None
    version: int = 0

    @property
    def stage(self) -> TransferStage:
        """The present stage."""
        return self.history[-1].stage

    @property
    def ended(self) -> bool:
        """Whether no further stage can follow."""
        return self.stage in ENDED

    def reached_at(self, stage: TransferStage) -> datetime | None:
        """When ``stage`` was last reached, or None."""
        return next((e.at for e in reversed(self.history) if e.stage is stage), None)

    def next_stages(self) -> frozenset[TransferStage]:
        """The stages that may follow now."""
        return _NEXT[self.stage]

    def moved(
        self, to: TransferStage, *, at: datetime, by: str, hospital_id: HospitalId | None = None, note: str = ""
    ) -> "Transfer":
        """The transfer after the stage ``to``.

        Raises IllegalTransition for a stage out of order, an ASKED without a hospital, a REFUSED or CANCELLED
        without a note, or a time before the previous stage.
        """
        chosen = hospital_id or self.hospital_id
        out_of_order = to not in self.next_stages() or at < self.history[-1].at
        nobody_asked = to is TransferStage.ASKED and chosen is None
        if out_of_order or nobody_asked or (to in _NEEDS_REASON and not note.strip()):
            raise IllegalTransition(entity="transfer", state=self.stage.value, move=to.value)
        entry = StageEntry(to, at, by, chosen, note)
        return replace(self, history=(*self.history, entry), hospital_id=chosen)
