"""Questionnaires are answered one question after the other by keyboard, scored and trended, over a real store."""

from datetime import timedelta

from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, NURSE, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import ALT, CTRL, chart_parts, open_chart, tab_of
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.chart.questionnaire import Answered, Answers
from hah_console.services.contacts import answer
from hah_console.ui.screens.patient.questionnaires.lists import AnswerLine
from hah_console.ui.screens.patient.questionnaires.tab import QuestionnairesTab

FORMS = chart_parts().questionnaires


def _tab(console: BedsideConsole) -> QuestionnairesTab:
    found = tab_of(console, QuestionnairesTab)
    assert isinstance(found, QuestionnairesTab)
    return found


def _answers(bedside: Bedside, form: str = "cat") -> tuple[Answers, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.answers.of_patient(CHEN, form)


def _give(bedside: Bedside, *points: int, form: str = "cat") -> None:
    codes = [item.code for item in FORMS[form].items]
    answer(bedside.ctx, NURSE, CHEN_STAY, FORMS[form], dict(zip(codes, points, strict=False)), Answered.TELEPHONE)
    bedside.clock.advance(timedelta(days=1))


def _begin(qtbot: QtBot, console: BedsideConsole, form: str = "cat") -> QuestionnairesTab:
    tab = _tab(console)
    assert tab.list.choose(form)
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: tab.panel._ready and tab.panel.list.hasFocus())
    return tab


def test_digits_answer_and_the_sum_is_stored(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console)
    console.type(qtbot, "1")
    assert "第 1 題" in tab.panel.step.text()
    console.type(qtbot, "22222222")
    assert "16 / 40 · 中度影響" in tab.panel.question.text()
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    for _ in range(2):
        console.settle(qtbot)
    (stored,) = _answers(bedside)
    assert (stored.answered, sum(stored.points.values()), stored.by) == (Answered.TELEPHONE, 16, NURSE.user_id)
    assert not tab.asking
    row = tab.table.rows.row(0)
    assert isinstance(row, AnswerLine)
    assert "16 / 40" in row.spoken
    assert tab.list.hasFocus()


def test_space_leaves_a_question_open_and_the_sum_has_bounds(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console)
    console.type(qtbot, "2 2222222")
    assert "14–19 / 40（1 題未答）" in tab.panel.question.text()
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    console.settle(qtbot)
    assert "cough" not in _answers(bedside)[0].points
    console.settle(qtbot)


def test_a_wrong_digit_changes_nothing_and_backspace_goes_back(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console, "mmrc")
    console.type(qtbot, "17")
    assert "第 1 題" in tab.panel.step.text()
    console.type(qtbot, "3")
    console.press(qtbot, Qt.Key.Key_Backspace)
    row = tab.panel.list.row()
    assert row is not None
    assert row.key == "3"
    console.settle(qtbot)


def test_from_the_look_over_one_question_is_changed(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console)
    console.type(qtbot, "1" + "0" * 8)
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Return)
    assert "咳嗽" in tab.panel.question.text()
    console.type(qtbot, "5")
    assert tab.panel.asking is not None
    assert tab.panel.asking.points["cough"] == 5
    console.settle(qtbot)


def test_nothing_answered_is_not_stored(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console, "mmrc")
    console.type(qtbot, "1 ")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    assert tab.panel.error.text()
    assert _answers(bedside, "mmrc") == ()
    console.settle(qtbot)


def test_answers_begun_are_kept_for_their_own_patient(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console)
    console.type(qtbot, "1345")
    console.frame.navigate("patient", f"{LIN}#questionnaires")
    for _ in range(3):
        console.settle(qtbot)
    _begin(qtbot, console)
    assert tab.panel.asking is not None
    assert tab.panel.asking.points == {}
    assert "林志雄" in tab.panel.who.text()
    console.frame.navigate("patient", f"{CHEN}#questionnaires")
    for _ in range(3):
        console.settle(qtbot)
    _begin(qtbot, console)
    assert list(tab.panel.asking.points.values()) == [3, 4, 5]
    assert "第 4 題" in tab.panel.step.text()
    assert "陳麗美" in tab.panel.who.text()
    console.settle(qtbot)


def test_a_rise_that_counts_is_worse_in_words_and_a_gap_is_not_guessed(qtbot: QtBot, bedside: Bedside) -> None:
    _give(bedside, 1, 1, 1, 1, 1, 1, 1, 1)
    _give(bedside, 2, 1, 1, 1, 1, 1, 1, 1)
    _give(bedside, 3, 2, 2, 1, 1, 1, 1, 1)
    _give(bedside, 3, 2, 2, 1, 1, 1, 1)
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _tab(console)
    assert tab.list.choose("cat")
    rows = [row for i in range(4) if isinstance(row := tab.table.rows.row(i), AnswerLine)]
    assert [row.change for row in rows] == ["無法判斷", "+3 變差", "+1 未達變差", ""]
    assert [row.worse for row in rows] == [False, True, False, False]
    assert "變差" in tab.trend.accessibleName()
    console.settle(qtbot)


def test_who_may_not_ask_is_told_why(qtbot: QtBot, bedside: Bedside) -> None:
    tab = _tab(open_chart(qtbot, bedside, "questionnaires", DISPATCHER))
    assert not tab.ask.isVisible()
    assert "職務" in tab.empty.text()


def test_language_switches_live_while_somebody_is_asked(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "questionnaires")
    tab = _begin(qtbot, console)
    console.type(qtbot, "14")
    console.press(qtbot, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: tab.panel.step.text() == "Question 2 of 8")
    assert tab.panel.asking is not None
    assert tab.panel.asking.points == {"cough": 4}
    assert all(
        part.accessibleName() for part in (tab.list, tab.table, tab.panel.list, tab.panel.store, tab.panel.leave)
    )
    assert ALT
    console.settle(qtbot)
