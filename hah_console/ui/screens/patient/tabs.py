"""The contract between the patient page and what stands on its tabs, below the banner."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.ui.screen import Desk


class PatientTab(QWidget):
    """One tab. The page calls these methods on the GUI thread; none of them may block.

    SAFETY(identity): ``show_patient`` and ``leave`` empty the tab at once; an answer about another patient than the one
    shown last is dropped. Nothing of a patient is read before the opening of her page is in the audit trail: the page
    calls ``show_patient`` only then.
    """

    tab_id = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        """Read this patient, and select one thing of hers unless the id is empty; called again for another thing."""

    def leave(self) -> None:
        """Nobody is in sight any more: show and keep nothing but drafts."""

    def refresh(self) -> None:
        """Read everything again (F5, and when the tab comes in front)."""

    def on_changes(self, changes: Changes) -> None:
        """Something was committed by anybody; only while the tab is in front."""

    def on_tick(self, now: datetime) -> None:
        """Once a second while the tab is in front; ``now`` is the clock of the run (aware UTC)."""

    def restyle(self, desk: Desk) -> None:
        """Language or theme switched: rebuild texts and colours live. Overrides call this first."""
        self.desk = desk

    def take_focus(self) -> None:
        """Put the keyboard focus where work on this tab begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)


TabFactory = Callable[[Desk], PatientTab]
