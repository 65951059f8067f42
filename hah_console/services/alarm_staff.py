"""Whose alarm it is when it is about a worker, and how many sit at the consoles, for bar and list."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hah_console.alarms.rules.staff import RULE_IDS
from hah_console.domain.alarm import Alarm
from hah_console.services.ports import UnitOfWork

OPERATOR_DUTIES = frozenset({"charge_nurse"})
"""The duty roles that sit at the console; the load is shared among them."""


def staff_names(uow: UnitOfWork, alarms: Iterable[Alarm]) -> Mapping[str, str]:
    """Names by the subject of alarms about workers; nothing is asked for when there is none."""
    wanted = {alarm.subject for alarm in alarms if alarm.rule_id in RULE_IDS}
    return {str(p.staff_id): p.name for p in uow.staff.all() if p.staff_id in wanted} if wanted else {}


def operators_at(uow: UnitOfWork, now: datetime) -> int:
    """How many people on the roster share the alarms now."""
    return len({duty.staff_id for duty in uow.staff.duties(now) if duty.role in OPERATOR_DUTIES})
