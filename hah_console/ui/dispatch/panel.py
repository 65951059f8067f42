"""What a panel beside the routes is told by the desk, and what it can ask."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from hah_console.services.changes import Changes
from hah_console.services.day_plan_rows import DayPlanView
from hah_console.ui.screen import Desk


class DispatchPanel(QWidget):
    """One tab beside the routes. Signals: ``titled`` with the words of its tab when they change, ``visit_chosen`` with
    the visit or task (``task:`` before its id) the desk should show on the list, the map and the time line,
    ``place_chosen`` with the latitude and longitude the map should show in its middle, ``stretch_tried`` with the
    points of a road that might be closed, none when it is decided.

    The desk calls these methods on the GUI thread; none of them may block. Reading is the panel's own affair.
    """

    titled = Signal(str)
    visit_chosen = Signal(str)
    place_chosen = Signal(float, float)
    stretch_tried = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def title(self) -> str:
        """The words of the tab."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the keyboard focus where work in this panel begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_day(self, view: DayPlanView) -> None:
        """The desk has read this day; told again whenever it has."""

    def refresh(self) -> None:
        """Read everything again."""

    def on_changes(self, changes: Changes) -> None:
        """Something was committed by anybody; at most four times a second."""

    def on_tick(self, now: datetime) -> None:
        """Once a second while the desk is in sight."""

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme. Overrides call this first."""
        self.desk = desk


PanelFactory = Callable[[Desk], DispatchPanel]
