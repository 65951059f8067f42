"""How prescriptions are written: what is in them, how they stand, until when they can be dispensed; no Qt."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.prescription import Prescription, PrescriptionState
from hah_console.services.dispensary import Line, PrescriptionRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

# i18n: rx.state.*  # i18n: rx.relationship.*  # i18n: orders.route.*
NEAR = timedelta(hours=12)
GROUP = 4
ToLocal = Callable[[datetime], datetime]


def line_words(texts: Texts, line: Line) -> str:
    """One medication."""
    route = texts.word("orders.route", line.route)
    every = texts("orders.every", hours=line.every_hours) if line.every_hours else texts("orders.once")
    return texts("rx.line", drug=line.drug, amount=line.amount, route=route, every=every, doses=line.doses)


def code_words(code: str) -> str:
    """A code in groups, as it is read out."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def expired(prescription: Prescription, now: datetime) -> bool:
    """Whether it can no longer be dispensed for its age."""
    return prescription.state is PrescriptionState.ISSUED and now > prescription.valid_until


def state_words(texts: Texts, prescription: Prescription, now: datetime) -> str:
    """One word."""
    return texts("rx.state.expired") if expired(prescription, now) else texts.word("rx.state", prescription.state)


def clock_words(texts: Texts, local: ToLocal, prescription: Prescription, now: datetime) -> str:
    """Time left to dispense it; since when it waits to be delivered; empty when nothing waits."""
    if prescription.state is PrescriptionState.ISSUED:
        at = near_clock(local(prescription.valid_until), local(now).date())
        left = prescription.valid_until - now
        key = "rx.left" if left >= timedelta(0) else "rx.over"
        return texts(key, age=age_text(texts, abs(left)), at=at)
    if prescription.state is PrescriptionState.DISPENSED and prescription.dispensed_at is not None:
        return texts("rx.waits_for_delivery", age=age_text(texts, now - prescription.dispensed_at))
    return ""


def urgency(prescription: Prescription, now: datetime) -> Priority | None:
    """How heavy it weighs: nearly too old to be dispensed, or too old."""
    if prescription.state is not PrescriptionState.ISSUED:
        return None
    left = prescription.valid_until - now
    return Priority.HIGH if left < timedelta(0) else Priority.MEDIUM if left < NEAR else None


def story(texts: Texts, local: ToLocal, row: PrescriptionRow, now: datetime) -> tuple[str, ...]:
    """What became of it: issued, dispensed, delivered, each with who and when."""
    one, today = row.prescription, local(now).date()
    told = [texts("rx.issued", at=near_clock(local(one.issued_at), today), who=row.issued_by)]
    if one.dispensed_at is not None:
        told.append(texts("rx.dispensed", at=near_clock(local(one.dispensed_at), today), who=row.dispensed_by))
    if one.receipt is not None:
        told.append(
            texts(
                "rx.delivered", at=near_clock(local(one.receipt.at), today), who=row.handed_by,
                to=one.receipt.received_by, relationship=texts.word("rx.relationship", one.receipt.relationship),
            )
        )  # fmt: skip
    return tuple(told)
