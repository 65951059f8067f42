"""Rows of transfers and the stages they reached."""

from collections.abc import Iterable

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import EpisodeId, PatientId, TransferId
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage


def transfer_values(transfer: Transfer) -> Values:
    """The head row of a transfer, without its history."""
    return {
        "transfer_id": transfer.transfer_id,
        "episode_id": transfer.episode_id,
        "patient_id": transfer.patient_id,
        "reason": transfer.reason,
        "stage": transfer.stage.value,
        "hospital_id": transfer.hospital_id,
        "version": transfer.version,
    }


def transfer_of(row: Row, stages: Iterable[Row]) -> Transfer:
    """The transfer of its head row and its stages in order of position."""
    return Transfer(
        transfer_id=TransferId(row["transfer_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        reason=row["reason"],
        history=tuple(stage_of(r) for r in stages),
        hospital_id=row["hospital_id"],
        version=row["version"],
    )


def stage_values(transfer_id: TransferId, position: int, entry: StageEntry) -> Values:
    """The row of a stage."""
    return {
        "transfer_id": transfer_id,
        "position": position,
        "stage": entry.stage.value,
        "at": ms(entry.at),
        "by": entry.by,
        "hospital_id": entry.hospital_id,
        "note": entry.note,
    }


def stage_of(row: Row) -> StageEntry:
    """The stage of a row."""
    return StageEntry(TransferStage(row["stage"]), at(row["at"]), row["by"], row["hospital_id"], row["note"])
