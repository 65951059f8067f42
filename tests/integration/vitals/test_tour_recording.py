"""What a tour takes from real recordings: a folder with everything, one file of waveforms or of numbers, nothing."""

from datetime import date
from pathlib import Path

import pytest

from hah_console.adapters.site import load_site
from hah_console.adapters.vitals.recordings import RecordingUnusable
from hah_console.app.resources import resource_path
from hah_console.app.tour.recorded import Recorded, recorded

DAY = date(2026, 11, 23)


def of(place: Path) -> Recorded:
    return recorded(place, load_site(resource_path("demo")), DAY)


def test_a_folder_gives_numbers_and_waveforms_to_one_patient(shared_data: Path) -> None:
    found = of(shared_data / "vitals")
    assert found.numerics == shared_data / "vitals"
    assert found.waves is not None
    assert found.source == "mimic2_s00001_numerics_1min + wave_a103l"


@pytest.mark.parametrize(
    ("name", "numerics", "waves"),
    [
        ("wave_a103l.npz", False, True),
        ("bidmc_01_Signals_125Hz.csv.gz", False, True),
        ("mimic2_s00001_numerics_1min.csv.gz", True, False),
        ("cinc2019_psv", True, False),
    ],
)
def test_one_recording_gives_what_it_holds(shared_data: Path, name: str, numerics: bool, waves: bool) -> None:
    found = of(shared_data / "vitals" / name)
    assert (found.numerics is not None, found.waves is not None) == (numerics, waves)
    assert found.patient_id == of(shared_data / "vitals").patient_id


def test_a_place_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnusable):
        of(tmp_path)
