"""The rail says how much waits for the person at the desk, in a badge and in words, as soon as it is committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, NURSE, Bedside
from helpers.bedside_desk import open_console
from helpers.closing_desk import OTHER, open_closing, sent
from helpers.referral_desk import UNKNOWN, typed
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.services.handovers import accept_item
from hah_console.services.referrals import accept_referral


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    yield bedside
    bedside.store.close()


def test_what_waits_is_counted_at_once_and_said_in_words(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_console(qtbot, bedside, OTHER, screens=SCREENS)
    handover, referrals = (console.frame.nav._buttons[name] for name in ("handover", "referrals"))
    assert handover.accessibleName() == "交班"
    offered = sent(bedside, CHEN_STAY)
    qtbot.waitUntil(lambda: handover.accessibleName() == "交班，1 位待您接下或已退回")
    assert "Alt+8" in handover.toolTip()
    referral_id = typed(bedside, UNKNOWN)
    qtbot.waitUntil(lambda: referrals.accessibleName().endswith("1 件轉介待答覆"))
    accept_item(bedside.ctx, OTHER, offered.handover_id, offered.version, CHEN_STAY)
    accept_referral(bedside.ctx, NURSE, referral_id, 1)
    qtbot.waitUntil(lambda: handover.accessibleName() == "交班")
    qtbot.waitUntil(lambda: referrals.accessibleName() == referrals.text())
    console.window.close()
