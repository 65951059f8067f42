"""The first moments of a service: what people change while it starts is not missed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from helpers.alarm_ward import FIRST, NURSE, AlarmWard
from helpers.stores import migrated_store

from hah_console.app.service.duty import Duty
from hah_console.app.service.intake import Intake
from hah_console.app.service.run import Service
from hah_console.domain.errors import DatabaseUnusable

NOTHING = cast("Any", None)


def test_who_is_admitted_while_the_service_starts_is_watched(tmp_path: Path) -> None:
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    ward, feed = AlarmWard(store), store.change_feed()
    intake = Intake(ward.ctx, ward.ingest, "site", NOTHING)
    read = 0

    def reload() -> None:
        nonlocal read
        read += 1
        Intake.reload(intake)
        if read == 1:
            with ward.ctx.store() as uow:
                uow.changed("admit", "patient", FIRST, NURSE, ward.clock.now())
                uow.commit()

    intake.reload = reload  # type: ignore[method-assign]
    duty = Duty(
        NOTHING,
        intake,
        NOTHING,
        feed,
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        NOTHING,
        lambda: None,
        lambda: None,
        "service",
        lambda: None,
    )
    duty.begin()
    duty._follow()
    feed.close()
    store.close()
    assert read == 2


def test_changes_that_cannot_be_read_are_told_and_keep_nobody_from_being_looked_at() -> None:
    told: list[str] = []

    def lost(_after: int) -> None:
        raise DatabaseUnusable(location="", reason="unreachable")

    duty = Duty(
        NOTHING, NOTHING, NOTHING, cast("Any", SimpleNamespace(since=lost)), NOTHING, NOTHING, NOTHING,
        cast("Any", SimpleNamespace(note_trouble=told.append)), NOTHING, lambda: None, lambda: None, "service",
        lambda: None,
    )  # fmt: skip
    assert duty._followed() is False
    assert told == ["unreachable"]


@pytest.mark.expected_log("the work did not begin or ended, trying again")
def test_a_database_that_is_away_when_the_work_begins_does_not_end_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = object.__new__(Service)
    waited: list[float] = []
    service._stop = cast("Any", SimpleNamespace(wait=waited.append))
    service._alive, service._lease = lambda: None, cast("Any", SimpleNamespace(release=lambda: None))
    service._broker = cast("Any", SimpleNamespace(stop=lambda: None))

    def gone() -> None:
        raise DatabaseUnusable(location="", reason="unreachable")

    monkeypatch.setattr(service, "_work", gone)
    service._worked()
    assert waited
