"""The code of the screens is loaded while the sign-in form waits, and what is shown earlier is loaded at once."""

from pytestqt.qtbot import QtBot

from hah_console.app.screens import LateScreen, ScreenWarmth
from hah_console.ui.screen import Screen, ScreenFactory


def test_every_screen_is_loaded_in_order_and_each_is_told(qtbot: QtBot, qapp: object) -> None:
    heard: list[str] = []

    def late(name: str) -> LateScreen:
        def load() -> ScreenFactory:
            heard.append(name)
            return Screen

        return LateScreen(load)

    warmth = ScreenWarmth({name: late(name) for name in ("census", "ward")}, lambda: heard.append("told"), qapp)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(heard) == 4)
    qtbot.wait(150)
    warmth.stop()
    assert heard == ["census", "told", "ward", "told"]


def test_a_console_closed_early_leaves_the_rest_unloaded(qtbot: QtBot, qapp: object) -> None:
    heard: list[str] = []

    def load() -> ScreenFactory:
        heard.append("loaded")
        return Screen

    warmth = ScreenWarmth({"ward": LateScreen(load)}, lambda: heard.append("told"), qapp)  # type: ignore[arg-type]
    warmth.stop()
    qtbot.wait(150)
    assert heard == []
