"""The round of several patients, by keyboard alone, over a real store."""

from datetime import timedelta

import pytest
from helpers.desk import Console, EmptyScreen
from helpers.round_ward import RoundWard
from helpers.ward import an_alarm
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.domain.chart.note import Note, NoteState, Section
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.ids import PatientId
from hah_console.services.round_page import RoundPage
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.orders.order_form import OrderForm
from hah_console.ui.screens.round import presenter as presenters
from hah_console.ui.screens.round.facts import Fact
from hah_console.ui.screens.round.order import Shown
from hah_console.ui.screens.round.row_words import RoundLine
from hah_console.ui.screens.round.view import READ_EVERY_S, RoundScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CONTROL = Qt.KeyboardModifier.ControlModifier


def lines(screen: RoundScreen) -> list[RoundLine]:
    rows = (screen.list.rows.row(position) for position in range(screen.list.rows.rowCount()))
    return [row for row in rows if isinstance(row, RoundLine)]


def ready(qtbot: QtBot, screen: RoundScreen, patient_id: PatientId | str | None = None) -> None:
    """Until a page is in sight and its form can be filled in."""

    def there() -> bool:
        sight = screen.presenter.sight
        return sight is not None and patient_id in (None, sight.patient_id)

    qtbot.waitUntil(there)
    qtbot.waitUntil(screen.page.decision.form.form.isEnabled)


def go_on(qtbot: QtBot, console: Console, screen: RoundScreen) -> PatientId:
    """The key for the next patient."""
    before = screen.presenter.patient_id
    console.alt(qtbot, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: screen.presenter.patient_id not in (None, before))
    ready(qtbot, screen, screen.presenter.patient_id)
    assert screen.presenter.patient_id is not None
    return screen.presenter.patient_id


def decide(qtbot: QtBot, console: Console, screen: RoundScreen, down: int, plan: str) -> None:
    """Ctrl+D, a decision so many below, a plan, Ctrl+Enter."""
    console.press(qtbot, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: isinstance(console.focused(), QComboBox))
    for _ in range(down):
        console.press(qtbot, Qt.Key.Key_Down)
    for _ in range(4):
        console.press(qtbot, Qt.Key.Key_Tab)
    assert isinstance(console.focused(), QPlainTextEdit)
    console.type(qtbot, plan)
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)


def notes_of(ward: RoundWard) -> list[Note]:
    with ward.ward.ctx.store() as uow:
        return sorted(uow.notes.all(), key=lambda note: note.text.at)


def test_a_round_of_three_patients_goes_by_one_key_and_each_decision_lands_on_the_patient_in_sight(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    expected = [line.key for line in lines(round_screen)[:3]]
    seen: list[str] = []
    for number in range(3):
        patient_id = round_screen.presenter.patient_id
        assert patient_id is not None
        seen.append(patient_id)
        decide(qtbot, console, round_screen, 1 + number, f"plan {number}")
        qtbot.waitUntil(lambda: not round_screen.page.decision.sending)
        console.settle(qtbot)
        if number < 2:
            go_on(qtbot, console, round_screen)
    assert seen == expected
    written = {note.patient_id: note.text.section(Section.PLAN) for note in notes_of(ward)}
    assert written == {patient_id: f"plan {number}" for number, patient_id in enumerate(expected)}
    qtbot.waitUntil(lambda: sum(bool(line.done) for line in lines(round_screen)) == 3)
    assert "續目前治療" in lines(round_screen)[0].done
    assert round_screen.head.summary.text().startswith("我的病人 15 位 · 已巡 3，未巡 12")


def test_who_presses_on_while_a_decision_is_on_its_way_goes_on_after_it_is_stored(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    first, second = (line.key for line in lines(round_screen)[:2])
    decide(qtbot, console, round_screen, 1, "same")
    assert round_screen.page.decision.sending
    console.alt(qtbot, Qt.Key.Key_F12)
    assert round_screen.presenter.patient_id == first
    ready(qtbot, round_screen, second)
    (note,) = notes_of(ward)
    assert (note.patient_id, note.text.section(Section.PLAN)) == (first, "same")
    assert round_screen.page.decision.form.fields()["plan"] == ""


def test_a_decision_without_a_plan_is_refused_beside_the_field_and_nothing_moves(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    patient_id = round_screen.presenter.patient_id
    decide(qtbot, console, round_screen, 2, " ")
    console.alt(qtbot, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: not round_screen.page.decision.sending)
    console.settle(qtbot)
    assert round_screen.presenter.patient_id == patient_id
    assert round_screen.list.key() == patient_id
    assert round_screen.page.decision.form.form.rows["plan"].fault == "此欄必填，請填寫"
    assert notes_of(ward) == []


def test_the_note_is_signed_with_the_password_and_a_wrong_one_stores_nothing(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    panel = round_screen.page.decision
    panel.password.setText("wrong")
    decide(qtbot, console, round_screen, 1, "go on")
    qtbot.waitUntil(panel.password.hasFocus)
    assert "密碼不對" in panel.form.error.text()
    assert (notes_of(ward), panel.form.fields()["plan"]) == ([], "go on")
    console.type(qtbot, "demo")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(notes_of(ward)) == 1)
    assert notes_of(ward)[0].state is NoteState.SIGNED
    console.settle(qtbot)
    assert panel.password.text() == ""


def test_what_was_typed_waits_as_a_draft_of_its_patient_and_never_stands_with_another(
    qtbot: QtBot, console: Console, round_screen: RoundScreen
) -> None:
    form = round_screen.page.decision.form
    first = round_screen.presenter.patient_id
    console.press(qtbot, Qt.Key.Key_D, CONTROL)
    for _ in range(3):
        console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "half a thought")
    go_on(qtbot, console, round_screen)
    assert "half a thought" not in form.fields().values()
    console.press(qtbot, Qt.Key.Key_F12, CONTROL)
    ready(qtbot, round_screen, first)
    qtbot.waitUntil(lambda: "half a thought" in form.fields().values())
    assert form.draft_bar.isVisible()


def test_the_objective_part_is_drafted_from_the_record_and_says_what_is_missing(round_screen: RoundScreen) -> None:
    text = round_screen.page.decision.form.fields()["objective"]
    assert "NEWS2 9 分" in text
    assert "沒有新報告" in text


def test_every_part_of_the_page_says_something_even_when_there_is_nothing(round_screen: RoundScreen) -> None:
    rows = (round_screen.page.facts.rows.row(n) for n in range(round_screen.page.facts.rows.rowCount()))
    facts = [row for row in rows if isinstance(row, Fact)]
    assert {"上次巡房", "醫師訪視", "NEWS2", "時限", "檢驗", "培養・檢體", "抗生素", "給藥", "警示", "紀錄"} <= {
        fact.label for fact in facts
    }
    assert all(fact.value and fact.spoken for fact in facts)


def test_arrows_pass_rows_without_opening_and_a_row_stayed_on_is_audited_before_it_is_read(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    keys = [line.key for line in lines(round_screen)[:4]]
    for _ in range(3):
        console.press(qtbot, Qt.Key.Key_Down)
    assert round_screen.page.banner.shown is None
    ready(qtbot, round_screen, keys[3])
    with ward.ward.ctx.store() as uow:
        opened = [entry.entry.patient_id for entry in uow.audit.entries() if entry.entry.action == "view_patient"]
    assert opened == [keys[0], keys[3]]


def test_an_answer_about_another_patient_is_dropped(qtbot: QtBot, console: Console, round_screen: RoundScreen) -> None:
    old = round_screen.presenter.sight
    go_on(qtbot, console, round_screen)
    now = round_screen.presenter.sight
    round_screen._on_sight(old)
    assert round_screen.presenter.sight is now


def test_rows_keep_their_place_when_need_changes_until_somebody_sorts(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    keys = [line.key for line in lines(round_screen)]
    ward.ward.raise_alarm(an_alarm("A-9", PatientId(keys[-1]), "spo2", 85, Priority.HIGH))
    qtbot.waitUntil(lambda: round_screen._touched)
    for _ in range(READ_EVERY_S):
        round_screen.on_tick(ward.now)
    qtbot.waitUntil(lambda: lines(round_screen)[-1].alarm is Priority.HIGH)
    assert [line.key for line in lines(round_screen)] == keys
    console.press(qtbot, Qt.Key.Key_G, CONTROL)
    assert keys[-1] in [line.key for line in lines(round_screen)[:2]]


def test_filters_show_who_is_left_and_say_that_they_are_in_force(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    ward.decide(ward.round(everybody=False).rows[1].episode_id)
    console.press(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: sum(bool(line.done) for line in lines(round_screen)) == 1)
    console.press(qtbot, Qt.Key.Key_U, CONTROL)
    assert not any(line.done for line in lines(round_screen))
    assert "篩選：未巡 14 / 15" in round_screen.head.summary.text()
    assert round_screen.presenter.order.shown is Shown.OPEN
    console.alt(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: len(lines(round_screen)) == 59)
    assert "全部 60 位" in round_screen.head.summary.text()


def test_letters_go_on_in_the_list_and_are_letters_in_a_field(
    qtbot: QtBot, console: Console, round_screen: RoundScreen
) -> None:
    first, second = (line.key for line in lines(round_screen)[:2])
    console.press(qtbot, Qt.Key.Key_N)
    ready(qtbot, round_screen, second)
    console.press(qtbot, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    ready(qtbot, round_screen, first)
    round_screen.page.decision.form.form.focus_field("plan")
    console.type(qtbot, "nNn")
    assert round_screen.page.decision.form.fields()["plan"] == "nNn"
    assert round_screen.presenter.patient_id == first


def test_the_ends_of_the_list_are_said(qtbot: QtBot, console: Console, round_screen: RoundScreen) -> None:
    console.press(qtbot, Qt.Key.Key_F12, CONTROL)
    assert round_screen.said.text() == "已是名單第一位。"


def test_a_fact_opens_where_there_is_more_of_it(qtbot: QtBot, console: Console, round_screen: RoundScreen) -> None:
    patient_id = round_screen.presenter.patient_id
    round_screen.page.facts.setFocus()
    round_screen.page.facts.choose("doses.tally")
    console.press(qtbot, Qt.Key.Key_Return)
    assert console.screen("patient", EmptyScreen).shown == [f"{patient_id}#medication"]


def test_an_order_is_written_for_the_patient_in_sight(
    qtbot: QtBot, console: Console, round_screen: RoundScreen
) -> None:
    console.alt(qtbot, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), OrderForm))
    form = QApplication.activeModalWidget()
    assert isinstance(form, OrderForm)
    assert form.patient_id == round_screen.presenter.patient_id
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_Escape)
    console.settle(qtbot)


def test_a_transfer_is_decided_for_the_patient_in_sight(
    qtbot: QtBot, console: Console, round_screen: RoundScreen
) -> None:
    console.alt(qtbot, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: console.focused().objectName() == "patient.decide.reason")
    form = console.focused().window()
    assert isinstance(form, DecideDialog)
    sight = round_screen.presenter.sight
    assert sight is not None
    assert form._episode_id == sight.round.row.episode_id
    console.press(qtbot, Qt.Key.Key_Escape)
    console.settle(qtbot)


def test_leaving_the_round_empties_it_and_coming_back_opens_the_same_patient(
    qtbot: QtBot, console: Console, round_screen: RoundScreen
) -> None:
    go_on(qtbot, console, round_screen)
    patient_id = round_screen.presenter.patient_id
    console.alt(qtbot, Qt.Key.Key_1)
    assert round_screen.presenter.sight is None
    assert round_screen.page.banner.shown is None
    console.alt(qtbot, Qt.Key.Key_4)
    ready(qtbot, round_screen, patient_id)


def test_a_page_that_cannot_be_read_says_so_and_is_read_again(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> RoundPage:
        raise DatabaseUnusable(reason="busy")

    with monkeypatch.context() as patch:
        patch.setattr(presenters, "read_round_page", broken)
        console.alt(qtbot, Qt.Key.Key_F12)
        qtbot.waitUntil(lambda: round_screen.page.pages.currentWidget() is round_screen.page.message)
    second = round_screen.presenter.patient_id
    round_screen.page.message.button.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    ready(qtbot, round_screen, second)


def test_a_nurse_reads_the_round_of_all_and_cannot_decide(qtbot: QtBot, ward: RoundWard) -> None:
    from helpers.desk import make_console

    console = make_console(ward.ward, more={"round": RoundScreen})
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot, "nurse1")
    console.alt(qtbot, Qt.Key.Key_4)
    screen = console.screen("round", RoundScreen)
    qtbot.waitUntil(lambda: screen.presenter.list is not None)
    console.settle(qtbot)
    assert screen.page.message.sentence.startswith("名單上沒有")
    screen.page.message.button.click()
    qtbot.waitUntil(lambda: len(lines(screen)) == 60)
    qtbot.waitUntil(lambda: screen.presenter.sight is not None)
    assert screen.page.decision.why_not.text().startswith("只有醫師")
    assert not screen.page.decision.form.isVisible()
    console.close(qtbot)


def test_day_turns_and_the_decision_of_yesterday_is_the_round_before(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, ward: RoundWard
) -> None:
    decide(qtbot, console, round_screen, 1, "go on")
    qtbot.waitUntil(lambda: len(notes_of(ward)) == 1)
    console.settle(qtbot)
    ward.ward.clock.advance(timedelta(days=1))
    console.press(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not any(line.done for line in lines(round_screen)))
    sight = round_screen.presenter.read_sight()
    assert sight is not None
    assert sight.round.row.last_round is not None


def test_a_patient_named_from_elsewhere_is_opened_and_not_the_first_of_the_list(
    qtbot: QtBot, console: Console, ward: RoundWard
) -> None:
    wanted = ward.round(everybody=False).rows[4].patient_id
    console.frame.navigate("round", wanted)
    screen = console.screen("round", RoundScreen)
    ready(qtbot, screen, wanted)
    console.settle(qtbot)
    assert screen.list.key() == wanted
    with ward.ward.ctx.store() as uow:
        opened = {entry.entry.patient_id for entry in uow.audit.entries() if entry.entry.action == "view_patient"}
    assert opened == {wanted}
