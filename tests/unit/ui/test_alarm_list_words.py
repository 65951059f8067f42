"""What the alarm list says and who may acknowledge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from helpers.ward import RULES as PACKS

from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import AlarmId, PatientId, ShelfId, UserId
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_bar import AlarmChip
from hah_console.services.alarm_list import AlarmList, AlarmLoad, AlarmRow, OwnLimit
from hah_console.services.alarm_rule_facts import LadderFacts, RuleFacts
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.services.shelves import ShelfRow
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.screens.alarms.presenter import FILTERS, AlarmLine, AlarmsPresenter

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


def line_of(row: AlarmRow) -> AlarmLine:
    shown = presenter(row)
    shown.filter = next(item for item in FILTERS if item.keeps(row))
    return shown.lines(Lane.PHYSIOLOGICAL, NOW)[0]


LIMIT = RuleFacts("low", timedelta(seconds=15), timedelta(seconds=30), 1.0, signal_delay=timedelta(seconds=2))


def test_a_line_says_priority_value_limit_state_and_age() -> None:
    line = line_of(replace(a_row("A", AlarmState.ACTIVE), rule=LIMIT))
    assert (line.word, line.what) == ("High", "陳○美  SpO₂ 86 %")
    assert line.detail == "SpO₂ 86 % is below the limit of 90 %. · Raised 03:02"
    assert line.state == "Unacknowledged · for 10:00"
    assert all(part in line.spoken for part in ("High", "86 %", "limit 90 %", "Unacknowledged"))


def test_a_line_of_one_item_of_the_score_says_the_item_and_its_limit_in_points() -> None:
    row = replace(
        a_row("A", AlarmState.ACTIVE), subject="news2", value=3.0, limit=3.0, trigger=ScoreTrigger("spo2", "90"),
        rule=RuleFacts("score"),
    )  # fmt: skip
    line = line_of(row)
    assert line.what == "陳○美  NEWS2: SpO₂ 90 % (3 points)"
    assert "one item is enough by itself" in line.detail
    assert ("Limit", "3 points in one item") in presenter(row).facts(row, NOW)


def test_a_returned_alarm_nobody_saw_says_so_and_still_waits() -> None:
    line = line_of(a_row("A", AlarmState.LATCHED, gone=True))
    assert line.waiting
    assert line.state.endswith("since 03:12")


def test_an_owned_alarm_names_who_took_it_and_every_moment() -> None:
    line = line_of(a_row("A", AlarmState.CLEARED, gone=True))
    assert line.ladder == "王淑芬 03:03"
    assert line.detail.endswith("Raised 03:02 · Acknowledged 03:03 · Condition gone 03:12")


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
    assert presenter(row, role=role).may("acknowledge", row) is may


def test_only_a_physician_sets_a_limit_and_only_of_a_vital() -> None:
    row = a_row("A", AlarmState.ACTIVE)
    assert presenter(row, role=Role.PHYSICIAN).may("limit", row)
    assert not presenter(row, role=Role.NURSE).may("limit", row)
    assert not presenter(row, role=Role.PHYSICIAN).may("limit", replace(row, subject="news2"))


def test_a_flood_is_said_in_words() -> None:
    assert presenter(raised=3).load() == "3 alarms in 10 min, 1 at the console"
    assert presenter(raised=11).load().startswith("▲ Too many alarms for one person")


def test_both_delays_and_the_ending_are_disclosed_with_the_reason() -> None:
    row = replace(a_row("A", AlarmState.ACTIVE), rule=LIMIT)
    reason = presenter(row).reason(row).splitlines()
    assert reason[0] == "SpO₂ 86 % is below the limit of 90 %."
    assert reason[1] == "It ends when the value is at or above 91 % for 30 s."
    assert reason[2] == "Alarm condition delay 15 s · signal generation delay ≤ 2 s"


def test_a_limit_without_an_ending_delay_does_not_speak_of_one() -> None:
    row = replace(a_row("A", AlarmState.ACTIVE), rule=RuleFacts("low", hysteresis=1.0))
    assert "It ends when the value is at or above 91 %." in presenter(row).reason(row)


def test_the_ladder_says_who_was_told_and_when_the_next_one_is() -> None:
    ladder = LadderFacts(1, "charge_nurse", NOW, "duty_physician", NOW + timedelta(minutes=1, seconds=22))
    row = replace(a_row("A", AlarmState.ACTIVE), ladder=ladder)
    assert presenter(row).ladder(row, NOW) == "charge nurse (step 1) → duty physician in 01:22"
    assert presenter(row).ladder(row, NOW + timedelta(minutes=2)) == "charge nurse (step 1) → duty physician now"


def test_a_shelved_alarm_stays_on_the_list_with_who_why_and_until_when() -> None:
    shelf = ShelfRow(
        ShelfId("S-1"), 1, PatientId("P1"), "spo2_low:spo2", "陳○美", "spo2", "spo2_low", Priority.HIGH,
        ShelfReason.BEING_TREATED, "oxygen given", "王淑芬", NOW, NOW + timedelta(minutes=12),
    )  # fmt: skip
    row = replace(a_row("A", AlarmState.ACTIVE), shelf=shelf)
    line = presenter(row).lines(Lane.PHYSIOLOGICAL, NOW)[0]
    assert not line.waiting
    assert line.state.startswith("Shelved")
    assert line.ladder == "Shelved by 王淑芬 until 03:24: being treated oxygen given"
    assert presenter(row).counts()["shelved"] == 1


def test_a_notice_of_the_system_says_for_how_many_patients_it_stands_and_what_to_do() -> None:
    row = replace(
        a_row("A", AlarmState.ACTIVE), patient_id=None, name="", subject="GW-3", rule_id="gateway_offline", value=None,
        limit=None, lane=Lane.TECHNICAL, covers=7, rule=RuleFacts("system"),
    )  # fmt: skip
    reason = presenter(row).reason(row)
    assert reason.startswith("Gateway GW-3 offline It stands for 7 patients. Telephone the homes")


def test_a_vital_that_is_no_longer_measured_is_not_said_as_its_value() -> None:
    row = replace(a_row("A", AlarmState.ACTIVE), rule_id="vital_missing", value=12.0, limit=10.0)
    assert presenter(row).name(row) == "陳○美  SpO₂ not measured for 12 min"


def own_chip(subject: str, priority: Priority, *, waiting: bool = True) -> AlarmChip:
    name = AlarmId(f"console:{subject}")
    return AlarmChip(name, None, "", subject, None, priority, Lane.TECHNICAL, waiting, NOW, local=True)


def test_what_this_console_found_itself_stands_among_the_technical_ones_by_priority_with_what_to_do() -> None:
    high, low = (
        replace(a_row(str(p), AlarmState.LATCHED), lane=Lane.TECHNICAL, priority=p, rule_id="sensor_off")
        for p in (Priority.HIGH, Priority.LOW)
    )
    shown = presenter(a_row("A", AlarmState.ACTIVE), high, low)
    shown.own = (own_chip("sound", Priority.MEDIUM), own_chip("disk_full", Priority.HIGH))
    lines = shown.lines(Lane.TECHNICAL, NOW)
    assert [line.priority for line in lines] == [Priority.HIGH, Priority.HIGH, Priority.MEDIUM, Priority.LOW]
    assert lines[1].what == "This console  Disk full"
    assert "Free space now" in lines[1].detail


def test_counts_and_filters_know_what_this_console_found_itself() -> None:
    shown = presenter(a_row("A", AlarmState.ACTIVE))
    shown.own = (own_chip("sound", Priority.MEDIUM), own_chip("clock", Priority.MEDIUM, waiting=False))
    assert [shown.counts()[name] for name in ("all", "waiting", "owned", "ended")] == [3, 2, 1, 0]
    assert shown.summary().startswith("2 waiting, 1 acknowledged")
    for name, kept in (("waiting", "sound"), ("owned", "clock")):
        shown.filter = next(item for item in FILTERS if item.filter_id == name)
        assert [line.key for line in shown.lines(Lane.TECHNICAL, NOW)] == [f"console:{kept}"]


def test_a_limit_of_her_own_says_who_set_it_until_when_and_why() -> None:
    row = replace(
        a_row("A", AlarmState.ACTIVE), own_limit=OwnLimit("張承恩", "COPD", NOW + timedelta(hours=20)), rule=LIMIT
    )
    assert ("Limit", "90 %, set by 張承恩 for this patient until 23:12: COPD") in presenter(row).facts(row, NOW)


def test_what_the_vital_is_now_stands_beside_what_raised_the_alarm_with_its_age() -> None:
    row = a_row("A", AlarmState.ACTIVE)
    at = NOW - timedelta(seconds=7)
    shown = presenter(row)
    assert ("Now", "Never received") in shown.facts(row, NOW)
    good, off = (91.0, Quality.GOOD, "91 % · 7 s ago"), (0.0, Quality.SENSOR_OFF, "Sensor off · 7 s ago")
    for value, quality, said in (good, off):
        newer = LatestVitals(PatientId("P1"), 1, {Vital.SPO2: LatestValue(value, at, at, at, quality)})
        shown.take_latest([newer])
        found = shown.find("A")
        assert found is not None
        assert ("Now", said) in shown.facts(found, NOW)


def test_the_value_in_the_name_of_an_alarm_is_called_the_one_told() -> None:
    row = replace(a_row("A", AlarmState.ACTIVE), rule=LIMIT)
    assert ("Value told", "86 %") in presenter(row).facts(row, NOW)
    same = replace(row, present=LatestValue(86, NOW, NOW, NOW))
    assert "Value told" not in dict(presenter(row).facts(same, NOW))
    missing = replace(row, rule_id="vital_missing", rule=RuleFacts("missing"))
    assert "Value told" not in dict(presenter(row).facts(missing, NOW))


def test_a_moment_of_another_day_has_its_date() -> None:
    row = a_row("A", AlarmState.LATCHED, minutes=4 * 60, gone=True)
    facts = dict(presenter(row).facts(row, NOW))
    assert facts["Raised"] == "11-22 23:12:45"
    assert "Raised 11-22 23:12" in line_of(row).detail
    assert facts["Condition gone"] == "03:12:45"


def test_a_filter_says_how_many_waiting_alarms_it_hides() -> None:
    shown = presenter(a_row("A", AlarmState.ACTIVE), a_row("B", AlarmState.ACKNOWLEDGED))
    assert shown.hidden() == ""
    shown.filter = next(item for item in FILTERS if item.filter_id == "owned")
    assert shown.hidden() == "▲ This filter keeps 1 waiting alarm out of sight"
    shown.own = (AlarmChip(AlarmId("c"), None, "", "sound", None, Priority.MEDIUM, Lane.TECHNICAL, True, NOW),)
    assert shown.hidden() == "▲ This filter keeps 2 waiting alarms out of sight"


TECHNICAL = (
    "silence", "sensor_off", "vital_missing", "battery_low", "clock_skew", "broker_lost", "database_failed", "disk_low",
    "disk_full", "clock_stepped", "ingest_lag", "nobody_hears", "nobody_watching", "gateway_offline", "not_judged",
    "staff_panic", "visit_overdue", "transfer_overdue", "pathway_overdue",
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_alarm_that_is_not_about_a_value_says_what_to_do(lang: str) -> None:
    rules = PACKS.alarms
    parts = (rules.silence, rules.sensor_off, rules.missing, rules.battery, rules.clock, *rules.systems)
    assert {part.rule_id for part in parts if part is not None} <= set(TECHNICAL)
    shown = presenter()
    shown.texts = Texts(lang)
    for rule_id in TECHNICAL:
        row = replace(
            a_row("A", AlarmState.ACTIVE), rule_id=rule_id, subject=rule_id, value=None, limit=None,
            lane=Lane.TECHNICAL, rule=RuleFacts("silence" if rule_id == "silence" else "system"),
        )  # fmt: skip
        assert shown.texts(f"alarms.advice.{rule_id}") in shown.reason(row)


def test_a_sensor_that_went_off_after_a_fall_is_to_be_taken_for_real_first() -> None:
    row = replace(
        a_row("A", AlarmState.ACTIVE), rule_id="sensor_off", value=None, limit=None, lane=Lane.TECHNICAL,
        rule=RuleFacts("sensor"),
    )  # fmt: skip
    assert "take it for real first" in presenter(row).reason(row)
    assert "take it for real" not in presenter(row).reason(replace(row, priority=Priority.MEDIUM))
