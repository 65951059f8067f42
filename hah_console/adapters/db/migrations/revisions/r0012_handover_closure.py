"""Handovers, closures and referral forms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables; nothing is known of the handovers and closures there were."""
    _handover()
    _handover_item()
    _closure()
    _ltc_referral()
    _hospital_referral()


def _handover() -> None:
    op.create_table(
        "handover",
        *_words("handover_id", "giver_id", "receiver_id"),
        _moment("drafted_at"),
        *_words("state"),
        *_signature("given"),
        *_signature("received"),
        _moment("withdrawn_at", optional=True),
        *_words("withdrawn_for"),
        _version(),
        sa.PrimaryKeyConstraint("handover_id", name="pk_handover"),
    )
    _indexes("handover", "giver_id", "receiver_id", "state")


def _handover_item() -> None:
    op.create_table(
        "handover_item",
        *_words("handover_id", "episode_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("patient_id", "owner_id", "state", "isbar", "carried"),
        *_signature("answered"),
        *_words("reason"),
        sa.Column("read_back", sa.Integer(), nullable=False),
        *_signature("kept"),
        _refers("handover_item", "handover_id", "handover.handover_id"),
        _refers("handover_item", "episode_id", "episode.episode_id"),
        sa.PrimaryKeyConstraint("handover_id", "episode_id", name="pk_handover_item"),
    )
    _indexes("handover_item", "episode_id")


def _closure() -> None:
    op.create_table(
        "closure",
        *_words("closure_id", "episode_id", "patient_id"),
        *_words("outcome", optional=True),
        *_words("reason", "summary"),
        *_words("path", "stage", optional=True),
        _moment("closed_at"),
        *_words("closed_by"),
        _moment("signed_at"),
        _moment("watch_until", optional=True),
        *_words("withdrawn", "withdrawn_for", "heard"),
        _moment("watch_ended_at", optional=True),
        _version(),
        _refers("closure", "episode_id", "episode.episode_id"),
        _refers("closure", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("closure_id", name="pk_closure"),
    )
    _indexes("closure", "closed_at", "patient_id")
    op.create_index("uq_closure_episode_id", "closure", ["episode_id"], unique=True)


def _ltc_referral() -> None:
    op.create_table(
        "ltc_referral",
        *_words("form_id", "episode_id", "patient_id", "unit_code", "unit_name", "needs", "issued_by"),
        _moment("issued_at"),
        *_words("enrolment", optional=True),
        _moment("checked_at", optional=True),
        *_words("enrolled_at_unit"),
        *(_moment(name, optional=True) for name in ("sent_at", "processed_at", "answered_at")),
        *_words("result", optional=True),
        *_words("answer"),
        *_words("follows", "followed_by", optional=True),
        _version(),
        _refers("ltc_referral", "episode_id", "episode.episode_id"),
        _refers("ltc_referral", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("form_id", name="pk_ltc_referral"),
    )
    _indexes("ltc_referral", "episode_id", "issued_at", "patient_id")


def _hospital_referral() -> None:
    op.create_table(
        "hospital_referral",
        *_words("form_id", "episode_id", "patient_id", "purpose", "history", "receiver", "department", "address"),
        *_words("phone", "issued_by"),
        _moment("issued_at"),
        *_words("issued_on", "valid_until", "serial"),
        _moment("sent_at", optional=True),
        *_words("attendance", optional=True),
        *(_moment(name, optional=True) for name in ("attended_at", "discharged_at", "replied_at")),
        *_words("reply"),
        _version(),
        _refers("hospital_referral", "episode_id", "episode.episode_id"),
        _refers("hospital_referral", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("form_id", name="pk_hospital_referral"),
    )
    _indexes("hospital_referral", "episode_id", "issued_at", "patient_id")


def _words(*names: str, optional: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=optional) for name in names]


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional)


def _signature(name: str) -> list[sa.Column[Any]]:
    return [*_words(f"{name}_by", optional=True), _moment(f"{name}_at", optional=True)]


def _version() -> sa.Column[Any]:
    return sa.Column("version", sa.Integer(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
