"""The record a visit leaves on the patient's card, on its way to the payer: due a day after the visit."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import EpisodeId, PatientId, VisitRecordId


class UploadState(StrEnum):
    """Waiting, taken by the payer, or refused by it."""

    WAITING = "waiting"
    UPLOADED = "uploaded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CardUpload:
    """One visit's card data in the queue. ``receipt`` is the payer's, ``failure`` what it said at the last attempt."""

    visit_record_id: VisitRecordId
    episode_id: EpisodeId
    patient_id: PatientId
    due_at: datetime
    state: UploadState = UploadState.WAITING
    attempts: int = 0
    last_at: datetime | None = None
    receipt: str = ""
    failure: str = ""
    version: int = 0

    def uploaded(self, at: datetime, receipt: str) -> "CardUpload":
        """Taken by the payer; raises IllegalTransition when it was already."""
        self._require_open("upload")
        return replace(
            self, state=UploadState.UPLOADED, attempts=self.attempts + 1, last_at=at, receipt=receipt, failure=""
        )

    def failed(self, at: datetime, failure: str) -> "CardUpload":
        """An attempt that was refused; it stays in the queue. Raises IllegalTransition when it was taken already."""
        self._require_open("fail")
        return replace(self, state=UploadState.FAILED, attempts=self.attempts + 1, last_at=at, failure=failure)

    def late(self, now: datetime) -> bool:
        """Whether it was due and has not been taken."""
        return self.state is not UploadState.UPLOADED and now > self.due_at

    def _require_open(self, move: str) -> None:
        if self.state is UploadState.UPLOADED:
            raise IllegalTransition(entity="card_upload", state=self.state.value, move=move)
