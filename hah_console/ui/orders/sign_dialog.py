"""The form by which a physician signs an order somebody prepared, after the check as it stands now."""

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.medication_check import Severity
from hah_console.domain.order import Order
from hah_console.services.order_check import OrderDesk
from hah_console.services.order_preview import OrderPreview, preview_draft
from hah_console.services.orders import sign_order
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.orders.check_list import CheckDelegate
from hah_console.ui.orders.check_text import preview_lines
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.row_list import RowList

LIST_HEIGHT, LIST_WIDTH = 320, 440


class SignOrderDialog(FormDialog):
    """``who`` names the patient, ``what`` the order in words. It cannot be sent before the check was read."""

    def __init__(self, desk: Desk, order: Order, who: str, what: str, parent: QWidget) -> None:
        super().__init__("order.sign", desk, parent)
        self._order, self._what = order, what
        self.orders = OrderDesk(desk.ports.rules.care, desk.ports.prompts)
        self.preview: OrderPreview | None = None
        texts = desk.texts
        self.who.setText(who)
        self.hint.setText(what)
        self.title(texts("orders.sign.title"), texts("orders.submit.sign"))
        self.lines = RowList("order.sign.preview", CheckDelegate(desk.theme, LIST_WIDTH))
        self.lines.setFixedHeight(LIST_HEIGHT)
        self.lines.setAccessibleName(texts("orders.preview"))
        self.fields.addRow(self.lines)
        self.because = QPlainTextEdit()
        self.because.setFixedHeight(60)
        self.because.setTabChangesFocus(True)
        self.field("because", texts("orders.field.because"), self.because)
        self.keep_typed(order.order_id, order.version)
        self.fields.setRowVisible(self.because, False)
        self.submit.setEnabled(False)
        read = partial(preview_draft, desk.ctx, desk.actor, self.orders, order)
        desk.tasks.run_query(read, self._on_preview, self._on_error)

    def _on_preview(self, preview: OrderPreview) -> None:
        self.preview = preview
        lines = preview_lines(self.desk.texts, self.desk.ctx.local, self.orders.rules, preview, iv=False)
        self.lines.show_rows(lines)
        worst = preview.check.worst if preview.check is not None else Severity.NOTE
        self.fields.setRowVisible(self.because, worst is Severity.NEEDS_REASON)
        self.adjustSize()
        self.submit.setEnabled(True)
        (self.because if worst is Severity.NEEDS_REASON else self.lines).setFocus()

    def send(self) -> None:
        """Sign it as it was shown."""
        if self.preview is None:
            return
        desk, order, why = self.desk, self._order, self.because.toPlainText()
        because = why if not self.because.isHidden() else ""
        seen = self.preview.check.findings if self.preview.check is not None else ()
        told = (desk.ctx, desk.actor, self.orders, order.order_id, order.version, self._what)
        self.run(lambda: sign_order(*told, because, seen))
