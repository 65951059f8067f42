"""Tables of what is done about a worsening patient: escalations and consultations with their steps."""

from sqlalchemy import Boolean, Column, Index, Table

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

escalation = Table(
    "escalation",
    metadata,
    text("escalation_id", key=True),
    text("subject"),
    text("lane"),
    refers("patient_id", "patient.patient_id", optional=True),
    text("episode_id", optional=True),
    text("cause"),
    number("priority"),
    moment("opened_at", index=True),
    text("owner_role"),
    text("owner_staff", optional=True),
    text("owner_user", optional=True),
    Column("owner_gap", Boolean, nullable=False),
    number("rung"),
    Column("waiting", Boolean, nullable=False),
    moment("answer_by", optional=True),
    moment("act_by", optional=True),
    text("decision", optional=True),
    moment("ended_at", optional=True, index=True),
    text("raised"),
    version(),
    # Of those that have not ended, as the revision r0025 says; PERF(memory): said here, it would load both dialects.
    Index("uq_escalation_open", "subject", "lane", unique=True),
)

escalation_step = Table(
    "escalation_step",
    metadata,
    refers("escalation_id", "escalation.escalation_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("kind"),
    moment("at"),
    text("by"),
    number("rung"),
    text("owner_role"),
    text("owner_staff", optional=True),
    text("owner_user", optional=True),
    Column("owner_gap", Boolean, nullable=False),
    text("reason"),
    text("about"),
)

consult = Table(
    "consult",
    metadata,
    text("consult_id", key=True),
    refers("episode_id", "episode.episode_id"),
    refers("patient_id", "patient.patient_id"),
    text("department"),
    text("question"),
    text("urgency"),
    text("state", index=True),
    moment("requested_at", index=True),
    text("escalation_id", optional=True),
    text("specialist"),
    text("meeting"),
    text("advice", optional=True),
    text("advice_text"),
    text("contact_id", optional=True),
    version(),
)

consult_step = Table(
    "consult_step",
    metadata,
    refers("consult_id", "consult.consult_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("state"),
    moment("at"),
    text("by"),
    text("note"),
)
