"""Visits as they were, card uploads and claims."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the tables; nothing is known of the visits there were."""
    _visit_record()
    _card_upload()


def _visit_record() -> None:
    op.create_table(
        "visit_record",
        sa.Column("visit_record_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("staff_id", "profession", "mode")),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("indication", sa.Text(), nullable=True),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("assessed_at", sa.BigInteger(), nullable=True),
        sa.Column("standing_order", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("card_read", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("visit_record", "episode_id", "episode.episode_id"),
        _refers("visit_record", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("visit_record_id", name="pk_visit_record"),
    )
    for column in ("arrived_at", "episode_id", "noted_at", "patient_id", "task_id"):
        op.create_index(f"ix_visit_record_{column}", "visit_record", [column])
    op.create_index("ix_visit_record_staff_id_arrived_at", "visit_record", ["staff_id", "arrived_at"])


def _card_upload() -> None:
    op.create_table(
        "card_upload",
        sa.Column("visit_record_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("card_upload", "visit_record_id", "visit_record.visit_record_id"),
        sa.PrimaryKeyConstraint("visit_record_id", name="pk_card_upload"),
    )
    for column in ("due_at", "episode_id", "state"):
        op.create_index(f"ix_card_upload_{column}", "card_upload", [column])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
