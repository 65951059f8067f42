"""Rows of visits as they were and of card data on their way to the payer."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms, ms_or_none
from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.visit_record import Emergency, VisitMode, VisitRecord
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, VisitRecordId
from hah_console.domain.staff import Profession


def visit_values(visit: VisitRecord) -> Values:
    """The row of a visit."""
    emergency = visit.emergency
    return {
        "visit_record_id": visit.visit_record_id,
        "episode_id": visit.episode_id,
        "patient_id": visit.patient_id,
        "staff_id": visit.staff_id,
        "profession": visit.profession.value,
        "mode": visit.mode.value,
        "arrived_at": ms_or_none(visit.arrived_at),
        "left_at": ms_or_none(visit.left_at),
        "indication": emergency.indication if emergency else None,
        "assessed_by": emergency.assessed_by if emergency else None,
        "assessed_at": ms_or_none(emergency.assessed_at) if emergency else None,
        "standing_order": emergency.standing_order if emergency else False,
        "task_id": visit.task_id,
        "card_read": visit.card_read,
        "note": visit.note,
        "in_vain": visit.in_vain,
        "noted_at": ms(visit.noted_at),
        "version": visit.version,
    }


def visit_of(row: Row) -> VisitRecord:
    """The visit of a row."""
    return VisitRecord(
        visit_record_id=VisitRecordId(row["visit_record_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        staff_id=StaffId(row["staff_id"]),
        profession=Profession(row["profession"]),
        noted_at=at(row["noted_at"]),
        mode=VisitMode(row["mode"]),
        arrived_at=at_or_none(row["arrived_at"]),
        left_at=at_or_none(row["left_at"]),
        emergency=_emergency(row),
        task_id=row["task_id"],
        card_read=row["card_read"],
        note=row["note"],
        in_vain=row["in_vain"],
        version=row["version"],
    )


def _emergency(row: Row) -> Emergency | None:
    if row["indication"] is None:
        return None
    return Emergency(row["indication"], row["assessed_by"], at_or_none(row["assessed_at"]), row["standing_order"])


def upload_values(upload: CardUpload) -> Values:
    """The row of a card upload."""
    return {
        "visit_record_id": upload.visit_record_id,
        "episode_id": upload.episode_id,
        "patient_id": upload.patient_id,
        "due_at": ms(upload.due_at),
        "state": upload.state.value,
        "attempts": upload.attempts,
        "last_at": ms_or_none(upload.last_at),
        "receipt": upload.receipt,
        "failure": upload.failure,
        "version": upload.version,
    }


def upload_of(row: Row) -> CardUpload:
    """The card upload of a row."""
    return CardUpload(
        visit_record_id=VisitRecordId(row["visit_record_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        due_at=at(row["due_at"]),
        state=UploadState(row["state"]),
        attempts=row["attempts"],
        last_at=at_or_none(row["last_at"]),
        receipt=row["receipt"],
        failure=row["failure"],
        version=row["version"],
    )
