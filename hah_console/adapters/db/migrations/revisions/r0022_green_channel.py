"""Transfers: pathway, exercise, signatures, moments of a pathway; what was handed over so far is closed with it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
_CLOSE_HISTORY = """
INSERT INTO transfer_stage (transfer_id, position, stage, at, "by", hospital_id, note)
SELECT s.transfer_id, s.position + 1, 'closed', s.at, s."by", s.hospital_id, ''
FROM transfer_stage s JOIN transfer t ON t.transfer_id = s.transfer_id
WHERE t.stage = 'handed_over' AND s.stage = 'handed_over'
"""


def upgrade() -> None:
    """Add what there was not; a hand-over was the end of a transfer and stays one: it is closed at the same moment."""
    op.add_column("transfer", sa.Column("pathway", sa.Text(), nullable=False, server_default=""))
    op.add_column("transfer", sa.Column("exercise", sa.Boolean(), nullable=False, server_default=sa.false()))
    _signature()
    _milestone()
    op.execute(_CLOSE_HISTORY)
    op.execute("UPDATE transfer SET stage = 'closed' WHERE stage = 'handed_over'")


def _signature() -> None:
    op.create_table(
        "transfer_signature",
        *_words("transfer_id", "side", "name"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_words("by", "means"),
        _refers("transfer_signature"),
        sa.PrimaryKeyConstraint("transfer_id", "side", name="pk_transfer_signature"),
    )


def _milestone() -> None:
    op.create_table(
        "transfer_milestone",
        *_words("transfer_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("name"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_words("by"),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        _refers("transfer_milestone"),
        sa.PrimaryKeyConstraint("transfer_id", "position", name="pk_transfer_milestone"),
    )


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _refers(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["transfer_id"],
        ["transfer.transfer_id"],
        name=f"fk_{table}_transfer_id",
        deferrable=True,
        initially="DEFERRED",
    )
