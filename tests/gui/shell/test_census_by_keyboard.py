"""The census: need, filters and opening a patient by keyboard; rows that stay where they are."""

from datetime import timedelta

from helpers.desk import Console, EmptyScreen
from helpers.ward import NOW, an_alarm
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.services.board import Census
from hah_console.ui.models.census_model import Role
from hah_console.ui.screens.census.presenter import Column


def test_the_neediest_patient_stands_first(signed_in: Console) -> None:
    model = signed_in.census.model
    first = [model.data(model.index(row, 0), Role.LINE).row for row in range(3)]
    assert first[0].alarm.priority is Priority.HIGH
    assert first[0].score.lower == 9
    assert [row.alarm.priority for row in first[1:]] == [Priority.MEDIUM, Priority.MEDIUM]


def test_a_header_count_filters_and_says_so_until_it_is_cleared(qtbot: QtBot, signed_in: Console) -> None:
    census = signed_in.census
    census.filters._buttons["no_data"].setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    assert census.model.rowCount() == 1
    assert "無資料" in census._summary.text()
    assert census.clear.isVisible()
    census.clear.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    assert census.model.rowCount() == 60
    assert not census.clear.isVisible()


def test_tab_and_space_reach_and_use_every_filter(qtbot: QtBot, signed_in: Console) -> None:
    seen = set()
    for _ in range(60):
        signed_in.press(qtbot, Qt.Key.Key_Tab)
        seen.add(signed_in.focused().objectName())
    wanted = {f"census.filter.{name}" for name in signed_in.census.filters._buttons}
    assert wanted <= seen, wanted - seen
    assert {"census.table", "nav.census", "command_bar", "status.lamp.service", "status.person"} <= seen


def test_enter_opens_the_patient_and_escape_comes_back_to_her_row(qtbot: QtBot, signed_in: Console) -> None:
    census = signed_in.census
    signed_in.press(qtbot, Qt.Key.Key_Down)
    chosen = census.model.patient_at(census.table.currentIndex().row())
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert signed_in.frame.current_screen == "patient"
    patient = signed_in.frame.screens["patient"]
    assert isinstance(patient, EmptyScreen)
    assert patient.shown == [chosen]
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.frame.current_screen == "census"
    assert census.model.patient_at(census.table.currentIndex().row()) == chosen


def test_a_new_reading_reaches_its_cells_and_no_others(qtbot: QtBot, signed_in: Console) -> None:
    model, patient = signed_in.census.model, signed_in.ward.patients[20]
    changed = QSignalSpy(model.dataChanged)
    signed_in.ward.receive(patient, hr=133, spo2=91, rr=20, sbp=120, dbp=70, temp=37.0)
    row = model.row_of(patient)
    assert row is not None
    qtbot.waitUntil(lambda: model.data(model.index(row, Column.HEART_RATE)) == "133")
    spans = [(changed.at(i)[0], changed.at(i)[1]) for i in range(changed.count())]
    own = [(top, bottom) for top, bottom in spans if top.row() <= row <= bottom.row()]
    assert own
    assert all(top.column() >= Column.SPO2 and bottom.column() <= Column.UPDATED for top, bottom in own)


def test_rows_stay_in_place_while_somebody_works_in_the_table(qtbot: QtBot, signed_in: Console) -> None:
    census, patient = signed_in.census, signed_in.ward.patients[30]
    before = [census.model.patient_at(row) for row in range(60)]
    signed_in.press(qtbot, Qt.Key.Key_Down)
    signed_in.ward.raise_alarm(an_alarm("A-9", patient, "spo2", 80, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: census.presenter.misplaced() > 0)
    for _ in range(5):
        census.on_tick(NOW)
    assert [census.model.patient_at(row) for row in range(60)] == before
    qtbot.waitUntil(census.sort.isVisible)
    census.sort.click()
    assert census.model.row_of(patient) == 1
    assert not census.sort.isVisible()


def test_the_model_keeps_qt_s_promises_through_every_kind_of_change(qtbot: QtBot, signed_in: Console) -> None:
    census = signed_in.census
    tester = QAbstractItemModelTester(census.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    signed_in.ward.receive(signed_in.ward.patients[5], hr=90, spo2=95, rr=20, sbp=120, dbp=70, temp=37.0)
    signed_in.ward.raise_alarm(an_alarm("A-8", signed_in.ward.patients[40], "hr", 140, Priority.HIGH, minutes_ago=0))
    qtbot.waitUntil(lambda: census.presenter.misplaced() > 0)
    census.resort()
    census.on_tick(NOW + timedelta(minutes=10))
    for name in ("high", "late", "all"):
        census.filters._buttons[name].click()
    assert tester.model() is census.model


def test_a_filter_nobody_matches_says_so_and_offers_the_way_back(qtbot: QtBot, signed_in: Console) -> None:
    census = signed_in.census
    signed_in.ward.acknowledge(signed_in.frame.desk.actor, "A-1")  # type: ignore[arg-type]
    census.on_tick(NOW)
    census.presenter.filter = next(
        f for f in [b.filter for b in census.filters._buttons.values()] if f.filter_id == "due"
    )
    rows = census.presenter._rows.values()
    census.presenter.take(Census(tuple(row for row in rows if not census.presenter.filter.keeps(row, NOW)), NOW))
    census._show(NOW)
    assert census.pages.currentWidget() is census.message
    assert census.message.sentence == census.desk.texts("census.empty_filter")
    census.message.button.click()
    assert census.pages.currentWidget() is census.table
