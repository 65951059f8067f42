"""What of the exchange with hospitals waits for a person, in the status bar; opens where it is dealt with."""

from PySide6.QtWidgets import QWidget

from hah_console.services.changes import Changes
from hah_console.services.exchange_waiting import ENTITIES, ExchangeWaiting, count_exchange_waiting
from hah_console.ui.places import HOSPITAL_TAB, PatientPlace
from hah_console.ui.screen import Desk
from hah_console.ui.shell.waiting_count import WaitingCount

EXCHANGE_SCREEN, MATCHES_SCREEN = "exchange", "matches"
# i18n: exchange.status.*


class ExchangeCount(WaitingCount[ExchangeWaiting]):
    """Records to be matched come first: before, nothing of them is shown."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("status.exchange", desk, ExchangeWaiting(), parent)

    def on_changes(self, changes: Changes) -> None:
        """Count again when one of the counted things changed."""
        if changes.touches(*ENTITIES):
            self.reread()

    def count(self) -> ExchangeWaiting:
        """Of all hospitals."""
        return count_exchange_waiting(self.desk.ctx)

    def open_screen(self) -> None:
        """Matches, feeds that stand still or hold something back, refusals, or the patient of a notice."""
        found = self.found
        if found.matches:
            self.desk.navigate(MATCHES_SCREEN, "")
        elif found.stopped or found.parked:
            self.desk.navigate(EXCHANGE_SCREEN, "feeds")
        elif found.refusals:
            self.desk.navigate(EXCHANGE_SCREEN, "refusals")
        elif found.noticed is not None:
            self.desk.navigate("patient", str(PatientPlace(found.noticed, HOSPITAL_TAB)))

    def write(self) -> None:
        """Each kind with its number."""
        texts, found = self.desk.texts, self.found
        parts = (
            ("stopped", found.stopped), ("parked", found.parked), ("matches", found.matches),
            ("refusals", found.refusals), ("notices", found.notices),
        )  # fmt: skip
        text = " · ".join(texts(f"exchange.status.{name}", count=count) for name, count in parts if count)
        self.setText(f"▲ {text}" if found.notices else text)
        self.setAccessibleName(texts("exchange.status_spoken", text=text))
        self.setToolTip(texts("exchange.status_spoken", text=text))
        self.setVisible(found.count > 0)
