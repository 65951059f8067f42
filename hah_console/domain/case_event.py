"""What happened in a case, as an append-only line of events: what its clocks and its timeline are read from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.ids import CaseEventId, EpisodeId, PatientId, UserId


class CaseEventKind(StrEnum):
    """Kinds of events. Rule packs name them as where a clock starts and ends."""

    REFERRAL_RECEIVED = "referral_received"
    REFERRAL_RETURNED = "referral_returned"
    REFERRAL_COMPLETED = "referral_completed"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_DECLINED = "referral_declined"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    INTAKE_DECIDED = "intake_decided"
    CONSENT_SIGNED = "consent_signed"
    ADMITTED = "admitted"
    ENROLLED = "enrolled"
    ON_HOLD = "on_hold"
    RESUMED = "resumed"
    ARRIVED = "arrived"
    LEFT = "left"
    CARD_UPLOADED = "card_uploaded"
    CONTACT_HELD = "contact_held"
    ORDERED = "ordered"
    ORDER_STOPPED = "order_stopped"
    DISPENSED = "dispensed"
    DELIVERED = "delivered"
    DOSE_DUE = "dose_due"
    DOSE_GIVEN = "dose_given"
    DOSE_NOT_GIVEN = "dose_not_given"
    SPECIMEN_TAKEN = "specimen_taken"
    SPECIMEN_RECEIVED = "specimen_received"
    RESULT_REPORTED = "result_reported"
    NOTE_WRITTEN = "note_written"
    NOTE_SIGNED = "note_signed"
    NOTE_CORRECTED = "note_corrected"
    ROUND_DECIDED = "round_decided"
    ANSWERED = "answered"
    ATTACHED = "attached"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    FORM_ISSUED = "form_issued"
    FORM_SENT = "form_sent"
    FORM_ATTENDED = "form_attended"
    FORM_DISCHARGED = "form_discharged"
    FORM_ANSWERED = "form_answered"
    EMERGENCY_DEPARTMENT = "emergency_department"
    READMITTED = "readmitted"
    WATCH_ENDED = "watch_ended"
    ESCALATION = "escalation"
    CONSULT_REQUESTED = "consult_requested"
    CONSULT_ACCEPTED = "consult_accepted"
    CONSULT_HELD = "consult_held"
    CONSULT_ADVISED = "consult_advised"
    CONSULT_RECORDED = "consult_recorded"
    CONSULT_ENDED = "consult_ended"
    HOSPITAL_NOTICE = "hospital_notice"
    DIRECTIVE = "directive"
    LIMIT_ENDED = "limit_ended"


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """``at`` is when it happened, ``recorded_at`` when it was written down; ``entity_id`` names what it happened to.

    Before the admission there is no ``episode_id``, before somebody matched a referral to a person no ``patient_id``.
    ``facts`` are codes and ids (profession, visit mode, reason ...), never free text about a person.
    """

    event_id: CaseEventId
    patient_id: PatientId | None
    episode_id: EpisodeId | None
    kind: CaseEventKind
    at: datetime
    recorded_at: datetime
    by: UserId
    entity: str
    entity_id: str
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str, default: str = "") -> str:
        """One of the facts. PERF(clocks): asked for often, of a handful of facts."""
        for known, value in self.facts:
            if known == name:
                return value
        return default
