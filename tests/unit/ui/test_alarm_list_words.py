"""What the alarm list says and who may acknowledge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import AlarmId, PatientId, UserId
from hah_console.services.alarm_list import AlarmList, AlarmLoad, AlarmRow
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.alarms.presenter import AlarmsPresenter

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)


def a_row(number: str, state: AlarmState, *, minutes: int = 10, gone: bool = False) -> AlarmRow:
    raised = NOW - timedelta(minutes=minutes)
    owner = "王淑芬" if state in (AlarmState.ACKNOWLEDGED, AlarmState.CLEARED) else ""
    return AlarmRow(
        AlarmId(number), 1, PatientId("P1"), "陳○美", "spo2", Lane.PHYSIOLOGICAL, Priority.HIGH, state, 86, 90,
        "spo2_low", "2026-05", "", raised, raised + timedelta(minutes=1) if owner else None,
        NOW if gone else None, owner,
    )  # fmt: skip


def presenter(*rows: AlarmRow, role: Role = Role.NURSE, raised: int = 1) -> AlarmsPresenter:
    ctx = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))
    load = AlarmLoad(raised, 1, timedelta(minutes=10), 10, ())
    listed = AlarmList(rows, (), (), load, NOW)
    return AlarmsPresenter(ctx, Actor(UserId("U"), "U", role, "WS"), Texts("en"), alarms=listed)


def test_a_line_says_priority_value_limit_state_and_age() -> None:
    line = presenter(a_row("A", AlarmState.ACTIVE)).lines(NOW)[0]
    assert (line.word, line.what, line.limit) == ("High", "陳○美  SpO₂ 86 %", "limit 90 %")
    assert line.since == "for 10:00"
    assert all(part in line.spoken for part in ("High", "86 %", "limit 90 %", "Unacknowledged", "nobody yet"))


def test_a_line_of_one_item_of_the_score_says_the_item_and_its_limit_in_points() -> None:
    row = replace(
        a_row("A", AlarmState.ACTIVE), subject="news2", value=3.0, limit=3.0, trigger=ScoreTrigger("spo2", "90")
    )
    line = presenter(row).lines(NOW)[0]
    assert (line.what, line.limit) == ("陳○美  NEWS2: SpO₂ 90 % (3 points)", "limit 3 points in one item")
    assert ("Limit", "3 points in one item") in presenter(row).facts(row)


def test_a_returned_alarm_nobody_saw_says_so_and_still_waits() -> None:
    line = presenter(a_row("A", AlarmState.LATCHED, gone=True)).lines(NOW)[0]
    assert line.waiting
    assert line.since == "since 03:12"


def test_an_owned_alarm_names_who_took_it_and_every_moment() -> None:
    line = presenter(a_row("A", AlarmState.CLEARED, gone=True)).lines(NOW)[0]
    assert line.owner == "王淑芬 03:03"
    assert line.times == "Raised 03:02 · Acknowledged 03:03 · Condition gone 03:12"


@pytest.mark.parametrize(
    ("state", "role", "may"),
    [
        (AlarmState.ACTIVE, Role.NURSE, True),
        (AlarmState.LATCHED, Role.NURSE, True),
        (AlarmState.ACKNOWLEDGED, Role.NURSE, False),
        (AlarmState.CLEARED, Role.NURSE, False),
        (AlarmState.ACTIVE, Role.ADMINISTRATOR, False),
    ],
)
def test_only_a_waiting_alarm_may_be_acknowledged_by_those_permitted(state: AlarmState, role: Role, may: bool) -> None:
    row = a_row("A", state)
    assert presenter(row, role=role).may_acknowledge(row) is may


def test_a_flood_is_said_in_words() -> None:
    assert presenter(raised=3).load() == "3 alarms in 10 min, 1 at the console"
    assert presenter(raised=11).load().startswith("Too many alarms for one person")
