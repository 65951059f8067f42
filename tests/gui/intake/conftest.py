"""The intake of an accepted referral over a real store, and the console with it in sight."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.desk import EmptyScreen
from helpers.referral_desk import UNKNOWN, accepted, typed
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.ids import ReferralId
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.intake.view import IntakeScreen
from hah_console.ui.screens.referrals.view import ReferralsScreen

OpenIntake = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def referral_id(bedside: Bedside) -> ReferralId:
    """Somebody unknown, accepted."""
    return accepted(bedside, typed(bedside, UNKNOWN))


@pytest.fixture
def open_screen(qtbot: QtBot, bedside: Bedside, referral_id: ReferralId) -> OpenIntake:
    """Opens the console with the intake in sight and everything on it read."""

    def opened(
        actor: Actor = NURSE, preferences: Preferences | None = None, referral: ReferralId = referral_id
    ) -> BedsideConsole:
        screens = {"census": CensusScreen, "referrals": ReferralsScreen, "intake": IntakeScreen, "patient": EmptyScreen}
        console = open_console(qtbot, bedside, actor, preferences, screens=screens)
        console.frame.navigate("intake", referral)
        screen = console.screen("intake", IntakeScreen)
        qtbot.waitUntil(lambda: screen.presenter.live is not None)
        console.settle(qtbot)
        return console

    return opened


@pytest.fixture
def console(open_screen: OpenIntake) -> BedsideConsole:
    """With a nurse at it."""
    return open_screen()
