"""PlannerPort on a spawned child process: progress, cancel, clean end, and a named reason when the child dies."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from hah_console.domain.errors import (
    CircularOrder,
    HahError,
    PlannerUnavailable,
    PlanningCancelled,
    PlanningDataInvalid,
)
from hah_console.services.proposal_ports import DisruptionAsk, Option
from hah_console.services.urgent_ports import UrgentAsk, UrgentWay

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

OnProgress = Callable[[float, int, int], None]
OnOption = Callable[[Option], None]
OnMessage = Callable[[Progress | Offered], None]
_POLL_S = 0.02
_CANCEL_GRACE_S = 0.35
"""A cancelled child has this long to hand in its best plan; then it is killed."""
_CHECK_GRACE_S = 3.0
"""Proposals are checked before they are handed in, which takes a second on a day of 300 visits."""
_ANSWER_GRACE_S = 20.0
"""Beyond its time limit a child may check and explain; then it counts as stuck."""
_WARM_LIMIT_S = 240.0
"""On a machine that has never planned, compiling the planning kernel takes half a minute, on a busy one minutes."""


@dataclass(slots=True)
class _Running:
    process: "BaseProcess"
    pipe: "Connection"
    ready: bool = False


def refusal(message: Failed) -> HahError:
    """The error of a question that was not answered: what of it cannot be used, or that the planner could not run."""
    if not message.field:
        return PlannerUnavailable(reason=message.reason)
    circular = "in a circle" in message.reason
    return (
        CircularOrder(visit=message.reason)
        if circular
        else PlanningDataInvalid(place=message.field, why=message.reason)
    )


def _told(on_progress: OnProgress | None) -> OnMessage:
    def tell(message: Progress | Offered) -> None:
        if isinstance(message, Progress) and on_progress:
            on_progress(message.seconds, message.cost, message.unplanned)

    return tell


def _offered(on_option: OnOption | None) -> OnMessage:
    def tell(message: Progress | Offered) -> None:
        if isinstance(message, Offered) and on_option:
            on_option(message.option)

    return tell


class PlannerProcess:
    """One child at a time, started by ``warm_up`` or the first ``solve`` and kept for the next.

    Any thread may call; requests wait for one another. The child cannot outlive this process: it ends when its pipe
    closes. A frozen program must call ``multiprocessing.freeze_support()`` first thing in its main function.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._number = 0

    def warm_up(self) -> None:
        """Start the child now, so that its libraries (about a second) are loaded when the first plan is asked for."""
        with self._lock:
            self._child()

    @property
    def pid(self) -> int | None:
        """Process id of the child, None when there is none."""
        running = self._running
        return running.process.pid if running else None

    def solve(
        self,
        problem_json: bytes,
        *,
        time_limit_s: float,
        seed: int,
        backend: str,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bytes:
        """The answer document; after a cancel the best plan so far.

        Raises PlannerUnavailable (died, refused, stuck), PlanningDataInvalid, CircularOrder, or PlanningCancelled
        (nothing found yet when cancelled).
        """
        with self._lock:
            self._number += 1
            ask = Ask(self._number, problem_json, backend, time_limit_s, seed)
            answer = self._asked(ask, _told(on_progress), cancelled)
        return answer.answer_json if isinstance(answer, Answered) else b""

    def rank(self, ask: UrgentAsk) -> tuple[UrgentWay, ...]:
        """Who could do an urgent visit, first there before the others. Raises PlannerUnavailable."""
        return self._ranked(ask, "", 0.0, None)

    def improve(
        self, ask: UrgentAsk, caregiver_id: str, seconds: float, cancelled: Callable[[], bool] | None = None
    ) -> UrgentWay | None:
        """A better way of one of them; None when she cannot. Raises as ``solve``."""
        return next(iter(self._ranked(ask, caregiver_id, seconds, cancelled)), None)

    def propose(
        self,
        ask: DisruptionAsk,
        on_option: OnOption | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Option, ...]:
        """How to go on after something happened, cheapest first; each option is told as soon as it is there, and again
        when it became cheaper. After a cancel what there is. Raises PlannerUnavailable, PlanningCancelled."""
        with self._lock:
            self._number += 1
            answer = self._asked(Propose(self._number, ask), _offered(on_option), cancelled)
        return answer.options if isinstance(answer, Proposed) else ()

    def _ranked(
        self, ask: UrgentAsk, caregiver_id: str, seconds: float, cancelled: Callable[[], bool] | None
    ) -> tuple[UrgentWay, ...]:
        with self._lock:
            self._number += 1
            answer = self._asked(Rank(self._number, ask, caregiver_id, seconds), None, cancelled)
        return answer.ways if isinstance(answer, Ranked) else ()

    def _asked(
        self, ask: Ask | Rank | Propose, on_message: OnMessage | None, cancelled: Callable[[], bool] | None
    ) -> Answered | Ranked | Proposed:
        """One request and its answer, while the lock is held."""
        running = self._child()
        try:
            running.pipe.send(ask)
            return self._await(running, ask, on_message, cancelled)
        except (EOFError, OSError) as error:
            raise self._died(running) from error
        except PlannerUnavailable:
            raise
        except BaseException:
            self._drop()  # the caller's own error, say in its progress function: the child may still be solving
            raise

    def close(self) -> None:
        """End the child; safe to call twice."""
        with self._lock:
            self._drop()

    def _child(self) -> _Running:
        if self._running and self._running.process.is_alive():
            return self._running
        self._drop()
        # PERF(start): 0.1 s to load, and a window is up before anybody plans
        import multiprocessing

        from hah_console.adapters.planner.child import serve

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), name="planner", daemon=True)
        process.start()
        theirs.close()
        self._running = _Running(process, ours)
        return self._running

    def _await(
        self,
        running: _Running,
        ask: Ask | Rank | Propose,
        on_message: OnMessage | None,
        cancelled: Callable[[], bool] | None,
    ) -> Answered | Ranked | Proposed:
        allowed_s = ask.time_limit_s + _ANSWER_GRACE_S
        deadline = time.monotonic() + allowed_s + (0 if running.ready else _WARM_LIMIT_S)
        stopping = False
        while True:
            if running.pipe.poll(_POLL_S):
                message = running.pipe.recv()
                if isinstance(message, Ready):
                    running.ready = True
                    deadline = min(deadline, time.monotonic() + allowed_s)
                    continue
                if message.number != ask.number:
                    continue
                if isinstance(message, Answered | Ranked | Proposed):
                    return message
                if isinstance(message, Failed):
                    raise refusal(message)
                if on_message:
                    on_message(message)
            if not stopping and cancelled and cancelled():
                grace_s = _CHECK_GRACE_S if isinstance(ask, Propose) else _CANCEL_GRACE_S
                stopping, deadline = True, time.monotonic() + grace_s
                running.pipe.send(Cancel(ask.number))
            if time.monotonic() > deadline:
                self._drop()
                raise PlanningCancelled if stopping else PlannerUnavailable(reason="no answer in time")

    def _died(self, running: _Running) -> PlannerUnavailable:
        running.process.join(1.0)
        code = running.process.exitcode
        self._drop()
        return PlannerUnavailable(reason=f"the planner process ended with status {code}")

    def _drop(self) -> None:
        """End the child if there is one; closing the pipe is enough, killing makes it certain."""
        running, self._running = self._running, None
        if running is None:
            return
        running.pipe.close()
        running.process.join(0.2)
        if running.process.is_alive():
            running.process.kill()
            running.process.join()
        with contextlib.suppress(ValueError):
            running.process.close()
