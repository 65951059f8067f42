"""The wall board: alone, without names, turns its pages itself, says when it is old, does not open the desk."""

from itertools import product

import pytest
from helpers.desk import Console
from helpers.ward import NOW, SILENT
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from pytestqt.qtbot import QtBot

from hah_console.domain.patient import masked_name
from hah_console.ui.bridge import LinkState
from hah_console.ui.screens.wall.layout import WallLayout
from hah_console.ui.screens.wall.painter import CODE, WallPainter
from hah_console.ui.screens.wall.presenter import PAGE_S
from hah_console.ui.screens.wall.view import WallScreen

Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def wall(qtbot: QtBot, signed_in: Console) -> WallScreen:
    """The board in sight, reached from the census by its key."""
    signed_in.press(qtbot, Qt.Key.Key_F11, Shift)
    screen = signed_in.frame.screens["wall"]
    assert isinstance(screen, WallScreen)
    qtbot.waitUntil(lambda: len(screen.presenter.patient_ids()) == len(signed_in.ward.patients))
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    return screen


def all_words(wall: WallScreen) -> str:
    presenter, everybody = wall.presenter, len(wall.presenter.patient_ids())
    return repr((presenter.head(NOW), presenter.alarms(NOW), presenter.cells(NOW, 0, everybody), wall.accessibleName()))


def test_no_name_stands_on_the_board_and_nothing_around_it(signed_in: Console, wall: WallScreen) -> None:
    with signed_in.ward.ctx.store() as uow:
        names = {p.name for p in uow.patients.all()} | {masked_name(p.name) for p in uow.patients.all()}
    said = all_words(wall)
    assert not [name for name in names if name in said]
    assert "P001 高 SpO₂ 86 %" in said.replace("', text='", " ")
    for part in (signed_in.frame.alarms.bar, signed_in.frame.nav, signed_in.frame.status):
        assert not part.isVisible()


def test_escape_leaves_the_board_and_everything_is_back(qtbot: QtBot, signed_in: Console, wall: WallScreen) -> None:
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.frame.current_screen == "census"
    for part in (signed_in.frame.alarms.bar, signed_in.frame.nav, signed_in.frame.status):
        assert part.isVisible()


def test_nothing_of_the_first_line_stands_on_anything(wall: WallScreen) -> None:
    picture = QImage(1, 1, QImage.Format.Format_RGB32)
    painter, head = QPainter(picture), wall.presenter.head(NOW)
    for points, width in product((12, 22, 30), (1280, 1920)):
        layout = WallLayout.of(points, QSize(width, 800))
        board, room = WallPainter(painter, wall._theme, layout, bright=False, old=False), width - 2 * layout.px(0.6)
        day, size = board._fitting_head(head, "03:12:45", "11-23 (一)", room)
        assert board._head_width(head, "03:12:45", day, size) <= room
        assert points > 12 or (day, size) == ("11-23 (一)", CODE)
    painter.end()


def test_the_pages_turn_by_themselves_and_come_round(qtbot: QtBot, signed_in: Console, wall: WallScreen) -> None:
    while wall.pages < 3:
        signed_in.press(qtbot, Qt.Key.Key_Plus, Ctrl)
    seen = [wall.page]
    for _ in range(wall.pages * PAGE_S):
        wall.on_tick(NOW)
        if wall.page != seen[-1]:
            seen.append(wall.page)
    assert set(seen) == set(range(wall.pages))
    assert seen[-1] == seen[0]


def test_the_type_grows_and_shrinks_within_its_limits_and_is_kept(
    qtbot: QtBot, signed_in: Console, wall: WallScreen
) -> None:
    for key, last in ((Qt.Key.Key_Plus, 30), (Qt.Key.Key_Minus, 1)):
        for _ in range(32):
            signed_in.press(qtbot, key, Ctrl)
        assert signed_in.kept[-1].wall_font_pt == last
        assert not wall.grab().isNull()


def test_a_board_without_service_or_database_says_so_over_everything(wall: WallScreen) -> None:
    good = wall.grab().toImage()
    wall.on_link(LinkState(service_alive=False))
    assert "服務" in wall.age.words(wall.desk.texts, NOW)
    wall.on_tick(NOW)
    assert wall.accessibleName().startswith("服務")
    assert wall.grab().toImage() != good
    wall.on_link(LinkState())
    wall.on_tick(NOW)
    assert not wall.accessibleName().startswith("服務")


def test_the_silent_patient_is_told_in_words(signed_in: Console, wall: WallScreen) -> None:
    cells = wall.presenter.cells(NOW, 0, len(signed_in.ward.patients))
    silent = next(cell for cell in cells if cell.code == signed_in.ward.patients[SILENT])
    assert (silent.numbers, silent.silent) == ((), "47 分 無資料")


def test_the_idle_lock_leaves_the_board_in_sight_and_asks_for_the_password_when_it_is_left(
    qtbot: QtBot, signed_in: Console, wall: WallScreen
) -> None:
    signed_in.window.lock_desk()
    assert not signed_in.window.locked
    assert wall.isVisible()
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.window.locked
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)


def test_nobody_acknowledges_an_alarm_from_the_board(qtbot: QtBot, signed_in: Console, wall: WallScreen) -> None:
    signed_in.press(qtbot, Qt.Key.Key_F2, Alt)
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    assert signed_in.ward.state_of("A-1").value == "active"


def test_the_board_has_a_role_and_a_name_for_the_screen_reader(wall: WallScreen) -> None:
    board = QAccessible.queryAccessibleInterface(wall)
    assert "在宅 60" in board.text(QAccessible.Text.Name)
    assert wall.hasFocus()
