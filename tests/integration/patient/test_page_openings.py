"""Whoever opens a page about a person stands in the audit trail, once an opening; who may not sees nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from helpers.stores import migrated_store

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import UserId
from hah_console.services.context import Context
from hah_console.services.page_openings import PageOpenings

NURSE = Actor(UserId("U-nurse1"), "李雅婷", Role.NURSE, "WS")
CLERK = Actor(UserId("U-admin"), "clerk", Role.ADMINISTRATOR, "WS")


@pytest.fixture
def ctx(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'openings.db'}")
    yield Context(store.unit_of_work, ManualClock(datetime(2026, 11, 23, 2, tzinfo=UTC)))
    store.close()


def viewed(ctx):
    with ctx.store() as uow:
        return [(one.entry.action, one.entry.entity_id, one.entry.actor) for one in uow.audit.entries()]


def test_reading_the_open_page_again_is_one_opening_and_coming_back_is_another(ctx):
    openings = PageOpenings(ctx, NURSE)
    for referral in ("R1", "R1", "R2", "R1"):
        openings.note("referral", referral)
    assert viewed(ctx) == [("view_referral", one, "U-nurse1") for one in ("R1", "R2", "R1")]
    ctx.clock.advance(timedelta(minutes=16))
    openings.note("referral", "R1")
    assert len(viewed(ctx)) == 4


def test_a_role_that_sees_no_patients_opens_nothing(ctx):
    with pytest.raises(NotPermitted):
        PageOpenings(ctx, CLERK).note("referral", "R1")
    assert viewed(ctx) == []
