"""What became of the past of an invented site: doses given, now and then late or not, and the events of its cases."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zlib import crc32

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.dose import Dose, DoseState, Giver, NotGivenReason
from hah_console.domain.ids import CaseEventId, UserId
from hah_console.domain.order import Order
from hah_console.domain.specimen import Specimen

ORDERED_BY, GIVEN_BY = UserId("U-physician1"), UserId("U-nurse1")
"""Whom the invented past names."""
_RARELY_LATE, _RARELY_REFUSED, _RARELY_MISSED = 17, 41, 67
Event = tuple[CaseEventKind, datetime, tuple[tuple[str, str], ...]]


def lived(dose: Dose) -> Dose:
    """What became of a dose of the invented past: nearly always given, now and then late, refused or missed."""
    lot = crc32(dose.dose_id.encode())
    if lot % _RARELY_REFUSED == 0:
        return dose.not_given(GIVEN_BY, dose.window.latest, NotGivenReason.REFUSED)
    if lot % _RARELY_MISSED == 0:
        return dose.not_given(GIVEN_BY, dose.window.latest, NotGivenReason.NOT_AT_HOME)
    late = lot % _RARELY_LATE == 0
    at = dose.due_at + timedelta(minutes=70 + lot % 40 if late else lot % 55 - 15)
    giver = Giver.PATIENT if dose.task_id is None else Giver.STAFF
    return dose.given(GIVEN_BY, at, at, giver)


def order_events(order: Order, doses: Iterable[Dose]) -> Iterator[CaseEvent]:
    """What happened to an order and its doses."""
    medication = order.medication
    facts = (("drug", medication.drug_id if medication else order.subject), ("kind", order.kind.value))
    ordered_at = order.ordered_at or order.timing.first
    yield event_of(order, "order", order.order_id, (CaseEventKind.ORDERED, ordered_at, facts))
    for dose in doses:
        mine = (("order", order.order_id), ("until", dose.window.latest.isoformat()))
        yield event_of(order, "dose", dose.dose_id, (CaseEventKind.DOSE_DUE, dose.due_at, mine))
        if dose.state is not DoseState.DUE:
            yield event_of(order, "dose", dose.dose_id, outcome(dose))


def outcome(dose: Dose) -> Event:
    """What became of a dose that is no longer due."""
    at = dose.at or dose.due_at
    if dose.state is DoseState.GIVEN:
        giver = dose.giver.value if dose.giver else ""
        given = (("giver", giver), ("order", dose.order_id), ("standing", dose.standing(at).value))
        return CaseEventKind.DOSE_GIVEN, at, given
    missed = (("order", dose.order_id), ("reason", dose.reason), ("state", dose.state.value))
    return CaseEventKind.DOSE_NOT_GIVEN, at, missed


def event_of(order: Order, entity: str, entity_id: str, event: Event) -> CaseEvent:
    """An event of an order's case; its id is made of what it says, so that it is written once."""
    kind, at, facts = event
    event_id = CaseEventId(f"SITE-{entity_id}-{kind.value}")
    by = order.ordered_by or ORDERED_BY
    return CaseEvent(event_id, order.patient_id, order.episode_id, kind, at, at, by, entity, entity_id, facts)


def specimen_events(order: Order, specimen: Specimen) -> Iterator[CaseEvent]:
    """What happened to a specimen."""
    yield from order_events(order, ())
    for event in _specimen_story(specimen):
        yield event_of(order, "specimen", specimen.specimen_id, event)


def _specimen_story(specimen: Specimen) -> Iterator[Event]:
    kind = ("specimen", specimen.kind)
    if specimen.taken_at and specimen.valid_until:
        yield CaseEventKind.SPECIMEN_TAKEN, specimen.taken_at, (kind, ("until", specimen.valid_until.isoformat()))
    if specimen.received_at:
        yield CaseEventKind.SPECIMEN_RECEIVED, specimen.received_at, (("in_time", "yes"), kind)
    if specimen.culture is not None and specimen.culture.final:
        told = (("final", "yes"), ("growth", specimen.culture.growth.value), kind)
        yield CaseEventKind.RESULT_REPORTED, specimen.culture.reported_at, told
