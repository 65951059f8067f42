"""Notes, answers, contacts and attachments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables."""
    _table("note", ("kind", "author", "texts", "signatures", "subject_id", "withdrawn_for"), _NOTE)
    _table("answers", ("questionnaire_id", "pack_version", "answered", "answered_by", "points"), _ANSWERS)
    _table("contact", ("staff_id", "mode", "marks", "spoke_with", "unfit_advice"), _CONTACT)
    _table("attachment", ("kind", "title", "body_site", "media_type", "sha256", "added_by"), _ATTACHMENT)
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _refers("attachment_content", "attachment_id", "attachment.attachment_id"),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment_content"),
    )
    op.create_index("ix_note_subject_id", "note", ["subject_id"])
    op.create_index("ix_note_unsigned_since", "note", ["unsigned_since"])
    op.create_index("ix_note_patient_id_written_at", "note", ["patient_id", "written_at"])
    asked = ["patient_id", "questionnaire_id", "answered_at"]
    op.create_index("ix_answers_patient_id_questionnaire_id_answered_at", "answers", asked)
    op.create_index("ix_contact_patient_id_started_at", "contact", ["patient_id", "started_at"])
    op.create_index("ix_attachment_patient_id_taken_at", "attachment", ["patient_id", "taken_at"])


_Columns = tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...]
_WHOLE, _MOMENT = sa.Integer(), sa.BigInteger()
_NOTE = (
    ("withdrawn_at", _MOMENT, True), ("written_at", _MOMENT, False), ("unsigned_since", _MOMENT, True),
    ("version", _WHOLE, False),
)  # fmt: skip
_ANSWERS = (("answered_at", _MOMENT, False),)
_CONTACT = (
    ("started_at", _MOMENT, False), ("ended_at", _MOMENT, True), ("consented", sa.Boolean(), False),
    ("urgent", sa.Boolean(), False), ("outcome", sa.Text(), True), ("version", _WHOLE, False),
)  # fmt: skip
_ATTACHMENT = (("size_bytes", _WHOLE, False), ("taken_at", _MOMENT, False), ("added_at", _MOMENT, False))


def _table(name: str, texts: tuple[str, ...], others: _Columns) -> None:
    key = f"{name}_id" if name != "answers" else "answers_id"
    op.create_table(
        name,
        *(sa.Column(column, sa.Text(), nullable=False) for column in (key, "patient_id", "episode_id", *texts)),
        *(sa.Column(column, kind, nullable=optional) for column, kind, optional in others),
        _refers(name, "patient_id", "patient.patient_id"),
        _refers(name, "episode_id", "episode.episode_id"),
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_episode_id", name, ["episode_id"])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
