"""A search from its beginning to the draft it leaves: starts it, shows how far it is, ends it."""

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.screens.routes.presenter import RoutesPresenter
from hah_console.ui.screens.routes.search import Search
from hah_console.ui.screens.routes.search_strip import SearchStrip
from hah_console.ui.tasks import TaskRunner

PROGRESS_MS = 250


class SearchRun(QObject):
    """Signals: ``began``; ``ended`` with the sentence to say."""

    began = Signal()
    ended = Signal(str)

    def __init__(self, presenter: RoutesPresenter, tasks: TaskRunner, strip: SearchStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._presenter, self._tasks, self._strip = presenter, tasks, strip
        strip.stop_asked.connect(self.stop)
        strip.discard_asked.connect(self.discard)
        self._timer = QTimer(self)
        self._timer.setInterval(PROGRESS_MS)
        self._timer.timeout.connect(self.show_progress)

    def begin(self) -> None:
        """Search a plan of the day in the background."""
        presenter = self._presenter
        if not presenter.can_plan():
            return
        search = presenter.begin(time.monotonic())
        self.destroyed.connect(partial(Search.discard, search))
        self._timer.start()
        self.show_progress()
        self.began.emit()
        announce(self._strip, self._strip.progress.text())
        self._tasks.run_long(presenter.drafting(search), self._on_drafted, self._on_not_drafted)

    def stop(self) -> None:
        """End the search and keep its best plan as a draft."""
        if self._presenter.search is not None:
            self._presenter.search.stop()
            self.show_progress()

    def discard(self) -> None:
        """End the search and keep nothing."""
        if self._presenter.search is not None:
            self._presenter.search.discard()
            self.show_progress()

    def show_progress(self) -> None:
        """How far it is; nothing when there is no search."""
        search, now_s = self._presenter.search, time.monotonic()
        self._strip.setVisible(search is not None)
        if search is not None:
            share = search.elapsed_s(now_s) / search.limit_s if search.limit_s else 0.0
            self._strip.show_progress(
                self._presenter.progress_text(now_s),
                share,
                ending=search.stopped(),
                trace=search.trace,
                limit_s=search.limit_s,
            )

    def _on_drafted(self, answer: tuple[DayPlan, Changes]) -> None:
        self._presenter.show_plan(PlanState.DRAFT)
        self._end(self._presenter.drafted_text(answer[0]))

    def _on_not_drafted(self, error: Exception) -> None:
        self._end(self._presenter.planning_error(error))

    def _end(self, sentence: str) -> None:
        self._timer.stop()
        self._presenter.search = None
        self.ended.emit(sentence)
        self.show_progress()
