"""Reads the rule pack of the safety of those who visit alone."""

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.staff_safety import StaffSafetyRules
from hah_console.domain.task import TaskKind


def read_staff_safety(fields: Fields) -> StaffSafetyRules:
    """Limits by kind of visit; none of them nothing. Raises RulePackInvalid."""
    limits = fields.table("limit_minutes")
    limits.only(frozenset(kind.value for kind in TaskKind if kind.on_site))
    for key in limits.keys():  # noqa: SIM118  Fields is not a mapping
        if not limits.minutes(key):
            raise limits.wrong(key, "not_positive")
    for key in ("other_minutes", "urgent_after_minutes", "spoken_minutes"):
        if not fields.minutes(key):
            raise fields.wrong(key, "not_positive")
    return StaffSafetyRules(
        fields.info(),
        {TaskKind(key): limits.minutes(key) for key in limits.keys()},  # noqa: SIM118
        fields.minutes("other_minutes"),
        fields.minutes("urgent_after_minutes"),
        fields.minutes("spoken_minutes"),
        fields.priority("overdue_priority"),
        fields.priority("urgent_priority"),
    )
