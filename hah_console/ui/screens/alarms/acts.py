"""What a person does about an alarm from the list: each act sends the version in sight and says how it went."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_commands import acknowledge_alarm, call_about_alarm, escalate_alarm
from hah_console.services.alarm_list import AlarmRow
from hah_console.services.changes import Changes
from hah_console.services.shelving import end_shelf
from hah_console.ui.screen import Desk


def _end_shelf(desk: Desk, row: AlarmRow) -> Changes:
    if row.shelf is None:
        return Changes()
    return end_shelf(desk.ctx, desk.actor, row.shelf.shelf_id, row.shelf.version)


# i18n: alarms.done.*
Command = Callable[[Desk, AlarmRow], Changes]
COMMANDS: dict[str, Command] = {
    "acknowledge": lambda desk, row: acknowledge_alarm(desk.ctx, desk.actor, row.alarm_id, row.version),
    "call": lambda desk, row: call_about_alarm(desk.ctx, desk.actor, row.alarm_id, row.version),
    "escalate": lambda desk, row: escalate_alarm(
        desk.ctx, desk.actor, desk.ports.rules.alarms, row.alarm_id, row.version, desk.ports.rules.escalation
    ),
    "end_shelf": _end_shelf,
}


class AlarmActs(QObject):
    """Signals: ``said`` with the sentence of how an act went; the list is to be read again then."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk

    def do(self, act: str, row: AlarmRow, name: str) -> None:
        """Perform one of COMMANDS about the alarm as it stands on the screen."""
        desk, command = self.desk, COMMANDS[act]
        desk.tasks.run_command(
            lambda: command(desk, row),
            lambda _: self.said.emit(self.desk.texts(f"alarms.done.{act}", alarm=name)),
            lambda error: self._failed(name, error),
        )

    def _failed(self, name: str, error: Exception) -> None:
        """SAFETY(two people): somebody else was faster, or it has become worse; the person is told and looks again."""
        texts = self.desk.texts
        self.said.emit(texts("alarms.failed", alarm=name, sentence=texts.error(error)))


def reasons() -> tuple[ShelfReason, ...]:
    """The reasons a person may choose from, in the order they are offered."""
    return tuple(ShelfReason)
