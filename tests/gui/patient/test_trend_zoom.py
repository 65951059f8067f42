"""Zooming, moving and measuring in the trends by keyboard and wheel, over a real store with a day of readings."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import NOW, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.reading import Vital
from hah_console.ui.plots.picture import TrendPicture
from hah_console.ui.plots.trend_plot import TrendPlot

OpenPage = Callable[..., BedsideConsole]
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path)
    yield bedside
    bedside.store.close()


class Trends:
    """The plot with the picture it shows."""

    def __init__(self, qtbot: QtBot, console: BedsideConsole) -> None:
        self._qtbot, self._console = qtbot, console
        self.plot.setFocus()

    @property
    def plot(self) -> TrendPlot:
        return self._console.patient.trends.plot

    @property
    def picture(self) -> TrendPicture:
        assert self.plot.picture is not None
        return self.plot.picture

    @property
    def span(self) -> timedelta:
        return self.picture.window.until - self.picture.window.start

    @property
    def said(self) -> str:
        return self._console.patient.trends.readout.text()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self._qtbot.keyClick(self.plot, key, modifier)
        self.settle()

    def wheel(self, notches: int, at: QPoint) -> None:
        angle = QPoint(0, 120 * notches)
        place = QPointF(at)
        event = QWheelEvent(
            place, place, QPoint(), angle, Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(self.plot.viewport(), event)
        self.settle()

    def settle(self) -> None:
        self._console.settle(self._qtbot)


@pytest.fixture
def trends(qtbot: QtBot, open_page: OpenPage) -> Trends:
    return Trends(qtbot, open_page("en"))


def test_plus_and_minus_zoom_about_the_line_and_zero_returns_to_the_range(trends: Trends) -> None:
    whole = trends.span
    trends.press(Qt.Key.Key_Left)
    at = trends.plot.focus_s
    trends.press(Qt.Key.Key_Plus)
    assert trends.span == pytest.approx(whole / 1.5, abs=timedelta(seconds=1))
    assert trends.plot.focus_s == at
    assert "0 resets" in trends.said
    trends.press(Qt.Key.Key_Minus)
    assert trends.span == pytest.approx(whole, abs=timedelta(seconds=1))
    trends.press(Qt.Key.Key_Plus)
    trends.press(Qt.Key.Key_0)
    assert trends.span == whole
    assert "resets" not in trends.said


def test_a_view_moved_away_from_now_says_that_it_is_not_live_until_end_returns(
    trends: Trends, open_page: OpenPage
) -> None:
    trends.press(Qt.Key.Key_Plus)
    trends.press(Qt.Key.Key_Left, CONTROL)
    assert not trends.picture.window.live
    assert trends.picture.window.until < NOW
    assert "not live, End returns to now" in trends.said
    trends.press(Qt.Key.Key_End)
    assert trends.picture.window.live
    assert "not live" not in trends.said


def test_home_goes_to_the_admission_and_no_further(trends: Trends) -> None:
    trends.press(Qt.Key.Key_Home)
    first = trends.picture.window.start
    assert first == NOW - timedelta(days=2)
    trends.press(Qt.Key.Key_Left, CONTROL)
    assert trends.picture.window.start == first
    assert trends.plot.focus_s == first.timestamp()


def test_the_window_follows_the_line_beyond_its_edge(trends: Trends) -> None:
    for _ in range(6):
        trends.press(Qt.Key.Key_Plus)
    edge = trends.picture.window.start
    trends.plot.move_focus(edge.timestamp())
    trends.press(Qt.Key.Key_Left)
    assert trends.plot.focus_s is not None
    assert trends.plot.focus_s < edge.timestamp()
    assert trends.picture.window.start < edge


def test_the_wheel_zooms_about_the_pointer(trends: Trends) -> None:
    window = trends.picture.window
    middle = trends.plot.viewport().rect().center()
    before = trends.plot._time_at(middle)
    trends.wheel(2, middle)
    assert trends.span < window.until - window.start
    assert trends.plot._time_at(middle) == pytest.approx(before, abs=600)


def test_what_is_under_the_pointer_is_read_out_with_its_age(qtbot: QtBot, trends: Trends) -> None:
    box = trends.plot.viewport().rect()
    qtbot.mouseMove(trends.plot.viewport(), QPoint(box.width() // 2, box.height() // 3))
    qtbot.waitUntil(lambda: " h ago)" in trends.said)
    assert "SpO₂ 9" in trends.said
    assert all(unit in trends.said for unit in (" %", " /min", " mmHg", " °C"))


def test_enter_reads_differences_from_there(trends: Trends, spoken: list[tuple[str, bool]]) -> None:
    trends.plot.move_focus((NOW - timedelta(hours=5)).timestamp())
    trends.press(Qt.Key.Key_Return)
    trends.plot.move_focus(NOW.timestamp())
    assert trends.said.startswith("Apart 5 h  SpO₂ −")
    assert spoken[-1][0] == trends.said
    trends.press(Qt.Key.Key_Return)
    assert not trends.said.startswith("Apart")


def test_a_long_view_is_drawn_from_stored_bins_and_a_short_one_from_readings(trends: Trends) -> None:
    assert trends.picture.stored_s == 60
    day_low = trends.picture.rows[0].curves[Vital.SPO2].low
    trends.press(Qt.Key.Key_Plus)
    trends.press(Qt.Key.Key_Plus)
    assert trends.picture.stored_s == 0
    assert trends.picture.rows[0].curves[Vital.SPO2].low == day_low


def test_another_patient_begins_with_her_range_and_without_lines(trends: Trends, qtbot: QtBot) -> None:
    trends.press(Qt.Key.Key_Left)
    trends.press(Qt.Key.Key_Return)
    trends.press(Qt.Key.Key_Plus)
    page = trends._console.patient
    trends._console.frame.navigate("patient", "P-lin")
    trends.settle()
    assert (page.presenter.view, trends.plot.focus_s, trends.plot.anchor_s) == (None, None, None)
