"""Escalations and consultations with their steps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the tables; alarms that are open get an escalation with the next look of the service."""
    _escalation()
    _escalation_step()
    _consult()
    _consult_step()


def _escalation() -> None:
    op.create_table(
        "escalation",
        *_words("escalation_id", "subject", "lane"),
        *_words("patient_id", "episode_id", optional=True),
        *_words("cause"),
        _number("priority"),
        _moment("opened_at"),
        *_owner(),
        _number("rung"),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        _moment("answer_by", optional=True),
        _moment("act_by", optional=True),
        *_words("decision", optional=True),
        _moment("ended_at", optional=True),
        *_words("raised"),
        _number("version"),
        _refers("escalation", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("escalation_id", name="pk_escalation"),
    )
    for column in ("ended_at", "opened_at", "patient_id"):
        op.create_index(f"ix_escalation_{column}", "escalation", [column])
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_escalation_open", "escalation", ["subject", "lane"], unique=True,
        sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip


def _escalation_step() -> None:
    op.create_table(
        "escalation_step",
        *_words("escalation_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_words("kind"),
        _moment("at"),
        *_words("by"),
        _number("rung"),
        *_owner(),
        *_words("reason", "about"),
        _refers("escalation_step", "escalation_id", "escalation.escalation_id"),
        sa.PrimaryKeyConstraint("escalation_id", "position", name="pk_escalation_step"),
    )


def _consult() -> None:
    op.create_table(
        "consult",
        *_words("consult_id", "episode_id", "patient_id", "department", "question", "urgency", "state"),
        _moment("requested_at"),
        *_words("escalation_id", optional=True),
        *_words("specialist", "meeting"),
        *_words("advice", optional=True),
        *_words("advice_text"),
        *_words("contact_id", optional=True),
        _number("version"),
        _refers("consult", "episode_id", "episode.episode_id"),
        _refers("consult", "patient_id", "patient.patient_id"),
        sa.PrimaryKeyConstraint("consult_id", name="pk_consult"),
    )
    for column in ("episode_id", "patient_id", "requested_at", "state"):
        op.create_index(f"ix_consult_{column}", "consult", [column])


def _consult_step() -> None:
    op.create_table(
        "consult_step",
        *_words("consult_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_words("state"),
        _moment("at"),
        *_words("by", "note"),
        _refers("consult_step", "consult_id", "consult.consult_id"),
        sa.PrimaryKeyConstraint("consult_id", "position", name="pk_consult_step"),
    )


def _owner() -> list[sa.Column[Any]]:
    named = _words("owner_staff", "owner_user", optional=True)
    return [*_words("owner_role"), *named, sa.Column("owner_gap", sa.Boolean(), nullable=False)]


def _words(*names: str, optional: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=optional) for name in names]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
