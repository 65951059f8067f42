"""What somebody says on the telephone of a stop at the store or a laboratory."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import FieldReportId, StaffId
from hah_console.services.halt_reports import HaltSaying, report_halt
from hah_console.services.live_halts import LiveHalt
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

# i18n: live_day.halt_state.* live_day.halt.*


class HaltDialog(FormDialog):
    """Reached or done. SAFETY(handed in): what stands in the bag counts as handed in only when it is ticked."""

    def __init__(
        self, desk: Desk, halt: LiveHalt, staff_id: StaffId, new_id: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__("dispatch.halt", desk, parent)
        self._halt, self._staff_id, self._new_id = halt, staff_id, new_id
        texts = desk.texts
        self.state, self.handed_in = Choice(desk.theme), QCheckBox(texts("live_day.in_bag", count=len(halt.specimens)))
        for state in (HaltState.ARRIVED, HaltState.DONE):
            self.state.addItem(texts.word("live_day.halt_state", state), state)
        self.title(texts("live_day.report_title"), texts("live_day.report"))
        who = texts("live_day.comma").join(halt.patients)
        self.who.setText("  ".join(part for part in (texts(f"live_day.halt.{halt.kind}"), halt.place, who) if part))
        self.field("state", texts("live_day.field.state"), self.state)
        self.field("handed_in", texts("live_day.field.handed_in"), self.handed_in)
        self.keep_typed(":".join((halt.halt_id, *halt.specimens)))
        self.state.currentIndexChanged.connect(self._offer_bag)
        self.state.setCurrentIndex(int(halt.state is not HaltState.AHEAD))
        self._offer_bag()

    def _offer_bag(self) -> None:
        done = self.state.currentData() == HaltState.DONE
        self.fields.setRowVisible(self.handed_in, done and bool(self._halt.specimens))

    def send(self) -> None:
        """Report it as it stands."""
        desk, halt, state = self.desk, self._halt, HaltState(self.state.currentData())
        specimens = halt.specimens if state is HaltState.DONE and self.handed_in.isChecked() else ()
        saying = HaltSaying(FieldReportId(self._new_id()), self._staff_id, halt.halts, state, specimens)
        self.run(lambda: report_halt(desk.ctx, desk.actor, saying).changes)
