"""The alarm bar: what waits, what flashes, what is spoken and sounded, acknowledging by keyboard."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.desk import Console, make_console
from helpers.ward import NOW, Ward, an_alarm
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import AlarmState, Evidence, Priority
from hah_console.domain.ids import AlarmId
from hah_console.services.alarm_bar import AlarmBarRows
from hah_console.ui.preferences import Preferences
from hah_console.ui.shell.flash import BEAT_MS, BEATS_PER_CHANGE

ALT = Qt.KeyboardModifier.AltModifier


def chip_ids(console: Console) -> list[str]:
    return [c.chip.alarm_id for c in console.frame.alarms.bar.shown_chips() if c.chip]


def test_the_most_urgent_waiting_alarm_stands_first_with_shape_and_words(signed_in: Console) -> None:
    assert chip_ids(signed_in)[:2] == ["A-1", "A-3"]
    first = signed_in.frame.alarms.bar.shown_chips()[0]
    for part in ("高優先警示", "SpO₂ 86 %", "林○祥", "未確認"):
        assert part in first.accessibleName()


def test_ack_in_the_command_bar_acknowledges_the_most_urgent_alarm(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.press(qtbot, Qt.Key.Key_Slash)
    assert signed_in.focused() is signed_in.frame.command_bar.edit
    signed_in.type(qtbot, "ac")
    signed_in.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: signed_in.ward.state_of("A-1") is AlarmState.ACKNOWLEDGED)
    qtbot.waitUntil(lambda: chip_ids(signed_in)[0] == "A-3")
    assert "已確認" in signed_in.frame.notice.text()
    assert signed_in.focused() is signed_in.census.table


def test_a_focused_chip_is_acknowledged_with_its_own_key_and_never_by_enter(qtbot: QtBot, signed_in: Console) -> None:
    chip = signed_in.frame.alarms.bar.shown_chips()[1]
    chip.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_F2, ALT)
    qtbot.waitUntil(lambda: signed_in.ward.state_of("A-3") is AlarmState.ACKNOWLEDGED)
    signed_in.frame.alarms.bar.focus_first()
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert signed_in.frame.current_screen == "patient"
    assert signed_in.ward.state_of("A-1") is AlarmState.ACTIVE


def test_an_alarm_that_got_worse_before_it_was_shown_is_not_acknowledged_from_the_bar(
    qtbot: QtBot, signed_in: Console
) -> None:
    ward = signed_in.ward
    with ward.ctx.store() as uow:
        alarm = uow.alarms.get(AlarmId("A-3"))
        uow.alarms.save(alarm.worsened(Priority.HIGH, Evidence(alarm.rule_id, 80, 90), ward.clock.now()))
        uow.commit()
    signed_in.frame.alarms.acknowledge("A-3")
    qtbot.waitUntil(lambda: "已" in signed_in.frame.notice.text() or signed_in.frame.notice.isVisible())
    assert ward.state_of("A-3") is AlarmState.ACTIVE


def test_an_alarm_that_is_no_longer_shown_is_not_acknowledged_blindly(qtbot: QtBot, signed_in: Console) -> None:
    alarms, ward = signed_in.frame.alarms, signed_in.ward
    alarms.state.rows = replace(alarms.state.rows, chips=())
    alarms.acknowledge("A-1")
    assert "未完成確認：警示。" in signed_in.frame.notice.text()
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    assert ward.state_of("A-1") is AlarmState.ACTIVE


def test_only_waiting_chips_flash_and_their_text_does_not_change(qtbot: QtBot, signed_in: Console) -> None:
    bar = signed_in.frame.alarms.bar
    waiting = bar.shown_chips()[0]
    text = waiting.accessibleName()
    qtbot.waitUntil(lambda: waiting.bright, timeout=2_000)
    assert waiting.accessibleName() == text
    low = next(c for c in bar._buttons.values() if c.chip and c.chip.priority is Priority.LOW)
    assert not low.bright
    signed_in.frame.alarms.acknowledge("A-1")
    qtbot.waitUntil(lambda: not any(c.bright for c in bar._buttons.values() if c.chip and not c.chip.waiting))


def test_nothing_flashes_for_a_person_who_asked_for_less_motion(qtbot: QtBot, ward: Ward) -> None:
    console = make_console(ward, Preferences(reduced_motion=True))
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)
    assert not console.frame.alarms.bar.beat.running
    console.window.apply(replace(console.window.preferences, reduced_motion=False))
    assert console.frame.alarms.bar.beat.running
    console.close(qtbot)


def test_a_new_high_alarm_is_spoken_and_sounded_once(qtbot: QtBot, signed_in: Console) -> None:
    spoken = QSignalSpy(signed_in.frame.alarms.announced)
    rung = len(signed_in.ward.bell.rung)
    alarm = an_alarm("A-7", signed_in.ward.patients[20], "hr", 141, Priority.HIGH, minutes_ago=0)
    signed_in.ward.raise_alarm(alarm)
    qtbot.waitUntil(lambda: spoken.count() == 1)
    assert "心率 141 /分" in spoken.at(0)[0]
    qtbot.waitUntil(lambda: signed_in.ward.bell.rung[rung:] == [3])
    assert signed_in.ward.bell.volumes[-1] == signed_in.window.preferences.volume_pct
    signed_in.frame.refresh()
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    assert spoken.count() == 1


def test_a_new_low_alarm_about_a_patient_has_a_chip_and_makes_no_sound(qtbot: QtBot, signed_in: Console) -> None:
    rung, patient = len(signed_in.ward.bell.rung), signed_in.ward.patients[20]
    signed_in.ward.raise_alarm(an_alarm("A-6", patient, "hr", 141, Priority.LOW, minutes_ago=0))
    state = signed_in.frame.alarms.state
    qtbot.waitUntil(lambda: any(chip.alarm_id == "A-6" for chip in state.chips()))
    signed_in.ward.raise_alarm(an_alarm("A-7", patient, "spo2", 82, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: signed_in.ward.bell.rung[rung:] == [3])


def test_the_sound_pauses_for_two_minutes_and_says_how_long(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.press(qtbot, Qt.Key.Key_F3, ALT)
    assert signed_in.frame.alarms.bar._sound.text() == "聲音暫停 02:00（至 03:14）"
    qtbot.waitUntil(lambda: signed_in.ward.bell.silenced == 1)
    rung = len(signed_in.ward.bell.rung)
    signed_in.ward.raise_alarm(an_alarm("A-6", signed_in.ward.patients[21], "hr", 30, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: "A-6" in chip_ids(signed_in))
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    assert len(signed_in.ward.bell.rung) == rung
    assert not signed_in.frame.alarms.sound.paused(NOW.replace(minute=NOW.minute + 3))


def test_a_missing_sound_device_is_said_on_the_bar(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.ward.bell.available = False
    qtbot.waitUntil(lambda: signed_in.frame.alarms.bar._sound.text() == "無音效裝置", timeout=3_000)
    assert signed_in.frame.alarms.bar._sound.property("kind") == "loud"


def test_the_load_is_that_of_one_operator_and_says_when_it_is_too_much(signed_in: Console) -> None:
    bar = signed_in.frame.alarms.bar
    for operators, text in ((2, "10 分內 12 則，每人 6"), (1, "▲ 10 分內 12 則，每人 12")):
        bar.show_chips((), AlarmBarRows(load=12, operators=operators), NOW)
        assert bar._load.text() == text


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_chips_that_do_not_fit_are_counted_and_none_is_cut(qtbot: QtBot, signed_in: Console, width: int) -> None:
    signed_in.window.resize(width, 900)
    bar = signed_in.frame.alarms.bar
    qtbot.waitUntil(lambda: bar.width() == width)
    shown = bar.shown_chips()
    assert shown[-1].geometry().right() <= bar._area.width()
    assert all(chip.width() >= chip.sizeHint().width() for chip in shown)
    rest = 5 - len(shown)
    assert bar._more.isVisible() == (rest > 0)
    assert not rest or str(rest) in bar._more.text()


def test_a_chip_whose_time_got_longer_gets_the_room_for_it(qtbot: QtBot, signed_in: Console) -> None:
    bar = signed_in.frame.alarms.bar
    before = bar.shown_chips()[0].width()
    bar.on_tick(NOW + timedelta(hours=11))
    qtbot.waitUntil(lambda: bar.shown_chips()[0].width() > before)
    assert all(chip.width() >= chip.sizeHint().width() for chip in bar.shown_chips())


def test_an_unanswered_high_alarm_sounds_again_until_somebody_takes_it(qtbot: QtBot, ward: Ward) -> None:
    console = make_console(ward, Preferences(high_pause_s=0))
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)
    qtbot.waitUntil(lambda: ward.bell.rung.count(3) >= 2, timeout=8_000)
    console.frame.alarms.acknowledge("A-1")
    qtbot.waitUntil(lambda: ward.state_of("A-1") is AlarmState.ACKNOWLEDGED)
    qtbot.waitUntil(lambda: console.frame.alarms.state.loudest() is not Priority.HIGH)
    console.close(qtbot)


def test_a_shelved_alarm_makes_no_chip_and_is_counted_with_its_end(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.ward.shelve("A-1", minutes=12)
    qtbot.waitUntil(lambda: "A-1" not in chip_ids(signed_in))
    shelved = signed_in.frame.alarms.bar.shelved
    assert shelved.isVisible()
    assert shelved.text() == "擱置 1 則 剩 12:00"
    assert "03:24" in shelved.accessibleName()
    signed_in.ward.clock.advance(timedelta(minutes=13))
    qtbot.waitUntil(lambda: "A-1" in chip_ids(signed_in), timeout=4_000)
    assert not shelved.isVisible()


def test_high_and_medium_flash_in_their_own_rhythm(qtbot: QtBot) -> None:
    """Per flash two changes: 1.4 to 2.8 flashes a second for high, 0.4 to 0.8 for medium, none for low."""
    per_second = {priority: 1_000 / (2 * beats * BEAT_MS) for priority, beats in BEATS_PER_CHANGE.items()}
    assert 1.4 <= per_second[Priority.HIGH] <= 2.8
    assert 0.4 <= per_second[Priority.MEDIUM] <= 0.8
    assert Priority.LOW not in per_second


def test_the_volume_is_set_by_command_and_never_to_nothing(qtbot: QtBot, signed_in: Console) -> None:
    sound = signed_in.frame.alarms.bar._sound
    for typed, shown in (("volume 60", "聲音開 60 %"), ("volume 0", "聲音開 30 %"), ("volume x", "聲音開 30 %")):
        signed_in.press(qtbot, Qt.Key.Key_Slash)
        signed_in.type(qtbot, typed)
        signed_in.press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda shown=shown: sound.text() == shown)  # type: ignore[misc]
    assert signed_in.kept[-1].volume_pct == 30
