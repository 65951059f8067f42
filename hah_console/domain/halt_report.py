"""What is said of stops at the store and at laboratories: reached, done, each thing once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.ids import FieldReportId, HaltId, SpecimenId, StaffId, TaskId
from hah_console.domain.visit import HaltKind, PlannedHalt


class HaltState(StrEnum):
    """AHEAD: nobody has said anything yet."""

    AHEAD = "ahead"
    ARRIVED = "arrived"
    DONE = "done"


_ORDER = tuple(HaltState)


def halt_ids(halts: Iterable[PlannedHalt]) -> dict[HaltId, PlannedHalt]:
    """The stops of a plan at no patient's by name: what is loaded or brought back by its task, which stays the same in
    every plan of the day; handing in by who does it and the how many of her day."""
    found, handed = dict[HaltId, PlannedHalt](), dict[StaffId, int]()
    for halt in sorted(halts, key=lambda one: (one.start, one.kind, one.task_id or "")):
        name = str(halt.task_id)
        if halt.task_id is None:
            handed[halt.staff_id] = handed.get(halt.staff_id, 0) + 1
            name = f"{halt.staff_id}:{handed[halt.staff_id]}"
        found[HaltId(f"{halt.kind.value}:{name}")] = halt
    return found


@dataclass(frozen=True, slots=True)
class HaltReport:
    """What somebody said of ``halts`` that are made in one, once. ``at`` is by the service's clock, ``told_at`` what
    the phone's clock showed; ``received_at`` is later for what waited on a phone without a network. ``specimens``:
    those that were handed in. ``source``: the phone's pass, or the desk. Without ``effect`` it was known before.
    """

    report_id: FieldReportId
    day: date
    staff_id: StaffId
    halts: tuple[HaltId, ...]
    state: HaltState
    at: datetime
    received_at: datetime
    by: str
    source: str
    told_at: datetime | None = None
    specimens: tuple[SpecimenId, ...] = ()
    effect: bool = True
    version: int = 0

    def says_the_same(self, other: "HaltReport") -> bool:
        """Whether a report under the same id is this one once more, and not an altered one."""
        return self == replace(
            other, at=self.at, received_at=self.received_at, day=self.day, by=self.by, effect=self.effect,
            version=self.version,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a day's stops at the store and at laboratories, in the order in which it came."""

    reports: tuple[HaltReport, ...] = ()
    _last: Mapping[HaltId, HaltReport] = field(init=False, default_factory=dict, compare=False)
    _first: Mapping[HaltId, HaltReport] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        counting = [report for report in self.reports if report.effect]
        object.__setattr__(self, "_last", {name: report for report in counting for name in report.halts})
        object.__setattr__(self, "_first", {name: r for r in reversed(counting) for name in r.halts})

    @property
    def names(self) -> tuple[HaltId, ...]:
        """Stops of which something was said."""
        return tuple(self._last)

    def last(self, halt_id: HaltId) -> HaltReport | None:
        """What was said last of a stop."""
        return self._last.get(halt_id)

    def state(self, halt_id: HaltId) -> HaltState:
        """Where somebody is with a stop."""
        found = self._last.get(halt_id)
        return found.state if found else HaltState.AHEAD

    def reached(self, halt_id: HaltId) -> datetime | None:
        """When somebody was there first."""
        found = self._first.get(halt_id)
        return found.at if found else None

    def may(self, halt_id: HaltId, to: HaltState) -> bool:
        """Whether a stop can go on to this state."""
        return _ORDER.index(to) > _ORDER.index(self.state(halt_id))


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Told:
    """``halts`` of which something was ``said``, as they were planned for whoever said it."""

    said: Said = NOTHING_SAID
    halts: Mapping[HaltId, PlannedHalt] = field(default_factory=dict)

    def reached(self, halt_id: HaltId) -> datetime | None:
        """When somebody was there first."""
        return self.said.reached(halt_id)

    @property
    def loaded(self) -> Mapping[TaskId, datetime]:
        """When what was loaded for a task really left the store."""
        found = (
            (halt.task_id, self.said.last(name)) for name, halt in self.halts.items() if halt.kind is HaltKind.LOAD
        )
        return {task: said.at for task, said in found if task is not None and said and said.state is HaltState.DONE}

    def aboard(self, since: datetime) -> Mapping[TaskId, StaffId]:
        """Who has said since a moment that something is loaded."""
        told = ((halt, self.said.last(name)) for name, halt in self.halts.items() if halt.kind is HaltKind.LOAD)
        later = (h for h, report in told if report and report.state is HaltState.DONE and report.received_at > since)
        return {halt.task_id: halt.staff_id for halt in later if halt.task_id is not None}


NOTHING_TOLD = Told()
