"""The console's real window over the bedside store, with the patient, alarm and transfer screens."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from hah_console.app.console import make_application
from hah_console.app.own_files import open_own_file
from hah_console.domain.actor import Actor
from hah_console.domain.clock import SystemClock
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.chart_desk import ChartDesk
from hah_console.services.decision_ports import DecisionServices
from hah_console.services.forecast.model import RiskModel
from hah_console.services.pack_desk import PackDesk
from hah_console.services.ports import WaveSource
from hah_console.services.rule_desk import RuleDesk
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import DeskPorts, ScreenFactory
from hah_console.ui.screens.alarms.view import AlarmsScreen
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.patient.view import PatientScreen
from hah_console.ui.screens.transfers.view import TransfersScreen
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.window import ConsoleWindow
from helpers.bedside import NURSE, Bedside
from helpers.desk import A_DAY_S, NoPlanner
from helpers.driven_window import DrivenWindow
from helpers.ward import RULES

SCREENS: Mapping[str, ScreenFactory] = {
    "census": CensusScreen,
    "alarms": AlarmsScreen,
    "transfers": TransfersScreen,
    "patient": PatientScreen,
}


class Silence:
    """A notifier that could be heard and stays silent."""

    available = True

    def alarm(self, priority: int, volume_pct: int = 100) -> None:
        """Nothing is heard."""

    def silence(self) -> None:
        """Nothing is stopped."""


@dataclass
class BedsideConsole(DrivenWindow):
    """The window and the store below it."""

    window: ConsoleWindow
    bedside: Bedside

    @property
    def patient(self) -> PatientScreen:
        return self.screen("patient", PatientScreen)

    @property
    def transfers(self) -> TransfersScreen:
        return self.screen("transfers", TransfersScreen)

    @property
    def alarms(self) -> AlarmsScreen:
        return self.screen("alarms", AlarmsScreen)


def open_console(
    qtbot: QtBot,
    bedside: Bedside,
    actor: Actor = NURSE,
    preferences: Preferences | None = None,
    *,
    screens: Mapping[str, ScreenFactory] = SCREENS,
    profile: PlanningProfile | None = None,
    waves: WaveSource | None = None,
    rule_desk: RuleDesk | None = None,
    risk_model: RiskModel | None = None,
    chart: ChartDesk | None = None,
    packs: PackDesk | None = None,
    decisions: DecisionServices | None = None,
) -> BedsideConsole:
    """The window in sight with ``actor`` signed in; without ``profile`` nobody can plan."""
    wanted = preferences or Preferences()
    make_application(wanted.language)
    parts = ConsoleParts(
        ctx=bedside.ctx,
        ports=DeskPorts(
            bedside.travel,
            NoPlanner(),
            RULES,
            Silence(),
            profile,
            waves=waves,
            rule_desk=rule_desk,
            risk_model=risk_model,
            own_files=lambda path: open_own_file(path, bedside.ctx.zone),
            chart=chart,
            packs=packs,
            decisions=decisions,
        ),
        open_feed=bedside.store.change_feed,
        sign_in=lambda _name, _password: actor,
        unlock=lambda _actor, _password: actor,
        note_lock=lambda _actor: None,
        note_sign_out=lambda _actor: None,
        acknowledge=lambda who, alarm_id, version: acknowledge_alarm(bedside.ctx, who, alarm_id, version),
        machine_clock=SystemClock(),
        preferences=wanted,
        keep_preferences=lambda _: None,
        service_dead_after_s=A_DAY_S,
    )
    window = ConsoleWindow(parts, screens)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.enter(actor, "nurse1")
    console = BedsideConsole(window, bedside)
    console.settle(qtbot)
    return console
