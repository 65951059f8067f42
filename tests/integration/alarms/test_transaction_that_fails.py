"""What a transaction that failed had begun is begun again: no alarm is taken for stored that is not."""

from dataclasses import replace

import pytest
from helpers.alarm_ward import START, AlarmWard

from hah_console.alarms.system import SystemFacts
from hah_console.domain.errors import DatabaseUnusable
from hah_console.services.ports import UnitOfWork

NO_BROKER = SystemFacts(broker_lost_since=START, consoles_watching=1)


def fail_next(ward: AlarmWard) -> None:
    """The next transaction of the service finds no room on the disk when it commits."""

    def opened() -> UnitOfWork:
        uow = ward.ctx.store()
        uow.commit = full_disk  # type: ignore[method-assign]
        ward.ingest._ctx = ward.ctx
        return uow

    ward.ingest._ctx = replace(ward.ctx, store=opened)


def full_disk() -> None:
    raise DatabaseUnusable(location="here", reason="disk_full")


def test_an_alarm_that_could_not_be_stored_is_raised_when_the_batch_is_tried_again(ward: AlarmWard) -> None:
    for _ in range(6):
        ward.pass_time(10)
        batch = [ward.reading(spo2=86)]
        fail_next(ward)
        with pytest.raises(DatabaseUnusable):
            ward.ingest.take(batch)
        ward.ingest.take(batch)
    assert "spo2_low" in [alarm.rule_id for alarm in ward.open()]


def test_an_alarm_of_time_alone_or_of_the_system_is_raised_by_the_next_sweep(ward: AlarmWard) -> None:
    ward.hear(10)
    for _ in range(3):
        ward.pass_time(600)
        fail_next(ward)
        with pytest.raises(DatabaseUnusable):
            ward.sweep(facts=NO_BROKER)
        ward.sweep(facts=NO_BROKER)
    assert "broker_lost" in [alarm.rule_id for alarm in ward.open()]
