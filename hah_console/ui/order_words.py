"""How orders, drugs and doses are written, the same on every screen; no Qt."""

from datetime import datetime, timedelta

from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import Dose, DoseStanding
from hah_console.domain.drug import Route
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderKind
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

PARTS = " · "
# i18n: orders.kind.*  # i18n: orders.state.*  # i18n: orders.stop.*  # i18n: orders.standing.*  # i18n: orders.why.*
# i18n: orders.giver.*  # i18n: orders.route.*  # i18n: orders.diluent.*  # i18n: orders.preparation.*


def order_title(texts: Texts, order: Order, drug: str, rules: CareRules) -> str:
    """What is ordered: drug and amount, or the kind with its subject."""
    if order.medication is not None:
        return f"{drug} {order.medication.amount}"
    kind = texts.word("orders.kind", order.kind)
    subject = subject_words(texts, order.kind, order.subject, rules)
    return f"{kind}{PARTS}{subject}" if subject else kind


def subject_words(texts: Texts, kind: OrderKind, subject: str, rules: CareRules) -> str:
    """The specimen's name in the language of the screen; any other subject as it was written."""
    known = rules.specimens.kinds.get(subject) if kind is OrderKind.SPECIMEN else None
    return known.labels.get(texts.language, subject) if known else subject


def order_how(texts: Texts, order: Order) -> str:
    """How often and how: route, interval, time it runs in."""
    return PARTS.join(part for part in (*_medication(texts, order.medication), _every(texts, order)) if part)


def _every(texts: Texts, order: Order) -> str:
    hours = order.timing.every_hours
    return texts("orders.every", hours=hours) if hours else texts("orders.once")


def _medication(texts: Texts, given: Medication | None) -> tuple[str, ...]:
    if given is None:
        return ()
    route = texts.word("orders.route", given.route)
    if given.continuous:
        return route, texts("orders.continuous")
    runs = given.route is Route.IV and given.infusion_minutes
    return (route, texts("orders.runs_in", minutes=given.infusion_minutes) if runs else "")


def order_span(texts: Texts, local_first: datetime, local_until: datetime | None) -> str:
    """From when to when."""
    today = local_first.date()
    if local_until is None:
        return f"{local_first:%m-%d %H:%M}"
    return texts("orders.span", first=f"{local_first:%m-%d %H:%M}", until=near_clock(local_until, today))


def standing_word(texts: Texts, standing: DoseStanding) -> str:
    """One word for how a dose stands."""
    return texts.word("orders.standing", standing)


def dose_clock(texts: Texts, dose: Dose, now: datetime) -> str:
    """Time until its window, time left in it, or time over; empty once somebody has said what became of it."""
    standing = dose.standing(now)
    if standing is DoseStanding.AHEAD:
        return texts("orders.opens_in", age=age_text(texts, dose.window.earliest - now))
    if standing is DoseStanding.DUE:
        return texts("orders.left", age=age_text(texts, dose.window.latest - now))
    if standing in (DoseStanding.LATE, DoseStanding.OVERDUE):
        return texts("orders.over", age=age_text(texts, max(now - dose.window.latest, timedelta(0))))
    return ""
