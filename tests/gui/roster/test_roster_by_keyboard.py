"""The duty roster over a real store, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import NOW, NURSE, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.errors import InvalidFields
from hah_console.domain.roster import CHARGE_NURSE, PHYSICIAN, holder_of
from hah_console.services.roster_entry import typed_duty
from hah_console.ui.screens.roster.view import RosterScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside) -> tuple[BedsideConsole, RosterScreen]:
    console = open_console(qtbot, bedside, NURSE, screens={**SCREENS, "roster": RosterScreen})
    console.frame.navigate("roster", "")
    screen = console.screen("roster", RosterScreen)
    qtbot.waitUntil(lambda: screen.presenter.board is not None)
    console.settle(qtbot)
    qtbot.waitUntil(screen.list.hasFocus)
    return console, screen


def test_who_answers_now_and_every_gap_stand_in_the_list(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    spoken = [line.spoken for line in screen.presenter.lines()]
    assert any("值班護理師" in said and "現在" in said for said in spoken)
    assert any("值班醫師, 無人值班" in said for said in spoken)


def test_somebody_is_taken_off_duty_by_one_key_and_the_gap_appears(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    key = next(line.key for line in screen.presenter.lines() if line.now and not line.gap)
    assert screen.list.choose(key)
    console.alt(qtbot, Qt.Key.Key_F8)
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert holder_of(uow.staff.duties(NOW), CHARGE_NURSE, NOW) is None
    qtbot.waitUntil(lambda: screen.said.text() == "值班表已更新。")


def test_what_was_typed_puts_somebody_on_duty_or_says_what_is_wrong(bedside: Bedside) -> None:
    typed = {"role": PHYSICIAN, "staff_id": "N-1", "starts": "2026-11-23 03:00", "ends": "2026-11-23 08:00"}
    typed_duty(bedside.ctx, NURSE, typed)()
    with bedside.store.unit_of_work() as uow:
        assert holder_of(uow.staff.duties(NOW), PHYSICIAN, NOW) is not None
    with pytest.raises(InvalidFields) as refused:
        typed_duty(bedside.ctx, NURSE, {**typed, "role": "", "ends": "2026-11-23 02:00"})
    assert [fault.facts["field"] for fault in refused.value.faults] == ["role"]
    with pytest.raises(InvalidFields) as refused:
        typed_duty(bedside.ctx, NURSE, {**typed, "ends": "2026-11-23 02:00"})
    assert [fault.facts["field"] for fault in refused.value.faults] == ["ends"]
