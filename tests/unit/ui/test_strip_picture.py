"""What an evidence strip draws: gaps parted, fixed scales, whole minutes."""

import math
from datetime import UTC, datetime, timedelta

from hah_console.domain.clock import TAIPEI
from hah_console.domain.ids import AlarmId
from hah_console.domain.reading import Vital
from hah_console.services.alarm_strip import Evidence, EvidenceRow
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.scales import Scale
from hah_console.ui.plots.strip_picture import StripPicture, strip_picture
from hah_console.ui.plots.strip_window import strip_ticks, window_of
from hah_console.ui.screens.alarms.strip_text import strip_spoken

START = datetime(2026, 11, 22, 19, 8, 20, tzinfo=UTC)
S = START.timestamp()


def picture(offsets: list[float], values: list[float], limit: float | None = 90.0) -> StripPicture:
    row = EvidenceRow(Vital.SPO2, tuple(S + at for at in offsets), tuple(values), limit)
    end = START + timedelta(minutes=5)
    return strip_picture(Evidence(AlarmId("A"), START, end, END_OF_FOUR, (row,), True), TAIPEI)


END_OF_FOUR = START + timedelta(minutes=4)


def test_a_line_is_not_drawn_over_a_time_without_values() -> None:
    seconds = [float(s) for s in range(301) if not 100 <= s < 140]
    row = picture(seconds, [95.0] * len(seconds)).rows[0]
    assert [len(line) for line in row.lines] == [100, 161]
    assert row.gaps == ((S + 99, S + 140),)


def test_a_sensor_that_is_off_is_a_gap_and_never_a_value() -> None:
    row = picture([0, 10, 20, 100, 200, 300], [95, 94, math.nan, math.nan, 93, 92]).rows[0]
    assert (row.lowest, row.highest) == (92, 95)
    assert (S + 10, S + 200) in row.gaps


def test_the_scale_is_the_clinical_one_and_widens_by_whole_steps_only() -> None:
    assert picture([0, 300], [95, 94]).rows[0].scale == Scale(80, 100)
    assert picture([0, 300], [72, 94]).rows[0].scale == Scale(70, 100)


def test_nothing_measured_is_one_gap_over_the_whole_time() -> None:
    row = picture([], []).rows[0]
    assert row.lines == ()
    assert row.gaps == ((S, S + 300),)


def test_the_time_axis_has_whole_minutes_of_the_site() -> None:
    ticks = strip_ticks(window_of(S, S + 300), TAIPEI)
    assert [text for _, text in ticks] == ["03:09", "03:10", "03:11", "03:12", "03:13"]


def test_the_strip_is_said_in_words_for_who_does_not_see_it() -> None:
    spoken = strip_spoken(Texts("en"), picture([float(s) for s in range(241)], [95.0] * 240 + [88.0]))
    assert spoken == "Measured in 5 minutes around the alarm: SpO₂ 88 % to 95 %, 60 s without data"
