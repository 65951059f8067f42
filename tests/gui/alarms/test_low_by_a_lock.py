"""An alarm that is low because it was told says so on its line, on its page and among the patient's next steps."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NOW, SPO2_ALARM, open_bedside
from helpers.bedside_desk import open_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.domain.told import Told
from hah_console.services.ports import UnitOfWork
from hah_console.ui.preferences import Preferences

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
SENTENCES = {
    "zh_TW": "00:12 已告知 87 %，降到 84 % 或 12:12 後再響",
    "en": "Told 00:12 at 87 %, rings again at 84 % or after 12:12",
}


def lock(uow: UnitOfWork) -> None:
    """It was told three hours ago at 87 % and is no worse now."""
    alarm = uow.alarms.get(SPO2_ALARM)
    uow.alarms.save(replace(alarm, priority=Priority.LOW))
    uow.told.save(CHEN, {"spo2_low:spo2": Told(NOW - timedelta(hours=3), Priority.HIGH, 87.0, "spo2_low")})
    uow.commit()


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_line_page_and_next_step_say_why_it_is_low(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    bedside, sentence = open_bedside(tmp_path, readings=False), SENTENCES[language]
    with bedside.store.unit_of_work() as uow:
        lock(uow)
    console = open_console(qtbot, bedside, preferences=Preferences(language))
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    assert console.alarms.list.choose(SPO2_ALARM)
    qtbot.waitUntil(lambda: sentence in console.alarms.detail.reason.text())
    row = console.alarms.list.row()
    assert row is not None
    assert sentence in row.spoken
    console.alt(qtbot, Qt.Key.Key_F6)
    console.settle(qtbot)
    steps = console.patient.presenter.steps(NOW)
    assert any(sentence in step.spoken for step in steps)
    console.close(qtbot)
    bedside.store.close()
