"""What is done for the patient of the round beside the decision: contact, observation, orders, transfer, limit."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hah_console.domain.actor import Action
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.bedside.observe_dialog import ObserveDialog
from hah_console.ui.dialogs.limit_dialog import LimitDialog
from hah_console.ui.orders.order_form import open_order_form
from hah_console.ui.screen import Desk
from hah_console.ui.screens.round.presenter import RoundPresenter, Sight
from hah_console.ui.widgets.key_button import KeyButton

# i18n: round.act.*


@dataclass(frozen=True, slots=True)
class Act:
    """A button: its name, its key, and what a person must be permitted for it."""

    name: str
    keys: str
    action: Action


ACTS = (
    Act("observe", "Alt+F6", Action.ENTER_OBSERVATION),
    Act("order", "Alt+F7", Action.PREPARE_ORDER),
    Act("transfer", "Alt+F9", Action.DECIDE_TRANSFER),
    Act("limit", "Alt+F11", Action.SET_LIMITS),
)


class RoundActs(QWidget):
    """The buttons below the facts; each opens the dialog of the patient page for whoever is in sight then.

    ``changed`` is called after a dialog has stored something.
    """

    def __init__(self, desk: Desk, screen: QWidget, presenter: RoundPresenter, changed: Callable[[], None]) -> None:
        super().__init__()
        self.desk, self._presenter, self._changed = desk, presenter, changed
        self.buttons = {act.name: KeyButton(f"round.act.{act.name}", act.keys, desk.theme, screen) for act in ACTS}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 8)
        row.setSpacing(8)
        slots = {"observe": self.observe, "order": self.order, "transfer": self.transfer, "limit": self.limit}
        for name, button in self.buttons.items():
            button.clicked.connect(slots[name])
            row.addWidget(button)
        row.addStretch(1)

    def show_acts(self) -> None:
        """What may be done now."""
        for act in ACTS:
            self.buttons[act.name].setEnabled(self._presenter.may(act.action))
        sight = self._presenter.sight
        if sight is not None and sight.page.transfer_id:
            self.buttons["transfer"].setEnabled(True)

    def write_texts(self) -> None:
        """The words of this language."""
        for name, button in self.buttons.items():
            button.say(self.desk.texts(f"round.act.{name}"))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        for button in self.buttons.values():
            button.restyle(desk.theme)
        self.write_texts()

    def observe(self) -> None:
        """Consciousness and oxygen."""
        sight = self._presenter.sight
        if sight is not None:
            form = ObserveDialog(self.desk, sight.page, self)
            form.saved.connect(self._changed)
            form.finished.connect(form.deleteLater)
            form.open()

    def order(self) -> None:
        """An order for her."""
        sight = self._presenter.sight
        if sight is not None:
            form = open_order_form(self.desk, sight.patient_id, self)
            form.ordered.connect(self._changed)

    def transfer(self) -> None:
        """The transfer under way, or the dialog that decides one."""
        sight = self._presenter.sight
        if sight is None:
            return
        if sight.page.transfer_id:
            self.desk.navigate("transfers", sight.page.transfer_id)
        else:
            self._decide_transfer(sight)

    def _decide_transfer(self, sight: Sight) -> None:
        form = DecideDialog(self.desk, sight.page, sight.round.row.episode_id, self)
        form.decided.connect(lambda transfer_id: self.desk.navigate("transfers", transfer_id))
        form.finished.connect(form.deleteLater)
        form.open()
        form.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def limit(self) -> None:
        """An alarm limit of hers."""
        sight = self._presenter.sight
        if sight is not None:
            form = LimitDialog(self.desk, sight.patient_id, sight.page.identity.name, self)
            form.saved.connect(self._changed)
            form.ended.connect(self._changed)
            form.finished.connect(form.deleteLater)
            form.open()
