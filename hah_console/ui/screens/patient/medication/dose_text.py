"""The lines of today's doses: what nobody has said anything of first, in order of time, then what has been settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.dose import OPEN, Dose, DoseStanding, DoseState
from hah_console.services.medication_record import DoseRow, MedicationRecord, OrderRow
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import PARTS, dose_clock, order_how, standing_word
from hah_console.ui.wording import clock_text, near_clock

AHEAD = timedelta(hours=24)
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class DoseLine:
    """One dose. ``clock`` is the time left or over, ``detail`` what became of it; ``late`` how heavy it weighs."""

    key: str
    when: str
    window: str
    title: str
    how: str
    standing: DoseStanding
    word: str
    clock: str
    detail: str
    late: Priority | None
    open: bool
    spoken: str


def lateness(standing: DoseStanding, urgency: WorkUrgency) -> Priority | None:
    """How heavy it weighs that a dose is late, by the rule pack; None for one that is not."""
    return {DoseStanding.LATE: urgency.dose_late, DoseStanding.OVERDUE: urgency.dose_unsettled}.get(standing)


def dose_lines(texts: Texts, local: ToLocal, record: MedicationRecord, now: datetime) -> tuple[DoseLine, ...]:
    """What is open until this time tomorrow, then what was settled today, the newest first."""
    today = local(now).date()
    pairs = record.dose_rows()
    wanted = [pair for pair in pairs if pair[1].dose.standing(now) in OPEN and pair[1].dose.due_at <= now + AHEAD]
    settled = [pair for pair in pairs if _settled_on(pair[1].dose, local) == today]
    settled.sort(key=lambda pair: pair[1].dose.at or pair[1].dose.due_at, reverse=True)
    return tuple(dose_line(texts, local, record, order, row, now) for order, row in (*wanted, *settled))


def _settled_on(dose: Dose, local: ToLocal) -> object:
    settled = dose.state not in (DoseState.DUE, DoseState.WITHDRAWN)
    return local(dose.at).date() if settled and dose.at is not None else None


def dose_line(
    texts: Texts, local: ToLocal, record: MedicationRecord, order: OrderRow, row: DoseRow, now: datetime
) -> DoseLine:
    """One dose in words."""
    dose, standing = row.dose, row.dose.standing(now)
    given = order.order.medication
    title = f"{order.drug} {given.amount}" if given else order.drug
    word, clock = standing_word(texts, standing), dose_clock(texts, dose, now)
    window = texts(
        "medication.window",
        **{"from": clock_text(local(dose.window.earliest)), "to": clock_text(local(dose.window.latest))},
    )
    when, detail = near_clock(local(dose.due_at), local(now).date()), outcome(texts, local, row, now)
    parts = (when, title, word, clock, window, detail)
    return DoseLine(
        key=dose.dose_id,
        when=when,
        window=window,
        title=title,
        how=order_how(texts, order.order),
        standing=standing,
        word=word,
        clock=clock,
        detail=detail,
        late=lateness(standing, record.urgency),
        open=standing in OPEN,
        spoken=texts("medication.comma").join(part for part in parts if part),
    )


def outcome(texts: Texts, local: ToLocal, row: DoseRow, now: datetime) -> str:
    """Who gave it when, or why it was not given; of an open one who comes with it."""
    dose = row.dose
    parts = [_told(texts, local, row, now), dose.note]
    if dose.first:
        parts.append(texts("medication.first_at_home"))
    if row.corrected:
        parts.append(texts("medication.corrected"))
    return PARTS.join(part for part in parts if part)


def _told(texts: Texts, local: ToLocal, row: DoseRow, now: datetime) -> str:
    dose, today = row.dose, local(now).date()
    if dose.state is DoseState.DUE:
        if row.planned_at is None:
            return "" if dose.task_id is None else texts("medication.no_visit")
        return texts("medication.visit", who=row.visitor, at=near_clock(local(row.planned_at), today))
    at = near_clock(local(dose.at), today) if dose.at else ""
    if dose.state is DoseState.GIVEN:
        giver = texts.word("orders.giver", dose.giver) if dose.giver else ""
        return texts("medication.given", at=at, who=row.by, giver=giver)
    why = texts.word("orders.why", dose.reason) if dose.reason else texts("medication.order_stopped")
    return texts("medication.was_not_given", at=at, who=row.by, why=why)
