"""Orders, doses, prescriptions, specimens and results; and which order a task comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _clinical_order() -> None:
    op.create_table(
        "clinical_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("medication", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("ordered_by", sa.Text(), nullable=True),
        sa.Column("ordered_at", sa.BigInteger(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("stop_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_clinical_order_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode.episode_id"],
            name="fk_clinical_order_episode_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", name="pk_clinical_order"),
    )
    op.create_index("ix_clinical_order_episode_id", "clinical_order", ["episode_id"])
    op.create_index("ix_clinical_order_patient_id", "clinical_order", ["patient_id"])
    op.create_index("ix_clinical_order_state", "clinical_order", ["state"])


def _dose() -> None:
    op.create_table(
        "dose",
        sa.Column("dose_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.Column("missed_after", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("giver", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_dose_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["clinical_order.order_id"], name="fk_dose_order_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("dose_id", name="pk_dose"),
    )
    op.create_index("ix_dose_episode_id", "dose", ["episode_id"])
    op.create_index("ix_dose_order_id", "dose", ["order_id"])
    op.create_index("ix_dose_patient_id_due_at", "dose", ["patient_id", "due_at"])
    op.create_index("ix_dose_state_due_at", "dose", ["state", "due_at"])


def _prescription() -> None:
    op.create_table(
        "prescription",
        sa.Column("prescription_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("dispensed_by", sa.Text(), nullable=True),
        sa.Column("dispensed_at", sa.BigInteger(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=True),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_prescription_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode.episode_id"],
            name="fk_prescription_episode_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("prescription_id", name="pk_prescription"),
    )
    op.create_index("ix_prescription_episode_id", "prescription", ["episode_id"])
    op.create_index("ix_prescription_state", "prescription", ["state"])


def _specimen() -> None:
    op.create_table(
        "specimen",
        sa.Column("specimen_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("culture", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_specimen_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["clinical_order.order_id"],
            name="fk_specimen_order_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("specimen_id", name="pk_specimen"),
    )
    op.create_index("ix_specimen_episode_id", "specimen", ["episode_id"])
    op.create_index("ix_specimen_order_id", "specimen", ["order_id"])
    op.create_index("ix_specimen_state", "specimen", ["state"])


def _lab_result() -> None:
    op.create_table(
        "lab_result",
        sa.Column("result_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("analyte", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("specimen_at", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("comparator", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("specimen_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.patient_id"],
            name="fk_lab_result_patient_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("result_id", name="pk_lab_result"),
    )
    op.create_index("ix_lab_result_patient_id_specimen_at", "lab_result", ["patient_id", "specimen_at"])


def upgrade() -> None:
    """Add the tables; the tasks there are come from no order."""
    op.add_column("task", sa.Column("order_id", sa.Text(), nullable=True))
    op.create_index("ix_task_order_id", "task", ["order_id"])
    _clinical_order()
    _dose()
    _prescription()
    _specimen()
    _lab_result()
