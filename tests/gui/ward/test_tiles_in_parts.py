"""A tile painted anew only where it changed looks like one painted whole; what asks for which part."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.ui.screens.ward.model import changed_parts
from hah_console.ui.screens.ward.presenter import Chip, Number, Tile
from hah_console.ui.screens.ward.sizes import LARGE, MEDIUM, SMALL, TileSize
from hah_console.ui.screens.ward.tile_painter import Sparks, TilePainter
from hah_console.ui.screens.ward.tile_places import Part, Place
from hah_console.ui.theme.theme import Theme

CALM = (
    Number("SpO₂", "96"),
    Number("HR", "101"),
    Number("RR", "18"),
    Number("BP", "128/77", "2 時"),
    Number("T", "36.8°", "2 時"),
)
OLD = tuple(replace(number, age="9 分", stale=True) for number in CALM[:2])
TILE = Tile("P1", "陳○美", "81", "5", "7/7", "orange", CALM, "", None, "血壓 2 時", "D3/7")
CHIP = Chip("!!! SpO₂ 86 % +1", "02:14", Priority.HIGH, waiting=True)
NEXT = (
    replace(TILE, numbers=(Number("SpO₂", "100"), *CALM[1:])),
    replace(TILE, numbers=(*OLD, *CALM[2:])),
    replace(TILE, foot="血壓 3 時"),
    replace(TILE, chip=CHIP),
    replace(TILE, numbers=(), silent="47 分 無資料"),
    replace(TILE, score="12", band="red"),
)
STATES = ({}, {"chosen": True}, {"chosen": True, "focused": True}, {"under": True}, {"old": True})


class Stand:
    """A tile of one size on a sheet of its own."""

    def __init__(self, size: TileSize, theme: str, ratio: float = 1.0, grown: int = 12) -> None:
        self.tiles = TilePainter(Theme.load(theme))
        self.tiles.fit(size, grown)
        self.ratio = ratio
        self.box = QRect(13, 11, size.width + 9, size.height + grown)

    def sheet(self) -> QImage:
        image = QImage(self.box.adjusted(0, 0, 26, 22).size() * self.ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        image.fill(Qt.GlobalColor.gray)
        return image

    def courses(self) -> Sparks:
        boxes = self.tiles.places(self.box).course_boxes()
        return {v: (QPolygonF([b.topLeft(), QPointF(b.center()), b.topRight()]),) for v, b in boxes.items()}

    def paint(self, image: QImage, tile: Tile, wanted: QRect, *, old: bool = False, **state: bool) -> None:
        self.tiles.parts.old = old
        painter = QPainter(image)
        painter.setClipRect(wanted)
        self.tiles.begin(painter)
        given = {"chosen": False, "focused": False, "under": False, **state}
        self.tiles.paint(painter, self.box, tile, self.courses, wanted, **given)
        painter.end()

    def whole(self, tile: Tile, **state: bool) -> QImage:
        image = self.sheet()
        self.paint(image, tile, self.box, **state)
        return image

    def in_parts(self, before: Tile, after: Tile, parts: Part, **state: bool) -> QImage:
        image, places = self.whole(before, **state), self.tiles.places(self.box)
        for part in parts:
            box = self.box if part is Part.WHOLE else places.of(part).at(self.box.left(), self.box.top())
            self.paint(image, after, box, **state)
        return image


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE])
def test_a_tile_painted_in_parts_is_the_tile_painted_whole(qtbot: QtBot, size: TileSize, theme: str) -> None:
    stand = Stand(size, theme)
    for state in STATES:
        for before, after in [(TILE, tile) for tile in NEXT] + [(tile, TILE) for tile in NEXT]:
            parts = changed_parts(before, after)
            assert stand.in_parts(before, after, parts, **state) == stand.whole(after, **state), (parts, state)


@pytest.mark.parametrize("ratio", [1.25, 2.0])
def test_a_picture_kept_of_a_part_is_what_would_be_written(qtbot: QtBot, ratio: float) -> None:
    kept, fresh = Stand(MEDIUM, "light", ratio), Stand(MEDIUM, "light", ratio)
    for tile in (TILE, *NEXT):
        kept.whole(tile)
    fresh.tiles._kept = lambda p, place, left, top, _, write: write(p, place.at(left, top))  # type: ignore[method-assign, assignment]
    for tile in (TILE, *NEXT):
        assert kept.whole(tile) == fresh.whole(tile)


@pytest.mark.parametrize(
    ("after", "parts"),
    [
        (NEXT[0], Part.NUMBERS),
        (NEXT[2], Part.FOOT),
        (replace(NEXT[0], foot="血壓 3 時"), Part.NUMBERS | Part.FOOT),
        (NEXT[3], Part.WHOLE),
        (NEXT[4], Part.WHOLE),
        (NEXT[5], Part.WHOLE),
        (replace(TILE, day="D4/7"), Part.WHOLE),
        (replace(TILE, name="林○雄"), Part.WHOLE),
        (TILE, Part(0)),
    ],
)
def test_only_what_says_something_else_is_painted(after: Tile, parts: Part) -> None:
    assert changed_parts(TILE, after) == parts


def test_the_clock_of_an_alarm_is_painted_without_the_rest() -> None:
    before = replace(TILE, chip=CHIP)
    assert changed_parts(before, replace(before, chip=replace(CHIP, age="02:15"))) == Part.FOOT
    assert changed_parts(before, replace(before, chip=replace(CHIP, priority=Priority.LOW))) == Part.WHOLE


def inked(image: QImage, place: Place, box: QRect) -> int:
    """How many pixels of a place are not its ground."""
    inside = place.at(box.left(), box.top())
    ground = image.pixel(inside.topLeft())
    return sum(
        image.pixel(x, y) != ground
        for x in range(inside.left(), inside.right())
        for y in range(inside.top(), inside.bottom())
    )


def test_the_outline_of_a_score_is_broken_while_the_patient_is_silent(qtbot: QtBot) -> None:
    stand = Stand(SMALL, "light")
    head = stand.tiles.places(stand.box).head
    well, silent = (stand.whole(tile) for tile in (TILE, replace(TILE, numbers=(), silent="47 分 無資料")))
    assert inked(silent, head, stand.box) < inked(well, head, stand.box)


def test_a_name_beside_an_alarm_is_whole_and_the_number_of_items_gives_way(qtbot: QtBot) -> None:
    stand = Stand(SMALL, "light")
    head = stand.tiles.places(stand.box).head
    alarmed = replace(TILE, chip=CHIP, age="", day="")
    assert stand.tiles.parts._room_for_items(head.at(0, 0), replace(alarmed, name="歐陽○○美")) == 0
    assert stand.tiles.parts._room_for_items(head.at(0, 0), replace(alarmed, chip=None, name="陳○")) > 0
    pictures = [stand.whole(replace(alarmed, name="歐陽○○美", score_soft=soft)) for soft in ("7/7", "")]
    assert pictures[0] == pictures[1]


def test_an_age_without_room_is_left_out_and_not_cut(qtbot: QtBot) -> None:
    stand = Stand(SMALL, "light")
    head = stand.tiles.places(stand.box).head
    narrow = replace(TILE, name="歐陽○○美")
    pictures = [stand.whole(replace(narrow, age=age)) for age in ("", "103 歲左右")]
    assert inked(pictures[0], head, stand.box) == inked(pictures[1], head, stand.box)


def test_courses_are_asked_for_only_where_they_are_painted(qtbot: QtBot) -> None:
    stand, asked = Stand(SMALL, "dark"), list[int]()

    def courses() -> Sparks:
        asked.append(1)
        return dict.fromkeys((Vital.SPO2, Vital.HEART_RATE), ())

    stand.courses = courses  # type: ignore[method-assign]
    counts: Sequence[int] = []
    for part in (Part.NUMBERS, Part.FOOT, Part.COURSES, Part.WHOLE):
        stand.in_parts(TILE, TILE, part)
        counts = (*counts, len(asked))
    assert counts == (1, 2, 4, 6), "each begins with a whole one"
