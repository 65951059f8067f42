"""Revision 0001: tables of work and routes."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables."""
    _task()
    _plan()
    _planned_visit()
    _route()
    _unplanned_task()
    _transfer()
    _transfer_stage()


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("required_skills", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("hard_window", sa.Boolean(), nullable=False),
        sa.Column("staff_needed", sa.Integer(), nullable=False),
        sa.Column("preferred_staff_id", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.episode_id"], name="fk_task_episode_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_task_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("task_id", name="pk_task"),
    )
    op.create_index("ix_task_earliest", "task", ["earliest"])
    op.create_index("ix_task_episode_id", "task", ["episode_id"])
    op.create_index("ix_task_patient_id", "task", ["patient_id"])


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("backend", sa.Text(), nullable=False),
        sa.Column("solve_seconds", sa.Double(), nullable=False),
        sa.Column("first_feasible_seconds", sa.Double(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plan"),
    )
    op.create_index("ix_plan_day", "plan", ["day"])


def _planned_visit() -> None:
    op.create_table(
        "planned_visit",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("route_order", sa.Integer(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("departure", sa.BigInteger(), nullable=False),
        sa.Column("travel_seconds", sa.Integer(), nullable=False),
        sa.Column("travel_metres", sa.Integer(), nullable=False),
        sa.Column("leg_source", sa.Text(), nullable=False),
        sa.Column("late_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.plan_id"], name="fk_planned_visit_plan_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("plan_id", "visit_id", name="pk_planned_visit"),
    )
    op.create_index("ix_planned_visit_task_id", "planned_visit", ["task_id"])


def _route() -> None:
    op.create_table(
        "route",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("travel_seconds", sa.Integer(), nullable=False),
        sa.Column("travel_metres", sa.Integer(), nullable=False),
        sa.Column("overtime_seconds", sa.Integer(), nullable=False),
        sa.Column("break_start", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.plan_id"], name="fk_route_plan_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("plan_id", "position", name="pk_route"),
    )


def _unplanned_task() -> None:
    op.create_table(
        "unplanned_task",
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.plan_id"], name="fk_unplanned_task_plan_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("plan_id", "position", name="pk_unplanned_task"),
    )


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("hospital_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.episode_id"], name="fk_transfer_episode_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_transfer_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("transfer_id", name="pk_transfer"),
    )
    op.create_index("ix_transfer_episode_id", "transfer", ["episode_id"])
    op.create_index("ix_transfer_patient_id", "transfer", ["patient_id"])
    op.create_index("ix_transfer_stage", "transfer", ["stage"])


def _transfer_stage() -> None:
    op.create_table(
        "transfer_stage",
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("hospital_id", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["transfer.transfer_id"],
            name="fk_transfer_stage_transfer_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("transfer_id", "position", name="pk_transfer_stage"),
    )
    op.create_index("ix_transfer_stage_stage_at", "transfer_stage", ["stage", "at"])
