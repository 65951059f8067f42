"""The system lane: one notice per fault of the equipment everybody depends on."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from helpers.alarm_bench import START, seconds

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.pipeline import evaluate_system
from hah_console.alarms.system import SystemFacts, known_rules
from hah_console.domain.alarm import OPEN_STATES, Alarm, AlarmState, Lane, Priority
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.ids import AlarmId, GatewayId

RULES = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks").alarms
WELL = SystemFacts(
    broker_ok_since=START, disk_free_share=0.5, disk_free_mb=90_000, lag_s=0.1, backlog_share=0.0, consoles_watching=2
)


@dataclass
class House:
    """The service's surroundings, looked at once a second."""

    now: datetime = START
    memory: PatientMemory = field(default_factory=PatientMemory)
    alarms: dict[AlarmId, Alarm] = field(default_factory=dict)

    def see(self, facts: SystemFacts, for_s: int = 1, gateways: tuple[GatewayStatus, ...] = ()) -> None:
        numbers = count(len(self.alarms))
        for _ in range(for_s):
            self.now += seconds(1)
            still_open = tuple(a for a in self.alarms.values() if a.state in OPEN_STATES)
            outcome = evaluate_system(
                facts, gateways, RULES, self.now, self.memory, still_open, lambda: AlarmId(f"A-{next(numbers)}")
            )
            self.memory = outcome.memory
            self.alarms |= {found.alarm.alarm_id: found.alarm for found in outcome.resolved}

    def states(self) -> list[tuple[str, AlarmState]]:
        return [(alarm.rule_id, alarm.state) for alarm in self.alarms.values()]


def test_a_house_that_is_well_alarms_nobody() -> None:
    house = House()
    house.see(WELL, for_s=600)
    assert house.states() == []


@pytest.mark.parametrize(
    ("rule_id", "facts"),
    [
        ("broker_lost", replace(WELL, broker_ok_since=None, broker_lost_since=START)),
        ("disk_low", replace(WELL, disk_free_share=0.09)),
        ("disk_full", replace(WELL, disk_free_mb=499)),
        ("clock_stepped", replace(WELL, clock_step_s=-3600, clock_stepped_at=START)),
        ("ingest_lag", replace(WELL, lag_s=10.5)),
        ("ingest_lag", replace(WELL, backlog_share=0.6)),
        ("database_failed", replace(WELL, database_trouble="database_unusable")),
    ],
)
def test_each_fault_is_one_alarm_of_no_patient_within_five_seconds(rule_id: str, facts: SystemFacts) -> None:
    house = House()
    house.see(WELL, for_s=10)
    house.see(facts, for_s=5)
    (alarm,) = house.alarms.values()
    assert (alarm.rule_id, alarm.patient_id, alarm.lane) == (rule_id, None, Lane.TECHNICAL)
    assert (alarm.state, alarm.rules_version) == (AlarmState.ACTIVE, RULES.info.version)
    house.see(facts, for_s=600)
    assert len(house.alarms) == 1


def test_no_console_open_is_an_alarm_of_the_system() -> None:
    house = House()
    house.see(replace(WELL, consoles_watching=0), for_s=1)
    assert house.states() == []
    house.see(replace(WELL, consoles_watching=0), for_s=2)
    assert house.states() == [("nobody_watching", AlarmState.ACTIVE)]


def test_consoles_of_which_none_can_be_heard_are_told_and_one_that_sounds_is_enough() -> None:
    house = House()
    house.see(replace(WELL, consoles_heard=0), for_s=30)
    assert house.states() == []
    house.see(replace(WELL, consoles_heard=0), for_s=2)
    assert house.states() == [("nobody_hears", AlarmState.ACTIVE)]
    house.see(replace(WELL, consoles_heard=1), for_s=2)
    assert house.states() == [("nobody_hears", AlarmState.CLEARED)]
    nobody = House()
    nobody.see(replace(WELL, consoles_watching=0, consoles_heard=0), for_s=120)
    assert [rule for rule, _ in nobody.states()] == ["nobody_watching"]


def test_a_fault_that_is_over_ends_its_alarm_and_one_nobody_could_see_waits() -> None:
    house = House()
    house.see(replace(WELL, broker_ok_since=None, broker_lost_since=START), for_s=5)
    house.see(replace(WELL, database_trouble="database_unusable"))
    house.see(WELL, for_s=10)
    assert house.states() == [("broker_lost", AlarmState.CLEARED), ("database_failed", AlarmState.LATCHED)]


def test_what_is_not_known_neither_begins_nor_ends_anything() -> None:
    house = House()
    house.see(SystemFacts(), for_s=120)
    assert house.states() == []
    house.see(replace(WELL, disk_free_mb=1))
    house.see(SystemFacts(), for_s=120)
    assert ("disk_full", AlarmState.ACTIVE) in house.states()


def test_every_gateway_that_left_is_an_alarm_of_its_own() -> None:
    gateways = tuple(GatewayStatus(GatewayId(f"GW-{n}"), n == 0, START) for n in range(3))
    house = House()
    house.see(WELL, for_s=62, gateways=gateways)
    assert {(a.rule_id, a.subject, a.priority) for a in house.alarms.values()} == {
        ("gateway_offline", "GW-1", Priority.MEDIUM), ("gateway_offline", "GW-2", Priority.MEDIUM),
    }  # fmt: skip


def test_the_shipped_pack_has_a_rule_for_every_fault_the_lane_knows() -> None:
    assert {rule.rule_id for rule in RULES.systems} == known_rules()
