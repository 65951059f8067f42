"""Tables of clinical judgement: alarms, limits, scores, observations."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table

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
    Column("rung", Integer, nullable=False, server_default="0"),
    moment("rung_at", optional=True),
    text("called_by", optional=True),
    moment("called_at", optional=True),
    Index(None, "patient_id", "raised_at"),
)

shelf = Table(
    "shelf",
    metadata,
    text("shelf_id", key=True),
    refers("patient_id", "patient.patient_id", optional=True, index=False),
    text("key"),
    text("rule_id"),
    text("subject"),
    number("priority"),
    text("reason"),
    text("note"),
    text("shelved_by"),
    moment("shelved_at"),
    moment("until", index=True),
    text("ended_by", optional=True),
    moment("ended_at", optional=True),
    version(),
)

told = Table(
    "told",
    metadata,
    refers("patient_id", "patient.patient_id", key=True),
    text("key", key=True),
    moment("at"),
    number("priority"),
    real("level"),
    text("rule_id"),
    text("items"),
)

rule_set = Table(
    "rule_set",
    metadata,
    text("rule_set_id", key=True),
    text("name"),
    text("rules_version"),
    text("text"),
    text("digest"),
    text("state", index=True),
    text("created_by"),
    moment("created_at"),
    text("report"),
    text("proposed_by", optional=True),
    moment("proposed_at", optional=True),
    text("decided_by", optional=True),
    moment("decided_at", optional=True),
    version(),
)

alarm_strip = Table(
    "alarm_strip",
    metadata,
    refers("alarm_id", "alarm.alarm_id", key=True),
    text("patient_id"),
    moment("start"),
    moment("end"),
    Column("packed", LargeBinary, nullable=False),
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
    moment("ended_at", optional=True),
    text("ended_by"),
    text("end_reason"),
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
