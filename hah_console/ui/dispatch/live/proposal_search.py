"""A search for proposals: each is shown as soon as it is there, and gives way to a better one of its kind; what does
less harm stands above what does more."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from hah_console.domain.actor import Actor
from hah_console.domain.errors import HahError, PlanningCancelled
from hah_console.services.context import Context
from hah_console.services.proposals import Happening, Proposal, Proposals
from hah_console.ui.tasks import TaskRunner

ORDER = ("least_change", "near", "cheapest")
"""The kinds in the order in which they are found, and stand where none does less harm than another: so a row seldom
jumps under a hand, and one that did counts as changed."""
JUST_CHANGED_S = 0.7
"""Nobody has read within this time what a row says now."""
Ended = tuple[int, "tuple[Proposal, ...] | HahError"]


class ProposalSearch(QObject):
    """Signals: ``shown`` whenever a proposal came, improved or the search ended; ``failed`` with an error.

    ``proposals`` in their order, ``searching`` while better ones may come. ``seconds`` is a clock that never goes back.
    """

    shown = Signal()
    failed = Signal(object)
    _found = Signal(int, object)

    def __init__(self, tasks: TaskRunner, seconds: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._seconds = tasks, seconds
        self._number, self.searching = 0, False
        self._kept: dict[str, tuple[Proposal, float]] = {}
        self._found.connect(self._on_found)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What has been found so far. SAFETY(left out): whatever leaves a visit or a dose out stands below what does
        not."""
        return tuple(
            sorted((kept[0] for kept in self._kept.values()), key=lambda one: (one.harm, ORDER.index(one.kind)))
        )

    def of(self, kind: str) -> Proposal | None:
        """The proposal of a kind as it is shown now."""
        return self._kept[kind][0] if kind in self._kept else None

    def just_changed(self, kind: str) -> bool:
        """Whether a row came or changed so lately that nobody can have read it."""
        return kind in self._kept and self._seconds() - self._kept[kind][1] < JUST_CHANGED_S

    def begin(self, engine: Proposals, ctx: Context, actor: Actor, happening: Happening) -> None:
        """Search in the background; what was found for something else before is gone."""
        self.clear()
        self.searching, number = True, self._number

        def show(proposal: Proposal) -> None:
            with suppress(RuntimeError):  # the screen was closed meanwhile
                self._found.emit(number, proposal)

        def search(closing: Callable[[], bool]) -> Ended:
            try:
                return number, engine.propose(
                    ctx, actor, happening, show, lambda: closing() or number != self._number
                )  # fmt: skip
            except HahError as error:
                return number, error

        self._tasks.run_long(search, self._on_ended)

    def stop(self) -> None:
        """Search no further; what is shown stays as it is."""
        self._number += 1
        self.searching = False

    def clear(self) -> None:
        """Forget everything."""
        self.stop()
        self._kept.clear()

    def _on_found(self, number: int, proposal: Proposal) -> None:
        if number == self._number:
            self._keep(proposal)
            self.shown.emit()

    def _keep(self, proposal: Proposal) -> None:
        old, stood = self._kept.get(proposal.kind), self._standing()
        if old is None or old[0] != proposal:
            self._kept[proposal.kind] = proposal, self._seconds()
            self._note_jumps(stood)

    def _standing(self) -> dict[str, int]:
        return {one.kind: place for place, one in enumerate(self.proposals)}

    def _note_jumps(self, stood: dict[str, int]) -> None:
        """A row that stands elsewhere now is one that nobody has read there."""
        for kind, place in self._standing().items():
            if kind in stood and stood[kind] != place:
                self._kept[kind] = self._kept[kind][0], self._seconds()

    def _on_ended(self, answer: Ended) -> None:
        """After a failure what was shown before stays: it was checked."""
        number, found = answer
        if number != self._number:
            return
        self.searching = False
        if isinstance(found, HahError):
            if not isinstance(found, PlanningCancelled):
                self.failed.emit(found)
            return
        for proposal in found:
            self._keep(proposal)
        self.shown.emit()
