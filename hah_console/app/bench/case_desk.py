"""The console's window over a large store: from what is committed, or asked for by a key, to the painted screen."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from hah_console.adapters.db.store import Store
from hah_console.app.bench.case_store import NOW
from hah_console.app.bench.quiet_desk import NURSE, quiet_parts
from hah_console.app.console import SWITCH_INTERVAL_S, make_application
from hah_console.app.gui_garbage import GuiGarbage
from hah_console.app.screens import PATIENT_TABS, SCREENS
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.clock import ScaledClock
from hah_console.domain.episode import Episode
from hah_console.domain.ids import AlarmId
from hah_console.services.case_line import About, note_event
from hah_console.services.context import Context, record
from hah_console.ui.screen import Screen
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.patient.view import PatientScreen
from hah_console.ui.screens.round.view import RoundScreen
from hah_console.ui.screens.work.view import WorkScreen
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

SHOWN = ("census", "work", "patient", "round")
"""Screens that are measured, as far as the program has them."""
PATIENCE_S, QUIET_S, TURN_S = 60.0, 0.6, 0.0005
LONG_AGO = timedelta(minutes=40)
AnyScreen = TypeVar("AnyScreen", bound=Screen)


class NotShown(RuntimeError):
    """What was waited for did not appear in time."""


class Paints(QObject):
    """Notes when a widget was last painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._painted)
        return super().eventFilter(watched, event)

    def _painted(self) -> None:
        self.count += 1


class CaseDesk:
    """A nurse's window; ``ctx`` is the same store in other hands."""

    def __init__(self, file: Path) -> None:
        self._switch_s = sys.getswitchinterval()
        make_application("zh_TW")
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._garbage = GuiGarbage()
        self._store = Store(f"sqlite:///{file}")
        self._store.migrate()
        self.ctx = Context(self._store.unit_of_work, ScaledClock(NOW, time.time(), 1.0))
        screens = {name: factory for name, factory in SCREENS.items() if name in SHOWN}
        for screen in screens.values():
            screen.load()
        for tab in PATIENT_TABS.values():
            tab.load()
        self.window = ConsoleWindow(quiet_parts(self.ctx, self._store.change_feed), screens)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.enter(NURSE, "bench")
        self._number = 0

    def close(self) -> None:
        """Take everything away."""
        self.window.close()
        self._garbage.stop()
        self._store.close()
        sys.setswitchinterval(self._switch_s)

    def open(self, screen_id: str, entity_id: str = "") -> float:
        """Milliseconds from the key to the paint of everything that was read for a screen."""
        frame = self._frame()
        began = time.perf_counter()
        frame.navigate(screen_id, entity_id)
        screen = frame.screens[screen_id]
        paints = Paints(screen)
        self._until(lambda: paints.count > 0 and self._has_read(screen, entity_id))
        screen.repaint()
        return (time.perf_counter() - began) * 1_000

    def worklist_after_alarm(self, episode: Episode) -> float:
        """Milliseconds from the commit of an alarm to its painted row on the worklist."""
        work = self._screen("work", WorkScreen)
        rows = work.list.rows

        def stands() -> bool:
            return rows.position(f"alarm:{self._alarm_id()}") is not None

        return self._ms(lambda: self._raise(episode), work.list.viewport(), stands)

    def worklist_after_event(self, episode: Episode) -> float:
        """Milliseconds from the commit of what happened in a case to the painted row of the clock it starts."""
        work = self._screen("work", WorkScreen)
        before = work.list.rows.rowCount()
        return self._ms(lambda: self._call(episode), work.list.viewport(), lambda: work.list.rows.rowCount() != before)

    def census_after_alarm(self, episode: Episode) -> float:
        """Milliseconds from the commit of an alarm to the painted row of its patient on the census."""
        census = self._screen("census", CensusScreen)
        before = _open_alarms(census, episode)
        return self._ms(
            lambda: self._raise(episode), census.table.viewport(), lambda: _open_alarms(census, episode) > before
        )

    def in_sight(self) -> tuple[Episode, ...]:
        """The admissions of those who stand at the top of the census."""
        census = self._screen("census", CensusScreen)
        with self.ctx.store() as uow:
            of_patient = {episode.patient_id: episode for episode in uow.episodes.open()}
        found = (census.model.patient_at(row) for row in range(12))
        return tuple(of_patient[patient_id] for patient_id in found if patient_id is not None)

    def rest(self, seconds: float = QUIET_S) -> None:
        """Let the event loop run."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1_000), loop.quit)
        loop.exec()

    def _ms(self, commit: Callable[[], None], painted: QWidget, holds: Callable[[], bool]) -> float:
        commit()
        began, paints = time.perf_counter(), Paints(painted)
        self._until(holds)
        seen = paints.count
        self._until(lambda: paints.count > seen)
        took_ms = (time.perf_counter() - began) * 1_000
        painted.removeEventFilter(paints)
        return took_ms

    def _until(self, holds: Callable[[], bool]) -> None:
        """Run the event loop until it holds, looked at after every turn of it."""
        loop, end = QEventLoop(), time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise NotShown
            loop.processEvents()
            time.sleep(TURN_S)

    def _has_read(self, screen: QWidget, entity_id: str) -> bool:
        """The list of the round, everything of a patient; of other screens whatever was asked for."""
        if isinstance(screen, RoundScreen):
            return screen.presenter.list is not None
        if isinstance(screen, PatientScreen) and screen.presenter.patient_id != entity_id:
            return False
        return self.window.tasks.idle and (not isinstance(screen, PatientScreen) or screen.presenter.page is not None)

    def _frame(self) -> DeskFrame:
        if self.window.frame is None:
            raise NotShown
        return self.window.frame

    def _screen(self, name: str, kind: type[AnyScreen]) -> AnyScreen:
        screen = self._frame().screens[name]
        if not isinstance(screen, kind):
            raise TypeError(type(screen))
        return screen

    def _alarm_id(self) -> AlarmId:
        return AlarmId(f"BENCH-{self._number:05}")

    def _raise(self, episode: Episode) -> None:
        """What the service commits."""
        self._number += 1
        now = self.ctx.clock.now()
        alarm = Alarm(
            self._alarm_id(), episode.patient_id, "spo2_low", "bench", "spo2", Priority.HIGH, Lane.PHYSIOLOGICAL,
            AlarmState.ACTIVE, now, 84.0, 88.0,
        )  # fmt: skip
        with self.ctx.store() as uow:
            uow.alarms.save(alarm)
            record(uow, NURSE, now, "raise_alarm", "alarm", alarm.alarm_id, alarm.patient_id)
            uow.commit()

    def _call(self, episode: Episode) -> None:
        """An emergency call nobody has answered for longer than she should wait."""
        self._number += 1
        now, contact = self.ctx.clock.now(), f"BENCH-{self._number:05}"
        about = About(episode.patient_id, episode.episode_id, "contact", contact)
        with self.ctx.store() as uow:
            note_event(uow, NURSE, now, CaseEventKind.CONTACT_HELD, about, now - LONG_AGO, reason="emergency")
            record(uow, NURSE, now, "record_contact", "contact", contact, episode.patient_id)
            uow.commit()


def _open_alarms(census: CensusScreen, episode: Episode) -> int:
    """How many the census shows of somebody."""
    row = census.presenter.row_of(episode.patient_id)
    return 0 if row is None or row.alarm is None else row.alarm.others + 1


@contextmanager
def case_desk(file: Path) -> Iterator[CaseDesk]:
    """The window over a store, taken away at the end."""
    desk = CaseDesk(file)
    try:
        yield desk
    finally:
        desk.close()
