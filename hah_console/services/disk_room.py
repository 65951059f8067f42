"""How much room the disk of the database has, as the service tells it and as a console on the same machine sees it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from hah_console.domain.rulepack import SystemRule
from hah_console.domain.service_state import Heartbeat

LOW, FULL = "disk_low", "disk_full"


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """The free part of a disk (0 to 1) and what is free in whole megabytes."""

    free_share: float
    free_mb: int


def least_room(beats: Iterable[Heartbeat], own: DiskRoom | None) -> DiskRoom | None:
    """The least of what the heartbeats tell and what this machine sees itself; None when nobody knows."""
    told = [room for beat in beats if (room := _told(beat.detail)) is not None]
    return min((*told, *([own] if own else [])), key=lambda room: room.free_mb, default=None)


def disk_trouble(room: DiskRoom | None, rules: Iterable[SystemRule]) -> str:
    """``disk_full`` or ``disk_low`` by the limits of the rule pack, empty for neither or when nobody knows."""
    if room is None:
        return ""
    by_id = {rule.rule_id: rule for rule in rules}
    if FULL in by_id and room.free_mb < by_id[FULL].limit:
        return FULL
    return LOW if LOW in by_id and room.free_share < by_id[LOW].share else ""


def _told(detail: str) -> DiskRoom | None:
    try:
        facts = json.loads(detail) if detail else {}
        share, megabytes = facts.get("disk_free_share"), facts.get("disk_free_mb")
        return None if share is None or megabytes is None else DiskRoom(round(float(share), 3), int(megabytes))
    except (ValueError, TypeError, AttributeError):
        return None
