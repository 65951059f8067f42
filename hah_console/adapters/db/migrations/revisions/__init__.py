"""The revisions in order; a new one is appended here, named in ``known.py``, and never changes once released."""

from types import ModuleType

from hah_console.adapters.db.migrations.revisions import (
    r0001_ground_floor,
    r0002_precautions,
    r0003_alarm_trigger,
    r0004_task_withdrawal,
    r0005_live_vitals,
    r0006_samples,
    r0007_told_alarms,
    r0008_case_events,
    r0009_referral_intake,
    r0010_orders,
    r0011_notes,
    r0012_handover_closure,
    r0013_claims,
    r0014_drafts,
    r0015_contact_reason,
    r0016_referrals,
    r0017_intakes,
    r0018_owed_events,
    r0019_score_answers,
    r0020_attachment_error,
    r0021_staff_position,
    r0022_green_channel,
)

REVISIONS: tuple[ModuleType, ...] = (
    r0001_ground_floor,
    r0002_precautions,
    r0003_alarm_trigger,
    r0004_task_withdrawal,
    r0005_live_vitals,
    r0006_samples,
    r0007_told_alarms,
    r0008_case_events,
    r0009_referral_intake,
    r0010_orders,
    r0011_notes,
    r0012_handover_closure,
    r0013_claims,
    r0014_drafts,
    r0015_contact_reason,
    r0016_referrals,
    r0017_intakes,
    r0018_owed_events,
    r0019_score_answers,
    r0020_attachment_error,
    r0021_staff_position,
    r0022_green_channel,
)
"""Each has ``revision``, ``down_revision`` and ``upgrade()`` in Alembic's way."""
