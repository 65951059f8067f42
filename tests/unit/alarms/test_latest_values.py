"""The last values: three times each, in the device's own order, whatever the order and number of deliveries."""

from dataclasses import replace

from helpers.alarm_bench import PATIENT, START, Bench, minutes, seconds
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.reading import LatestValue, Quality, Vital
from hah_console.services.latest_values import folded

SPO2_OFF = frozenset({Vital.SPO2})


def test_a_value_has_the_times_of_its_measurement_its_receipt_and_its_last_change() -> None:
    bench = Bench()
    first, second, third = (bench.reading(spo2=value) for value in (97, 97, 96))
    latest = None
    times = []
    for number, reading in enumerate((first, second, third), start=1):
        moment = START + minutes(number)
        latest = folded(latest, replace(reading, measured_at=moment - seconds(5), received_at=moment))
        last = latest.values[Vital.SPO2]
        times.append((last.measured_at, last.received_at, last.changed_at))
    assert times == [
        (START + seconds(55), START + minutes(1), START + minutes(1)),
        (START + seconds(115), START + minutes(2), START + minutes(1)),
        (START + seconds(175), START + minutes(3), START + minutes(3)),
    ]


def test_a_sensor_that_goes_off_and_comes_back_is_a_change_each_time() -> None:
    bench = Bench()
    bench.hear(spo2=97)
    bench.hear(5, off=SPO2_OFF)
    off = bench.latest.values[Vital.SPO2]
    assert (off.value, off.quality, off.changed_at) == (None, Quality.SENSOR_OFF, START + seconds(2))
    bench.hear(5, spo2=97)
    back = bench.latest.values[Vital.SPO2]
    assert (back.value, back.quality, back.changed_at) == (97, Quality.GOOD, START + seconds(7))


def test_what_a_set_does_not_measure_keeps_its_value_and_its_age() -> None:
    bench = Bench()
    bench.hear(spo2=97, temp=37.2)
    bench.hear(60, spo2=96)
    assert bench.latest.values[Vital.TEMPERATURE].measured_at == START + seconds(1)
    assert bench.latest.values[Vital.SPO2].measured_at == START + seconds(61)


def test_a_value_delivered_late_is_as_old_as_its_measurement_and_one_from_ahead_as_its_receipt() -> None:
    late = LatestValue(97.0, START, START + minutes(20), START)
    ahead = LatestValue(97.0, START + minutes(4), START, START)
    assert (late.as_of, ahead.as_of) == (START, START)


def test_the_same_set_again_changes_nothing() -> None:
    bench = Bench()
    bench.hear(10, spo2=97, hr=80)
    before, again = bench.latest, replace(bench.reading(spo2=97, hr=80), sequence=bench.sequence - 1)
    bench.take(again)
    assert bench.latest == before


def test_an_older_set_of_another_device_changes_nothing() -> None:
    bench = Bench()
    bench.hear(10, spo2=97)
    other = replace(bench.reading(device="D2", spo2=70), measured_at=bench.now - seconds(5), sequence=10_000)
    bench.take(other)
    assert bench.latest.values[Vital.SPO2].value == 97


@given(st.permutations(range(12)), st.lists(st.sampled_from(range(12)), max_size=6))
def test_any_order_of_delivery_and_any_repetition_give_the_same_last_values(order, again) -> None:
    bench = Bench()
    sets = []
    for number in range(12):
        bench.now += seconds(10)
        values = {"hr": 60.0 + number, **({"spo2": 90.0 + number} if number % 3 else {})}
        sets.append(bench.reading(SPO2_OFF if number == 6 else frozenset(), **values))
    in_order, shuffled = None, None
    for reading in sets:
        in_order = folded(in_order, reading)
    for number in [*order, *again]:
        shuffled = folded(shuffled, sets[number])
    assert shuffled.patient_id == PATIENT
    for vital, last in in_order.values.items():
        assert (shuffled.values[vital].value, shuffled.values[vital].quality) == (last.value, last.quality)
        assert shuffled.values[vital].measured_at == last.measured_at
