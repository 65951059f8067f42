"""Time-critical pathways (STEMI, stroke, trauma ...): clocks of their own beside those of the stages of a transfer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.transfer import IN_OTHER_HANDS, Transfer, TransferStage

_STAGES = {stage.value: stage for stage in TransferStage}


@dataclass(frozen=True, slots=True)
class PathwayClock:
    """``start`` and ``end`` name a stage or a milestone; from the one to the other it may take ``limit``.

    ``confirmed``: a public source has this number for these moments; else the site has to confirm it.
    """

    clock_id: str
    start: str
    end: str
    limit: timedelta
    source: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Pathway:
    """``item`` is what a hospital must be rated for (急性腦中風, 重大外傷 ...), empty when any emergency will do."""

    pathway_id: str
    item: str
    clocks: tuple[PathwayClock, ...]

    def milestones(self) -> tuple[str, ...]:
        """The moments somebody has to tell, in order of the clocks."""
        names = (name for clock in self.clocks for name in (clock.start, clock.end))
        return tuple(dict.fromkeys(name for name in names if name not in _STAGES))


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of one transfer: when it began, and ended; None while that has not happened."""

    clock: PathwayClock
    began: datetime | None
    ended: datetime | None

    def taken(self, now: datetime) -> timedelta | None:
        """How long it took, or has taken until now; None before it began."""
        return None if self.began is None else max(timedelta(0), (self.ended or now) - self.began)

    def overdue(self, now: datetime) -> bool:
        """Whether it took, or has taken, longer than allowed."""
        taken = self.taken(now)
        return taken is not None and taken > self.clock.limit


def clock_states(transfer: Transfer, pathways: Mapping[str, Pathway]) -> tuple[ClockState, ...]:
    """The clocks of a transfer's pathway; none when it has none, or one that the rules do not know any more."""
    pathway = pathways.get(transfer.pathway)
    return tuple(_state(transfer, clock) for clock in pathway.clocks) if pathway else ()


def running(transfer: Transfer, pathways: Mapping[str, Pathway]) -> Iterator[ClockState]:
    """Those that have begun and still count: a transfer given up, or a patient who died, keeps none."""
    if transfer.stage in IN_OTHER_HANDS - {TransferStage.HANDED_OVER, TransferStage.CLOSED}:
        return iter(())
    return (state for state in clock_states(transfer, pathways) if state.began is not None and state.ended is None)


def _state(transfer: Transfer, clock: PathwayClock) -> ClockState:
    return ClockState(clock, _moment(transfer, clock.start), _moment(transfer, clock.end))


def _moment(transfer: Transfer, name: str) -> datetime | None:
    if name in _STAGES:
        return transfer.reached_at(_STAGES[name])
    told = transfer.milestone(name)
    return told.at if told else None
