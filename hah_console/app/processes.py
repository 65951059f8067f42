"""The processes around one console: broker, service and, on a demo site, its monitors; restarted when they die."""

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from hah_console.app.children import Child, start_child
from hah_console.app.logging_setup import LOG_FOLDER
from hah_console.app.options import ProgramOptions

WATCH_MS = 200
FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 30.0
STEADY_S = 30.0
FROZEN_S = 20.0
"""A program that has said it is alive and says so no more is ended; longer than any wait for a database."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """A sub-command with its arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(slots=True)
class _Kept:
    """A program that is to run; started again at once when it had run steadily, else after ``retry_s``, which doubles
    with each early death."""

    program: Program
    child: Child
    started_s: float
    retry_s: float = FIRST_RETRY_S
    again_s: float | None = None
    heard_s: float | None = None
    silent_looks: int = 0

    def silent_for_s(self) -> float:
        """One more look. Looks are counted and not seconds: a console that was held up itself blames nobody."""
        if self.heard_s is None or self.heard_s != self.child.alive_s:
            self.heard_s, self.silent_looks = self.child.alive_s, 0
        else:
            self.silent_looks += 1
        return self.silent_looks * WATCH_MS / 1_000


@dataclass(frozen=True, slots=True)
class Stopped:
    """How long each program took to stop, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)


def programs(
    options: ProgramOptions, site: Path | None, *, own_broker: bool, recordings: Path | None = None
) -> tuple[Program, ...]:
    """Broker (when nobody listens yet), service, and the monitors of ``site`` when it is given."""
    place = tuple(options.broker_arguments())
    found = [Program("broker", place)] if own_broker else []
    broker_of_service = ("--no-own-broker",) if own_broker else ()
    found.append(Program("service", (*options.child_arguments(), "--say-alive", *broker_of_service)))
    if site is not None:
        day = tuple(options.speed.arguments()) if options.speed else ()
        replay = ("--recordings", str(recordings)) if recordings else ()
        found.append(Program("simulate", (*place, "--site", str(site), *replay, *day)))
    return tuple(found)


class Processes(QObject):
    """Starts programs in order and keeps them running until ``stop``, which ends them in reverse order."""

    def __init__(
        self, wanted: tuple[Program, ...], home: Path, parent: QObject | None = None, frozen_s: float = FROZEN_S
    ) -> None:
        super().__init__(parent)
        self._frozen_s = frozen_s
        self._log_folder = home / LOG_FOLDER
        self._kept = [self._begun(program) for program in wanted]
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MS)
        self._timer.timeout.connect(self._on_watch)
        self._timer.start()

    def child(self, name: str) -> Child:
        """The running child of this name; raises LookupError."""
        found = next((kept.child for kept in self._kept if kept.program.name == name), None)
        if found is None:
            raise LookupError(name)
        return found

    def stop(self) -> Stopped:
        """Stop every program; blocks until they have ended."""
        self._timer.stop()
        return Stopped({kept.program.name: round(kept.child.stop(), 2) for kept in reversed(self._kept)})

    def _begun(self, program: Program) -> _Kept:
        child = start_child(program.name, program.arguments, self._log_folder)
        return _Kept(program, child, time.monotonic())

    def _on_watch(self) -> None:
        for kept in self._kept:
            if not kept.child.running:
                self._revive(kept)
            elif kept.silent_for_s() > self._frozen_s:
                self._end_frozen(kept)

    def _end_frozen(self, kept: _Kept) -> None:
        """SAFETY(frozen service): ended so that it is started again. What it had not stored is sent again."""
        _LOG.error("%s is frozen and is ended", kept.program.name)
        kept.child.process.kill()
        kept.child.alive_s = None

    def _revive(self, kept: _Kept) -> None:
        """SAFETY(killed service): a dead program is started again, soon at first, less often when it keeps dying."""
        now_s = time.monotonic()
        if kept.again_s is None:
            steady = now_s - kept.started_s > STEADY_S
            kept.again_s = now_s if steady else now_s + kept.retry_s
            kept.retry_s = FIRST_RETRY_S if steady else min(kept.retry_s * 2, LONGEST_RETRY_S)
            _LOG.error("%s ended with status %s", kept.program.name, kept.child.process.returncode)
        if now_s >= kept.again_s:
            kept.child.stop()
            kept.child = start_child(kept.program.name, kept.program.arguments, self._log_folder)
            kept.started_s, kept.again_s = now_s, None
