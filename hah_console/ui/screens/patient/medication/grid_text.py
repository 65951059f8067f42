"""The medication record as a grid of orders by days: what every cell shows and says; no Qt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.dose import DoseStanding
from hah_console.domain.order import OrderState
from hah_console.services.medication_record import MedicationRecord, OrderRow
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import order_how, standing_word
from hah_console.ui.screens.patient.medication.dose_text import ToLocal, lateness
from hah_console.ui.wording import clock_text, weekday

DAYS_AHEAD = 6


@dataclass(frozen=True, slots=True)
class GridDay:
    """A column. ``label`` has day and weekday."""

    day: date
    label: str
    today: bool


@dataclass(frozen=True, slots=True)
class GridMark:
    """One dose in a cell: the moment it was due, or given."""

    key: str
    at: str
    standing: DoseStanding
    word: str
    late: Priority | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A medication order; ``cells`` stand in the order of the days. ``ended``: nothing more comes of it."""

    key: str
    title: str
    how: str
    ended: bool
    cells: tuple[tuple[GridMark, ...], ...]
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All medication orders of the admission that have doses."""

    days: tuple[GridDay, ...]
    rows: tuple[GridRow, ...]

    @property
    def today(self) -> int:
        """The column of today; 0 when it is not there."""
        return next((place for place, day in enumerate(self.days) if day.today), 0)


def grid_of(texts: Texts, local: ToLocal, record: MedicationRecord, now: datetime) -> Grid:
    """From the first dose to the last one, at most some days ahead."""
    orders = [row for row in record.orders if row.doses and row.order.medication is not None]
    dates = [local(row.dose.due_at).date() for order in orders for row in order.doses]
    if not dates:
        return Grid((), ())
    today = local(now).date()
    first, last = min(*dates, today), max(min(max(dates), today + timedelta(days=DAYS_AHEAD)), today)
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    heads = tuple(GridDay(day, f"{day:%m-%d} {weekday(texts, day)}", day == today) for day in days)
    return Grid(heads, tuple(_row(texts, local, record, order, heads, now) for order in orders))


def _row(
    texts: Texts, local: ToLocal, record: MedicationRecord, order: OrderRow, days: tuple[GridDay, ...], now: datetime
) -> GridRow:
    by_day: dict[date, list[GridMark]] = {}
    for row in order.doses:
        dose, standing = row.dose, row.dose.standing(now)
        at = dose.at if dose.at is not None and standing is not DoseStanding.WITHDRAWN else dose.due_at
        mark = GridMark(
            dose.dose_id, clock_text(local(at)), standing, standing_word(texts, standing),
            lateness(standing, record.urgency),
        )  # fmt: skip
        by_day.setdefault(local(dose.due_at).date(), []).append(mark)
    given = order.order.medication
    title = f"{order.drug} {given.amount}" if given else order.drug
    cells = tuple(tuple(by_day.get(head.day, ())) for head in days)
    spoken = tuple(_spoken(texts, title, head, cell) for head, cell in zip(days, cells, strict=True))
    ended = order.order.state in (OrderState.STOPPED, OrderState.COMPLETED)
    return GridRow(order.order.order_id, title, order_how(texts, order.order), ended, cells, spoken)


def _spoken(texts: Texts, title: str, head: GridDay, cell: tuple[GridMark, ...]) -> str:
    marks = texts("medication.comma").join(f"{mark.at} {mark.word}" for mark in cell)
    return f"{title} {head.label} {marks or texts('medication.nothing')}"
