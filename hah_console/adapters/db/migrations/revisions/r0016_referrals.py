"""Referrals, and the documents of other systems that could not be taken."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_REFERRAL = ("referral_id", "mode", "channel", "state", "problem", "sender_organisation", "sender_name",
             "sender_phone", "external_id", "documents", "person", "national_id", "history")  # fmt: skip
_REFUSED = ("refused_id", "received_by", "origin", "sha256", "faults", "organisation", "external_id",
            "settled_note")  # fmt: skip


def upgrade() -> None:
    """Add the tables."""
    _referral()
    _refused_document()


def _referral() -> None:
    op.create_table(
        "referral",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _REFERRAL),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("condition", "received_key", "patient_id")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("received_at", "since")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_referral_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("referral_id", name="pk_referral"),
    )
    for column in ("state", "since", "national_id", "patient_id"):
        op.create_index(f"ix_referral_{column}", "referral", [column])
    op.create_index("uq_referral_received_key", "referral", ["received_key"], unique=True)


def _refused_document() -> None:
    op.create_table(
        "refused_document",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _REFUSED),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("settled_by", "referral_id")),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("refused_id", name="pk_refused_document"),
    )
    for column in ("sha256", "settled_at"):
        op.create_index(f"ix_refused_document_{column}", "refused_document", [column])
