"""What changed in one case since the last round: doses, cultures, antibiotics, clocks, what was written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hah_console.domain.alarm import Alarm
from hah_console.domain.care_clock import CareClock
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.dose import Dose, DoseStanding
from hah_console.domain.ids import OrderId
from hah_console.domain.lab import LabResult
from hah_console.domain.order import Order, OrderState
from hah_console.domain.specimen import Growth, Specimen, SpecimenState
from hah_console.services.context import Context
from hah_console.services.round import CultureTally, DoseTally, RoundRules, Since

GIVEN = frozenset({DoseStanding.GIVEN, DoseStanding.GIVEN_LATE, DoseStanding.GIVEN_EARLY})
WAITING = frozenset({DoseStanding.LATE, DoseStanding.OVERDUE})
_PENDING = frozenset({SpecimenState.TAKEN, SpecimenState.RECEIVED})


def doses_of(doses: Iterable[Dose], orders: Iterable[Order], since: datetime, now: datetime) -> DoseTally:
    """What became of the doses that were due from ``since`` on, and of older ones nobody has settled."""
    standings = [(dose, dose.standing(now)) for dose in doses]
    counted = [standing for dose, standing in standings if dose.due_at >= since or standing in WAITING]
    return DoseTally(
        ordered=any(order.kind.medication and order.state is OrderState.ACTIVE for order in orders),
        given=sum(standing in GIVEN for standing in counted),
        given_late=counted.count(DoseStanding.GIVEN_LATE),
        missed=counted.count(DoseStanding.MISSED),
        refused=counted.count(DoseStanding.REFUSED),
        waiting=sum(standing in WAITING for standing in counted),
    )


def antibiotic_day(
    ctx: Context, rules: RoundRules, orders: Iterable[Order], first_given: Mapping[OrderId, datetime], now: datetime
) -> int | None:
    """Day n of antibiotics in this stay, the day of the first dose given being day 1; None while none is running."""
    mine = antibiotics(rules, orders)
    given = [first_given[order.order_id] for order in mine if order.order_id in first_given]
    if not given or all(order.state is not OrderState.ACTIVE for order in mine):
        return None
    return (ctx.local(now).date() - ctx.local(min(given)).date()).days + 1


def antibiotics(rules: RoundRules, orders: Iterable[Order]) -> list[Order]:
    """The orders of an antibiotic that were ever active."""
    ordered = (order for order in orders if order.medication is not None and order.state is not OrderState.DRAFT)
    return [order for order in ordered if order.medication and rules.antibiotic(order.medication.drug_id)]


def cultures_of(specimens: Sequence[Specimen], since: datetime) -> CultureTally:
    """Cultures that wait for their first report, and reports after ``since``; only specimens of a culture are given."""
    waits = [s for s in specimens if s.culture is None and s.state in _PENDING]
    told = [s.culture for s in specimens if s.culture is not None and s.culture.reported_at > since]
    return CultureTally(len(waits), len(told), sum(culture.growth is Growth.GROWS for culture in told))


def new_since(
    events: Iterable[CaseEvent], alarms: Iterable[Alarm], results: Iterable[LabResult], since: datetime
) -> Since:
    """How much came after ``since``."""
    later = [event for event in events if event.at > since]
    kinds = [event.kind for event in later]
    return Since(
        alarms=sum(alarm.raised_at > since for alarm in alarms),
        results=sum(result.reported_at > since for result in results),
        notes=kinds.count(CaseEventKind.NOTE_WRITTEN),
        visits=len({event.entity_id for event in later if event.kind is CaseEventKind.ARRIVED}),
        contacts=kinds.count(CaseEventKind.CONTACT_HELD),
    )


def near_clocks(clocks: Iterable[CareClock]) -> tuple[CareClock, ...]:
    """Those that are near or overdue, the most urgent first."""
    pressing = [clock for clock in clocks if clock.is_open and clock.priority is not None]
    return tuple(sorted(pressing, key=lambda clock: (-(clock.priority or 0), clock.limit_at or clock.started_at)))


def physician_s(clocks: Sequence[CareClock], clock_id: str) -> CareClock | None:
    """The open clock of this name that ends first; None when it is met or not owed."""
    mine = [clock for clock in clocks if clock.clock_id == clock_id and clock.is_open]
    return min(mine, key=lambda clock: clock.limit_at or clock.started_at, default=None)
