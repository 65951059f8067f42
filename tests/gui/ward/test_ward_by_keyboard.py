"""The ward: everybody in care as a tile, found, filtered and opened by keyboard; tiles that stay where they are."""

from datetime import timedelta

import pytest
from helpers.desk import Console, EmptyScreen
from helpers.ward import NOW, SILENT, an_alarm
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.domain.clock import SystemClock
from hah_console.domain.reading import Vital
from hah_console.ui.bridge import LinkState
from hah_console.ui.screens.ward.view import WardScreen

Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ward_screen(qtbot: QtBot, signed_in: Console) -> WardScreen:
    """The tiles in sight, reached from the list by their key."""
    signed_in.press(qtbot, Qt.Key.Key_T, Ctrl)
    screen = signed_in.frame.screens["ward"]
    assert isinstance(screen, WardScreen)
    qtbot.waitUntil(lambda: screen.model.rowCount() == len(signed_in.ward.patients))
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    return screen


def people(screen: WardScreen) -> list[str]:
    return [str(screen.model.patient_at(place)) for place in range(screen.model.rowCount())]


def spoken(screen: WardScreen, place: int) -> str:
    return str(screen.model.data(screen.model.index(place), Qt.ItemDataRole.AccessibleTextRole))


def test_the_same_key_leads_to_the_tiles_and_back_and_the_patient_stays_chosen(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    signed_in.press(qtbot, Qt.Key.Key_Right)
    chosen = ward_screen.tiles.chosen()
    assert chosen == people(ward_screen)[1]
    signed_in.press(qtbot, Qt.Key.Key_T, Ctrl)
    assert signed_in.frame.current_screen == "census"
    assert signed_in.census.chosen() == chosen


def test_arrows_go_from_tile_to_tile_and_enter_opens_the_patient(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    columns = ward_screen.tiles.grid.columns
    signed_in.press(qtbot, Qt.Key.Key_Down)
    signed_in.press(qtbot, Qt.Key.Key_Right)
    chosen = people(ward_screen)[columns + 1]
    assert ward_screen.tiles.chosen() == chosen
    signed_in.press(qtbot, Qt.Key.Key_Return)
    patient = signed_in.frame.screens["patient"]
    assert isinstance(patient, EmptyScreen)
    assert patient.shown == [chosen]
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.frame.current_screen == "ward"
    assert ward_screen.tiles.chosen() == chosen


def test_every_tile_is_named_for_the_screen_reader(ward_screen: WardScreen) -> None:
    view = QAccessible.queryAccessibleInterface(ward_screen.tiles)
    assert view.childCount() == len(people(ward_screen))
    said = view.child(0).text(QAccessible.Text.Name)
    assert "高優先警示 SpO₂ 86 %" in said
    assert "NEWS2 9" in said
    assert "47 分 無資料" in spoken(ward_screen, 1)


def test_the_silent_patient_has_words_instead_of_numbers_and_stands_among_the_urgent(
    signed_in: Console, ward_screen: WardScreen
) -> None:
    silent = signed_in.ward.patients[SILENT]
    place = people(ward_screen).index(silent)
    tile = ward_screen.model.tile(place)
    assert place <= 2
    assert (tile.numbers, tile.silent) == ((), "47 分 無資料")


def test_typed_letters_keep_only_the_patients_they_name_until_they_are_cleared(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    wanted = people(ward_screen)[7]
    signed_in.press(qtbot, Qt.Key.Key_F, Ctrl)
    signed_in.type(qtbot, wanted.lower())
    assert people(ward_screen) == [wanted]
    assert wanted.lower() in ward_screen._summary.text()
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert ward_screen.tiles.hasFocus()
    ward_screen.clear.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    assert len(people(ward_screen)) == len(signed_in.ward.patients)


def test_letters_nobody_has_say_so_and_offer_the_way_back(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    signed_in.press(qtbot, Qt.Key.Key_F, Ctrl)
    signed_in.type(qtbot, "zzz")
    assert ward_screen.pages.currentWidget() is ward_screen.message
    ward_screen.message.button.click()
    assert ward_screen.pages.currentWidget() is ward_screen.tiles
    assert ward_screen.search.text() == ""


def test_a_new_value_reaches_its_tile_in_its_turn(qtbot: QtBot, signed_in: Console, ward_screen: WardScreen) -> None:
    patient = signed_in.ward.patients[20]
    place = people(ward_screen).index(patient)
    signed_in.ward.receive(patient, hr=133, spo2=91, rr=20, sbp=120, dbp=70, temp=37.0)
    qtbot.waitUntil(lambda: ward_screen.model.tile(place).numbers[1].value == "133")
    spark = ward_screen.courses.ring.spark(patient, Vital.SPO2, ward_screen.desk.ctx.clock.now())
    assert spark is not None
    assert spark.low[-1] == 91


def test_tiles_stay_in_place_while_somebody_works_on_them_and_an_alarm_shows_at_once(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    before, patient = people(ward_screen), signed_in.ward.patients[30]
    signed_in.press(qtbot, Qt.Key.Key_Right)
    signed_in.ward.raise_alarm(an_alarm("A-9", patient, "spo2", 80, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: ward_screen.presenter.misplaced() > 0)
    for _ in range(6):
        ward_screen.on_tick(NOW)
    assert people(ward_screen) == before
    chip = ward_screen.model.tile(before.index(patient)).chip
    assert chip is not None
    assert (chip.priority, chip.waiting) == (Priority.HIGH, True)
    ward_screen.sort.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    assert people(ward_screen).index(patient) == 1


def test_the_model_keeps_qt_s_promises_through_every_kind_of_change(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    tester = QAbstractItemModelTester(ward_screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    signed_in.ward.raise_alarm(an_alarm("A-8", signed_in.ward.patients[40], "hr", 140, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: ward_screen.presenter.misplaced() > 0)
    ward_screen.resort()
    ward_screen.on_tick(NOW + timedelta(minutes=10))
    for name in ("high", "late", "all"):
        ward_screen.filters._buttons[name].click()
    assert tester.model() is ward_screen.model


def test_only_what_nobody_has_acknowledged_flashes_and_nothing_where_motion_is_reduced(
    qtbot: QtBot, signed_in: Console, ward_screen: WardScreen
) -> None:
    tiles = ward_screen.tiles
    qtbot.waitUntil(lambda: tiles.painter_of_tiles.parts.bright)
    first = tiles.viewport().grab(tiles.tile_box(0)).toImage()
    owned = people(ward_screen).index(signed_in.ward.patients[1])
    calm = tiles.viewport().grab(tiles.tile_box(owned)).toImage()
    tiles.painter_of_tiles.parts.bright = False
    assert tiles.viewport().grab(tiles.tile_box(0)).toImage() != first
    assert tiles.viewport().grab(tiles.tile_box(owned)).toImage() == calm
    tiles.still = True
    QTest.qWait(1_200)
    assert not tiles.painter_of_tiles.parts.bright


def test_a_board_that_no_longer_follows_says_so(ward_screen: WardScreen) -> None:
    now, tiles = SystemClock().now(), ward_screen.tiles
    good = tiles.viewport().grab(tiles.tile_box(5)).toImage()
    ward_screen.on_link(LinkState(service_alive=False, service_seen_at=now))
    assert tiles.viewport().grab(tiles.tile_box(5)).toImage() != good
    assert ward_screen.notice.isVisible()
    assert "服務" in ward_screen.notice.text()
    ward_screen.on_link(LinkState(database_ok=False, database_reason="OperationalError"))
    assert "03:12" in ward_screen.notice.text()
    ward_screen.on_link(LinkState())
    assert not ward_screen.notice.isVisible()
    assert tiles.viewport().grab(tiles.tile_box(5)).toImage() == good
