"""Age in completed years and names as screens with many patients show them."""

from datetime import date

import pytest

from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Sex, masked_name
from hah_console.domain.place import Place


def born(day):
    return Patient("P-1", "M1", "陳大明", Sex.MALE, day, Place(24.8, 120.9))


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(1940, 3, 5), date(2026, 3, 4), 85),
        (date(1940, 3, 5), date(2026, 3, 5), 86),
        (date(1940, 2, 29), date(2025, 2, 28), 84),
        (date(1940, 2, 29), date(2025, 3, 1), 85),
        (date(2026, 3, 5), date(2026, 3, 5), 0),
    ],
)
def test_age_counts_completed_years(birth, on, years):
    assert born(birth).age_years(on) == years


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("陳大明", "陳○明"),
        ("陳明", "陳○"),
        ("歐陽大明", "歐○○明"),
        ("陳", "陳"),
        ("", ""),
        ("Maria Santos Cruz", "M. S. C."),
    ],
)
def test_a_masked_name_keeps_only_the_ends(name, shown):
    assert masked_name(name) == shown


def test_what_was_not_recorded_is_never_none_known():
    patient = born(date(1940, 1, 1))
    assert patient.allergy_state is AllergyState.NOT_RECORDED
    assert patient.code_status is CodeStatus.NOT_RECORDED
    assert patient.precautions == ()
