"""Other rules come into force while alarms of the former ones are open."""

from dataclasses import replace

import pytest
from helpers.alarm_ward import NURSE, PACKS, RULES, AlarmWard

from hah_console.domain.alarm import AlarmState
from hah_console.services.alarm_commands import acknowledge_alarm

WITHOUT = replace(PACKS, alarms=replace(RULES, limits=tuple(r for r in RULES.limits if r.rule_id != "spo2_low")))


@pytest.mark.parametrize("taken", [False, True])
def test_an_alarm_whose_rule_is_no_longer_in_force_waits_to_be_seen_and_ends(ward: AlarmWard, taken: bool) -> None:
    ward.hear(60, spo2=86)
    alarm = ward.one("spo2_low")
    if taken:
        acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id, alarm.version)
        ward.ingest.reload()
    ward.ingest.use(WITHOUT)
    ward.sweep(after_s=1)
    assert ward.one("spo2_low").state is (AlarmState.CLEARED if taken else AlarmState.LATCHED)
    assert ward.actions(alarm.alarm_id)[-1] == "alarm_ended"
    ward.hear(60, spo2=86)
    ward.ingest.use(PACKS)
    ward.hear(60, spo2=86)
    assert AlarmState.ACTIVE in {alarm.state for alarm in ward.alarms("spo2_low")}
