"""The first moments of a service: what people change while it starts is not missed."""

from pathlib import Path
from typing import Any, cast

from helpers.alarm_ward import FIRST, NURSE, AlarmWard

from hah_console.adapters.db.store import Store
from hah_console.app.service.duty import Duty
from hah_console.app.service.intake import Intake

NOTHING = cast("Any", None)


def test_who_is_admitted_while_the_service_starts_is_watched(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'hah.db'}")
    store.migrate()
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
    duty = Duty(NOTHING, intake, NOTHING, feed, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, lambda: None, "service")
    duty.begin()
    duty._follow()
    feed.close()
    store.close()
    assert read == 2
