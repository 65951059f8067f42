"""One replay at a time in the background, with its progress, and a stop that keeps nothing."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hah_console.domain.rule_set import RuleSet
from hah_console.services.changes import Changes
from hah_console.services.replay.report import ReplayReport
from hah_console.services.rule_desk import RuleDesk
from hah_console.services.rule_sets import replay_rule_set
from hah_console.ui.screen import Desk


class ReplayRun(QObject):
    """Signals: ``progressed`` with the share done (0 to 1), ``ended`` with None, or with the error that ended it."""

    progressed = Signal(float)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self.running = False

    def start(self, desk: Desk, tools: RuleDesk, rules: RuleSet) -> None:
        """Replay a draft over the stored data and keep the report with it."""
        self._stop.clear()
        self.running = True

        def work(closing: Callable[[], bool]) -> ReplayReport:
            return tools.replay(rules, self.progressed.emit, lambda: closing() or self._stop.is_set())

        def keep(report: ReplayReport) -> None:
            desk.tasks.run_command(
                lambda: replay_rule_set(desk.ctx, desk.actor, rules.rule_set_id, report, rules.version),
                self._on_kept,
                self._on_ended,
            )

        desk.tasks.run_long(work, keep, self._on_ended)

    def stop(self) -> None:
        """End it; nothing is kept."""
        self._stop.set()

    def _on_kept(self, _: Changes) -> None:
        self._on_ended(None)

    def _on_ended(self, error: Exception | None) -> None:
        self.running = False
        self.ended.emit(error)
