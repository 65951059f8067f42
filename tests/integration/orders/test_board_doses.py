"""The next dose on the board, read from doses and orders on both engines."""

from dataclasses import replace

import pytest
from helpers.bedside import LIN, NURSE, Bedside
from helpers.order_ward import DESK, doses, order, place, request
from helpers.ward import RULES as SHIPPED

from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.ids import DoseId
from hah_console.services.board import NextDose
from hah_console.services.board_reading import BoardReading
from hah_console.services.board_rules import board_rules
from hah_console.services.doses import give_dose


@pytest.fixture
def reading(ward: Bedside) -> BoardReading:
    return BoardReading(ward.ctx, board_rules(SHIPPED))


def shown(reading: BoardReading, *touched: str) -> NextDose | None:
    rows = reading.read(frozenset(touched)) if touched else reading.read()
    return next(row.dose for row in rows.rows if row.patient_id == LIN)


def test_the_next_dose_is_the_oldest_nobody_has_settled(ward: Bedside, reading: BoardReading) -> None:
    assert shown(reading) is None
    order_id = place(ward, request(ward, days=2))
    first, second = doses(ward, order_id)[:2]
    given = order(ward, order_id)
    ward.advance(60)
    assert given.medication is not None
    next_one = shown(reading, "order")
    assert next_one is not None
    assert (next_one.due_at, next_one.latest) == (first.due_at, first.window.latest)
    assert next_one.drug == SHIPPED.care.drugs.drugs[given.medication.drug_id].name
    assert (next_one.amount, next_one.every_hours) == (given.medication.amount, given.timing.every_hours)
    marks = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)
    give_dose(ward.ctx, NURSE, DESK.rules, first.dose_id, first.version, marks=marks)
    after = shown(reading, "dose")
    assert after is not None
    assert after.due_at == second.due_at


def test_two_drugs_due_at_one_moment_are_one_dose_and_one_more(ward: Bedside, reading: BoardReading) -> None:
    place(ward, request(ward, days=1))
    with ward.ctx.store() as uow:
        twin = uow.doses.of_patient(LIN, ward.clock.now(), ward.clock.now().replace(year=2027))[0]
        uow.doses.save(replace(twin, dose_id=DoseId("D-twin"), version=0))
        uow.commit()
    next_one = shown(reading)
    assert next_one is not None
    assert (next_one.due_at, next_one.others) == (twin.due_at, 1)
