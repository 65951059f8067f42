"""Tables of decision services: how each has answered, and what people made of their cards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "decision_service",
        *_words("service"),
        *_numbers("asked", "failed", "cards", "unread"),
        sa.Column("last_good_at", sa.BigInteger(), nullable=True),
        sa.Column("last_failed_at", sa.BigInteger(), nullable=True),
        *_words("last_fault"),
        sa.PrimaryKeyConstraint("service", name="pk_decision_service"),
    )
    _answers()


def _answers() -> None:
    op.create_table(
        "decision_answer",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        *_words("service", "card_id", "outcome", "patient_id", "by"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_words("suggestions", "reason_code", "reason_system", "comment", "state"),
        *_numbers("tries"),
        *_words("fault"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_decision_answer_patient_id", initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_decision_answer"),
    )  # fmt: skip
    op.create_index("ix_decision_answer_patient_id", "decision_answer", ["patient_id"])
    op.create_index("ix_decision_answer_service_state_number", "decision_answer", ["service", "state", "number"])


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
