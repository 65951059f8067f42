"""The form by which an order is stopped, with the reason."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.order import Order, OrderState, StopReason
from hah_console.services.orders import stop_order
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

NOT_CHOSEN_BY_HAND = frozenset({StopReason.EPISODE_ENDED, StopReason.CHANGED})


class StopOrderDialog(FormDialog):
    """``who`` names the patient, ``what`` the order. What is due before now stays until somebody says what became."""

    def __init__(self, desk: Desk, order: Order, who: str, what: str, parent: QWidget) -> None:
        super().__init__("medication.stop", desk, parent)
        self._order = order
        texts = desk.texts
        self.who.setText(who)
        draft = order.state is OrderState.DRAFT
        self.title(texts("medication.stop.title"), texts("medication.stop.submit"))
        self.hint.setText(f"{what}\n{texts('medication.stop.draft_hint' if draft else 'medication.stop.hint')}")
        self.reason, self.note = Choice(desk.theme), QPlainTextEdit()
        self.reason.addItem(texts("medication.not_given.choose"), "")
        for reason in StopReason:
            if reason not in NOT_CHOSEN_BY_HAND:
                self.reason.addItem(texts.word("orders.stop", reason), reason.value)
        self.note.setFixedHeight(60)
        self.note.setTabChangesFocus(True)
        self.field("reason", texts("medication.field.reason"), self.reason)
        self.field("note", texts("medication.field.note"), self.note)
        self.keep_typed(order.order_id, order.version)

    def send(self) -> None:
        """Stop it; a reason is needed."""
        desk, order, chosen, note = self.desk, self._order, self.reason.currentData(), self.note.toPlainText()
        if self.lacks(reason=chosen):
            return
        reason = StopReason(chosen)
        self.run(lambda: stop_order(desk.ctx, desk.actor, order.order_id, order.version, reason, note))
