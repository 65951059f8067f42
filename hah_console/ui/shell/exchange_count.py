"""How much of what hospitals tell waits for a person, in the status bar; opens the screen where it is dealt with."""

from PySide6.QtWidgets import QToolButton, QWidget

from hah_console.services.changes import Changes
from hah_console.services.exchange_waiting import ENTITIES, ExchangeWaiting, count_exchange_waiting
from hah_console.ui.places import HOSPITAL_TAB, PatientPlace
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk

EXCHANGE_SCREEN, MATCHES_SCREEN = "exchange", "matches"


class ExchangeCount(QToolButton):
    """Out of sight while nothing waits. Records to be matched come first: before, nothing of them is shown."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._found = desk, ExchangeWaiting()
        self.setObjectName("status.exchange")
        self.setProperty("kind", "small")
        self.hide()
        self.clicked.connect(self._open)
        self._query = Requery(desk.tasks, self._read, self._on_count, self._on_failed, self)

    def reread(self) -> None:
        """Count again."""
        self._query.ask()

    def on_changes(self, changes: Changes) -> None:
        """Count again when one of the counted things changed."""
        if changes.touches(*ENTITIES):
            self.reread()

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self.desk = desk
        self._show()

    def _read(self) -> ExchangeWaiting:
        return count_exchange_waiting(self.desk.ctx)

    def _open(self) -> None:
        found = self._found
        if found.matches:
            self.desk.navigate(MATCHES_SCREEN, "")
        elif found.refusals:
            self.desk.navigate(EXCHANGE_SCREEN, "refusals")
        elif found.noticed is not None:
            self.desk.navigate("patient", str(PatientPlace(found.noticed, HOSPITAL_TAB)))

    def _on_count(self, found: ExchangeWaiting) -> None:
        self._found = found
        self._show()

    def _on_failed(self, _: Exception) -> None:
        """The lamp of the database says it; an old count would be believed."""
        self.hide()

    def _show(self) -> None:
        texts, found = self.desk.texts, self._found
        parts = (("matches", found.matches), ("refusals", found.refusals), ("notices", found.notices))
        text = " · ".join(texts(f"exchange.status.{name}", count=count) for name, count in parts if count)
        self.setText(f"▲ {text}" if found.notices else text)
        self.setAccessibleName(texts("exchange.status_spoken", text=text))
        self.setToolTip(texts("exchange.status_spoken", text=text))
        self.setVisible(found.count > 0)


# i18n: exchange.status.*
