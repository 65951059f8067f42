"""The tabs of the patient page: the live view first, the others made when they first come in front."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.ui.places import HOSPITAL_TAB, LIVE_TAB
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.hospital.alert import HospitalAlert, TheirAllergies
from hah_console.ui.screens.patient.tabs import PatientTab, TabFactory

# i18n: patient.tab.*

KEYS = (*(f"Ctrl+{number}" for number in range(1, 10)), "Ctrl+0", "Ctrl+Shift+1")


class TabHost(QWidget):
    """Signals: ``changed`` with the id of the tab that came in front. Without tabs only the live view is there.

    Keys: ``KEYS`` in the order of the tabs, the live view being the first. A tab out of sight reads nothing; it is
    shown the patient when it comes in front.
    """

    changed = Signal(str)

    def __init__(self, desk: Desk, live: QWidget, tabs: Mapping[str, TabFactory]) -> None:
        super().__init__()
        self.desk, self._factories = desk, dict(tabs)
        self._ids = (LIVE_TAB, *self._factories)
        self._made: dict[str, PatientTab] = {}
        self._undressed: set[str] = set()
        self._patient_id: PatientId | None = None
        self._entity_id = ""
        self._alerts = self._make_alerts()
        self._bar = QTabBar()
        self._bar.setObjectName("patient.tabs")
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setVisible(bool(self._factories))
        self.stack = QStackedWidget()
        self._live = live
        self.stack.addWidget(live)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for alert in self._alerts:
            column.addWidget(alert)
        column.addWidget(self._bar)
        column.addWidget(self.stack, 1)
        self._add_tabs()
        self._write_texts()
        self._bar.currentChanged.connect(self._on_turned)

    @property
    def tab_id(self) -> str:
        """The tab in front."""
        return self._ids[self._bar.currentIndex()]

    @property
    def front(self) -> PatientTab | None:
        """The tab in front; None for the live view."""
        return self._made.get(self.tab_id)

    def show_patient(self, patient_id: PatientId) -> None:
        """The opening of this patient's page is in the audit trail: whatever is in front may read."""
        self._patient_id = patient_id
        for alert in self._alerts:
            alert.show_patient(patient_id)
        self._show_front()

    def leave(self) -> None:
        """Nobody is in sight any more."""
        self._patient_id = None
        for alert in self._alerts:
            alert.show_patient(None)
        for tab in self._made.values():
            tab.leave()

    def open(self, tab_id: str, entity_id: str = "") -> None:
        """Bring a tab in front, and one thing on it; an unknown tab changes nothing."""
        if tab_id not in self._ids:
            return
        self._entity_id = entity_id
        if tab_id == self.tab_id:
            self._show_front()
        else:
            self._bar.setCurrentIndex(self._ids.index(tab_id))

    def refresh(self) -> None:
        """Read the tab in front again."""
        if self.front is not None and self._patient_id is not None:
            self.front.refresh()

    def on_changes(self, changes: Changes) -> None:
        """Tell the tab in front, and what stands above all of them."""
        for alert in self._alerts:
            alert.on_changes(changes)
        if self.front is not None and self._patient_id is not None:
            self.front.on_changes(changes)

    def on_tick(self, now: datetime) -> None:
        """Tell the tab in front."""
        if self.front is not None and self._patient_id is not None:
            self.front.on_tick(now)

    def take_focus(self) -> None:
        """Put the focus on the tab in front; the live view does so itself."""
        if self.front is not None:
            self.front.take_focus()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what is out of sight changes when it comes in front."""
        self.desk = desk
        self._write_texts()
        for alert in self._alerts:
            alert.use(desk)
        self._undressed = set(self._made)
        self._dress(self.tab_id)

    def _make_alerts(self) -> tuple[HospitalAlert | TheirAllergies, ...]:
        """Only where the tab is on which they are dealt with."""
        if HOSPITAL_TAB not in self._ids:
            return ()
        keys = KEYS[self._ids.index(HOSPITAL_TAB)]
        return HospitalAlert(self.desk, keys), TheirAllergies(self.desk, keys)

    def _add_tabs(self) -> None:
        for position, tab_id in enumerate(self._ids):
            self._bar.addTab("")
            if position < len(KEYS) and self._factories:
                shortcut = QShortcut(QKeySequence(KEYS[position]), self)
                shortcut.activated.connect(partial(self.open, tab_id))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._bar.setAccessibleName(texts("patient.tabs"))
        for position, tab_id in enumerate(self._ids):
            name = texts.word("patient.tab", tab_id)
            self._bar.setTabText(position, name)
            self._bar.setAccessibleTabName(position, name)
            self._bar.setTabToolTip(position, f"{name}  {KEYS[position]}" if position < len(KEYS) else name)

    def _on_turned(self, position: int) -> None:
        tab_id = self._ids[position]
        if tab_id != LIVE_TAB:
            self._make(tab_id)
            self._dress(tab_id)
        self.stack.setCurrentWidget(self._made.get(tab_id, self._live))
        for alert in self._alerts:
            alert.cover(tab_id == HOSPITAL_TAB)
        self._show_front()
        self.changed.emit(tab_id)

    def _make(self, tab_id: str) -> None:
        if tab_id not in self._made:
            self._made[tab_id] = self._factories[tab_id](self.desk)
            self.stack.addWidget(self._made[tab_id])

    def _dress(self, tab_id: str) -> None:
        if tab_id in self._undressed:
            self._undressed.discard(tab_id)
            self._made[tab_id].restyle(self.desk)

    def _show_front(self) -> None:
        if self.front is not None and self._patient_id is not None:
            self.front.show_patient(self._patient_id, self._entity_id)
        if self._patient_id is not None:
            self._entity_id = ""
