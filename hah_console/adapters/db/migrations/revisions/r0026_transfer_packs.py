"""Packs and their way to the hospital, news of hospitals, keys to the receiving page; networks and rated items."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add what there was not; no patient so far was one of an exercise."""
    op.add_column("hospital", sa.Column("network", sa.Text(), nullable=False, server_default=""))
    op.add_column("hospital", sa.Column("items", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("patient", sa.Column("exercise", sa.Boolean(), nullable=False, server_default=sa.false()))
    _packs()
    _deliveries()
    _news()
    _slips()


def _packs() -> None:
    op.create_table(
        "transfer_pack",
        *_words("pack_id", "transfer_id"),
        _whole("number"),
        *_words("hospital_id"),
        _moment("issued_at"),
        *_words("issued_by", "content", "digest", "changed"),
        _refers("transfer_pack", "transfer_id", "transfer.transfer_id"),
        sa.PrimaryKeyConstraint("pack_id", name="pk_transfer_pack"),
        sa.UniqueConstraint("transfer_id", "number", name="uq_transfer_pack_transfer_id_number"),
    )
    _index("transfer_pack", "transfer_id")


def _deliveries() -> None:
    op.create_table(
        "pack_delivery",
        *_words("delivery_id", "pack_id", "transfer_id", "channel"),
        _moment("created_at"),
        *_words("state"),
        _whole("attempts"),
        _moment("next_at", optional=True),
        *_words("trouble"),
        _moment("delivered_at", optional=True),
        _moment("received_at", optional=True),
        *_words("received_by"),
        _whole("version"),
        _refers("pack_delivery", "transfer_id", "transfer.transfer_id"),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_pack_delivery"),
    )
    _index("pack_delivery", "transfer_id", "state")


def _news() -> None:
    op.create_table(
        "hospital_news",
        *_words("news_id", "hospital_id"),
        _moment("heard_at"),
        *_words("by"),
        sa.Column("by_hospital", sa.Boolean(), nullable=False),
        *(_whole(name, optional=True) for name in ("ward_beds", "icu_beds", "ed_waiting")),
        sa.Column("diversion", sa.Text(), nullable=True),
        *_words("note"),
        _refers("hospital_news", "hospital_id", "hospital.hospital_id"),
        sa.PrimaryKeyConstraint("news_id", name="pk_hospital_news"),
    )
    _index("hospital_news", "hospital_id", "heard_at")


def _slips() -> None:
    op.create_table(
        "receiving_slip",
        *_words("slip_id", "transfer_id", "hospital_id", "code_digest"),
        _moment("issued_at"),
        *_words("issued_by"),
        _moment("expires_at"),
        _moment("opened_at", optional=True),
        *_words("session_digest"),
        _whole("wrong"),
        _moment("revoked_at", optional=True),
        _whole("version"),
        _refers("receiving_slip", "transfer_id", "transfer.transfer_id"),
        sa.PrimaryKeyConstraint("slip_id", name="pk_receiving_slip"),
    )
    _index("receiving_slip", "transfer_id")


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, deferrable=True, initially="DEFERRED")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
