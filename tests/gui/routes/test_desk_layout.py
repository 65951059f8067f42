"""How the parts of the dispatch desk share the width, until a person arranges them."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.screens.routes.layout import DeskLayout
from hah_console.ui.screens.routes.view import LEFT_WIDTH

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def desk(qtbot: QtBot) -> DeskLayout:
    layout = DeskLayout()
    qtbot.addWidget(layout)
    left, middle = QWidget(), QWidget()
    left.setMinimumWidth(LEFT_WIDTH)
    layout.place(left, middle)
    layout.show()
    return layout


class Below(QWidget):
    """What wants so many pixels of height."""

    wanted = 2000

    def sizeHint(self) -> QSize:
        return QSize(600, self.wanted)


def across(desk: DeskLayout) -> tuple[int, ...]:
    return tuple(desk.sizes()["across"])


@pytest.mark.parametrize("width", [1176, 1336, 1816])
def test_the_map_has_half_of_the_width_or_more(desk: DeskLayout, width: int) -> None:
    desk.resize(width, 600)
    assert across(desk)[1] >= width / 2 - 8
    assert min(across(desk)) >= 250


@pytest.mark.parametrize("height", [600, 700, 900])
def test_the_time_line_has_what_its_rows_need_and_never_the_larger_part(desk: DeskLayout, height: int) -> None:
    lower = Below()
    desk.place_below(lower)
    desk.resize(1336, height)
    assert height * 0.45 <= desk.sizes()["down"][1] < height / 2
    lower.wanted = 150
    desk.share()
    assert desk.sizes()["down"][1] == 150


def test_what_a_person_arranged_stays(desk: DeskLayout) -> None:
    desk.resize(1336, 600)
    desk.take_sizes({"across": (500, 400, 420)})
    arranged = across(desk)
    desk.resize(1400, 600)
    assert abs(across(desk)[0] - arranged[0]) <= 64
    assert across(desk)[0] > 400
