"""Loads the orders, specimens and results of a site pack; of an invented site also what became of past doses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import Dose
from hah_console.domain.drug import Route
from hah_console.domain.ids import DoseId, LabResultId, OrderId, PatientId, SpecimenId, TaskId
from hah_console.domain.lab import LabResult
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.quantity import Quantity
from hah_console.domain.site_care import PackMedication, PackResult, PackSpecimen
from hah_console.domain.site_day import PackDay, moment
from hah_console.domain.site_pack import SitePack
from hah_console.domain.specimen import Culture, Growth, Specimen, Transport
from hah_console.domain.timing import Timing, due_times
from hah_console.services.care_history import (
    GIVEN_BY,
    ORDERED_BY,
    event_of,
    lived,
    order_events,
    outcome,
    specimen_events,
)
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.site_days import DAY_MINUTES

_CULTURE_TAKES = timedelta(hours=48)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Loading:
    """One loading: where to, from what, for which day."""

    uow: UnitOfWork
    pack: SitePack
    rules: CareRules
    day: date
    now: datetime

    def at(self, day: PackDay, minutes: int) -> datetime:
        """A moment of the pack in UTC."""
        return moment(day.resolved(self.day), minutes, self.pack.site.zone).astimezone(UTC)


def load_site_care(ctx: Context, actor: Actor, pack: SitePack, rules: CareRules, day: date) -> Changes:
    """Put what is missing of the pack's orders, specimens and results into the store, dated for ``day``.

    Doses before now are added only for a synthetic site, with what became of them; a real site's past is not invented.
    Raises NotPermitted, InvalidInput for a drug or specimen the rule packs do not know.
    """
    require(actor, Action.LOAD_SITE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        load = _Loading(uow, pack, rules, day, now)
        new = _add_orders(load) + _add_results(load) + _live_through(load)
        if not new:
            return Changes()
        record(uow, actor, now, "load_site_care", "site", pack.site.site_id, None, rows=str(new))
        uow.changed("load_site", "order", "", actor, now)
        return uow.commit()


def _add_orders(load: _Loading) -> int:
    """Those not there yet, of admissions that are open; returns how many."""
    people = {episode.episode_id: episode.patient_id for episode in load.uow.episodes.open()}
    known = {order.order_id for episode_id in people for order in load.uow.orders.of_episode(episode_id)}
    medications = [r for r in load.pack.medications if r.episode_id in people and r.order_id not in known]
    specimens = [r for r in load.pack.specimens if r.episode_id in people and r.order_id not in known]
    for row in medications:
        _add_medication(load, row, people[row.episode_id])
    for wanted in specimens:
        _add_specimen(load, wanted, people[wanted.episode_id])
    return len(medications) + len(specimens)


def _add_medication(load: _Loading, row: PackMedication, patient_id: PatientId) -> None:
    load.rules.drugs.drug(row.drug_id)
    order = _order(load, row, patient_id)
    doses = tuple(_doses(load, row, order))
    load.uow.orders.save(order)
    load.uow.doses.add_many(doses)
    load.uow.case_events.add(*order_events(order, doses))


def _order(load: _Loading, row: PackMedication, patient_id: PatientId) -> Order:
    first, until = load.at(row.first, row.first_minutes), load.at(row.last, DAY_MINUTES)
    given = Medication(row.drug_id, row.amount, row.route, row.infusion_minutes, row.continuous, row.preparation)
    return Order(
        order_id=OrderId(row.order_id),
        episode_id=row.episode_id,
        patient_id=patient_id,
        kind=OrderKind.IV_DOSE if row.route is Route.IV else OrderKind.ORAL_DOSE,
        timing=Timing(first, row.every_hours, until),
        prepared_by=ORDERED_BY,
        prepared_at=first - timedelta(hours=1),
        state=OrderState.ACTIVE,
        medication=given,
        ordered_by=ORDERED_BY,
        ordered_at=first - timedelta(hours=1),
    )


def _doses(load: _Loading, row: PackMedication, order: Order) -> Iterator[Dose]:
    """Ids carry day and number, as those of the visits that bring them."""
    seen: dict[date, int] = {}
    for due_at in due_times(order.timing, load.pack.site.zone):
        on = due_at.astimezone(load.pack.site.zone).date()
        seen[on] = seen.get(on, 0) + 1
        dose = _dose(load, row, order, due_at, f"{on:%Y%m%d}-{seen[on]}")
        past = dose.window.latest < load.now
        if load.pack.site.synthetic or not past:
            yield lived(dose) if past else dose


def _dose(load: _Loading, row: PackMedication, order: Order, due_at: datetime, number: str) -> Dose:
    return Dose(
        dose_id=DoseId(f"{order.order_id}-{number}"),
        order_id=order.order_id,
        episode_id=order.episode_id,
        patient_id=order.patient_id,
        due_at=due_at,
        window=load.rules.orders.window_of(due_at, order.timing.every_hours),
        task_id=TaskId(f"{row.work_id}-{number}") if row.work_id else None,
    )


def _add_specimen(load: _Loading, row: PackSpecimen, patient_id: PatientId) -> None:
    wanted_at = load.at(row.day, row.minutes)
    past = wanted_at < load.now and not row.work_id
    order = Order(
        order_id=OrderId(row.order_id),
        episode_id=row.episode_id,
        patient_id=patient_id,
        kind=OrderKind.SPECIMEN,
        timing=Timing(wanted_at),
        prepared_by=ORDERED_BY,
        prepared_at=wanted_at,
        state=OrderState.COMPLETED if past else OrderState.ACTIVE,
        subject=row.kind,
        ordered_by=ORDERED_BY,
        ordered_at=wanted_at,
    )
    specimen = _specimen(load, row, order)
    specimen = _received(load, row, specimen) if past else specimen
    load.uow.orders.save(order)
    load.uow.specimens.save(specimen)
    load.uow.case_events.add(*specimen_events(order, specimen))


def _specimen(load: _Loading, row: PackSpecimen, order: Order) -> Specimen:
    load.rules.specimens.kind(row.kind)
    task_id = TaskId(f"{row.work_id}-{row.day.resolved(load.day):%Y%m%d}-1") if row.work_id else None
    ids = (SpecimenId(f"{row.order_id}-S"), order.order_id, order.episode_id, order.patient_id)
    return Specimen(*ids, row.kind, order.timing.first, task_id=task_id)


def _received(load: _Loading, row: PackSpecimen, specimen: Specimen) -> Specimen:
    windows, at = load.rules.specimens.kind(row.kind).windows, specimen.wanted_at
    way = Transport.ROOM if Transport.ROOM in windows else next(iter(windows))
    there = at + min(timedelta(minutes=75), windows[way])
    taken = specimen.taken(GIVEN_BY, at, way, load.rules.specimens, load.now)
    return replace(taken.received(there, max(load.now, there)), culture=_culture(row, at, load.now))


def _culture(row: PackSpecimen, taken_at: datetime, now: datetime) -> Culture | None:
    """The final report two days after; until then nothing has grown yet."""
    if row.growth is None:
        return None
    reported_at = taken_at + _CULTURE_TAKES
    if reported_at > now:
        return Culture(Growth.NONE_YET, taken_at + timedelta(hours=18), final=False)
    return Culture(row.growth, reported_at, True, row.organism)


def _add_results(load: _Loading) -> int:
    """Those of the past, of people who have none yet; returns how many."""
    rows = [(number, row) for number, row in enumerate(load.pack.results) if load.at(row.day, row.minutes) < load.now]
    people = {row.patient_id for _, row in rows}
    known = {person for person in people if load.uow.lab_results.of_patient(person, _EVER, load.now)}
    new = [_result(load, number, row) for number, row in rows if row.patient_id not in known]
    for result in new:
        load.uow.lab_results.save(result)
    return len(new)


def _result(load: _Loading, number: int, row: PackResult) -> LabResult:
    taken_at = load.at(row.day, row.minutes)
    return LabResult(
        result_id=LabResultId(f"LR-{number:04}-{row.patient_id}"),
        patient_id=row.patient_id,
        analyte=row.analyte,
        quantity=Quantity(row.value, row.unit),
        specimen_at=taken_at,
        reported_at=min(taken_at + timedelta(minutes=90), load.now),
        source=row.source,
    )


def _live_through(load: _Loading) -> int:
    """An invented site nobody looked at for days: what was due on those days came to pass; returns how many doses."""
    if not load.pack.site.synthetic:
        return 0
    uow, begins = load.uow, load.at(PackDay(offset=0), 0)
    own = {OrderId(row.order_id) for row in load.pack.medications}
    past = [dose for dose in uow.doses.due_before(begins) if dose.order_id in own and dose.window.latest < begins]
    orders = {order_id: uow.orders.get(order_id) for order_id in {dose.order_id for dose in past}}
    for dose in past:
        settled = uow.doses.save(lived(dose))
        uow.case_events.add(event_of(orders[dose.order_id], "dose", dose.dose_id, outcome(settled)))
    return len(past)
