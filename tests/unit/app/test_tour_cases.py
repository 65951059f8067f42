"""The cases of the tour: one a condition, and what is typed about each can be taken as it is."""

from datetime import date

from hah_console.app.tour.cases import read_cases
from hah_console.domain.chart.note import Section
from hah_console.domain.diagnosis import parse_diagnosis
from hah_console.domain.episode import Condition
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.person import missing_for_admission
from hah_console.domain.referral_form import read_referral

TODAY = date(2026, 11, 23)


def test_there_is_one_case_of_each_condition_and_each_is_another_person() -> None:
    cases = read_cases()
    assert {case.condition for case in cases} == set(Condition)
    assert len({case.national_id for case in cases}) == len(cases) == len(Condition)


def test_everything_typed_about_them_can_be_used() -> None:
    for case in read_cases():
        check = FieldCheck(case.referral)
        form = read_referral(check, TODAY)
        assert check.faults == ()
        assert missing_for_admission(form.person) == ()
        assert parse_diagnosis(case.diagnosis, "diagnosis") == case.diagnosis
        assert {Section(name) for name in case.note} <= set(Section)
