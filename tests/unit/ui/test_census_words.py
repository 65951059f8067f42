"""What the census says about a patient, and what its filters keep."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest

from hah_console.domain.alarm import Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.drug import Amount, AmountUnit
from hah_console.domain.episode import Condition
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import Sex
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.rulepack import ProgrammeDays
from hah_console.services.board import (
    AlarmMark,
    BoardRules,
    Census,
    CensusRow,
    NextDose,
    NextVisit,
    ScoreMark,
    VitalCell,
    aged,
    score_band,
    thinned,
    with_latest,
)
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.ui.board_rows import FILTERS
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.census.presenter import CensusPresenter, Column

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SPOT = timedelta(hours=12)
RULES = BoardRules(
    {Condition.PNEUMONIA: ProgrammeDays(9, 14)}, timedelta(minutes=10),
    {v: SPOT if v in (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.TEMPERATURE) else timedelta(minutes=10) for v in Vital},
    1, 5, 7, 3, "2026-05",
)  # fmt: skip
VALUES = {"hr": 118, "spo2": 86, "rr": 26, "sbp": 96, "dbp": 54, "temp": 38.94}


def cells(at: datetime, values: Mapping[str, float] = VALUES) -> dict[Vital, VitalCell]:
    return {Vital(name): VitalCell(value, at, False) for name, value in values.items()}


DOSE = NextDose(NOW + timedelta(hours=3), NOW + timedelta(hours=4), "cefazolin", Amount(Decimal(2), AmountUnit.G), 8)
ROW = CensusRow(
    PatientId("P1"), EpisodeId("E1"), "陳○美", 88, Sex.FEMALE, Condition.PNEUMONIA, 3, 9,
    AlarmMark(Priority.HIGH, True, "spo2", NOW), ScoreMark(9, 9, 7, 7, "red", NOW), (),
    cells(NOW - timedelta(seconds=6)), NOW - timedelta(seconds=6),
    NextVisit(NOW + timedelta(minutes=40), "張醫師", timedelta(0)),
    DOSE, 4,
    "李佳玲", False, 14,
)  # fmt: skip
CTX = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))


def presenter(language: str = "zh_TW") -> CensusPresenter:
    return CensusPresenter(CTX, Texts(language), RULES)


def said(row: CensusRow, column: Column, language: str = "zh_TW") -> str:
    cell = presenter(language).line(row, NOW).cells[column]
    return f"{cell.strong} {cell.soft}".strip()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (Column.PATIENT, "陳○美 88 女"),
        (Column.CONDITION, "肺炎 第3天 (9/14)"),
        (Column.SCORE, "9 7/7"),
        (Column.SPO2, "86 %"),
        (Column.PRESSURE, "96/54"),
        (Column.TEMPERATURE, "38.9"),
        (Column.UPDATED, "6 秒"),
        (Column.VISIT, "10:40 張醫師"),
        (Column.DOSE, "13:00 cefazolin 2\N{NO-BREAK SPACE}g q8h"),
        (Column.TASKS, "4"),
        (Column.OWNER, "李佳玲"),
    ],
)
def test_each_column_says_its_thing(column: Column, text: str) -> None:
    assert said(ROW, column) == text


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (replace(DOSE, continuous=True, every_hours=24), "13:00 cefazolin 2 g 24 h pump"),
        (replace(DOSE, every_hours=0, others=1), "13:00 cefazolin +1 2 g"),
        (replace(DOSE, drug="", amount=None, every_hours=0), "13:00 dose"),
        (replace(DOSE, latest=NOW - timedelta(minutes=30)), "13:00 cefazolin late 30 min"),
    ],
)
def test_the_next_dose_says_what_is_given_in_the_language_of_the_screen(dose: NextDose, text: str) -> None:
    assert said(replace(ROW, dose=dose), Column.DOSE, "en").replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(("minutes", "age"), [(9, ""), (10, " 10 分"), (3 * 60, " 3 小時")])
def test_a_pressure_older_than_the_row_has_an_age_of_its_own(minutes: int, age: str) -> None:
    old = NOW - timedelta(minutes=minutes)
    spots = {v: VitalCell(VALUES[v], old, False) for v in (Vital.DIASTOLIC, Vital.TEMPERATURE)}
    row = replace(ROW, vitals={**ROW.vitals, **spots})
    assert said(row, Column.PRESSURE) == f"96/54{age}"
    assert said(row, Column.TEMPERATURE) == f"38.9{age}"
    assert said(row, Column.UPDATED) == "6 秒"


def test_an_incomplete_score_is_never_shown_as_if_it_were_the_score() -> None:
    assert said(replace(ROW, score=ScoreMark(3, 6, 5, 7, "yellow", NOW)), Column.SCORE) == "≥3 5/7"


def test_a_late_visit_says_by_how_much() -> None:
    late = replace(ROW, visit=NextVisit(NOW - timedelta(minutes=12), "張醫師", timedelta(0)))
    assert said(late, Column.VISIT) == "09:48 張醫師 逾 12 分"
    assert presenter().line(late, NOW).cells[Column.VISIT].warning


def test_a_silent_patient_has_no_numbers_but_an_age() -> None:
    silent = aged(ROW, RULES, NOW + timedelta(minutes=47))
    assert silent.no_data
    line = presenter().line(silent, NOW + timedelta(minutes=47))
    assert line.cells[Column.HEART_RATE].strong == "—"
    assert line.cells[Column.HEART_RATE].stale
    assert line.cells[Column.UPDATED].soft == "47 分 無資料"


def test_a_spot_measurement_stays_while_the_device_lives() -> None:
    old = NOW - timedelta(hours=3)
    vitals = {**ROW.vitals, Vital.SYSTOLIC: VitalCell(96, old, False), Vital.SPO2: VitalCell(86, old, False)}
    row = aged(replace(ROW, vitals=vitals), RULES, NOW)
    assert not row.vitals[Vital.SYSTOLIC].stale
    assert row.vitals[Vital.SPO2].stale


def test_a_sensor_that_is_off_has_no_value() -> None:
    off = LatestValue(0.0, NOW, NOW, NOW, Quality.SENSOR_OFF)
    row = with_latest(ROW, LatestVitals(ROW.patient_id, 2, {Vital.SPO2: off}), RULES, NOW)
    assert row.vitals[Vital.SPO2].stale
    assert said(row, Column.SPO2) == "—"


def test_a_patient_never_heard_of_is_said_to_be_so() -> None:
    row = replace(ROW, vitals={}, last_received_at=None, no_data=True)
    assert said(row, Column.UPDATED) == "尚無資料"


@pytest.mark.parametrize(("language", "words"), [("zh_TW", "高優先警示"), ("en", "High priority alarm")])
def test_a_row_speaks_a_whole_sentence(language: str, words: str) -> None:
    shown = presenter(language)
    spoken = shown.spoken(shown.line(ROW, NOW))
    for part in (words, "陳○美", "86 %", "118"):
        assert part in spoken


def test_need_puts_alarms_first_then_scores_then_names() -> None:
    calm = replace(ROW, patient_id=PatientId("P2"), alarm=None, score=ScoreMark(2, 2, 7, 7, "yellow", NOW))
    sick = replace(calm, patient_id=PatientId("P3"), score=ScoreMark(5, 5, 7, 7, "orange", NOW))
    low = replace(calm, patient_id=PatientId("P4"), alarm=AlarmMark(Priority.LOW, True, "battery", NOW))
    owned = replace(ROW, patient_id=PatientId("P5"), alarm=AlarmMark(Priority.HIGH, False, "hr", NOW))
    order = sorted([calm, low, sick, owned, ROW], key=CensusRow.need)
    assert [row.patient_id for row in order] == ["P1", "P5", "P3", "P4", "P2"]


def test_silence_stands_where_a_breach_stands_even_without_an_alarm() -> None:
    calm = replace(ROW, patient_id=PatientId("P2"), alarm=None, score=ScoreMark(4, 4, 7, 7, "yellow", NOW))
    silent = replace(calm, patient_id=PatientId("P3"), score=ScoreMark(0, 0, 7, 7, "none", NOW), no_data=True)
    owned = replace(silent, patient_id=PatientId("P4"), alarm=AlarmMark(Priority.LOW, False, "battery", NOW))
    order = sorted([calm, silent, owned], key=CensusRow.need)
    assert [row.patient_id for row in order] == ["P4", "P3", "P2"]


def test_a_reading_of_the_board_never_replaces_newer_values_already_shown() -> None:
    board = presenter()
    board.take(Census((ROW,), NOW))
    fresh = LatestValue(91.0, NOW, NOW, NOW)
    board.take_latest([LatestVitals(ROW.patient_id, 2, {Vital.SPO2: fresh})], NOW)
    board.take(Census((replace(ROW, alarm=None),), NOW))
    shown = board.rows(NOW)[0]
    assert shown.alarm is None
    assert board.settled(ROW.patient_id, NOW).vitals[Vital.SPO2].value == 91.0


def test_values_nobody_looks_at_grow_old_all_the_same() -> None:
    board = presenter()
    board.take(Census((replace(ROW, no_data=True), replace(ROW, patient_id=PatientId("P2"))), NOW))
    for patient_id in ("P1", "P2"):
        board.take_latest([LatestVitals(PatientId(patient_id), 2, {Vital.SPO2: LatestValue(91.0, NOW, NOW, NOW)})], NOW)
    assert [row.no_data for row in board.rows(NOW)] == [False, False]
    for minutes in (1, 2, 11):
        board.age(NOW + timedelta(minutes=minutes))
    assert [row.no_data for row in board.rows(NOW)] == [True, True]
    assert board.newest() == NOW


def test_rows_keep_their_place_until_somebody_sorts() -> None:
    board = presenter()
    calm = replace(ROW, patient_id=PatientId("P2"), alarm=None, score=None)
    board.take(Census((ROW, calm), NOW))
    board.take(Census((replace(calm, alarm=ROW.alarm, score=ROW.score, name="丁"), replace(ROW, alarm=None)), NOW))
    assert board.patient_ids() == ("P1", "P2")
    assert board.misplaced() == 2
    board.resort()
    assert board.patient_ids() == ("P2", "P1")
    assert board.misplaced() == 0


def test_the_filters_count_what_they_keep() -> None:
    board = presenter()
    board.take(Census((ROW, replace(ROW, patient_id=PatientId("P2"), alarm=None, no_data=True, day=9)), NOW))
    counts = board.counts(NOW)
    assert counts["all"] == 2
    assert (counts["high"], counts["no_data"], counts["pneumonia"], counts["uti"], counts["due"]) == (1, 1, 2, 0, 1)
    assert set(counts) == {f.filter_id for f in FILTERS}


@pytest.mark.parametrize(
    ("total", "item", "band"), [(0, 0, "none"), (1, 1, "yellow"), (5, 2, "orange"), (7, 3, "red"), (3, 3, "yellow")]
)
def test_a_score_falls_into_its_band(total: int, item: int, band: str) -> None:
    assert score_band(total, item, RULES) == band


def test_thinning_a_trend_never_hides_a_peak() -> None:
    points = tuple((600.0 * 10 + step, float(step == 300) * 7) for step in range(0, 600, 60))
    assert thinned(points) == ((6300.0, 7.0),)


@pytest.mark.parametrize(("day", "word"), [(8, ""), (9, "達目標"), (10, "逾目標"), (14, "達上限"), (15, "逾上限")])
def test_from_the_target_on_the_day_is_heavy_and_has_a_word(day: int, word: str) -> None:
    cell = presenter().line(replace(ROW, day=day), NOW).cells[Column.CONDITION]
    assert cell.soft == f"第{day}天 (9/14) {word}".strip()
    assert cell.warning is bool(word)
