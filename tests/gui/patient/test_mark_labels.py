"""The texts of the marks below the trends: room goes to the most urgent first, and none stands on another."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.device_item import LabelLanes, LabelRoom, MarkLabel, MarksItem
from hah_console.ui.screens.patient.trend_text import MarkWords, said_mark

INK = QColor("black")
BOX = QRectF(0, 0, 400, 55)
"""Room for two lanes of texts below the shapes."""


class Written(MarksItem):
    """Remembers which texts were written."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def _text(self, painter: QPainter, box: QRectF, x: float, lane: int, text: str, flip: bool) -> None:
        self.said.append(text)


def written(*labels: MarkLabel) -> Written:
    item = Written()
    item.show_labels(labels, INK, INK)
    painter = QPainter(image := QImage(400, 60, QImage.Format.Format_RGB32))
    item.draw(painter, BOX, lambda x, _: QPointF(x, 0.0))
    painter.end()
    assert not image.isNull()
    return item


def a_mark(x: float, text: str, rank: int = 0) -> MarkLabel:
    return MarkLabel(text, x, "dot", text, INK, INK, rank)


def test_of_marks_that_want_one_place_the_most_urgent_has_its_text(qtbot: QtBot) -> None:
    crowd = [a_mark(2 + number, f"visit {number}") for number in range(4)]
    item = written(*crowd, a_mark(8, "NEWS2 10", 3))
    assert item.said[0] == "NEWS2 10"
    assert item.hidden_texts == 5 - len(item.said)
    assert item.hidden_texts > 0


def test_a_text_without_room_at_its_right_stands_at_its_left() -> None:
    lanes = LabelLanes(BOX, 1)
    assert lanes.take(380, 60) == LabelRoom(0, flip=True)
    assert lanes.take(330, 60) is None
    assert lanes.take(200, 60) == LabelRoom(0, flip=False)


def test_no_line_down_to_a_text_runs_through_another() -> None:
    lanes = LabelLanes(BOX, 2)
    assert lanes.take(390, 60) == LabelRoom(0, flip=True)
    assert lanes.take(360, 100) is None
    assert lanes.take(390, 60) == LabelRoom(1, flip=True), "two of one moment share their line"


def test_nothing_is_written_where_there_is_no_lane() -> None:
    assert LabelLanes(BOX, 0).take(10, 20) is None


def test_where_no_shape_is_seen_an_alarm_is_called_one_with_its_priority() -> None:
    mark = MarkWords("M", datetime(2026, 11, 23, tzinfo=UTC), "triangle", "SpO₂ 86 %", Priority.HIGH)
    assert said_mark(Texts("zh_TW"), mark) == "高優先警示 SpO₂ 86 %"
    assert said_mark(Texts("en"), replace(mark, priority=None)) == "SpO₂ 86 %"
