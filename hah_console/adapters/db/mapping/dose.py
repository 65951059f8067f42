"""Rows of doses."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, member_or_none, ms, ms_or_none, value_or_none
from hah_console.domain.dose import Dose, DoseState, DoseWindow, Giver
from hah_console.domain.ids import DoseId, EpisodeId, OrderId, PatientId


def dose_values(dose: Dose) -> Values:
    """The row of a dose."""
    return {
        "dose_id": dose.dose_id,
        "order_id": dose.order_id,
        "episode_id": dose.episode_id,
        "patient_id": dose.patient_id,
        "due_at": ms(dose.due_at),
        "earliest": ms(dose.window.earliest),
        "latest": ms(dose.window.latest),
        "missed_after": ms(dose.window.missed_after),
        "state": dose.state.value,
        "at": ms_or_none(dose.at),
        "by": dose.by,
        "giver": value_or_none(dose.giver),
        "reason": dose.reason,
        "note": dose.note,
        "first": dose.first,
        "task_id": dose.task_id,
        "version": dose.version,
    }


def dose_of(row: Row) -> Dose:
    """The dose of a row."""
    return Dose(
        dose_id=DoseId(row["dose_id"]),
        order_id=OrderId(row["order_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        due_at=at(row["due_at"]),
        window=DoseWindow(at(row["earliest"]), at(row["latest"]), at(row["missed_after"])),
        state=DoseState(row["state"]),
        at=at_or_none(row["at"]),
        by=row["by"],
        giver=member_or_none(Giver, row["giver"]),
        reason=row["reason"],
        note=row["note"],
        first=bool(row["first"]),
        task_id=row["task_id"],
        version=row["version"],
    )
