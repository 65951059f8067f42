"""The stops of a route at the store and at laboratories as a worker makes them: several of one kind are one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from hah_console.domain.halt_report import HaltState, Said, halt_ids
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import HaltId, StaffId
from hah_console.domain.place import Place
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.domain.staff import Staff
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit, RouteSummary
from hah_console.services.supply import point_id

_ORDER = tuple(HaltState)


@dataclass(frozen=True, slots=True)
class HaltGroup:
    """What is done in one stop, in the order of the day; ``names`` are its parts, one for each thing that is moved."""

    names: tuple[HaltId, ...]
    halts: tuple[PlannedHalt, ...]

    @property
    def kind(self) -> HaltKind:
        """What is done."""
        return self.halts[0].kind

    @property
    def place(self) -> Place:
        """Where."""
        return self.halts[0].place

    @property
    def start(self) -> datetime:
        """When the first of it begins by the plan."""
        return self.halts[0].start

    @property
    def departure(self) -> datetime:
        """When the last of it ends by the plan."""
        return self.halts[-1].departure

    def state(self, said: Said) -> HaltState:
        """Where the worker is with it: as far as with the part that is least far."""
        return min((said.state(name) for name in self.names), key=_ORDER.index)

    def missing(self, said: Said) -> tuple[HaltId, ...]:
        """What was not there when the rest was loaded or brought back; nothing as long as nothing of it is done."""
        left = tuple(name for name in self.names if said.state(name) is not HaltState.DONE)
        return left if len(left) < len(self.names) else ()

    def since(self, said: Said) -> datetime | None:
        """When that was said."""
        found = [report.at for name in self.names if (report := said.last(name)) is not None]
        return max(found, default=None)


def groups_of(plan: DayPlan, staff_id: StaffId, during: RouteSummary | None = None) -> list[HaltGroup]:
    """A worker's stops at no patient's, of one route or of the day; between two visits, all of one kind at one place
    are one."""
    named = halt_ids(plan.halts).items()
    mine = [(name, halt) for name, halt in named if halt.staff_id == staff_id and _within(halt, during)]
    starts = [visit.start for visit in plan.visits if visit.staff_id == staff_id and _within(visit, during)]

    def turn(item: tuple[HaltId, PlannedHalt]) -> tuple[HaltKind, Place, int]:
        return item[1].kind, item[1].place, sum(start < item[1].start for start in starts)

    found = [list(rows) for _, rows in groupby(mine, key=turn)]
    return [HaltGroup(tuple(name for name, _ in rows), tuple(halt for _, halt in rows)) for rows in found]


def _within(stop: PlannedHalt | PlannedVisit, route: RouteSummary | None) -> bool:
    return route is None or route.starts_at <= stop.start <= route.ends_at


def with_ends(plan: DayPlan, staff: Mapping[StaffId, Staff], hospitals: Iterable[Hospital]) -> DayPlan:
    """The plan with handing in at the end of each route that ends where a laboratory is: the engine needs no stop for
    that, the worker does."""
    laboratories = {point_id(hospital.place): hospital.place for hospital in hospitals if hospital.is_laboratory}
    ends = []
    for route in plan.routes:
        place = laboratories.get(point_id(staff[route.staff_id].base)) if route.staff_id in staff else None
        visits = [visit.start for visit in plan.visits if visit.staff_id == route.staff_id and _within(visit, route)]
        handed = [h.start for h in plan.halts if h.kind is HaltKind.HAND_IN and h.staff_id == route.staff_id]
        if place is not None and visits and not any(max(visits) < start <= route.ends_at for start in handed):
            at = route.ends_at
            ends.append(PlannedHalt(route.staff_id, HaltKind.HAND_IN, None, place, at, at, at, 0, 0))
    return replace(plan, halts=(*plan.halts, *ends)) if ends else plan


def left_behind(plan: DayPlan, said: Said) -> frozenset[HaltId]:
    """SAFETY(left behind): what somebody did not take when she took the rest is not aboard, however late it is."""
    if not said.names:
        return frozenset()
    groups = (group for staff_id in {halt.staff_id for halt in plan.halts} for group in groups_of(plan, staff_id))
    return frozenset(name for group in groups for name in group.missing(said))


def in_the_bag(group: HaltGroup, own: Iterable[Specimen], visits: Sequence[PlannedVisit]) -> tuple[Specimen, ...]:
    """What a worker has collected before she comes to a laboratory and no laboratory has yet, the most pressing first;
    a specimen that was taken at another visit than planned is there, too."""
    later = {visit.task_id for visit in visits if visit.start > group.start}
    taken = [s for s in own if s.state is SpecimenState.TAKEN and s.task_id not in later]
    return tuple(sorted(taken, key=lambda s: (s.valid_until is None, s.valid_until, s.specimen_id)))


def place_name(place: Place, hospitals: Iterable[Hospital]) -> str:
    """The hospital that stands there; where none is known the address."""
    here = [h for h in hospitals if (h.place.lat, h.place.lon) == (place.lat, place.lon)]
    return here[0].name if here else place.address


def by_task(own: Iterable[Specimen]) -> Mapping[str, int]:
    """How many specimens are still to be collected at each visit."""
    return Counter(one.task_id for one in own if one.state is SpecimenState.WANTED and one.task_id is not None)
