"""How many notes wait for the signature of the person signed in, in the status bar; opens the queue."""

from PySide6.QtWidgets import QWidget

from hah_console.services.signing import Unsigned, count_unsigned
from hah_console.ui.screen import Desk
from hah_console.ui.shell.waiting_count import WaitingCount

SIGNING_SCREEN = "signing"


class UnsignedCount(WaitingCount[Unsigned]):
    """What is overdue is said in words and in bold."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("status.unsigned", desk, Unsigned(), parent)

    def count(self) -> Unsigned:
        """Those of the person signed in."""
        desk = self.desk
        return count_unsigned(desk.ctx, desk.actor, desk.ports.rules.clocks, desk.ctx.clock.now())

    def open_screen(self) -> None:
        """The queue."""
        self.desk.navigate(SIGNING_SCREEN, "")

    def write(self) -> None:
        """How many, and how many of them are late."""
        texts, found = self.desk.texts, self.found
        key = "signing.status_late" if found.late else "signing.status"
        text = texts(key, count=found.count, late=found.late)
        self.setText(f"▲ {text}" if found.late else text)
        self.setAccessibleName(texts("signing.status_spoken", text=text))
        self.setVisible(found.count > 0)
