"""How many notes wait for the signature of the person signed in, in the status bar; opens the queue."""

from PySide6.QtWidgets import QToolButton, QWidget

from hah_console.services.signing import Unsigned, count_unsigned
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk

SIGNING_SCREEN = "signing"


class UnsignedCount(QToolButton):
    """Out of sight while nothing waits; what is overdue is said in words and in bold."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._found = desk, Unsigned()
        self.setObjectName("status.unsigned")
        self.setProperty("kind", "small")
        self.hide()
        self.clicked.connect(lambda: self.desk.navigate(SIGNING_SCREEN, ""))
        self._query = Requery(desk.tasks, self._read, self._on_count, self._on_failed, self)

    def reread(self) -> None:
        """Count again."""
        self._query.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self.desk = desk
        self._show()

    def _read(self) -> Unsigned:
        desk = self.desk
        return count_unsigned(desk.ctx, desk.actor, desk.ports.rules.clocks, desk.ctx.clock.now())

    def _on_count(self, found: Unsigned) -> None:
        self._found = found
        self._show()

    def _on_failed(self, _: Exception) -> None:
        """The lamp of the database says it; an old count would be believed."""
        self.hide()

    def _show(self) -> None:
        texts, found = self.desk.texts, self._found
        key = "signing.status_late" if found.late else "signing.status"
        text = texts(key, count=found.count, late=found.late)
        self.setText(f"▲ {text}" if found.late else text)
        self.setAccessibleName(texts("signing.status_spoken", text=text))
        self.setVisible(found.count > 0)
