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

intake = Table(
    "intake",
    metadata,
    text("intake_id", key=True),
    refers("referral_id", "referral.referral_id", index=False),
    text("condition"),
    text("mode"),
    text("diagnosis"),
    text("antibiotic"),
    text("summary"),
    text("answers"),
    text("notes"),
    text("barthel"),
    text("home"),
    moment("opened_at"),
    text("opened_by"),
    text("decisions"),
    text("episode_id", optional=True),
    version(),
    Index("uq_intake_referral_id", "referral_id", unique=True),
)

consent = Table(
    "consent",
    metadata,
    text("consent_id", key=True),
    refers("intake_id", "intake.intake_id"),
    text("explained_by"),
    moment("explained_at"),
    text("signer_name"),
    text("relation"),
    moment("signed_at"),
    text("document_sha256"),
    text("document_name"),
    text("why_not_self"),
    moment("withdrawn_at", optional=True),
    text("withdrawn_by", optional=True),
    version(),
)

consent_document = Table(
    "consent_document",
    metadata,
    refers("consent_id", "consent.consent_id", key=True),
    text("name"),
    text("media_type"),
    text("sha256"),
    Column("content", LargeBinary, nullable=False),
)
