"""Specimens on their way: the one whose time ends first stands first, and each carrier has a tightest one."""

from dataclasses import replace

from helpers.bedside import LIN_STAY, NURSE, Bedside
from helpers.order_ward import DESK, HOUR, place

from hah_console.domain.ids import StaffId
from hah_console.domain.order import OrderKind
from hah_console.domain.specimen import Transport
from hah_console.domain.timing import Timing
from hah_console.services.orders import OrderRequest
from hah_console.services.specimen_clocks import specimens_on_the_way, tightest
from hah_console.services.specimens import receive_specimen, take_specimen


def taken(ward: Bedside, kind: str, transport: Transport) -> str:
    timing = Timing(ward.clock.now() + HOUR)
    order_id = place(ward, OrderRequest(LIN_STAY, OrderKind.SPECIMEN, timing, subject=kind))
    with ward.store.unit_of_work() as uow:
        (specimen,) = uow.specimens.of_order(order_id)
    take_specimen(ward.ctx, NURSE, DESK.rules, specimen.specimen_id, specimen.version, transport)
    return specimen.specimen_id


def test_the_specimen_whose_time_ends_first_is_told_first_until_a_laboratory_has_it(ward: Bedside) -> None:
    long = taken(ward, "urine_culture", Transport.COOLED)
    short = taken(ward, "blood_culture", Transport.ROOM)
    clocks = specimens_on_the_way(ward.ctx, NURSE)
    assert [clock.specimen_id for clock in clocks] == [short, long]
    ward.advance(90)
    assert clocks[0].left(ward.clock.now()) == HOUR / 2
    carried = tuple(replace(clock, carried_by=StaffId("N-1")) for clock in clocks)
    first = tightest(carried, StaffId("N-1"))
    assert first is not None
    assert first.specimen_id == short
    assert tightest(carried, StaffId("N-2")) is None
    receive_specimen(ward.ctx, NURSE, clocks[0].specimen_id, 2)
    assert [clock.specimen_id for clock in specimens_on_the_way(ward.ctx, NURSE)] == [long]
