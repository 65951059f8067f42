"""Decision services on the screen of the exchange: how each answered, and what it is still to be told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NURSE, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, open_console
from pytestqt.qtbot import QtBot

from hah_console.domain.decision_support import Card, Indicator, ServiceAnswer
from hah_console.services.decision_support import override_card
from hah_console.ui.screens.exchange.feeds_page import FeedsPage
from hah_console.ui.screens.exchange.view import ExchangeScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CARD = Card("藥物諮詢", 0, Indicator.WARNING, "注意腎功能", "藥師學會", card_id="c-1")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def test_failures_are_quiet_at_the_bedside_and_stand_here_with_their_reason(qtbot: QtBot, bedside: Bedside) -> None:
    now = bedside.ctx.clock.now()
    with bedside.ctx.store() as uow:
        uow.decisions.note([ServiceAnswer("藥物諮詢", (CARD,), "", 1, 0)], now - timedelta(minutes=9))
        uow.decisions.note([ServiceAnswer("藥物諮詢", fault="too_slow")], now)
        uow.commit()
    override_card(bedside.ctx, NURSE, CARD, None, "已評估", CHEN)
    console = open_console(qtbot, bedside, NURSE, screens={**SCREENS, "exchange": ExchangeScreen})
    console.frame.navigate("exchange", "")
    console.settle(qtbot)
    screen = console.screen("exchange", ExchangeScreen).front
    assert isinstance(screen, FeedsPage)
    assert screen.list.choose("service:藥物諮詢")
    spoken = str(screen.list.row().spoken)  # type: ignore[union-attr]
    assert "上次未回應：伺服器總共花了太久" in spoken
    assert "詢問 2 · 未回應 1 · 意見 1 · 無法讀取 1 · 回覆待送 1" in spoken
    assert "最近成功 9 分鐘前" in spoken
    assert not screen.send_button.isEnabled()
