"""Rows of transfers and the stages they reached."""

from collections.abc import Iterable

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import EpisodeId, PatientId, TransferId
from hah_console.domain.transfer import Means, Milestone, Side, StageEntry, Transfer, TransferSignature, TransferStage


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
        "pathway": transfer.pathway,
        "exercise": transfer.exercise,
    }


def transfer_of(
    row: Row, stages: Iterable[Row], signatures: Iterable[Row] = (), milestones: Iterable[Row] = ()
) -> Transfer:
    """The transfer of its head row and what belongs to it, each in order."""
    return Transfer(
        transfer_id=TransferId(row["transfer_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        reason=row["reason"],
        history=tuple(stage_of(r) for r in stages),
        hospital_id=row["hospital_id"],
        version=row["version"],
        pathway=row["pathway"],
        exercise=row["exercise"],
        signatures=tuple(signature_of(r) for r in signatures),
        milestones=tuple(milestone_of(r) for r in milestones),
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


def signature_values(transfer_id: TransferId, signature: TransferSignature) -> Values:
    """The row of a signature."""
    return {
        "transfer_id": transfer_id,
        "side": signature.side.value,
        "name": signature.name,
        "at": ms(signature.at),
        "by": signature.by,
        "means": signature.means.value,
    }


def signature_of(row: Row) -> TransferSignature:
    """The signature of a row."""
    return TransferSignature(Side(row["side"]), row["name"], at(row["at"]), row["by"], Means(row["means"]))


def milestone_values(transfer_id: TransferId, position: int, milestone: Milestone) -> Values:
    """The row of a moment of a pathway."""
    return {
        "transfer_id": transfer_id,
        "position": position,
        "name": milestone.name,
        "at": ms(milestone.at),
        "by": milestone.by,
        "recorded_at": ms(milestone.recorded_at),
    }


def milestone_of(row: Row) -> Milestone:
    """The moment of a row."""
    return Milestone(row["name"], at(row["at"]), row["by"], at(row["recorded_at"]))
