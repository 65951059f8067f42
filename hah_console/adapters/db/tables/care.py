"""Tables of clinical judgement: alarms, limits, scores, observations."""

from sqlalchemy import Boolean, Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, number, real, refers, text, version

alarm = Table(
    "alarm",
    metadata,
    text("alarm_id", key=True),
    refers("patient_id", "patient.patient_id", optional=True, index=False),
    text("rule_id"),
    text("rules_version"),
    text("subject"),
    number("priority"),
    text("lane"),
    text("state", index=True),
    moment("raised_at", index=True),
    real("value", optional=True),
    real("limit", optional=True),
    Column("latching", Boolean, nullable=False),
    text("reason"),
    text("acknowledged_by", optional=True),
    moment("acknowledged_at", optional=True),
    moment("cleared_at", optional=True),
    version(),
    text("trigger_item", optional=True),
    text("trigger_value", optional=True),
    Index(None, "patient_id", "raised_at"),
)

patient_limit = Table(
    "patient_limit",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    refers("patient_id", "patient.patient_id"),
    text("vital"),
    text("side"),
    real("value"),
    text("author"),
    text("reason"),
    moment("set_at"),
    moment("expires_at", index=True),
)

score = Table(
    "score",
    metadata,
    text("name", key=True),
    text("patient_id", key=True),
    moment("scored_at", key=True),
    text("table_version"),
    number("lower"),
    number("upper"),
    text("items"),
)

latest_score = Table(
    "latest_score",
    metadata,
    text("name", key=True),
    text("patient_id", key=True),
    moment("scored_at"),
)

observation = Table(
    "observation",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    refers("patient_id", "patient.patient_id", index=False),
    moment("observed_at"),
    text("consciousness", optional=True),
    Column("on_oxygen", Boolean, nullable=True),
    real("oxygen_l_min", optional=True),
    text("entered_by"),
    Index(None, "patient_id", "observed_at"),
)
