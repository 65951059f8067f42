"""The next dose of each patient on the board, with what is given: from the doses themselves and their orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from hah_console.domain.dose import Dose
from hah_console.domain.ids import OrderId, PatientId
from hah_console.domain.order import Order
from hah_console.services.board import NextDose
from hah_console.services.ports import UnitOfWork

BACK, AHEAD = timedelta(days=1), timedelta(days=2)
"""A dose nobody has settled stays for a day; what is due later than in two days is not next."""
DOSES = frozenset({"dose", "order", "episode", "site"})


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """The first doses of each patient, all of one moment, and their orders."""

    first: Mapping[PatientId, tuple[Dose, ...]] = field(default_factory=dict)
    orders: Mapping[OrderId, Order] = field(default_factory=dict)


def read_doses(uow: UnitOfWork, now: datetime, known: Mapping[OrderId, Order]) -> DoseFacts:
    """As of ``now``. PERF: what an order with doses gives never changes, so a ``known`` one is not read again."""
    doses = sorted(uow.doses.first_due(now - BACK, now + AHEAD), key=lambda dose: (dose.patient_id, dose.dose_id))
    wanted = {dose.order_id for dose in doses}
    new = {order.order_id: order for order in uow.orders.some(wanted - known.keys())}
    first = {pid: tuple(theirs) for pid, theirs in groupby(doses, key=lambda dose: dose.patient_id)}
    return DoseFacts(first, {order_id: order for order_id, order in {**known, **new}.items() if order_id in wanted})


def next_dose(facts: DoseFacts, names: Mapping[str, str], patient_id: PatientId) -> NextDose | None:
    """The oldest dose nobody has settled comes first, even when the one after it is due already."""
    doses = facts.first.get(patient_id, ())
    return _said(doses, facts.orders.get(doses[0].order_id), names) if doses else None


def _said(doses: Sequence[Dose], order: Order | None, names: Mapping[str, str]) -> NextDose:
    first, others = doses[0], len(doses) - 1
    if order is None or order.medication is None:
        return NextDose(first.due_at, first.window.latest, others=others)
    given = order.medication
    name = names.get(given.drug_id, given.drug_id)
    every = order.timing.every_hours
    return NextDose(first.due_at, first.window.latest, name, given.amount, every, given.continuous, others)
