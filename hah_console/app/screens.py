"""The screens of the program by id; the code of each is loaded when it is first shown, or while nobody waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from hah_console.ui.screen import Desk, Screen, ScreenFactory

if TYPE_CHECKING:
    from hah_console.ui.screens.patient.tabs import PatientTab, TabFactory

BETWEEN_MS = 50
"""From one load to the next: room for what a person types meanwhile."""


@dataclass(frozen=True, slots=True)
class LateScreen:
    """A screen whose code is not loaded yet. PERF(start): charts, maps and tables take 0.7 s together."""

    load: Callable[[], ScreenFactory]

    def __call__(self, desk: Desk) -> Screen:
        return self.load()(desk)


@dataclass(frozen=True, slots=True)
class LateTab:
    """A tab of the patient page whose code is not loaded yet."""

    load: Callable[[], "TabFactory"]

    def __call__(self, desk: Desk) -> "PatientTab":
        return self.load()(desk)


def _census() -> ScreenFactory:
    from hah_console.ui.screens.census.view import CensusScreen

    return CensusScreen


def _alarms() -> ScreenFactory:
    from hah_console.ui.screens.alarms.view import AlarmsScreen

    return AlarmsScreen


def _work() -> ScreenFactory:
    from hah_console.ui.screens.work.view import WorkScreen

    return WorkScreen


def _referrals() -> ScreenFactory:
    from hah_console.ui.screens.referrals.view import ReferralsScreen

    return ReferralsScreen


def _intake() -> ScreenFactory:
    from hah_console.ui.screens.intake.view import IntakeScreen

    return IntakeScreen


def _routes() -> ScreenFactory:
    from hah_console.ui.screens.routes.view import RoutesScreen

    return RoutesScreen


def _response() -> ScreenFactory:
    from hah_console.ui.screens.response.view import ResponseScreen

    return ResponseScreen


def _consults() -> ScreenFactory:
    from hah_console.ui.screens.consults.view import ConsultsScreen

    return ConsultsScreen


def _roster() -> ScreenFactory:
    from hah_console.ui.screens.roster.view import RosterScreen

    return RosterScreen


def _transfers() -> ScreenFactory:
    from hah_console.ui.screens.transfers.view import TransfersScreen

    return TransfersScreen


def _hospitals() -> ScreenFactory:
    from hah_console.ui.screens.hospitals.view import HospitalsScreen

    return HospitalsScreen


def _indicators() -> ScreenFactory:
    from hah_console.ui.screens.indicators.view import IndicatorsScreen

    return IndicatorsScreen


def _handover() -> ScreenFactory:
    from hah_console.ui.screens.handover.view import HandoverScreen

    return HandoverScreen


def _claims() -> ScreenFactory:
    from hah_console.ui.screens.claims.view import ClaimsScreen

    return ClaimsScreen


def _forms() -> ScreenFactory:
    from hah_console.ui.screens.forms.view import FormsScreen

    return FormsScreen


def _patient() -> ScreenFactory:
    from hah_console.ui.screens.patient.view import PatientScreen

    return partial(PatientScreen, tabs=PATIENT_TABS)


def _devices() -> ScreenFactory:
    from hah_console.ui.screens.devices.view import DevicesScreen

    return DevicesScreen


def _equipment() -> ScreenFactory:
    from hah_console.ui.screens.equipment.view import EquipmentScreen

    return EquipmentScreen


def _round() -> ScreenFactory:
    from hah_console.ui.screens.round.view import RoundScreen

    return RoundScreen


def _ward() -> ScreenFactory:
    from hah_console.ui.screens.ward.view import WardScreen

    return WardScreen


def _wall() -> ScreenFactory:
    from hah_console.ui.screens.wall.view import WallScreen

    return WallScreen


def _dispensary() -> ScreenFactory:
    from hah_console.ui.screens.dispensary.view import DispensaryScreen

    return DispensaryScreen


def _exchange() -> ScreenFactory:
    from hah_console.ui.screens.exchange.view import ExchangeScreen

    return ExchangeScreen


def _matches() -> ScreenFactory:
    from hah_console.ui.screens.matches.view import MatchesScreen

    return MatchesScreen


def _packs() -> ScreenFactory:
    from hah_console.ui.screens.packs.view import PacksScreen

    return PacksScreen


def _rules() -> ScreenFactory:
    from hah_console.ui.screens.rules.view import RulesScreen

    return RulesScreen


def _case_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.case.tab import CaseTab

    return CaseTab


def _timeline() -> "TabFactory":
    from hah_console.ui.screens.patient.timeline.tab import TimelineTab

    return TimelineTab


def _medication() -> "TabFactory":
    from hah_console.ui.screens.patient.medication.tab import MedicationTab

    return MedicationTab


def _signing() -> ScreenFactory:
    from hah_console.ui.screens.signing.view import SigningScreen

    return SigningScreen


def _results() -> "TabFactory":
    from hah_console.ui.screens.patient.results.tab import ResultsTab

    return ResultsTab


def _referral_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.referral.tab import ReferralTab

    return ReferralTab


SCREENS: Mapping[str, LateScreen] = {
    "census": LateScreen(_census),
    "alarms": LateScreen(_alarms),
    "work": LateScreen(_work),
    "round": LateScreen(_round),
    "referrals": LateScreen(_referrals),
    "intake": LateScreen(_intake),
    "routes": LateScreen(_routes),
    "transfers": LateScreen(_transfers),
    "response": LateScreen(_response),
    "consults": LateScreen(_consults),
    "roster": LateScreen(_roster),
    "handover": LateScreen(_handover),
    "forms": LateScreen(_forms),
    "indicators": LateScreen(_indicators),
    "claims": LateScreen(_claims),
    "patient": LateScreen(_patient),
    "hospitals": LateScreen(_hospitals),
    "devices": LateScreen(_devices),
    "equipment": LateScreen(_equipment),
    "ward": LateScreen(_ward),
    "wall": LateScreen(_wall),
    "rules": LateScreen(_rules),
    "signing": LateScreen(_signing),
    "dispensary": LateScreen(_dispensary),
    "packs": LateScreen(_packs),
    "exchange": LateScreen(_exchange),
    "matches": LateScreen(_matches),
}
"""In the order of the navigation."""


def _notes_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.notes.tab import NotesTab

    return NotesTab


def _photos_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.attachments.photos_tab import PhotosTab

    return PhotosTab


def _documents_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.attachments.documents_tab import DocumentsTab

    return DocumentsTab


def _questionnaires_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.questionnaires.tab import QuestionnairesTab

    return QuestionnairesTab


def _hospital_tab() -> "TabFactory":
    from hah_console.ui.screens.patient.hospital.tab import HospitalTab

    return HospitalTab


PATIENT_TABS: Mapping[str, LateTab] = {
    "timeline": LateTab(_timeline),
    "medication": LateTab(_medication),
    "results": LateTab(_results),
    "notes": LateTab(_notes_tab),
    "questionnaires": LateTab(_questionnaires_tab),
    "photos": LateTab(_photos_tab),
    "documents": LateTab(_documents_tab),
    "referral": LateTab(_referral_tab),
    "case": LateTab(_case_tab),
    "hospital": LateTab(_hospital_tab),
}
"""Tabs of the patient page after the live view, in their order."""


class ScreenWarmth(QObject):
    """Loads the screens one after the other while the sign-in form waits, so that no first showing is slow.

    ``loaded`` is called after each.
    """

    def __init__(self, screens: Mapping[str, ScreenFactory], loaded: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        late = [screen for screen in screens.values() if isinstance(screen, LateScreen)]
        self._left = [*late, *(PATIENT_TABS.values() if "patient" in screens else ())]
        self._loaded = loaded
        self._timer = QTimer(self)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest for when it is shown."""
        self._timer.stop()

    def _on_turn(self) -> None:
        if not self._left:
            self.stop()
            return
        self._left.pop(0).load()
        self._loaded()
