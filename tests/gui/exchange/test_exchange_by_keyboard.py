"""The exchange by keyboard: a feed that stands still says why, what is parked says whose it is, both are sent again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
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
from hah_console.domain.exchange import EntryState, FeedState, FeedStatus, Outgoing
from hah_console.domain.patient import masked_name
from hah_console.services.outbox import enqueue, stop_feed
from hah_console.ui.raw_dialog import RawDialog
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
    broken = Outgoing("Patient/P-chen", CHEN, '{"gender":"female"}', "a", fault="Patient.birthDate min")
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
    rows = screen.list if key.startswith("feed:") else screen.entries
    screen.show_entity(key)
    assert rows.key() == key
    return str(rows.row().spoken)  # type: ignore[union-attr]


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
    assert "排除登入問題後" in screen.facts.text()
    console.press(qtbot, Qt.Key.Key_F7, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "傳送中" in spoken(screen, "feed:示範醫院"))
    assert not screen.start_button.isEnabled()
    screen.show_entity("entry:1")
    console.press(qtbot, Qt.Key.Key_F9, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "已等待" in spoken(screen, "entry:1"))
    with bedside.ctx.store() as uow:
        assert uow.exchange.feed("示範醫院").state is FeedState.RUNNING
        assert len(uow.exchange.entries("示範醫院", EntryState.WAITING, 9)) == 2


def test_what_waits_is_kept_back_by_key(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    console, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    screen.show_entity("entry:2")
    qtbot.waitUntil(screen.park_button.isEnabled)
    console.press(qtbot, Qt.Key.Key_F10, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "已擱置" in spoken(screen, "entry:2"))
    assert f"由人員擱置： {NURSE.name}" in spoken(screen, "entry:2")


def test_what_is_to_be_sent_is_opened_by_key_with_its_fault_marked_and_the_look_recorded(
    qtbot: QtBot, bedside: Bedside
) -> None:
    told(bedside)
    console, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.entries.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.findChildren(RawDialog)))
    (form,) = screen.findChildren(RawDialog)
    form.activateWindow()
    qtbot.waitUntil(form.raw.hasFocus)
    assert "gender" in form.raw.toPlainText()
    console.press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(form.isHidden)
    console.window.activateWindow()  # type: ignore[union-attr]
    qtbot.waitUntil(screen.entries.hasFocus)
    with bedside.ctx.store() as uow:
        (look,) = [each.entry for each in uow.audit.entries() if each.entry.action == "read_raw"]
    assert (look.entity, look.entity_id, look.patient_id) == ("outbox_entry", "1", CHEN)


def test_feeds_that_need_a_person_come_first_and_each_has_its_own_entries(qtbot: QtBot, bedside: Bedside) -> None:
    told(bedside)
    with bedside.ctx.store() as uow:
        uow.exchange.put_feed(FeedStatus("A"))
        enqueue(uow, "A", [Outgoing("Encounter/E-9", CHEN, "{}", "c")], bedside.ctx.clock.now())
        uow.commit()
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    assert [screen.list.rows.row(at).key for at in range(2)] == ["feed:示範醫院", "feed:A"]  # type: ignore[union-attr]
    assert screen.entries.rows.rowCount() == 2
    screen.list.choose("feed:A")
    assert [row.key for row in screen.entries.rows._rows] == ["entry:3"]


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
    screen.show_entity("entry:1")
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


def test_what_cannot_be_read_again_stays_and_says_how_old_it_is(qtbot: QtBot, bedside: Bedside, tmp_path: Path) -> None:
    told(bedside)
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(screen.list.hasFocus)
    bedside.advance(3)
    with closing(sqlite3.connect(tmp_path / "hah.db")) as base:
        base.execute("ALTER TABLE exchange_feed RENAME TO away")
        screen.refresh()
        qtbot.waitUntil(lambda: "3 分鐘前的資料，目前無法更新" in screen.summary.text())
        assert screen.said.text()
        assert "已停止" in spoken(screen, "feed:示範醫院")
        base.execute("ALTER TABLE away RENAME TO exchange_feed")
    screen.refresh()
    qtbot.waitUntil(screen.said.isHidden)
    assert "無法更新" not in screen.summary.text()


def test_a_site_without_feeds_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    qtbot.waitUntil(lambda: screen.pages.currentWidget() is screen.message)
    assert screen.message.isVisible()
