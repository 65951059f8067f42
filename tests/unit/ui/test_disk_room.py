"""Room on the disk: what the service tells, what this machine sees, and what the rules call too little."""

import json
from datetime import UTC, datetime

import pytest
from helpers.ward import RULES

from hah_console.domain.service_state import Heartbeat
from hah_console.services.disk_room import DiskRoom, disk_trouble, least_room

NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)


def a_beat(**facts: object) -> Heartbeat:
    return Heartbeat("service", 42, NOW, json.dumps(facts) if facts else "ok")


def test_the_least_of_what_is_told_and_seen_counts() -> None:
    told = a_beat(disk_free_share=0.5, disk_free_mb=9_000.4)
    assert least_room([told], None) == DiskRoom(0.5, 9_000)
    assert least_room([told], DiskRoom(0.02, 300)) == DiskRoom(0.02, 300)
    assert least_room([a_beat(), a_beat(disk_free_share=None, disk_free_mb=None)], None) is None


@pytest.mark.parametrize(
    ("room", "trouble"),
    [
        (None, ""),
        (DiskRoom(0.5, 90_000), ""),
        (DiskRoom(0.1, 90_000), ""),
        (DiskRoom(0.099, 90_000), "disk_low"),
        (DiskRoom(0.001, 500), "disk_low"),
        (DiskRoom(0.001, 499), "disk_full"),
    ],
)
def test_the_rule_pack_says_what_too_little_is(room: DiskRoom | None, trouble: str) -> None:
    assert disk_trouble(room, RULES.alarms.systems) == trouble
