"""The sentence that stands where rows would be."""

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.widgets.states import Message

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.mark.parametrize("width", [240, 745, 1300])
def test_the_sentence_stands_over_the_middle_of_its_button(qtbot: QtBot, width: int) -> None:
    pages, message = QStackedWidget(), Message("test.message")
    qtbot.addWidget(pages)
    for page in (QWidget(), message):
        pages.addWidget(page)
    pages.resize(width, 600)
    pages.show()
    message.say("這個篩選下沒有警示。", "顯示全部警示")
    pages.setCurrentWidget(message)
    qtbot.waitUntil(message.button.isVisible)
    sentence = message._sentence.geometry()
    assert abs(sentence.center().x() - message.button.geometry().center().x()) <= 1
    assert sentence.left() >= 0
    assert sentence.right() <= width
    assert message.minimumSizeHint().width() < 300
