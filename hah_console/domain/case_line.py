"""The line of events of one case in order, and when the case was on hold or closed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock_rule import Trigger

CORRECTS = "corrects"
"""A fact (any value) of an event that puts right what was told before of the same kind about the same thing."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``begin`` to ``end``; without an end as long as can be seen."""

    begin: datetime
    end: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.begin <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Events up to a moment, each once, in the order in which they happened. A case that was closed stays closed."""

    events: tuple[CaseEvent, ...]
    holds: tuple[Span, ...]
    closed_at: datetime | None
    by_kind: Mapping[CaseEventKind, tuple[CaseEvent, ...]]
    """PERF(clocks): a rule looks for its two or three kinds, and most kinds happened once or never."""

    @classmethod
    def of(cls, events: Iterable[CaseEvent], now: datetime) -> "CaseLine":
        """Events written down in any order, or twice; one that lies ahead of ``now`` has not happened yet."""
        known = _corrected({event.event_id: event for event in events}.values())
        line = tuple(sorted((e for e in known if e.at <= now), key=lambda event: (event.at, event.event_id)))
        closed_at = next((event.at for event in line if event.kind is CaseEventKind.CLOSED), None)
        return cls(line, _holds(line), closed_at, _by_kind(line))

    def matching(self, triggers: tuple[Trigger, ...]) -> tuple[CaseEvent, ...]:
        """The events some trigger means, in order."""
        kinds = {trigger.kind for trigger in triggers} & self.by_kind.keys()
        if not kinds:
            return ()
        some = self.by_kind[kinds.pop()] if len(kinds) == 1 else [e for e in self.events if e.kind in kinds]
        return tuple([event for event in some if any(trigger.matches(event) for trigger in triggers)])

    def stretch(self, starts: tuple[Trigger, ...]) -> CaseEvent | None:
        """The event with which the case begins to be active; None when it was closed before, or never begun."""
        begun = next(iter(self.matching(starts)), None)
        over = begun is not None and self.closed_at is not None and begun.at >= self.closed_at
        return None if over else begun

    def hold_at(self, moment: datetime) -> Span | None:
        """The hold in which a moment lies."""
        return next((hold for hold in self.holds if hold.holds(moment)), None)

    def active_from(self, moment: datetime, *, pauses: bool) -> datetime | None:
        """The first moment from this one on at which the case is not on hold, if holds count; None: none in sight."""
        for hold in self.holds if pauses else ():
            if hold.holds(moment):
                if hold.end is None:
                    return None
                moment = hold.end
        return moment


def _by_kind(line: tuple[CaseEvent, ...]) -> dict[CaseEventKind, tuple[CaseEvent, ...]]:
    found: defaultdict[CaseEventKind, list[CaseEvent]] = defaultdict(list)
    for event in line:
        found[event.kind].append(event)
    return {kind: tuple(events) for kind, events in found.items()}


def _corrected(events: Iterable[CaseEvent]) -> Iterator[CaseEvent]:
    """A correction takes the place of all of its kind about the same thing that were written down before it."""
    last: dict[tuple[str, str, str], CaseEvent] = {}
    told = tuple(events)
    for event in told:
        if event.fact(CORRECTS):
            about = (event.kind.value, event.entity, event.entity_id)
            last[about] = max(last.get(about, event), event, key=_written)
    for event in told:
        correction = last.get((event.kind.value, event.entity, event.entity_id))
        if correction is None or _written(event) >= _written(correction):
            yield event


def _written(event: CaseEvent) -> tuple[datetime, bool, str]:
    """In order of writing; a correction after what was written at the same moment."""
    return (event.recorded_at, bool(event.fact(CORRECTS)), event.event_id)


def _holds(line: tuple[CaseEvent, ...]) -> tuple[Span, ...]:
    """On hold until resumed or closed; a second hold within one changes nothing."""
    found: list[Span] = []
    since: datetime | None = None
    for event in line:
        if event.kind is CaseEventKind.ON_HOLD and since is None:
            since = event.at
        elif event.kind in (CaseEventKind.RESUMED, CaseEventKind.CLOSED) and since is not None:
            found.append(Span(since, event.at))
            since = None
    return (*found, Span(since, None)) if since is not None else tuple(found)
