"""One patient's page of the round."""

from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.round_ward import RoundWard
from helpers.ward import an_alarm

from hah_console.domain.alarm import Priority
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import DeviceId, LabResultId, PatientId
from hah_console.domain.lab import Analyte, LabResult, LabSource
from hah_console.domain.quantity import Quantity, Unit
from hah_console.domain.reading import Reading, Vital

MINUTE = timedelta(minutes=1)


def test_the_page_says_of_every_vital_the_lowest_and_highest_and_when_or_that_there_is_none(ward: RoundWard) -> None:
    pid = ward.round().rows[0].patient_id
    with ward.write() as uow:
        uow.readings.add_many([
            Reading(pid, DeviceId("D"), n, ward.now - n * 60 * MINUTE, ward.now - n * 60 * MINUTE, {Vital.SPO2: value})
            for n, value in ((1, 95.0), (5, 88.0), (9, 97.0))
        ])  # fmt: skip
    found = {each.now.vital: each for each in ward.page(pid).vitals}
    spo2 = found[Vital.SPO2]
    assert spo2.low is not None
    assert spo2.high is not None
    assert (spo2.low[0], spo2.high[0]) == (88.0, 97.0)
    assert abs(spo2.low[1] - (ward.now - 5 * 60 * MINUTE)) <= 16 * MINUTE
    temperature = found[Vital.TEMPERATURE]
    assert temperature.low == temperature.high == (temperature.now.value, temperature.now.as_of)
    assert (temperature.share, temperature.course) == (0.0, ())
    assert set(found) == set(Vital)


def test_a_value_of_now_below_all_of_the_day_is_the_lowest_and_nothing_measured_has_no_range(ward: RoundWard) -> None:
    row = next(row for row in ward.round().rows if not row.no_data)
    ward.ward.receive(row.patient_id, spo2=80.0)
    found = {each.now.vital: each for each in ward.page(row.patient_id).vitals}
    assert found[Vital.SPO2].low == (80.0, ward.now)
    assert (found[Vital.TEMPERATURE].low, found[Vital.TEMPERATURE].high) == (None, None)


def test_a_new_result_stands_beside_the_one_before(ward: RoundWard) -> None:
    row = ward.round().rows[0]
    with ward.write() as uow:
        for number, value, days in ((1, "120", 0.2), (2, "48", 0.1)):
            at = ward.now - timedelta(days=days)
            quantity = Quantity(Decimal(value), Unit("mg/L"))
            uow.lab_results.save(
                LabResult(
                    LabResultId(f"L{number}"), row.patient_id, Analyte.CRP, quantity, at, at, LabSource.POINT_OF_CARE
                )
            )
    crp = next(new for new in ward.page(row.patient_id).results if new.result.result_id == "L2")
    assert crp.before is not None
    assert crp.before.result_id == "L1"


def test_the_page_names_drugs_and_the_antibiotic_s_day(ward: RoundWard) -> None:
    row = next(row for row in ward.round().rows if row.antibiotic_day)
    page = ward.page(row.patient_id)
    assert page.antibiotics
    assert max(course.day or 0 for course in page.antibiotics) <= row.antibiotic_day
    assert all(dose.drug for dose in page.doses)
    assert page.row == row


def test_an_old_alarm_that_is_open_is_on_the_page(ward: RoundWard) -> None:
    row = ward.round().rows[-1]
    ward.ward.raise_alarm(an_alarm("A-old", row.patient_id, "temp", 38.9, Priority.LOW, minutes_ago=60 * 30))
    assert "A-old" in {alarm.alarm_id for alarm in ward.page(row.patient_id).alarms}


def test_an_unknown_patient_is_refused(ward: RoundWard) -> None:
    with pytest.raises(NotFound):
        ward.page(PatientId("P-nobody"))
