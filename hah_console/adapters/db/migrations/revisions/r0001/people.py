"""Revision 0001: tables of the people and things of a programme."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables."""
    _patient()
    _episode()
    _staff()
    _shift()
    _duty()
    _kit()
    _hospital()
    _account()
    _sign_in_failure()


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("medical_record_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("home_lat", sa.Double(), nullable=False),
        sa.Column("home_lon", sa.Double(), nullable=False),
        sa.Column("home_address", sa.Text(), nullable=False),
        sa.Column("home_access_note", sa.Text(), nullable=False),
        sa.Column("national_id", sa.Text(), nullable=False),
        sa.Column("allergy_state", sa.Text(), nullable=False),
        sa.Column("allergies", sa.Text(), nullable=False),
        sa.Column("code_status", sa.Text(), nullable=False),
        sa.Column("caregiver_name", sa.Text(), nullable=False),
        sa.Column("caregiver_relationship", sa.Text(), nullable=False),
        sa.Column("caregiver_phone", sa.Text(), nullable=False),
        sa.Column("spo2_scale", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient"),
    )
    op.create_index("ix_patient_medical_record_number", "patient", ["medical_record_number"])


def _episode() -> None:
    op.create_table(
        "episode",
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("admitted_at", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("physician_id", sa.Text(), nullable=True),
        sa.Column("kit_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.patient_id"], name="fk_episode_patient_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("episode_id", name="pk_episode"),
    )
    op.create_index("ix_episode_patient_id", "episode", ["patient_id"])
    op.create_index("ix_episode_state", "episode", ["state"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("base_lat", sa.Double(), nullable=False),
        sa.Column("base_lon", sa.Double(), nullable=False),
        sa.Column("base_address", sa.Text(), nullable=False),
        sa.Column("base_access_note", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff"),
    )


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("break_earliest", sa.BigInteger(), nullable=True),
        sa.Column("break_latest", sa.BigInteger(), nullable=True),
        sa.Column("max_overtime_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.staff_id"], name="fk_shift_staff_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("shift_id", name="pk_shift"),
    )
    op.create_index("ix_shift_staff_id", "shift", ["staff_id"])
    op.create_index("ix_shift_starts_at", "shift", ["starts_at"])


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.staff_id"], name="fk_duty_staff_id", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("role", "staff_id", "starts_at", name="pk_duty"),
    )
    op.create_index("ix_duty_starts_at", "duty", ["starts_at"])


def _kit() -> None:
    op.create_table(
        "kit",
        sa.Column("kit_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("episode_id", sa.Text(), nullable=True),
        sa.Column("battery_pct", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kit_id", name="pk_kit"),
    )


def _hospital() -> None:
    op.create_table(
        "hospital",
        sa.Column("hospital_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_lat", sa.Double(), nullable=False),
        sa.Column("place_lon", sa.Double(), nullable=False),
        sa.Column("place_address", sa.Text(), nullable=False),
        sa.Column("place_access_note", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.Column("is_laboratory", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", name="pk_hospital"),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("sign_in_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_account"),
    )
    op.create_index("uq_account_sign_in_key", "account", ["sign_in_key"], unique=True)


def _sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("sign_in_key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sign_in_key", name="pk_sign_in_failure"),
    )
