"""What hospitals tell: resources as they came, facts, identities, refusals, codes, marks, notices."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
RESOURCE = ("feed", "resource_type", "resource_id")


def upgrade() -> None:
    """Add the tables."""
    _raw()
    _facts()
    _match_cases()
    _refusals()
    _codes()
    _marks()
    _notices()


def _raw() -> None:
    op.create_table(
        "hospital_raw",
        *_words("raw_id", *RESOURCE, "version_id", "subject"),
        _moment("last_updated", optional=True),
        _moment("received_at"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("raw_id", name="pk_hospital_raw"),
    )
    _index("hospital_raw", *RESOURCE)


def _facts() -> None:
    op.create_table(
        "hospital_fact",
        *_words("fact_id", *RESOURCE, "version_id"),
        _moment("last_updated", optional=True),
        _moment("received_at"),
        *_words("raw_id", "subject", "kind", "system", "code", "display", "value"),
        *_words("quantity_value", "quantity_unit", optional=True),
        *_words("measured", "status"),
        _moment("effective", optional=True),
        *_words("precision"),
        _number("says_none"),
        *_words("note"),
        sa.PrimaryKeyConstraint("fact_id", name="pk_hospital_fact"),
    )
    _index("hospital_fact", "feed", "subject", "kind")
    _index("hospital_fact", *RESOURCE)
    _index("hospital_fact", "feed", "system", "code")


def _match_cases() -> None:
    op.create_table(
        "match_case",
        *_words("case_id", "feed", "reference", "incoming", "candidates", "cause"),
        _moment("opened_at"),
        *_words("state"),
        *_words("patient_id", "decided_by", optional=True),
        _moment("decided_at", optional=True),
        *_words("reason", "settled"),
        _number("version"),
        _of_patient("match_case"),
        sa.PrimaryKeyConstraint("case_id", name="pk_match_case"),
    )
    _index("match_case", "state")
    _index("match_case", "patient_id")
    op.create_index("uq_match_case_feed_reference", "match_case", ["feed", "reference"], unique=True)


def _refusals() -> None:
    op.create_table(
        "inbound_refusal",
        *_words("refusal_id", "feed", "subject", "resource_type", "resource_id", "version_id", "reason"),
        _moment("received_at"),
        *_words("facts", "raw_id"),
        _number("times"),
        *_words("state"),
        *_words("decided_by", optional=True),
        _moment("decided_at", optional=True),
        *_words("note"),
        _number("version"),
        sa.PrimaryKeyConstraint("refusal_id", name="pk_inbound_refusal"),
    )
    _index("inbound_refusal", "state", "feed")
    _index("inbound_refusal", *RESOURCE)


def _codes() -> None:
    op.create_table(
        "code_mapping",
        *_words("mapping_id", "feed", "system", "code", "display", "kind"),
        _moment("first_seen"),
        _moment("last_seen"),
        _number("count"),
        *_words("unit", "state", "target"),
        *_words("author", optional=True),
        _moment("at", optional=True),
        _number("applied"),
        _number("version"),
        sa.PrimaryKeyConstraint("mapping_id", name="pk_code_mapping"),
    )
    op.create_index("uq_code_mapping_feed_system_code", "code_mapping", ["feed", "system", "code"], unique=True)


def _marks() -> None:
    op.create_table(
        "inbound_mark",
        *_words("feed", "subject", "resource_type"),
        _moment("up_to", optional=True),
        *_words("etag"),
        _moment("asked_at", optional=True),
        _moment("good_at", optional=True),
        *_words("reason"),
        sa.PrimaryKeyConstraint("feed", "subject", "resource_type", name="pk_inbound_mark"),
    )


def _notices() -> None:
    op.create_table(
        "hospital_notice",
        *_words("notice_id", "patient_id", "feed", "reference", "kind"),
        _moment("at"),
        *_words("facts"),
        *_words("seen_by", optional=True),
        _moment("seen_at", optional=True),
        _number("version"),
        _of_patient("hospital_notice"),
        sa.PrimaryKeyConstraint("notice_id", name="pk_hospital_notice"),
    )
    _index("hospital_notice", "patient_id")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _of_patient(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["patient_id"], ["patient.patient_id"], name=f"fk_{table}_patient_id", initially="DEFERRED", deferrable=True
    )


def _words(*names: str, optional: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=optional) for name in names]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=optional)
