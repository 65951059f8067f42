"""What is told to hospitals: outbox, places there, feeds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Add the tables."""
    _outbox()
    op.create_table(
        "exchange_place",
        *_words("feed", "reference", "place", "version"),
        sa.PrimaryKeyConstraint("feed", "reference", name="pk_exchange_place"),
    )
    op.create_table(
        "exchange_feed",
        *_words("feed", "state", "reason"),
        _moment("since", optional=True),
        _moment("last_good_at", optional=True),
        sa.Column("seen", _count(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_exchange_feed"),
    )


def _outbox() -> None:
    op.create_table(
        "exchange_outbox",
        sa.Column("number", _count(), autoincrement=True, nullable=False),
        *_words("feed", "reference"),
        sa.Column("patient_id", sa.Text(), nullable=True),
        *_words("content", "digest", "needs"),
        _moment("created_at"),
        _moment("next_at"),
        *_words("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_words("reason", "detail"),
        _moment("sent_at", optional=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_exchange_outbox_patient_id", initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_exchange_outbox"),
    )  # fmt: skip
    op.create_index("ix_exchange_outbox_patient_id", "exchange_outbox", ["patient_id"])
    op.create_index("ix_exchange_outbox_feed_state_number", "exchange_outbox", ["feed", "state", "number"])
    op.create_index("ix_exchange_outbox_feed_reference_number", "exchange_outbox", ["feed", "reference", "number"])


def _count() -> "sa.types.TypeEngine[Any]":
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional)
