"""Tables of the people and things of a programme: patients, team, kits, hospitals, accounts."""

from sqlalchemy import Boolean, Column, Index, Table, Text

from hah_console.adapters.db.tables.base import metadata, moment, number, place, refers, text, version

patient = Table(
    "patient",
    metadata,
    text("patient_id", key=True),
    text("medical_record_number", index=True),
    text("name"),
    text("sex"),
    text("birth_date"),
    *place("home"),
    text("national_id"),
    text("allergy_state"),
    text("allergies"),
    text("code_status"),
    text("caregiver_name"),
    text("caregiver_relationship"),
    text("caregiver_phone"),
    number("spo2_scale"),
    text("precautions"),
    version(),
    Column("exercise", Boolean, nullable=False),
)

episode = Table(
    "episode",
    metadata,
    text("episode_id", key=True),
    refers("patient_id", "patient.patient_id"),
    text("condition"),
    text("mode"),
    text("state", index=True),
    moment("admitted_at"),
    text("owner_id", optional=True),
    text("physician_id", optional=True),
    text("kit_id", optional=True),
    text("outcome", optional=True),
    moment("closed_at", optional=True),
    version(),
    text("hold_reason", optional=True),
    Column("principal_diagnosis", Text, nullable=False, server_default=""),
    text("referral_id", optional=True),
)

staff = Table(
    "staff",
    metadata,
    text("staff_id", key=True),
    text("name"),
    text("profession"),
    text("skills"),
    text("vehicle"),
    *place("base"),
    text("phone"),
    version(),
)

shift = Table(
    "shift",
    metadata,
    text("shift_id", key=True),
    refers("staff_id", "staff.staff_id"),
    moment("starts_at", index=True),
    moment("ends_at"),
    number("break_minutes"),
    moment("break_earliest", optional=True),
    moment("break_latest", optional=True),
    number("max_overtime_minutes"),
)

duty = Table(
    "duty",
    metadata,
    text("role", key=True),
    refers("staff_id", "staff.staff_id", key=True),
    moment("starts_at", key=True),
    moment("ends_at"),
    Index(None, "starts_at"),
)

kit = Table(
    "kit",
    metadata,
    text("kit_id", key=True),
    text("kind"),
    text("state"),
    text("device_id", optional=True),
    text("episode_id", optional=True),
    number("battery_pct", optional=True),
    text("serial", optional=True),
    moment("since", optional=True),
    text("fault"),
    version(),
    Index("uq_kit_serial", "serial", unique=True),
)

hospital = Table(
    "hospital",
    metadata,
    text("hospital_id", key=True),
    text("name"),
    *place("place"),
    text("level"),
    text("phone"),
    text("departments"),
    Column("is_base", Boolean, nullable=False),
    Column("is_laboratory", Boolean, nullable=False),
    version(),
    text("network"),
    text("items"),
)

account = Table(
    "account",
    metadata,
    text("user_id", key=True),
    text("sign_in_name"),
    text("sign_in_key"),
    text("name"),
    text("role"),
    text("password_hash"),
    text("staff_id", optional=True),
    Column("enabled", Boolean, nullable=False),
    version(),
    Index("uq_account_sign_in_key", "sign_in_key", unique=True),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    text("sign_in_key", key=True),
    number("failures"),
    moment("last_at"),
)
