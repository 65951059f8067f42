"""The lines of all orders of an admission: running, waiting for a signature, ended with the reason."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.care_rules import CareRules
from hah_console.domain.order import Order, OrderState
from hah_console.services.medication_record import MedicationRecord, OrderRow
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import PARTS, order_how, order_span, order_title
from hah_console.ui.screens.patient.medication.dose_text import ToLocal
from hah_console.ui.wording import near_clock


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order; ``word`` is its state, ``detail`` who and why. ``medication``: it has doses."""

    key: str
    state: OrderState
    word: str
    title: str
    how: str
    detail: str
    medication: bool
    spoken: str


def order_lines(
    texts: Texts, local: ToLocal, rules: CareRules, record: MedicationRecord, now: datetime
) -> tuple[OrderLine, ...]:
    """All orders, in the order of the record."""
    return tuple(order_line(texts, local, rules, row, now) for row in record.orders)


def order_line(texts: Texts, local: ToLocal, rules: CareRules, row: OrderRow, now: datetime) -> OrderLine:
    """One order in words."""
    order, timing = row.order, row.order.timing
    word = texts.word("orders.state", order.state)
    title = order_title(texts, order, row.drug, rules)
    span = order_span(texts, local(timing.first), local(timing.until) if timing.until else None)
    how = PARTS.join(part for part in (order_how(texts, order), span, _left(texts, row)) if part)
    detail = PARTS.join(part for part in (_author(texts, row), _override(texts, order), _end(texts, local, row, now),
                                          order.note) if part)  # fmt: skip
    spoken = texts("medication.comma").join(part for part in (word, title, how, detail) if part)
    return OrderLine(order.order_id, order.state, word, title, how, detail, order.medication is not None, spoken)


def _left(texts: Texts, row: OrderRow) -> str:
    active = row.order.state is OrderState.ACTIVE and row.doses
    return texts("medication.doses_left", count=row.left, all=len(row.doses)) if active else ""


def _author(texts: Texts, row: OrderRow) -> str:
    if row.order.ordered_by is not None:
        return texts("medication.ordered_by", who=row.ordered_by)
    return texts("medication.prepared_by", who=row.prepared_by)


def _override(texts: Texts, order: Order) -> str:
    """Checked, overridden because."""
    if order.check is None or order.check.override is None:
        return ""
    return texts("orders.overridden", why=order.check.override.reason)


def _end(texts: Texts, local: ToLocal, row: OrderRow, now: datetime) -> str:
    order = row.order
    if order.ended_at is None or order.state is not OrderState.STOPPED:
        return ""
    at = near_clock(local(order.ended_at), local(now).date())
    why = texts.word("orders.stop", order.stop_reason) if order.stop_reason else ""
    said = texts("medication.stopped", at=at, who=row.ended_by, why=why)
    return f"{said}{PARTS}{order.stop_note}" if order.stop_note else said
