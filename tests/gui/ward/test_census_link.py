"""The list without a service or a database: it says so itself, and shows no value as one of now."""

from helpers.desk import Console
from pytestqt.qtbot import QtBot

from hah_console.ui.bridge import LinkState
from hah_console.ui.widgets.filter_bar import FilterBar


def test_a_list_that_no_longer_follows_says_so_and_its_values_are_hatched(qtbot: QtBot, signed_in: Console) -> None:
    census = signed_in.census
    first = census.table.viewport().grab().toImage()
    top = census.table.mapTo(census, census.table.rect().topLeft())
    census.on_link(LinkState(service_alive=False))
    assert census.notice.isVisible()
    assert "服務" in census.notice.text()
    assert census._delegate.old
    assert census.table.mapTo(census, census.table.rect().topLeft()) == top
    assert census.table.viewport().grab().toImage() != first
    census.on_link(LinkState())
    assert not census.notice.isVisible()
    assert not census._delegate.old


def test_nothing_is_counted_before_it_was_read(qtbot: QtBot, signed_in: Console) -> None:
    desk = signed_in.frame.desk
    bar = FilterBar(desk.texts, desk.theme)
    qtbot.addWidget(bar)
    high = bar._buttons["high"]
    assert (high.shown, high.accessibleName()) == ("—", "高，— 人")
    bar.show_counts({"high": 0})
    assert (high.shown, high.accessibleName()) == ("0", "高，0 人")
