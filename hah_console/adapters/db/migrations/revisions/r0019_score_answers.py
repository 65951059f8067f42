"""What people answered for scores."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_WORDS = ("answer_id", "patient_id", "asked", "kind", "value", "unit", "seen_by")
_MOMENTS = ("seen_at", "entered_at")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "score_answer",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _WORDS),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _MOMENTS),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_score_answer_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("answer_id", name="pk_score_answer"),
    )
    op.create_index("ix_score_answer_patient_id", "score_answer", ["patient_id"])
