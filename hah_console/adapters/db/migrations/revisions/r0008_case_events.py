"""The line of events of each case."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table, and find open work; of the admissions there are, the events are not known."""
    op.create_table(
        "case_event",
        sa.Column("number", _COUNT, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=True),
        sa.Column("episode_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_case_event_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_case_event"),
    )
    op.create_index("uq_case_event_event_id", "case_event", ["event_id"], unique=True)
    op.create_index("ix_case_event_episode_id_kind_at", "case_event", ["episode_id", "kind", "at"])
    op.create_index("ix_case_event_patient_id_at", "case_event", ["patient_id", "at"])
    op.create_index("ix_case_event_entity_id", "case_event", ["entity_id"])
    op.create_index("ix_case_event_kind_at", "case_event", ["kind", "at"])
    op.create_index("ix_task_state_earliest", "task", ["state", "earliest"])
