"""Cards on their way to the payer, the visits of a month, and the limits of physicians, as frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.claims.caps import CapCount
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.rules import ClaimRules
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import PatientId, StaffId, VisitRecordId
from hah_console.domain.patient import masked_name
from hah_console.domain.staff import Staff
from hah_console.services.card_uploads import WaitingCard, waiting_cards
from hah_console.services.claims import caps_of_team, month_span
from hah_console.services.context import Context


@dataclass(frozen=True, slots=True)
class ClaimBoard:
    """``cards`` wait for the payer, the most urgent first; ``visits`` of the month, the newest first.

    ``in_care`` are the admissions a visit may be entered for; ``uploads`` by visit; names of patients are masked.
    """

    month: str
    cards: tuple[WaitingCard, ...]
    visits: tuple[VisitRecord, ...]
    uploads: Mapping[VisitRecordId, CardUpload]
    caps: tuple[CapCount, ...]
    in_care: tuple[Episode, ...]
    names: Mapping[PatientId, str]
    numbers: Mapping[PatientId, str]
    staff: Mapping[StaffId, Staff]
    at: datetime


def read_claim_board(ctx: Context, rules: ClaimRules, month: str) -> ClaimBoard:
    """Everything of ``month`` (``2026-11``). Raises InvalidInput for what is not a month."""
    start, end = month_span(ctx, month)
    cards, caps = waiting_cards(ctx), caps_of_team(ctx, rules.caps)
    with ctx.store() as uow:
        visits = tuple(sorted(uow.visit_records.between(start, end), key=lambda visit: visit.when, reverse=True))
        uploads = uow.card_uploads.of_visits([visit.visit_record_id for visit in visits])
        in_care = tuple(one for one in uow.episodes.open() if one.state is not EpisodeState.PLANNED)
        wanted = {visit.patient_id for visit in visits} | {one.patient_id for one in in_care}
        patients = uow.patients.some(wanted | {card.patient.patient_id for card in cards})
        staff = {person.staff_id: person for person in uow.staff.all()}
    return ClaimBoard(
        month,
        cards,
        visits,
        {upload.visit_record_id: upload for upload in uploads},
        caps,
        in_care,
        {patient.patient_id: masked_name(patient.name) for patient in patients},
        {patient.patient_id: patient.medical_record_number for patient in patients},
        staff,
        ctx.clock.now(),
    )
