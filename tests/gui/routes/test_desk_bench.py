"""The bench of the desk drives the program's own panel; judged by the clock, so alone."""

import pytest
from pytestqt.qtbot import QtBot

from hah_console.app.bench import desk


@pytest.mark.qt_log_ignore("does not support propagateSizeHints")
@pytest.mark.alone
def test_a_drag_over_sixty_routes_is_measured_frame_by_frame(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "DRAG_STEPS", 25)
    drag = desk._drag()
    assert len(drag.frames) == 50
    assert len(drag.prices) == 25
    assert all(price > 0 for price in drag.prices)
    assert sorted(drag.frames)[24] <= 4 * desk.FRAME_MS, (
        "a frame of the median is drawn in time, also on a busy machine"
    )
