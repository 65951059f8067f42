"""Whose alarm it is when it is about a worker: her name, for bar and list."""

from collections.abc import Iterable, Mapping

from hah_console.alarms.rules.staff import RULE_IDS
from hah_console.domain.alarm import Alarm
from hah_console.services.ports import UnitOfWork


def staff_names(uow: UnitOfWork, alarms: Iterable[Alarm]) -> Mapping[str, str]:
    """Names by the subject of alarms about workers; nothing is asked for when there is none."""
    wanted = {alarm.subject for alarm in alarms if alarm.rule_id in RULE_IDS}
    return {str(p.staff_id): p.name for p in uow.staff.all() if p.staff_id in wanted} if wanted else {}
