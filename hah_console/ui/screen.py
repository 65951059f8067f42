"""The contract between the shell and a screen: what a screen is given, and what the shell tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hah_console.domain.actor import Actor
from hah_console.domain.ids import AlarmId
from hah_console.domain.map_ground import MapGround
from hah_console.domain.own_reading import OwnFile
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.reading import LatestVitals
from hah_console.domain.rulepack import RulePacks
from hah_console.services.alarm_bar import AlarmChip
from hah_console.services.changes import Changes
from hah_console.services.chart_desk import ChartDesk
from hah_console.services.claim_desk import ClaimDesk, Files
from hah_console.services.context import Context
from hah_console.services.decision_ports import DecisionServices
from hah_console.services.forecast.model import RiskModel
from hah_console.services.hand_ports import HandPlanner
from hah_console.services.order_check import NobodyAsked
from hah_console.services.order_ports import MedicationPrompts
from hah_console.services.pack_desk import PackDesk
from hah_console.services.paper_ports import RouteDocuments
from hah_console.services.ports import Notifier, PlannerPort, TravelTimes, WaveSource
from hah_console.services.proposals import Proposals
from hah_console.services.rule_desk import RuleDesk
from hah_console.services.urgent_pricing import UrgentPricing
from hah_console.services.worklist import Worklist
from hah_console.ui.bridge import LinkState
from hah_console.ui.i18n import Texts
from hah_console.ui.preferences import DEFAULT_PREFERENCES, Preferences
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class DeskPorts:
    """The outside world as the screens may use it; ``travel`` is None without any travel provider.

    Without ``profile`` nobody can plan routes here, without ``hand`` nobody changes a plan by hand; without
    ``ground`` the map shows routes on empty ground; without ``waves`` no waveform can be opened; without
    ``rule_desk`` no rule set can be imported, replayed or decided; without ``risk_model`` there is no forecast;
    without ``chart`` no note can be signed and nobody asked; without ``claims`` nobody claims here; without ``files``
    nothing is written out; without ``papers`` no route is printed; without ``urgent`` no urgent visit is priced.
    """

    travel: TravelTimes | None
    planner: PlannerPort
    rules: RulePacks
    notifier: Notifier
    profile: PlanningProfile | None = None
    ground: MapGround | None = None
    hand: HandPlanner | None = None
    waves: WaveSource | None = None
    risk_model: RiskModel | None = None
    rule_desk: RuleDesk | None = None
    prompts: MedicationPrompts = field(default_factory=NobodyAsked)
    packs: PackDesk | None = None
    chart: ChartDesk | None = None
    claims: ClaimDesk | None = None
    files: Files | None = None
    papers: RouteDocuments | None = None
    urgent: UrgentPricing | None = None
    own_files: Callable[[Path], OwnFile] | None = None
    """Without it no file of what a patient measured herself can be opened. Raises OwnFileUnusable."""
    proposals: Proposals | None = None
    """Without them the desk sees the running day and is offered no way to go on."""
    decisions: DecisionServices | None = None
    """None where the site has no decision services."""


class OwnAlarms(Protocol):
    """The technical conditions this console found itself, which stand in no database; with them, for a screen that
    covers the alarm bar, all that is about no patient, and whether alarms are heard."""

    def chips(self) -> tuple[AlarmChip, ...]: ...
    def of_nobody(self) -> tuple[AlarmChip, ...]: ...
    def sound_words(self, texts: Texts, ctx: Context) -> str: ...
    def acknowledge(self, alarm_id: AlarmId) -> None: ...


class NoOwnAlarms:
    """Nothing is wrong with this console."""

    def chips(self) -> tuple[AlarmChip, ...]:
        """None."""
        return ()

    def of_nobody(self) -> tuple[AlarmChip, ...]:
        """None."""
        return ()

    def sound_words(self, texts: Texts, ctx: Context) -> str:
        """Nothing is known of the sound."""
        return ""

    def acknowledge(self, alarm_id: AlarmId) -> None:
        """There is none to take over."""


class WorkNews(Protocol):
    """The worklist of the person at this desk, read once for all who show it; see ``ui.work_reader``."""

    def listen(self, on_read: Callable[[Worklist], None], on_failed: Callable[[Exception], None]) -> None: ...
    def ask(self, touched: frozenset[str] = ...) -> None: ...
    def note(self, changes: Changes) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one signed-in person works with. ``navigate(screen_id, entity_id)``; the id may be empty.

    ``work`` is None where nobody counts what is due; a screen that needs it then reads by itself.
    """

    ctx: Context
    actor: Actor
    texts: Texts
    theme: Theme
    tasks: TaskRunner
    navigate: Callable[[str, str], None]
    ports: DeskPorts
    preferences: Preferences = DEFAULT_PREFERENCES
    own: OwnAlarms = field(default_factory=NoOwnAlarms)
    work: WorkNews | None = None


ScreenFactory = Callable[[Desk], "Screen"]


class Screen(QWidget):
    """One screen of the console. The shell calls these methods on the GUI thread; none of them may block.

    One that ``covers`` stands alone in the window, without alarm bar, navigation and status bar.
    """

    screen_id = ""
    covers = False

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def take_focus(self) -> None:
        """Put the keyboard focus where work on this screen begins. Do not use a focus proxy: Tab would skip the
        other widgets of the screen."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Show one patient, alarm, plan or transfer (what the id means is the screen's)."""

    def refresh(self) -> None:
        """Read everything again (first showing and F5)."""

    def on_changes(self, changes: Changes) -> None:
        """Something was committed by anybody; at most four times a second."""

    def on_latest(self, rows: tuple[LatestVitals, ...]) -> None:
        """New last values; at most four times a second."""

    def on_link(self, link: LinkState) -> None:
        """How the console stands to the database and the service, on every sign of life and when it comes in sight."""

    def restyle(self, desk: Desk) -> None:
        """Language or theme switched: rebuild texts and colours live. Overrides call this first."""
        self.desk = desk

    def on_tick(self, now: datetime) -> None:
        """Once a second while visible; ``now`` is the clock of the run (aware UTC)."""
