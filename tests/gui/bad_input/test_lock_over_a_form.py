"""The lock covers a form that stands over the desk; it comes back with what was typed."""

from collections.abc import Callable

import pytest
from helpers.bedside import PHYSICIAN
from helpers.bedside_desk import BedsideConsole
from helpers.every_form import KEPT, House
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CLOSURE = next(kept for kept in KEPT if kept.name == "closure")


def test_a_form_is_covered_by_the_lock_kept_as_a_draft_and_brought_back(
    qtbot: QtBot, house: House, enter: Callable[..., BedsideConsole]
) -> None:
    console = enter(house, PHYSICIAN)
    form = CLOSURE.open(qtbot, console, house)
    form.write(summary__care="before the lock")
    console.window.lock_desk()
    assert QApplication.activeModalWidget() is None
    assert not form.form.isVisible()
    console.settle(qtbot)
    with house.bedside.store.unit_of_work() as uow:
        (draft,) = uow.drafts.of_user(PHYSICIAN.user_id)
    assert draft.fields["summary.care"] == "before the lock"
    console.window.lock.password.setText("demo")
    console.window.lock.submit()
    qtbot.waitUntil(form.form.isVisible)
    assert form.form.fields()["summary.care"] == "before the lock"
    console.window.close()
