"""The worklist over a real store, by keyboard alone."""

import pytest
from helpers.desk import Console, EmptyScreen
from helpers.ward import an_alarm
from helpers.work_desk import WorkDesk
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import AlarmState, Priority
from hah_console.services.worklist import WorkKind
from hah_console.ui.screens.work.filters import Grouping, WorkFilter
from hah_console.ui.screens.work.presenter import HeadRow, WorkRow
from hah_console.ui.screens.work.view import WorkScreen

CONTROL = Qt.KeyboardModifier.ControlModifier
NEW_ALARM = "alarm:A-9"


def shown(work: WorkScreen) -> list[str]:
    """Keys of headings and rows from top to bottom."""
    rows = (work.list.rows.row(position) for position in range(work.list.rows.rowCount()))
    return [row.key for row in rows if row is not None]


def items(work: WorkScreen) -> list[WorkRow]:
    rows = (work.list.rows.row(position) for position in range(work.list.rows.rowCount()))
    return [row for row in rows if isinstance(row, WorkRow)]


def raise_high(qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen) -> None:
    desk.ward.raise_alarm(an_alarm("A-9", desk.ward.patients[30], "hr", 150, Priority.HIGH, minutes_ago=-1))
    qtbot.waitUntil(lambda: NEW_ALARM in shown(work))
    console.settle(qtbot)


def test_what_is_due_stands_under_headings_by_severity_and_the_arrows_step_over_them(
    qtbot: QtBot, console: Console, work: WorkScreen
) -> None:
    keys = shown(work)
    assert keys[0] == "head:3"
    assert work.list.key() == keys[1]
    console.press(qtbot, Qt.Key.Key_Down)
    assert isinstance(work.list.row(), WorkRow), "one high alarm, then the heading of the medium ones"
    ranks = [int(row.item.priority or 0) for row in items(work)]
    assert ranks == sorted(ranks, reverse=True)
    console.press(qtbot, Qt.Key.Key_Up)
    assert work.list.key() == keys[1]


def test_a_row_says_what_whose_until_when_how_late_whose_to_do_and_where(work: WorkScreen) -> None:
    for row in items(work):
        line = row.line
        assert all((line.mark, line.what, line.where, line.who, line.owner, line.until, line.left)), line
        assert line.stay, "condition and day of everybody in care"
    late = next(row for row in items(work) if row.item.kind is WorkKind.CLOCK and row.item.late)
    assert "逾時" in late.line.left
    assert "(" in late.line.stay


def test_enter_opens_the_place_where_it_is_done(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    chosen = work.chosen()
    assert chosen is not None
    console.press(qtbot, Qt.Key.Key_Return)
    assert console.screen("alarms", EmptyScreen).shown == [chosen.key.removeprefix("alarm:")]


def test_a_dose_opens_on_the_medication_of_its_patient(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    dose = next(row for row in items(work) if row.item.kind is WorkKind.CLOCK)
    work.list.choose(dose.key)
    console.alt(qtbot, Qt.Key.Key_F6)
    assert console.screen("patient", EmptyScreen).shown == [f"{dose.item.patient_id}#medication"]


def test_one_key_opens_the_notes_of_the_patient(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    chosen = work.chosen()
    assert chosen is not None
    console.alt(qtbot, Qt.Key.Key_F7)
    assert console.screen("patient", EmptyScreen).shown == [f"{chosen.patient_id}#notes"]


def test_an_alarm_is_acknowledged_by_one_key_and_keeps_its_place(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen
) -> None:
    before = shown(work)
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: desk.ward.state_of("A-1") is AlarmState.ACKNOWLEDGED)
    qtbot.waitUntil(lambda: not work.buttons["acknowledge"].isEnabled())
    console.settle(qtbot)
    assert "已確認" in work.said.text()
    assert shown(work) == before
    assert work.list.key() == "alarm:A-1"


def test_an_alarm_that_somebody_else_took_is_told_and_not_taken_twice(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen
) -> None:
    colleague = desk.ward.sign_in("nurse2", "demo")
    desk.ward.acknowledge(colleague, next(a for a in _open(desk) if a.alarm_id == "A-1").alarm_id)
    work.acknowledge()
    qtbot.waitUntil(lambda: bool(work.said.text()))
    assert "沒有變更" in work.said.text()


def test_nothing_moves_under_the_hand_and_what_is_new_comes_last_until_it_is_sorted(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen
) -> None:
    console.press(qtbot, Qt.Key.Key_Down)
    before, chosen = shown(work), work.list.key()
    raise_high(qtbot, console, desk, work)
    assert shown(work) == [*before, "head:new", NEW_ALARM]
    assert work.list.key() == chosen
    assert work.head.sort.isVisible()
    work.head.sort.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert shown(work).index(NEW_ALARM) < shown(work).index(chosen)
    assert work.list.key() == chosen
    assert not work.head.sort.isVisible()


def test_when_nobody_has_a_hand_on_it_what_is_new_stands_in_its_place_at_once(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "held", lambda: False)
    raise_high(qtbot, console, desk, work)
    assert "head:new" not in shown(work)
    assert shown(work).index(NEW_ALARM) in (1, 2)


def test_what_is_done_stays_where_it_was_and_says_so(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen
) -> None:
    console.press(qtbot, Qt.Key.Key_Down)
    before = shown(work)
    with desk.ward.ctx.store() as uow:
        alarm = next(one for one in uow.alarms.open() if one.alarm_id == "A-1")
        uow.alarms.save(alarm.patient_left(desk.ward.clock.now()))
        uow.commit()
    work.refresh()
    qtbot.waitUntil(lambda: items(work)[0].gone)
    assert shown(work) == before
    work.resort()
    assert "alarm:A-1" not in shown(work)


def test_the_filter_in_force_is_said_and_cleared_by_one_key(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    every = len(items(work))
    console.alt(qtbot, Qt.Key.Key_F11)
    assert all(row.item.late for row in items(work))
    assert "只看逾時" in work.head.summary.text()
    assert work.head.overdue.text().endswith(str(len(items(work))))
    console.press(qtbot, Qt.Key.Key_Backspace, CONTROL)
    assert len(items(work)) == every
    assert not work.head.clear.isVisible()


def test_mine_are_mine_by_name_and_those_of_the_patients_i_answer_for(
    qtbot: QtBot, console: Console, work: WorkScreen
) -> None:
    console.alt(qtbot, Qt.Key.Key_F10)
    own = work.presenter.own_ids
    assert items(work)
    for row in items(work):
        assert row.item.owner_id in own or (row.item.stay is not None and row.item.stay.carers & own)
    console.alt(qtbot, Qt.Key.Key_F10)
    assert not work.presenter.filter.in_force


def test_a_text_is_looked_for_in_what_the_rows_say(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    console.press(qtbot, Qt.Key.Key_F, CONTROL)
    console.type(qtbot, "spo")
    assert [row.key for row in items(work)] == ["alarm:A-1"]
    console.press(qtbot, Qt.Key.Key_Return)
    assert work.list.hasFocus()
    console.press(qtbot, Qt.Key.Key_F, CONTROL)
    console.press(qtbot, Qt.Key.Key_Escape)
    assert not work.presenter.filter.in_force
    assert work.isVisible()


def test_a_filter_without_rows_says_so_and_leads_back(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    work.choose_filter(WorkFilter(text="zzz"))
    assert work.message.isVisible()
    work.take_focus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert work.list.isVisible()


def test_one_key_groups_by_patient_then_by_role(qtbot: QtBot, console: Console, work: WorkScreen) -> None:
    console.press(qtbot, Qt.Key.Key_G, CONTROL)
    assert work.presenter.order.grouping is Grouping.PATIENT
    heads = [row for row in (work.list.rows.row(n) for n in range(5)) if isinstance(row, HeadRow)]
    assert heads
    console.press(qtbot, Qt.Key.Key_G, CONTROL)
    assert {key for key in shown(work) if key.startswith("head:")} <= {
        "head:nurse",
        "head:physician",
        "head:dispatcher",
    }


def test_the_rail_counts_what_waits_while_another_screen_is_in_sight(
    qtbot: QtBot, console: Console, desk: WorkDesk
) -> None:
    expected = desk.fresh().overdue()
    button = console.frame.nav.findChild(object, "nav.work")
    qtbot.waitUntil(lambda: str(expected) in button.accessibleName())  # type: ignore[union-attr]


def test_what_becomes_due_by_time_alone_appears(
    qtbot: QtBot, console: Console, desk: WorkDesk, work: WorkScreen
) -> None:
    before = set(shown(work))
    desk.later(hours=6)
    qtbot.waitUntil(lambda: bool(set(shown(work)) - before), timeout=9_000)


def test_a_list_that_cannot_be_read_says_so_and_tries_again(
    qtbot: QtBot, console: Console, work: WorkScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.presenter.loaded_at = None
    work._on_failed(RuntimeError())
    assert work.message.isVisible()
    assert work.message.button.isVisible()
    work.message.button.click()
    qtbot.waitUntil(work.list.isVisible)


def test_everything_with_focus_has_a_name_in_the_language_in_force(
    qtbot: QtBot, console: Console, work: WorkScreen
) -> None:
    before = work.buttons["open"].accessibleName()
    console.press(qtbot, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    head = work.head
    named = (work.list, head.search, head.overdue, *head.whose.values(), *head.kinds.values(), *work.buttons.values())
    assert all(widget.accessibleName() for widget in named)
    assert work.buttons["open"].accessibleName() != before


def _open(desk: WorkDesk) -> list[object]:
    with desk.ward.ctx.store() as uow:
        return list(uow.alarms.open())
