"""Recordings: zeros are sensors off, gaps stay gaps, damaged files are named with their line."""

import gzip
from pathlib import Path

import pytest

from hah_console.adapters.vitals.recordings import RecordingUnusable, read_numerics, read_recordings, read_stay
from hah_console.domain.reading import Vital
from hah_console.ui.i18n import LANGUAGES, Texts

STAY_HEAD = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|Age|SepsisLabel\n"
NUMERICS_HEAD = "minute,HR,ABPSys,ABPDias,PULSE,RESP,SpO2,NBPSys,NBPDias\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_what_was_not_measured_in_an_hour_is_absent(tmp_path: Path) -> None:
    rows = "NaN|NaN|NaN|NaN|NaN|NaN|NaN|50|0\n55.5|100|36.14|131|68|50.5|24|50|0\nNaN|97|NaN|NaN|NaN|NaN|NaN|50|0\n"
    found = read_stay(written(tmp_path / "p1.psv", STAY_HEAD + rows))
    assert found.period_s == 3_600
    assert found.rows[0].values == {
        Vital.HEART_RATE: 56, Vital.SPO2: 100, Vital.TEMPERATURE: 36.1,
        Vital.SYSTOLIC: 131, Vital.DIASTOLIC: 50, Vital.RESPIRATORY_RATE: 24,
    }  # fmt: skip
    assert found.rows[1].values == {Vital.SPO2: 97}
    assert not found.rows[1].sensor_off


def test_a_zero_of_the_bedside_monitor_is_a_sensor_off_and_never_a_value(tmp_path: Path) -> None:
    rows = "0,0.0,0.0,0.0,0.0,23.0,0.0,,\n1,62.8,0.0,0.0,61,12.7,98,120,70\n"
    found = read_numerics(written(tmp_path / "numerics.csv", NUMERICS_HEAD + rows))
    assert found.rows[0].sensor_off == {Vital.HEART_RATE, Vital.SPO2}
    assert found.rows[0].values == {Vital.RESPIRATORY_RATE: 23}
    assert found.rows[1].values[Vital.SYSTOLIC] == 120
    assert not found.rows[1].sensor_off


@pytest.mark.parametrize(("head", "second", "period_s"), [("minute", 1, 60), ("second", 1, 1), ("Time [s]", 2, 2)])
def test_the_period_follows_from_the_time_column(tmp_path: Path, head: str, second: int, period_s: float) -> None:
    text = f"{head}, HR, RESP, SpO2\n0, 70, 12, 98\n{second}, 71, 12, 97\n"
    assert read_numerics(written(tmp_path / "numerics.csv", text)).period_s == period_s


def test_a_value_no_monitor_can_display_is_left_out(tmp_path: Path) -> None:
    found = read_stay(written(tmp_path / "p1.psv", STAY_HEAD + "80|97|NaN|NaN|NaN|NaN|1|50|0\n"))
    assert found.rows[0].values == {Vital.HEART_RATE: 80, Vital.SPO2: 97}


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("p1.psv", (STAY_HEAD + "80|9x|NaN|NaN|NaN|NaN|1|50|0\n").encode(), 2, "not_a_number"),
        ("p1.psv", b"HR|O2Sat\n80|97\n", 1, "missing_column"),
        ("p1.psv", STAY_HEAD.encode(), 0, "empty"),
        ("p1.psv", b"\xff\xfe\x00", 0, "unreadable_file"),
        ("a_numerics.csv", b"HR,RESP,SpO2\n80,12,97\n", 1, "no_time_column"),
        ("a_numerics.csv", b"minute,HR,RESP,SpO2\n1,80,12,97\n1,80,12,97\n", 3, "times_do_not_rise"),
        ("a_numerics.csv.gz", gzip.compress(b"minute,HR,RESP,SpO2\n" * 90, mtime=0)[:-12], 0, "unreadable_file"),
        ("notes.txt", b"nothing to replay", 0, "no_recordings"),
    ],
)
def test_a_file_that_cannot_be_replayed_is_named(
    tmp_path: Path, name: str, content: bytes, line: int, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordingUnusable) as caught:
        read_recordings(tmp_path)
    assert (caught.value.facts["line"], caught.value.facts["reason"]) == (line, reason)
    for language in LANGUAGES:
        sentence = Texts(language).error(caught.value)
        assert str(caught.value.facts["file"]) in sentence
        assert "_" not in sentence.replace(name, "").replace(tmp_path.name, "")


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnusable, match="no_folder"):
        read_recordings(tmp_path / "nowhere")


@pytest.mark.shared_data
def test_the_real_recordings_are_all_read(shared_data: Path) -> None:
    found = read_recordings(shared_data / "vitals")
    numerics, stays = found[0], found[1:]
    assert (numerics.period_s, len(numerics.rows)) == (60, 1_936)
    assert sum(Vital.SPO2 in row.sensor_off for row in numerics.rows) == 363
    assert min(row.values[Vital.SPO2] for row in numerics.rows if Vital.SPO2 in row.values) >= 91
    assert len(stays) == 24
    assert all(stay.period_s == 3_600 and not stay.rows[0].empty for stay in stays)
