"""Small forms of staff safety: how a call for help ended, and what is asked of everybody who visits a home."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.live_day import StaffCall
from hah_console.services.staff_safety import end_call, end_home_flag, set_home_flag
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk


class CallDialog(FormDialog):
    """What was found: only with it a call for help ends."""

    def __init__(self, desk: Desk, call: StaffCall, parent: QWidget) -> None:
        super().__init__("dispatch.call_end", desk, parent)
        self._call, self.outcome = call, QLineEdit()
        self.title(desk.texts("live_day.call_title"), desk.texts("live_day.call_end"))
        self.who.setText(f"{call.name}  {call.phone}")
        self.field("outcome", desk.texts("live_day.field.outcome"), self.outcome)
        self.keep_typed(call.alarm_id, call.version)

    def send(self) -> None:
        """End it."""
        desk, call, outcome = self.desk, self._call, self.outcome.text()
        self.run(lambda: end_call(desk.ctx, desk.actor, call.alarm_id, call.version, outcome))


class HomeDialog(FormDialog):
    """The rules for one home as they should be from now on; without any the former ones end. Each has its reason."""

    def __init__(self, desk: Desk, patient_id: PatientId, name: str, parent: QWidget) -> None:
        super().__init__("dispatch.home_rules", desk, parent)
        self._patient_id, self._flags = patient_id, tuple[HomeFlag, ...]()
        texts = desk.texts
        self.two, self.light, self.reason = QCheckBox(), QCheckBox(), QLineEdit()
        self.two.setText(texts("live_day.two_persons"))
        self.light.setText(texts("live_day.daylight_only"))
        self.title(texts("live_day.home_title"), texts("live_day.home_save"))
        self.who.setText(f"{texts('live_day.home_title')}  {name}")
        for part, widget in (("two", self.two), ("light", self.light), ("reason", self.reason)):
            self.field(part, texts(f"live_day.field.{part}"), widget)
        self.keep_typed(patient_id)
        self._wait(True)
        desk.tasks.run_query(self._read, self._show_flags, self.refuse)

    def _wait(self, waits: bool) -> None:
        """Until it is known what holds nobody can change it."""
        for widget in (self.two, self.light, self.submit):
            widget.setEnabled(not waits)

    def _read(self) -> tuple[HomeFlag, ...]:
        with self.desk.ctx.store() as uow:
            return uow.home_flags.in_force({self._patient_id})

    def _show_flags(self, flags: tuple[HomeFlag, ...]) -> None:
        self._flags = flags
        self._wait(False)
        self._focus_first()
        self.two.setChecked(any(flag.two_persons for flag in flags))
        self.light.setChecked(any(flag.daylight_only for flag in flags))
        said = "; ".join(flag.reason for flag in flags)
        self.hint.setText(said)
        self.hint.setVisible(bool(said))

    def send(self) -> None:
        """Set them: what holds already and is wanted no more ends with the same reason."""
        desk, reason, two, light = self.desk, self.reason.text(), self.two.isChecked(), self.light.isChecked()

        def change() -> Changes:
            if two or light:
                set_home_flag(
                    desk.ctx, desk.actor, self._patient_id, two_persons=two, daylight_only=light, reason=reason
                )
            for flag in self._flags:
                end_home_flag(desk.ctx, desk.actor, flag.flag_id, flag.version, reason)
            return Changes()

        self.run(change)
