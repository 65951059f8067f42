"""Decision services on the screen of the exchange: how each answered, and what it is still to be told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NURSE, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, open_console
from helpers.decision_server import decision_server, offer
from pytestqt.qtbot import QtBot

from hah_console.app.decision_desk import late_decisions
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


def test_what_their_lists_offer_is_told_and_not_told_stands_below(
    qtbot: QtBot, bedside: Bedside, tmp_path: Path
) -> None:
    with decision_server() as server:
        server.listed = {"services": [
            offer("demo", "patient-view", title="腎功能諮詢", prefetch={
                "patient": "Patient/{{context.patientId}}", "insured": "Coverage?patient={{context.patientId}}",
            }),
            offer("dose", "order-sign", title="劑量諮詢", usageRequirements="需另行授權"),
        ]}  # fmt: skip
        (tmp_path / "exchange.toml").write_text(
            'root = "https://hah.example.tw"\norganisation = "示範"\n'
            f'[[decision_service]]\nname = "藥物諮詢"\nurl = "{server.url()}"\n'
            'hooks = ["patient-view", "order-select"]\n',
            "utf-8",
        )
        decisions = late_decisions(bedside.ctx, tmp_path, {})
        screens = {**SCREENS, "exchange": ExchangeScreen}
        console = open_console(qtbot, bedside, NURSE, screens=screens, decisions=decisions)
        console.frame.navigate("exchange", "")
        console.settle(qtbot)
        screen = console.screen("exchange", ExchangeScreen).front
        assert isinstance(screen, FeedsPage)
        base = server.url().rpartition("/")[0]

        def read() -> bool:
            screen.refresh()
            console.settle(qtbot)
            return bool(screen.presenter.catalogues and screen.presenter.catalogues[0].offers)

        qtbot.waitUntil(read)
        spoken = [row.spoken for rows in (screen.list.rows, screen.entries.rows) for row in rows._rows]
    assert spoken == [
        f"服務清單 {base}, ▶ 清單可用, 提供 2 項 · 使用 1 項 · 缺 1 項, 清單讀於 0 分鐘前",
        "藥物諮詢, 開立醫囑時, ■ 清單中沒有, 本單位設定了，但服務未在此時機提供；不會詢問",
        "腎功能諮詢, demo · 開啟病人頁時, ▶ 使用中：藥物諮詢, 提供：patient；不提供：insured",
        "劑量諮詢, dose · 簽署醫囑時, ○ 未設定使用, 腎功能與劑量 · 需另行授權",
    ]
