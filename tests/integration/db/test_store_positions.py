"""Where people are: one row each, and what comes late never hides what is known, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import NOW, PARENTS

from hah_console.domain.errors import HahError
from hah_console.domain.ids import StaffId
from hah_console.domain.position import StaffPosition


def positions(unit, *put):
    with unit() as uow:
        stored = uow.positions.put(put)
        uow.commit()
    with unit() as uow:
        return stored, uow.positions.latest()


@pytest.fixture
def here(unit):
    with unit() as uow:
        for name, row in PARENTS:
            getattr(uow, name).save(row)
        uow.commit()
    with unit() as uow:
        person = uow.staff.all()[0]
    return StaffPosition(person.staff_id, 120.97, 24.8, NOW, 12.5)


def test_a_position_comes_back_as_it_was_told(unit, here):
    assert positions(unit, here) == ((here,), (here,))
    unsure = replace(here, at=NOW + timedelta(seconds=1), accuracy_m=None)
    assert positions(unit, unsure)[1] == (unsure,)


def test_a_position_told_late_never_replaces_a_newer_one(unit, here):
    older = replace(here, lat=24.7, at=NOW - timedelta(minutes=9))
    positions(unit, here)
    assert positions(unit, older, here) == ((), (here,))


def test_of_many_told_at_once_the_newest_stays_whatever_their_order(unit, here):
    later = replace(here, lat=24.9, at=NOW + timedelta(minutes=2))
    stored, latest = positions(unit, here, later, replace(here, lat=24.85, at=NOW + timedelta(minutes=1)))
    assert (stored, latest) == ((here, later), (later,))


def test_a_position_of_nobody_known_is_refused(unit, here):
    with pytest.raises(HahError):
        positions(unit, replace(here, staff_id=StaffId("nobody")))
