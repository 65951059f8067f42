"""The waveform widget on a screen: only what came is drawn, old sweeps vanish, freezing and calipers by keyboard."""

import math
from collections.abc import Iterator

import pytest
from helpers.waves import Bedside125, drawn_columns
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.ui.plots.waves.brush import colour_of
from hah_console.ui.plots.waves.caption import WaveCaption
from hah_console.ui.plots.waves.layout import GUTTER_PX, lay_out
from hah_console.ui.plots.waves.view import WaveView
from hah_console.ui.theme.theme import Theme

SIGNALS = {"II": "mV", "PLETH": ""}
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Stand:
    """A view whose frames are stepped by hand, with a stream behind it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.stream = Bedside125(SIGNALS, lambda t: 0.4 * math.sin(2 * math.pi * t))
        self.view = WaveView(Theme.load("light"), lambda: self.stream.now_s)
        self.view._timer.setInterval(3_600_000)
        qtbot.addWidget(self.view)
        self.view.resize(700, 200)
        self.view.show()
        self.view.follow(self.stream.take)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 30)):
            self.stream.now_s += 1 / 30
            self.view.frame()

    def columns(self, signal: str) -> set[int]:
        row = lay_out(self.view.live.scales, self.view.width(), self.view.height(), self.view.px_per_mm).row(signal)
        assert row is not None
        picture = self.view._sweep.picture.toImage()
        return drawn_columns(picture, row.top, row.height, colour_of(Theme.load("light"), signal))


@pytest.fixture
def stand(qtbot: QtBot) -> Iterator[Stand]:
    stand = Stand(qtbot)
    yield stand
    stand.view.clear()


def test_a_full_sweep_leaves_one_gap_before_its_head(stand: Stand) -> None:
    stand.run(12)
    columns = stand.columns("II")
    blank = [x for x in range(GUTTER_PX, 690) if x not in columns]
    assert 8 <= len(blank) <= 20
    assert blank[-1] - blank[0] < 25 or blank[0] == GUTTER_PX


def test_what_did_not_come_is_not_drawn_and_the_line_is_not_joined_over_it(stand: Stand) -> None:
    stand.run(3)
    stand.stream.silent = True
    stand.run(1)
    stand.stream.silent = False
    stand.run(2)
    columns = stand.columns("II")
    runs = [x for x in sorted(columns) if x + 1 not in columns]
    lengths = [next((y for y in sorted(columns) if y > x), 700) - x for x in runs]
    assert any(80 <= length <= 120 for length in lengths)


def test_a_sweep_over_which_nothing_came_leaves_nothing_of_the_old_one(stand: Stand) -> None:
    stand.run(9)
    assert len(stand.columns("II")) > 500
    stand.stream.silent = True
    stand.run(9)
    assert stand.columns("II") == set()


def test_space_freezes_and_what_comes_meanwhile_is_there_afterwards(qtbot: QtBot, stand: Stand) -> None:
    stand.run(8)
    qtbot.keyClick(stand.view, Qt.Key.Key_Space)
    assert stand.view.still is not None
    frozen, before = stand.view.still.frozen_s, stand.view.grab().toImage()
    stand.run(3)
    assert stand.view.still.frozen_s == frozen
    assert stand.view.grab().toImage() == before
    qtbot.keyClick(stand.view, Qt.Key.Key_Space)
    assert stand.view.still is None
    assert stand.view.live.head(stand.stream.now_s) == pytest.approx(frozen + 3, abs=0.1)
    assert len(stand.columns("II")) > 500


def test_calipers_are_moved_and_changed_by_keys_alone(qtbot: QtBot, stand: Stand) -> None:
    stand.run(8)
    view = stand.view
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.still is not None
    start = view.still.calipers
    qtbot.keyClick(view, Qt.Key.Key_Right)
    step = view.still.calipers.second.time_s - start.second.time_s
    assert 0 < step < 0.02
    qtbot.keyClick(view, Qt.Key.Key_Left, SHIFT)
    assert view.still.calipers.second.time_s == pytest.approx(start.second.time_s - 9 * step)
    level = view.still.calipers.second.level
    qtbot.keyClick(view, Qt.Key.Key_Up)
    raised = view.still.calipers.second.level
    assert raised is not None
    assert raised > (level or 0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.still.calipers.first.time_s < start.first.time_s
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.still.calipers.signal == "PLETH"


def test_calipers_on_two_peaks_give_the_interval(qtbot: QtBot, stand: Stand) -> None:
    stand.run(8)
    view = stand.view
    view.freeze(True)
    assert view.still is not None
    peak = math.floor(view.still.frozen_s) - 2 + 0.25
    view.still.place(peak)
    view.still.swap()
    view.still.place(peak - 1)
    between = view.still.calipers.between()
    assert between.milliseconds == pytest.approx(1_000, abs=1)
    assert between.per_minute == pytest.approx(60, abs=0.1)
    assert between.rise == pytest.approx(0, abs=0.01)


def test_one_looks_back_no_further_than_what_is_kept(qtbot: QtBot, stand: Stand) -> None:
    stand.run(40)
    view = stand.view
    view.freeze(True)
    for _ in range(40):
        qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.still is not None
    trace, row = view.still.traces["II"], view.still.layout.rows[0]
    assert view.still.end_s >= trace.first / trace.rate_hz + row.sweep_s - 0.01
    qtbot.keyClick(view, Qt.Key.Key_End)
    for _ in range(40):
        qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.still.end_s == view.still.frozen_s


def test_the_gain_is_changed_by_key_and_only_for_an_ecg(qtbot: QtBot, stand: Stand) -> None:
    stand.run(2)
    before = stand.view.scale("PLETH")
    qtbot.keyClick(stand.view, Qt.Key.Key_Plus)
    ecg = stand.view.scale("II")
    assert ecg is not None
    assert ecg.gain_mm_mv == 20
    assert stand.view.scale("PLETH") == before


def test_a_notice_hatches_the_row_and_is_read_out(stand: Stand) -> None:
    stand.run(8)
    before = stand.view.grab().toImage()
    stand.view.caption({"II": WaveCaption("II", "10 mm/mV", "9 s ago", "No waveform for 9 s")})
    assert stand.view.grab().toImage() != before
    assert stand.view.accessibleDescription() == "II 10 mm/mV No waveform for 9 s"


def test_cleared_it_holds_nothing_of_the_patient(stand: Stand) -> None:
    stand.run(8)
    stand.view.freeze(True)
    stand.view.clear()
    assert (stand.view.live.traces, stand.view.still) == ({}, None)
    picture, colour = stand.view.grab().toImage(), colour_of(Theme.load("light"), "II")
    assert drawn_columns(picture, 0, 200, colour) == set()


def test_another_theme_and_size_draw_the_same_moment_again(stand: Stand) -> None:
    stand.run(12)
    stand.view.restyle(Theme.load("dark"))
    assert stand.view._sweep.picture.toImage().pixelColor(GUTTER_PX // 2, 5) == Theme.load("dark").color("surface")
    stand.view.resize(500, 150)
    stand.view.restyle(Theme.load("light"))
    columns = stand.columns("II")
    assert len(columns) > 350
