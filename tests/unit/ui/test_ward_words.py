"""What a tile and the wall board say about a patient, and how tiles fill the room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
import pytest

from hah_console.domain.alarm import Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import Sex
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.trend import Trend
from hah_console.services.board import AlarmMark, BoardRules, Census, CensusRow, ScoreMark, VitalCell
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.services.ward import SPARK_MINUTES, SparkHistory, SparkRing
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.wall.presenter import WallPresenter
from hah_console.ui.screens.ward.presenter import WardPresenter
from hah_console.ui.screens.ward.sizes import LARGE, SMALL, grid_for

NOW = datetime(2026, 11, 23, 2, 0, 30, tzinfo=UTC)
RULES = BoardRules(
    {Condition.PNEUMONIA: 9}, timedelta(minutes=10), dict.fromkeys(Vital, timedelta(minutes=10)), 1, 5, 7, 3
)
CTX = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))
VALUES = {"hr": 118.0, "spo2": 86.0, "rr": 26.0, "sbp": 96.0, "dbp": 54.0, "temp": 38.94}
ROW = CensusRow(
    PatientId("P1"), EpisodeId("E1"), "陳○美", 88, Sex.FEMALE, Condition.PNEUMONIA, 3, 9,
    AlarmMark(Priority.HIGH, True, "spo2", NOW - timedelta(seconds=75), 86.0, None, 2),
    ScoreMark(9, 12, 6, 7, "red", NOW), (),
    {Vital(name): VitalCell(value, NOW - timedelta(seconds=6), False) for name, value in VALUES.items()},
    NOW - timedelta(seconds=6), None, None, 0, "", False,
)  # fmt: skip


def ward(language: str = "zh_TW") -> WardPresenter:
    return WardPresenter(CTX, Texts(language), RULES)


@pytest.mark.parametrize(("language", "chip"), [("zh_TW", "高 SpO₂ 86 % +2"), ("en", "High SpO₂ 86 % +2")])
def test_a_tile_says_the_alarm_in_words_with_its_age_and_how_many_more(language: str, chip: str) -> None:
    tile = ward(language).tile(ROW, NOW)
    assert tile.chip is not None
    assert (tile.chip.text, tile.chip.age, tile.chip.waiting) == (chip, "01:15", True)


def test_an_acknowledged_alarm_is_marked_as_seen() -> None:
    owned = replace(ROW, alarm=replace(ROW.alarm, waiting=False, others=0))
    chip = ward().tile(owned, NOW).chip
    assert chip is not None
    assert (chip.text, chip.waiting) == ("✓ 高 SpO₂ 86 %", False)


def test_an_incomplete_score_says_so() -> None:
    tile = ward().tile(ROW, NOW)
    assert (tile.score, tile.score_soft, tile.band) == ("≥9", "6/7", "red")


def test_numbers_of_now_have_no_age_and_old_ones_have() -> None:
    old = {**ROW.vitals, Vital.TEMPERATURE: VitalCell(38.94, NOW - timedelta(hours=3), True)}
    numbers = ward().tile(replace(ROW, vitals=old), NOW).numbers
    assert [(n.value, n.age, n.stale) for n in numbers] == [
        ("86", "", False), ("118", "", False), ("26", "", False), ("96/54", "", False), ("38.9°", "3 小時", True),
    ]  # fmt: skip


def test_the_age_of_old_spot_values_stands_at_the_foot_where_no_alarm_stands() -> None:
    old = {**ROW.vitals, Vital.TEMPERATURE: VitalCell(38.94, NOW - timedelta(hours=3), True)}
    assert ward().tile(replace(ROW, alarm=None, vitals=old), NOW).foot == "BP、T 3 小時前"
    assert ward().tile(replace(ROW, alarm=None), NOW).foot == "無警示"


def test_below_no_data_nothing_is_said_that_looks_like_health() -> None:
    silent = ward().tile(replace(ROW, alarm=None, no_data=True), NOW)
    assert (silent.silent, silent.foot) == ("6 秒 無資料", "")


def test_a_sensor_that_is_off_is_said_and_gives_no_number() -> None:
    off = {**ROW.vitals, Vital.SPO2: VitalCell(0.0, NOW, True, sensor_off=True)}
    assert ward().tile(replace(ROW, vitals=off), NOW).numbers[0].value == "脫落"


def test_letters_of_name_or_code_keep_a_patient_in_sight() -> None:
    presenter = ward()
    presenter.take(Census((ROW, replace(ROW, patient_id=PatientId("P2"), name="林○雄")), NOW))
    for text, kept in (("陳", ["P1"]), ("p2", ["P2"]), ("", ["P1", "P2"]), ("x", [])):
        presenter.find = text
        assert sorted(row.patient_id for row in presenter.rows(NOW)) == kept


def test_alarms_on_the_wall_stand_waiting_first_then_by_priority_and_age() -> None:
    wall = WallPresenter(CTX, Texts("en"), RULES)
    marks = {
        "P1": AlarmMark(Priority.MEDIUM, True, "news2", NOW, 6.0),
        "P2": AlarmMark(Priority.HIGH, False, "spo2", NOW, 86.0),
        "P3": AlarmMark(Priority.HIGH, True, "spo2", NOW, 85.0),
        "P4": AlarmMark(Priority.HIGH, True, "hr", NOW - timedelta(minutes=2), 140.0),
    }
    wall.take(Census(tuple(replace(ROW, patient_id=PatientId(p), alarm=m) for p, m in marks.items()), NOW))
    assert [alarm.code for alarm in wall.alarms(NOW)] == ["P4", "P3", "P1", "P2"]
    assert "陳" not in repr((wall.alarms(NOW), wall.cells(NOW, 0, 4), wall.head(NOW), wall.spoken(NOW, 1, 1)))


def test_a_wall_that_was_not_read_does_not_say_that_there_is_no_alarm() -> None:
    wall = WallPresenter(CTX, Texts("en"), RULES)
    head = wall.head(NOW)
    assert (head.in_care, head.silent, wall.none()) == ("— at home", "No data —", "Alarms not read yet")
    assert [text for _, text in head.counts] == ["High —", "Medium —", "Low —"]
    wall.take(Census((), NOW))
    assert (wall.head(NOW).in_care, wall.none()) == ("0 at home", "No alarm now")


def test_few_patients_have_large_tiles_and_many_are_scrolled() -> None:
    assert grid_for(12, 1340, 740, 12).size is LARGE
    grid = grid_for(300, 1340, 740, 12)
    assert (grid.size, grid.scrolls) == (SMALL, True)
    for tiles in (1, 12, 40, 60, 300, 1000):
        grid = grid_for(tiles, 1340, 740, 12)
        assert grid.columns * grid.width <= 1340
        assert grid.width >= grid.size.width
        assert grid.scrolls or -(-tiles // grid.columns) * grid.height <= 740


def latest(at: datetime, spo2: float, quality: Quality = Quality.GOOD) -> list[LatestVitals]:
    return [LatestVitals(PatientId("P1"), 1, {Vital.SPO2: LatestValue(spo2, at, at, at, quality)})]


def test_a_minute_keeps_its_lowest_and_highest_value() -> None:
    ring = SparkRing()
    for second, value in ((1, 95.0), (5, 88.0), (9, 97.0)):
        ring.take_latest(latest(NOW + timedelta(seconds=second), value))
    spark = ring.spark(PatientId("P1"), Vital.SPO2, NOW)
    assert spark is not None
    assert (spark.low[-1], spark.high[-1]) == (88, 97)
    assert np.isnan(spark.low[:-1]).all()


def test_what_lies_more_than_two_hours_back_is_not_shown_in_its_place_of_the_ring() -> None:
    ring = SparkRing()
    ring.take_latest(latest(NOW, 95.0))
    later = ring.spark(PatientId("P1"), Vital.SPO2, NOW + timedelta(minutes=SPARK_MINUTES))
    assert later is not None
    assert np.isnan(later.low).all()
    before = ring.spark(PatientId("P1"), Vital.SPO2, NOW + timedelta(minutes=SPARK_MINUTES - 1))
    assert before is not None
    assert before.low[0] == 95


def test_a_sensor_that_is_off_leaves_a_gap() -> None:
    ring = SparkRing()
    ring.take_latest(latest(NOW, 0.0, Quality.SENSOR_OFF))
    spark = ring.spark(PatientId("P1"), Vital.SPO2, NOW)
    assert spark is not None
    assert np.isnan(spark.low).all()


def test_the_store_is_asked_only_for_what_is_missing() -> None:
    ring, pid = SparkRing(), PatientId("P1")
    assert ring.since(pid, NOW) == NOW - timedelta(minutes=SPARK_MINUTES - 1)
    start_s = NOW.timestamp() // 60 * 60 - 600
    history = Trend(Vital.SPO2, timedelta(minutes=1), [start_s], [90.0], [94.0], [92.0], [1.0])
    ring.take_history(SparkHistory(pid, (history,)), NOW)
    assert ring.since(pid, NOW + timedelta(minutes=1)) == NOW
    spark = ring.spark(pid, Vital.SPO2, NOW)
    assert spark is not None
    assert (spark.low[-11], spark.high[-11]) == (90, 94)
