"""Tables of the beginning of a case: drafts of forms, referrals, intakes, consents."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

draft = Table(
    "draft",
    metadata,
    text("user_id", key=True),
    text("form", key=True),
    text("subject", key=True),
    text("fields"),
    moment("saved_at", optional=True),
    Column("based_on", Integer, nullable=False),
)

referral = Table(
    "referral",
    metadata,
    text("referral_id", key=True),
    text("mode"),
    text("channel"),
    text("state", index=True),
    moment("received_at"),
    moment("since", index=True),
    text("condition", optional=True),
    text("problem"),
    text("sender_organisation"),
    text("sender_name"),
    text("sender_phone"),
    text("external_id"),
    text("received_key", optional=True),
    text("documents"),
    text("person"),
    text("national_id", index=True),
    refers("patient_id", "patient.patient_id", optional=True),
    text("history"),
    version(),
    Index("uq_referral_received_key", "received_key", unique=True),
)

refused_document = Table(
    "refused_document",
    metadata,
    text("refused_id", key=True),
    moment("received_at"),
    text("received_by"),
    text("origin"),
    text("sha256", index=True),
    Column("content", LargeBinary, nullable=False),
    text("faults"),
    text("organisation"),
    text("external_id"),
    number("times"),
    moment("settled_at", optional=True, index=True),
    text("settled_by", optional=True),
    text("settled_note"),
    text("referral_id", optional=True),
    version(),
)
