"""The inbox over a real store: three referrals, and the console with the screen in sight."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.desk import EmptyScreen
from helpers.referral_desk import FEW, SAME_NAME, UNKNOWN, returned, typed
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.ids import ReferralId
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.referrals.view import ReferralsScreen

OpenInbox = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def referrals(bedside: Bedside) -> dict[str, ReferralId]:
    """Somebody unknown, somebody known, and one who was returned; ten minutes apart."""
    made: dict[str, ReferralId] = {}
    for name, fields in (("unknown", UNKNOWN), ("known", SAME_NAME), ("few", FEW)):
        made[name] = typed(bedside, fields)
        bedside.advance(10)
    returned(bedside, made["few"])
    return made


@pytest.fixture
def open_inbox(qtbot: QtBot, bedside: Bedside, referrals: dict[str, ReferralId]) -> OpenInbox:
    """Opens the console with the inbox in sight and everything on it read."""

    def opened(actor: Actor = NURSE, preferences: Preferences | None = None, chosen: str = "unknown") -> BedsideConsole:
        screens = {"census": CensusScreen, "referrals": ReferralsScreen, "intake": EmptyScreen, "patient": EmptyScreen}
        console = open_console(qtbot, bedside, actor, preferences, screens=screens)
        console.alt(qtbot, Qt.Key.Key_9)
        console.settle(qtbot)
        screen = console.screen("referrals", ReferralsScreen)
        screen.show_entity(referrals[chosen])
        qtbot.waitUntil(lambda: screen.presenter.referral() is not None)
        console.settle(qtbot)
        return console

    return opened


@pytest.fixture
def inbox(open_inbox: OpenInbox) -> BedsideConsole:
    """With a nurse at it."""
    return open_inbox()
