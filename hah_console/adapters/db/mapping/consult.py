"""Rows of consultations and their steps."""

import json
from collections.abc import Iterable

from hah_console.adapters.db.values import Row, Values, at, dumps, member_or_none, ms, value_or_none
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.consult import Consult, ConsultAdvice, ConsultState, ConsultStep, Meeting, Parties, Urgency
from hah_console.domain.ids import ConsultId, EpisodeId, PatientId, StaffId


def consult_values(consult: Consult) -> Values:
    """The head row of a consultation, without its steps."""
    return {
        "consult_id": consult.consult_id,
        "episode_id": consult.episode_id,
        "patient_id": consult.patient_id,
        "department": consult.department,
        "question": consult.question,
        "urgency": consult.urgency.value,
        "state": consult.state.value,
        "requested_at": ms(consult.history[0].at),
        "escalation_id": consult.escalation_id,
        "specialist": consult.specialist,
        "meeting": _meeting_text(consult.meeting),
        "advice": value_or_none(consult.advice),
        "advice_text": consult.advice_text,
        "contact_id": consult.contact_id,
        "version": consult.version,
    }


def consult_of(row: Row, steps: Iterable[Row]) -> Consult:
    """The consultation of its head row and its steps in order of position."""
    return Consult(
        consult_id=ConsultId(row["consult_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        department=row["department"],
        question=row["question"],
        urgency=Urgency(row["urgency"]),
        history=tuple(ConsultStep(ConsultState(s["state"]), at(s["at"]), s["by"], s["note"]) for s in steps),
        escalation_id=row["escalation_id"],
        specialist=row["specialist"],
        meeting=_meeting_of(row["meeting"]),
        advice=member_or_none(ConsultAdvice, row["advice"]),
        advice_text=row["advice_text"],
        contact_id=row["contact_id"],
        version=row["version"],
    )


def consult_step_values(consult_id: ConsultId, position: int, step: ConsultStep) -> Values:
    """The row of a step."""
    return {
        "consult_id": consult_id, "position": position, "state": step.state.value, "at": ms(step.at), "by": step.by,
        "note": step.note,
    }  # fmt: skip


def _meeting_text(meeting: Meeting | None) -> str:
    if meeting is None:
        return ""
    parties = meeting.parties
    return dumps(
        {
            "mode": meeting.mode.value,
            "parties": [parties.patient_side, parties.physician_id, parties.specialist],
            "marks": list(meeting.marks),
            "consented": meeting.consented,
            "urgent": meeting.urgent,
            "link": meeting.link,
        }
    )


def _meeting_of(stored: str) -> Meeting | None:
    if not stored:
        return None
    raw = json.loads(stored)
    patient_side, physician_id, specialist = raw["parties"]
    return Meeting(
        mode=VisitMode(raw["mode"]),
        parties=Parties(patient_side, StaffId(physician_id), specialist),
        marks=tuple(IdentityMark(mark) for mark in raw["marks"]),
        consented=bool(raw["consented"]),
        urgent=bool(raw["urgent"]),
        link=raw["link"],
    )
