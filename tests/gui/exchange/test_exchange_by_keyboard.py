"""The exchange by keyboard: a feed that stands still says why, what is parked says whose it is, both are sent again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, open_console
from helpers.driven_window import DrivenWindow
from helpers.told_by_hospital import tell
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.exchange import EntryState, FeedState, Outgoing
from hah_console.domain.patient import masked_name
from hah_console.services.outbox import enqueue, stop_feed
from hah_console.ui.screens.exchange.feeds_page import FeedsPage
from hah_console.ui.screens.exchange.view import ExchangeScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def told(bedside: Bedside) -> None:
    """One entry that broke its profile, one that waits, and a feed that is not let in."""
    now = bedside.ctx.clock.now()
    broken = Outgoing("Patient/P-chen", CHEN, "{}", "a", fault="Patient.birthDate min")
    waiting = Outgoing("Encounter/E-chen", CHEN, "{}", "b")
    with bedside.ctx.store() as uow:
        enqueue(uow, "示範醫院", [broken, waiting], now - timedelta(minutes=7))
        stop_feed(uow, "示範醫院", "unauthorized", now)
        uow.commit()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = NURSE) -> tuple[DrivenWindow, FeedsPage]:
    console = open_console(qtbot, bedside, actor, screens={**SCREENS, "exchange": ExchangeScreen})
    console.window.frame.navigate("exchange", "")  # type: ignore[union-attr]
    console.settle(qtbot)
    page = console.screen("exchange", ExchangeScreen).front
    assert isinstance(page, FeedsPage)
    return console, page


def spoken(screen: FeedsPage, key: str) -> str:
    assert screen.list.choose(key)
    return str(screen.list.row().spoken)  # type: ignore[union-attr]


def test_a_feed_that_stands_still_and_what_is_parked_say_why_and_whose(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    assert "已停止：伺服器不接受我們的登入" in spoken(screen, "feed:示範醫院")
    entry = spoken(screen, "entry:1")
    assert "需人員處理" in entry
    assert "Patient.birthDate 必須有值" in entry
    with bedside.ctx.store() as uow:
        name = uow.patients.get(CHEN).name
    assert masked_name(name) in entry
    assert name not in entry
    assert "已等待 7 分鐘" in spoken(screen, "entry:2")


def test_a_feed_and_an_entry_are_sent_again_by_key(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    console, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    screen.list.choose("feed:示範醫院")
    console.press(qtbot, Qt.Key.Key_F9, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "傳送中" in spoken(screen, "feed:示範醫院"))
    screen.list.choose("entry:1")
    console.press(qtbot, Qt.Key.Key_F9, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "已等待" in spoken(screen, "entry:1"))
    with bedside.ctx.store() as uow:
        assert uow.exchange.feed("示範醫院").state is FeedState.RUNNING
        assert len(uow.exchange.entries("示範醫院", EntryState.WAITING, 9)) == 2


def test_what_waits_is_kept_back_by_key(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    console, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    screen.list.choose("entry:2")
    qtbot.waitUntil(screen.park_button.isEnabled)
    console.press(qtbot, Qt.Key.Key_F10, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "已擱置" in spoken(screen, "entry:2"))


def test_what_is_parked_and_what_stands_still_is_counted_below_every_screen(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    console, screen = opened(qtbot, bedside)
    count = console.window.frame.exchange_count  # type: ignore[union-attr]
    qtbot.waitUntil(count.isVisible)
    assert count.text() == "■ 醫院連線停止 1 · 擱置未送 1"
    console.window.frame.navigate("census", "")  # type: ignore[union-attr]
    count.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(screen.isVisible)


def test_who_may_not_act_sees_and_cannot(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    _, screen = opened(qtbot, bedside, DISPATCHER)
    qtbot.waitUntil(lambda: bool(screen.list.key()))
    screen.list.choose("entry:1")
    assert not screen.send_button.isEnabled()
    assert not screen.park_button.isEnabled()


def test_a_hospital_that_is_read_says_what_came_in_and_what_could_not_be_read(qtbot: QtBot, bedside: Bedside) -> None:
    tell(bedside)
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    said = spoken(screen, "feed:示範醫院-in")
    for part in ("示範醫院（讀入）", "讀取中", "資料 6", "待判定 2", "未採用 2", "未知代碼 2", "最近成功 4 分鐘前"):
        assert part in said
    assert "1 項讀取失敗" in said


def test_a_site_without_feeds_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.message)
    assert screen.message.isVisible()
