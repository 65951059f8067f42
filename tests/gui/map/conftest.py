"""A map showing the small scene."""

from collections.abc import Callable

import pytest
from map_cases import GROUND, SCENE
from pytestqt.qtbot import QtBot

from hah_console.domain.map_ground import MapGround
from hah_console.ui.i18n import Texts
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.map.scene import MapScene
from hah_console.ui.theme.theme import Theme


@pytest.fixture
def make_map(qtbot: QtBot) -> Callable[..., MapCanvas]:
    """A shown map of 800 by 600 with every tile painted."""

    def make(scene: MapScene = SCENE, ground: MapGround = GROUND, theme: str = "light") -> MapCanvas:
        canvas = MapCanvas(ground, Texts("en"), Theme.load(theme))
        qtbot.addWidget(canvas)
        canvas.resize(800, 600)
        canvas.show_scene(scene)
        canvas.show()
        qtbot.waitUntil(lambda: canvas.complete)
        return canvas

    return make
