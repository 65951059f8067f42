"""The desk of ``bench console``: census, ward and waveforms over one store, of which everything can be measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from helpers.ward import NOW
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hah_console.app.bench.board_desk import BoardDesk
from hah_console.app.bench.crowd import fill, patient_id, vitals
from hah_console.domain.clock import ManualClock
from hah_console.domain.reading import Vital
from hah_console.services.board_reading import ALARMS, TICK
from hah_console.services.context import Context
from hah_console.ui.screens.ward.canvas import SLICES

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PATIENTS = 40


@dataclass
class Crowd:
    ctx: Context
    desk: BoardDesk


@pytest.fixture
def crowd(qtbot: QtBot, tmp_path: Path) -> Iterator[Crowd]:
    store = migrated_store(f"sqlite:///{tmp_path / 'crowd.db'}")
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    fill(ctx, PATIENTS)
    desk = BoardDesk(ctx, store.change_feed)
    qtbot.waitUntil(lambda: desk.ward.model.rowCount() == PATIENTS == desk.census.model.rowCount())
    qtbot.waitUntil(lambda: desk.window.tasks.idle)
    yield Crowd(ctx, desk)
    desk.close()
    store.close()


def test_new_values_reach_list_and_tiles_alike(qtbot: QtBot, crowd: Crowd) -> None:
    later = vitals([7], NOW)[0]
    values = {**later.values, Vital.HEART_RATE: later.values[Vital.HEART_RATE].__class__(177.0, NOW, NOW, NOW)}
    with crowd.ctx.store() as uow:
        uow.readings.save_latest([later.__class__(later.patient_id, 0, values)])
        uow.commit()
    place = crowd.desk.ward.model.position_of(patient_id(7))
    assert place is not None
    qtbot.waitUntil(lambda: crowd.desk.ward.model.tile(place).numbers[1].value == "177")
    assert crowd.desk.census.presenter.settled(patient_id(7), NOW).vitals[Vital.HEART_RATE].value == 177


def on_screen(widget: QWidget) -> QImage:
    """What the window holds, not what it would paint now."""
    place = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
    return QGuiApplication.primaryScreen().grabWindow(widget.window().winId()).copy(place).toImage()


def test_what_is_painted_in_parts_stays_what_all_of_it_would_be(qtbot: QtBot, crowd: Crowd) -> None:
    desk, clock = crowd.desk, crowd.ctx.clock
    assert isinstance(clock, ManualClock)
    desk._ticks.stop()
    desk._frame._timer.stop()
    desk._frame.bridge.close()
    desk.ward.tiles.still = True
    seen = list[bytes]()
    for second in range(12):
        now = clock.advance(timedelta(seconds=9))
        rows = tuple(vitals(range(second % 2, PATIENTS, 2), now))
        for screen in (desk.ward, desk.census):
            screen.on_latest(rows)
            screen.on_tick(now)
        for number in range(SLICES):
            desk.ward.make_slice(number)
        qtbot.waitUntil(lambda: desk.window.tasks.idle)
        QApplication.processEvents()
        for painted in (desk.ward.tiles.viewport(), desk.census.table.viewport()):
            kept = on_screen(painted)
            painted.repaint()
            assert kept == on_screen(painted), (painted.parent().objectName(), second)
            seen.append(bytes(kept.constBits()))
    assert len(set(seen)) == len(seen), "each look finds something else"


def test_slices_sorts_and_waveforms_can_be_timed(crowd: Crowd) -> None:
    crowd.desk.show_waves()
    crowd.desk.run(0.6)
    assert min(crowd.desk.slices_ms()) > 0
    assert min(crowd.desk.sorts_ms()) > 0
    assert len(crowd.desk.reader(ALARMS)().rows) == PATIENTS
    assert len(crowd.desk.reader(TICK)().rows) == PATIENTS
