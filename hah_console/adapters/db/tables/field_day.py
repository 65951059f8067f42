"""Tables of the day in the field: visits as they go, what was reported of them, workers' phones, unsafe homes,
closed roads."""

from sqlalchemy import Boolean, Column, Table

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

field_visit = Table(
    "field_visit",
    metadata,
    text("visit_id", key=True),
    text("task_id", index=True),
    refers("patient_id", "patient.patient_id"),
    text("episode_id"),
    text("staff_id", index=True),
    text("day", index=True),
    moment("since"),
    text("state", index=True),
    text("reason"),
    text("remark"),
    moment("arrived_at", optional=True),
    moment("left_at", optional=True),
    moment("safe_until", optional=True),
    text("visit_record_id", optional=True),
    number("attempt"),
    version(),
)

field_report = Table(
    "field_report",
    metadata,
    text("report_id", key=True),
    text("visit_id", index=True),
    text("staff_id"),
    text("state"),
    moment("at"),
    moment("received_at", index=True),
    text("by"),
    text("source"),
    moment("told_at", optional=True),
    text("reason"),
    text("remark"),
    Column("card_read", Boolean, nullable=False),
    Column("effect", Boolean, nullable=False),
)

halt_report = Table(
    "halt_report",
    metadata,
    text("report_id", key=True),
    text("day", index=True),
    text("staff_id"),
    text("halts"),
    text("state"),
    moment("at"),
    moment("received_at"),
    text("by"),
    text("source"),
    moment("told_at", optional=True),
    text("specimens"),
    Column("effect", Boolean, nullable=False),
    version(),
)

phone_pass = Table(
    "phone_pass",
    metadata,
    text("pass_id", key=True),
    text("staff_id", index=True),
    text("code_hash", index=True),
    moment("issued_at"),
    text("issued_by"),
    moment("link_until"),
    moment("until", index=True),
    text("public_key"),
    moment("opened_at", optional=True),
    text("device"),
    moment("revoked_at", optional=True),
    text("revoked_by", optional=True),
    text("revoke_reason"),
    moment("seen_at", optional=True),
    version(),
)

home_flag = Table(
    "home_flag",
    metadata,
    text("flag_id", key=True),
    refers("patient_id", "patient.patient_id"),
    Column("two_persons", Boolean, nullable=False),
    Column("daylight_only", Boolean, nullable=False),
    text("reason"),
    text("set_by"),
    moment("set_at"),
    moment("ended_at", optional=True),
    text("ended_by", optional=True),
    text("end_reason"),
    version(),
)

road_closure = Table(
    "road_closure",
    metadata,
    text("closure_id", key=True),
    text("name"),
    text("points"),
    text("note"),
    moment("reported_at"),
    text("reported_by"),
    moment("until", index=True),
    moment("ended_at", optional=True),
    text("ended_by", optional=True),
    text("end_reason"),
    version(),
)
