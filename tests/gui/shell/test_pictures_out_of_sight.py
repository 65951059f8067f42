"""Pictures of painted cells: kept while their widget is seen, and for a while after."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.delegates import picture_cache
from hah_console.ui.delegates.picture_cache import PictureCache


@pytest.fixture
def pages(qtbot: QtBot) -> QStackedWidget:
    """Two pages of a window that is shown."""
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    for _ in range(2):
        stack.addWidget(QWidget())
    stack.show()
    return stack


def _filled(pages: QStackedWidget) -> PictureCache:
    page = pages.currentWidget()
    assert page is not None
    cache, canvas = PictureCache(), QPixmap(20, 20)
    with QPainter(canvas) as painter:
        cache.draw(painter, QRect(0, 0, 20, 20), "cell", QColor("white"), lambda inside, box: None)
    cache.keep_for(page)
    return cache


def test_who_has_long_been_out_of_sight_keeps_none(
    qtbot: QtBot, pages: QStackedWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_cache, "AWAY_MS", 20)
    cache = _filled(pages)
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(cache) == 0)


def test_who_is_seen_again_soon_keeps_them(
    qtbot: QtBot, pages: QStackedWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_cache, "AWAY_MS", 100)
    cache = _filled(pages)
    pages.setCurrentIndex(1)
    pages.setCurrentIndex(0)
    qtbot.wait(250)
    assert len(cache) == 1
