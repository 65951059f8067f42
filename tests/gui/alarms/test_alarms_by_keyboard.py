"""The alarm list over a real store, by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from helpers.bedside import CHEN, LINK_ALARM, NOW, NURSE, PHYSICIAN, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.waves import drawn_columns
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.ids import AlarmId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.domain.shelf import Shelf
from hah_console.domain.strip import EvidenceStrip, StripSeries, WaveSegment
from hah_console.services.alarm_commands import acknowledge_alarm, call_about_alarm
from hah_console.services.patient_limits import set_patient_limit
from hah_console.ui.dialogs.limit_dialog import LimitDialog
from hah_console.ui.screens.alarms.shelve_dialog import ShelveDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

WAVE_ROW = (112, 54)
"""Top and height of the first waveform below one row of numbers."""


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside) -> BedsideConsole:
    console = open_console(qtbot, bedside)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    qtbot.waitUntil(console.alarms.list.hasFocus)
    assert console.alarms.list.choose(SPO2_ALARM)
    return console  # the window is closed, and its work ended, before the store is


def _state(bedside: Bedside) -> AlarmState:
    with bedside.store.unit_of_work() as uow:
        return uow.alarms.get(SPO2_ALARM).state


def test_an_alarm_is_acknowledged_from_the_list_by_one_key(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: _state(bedside) is AlarmState.ACKNOWLEDGED)
    console.settle(qtbot)
    row = console.alarms.presenter.find(SPO2_ALARM)
    assert row is not None
    assert row.owner == "王淑芬"
    assert not console.alarms.acknowledge_button.isEnabled()


def test_an_alarm_somebody_else_took_is_not_taken_again(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    acknowledge_alarm(bedside.ctx, PHYSICIAN, SPO2_ALARM)
    console.alarms.acknowledge()
    console.settle(qtbot)
    qtbot.waitUntil(lambda: bool(console.alarms.said.text()))
    with bedside.store.unit_of_work() as uow:
        assert uow.alarms.get(SPO2_ALARM).acknowledged_by == PHYSICIAN.user_id


def test_after_midnight_the_list_of_today_begins_anew(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    assert console.alarms.presenter.counts()["ended"] == 1
    bedside.advance(21 * 60)
    qtbot.waitUntil(lambda: console.alarms.presenter.counts()["ended"] == 0)
    console.settle(qtbot)
    assert console.alarms.presenter.counts()["waiting"] == 2


def test_enter_opens_the_patient_of_the_alarm(qtbot: QtBot, console: BedsideConsole) -> None:
    console.press(qtbot, Qt.Key.Key_Return)
    console.settle(qtbot)
    assert console.patient.isVisible()


def test_an_empty_filter_says_so_and_leads_back(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    for alarm_id in (SPO2_ALARM, LINK_ALARM):
        acknowledge_alarm(bedside.ctx, PHYSICIAN, alarm_id)
    console.alarms.refresh()
    qtbot.waitUntil(lambda: console.alarms.presenter.counts()["waiting"] == 0)
    console.alarms.filters["waiting"].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(console.alarms.message.isVisible)
    console.alarms.message.button.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.alarms.list.isVisible()


def test_everything_with_focus_has_a_name_in_the_language_in_force(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = console.alarms
    before = screen.acknowledge_button.accessibleName()
    console.press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    named = (screen.list, screen.acknowledge_button, screen.open_button, *screen.filters.values())
    assert all(widget.accessibleName() for widget in named)
    assert screen.acknowledge_button.accessibleName() != before


def _alarm(bedside: Bedside, alarm_id: AlarmId = SPO2_ALARM) -> Alarm:
    with bedside.store.unit_of_work() as uow:
        return uow.alarms.get(alarm_id)


def _fact(console: BedsideConsole, name: str) -> str:
    return next((value.text() for label, value in console.alarms.detail.facts if label.text() == name), "")


def _limits(bedside: Bedside) -> tuple[PatientLimit, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.limits.current(bedside.clock.now())


def _shelves(bedside: Bedside) -> tuple[Shelf, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.shelves.open(bedside.clock.now())


def test_a_call_is_noted_and_an_alarm_passed_on_by_one_key_each(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: _alarm(bedside).called_by == NURSE.user_id)
    console.settle(qtbot)
    qtbot.waitUntil(console.alarms.detail.buttons["escalate"].isEnabled)
    console.alt(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: _alarm(bedside).rung == 1)
    qtbot.waitUntil(lambda: "值班護理師" in _fact(console, "通知"))


def test_an_alarm_is_shelved_with_a_reason_and_an_end_and_taken_back(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    console.alt(qtbot, Qt.Key.Key_F7)
    dialog = console.alarms.findChild(ShelveDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert "最長 15 分鐘" in dialog.hint.text()
    dialog.send()
    assert "理由" in dialog.error.text()
    dialog.reason.setCurrentIndex(1)
    dialog.minutes.setValue(12)
    dialog.note.setPlainText("氧氣已調高")
    dialog.send()
    qtbot.waitUntil(lambda: len(_shelves(bedside)) == 1)
    shelf = _shelves(bedside)[0]
    assert (shelf.note, shelf.until - NOW) == ("氧氣已調高", timedelta(minutes=12))
    qtbot.waitUntil(console.frame.alarms.bar.shelved.isVisible)
    qtbot.waitUntil(lambda: "擱置至 03:24" in console.alarms.detail.shelf.text())
    console.settle(qtbot)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: not _shelves(bedside))


def test_when_a_colleague_was_faster_nothing_typed_is_lost_and_one_sentence_says_why(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    console.alt(qtbot, Qt.Key.Key_F7)
    dialog = console.alarms.findChild(ShelveDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.reason.setCurrentIndex(1)
    dialog.note.setPlainText("氧氣已調高")
    acknowledge_alarm(bedside.ctx, PHYSICIAN, SPO2_ALARM)
    dialog.send()
    qtbot.waitUntil(lambda: "剛被別人更動" in dialog.error.text() or bool(dialog.error.text()))
    assert dialog.isVisible()
    assert dialog.note.toPlainText() == "氧氣已調高"
    assert not _shelves(bedside)
    dialog.reject()


def test_an_act_on_an_alarm_that_changed_meanwhile_is_refused_and_said(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    row = console.alarms.chosen()
    assert row is not None
    call_about_alarm(bedside.ctx, PHYSICIAN, SPO2_ALARM)
    console.alarms.acts.do("acknowledge", row, "X")
    qtbot.waitUntil(lambda: "沒有變更" in console.alarms.said.text())
    assert _alarm(bedside).acknowledged_by is None


def test_the_evidence_of_the_chosen_alarm_is_shown_or_said_to_be_missing(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    strip = console.alarms.detail.strip
    qtbot.waitUntil(lambda: "沒有量測值" in strip.accessibleName())
    offsets, values = tuple(float(s) for s in range(300)), tuple(95.0 - s / 40 for s in range(300))
    start = _alarm(bedside).raised_at - timedelta(minutes=5)
    kept = EvidenceStrip(
        SPO2_ALARM, CHEN, start, start + timedelta(minutes=5), (StripSeries(Vital.SPO2, offsets, values),)
    )
    with bedside.store.unit_of_work() as uow:
        uow.strips.save(kept)
        uow.commit()
    console.alarms.refresh()
    qtbot.waitUntil(lambda: "SpO₂ 88 % 至 95 %" in strip.accessibleName())


def test_technical_alarms_stand_apart_and_are_reached_by_tab(qtbot: QtBot, console: BedsideConsole) -> None:
    assert console.alarms.technical.key() == LINK_ALARM
    console.press(qtbot, Qt.Key.Key_Tab)
    assert console.alarms.technical.hasFocus()
    chosen = console.alarms.chosen()
    assert chosen is not None
    assert chosen.alarm_id == LINK_ALARM
    assert "10 分" in console.alarms.detail.reason.text()


def test_what_the_console_found_itself_is_listed_with_what_to_do_and_taken_over(
    qtbot: QtBot, console: BedsideConsole
) -> None:
    console.frame.alarms.set_local("database", True)
    console.alarms.on_tick(console.bedside.clock.now())
    console.frame.navigate("alarms", "console:database")
    assert "檢查網路" in console.alarms.detail.reason.text()
    console.alt(qtbot, Qt.Key.Key_F8)
    assert not console.frame.alarms.state.local["database"].waiting
    console.frame.alarms.set_local("database", False)


def test_the_load_of_the_shift_is_shown_by_its_key(qtbot: QtBot, console: BedsideConsole) -> None:
    console.alt(qtbot, Qt.Key.Key_F12)
    panel = console.alarms.load_panel
    assert panel.isVisible()
    console.settle(qtbot)
    assert panel.figures[4][1].text() == "4"
    assert panel.actors.rows.rowCount() == 4
    assert "上限 10" in panel.bars.accessibleName()
    console.alt(qtbot, Qt.Key.Key_F12)
    assert console.alarms.list.isVisible()


def test_the_shelved_count_of_the_bar_leads_to_the_shelved_alarms(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("alarms", "view:shelved")
    assert console.alarms.filters["shelved"].isChecked()
    qtbot.waitUntil(console.alarms.message.isVisible)


def test_a_physician_sets_a_limit_for_one_patient_with_reason_and_end(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    assert console.alarms.list.choose(SPO2_ALARM)
    console.alt(qtbot, Qt.Key.Key_F11)
    dialog = console.alarms.findChild(LimitDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert (dialog.vital.currentData(), dialog.side.currentData()) == (Vital.SPO2, "low")
    dialog.value.setValue(86)
    dialog.send()
    assert "理由" in dialog.error.text()
    dialog.reason.setText("COPD")
    dialog.send()
    qtbot.waitUntil(lambda: len(_limits(bedside)) == 1)
    limit = _limits(bedside)[0]
    assert (limit.value, limit.author, limit.reason) == (86, PHYSICIAN.user_id, "COPD")
    assert limit.expires_at - NOW == timedelta(hours=24)
    console.settle(qtbot)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in console.alarms.findChildren(LimitDialog)))
    again = next(d for d in console.alarms.findChildren(LimitDialog) if d.isVisible())
    qtbot.waitUntil(lambda: "86 %：張承恩 設定至 11-24 03:12（COPD）" in again.hint.text())
    assert again.value.value() == 86
    again.reject()


def test_the_value_of_now_follows_while_the_alarm_is_in_sight(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    qtbot.waitUntil(lambda: _fact(console, "目前").startswith("86 %"))
    with bedside.store.unit_of_work() as uow:
        uow.readings.save_latest([LatestVitals(CHEN, 0, {Vital.SPO2: LatestValue(93.0, NOW, NOW, NOW)})])
        uow.commit()
    qtbot.waitUntil(lambda: _fact(console, "目前") == "93 % · 0 秒前")


def test_a_filter_that_hides_a_waiting_alarm_says_so(qtbot: QtBot, console: BedsideConsole) -> None:
    assert console.alarms.hidden_note.text() == ""
    console.alarms.filters["ended"].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.alarms.hidden_note.text() == "▲ 這個篩選另外隱藏 2 則待處理警示"


def test_the_stored_waveform_is_drawn_and_looked_at_closer_by_keyboard(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    start = _alarm(bedside).raised_at - timedelta(minutes=2)
    samples = np.round(800 * np.sin(np.arange(60 * 100) / 9)).astype("<i2").tobytes()
    wave = WaveSegment(CHEN, "II", start, 100.0, 0.001, 0.0, "mV", samples)
    numbers = StripSeries(Vital.SPO2, tuple(float(s) for s in range(180)), (95.0,) * 180)
    with bedside.store.unit_of_work() as uow:
        uow.strips.save(EvidenceStrip(SPO2_ALARM, CHEN, start, start + timedelta(minutes=3), (numbers,), (wave,)))
        uow.commit()
    console.alarms.refresh()
    detail = console.alarms.detail
    qtbot.waitUntil(lambda: "II · 10 mm/mV，120 秒無資料" in detail.strip.accessibleName())
    ink = console.alarms.desk.theme.color("series-hr")
    assert drawn_columns(detail.strip.grab().toImage(), *WAVE_ROW, ink)
    detail.strip.setFocus()
    console.press(qtbot, Qt.Key.Key_Plus)
    console.press(qtbot, Qt.Key.Key_Plus)
    window = detail.strip.window_in_sight
    assert window is not None
    assert window.span_s == 30
    assert "按 0 看全部" in detail.strip_note.text()
    console.press(qtbot, Qt.Key.Key_Left)
    console.press(qtbot, Qt.Key.Key_0)
    assert detail.strip.window_in_sight is not None
    assert detail.strip.window_in_sight.whole


def test_while_the_evidence_of_another_alarm_is_read_that_of_the_last_one_is_gone(
    qtbot: QtBot, console: BedsideConsole
) -> None:
    qtbot.waitUntil(lambda: "沒有量測值" in console.alarms.detail.strip.accessibleName())
    console.alarms.list.choose("A-rr")
    assert console.alarms.detail.strip.sentence == ""
    console.settle(qtbot)
    assert console.alarms.detail.strip.sentence != ""


def _set_low(bedside: Bedside, value: float) -> None:
    end = bedside.clock.now() + timedelta(hours=6)
    set_patient_limit(bedside.ctx, PHYSICIAN, CHEN, Vital.SPO2, "low", value, "COPD", end)
    bedside.clock.advance(timedelta(seconds=1))


def test_a_physician_ends_an_own_limit_early_with_a_reason_and_only_the_one_in_sight(
    qtbot: QtBot, bedside: Bedside
) -> None:
    _set_low(bedside, 84)
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    assert console.alarms.list.choose(SPO2_ALARM)
    console.alt(qtbot, Qt.Key.Key_F11)
    dialog = console.alarms.findChild(LimitDialog)
    qtbot.waitUntil(dialog.end_own.isVisible)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.value.value() == 84
    qtbot.keyClick(dialog, Qt.Key.Key_F12, Qt.KeyboardModifier.AltModifier)
    assert "結束的理由" in dialog.error.text()
    assert len(_limits(bedside)) == 1
    _set_low(bedside, 86)
    qtbot.keyClicks(dialog.reason, "weaned")
    qtbot.keyClick(dialog, Qt.Key.Key_F12, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "剛被別人修改" in dialog.error.text())
    qtbot.waitUntil(lambda: "目前個人界限 86 %" in dialog.hint.text())
    assert (dialog.reason.text(), [limit.value for limit in _limits(bedside)]) == ("weaned", [86])
    qtbot.waitUntil(dialog.end_own.isEnabled)
    qtbot.keyClick(dialog, Qt.Key.Key_F12, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: _limits(bedside) == ())
    qtbot.waitUntil(lambda: "恢復規則的界限" in console.alarms.said.text())
