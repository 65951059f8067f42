"""Arrows along one-way streets: from zoom 16 on, and in the direction in which they are driven."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from hah_console.adapters.roads.drawn import drawn_graph
from hah_console.adapters.roads.ground import one_way_lines, road_lines
from hah_console.domain.map_ground import Lines, MapGround, RoadClass
from hah_console.domain.street import Street
from hah_console.ui.map.ground_layers import GroundLayers
from hah_console.ui.map.projection import to_world
from hah_console.ui.map.tile_painter import TILE_PX, GroundColours, TileKey, TilePainter
from hah_console.ui.map.viewport import LEVELS_PER_ZOOM, world_pixels
from hah_console.ui.theme.theme import Theme

WEST, EAST = (24.8, 120.97), (24.8, 120.975)
GRAPH = drawn_graph(
    (Street((WEST, EAST), RoadClass.RESIDENTIAL, True), Street(((24.801, 120.97), EAST), RoadClass.RESIDENTIAL))
)
GROUND = MapGround(roads=road_lines(GRAPH), one_way=one_way_lines(GRAPH))


def tile(ground: MapGround, zoom: int) -> QImage:
    """The tile in which the one-way street begins."""
    level = zoom * LEVELS_PER_ZOOM
    x, y = (int(part * world_pixels(level) // TILE_PX) for part in to_world(WEST[0], WEST[1] + 0.001))
    painter = TilePainter(GroundLayers.of(ground), GroundColours.of(Theme.load("light")))
    return painter.paint(TileKey(0, level, x, y))


@pytest.mark.parametrize(("zoom", "shown"), [(15, False), (16, True), (17, True)])
def test_they_are_there_as_soon_as_one_sees_lanes(qtbot: QtBot, zoom: int, shown: bool) -> None:
    without = tile(replace(GROUND, one_way=Lines()), zoom)
    assert (tile(GROUND, zoom) != without) is shown


def test_a_street_is_kept_in_the_direction_in_which_it_is_driven() -> None:
    lines = one_way_lines(GRAPH)
    assert np.asarray(lines.lons).tolist() == pytest.approx([WEST[1], EAST[1]])
    assert len(lines.firsts) == 1
