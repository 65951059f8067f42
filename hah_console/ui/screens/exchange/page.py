"""The contract between the screen of the exchange and its pages."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hah_console.services.changes import Changes
from hah_console.ui.screen import Desk


class ExchangePage(QWidget):
    """One page. Signals: ``counted`` with how many things on it wait for a person.

    The screen calls these methods on the GUI thread; none of them may block. One out of sight is read as well, so that
    its count is right.
    """

    counted = Signal(int)
    page_id = ""
    entities: tuple[str, ...] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def take_focus(self) -> None:
        """Put the keyboard focus where work on this page begins."""

    def show_entity(self, entity_id: str) -> None:
        """Choose one thing on it."""

    def refresh(self) -> None:
        """Read it again."""

    def on_changes(self, changes: Changes) -> None:
        """Read it again when a thing of it changed."""
        if changes.touches(*self.entities):
            self.refresh()

    def on_tick(self, now: datetime) -> None:
        """Once a second while in sight."""

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme. Overrides call this first."""
        self.desk = desk
