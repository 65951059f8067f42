"""Closing an admission over a real store, by keyboard: whole, named, signed, and never during a transfer."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import PASSWORD, open_chart
from helpers.closing_desk import open_closing
from helpers.order_ward import doses, place, request
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.summary import Said, SummarySection
from hah_console.domain.dose import DoseState
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.task import Withdrawal
from hah_console.services.transfers import decide_transfer
from hah_console.ui.closing.closure_dialog import ClosureDialog, ClosureNotice, open_closure_form

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = PHYSICIAN) -> tuple[BedsideConsole, QDialog]:
    """The window Alt+F11 of the tab opens."""
    console = open_chart(qtbot, bedside, actor=actor)
    open_closure_form(console.frame.desk, CHEN, console.window)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in console.window.findChildren(QDialog)))
    console.settle(qtbot)
    return console, next(one for one in console.window.findChildren(QDialog) if one.isVisible())


def filled(dialog: ClosureDialog) -> None:
    """Everything the form asks for."""
    fields = dialog.form.fields()
    fields |= {"outcome": "completed-treatment", "path": "clinic", "task_reason": "治療完成"}
    fields |= {name: "yes" for name in fields if name.startswith("task.")}
    for section in SummarySection:
        if not fields[f"summary.{section}"] and not fields[f"said.{section}"]:
            fields[f"said.{section}"] = Said.UNKNOWN.value
    dialog.form.form.show_fields(fields)


def closure_of(bedside: Bedside) -> Closure | None:
    with bedside.store.unit_of_work() as uow:
        return uow.closures.of_episode(CHEN_STAY)


def faults(dialog: ClosureDialog) -> set[str]:
    return {name for name, row in dialog.form.form.rows.items() if row.fault}


def test_an_empty_form_says_beside_each_field_what_is_missing_and_names_all_open_work(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, dialog = opened(qtbot, bedside)
    assert isinstance(dialog, ClosureDialog)
    assert "盤尼西林" in dialog.form.fields()["summary.allergies"]
    dialog.form.send()
    named = faults(dialog)
    assert {"outcome", "path", "summary.results", "task_reason"} <= named
    assert {"task.T-dose", "task.T-blood", "task.T-visit"} <= named
    assert "summary.allergies" not in named
    assert closure_of(bedside) is None
    console.settle(qtbot)


def test_a_whole_form_closes_under_the_password(qtbot: QtBot, bedside: Bedside) -> None:
    console, dialog = opened(qtbot, bedside)
    assert isinstance(dialog, ClosureDialog)
    filled(dialog)
    dialog.form.send()
    assert dialog.password.hasFocus()
    assert closure_of(bedside) is None
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.keyClick(dialog.password, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: closure_of(bedside) is not None)
    console.settle(qtbot)
    closure = closure_of(bedside)
    assert closure is not None
    assert closure.form.outcome is Outcome.COMPLETED_TREATMENT
    assert closure.withdrawn_for == "治療完成"
    assert closure.watching
    with bedside.store.unit_of_work() as uow:
        assert uow.episodes.get(CHEN_STAY).state is EpisodeState.CLOSED
        ended = [uow.tasks.get(task_id) for task_id in closure.withdrawn]
    assert {task.withdrawn_for for task in ended} == {Withdrawal.EPISODE_CLOSED}


def test_each_dose_that_is_due_is_asked_for_and_what_is_said_of_it_is_kept(qtbot: QtBot, bedside: Bedside) -> None:
    order_id = place(bedside, request(bedside, stay=CHEN_STAY, every=24, days=3), "infection team")
    (dose, *_) = doses(bedside, order_id)
    bedside.clock.advance(dose.window.latest - bedside.clock.now() + timedelta(hours=1))
    console, dialog = opened(qtbot, bedside)
    assert isinstance(dialog, ClosureDialog)
    filled(dialog)
    assert "ceftriaxone" in dialog.form.form.label(f"dose.{dose.dose_id}").lower()
    qtbot.keyClicks(dialog.password, PASSWORD)
    dialog.form.send()
    assert faults(dialog) == {f"dose.{dose.dose_id}"}
    line = dialog.form.form.rows[f"dose.{dose.dose_id}"].input
    line.show_value("handed_on")
    dialog.form.send()
    assert faults(dialog) == {f"dose_words.{dose.dose_id}"}
    qtbot.keyClicks(console.focused(), "home care nurse Wang")
    dialog.form.send()
    qtbot.waitUntil(lambda: closure_of(bedside) is not None)
    console.settle(qtbot)
    (handed, *_) = doses(bedside, order_id)
    assert (handed.state, handed.note) == (DoseState.HANDED_ON, "home care nurse Wang")


def test_the_password_is_in_no_draft_and_what_was_typed_is(qtbot: QtBot, bedside: Bedside) -> None:
    console, dialog = opened(qtbot, bedside)
    assert isinstance(dialog, ClosureDialog)
    dialog.form.form.focus_field("summary.follow-up")
    qtbot.keyClicks(console.focused(), "clinic in a week")
    qtbot.keyClicks(dialog.password, PASSWORD)
    dialog.reject()
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        (draft,) = uow.drafts.of_user(PHYSICIAN.user_id)
    assert draft.fields["summary.follow-up"] == "clinic in a week"
    assert PASSWORD not in draft.fields.values()


def test_an_open_transfer_refuses_with_the_way_to_it(qtbot: QtBot, bedside: Bedside) -> None:
    decide_transfer(bedside.ctx, PHYSICIAN, CHEN_STAY, "SpO2 86 %")
    console, dialog = opened(qtbot, bedside)
    assert isinstance(dialog, ClosureNotice)
    assert "正在後送" in dialog.sentence.text()
    dialog.go.click()
    console.settle(qtbot)
    assert console.frame.current_screen == "transfers"


def test_who_may_not_close_is_told_so_before_anything_is_typed(qtbot: QtBot, bedside: Bedside) -> None:
    console, dialog = opened(qtbot, bedside, NURSE)
    assert isinstance(dialog, ClosureNotice)
    assert "護理師的權限不能結案" in dialog.sentence.text()
    console.settle(qtbot)
