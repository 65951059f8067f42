"""The results tab by keyboard: specimens with their clock, results in the unit reported, scores with what they lack."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.medication_desk import WITH_TABS
from helpers.order_ward import DESK, PHARMACIST, order_id_of, specimens
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Priority
from hah_console.domain.ids import OrderId
from hah_console.domain.lab import Analyte, LabResult, LabSource
from hah_console.domain.order import OrderKind
from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.specimen import Growth, SpecimenState, Transport
from hah_console.domain.timing import Timing
from hah_console.services.orders import OrderRequest, place_order
from hah_console.services.specimens import enter_result
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.orders.order_form import OrderForm
from hah_console.ui.screens.patient.results.answer_dialog import AnswerDialog
from hah_console.ui.screens.patient.results.result_dialog import ResultDialog
from hah_console.ui.screens.patient.results.specimen_dialogs import CultureDialog, EndDialog, ReceiveDialog, TakeDialog
from hah_console.ui.screens.patient.results.tab import ResultsTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
AnyForm = TypeVar("AnyForm", bound=FormDialog)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def blood_culture(ward: Bedside) -> OrderId:
    request = OrderRequest(
        CHEN_STAY, OrderKind.SPECIMEN, Timing(ward.clock.now() + timedelta(minutes=30)), subject="blood_culture"
    )
    return order_id_of(place_order(ward.ctx, PHYSICIAN, DESK, request))


def lab(ward: Bedside, analyte: Analyte, value: float, unit: Unit, at: datetime, *, confirmed: bool = False) -> None:
    about = (ward.ctx, NURSE, RULES.units, CHEN, CHEN_STAY)
    enter_result(*about, analyte, quantity(value, unit), at, LabSource.LABORATORY, confirmed=confirmed)


def labs(ward: Bedside) -> tuple[LabResult, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.lab_results.of_patient(CHEN, ward.clock.now() - timedelta(days=9), ward.clock.now() + timedelta(1))


def open_results(qtbot: QtBot, ward: Bedside, actor: Actor = NURSE) -> tuple[BedsideConsole, ResultsTab]:
    console = open_console(qtbot, ward, actor, screens=WITH_TABS)
    console.window.resize(1440, 900)
    console.frame.navigate("patient", f"{CHEN}#results/")
    console.settle(qtbot)
    qtbot.waitUntil(lambda: isinstance(console.patient.tabs.front, ResultsTab))
    tab = console.patient.tabs.front
    assert isinstance(tab, ResultsTab)
    qtbot.waitUntil(lambda: tab.presenter.page is not None)
    console.settle(qtbot)
    return console, tab


def form(qtbot: QtBot, kind: type[AnyForm]) -> AnyForm:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


def closed(qtbot: QtBot, console: BedsideConsole) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.settle(qtbot)


def test_a_specimen_is_taken_watched_on_its_way_received_and_its_culture_reported(qtbot: QtBot, ward: Bedside) -> None:
    order_id = blood_culture(ward)
    console, tab = open_results(qtbot, ward)
    assert tab.specimens.hasFocus()
    console.alt(qtbot, Qt.Key.Key_F5)
    take = form(qtbot, TakeDialog)
    assert [take.way.itemData(n) for n in range(take.way.count())] == [Transport.ROOM.value]
    assert "下一劑抗生素之前" in take.hint.text()
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    closed(qtbot, console)
    assert specimens(ward, order_id)[0].state is SpecimenState.TAKEN
    qtbot.waitUntil(tab.presenter.may_receive)
    ward.advance(100)
    (line,) = tab.presenter.specimens(ward.clock.now())
    assert (line.word, line.late) == ("運送中", Priority.MEDIUM)
    assert "剩 20 分" in line.clock
    ward.advance(30)
    (line,) = tab.presenter.specimens(ward.clock.now())
    assert line.late is Priority.HIGH
    console.alt(qtbot, Qt.Key.Key_F7)
    receive = form(qtbot, ReceiveDialog)
    assert "超過時限 10 分" in receive.hint.text()
    receive.send()
    closed(qtbot, console)
    qtbot.waitUntil(tab.presenter.may_report)
    assert "逾時" in tab.presenter.specimens(ward.clock.now())[0].detail
    tab.open_culture()
    culture = form(qtbot, CultureDialog)
    culture.growth.setCurrentIndex(culture.growth.findData(Growth.GROWS.value))
    culture.send()
    assert "必填" in culture.said_beside()["organism"]
    culture.organism.setText("Escherichia coli")
    culture.send()
    closed(qtbot, console)
    qtbot.waitUntil(lambda: "長菌：Escherichia coli" in tab.presenter.specimens(ward.clock.now())[0].detail)
    console.close(qtbot)


def test_a_specimen_that_was_not_taken_says_why(qtbot: QtBot, ward: Bedside) -> None:
    order_id = blood_culture(ward)
    console, tab = open_results(qtbot, ward)
    tab.open_end()
    end = form(qtbot, EndDialog)
    end.reason.setText("血管塌陷")
    end.send()
    closed(qtbot, console)
    (specimen,) = specimens(ward, order_id)
    assert (specimen.state, specimen.reason) == (SpecimenState.NOT_TAKEN, "血管塌陷")
    console.close(qtbot)


def test_results_stand_in_the_unit_they_were_reported_in(qtbot: QtBot, ward: Bedside) -> None:
    day = timedelta(days=1)
    lab(ward, Analyte.CRP, 75, Unit.MG_L, ward.clock.now() - 2 * day)
    lab(ward, Analyte.CRP, 29, Unit.MG_L, ward.clock.now() - day)
    lab(ward, Analyte.CRP, 2.9, Unit.MG_DL, ward.clock.now() - day / 2)
    console, tab = open_results(qtbot, ward)
    (row,) = tab.labs.lab_model.grid.rows
    assert [cell[0].value for cell in row.cells] == ["75 mg/L", "29 mg/L", "2.9 mg/dL"]
    assert [cell[0].arrow for cell in row.cells] == ["", "↓", ""]
    assert row.mixed
    assert row.units == "單位不一致，不可直接比較"
    assert "2.9 mg/dL" in row.spoken[2]
    tab.labs.setFocus()
    assert "12 小時前" in tab.labels["result"].text()
    console.close(qtbot)


def test_a_result_is_high_or_low_against_the_range_printed_with_it_and_no_other(qtbot: QtBot, ward: Bedside) -> None:
    lab(ward, Analyte.POTASSIUM, 6, Unit.MMOL_L, ward.clock.now() - timedelta(days=1))
    console, tab = open_results(qtbot, ward)
    tab.open_enter()
    enter = form(qtbot, ResultDialog)
    enter.analyte.setCurrentIndex(enter.analyte.findData("potassium"))
    enter.unit.setCurrentIndex(enter.unit.findData("mmol/L"))
    for line, text in ((enter.value, "3.0"), (enter.low, "5.1"), (enter.high, "3.5")):
        qtbot.keyClicks(line, text)
    enter.send()
    assert "上限小於下限" in enter.findChild(QLabel, "results.enter.range_high.error").text()  # type: ignore[union-attr]
    enter.low.setText("3.5")
    enter.high.setText("5.1")
    enter.send()
    closed(qtbot, console)
    qtbot.waitUntil(lambda: len(tab.labs.lab_model.grid.times) == 2)
    (row,) = tab.labs.lab_model.grid.rows
    assert [cell[0].word for cell in row.cells] == ["", "低"]
    assert row.units == "mmol/L 參考 3.5–5.1"
    assert "低" in row.spoken[1]
    tab.labs.setFocus()
    assert "低（參考 3.5–5.1）" in tab.labels["result"].text()
    console.close(qtbot)


def test_a_result_of_an_unusual_size_is_asked_about_and_never_converted(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab = open_results(qtbot, ward)
    console.alt(qtbot, Qt.Key.Key_F10)
    enter = form(qtbot, ResultDialog)
    enter.send()
    assert set(enter.said_beside()) == {"analyte", "unit"}
    enter.analyte.setCurrentIndex(enter.analyte.findData(Analyte.CRP.value))
    assert enter.unit.currentData() == ""
    enter.unit.setCurrentIndex(enter.unit.findData(Unit.MG_DL.value))
    enter.value.setText("１２０")
    enter.send()
    qtbot.waitUntil(lambda: not enter.confirmed.isHidden())
    assert "mg/L" in enter.error.text()
    assert labs(ward) == ()
    enter.unit.setCurrentIndex(enter.unit.findData(Unit.MG_L.value))
    assert enter.confirmed.isHidden()
    enter.send()
    closed(qtbot, console)
    (result,) = labs(ward)
    assert (str(result.quantity), result.confirmed_by) == ("120 mg/L", "")
    console.close(qtbot)


def test_an_unusual_result_is_kept_with_who_confirmed_it(qtbot: QtBot, ward: Bedside) -> None:
    console, tab = open_results(qtbot, ward)
    tab.open_enter()
    enter = form(qtbot, ResultDialog)
    enter.analyte.setCurrentIndex(enter.analyte.findData(Analyte.CRP.value))
    enter.unit.setCurrentIndex(enter.unit.findData(Unit.MG_DL.value))
    enter.value.setText("120")
    enter.send()
    qtbot.waitUntil(lambda: not enter.confirmed.isHidden())
    enter.confirmed.setChecked(True)
    enter.send()
    closed(qtbot, console)
    (result,) = labs(ward)
    assert (str(result.quantity), result.confirmed_by) == ("120 mg/dL", NURSE.user_id)
    qtbot.waitUntil(lambda: "王淑芬 已確認" in tab.labels["result"].text())
    console.close(qtbot)


def test_a_score_with_missing_inputs_says_at_least_and_what_is_missing(qtbot: QtBot, ward: Bedside) -> None:
    console, tab = open_results(qtbot, ward)
    lines = {line.key: line for line in tab.presenter.scores()}
    assert "量尺 1" in lines["news2"].name
    curb = lines["curb65"]
    assert curb.total.startswith("未完整，至少 ")
    assert not curb.complete
    tab.scores.choose("qsofa")
    items = {item.key: item for item in tab.presenter.items(ward.clock.now())}
    assert items["systolic"].points == "1"
    assert items["systolic"].value == "96 mmHg"
    assert items["systolic"].age == "11 分"
    tab.scores.choose("curb65")
    items = {item.key: item for item in tab.presenter.items(ward.clock.now())}
    assert items["urea"].missing
    assert "沒有資料" in items["urea"].value
    assert items["urea"].points == "0–1"
    assert "評分表" in tab.labels["foot"].text()
    console.close(qtbot)


def test_a_result_entered_completes_the_score_it_belongs_to(qtbot: QtBot, ward: Bedside) -> None:
    console, tab = open_results(qtbot, ward)
    tab.scores.choose("curb65")
    lab(ward, Analyte.UREA, 9, Unit.MMOL_L, ward.clock.now() - timedelta(hours=2))
    tab.refresh()
    qtbot.waitUntil(lambda: any(i.key == "urea" and i.points == "1" for i in tab.presenter.items(ward.clock.now())))
    console.close(qtbot)


def test_a_specimen_is_ordered_from_the_tab(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab = open_results(qtbot, ward, PHYSICIAN)
    console.alt(qtbot, Qt.Key.Key_F11)
    order = QApplication.activeModalWidget()
    assert isinstance(order, OrderForm)
    qtbot.waitUntil(order.form.form.isEnabled)
    assert order.fields()["kind"] == "specimen"
    order.reject()
    console.close(qtbot)


def test_who_enters_no_results_sees_them_and_cannot(qtbot: QtBot, ward: Bedside) -> None:
    blood_culture(ward)
    console, tab = open_results(qtbot, ward, PHARMACIST)
    buttons = (tab.take, tab.receive, tab.enter, *tab.plain.values())
    assert not any(button.isEnabled() for button in buttons)
    console.close(qtbot)


def test_leaving_the_page_empties_the_results(qtbot: QtBot, ward: Bedside) -> None:
    blood_culture(ward)
    console, tab = open_results(qtbot, ward)
    old = tab.presenter.page
    tab.leave()
    assert (tab.specimens.model().rowCount(), tab.scores.model().rowCount()) == (0, 0)
    assert not tab.presenter.take(old)
    console.close(qtbot)


def test_a_nurse_answers_the_questions_of_a_score_by_keyboard(qtbot: QtBot, ward: Bedside) -> None:
    console, tab = open_results(qtbot, ward)
    tab.scores.choose("four_at")
    tab.scores.setFocus()
    console.alt(qtbot, Qt.Key.Key_F12)
    questions = form(qtbot, AnswerDialog)
    assert set(questions.answered().values()) == {""}
    questions.send()
    qtbot.waitUntil(questions.error.isVisible)
    for _ in range(4):
        console.press(qtbot, Qt.Key.Key_Down)
        console.press(qtbot, Qt.Key.Key_Tab)
    questions.send()
    closed(qtbot, console)
    qtbot.waitUntil(lambda: any(one.key == "four_at" and one.total == "4 分" for one in tab.presenter.scores()))
    tab.scores.choose("news2")
    assert not tab.answer.isEnabled()
    console.close(qtbot)
