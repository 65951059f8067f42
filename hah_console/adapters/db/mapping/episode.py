"""Rows of episodes."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, member_or_none, ms, ms_or_none, value_or_none
from hah_console.domain.episode import Condition, Episode, EpisodeState, HoldReason, Mode, Outcome
from hah_console.domain.ids import EpisodeId, PatientId


def episode_values(episode: Episode) -> Values:
    """The row of an episode."""
    return {
        "episode_id": episode.episode_id,
        "patient_id": episode.patient_id,
        "condition": episode.condition.value,
        "mode": episode.mode.value,
        "state": episode.state.value,
        "admitted_at": ms(episode.admitted_at),
        "owner_id": episode.owner_id,
        "physician_id": episode.physician_id,
        "kit_id": episode.kit_id,
        "outcome": value_or_none(episode.outcome),
        "closed_at": ms_or_none(episode.closed_at),
        "version": episode.version,
        "hold_reason": value_or_none(episode.hold_reason),
        "principal_diagnosis": episode.principal_diagnosis,
        "referral_id": episode.referral_id,
    }


def episode_of(row: Row) -> Episode:
    """The episode of a row."""
    return Episode(
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        condition=Condition(row["condition"]),
        mode=Mode(row["mode"]),
        state=EpisodeState(row["state"]),
        admitted_at=at(row["admitted_at"]),
        owner_id=row["owner_id"],
        physician_id=row["physician_id"],
        kit_id=row["kit_id"],
        outcome=member_or_none(Outcome, row["outcome"]),
        closed_at=at_or_none(row["closed_at"]),
        version=row["version"],
        hold_reason=member_or_none(HoldReason, row["hold_reason"]),
        principal_diagnosis=row["principal_diagnosis"],
        referral_id=row["referral_id"],
    )
