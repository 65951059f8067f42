"""Tables of work and routes: tasks, day plans with visits, routes and what was left out."""

from sqlalchemy import Boolean, Column, Index, Table

from hah_console.adapters.db.tables.base import metadata, moment, number, real, refers, text, version

task = Table(
    "task",
    metadata,
    text("task_id", key=True),
    refers("episode_id", "episode.episode_id"),
    refers("patient_id", "patient.patient_id"),
    text("kind"),
    moment("earliest", index=True),
    moment("latest"),
    number("duration_minutes"),
    text("required_skills"),
    number("priority"),
    Column("optional", Boolean, nullable=False),
    Column("hard_window", Boolean, nullable=False),
    number("staff_needed"),
    text("preferred_staff_id", optional=True),
    text("note"),
    text("state"),
    version(),
    text("withdrawn_for", optional=True),
    text("order_id", optional=True, index=True),
    Index(None, "state", "earliest"),
)

plan = Table(
    "plan",
    metadata,
    text("plan_id", key=True),
    text("day", index=True),
    text("state"),
    moment("created_at"),
    text("created_by"),
    number("cost"),
    text("backend"),
    real("solve_seconds"),
    real("first_feasible_seconds", optional=True),
    number("number"),
    moment("published_at", optional=True),
    text("published_by", optional=True),
    version(),
    text("based_on", optional=True),
    text("pins", optional=True),
    text("broken", optional=True),
    text("profile", optional=True),
    text("halts", optional=True),
)

planning_profile = Table(
    "planning_profile",
    metadata,
    text("profile_id", key=True),
    text("name", index=True),
    number("edition"),
    text("weights"),
    text("note"),
    moment("made_at"),
    text("made_by"),
    version(),
)

planned_visit = Table(
    "planned_visit",
    metadata,
    refers("plan_id", "plan.plan_id", key=True),
    text("visit_id", key=True),
    number("position"),
    text("task_id", index=True),
    text("patient_id"),
    text("staff_id"),
    number("route_order"),
    moment("arrival"),
    moment("start"),
    moment("departure"),
    number("travel_seconds"),
    number("travel_metres"),
    text("leg_source"),
    number("late_seconds"),
)

route = Table(
    "route",
    metadata,
    refers("plan_id", "plan.plan_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("staff_id"),
    moment("starts_at"),
    moment("ends_at"),
    number("travel_seconds"),
    number("travel_metres"),
    number("overtime_seconds"),
    moment("break_start", optional=True),
)

unplanned_task = Table(
    "unplanned_task",
    metadata,
    refers("plan_id", "plan.plan_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("task_id"),
    text("patient_id"),
    text("reason"),
    text("facts"),
)

transfer = Table(
    "transfer",
    metadata,
    text("transfer_id", key=True),
    refers("episode_id", "episode.episode_id"),
    refers("patient_id", "patient.patient_id"),
    text("reason"),
    text("stage", index=True),
    text("hospital_id", optional=True),
    version(),
    text("pathway"),
    Column("exercise", Boolean, nullable=False),
)

transfer_stage = Table(
    "transfer_stage",
    metadata,
    refers("transfer_id", "transfer.transfer_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("stage"),
    moment("at"),
    text("by"),
    text("hospital_id", optional=True),
    text("note"),
    Index(None, "stage", "at"),
)

transfer_signature = Table(
    "transfer_signature",
    metadata,
    refers("transfer_id", "transfer.transfer_id", key=True),
    text("side", key=True),
    text("name"),
    moment("at"),
    text("by"),
    text("means"),
)

transfer_milestone = Table(
    "transfer_milestone",
    metadata,
    refers("transfer_id", "transfer.transfer_id", key=True),
    Column("position", number("n").type, primary_key=True, autoincrement=False),
    text("name"),
    moment("at"),
    text("by"),
    moment("recorded_at"),
)
