"""Intakes and consents."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_INTAKE = ("intake_id", "referral_id", "condition", "mode", "diagnosis", "antibiotic", "summary", "answers", "notes",
           "barthel", "opened_by", "decisions")  # fmt: skip
_CONSENT = ("consent_id", "intake_id", "explained_by", "signer_name", "relation", "document_sha256", "document_name",
            "why_not_self")  # fmt: skip


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "intake",
        *_words(*_INTAKE),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("intake", "referral_id", "referral.referral_id"),
        sa.PrimaryKeyConstraint("intake_id", name="pk_intake"),
    )
    op.create_index("uq_intake_referral_id", "intake", ["referral_id"], unique=True)
    _consent()
    op.create_table(
        "consent_document",
        *_words("consent_id", "name", "media_type", "sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _refers("consent_document", "consent_id", "consent.consent_id"),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent_document"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        *_words(*_CONSENT),
        sa.Column("explained_at", sa.BigInteger(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("consent", "intake_id", "intake.intake_id"),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent"),
    )
    op.create_index("ix_consent_intake_id", "consent", ["intake_id"])


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
