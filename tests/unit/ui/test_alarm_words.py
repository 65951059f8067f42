"""What the alarm bar says, in which order, and what is news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from hah_console.domain.alarm import Lane, Priority, ScoreTrigger
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import AlarmId, PatientId, ShelfId
from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_bar import AlarmBarRows, AlarmChip
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.services.shelves import ShelfRow
from hah_console.ui.i18n import Texts
from hah_console.ui.preferences import Preferences
from hah_console.ui.shell.alarm_presenter import AlarmBarState, chip_text, shelved_spoken, shelved_text
from hah_console.ui.shell.alarm_sound import BurstPlan, SoundState

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)
CTX = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))
HIGH = AlarmChip(
    AlarmId("A-1"), PatientId("P1"), "林○祥", "spo2", 86, Priority.HIGH, Lane.PHYSIOLOGICAL, True,
    NOW - timedelta(seconds=38),
)  # fmt: skip
MEDIUM = replace(HIGH, alarm_id=AlarmId("A-2"), subject="news2", value=6.0, priority=Priority.MEDIUM)


def test_a_waiting_chip_says_who_what_when_and_for_how_long() -> None:
    text = chip_text(Texts("zh_TW"), CTX, HIGH, NOW)
    assert text.strong == "!!! 林○祥 SpO₂ 86 %"
    assert text.light == "03:12 未確認 00:38"


def test_an_acknowledged_chip_names_its_owner_instead() -> None:
    chip = replace(MEDIUM, waiting=False, owner="王護理師")
    assert chip_text(Texts("zh_TW"), CTX, chip, NOW).light == "王護理師 03:12"
    assert chip_text(Texts("en"), CTX, chip, NOW).strong == "!! 林○祥 NEWS2 6"


def test_a_sensor_that_is_off_is_said_in_words() -> None:
    assert "感測脫落" in chip_text(Texts("zh_TW"), CTX, replace(HIGH, value=None), NOW).strong


@pytest.mark.parametrize(
    ("item", "value", "zh", "en"),
    [
        ("spo2", "90", "NEWS2：SpO₂ 90 %（得 3 分）", "NEWS2: SpO₂ 90 % (3 points)"),
        ("respiratory_rate", "26", "NEWS2：呼吸 26 /分（得 3 分）", "NEWS2: RR 26 /min (3 points)"),
        ("temperature", "34.8", "NEWS2：體溫 34.8 °C（得 3 分）", "NEWS2: Temp 34.8 °C (3 points)"),
        ("consciousness", "C", "NEWS2：意識 新發意識混亂（得 3 分）", "NEWS2: Consciousness New confusion (3 points)"),
    ],
)
def test_an_alarm_of_one_item_says_the_item_its_value_and_its_unit(item: str, value: str, zh: str, en: str) -> None:
    chip = replace(MEDIUM, value=3.0, trigger=ScoreTrigger(item, value))
    assert chip_text(Texts("zh_TW"), CTX, chip, NOW).strong == f"!! 林○祥 {zh}"
    assert en in chip_text(Texts("en"), CTX, chip, NOW).spoken


def test_an_alarm_is_news_once_and_again_when_it_was_raised_again() -> None:
    state = AlarmBarState()
    assert state.take(AlarmBarRows((HIGH, MEDIUM))) == (HIGH, MEDIUM)
    assert state.take(AlarmBarRows((HIGH, MEDIUM))) == ()
    worse = replace(MEDIUM, priority=Priority.HIGH, raised_at=NOW)
    assert state.take(AlarmBarRows((HIGH, worse))) == (worse,)


def test_an_alarm_that_comes_back_before_anybody_saw_it_is_news_again() -> None:
    state = AlarmBarState()
    over = replace(HIGH, latched=True)
    assert state.take(AlarmBarRows((HIGH,))) == (HIGH,)
    assert state.take(AlarmBarRows((over,))) == ()
    assert state.take(AlarmBarRows((HIGH,))) == (HIGH,)
    assert state.take(AlarmBarRows((HIGH,))) == ()


def test_waiting_alarms_stand_before_owned_ones_and_patients_before_equipment() -> None:
    owned = replace(HIGH, waiting=False, alarm_id=AlarmId("A-3"))
    technical = replace(MEDIUM, lane=Lane.TECHNICAL, alarm_id=AlarmId("A-4"))
    state = AlarmBarState()
    state.take(AlarmBarRows((owned, technical, MEDIUM, HIGH)))
    assert [chip.alarm_id for chip in state.chips()] == ["A-1", "A-2", "A-4", "A-3"]


def test_a_condition_of_this_console_is_an_alarm_until_it_ends() -> None:
    state = AlarmBarState()
    news = state.set_local("service", True, NOW)
    assert [chip.subject for chip in news] == ["service"]
    assert state.set_local("service", True, NOW + timedelta(seconds=1)) == ()
    assert state.acknowledge_local(AlarmId("console:service"), "王")
    assert state.first_waiting() is None
    assert not state.acknowledge_local(AlarmId("A-1"), "王")
    state.set_local("service", False, NOW)
    assert state.chips() == ()


def test_a_sound_pause_says_until_when_and_ends_by_itself() -> None:
    sound, texts = SoundState(volume_pct=80), Texts("en")
    assert sound.text(texts, NOW, CTX.local) == "Sound on 80 %"
    sound.pause(NOW, 2)
    assert sound.text(texts, NOW, CTX.local) == "Sound paused 02:00 (until 03:14)"
    assert not sound.heard(NOW)
    assert sound.heard(NOW + timedelta(minutes=2))
    assert SoundState(available=False).text(texts, NOW, CTX.local) == "No sound device"


def test_an_alarm_that_climbed_the_ladder_is_news_again_and_says_its_step() -> None:
    state = AlarmBarState()
    climbed = replace(HIGH, rung=1, calls=1)
    assert state.take(AlarmBarRows((HIGH,))) == (HIGH,)
    assert state.take(AlarmBarRows((climbed,))) == (climbed,)
    assert state.take(AlarmBarRows((climbed,))) == ()
    assert chip_text(Texts("en"), CTX, climbed, NOW).light == "03:12 waiting 00:38, step 1"


def test_a_rung_the_rules_let_be_quiet_moves_the_step_and_sounds_nowhere() -> None:
    state = AlarmBarState()
    state.take(AlarmBarRows((replace(HIGH, rung=1, calls=1),)))
    assert state.take(AlarmBarRows((replace(HIGH, rung=2, calls=1),))) == ()
    assert state.take(AlarmBarRows((replace(HIGH, rung=3, calls=2),))) != ()


def test_the_burst_of_a_priority_repeats_after_its_pause_and_low_does_not() -> None:
    plan = BurstPlan.of(Preferences(high_pause_s=10, medium_pause_s=20))
    assert plan.wait_s(Priority.HIGH, 100.0) == 0.0
    plan.sounded(Priority.HIGH, 100.0)
    assert plan.wait_s(Priority.HIGH, 100.0) == pytest.approx(12.6)
    assert plan.wait_s(Priority.HIGH, 112.6) == pytest.approx(0.0)
    assert plan.wait_s(Priority.MEDIUM, 112.6) == pytest.approx(10.0)
    assert plan.wait_s(Priority.LOW, 112.6) is None


def test_only_alarms_nobody_took_are_sounded_and_the_most_urgent_of_them() -> None:
    state = AlarmBarState()
    assert state.loudest() is None
    state.take(AlarmBarRows((replace(HIGH, waiting=False, owner="王"), MEDIUM)))
    assert state.loudest() is Priority.MEDIUM


def test_shelved_alarms_are_counted_with_their_time_left_and_named() -> None:
    shelf = ShelfRow(
        ShelfId("S-1"), 1, PatientId("P1"), "spo2_low:spo2", "林○祥", "spo2", "spo2_low", Priority.HIGH,
        ShelfReason.BEING_TREATED, "", "王淑芬", NOW, NOW + timedelta(minutes=12),
    )  # fmt: skip
    assert shelved_text(Texts("en"), (shelf,), NOW) == "1 shelved, next 12:00"
    assert shelved_spoken(Texts("en"), CTX, (shelf,)) == "林○祥 SpO₂: shelved until 03:24 by 王淑芬"
    assert shelved_text(Texts("en"), (), NOW) == ""
