"""Rows of orders; medication, wish and check are open structures."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hah_console.adapters.db.mapping.check_record import check_of, check_text
from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
)
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.ids import EpisodeId, OrderId, PatientId, StaffId, UserId
from hah_console.domain.medication_check import FirstDose, Medication
from hah_console.domain.order import Order, OrderKind, OrderState, StopReason, WorkWish
from hah_console.domain.timing import Timing


def order_values(order: Order) -> Values:
    """The row of an order."""
    return {
        "order_id": order.order_id,
        "episode_id": order.episode_id,
        "patient_id": order.patient_id,
        "kind": order.kind.value,
        "state": order.state.value,
        "first_at": ms(order.timing.first),
        "every_hours": order.timing.every_hours,
        "until": ms_or_none(order.timing.until),
        "prepared_by": order.prepared_by,
        "prepared_at": ms(order.prepared_at),
        "medication": None if order.medication is None else dumps(_medication_values(order.medication)),
        "subject": order.subject,
        "note": order.note,
        "wish": dumps(_wish_values(order.wish)),
        "ordered_by": order.ordered_by,
        "ordered_at": ms_or_none(order.ordered_at),
        "checked": None if order.check is None else check_text(order.check),
        "replaces": order.replaces,
        "ended_at": ms_or_none(order.ended_at),
        "ended_by": order.ended_by,
        "stop_reason": value_or_none(order.stop_reason),
        "stop_note": order.stop_note,
        "version": order.version,
    }


def order_of(row: Row) -> Order:
    """The order of a row."""
    return Order(
        order_id=OrderId(row["order_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        kind=OrderKind(row["kind"]),
        timing=Timing(at(row["first_at"]), row["every_hours"], at_or_none(row["until"])),
        prepared_by=UserId(row["prepared_by"]),
        prepared_at=at(row["prepared_at"]),
        state=OrderState(row["state"]),
        medication=None if row["medication"] is None else _medication_of(json.loads(row["medication"])),
        subject=row["subject"],
        note=row["note"],
        wish=_wish_of(json.loads(row["wish"])),
        ordered_by=row["ordered_by"],
        ordered_at=at_or_none(row["ordered_at"]),
        check=None if row["checked"] is None else check_of(row["checked"]),
        replaces=row["replaces"],
        ended_at=at_or_none(row["ended_at"]),
        ended_by=row["ended_by"],
        stop_reason=member_or_none(StopReason, row["stop_reason"]),
        stop_note=row["stop_note"],
        version=row["version"],
    )


def _medication_values(given: Medication) -> Values:
    return {
        "drug": given.drug_id,
        "amount": str(given.amount.value),
        "unit": given.amount.unit.value,
        "route": given.route.value,
        "infusion_minutes": given.infusion_minutes,
        "continuous": given.continuous,
        "preparation": given.preparation,
        "diluent": given.diluent,
        "first_dose": given.first_dose.value,
    }


def _medication_of(stored: Mapping[str, Any]) -> Medication:
    return Medication(
        drug_id=stored["drug"],
        amount=Amount(Decimal(stored["amount"]), AmountUnit(stored["unit"])),
        route=Route(stored["route"]),
        infusion_minutes=stored["infusion_minutes"],
        continuous=stored["continuous"],
        preparation=stored["preparation"],
        diluent=stored["diluent"],
        first_dose=FirstDose(stored["first_dose"]),
    )


def _wish_values(wish: WorkWish) -> Values:
    return {
        "skills": sorted(wish.skills),
        "minutes": wish.minutes,
        "staff_needed": wish.staff_needed,
        "staff_id": wish.staff_id,
        "window_minutes": wish.window_minutes,
    }


def _wish_of(stored: Mapping[str, Any]) -> WorkWish:
    staff_id = None if stored["staff_id"] is None else StaffId(stored["staff_id"])
    skills = frozenset(stored["skills"])
    return WorkWish(skills, stored["minutes"], stored["staff_needed"], staff_id, stored["window_minutes"])
