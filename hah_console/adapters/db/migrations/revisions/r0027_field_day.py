"""The day in the field: visits as they go, reports, workers' phones, unsafe homes; visits made in vain."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


Columns = list[sa.Column[Any]]


def _text(*names: str) -> Columns:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moment(*names: str) -> Columns:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _perhaps(kind: type[sa.Text] | type[sa.BigInteger], *names: str) -> Columns:
    return [sa.Column(name, kind(), nullable=True) for name in names]


def _whether(*names: str) -> Columns:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _number(*names: str) -> Columns:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _of_patient(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_patient_id"
    return sa.ForeignKeyConstraint(
        ["patient_id"], ["patient.patient_id"], name=name, initially="DEFERRED", deferrable=True
    )


def _make(table: str, key: str, columns: Columns, indexed: Sequence[str], *more: sa.ForeignKeyConstraint) -> None:
    op.create_table(table, *columns, *more, sa.PrimaryKeyConstraint(key, name=f"pk_{table}"))
    for name in indexed:
        op.create_index(f"ix_{table}_{name}", table, [name])


def upgrade() -> None:
    """Add tables and the reason of a visit that was made in vain; no visit there is was one."""
    visit = [
        *_text("visit_id", "task_id", "patient_id", "episode_id", "staff_id", "day"), *_moment("since"),
        *_text("state", "reason", "remark"), *_perhaps(sa.BigInteger, "arrived_at", "left_at", "safe_until"),
        *_perhaps(sa.Text, "visit_record_id"), *_number("attempt", "version"),
    ]  # fmt: skip
    indexed = ("task_id", "patient_id", "staff_id", "day", "state")
    _make("field_visit", "visit_id", visit, indexed, _of_patient("field_visit"))
    report = [
        *_text("report_id", "visit_id", "staff_id", "state"), *_moment("at", "received_at"), *_text("by", "source"),
        *_perhaps(sa.BigInteger, "told_at"), *_text("reason", "remark"), *_whether("card_read", "effect"),
    ]  # fmt: skip
    _make("field_report", "report_id", report, ("visit_id", "received_at"))
    phone = [
        *_text("pass_id", "staff_id", "code_hash"), *_moment("issued_at"), *_text("issued_by"),
        *_moment("link_until", "until"), *_text("public_key"), *_perhaps(sa.BigInteger, "opened_at"),
        *_text("device"), *_perhaps(sa.BigInteger, "revoked_at"), *_perhaps(sa.Text, "revoked_by"),
        *_number("version"),
    ]  # fmt: skip
    _make("phone_pass", "pass_id", phone, ("staff_id", "code_hash", "until"))
    flag = [
        *_text("flag_id", "patient_id"), *_whether("two_persons", "daylight_only"), *_text("reason", "set_by"),
        *_moment("set_at"), *_perhaps(sa.BigInteger, "ended_at"), *_perhaps(sa.Text, "ended_by"),
        *_text("end_reason"), *_number("version"),
    ]  # fmt: skip
    _make("home_flag", "flag_id", flag, ("patient_id",), _of_patient("home_flag"))
    op.add_column("visit_record", sa.Column("in_vain", sa.Text(), nullable=False, server_default=""))
