"""What a patient measured herself on her trends: hollow rings with their word, in no line, no alarm and no score."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from helpers.bedside import CHEN, LIN, NOW, NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from pytestqt.qtbot import QtBot

from hah_console.domain.own_reading import OwnKind, OwnReading
from hah_console.domain.reading import Vital
from hah_console.ui.plots.own_points import MOST, OwnPast, own_points

OpenPage = Callable[..., BedsideConsole]
MINUTE = timedelta(minutes=1)
SOURCE = "家用血氧機"


def own(minutes_ago: float, vital: Vital, value: float) -> OwnReading:
    at = NOW - minutes_ago * MINUTE
    return OwnReading(CHEN, at, vital, value, SOURCE, OwnKind.CSV, NOW, NURSE.user_id)


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path)
    with bedside.ctx.store() as uow:
        uow.own_readings.add_many([
            own(60, Vital.SPO2, 71.0), own(30, Vital.SPO2, 73.0), own(30, Vital.SYSTOLIC, 151.0),
        ])  # fmt: skip
        uow.commit()
    yield bedside
    bedside.store.close()


def test_they_are_hollow_rings_with_their_word_and_no_line_goes_through_them(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page("zh_TW")
    trends = console.patient.trends
    plot, picture = trends.plot, trends.plot.picture
    assert picture is not None
    assert [plot.own.shown(vital) for vital in (Vital.SPO2, Vital.SYSTOLIC, Vital.HEART_RATE)] == [2, 1, 0]
    rings = plot.own.items[0]
    assert rings.opts["symbol"] == "o"
    assert rings.opts["brush"].color() == plot._theme.color("surface")
    row = next(each for each in picture.rows if each.spec.lead is Vital.SPO2)
    assert np.nanmin(row.curves[Vital.SPO2].values) > 80, "the line of the monitor knows nothing of them"
    assert row.scale.low <= 70, "and yet they are in sight"
    assert "○ 病人自測 3 筆，未驗證" in trends.badge.text()
    assert "○ SpO₂ 自測（未驗證）" in trends.plot.accessibleDescription()
    plot.move_focus((NOW - 31 * MINUTE).timestamp())
    assert "自測（未驗證）SpO₂ 73（" in trends.readout.text()
    assert SOURCE in trends.readout.text()
    before = trends.readout.text().splitlines()[-1]
    assert "73" not in before, "what the monitor measured is read out on a line of its own"


def test_nothing_of_them_reaches_last_values_alarms_or_scores(open_page: OpenPage, bedside: Bedside) -> None:
    console = open_page("zh_TW")
    page = console.patient.presenter.page
    assert page is not None
    assert 73.0 not in [each.value for each in page.numbers]
    with bedside.ctx.store() as uow:
        assert [each for each in uow.alarms.open() if each.value in (71.0, 73.0, 151.0)] == []


def test_another_patient_has_none_of_them(qtbot: QtBot, open_page: OpenPage, bedside: Bedside) -> None:
    console = open_page("zh_TW")
    console.frame.navigate("patient", str(LIN))
    console.settle(qtbot)
    assert "自測" not in console.patient.trends.badge.text()
    assert console.patient.trends.plot.own.shown(Vital.SPO2) == 0


def test_of_thousands_the_lowest_and_highest_of_every_stretch_are_drawn() -> None:
    many = [own(number / 10, Vital.HEART_RATE, 60 + number % 7) for number in range(5_000)]
    many[2_345] = own(234.5, Vital.HEART_RATE, 31)
    found = own_points(sorted(many, key=lambda each: each.measured_at))
    assert found.count == 5_000
    assert MOST // 2 <= len(found.drawn) <= MOST + 2
    assert min(each.value for each in found.drawn) == 31
    assert [each.at_s for each in found.drawn] == sorted(each.at_s for each in found.drawn)


def test_they_are_read_again_after_half_a_minute_or_when_a_file_came() -> None:
    asked: list[object] = []

    def read(start: object, end: object) -> tuple[OwnReading, ...]:
        asked.append(start)
        return (own(10, Vital.SPO2, 90),)

    past, hour = OwnPast(read), timedelta(hours=1)
    assert past.points(NOW - hour, NOW, NOW).count == 1
    assert past.points(NOW - 5 * MINUTE, NOW, NOW + timedelta(seconds=29)).count == 0
    assert len(asked) == 1
    past.points(NOW - 2 * hour, NOW, NOW)
    past.points(NOW - hour, NOW, NOW + timedelta(seconds=31))
    past.forget()
    past.points(NOW - hour, NOW, NOW + timedelta(seconds=31))
    assert len(asked) == 4
