"""Tables of what is written about a patient: notes, answers, contacts from afar, attachments."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

note = Table(
    "note",
    metadata,
    text("note_id", key=True),
    refers("patient_id", "patient.patient_id", index=False),
    refers("episode_id", "episode.episode_id"),
    text("kind"),
    text("author"),
    text("texts"),
    text("signatures"),
    text("subject_id", index=True),
    text("withdrawn_for"),
    moment("withdrawn_at", optional=True),
    moment("written_at"),
    moment("unsigned_since", optional=True, index=True),
    version(),
    Index(None, "patient_id", "written_at"),
)

answers = Table(
    "answers",
    metadata,
    text("answers_id", key=True),
    refers("patient_id", "patient.patient_id", index=False),
    refers("episode_id", "episode.episode_id"),
    text("questionnaire_id"),
    text("pack_version"),
    moment("answered_at"),
    text("answered"),
    text("answered_by"),
    text("points"),
    Index(None, "patient_id", "questionnaire_id", "answered_at"),
)

contact = Table(
    "contact",
    metadata,
    text("contact_id", key=True),
    refers("patient_id", "patient.patient_id", index=False),
    refers("episode_id", "episode.episode_id"),
    text("staff_id"),
    text("mode"),
    moment("started_at"),
    moment("ended_at", optional=True),
    text("marks"),
    Column("consented", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    text("spoke_with"),
    text("outcome", optional=True),
    text("unfit_advice"),
    version(),
    Column("reason", Text, nullable=False, server_default="routine"),
    Column("advice", Text, nullable=True),
    Index(None, "patient_id", "started_at"),
)

attachment = Table(
    "attachment",
    metadata,
    text("attachment_id", key=True),
    refers("patient_id", "patient.patient_id", index=False),
    refers("episode_id", "episode.episode_id"),
    text("kind"),
    text("title"),
    text("body_site"),
    text("media_type"),
    number("size_bytes"),
    text("sha256"),
    moment("taken_at"),
    moment("added_at"),
    text("added_by"),
    text("withdrawn_for"),
    moment("withdrawn_at", optional=True),
    text("withdrawn_by", optional=True),
    Index(None, "patient_id", "taken_at"),
)

attachment_content = Table(
    "attachment_content",
    metadata,
    refers("attachment_id", "attachment.attachment_id", key=True),
    Column("content", LargeBinary, nullable=False),
)
