"""The child's side: loads the solvers, solves what it is asked, and ends when the console is gone."""

import os
import queue
import signal
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from hah_console.adapters.planner.messages import (
    Answered,
    Ask,
    Cancel,
    Failed,
    Offered,
    Progress,
    Propose,
    Proposed,
    Rank,
    Ranked,
    Ready,
)
from hah_console.services.proposal_ports import Option
from scheduling.backends import warm_up
from scheduling.errors import ProblemInvalid, SchedulingError
from scheduling.solve import solve_document
from scheduling.stop import StopAfter


def serve(pipe: Connection) -> None:
    """Entry point of the child process; returns never, the process ends with the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the console; it closes the pipe
    child = _Child(pipe)
    threading.Thread(target=child.listen, name="planner-pipe", daemon=True).start()
    child.work()


@dataclass(slots=True)
class _Child:
    """The pipe is read by a thread of its own, so that a cancel or the end of the console is seen while solving."""

    pipe: Connection
    _asked: "queue.SimpleQueue[Ask | Rank | Propose]" = field(default_factory=queue.SimpleQueue)
    _cancelled: int = -1

    def listen(self) -> None:
        """Read requests until the console closes the pipe or dies, then end the process at once."""
        try:
            while True:
                message = self.pipe.recv()
                if isinstance(message, Cancel):
                    self._cancelled = message.number
                elif isinstance(message, Ask | Rank | Propose):
                    self._asked.put(message)
        except (EOFError, OSError):
            os._exit(0)

    def work(self) -> None:
        """Load or compile the planning kernel, then answer one request after the other."""
        warm_up()
        self.pipe.send(Ready())
        while True:
            ask = self._asked.get()
            self.pipe.send(self._answer(ask))

    def _answer(self, ask: Ask | Rank | Propose) -> Answered | Ranked | Proposed | Failed:
        try:
            if isinstance(ask, Propose):
                return self._proposed(ask)
            return self._ranked(ask) if isinstance(ask, Rank) else self._solved(ask)
        except ProblemInvalid as error:
            return Failed(ask.number, error.reason, error.field)
        except SchedulingError as error:
            return Failed(ask.number, str(error))
        except Exception as error:  # noqa: BLE001  the boundary of a process: whatever happens has to be told
            return Failed(ask.number, f"{type(error).__name__}: {error}")

    def _proposed(self, ask: Propose) -> Proposed:
        from hah_console.adapters.planner.disruption import proposed

        def offer(option: Option) -> None:
            self.pipe.send(Offered(ask.number, option))

        return Proposed(ask.number, proposed(ask.ask, offer, lambda: self._cancelled >= ask.number))

    def _ranked(self, ask: Rank) -> Ranked:
        # PERF(start): the console imports this module too, and the planning engine takes seconds to load
        from hah_console.adapters.planner.urgent import improved, ranked

        if not ask.caregiver_id:
            return Ranked(ask.number, ranked(ask.ask))
        way = improved(ask.ask, ask.caregiver_id, self._stop(ask))
        return Ranked(ask.number, (way,) if way is not None else ())

    def _stop(self, ask: Ask | Rank) -> StopAfter:
        return StopAfter(ask.time_limit_s, cancel=lambda: self._cancelled >= ask.number)

    def _solved(self, ask: Ask) -> Answered:
        def tell(seconds: float, cost: int, unplanned: int) -> None:
            self.pipe.send(Progress(ask.number, seconds, cost, unplanned))

        stop = self._stop(ask)
        return Answered(
            ask.number, solve_document(ask.problem_json, ask.backend, stop=stop, seed=ask.seed, on_progress=tell)
        )  # fmt: skip
