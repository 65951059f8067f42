"""A message is a reading of the right patient, or it is nothing: the reason is told and kept."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.alarm_bench import START
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.vitals.decode import EARLY, LATE, UnusableMessage, decode
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import PLAUSIBLE, Reading, Vital

ROOT = Path(__file__).parents[3]
PYTHON_OF = {"integer": {"int"}, "number": {"int", "float"}, "string": {"str"}, "array": {"list"}}
OWNERS = {DeviceId("D1"): PatientId("P1"), DeviceId("D2"): PatientId("P2")}
TOPIC = "hah/v1/S1/P1/vitals"
NOW_MS = int(START.timestamp() * 1000)
GOOD: dict[str, Any] = {"v": 1, "dev": "D1", "seq": 7, "t": NOW_MS, "hr": 72, "spo2": 97, "temp": 36.8}


def message(topic: str = TOPIC, **changed: Any) -> Reading:
    payload = json.dumps({**GOOD, **changed}).encode()
    return decode((topic, payload, START), "S1", OWNERS)


def reason(topic: str = TOPIC, **changed: Any) -> str:
    with pytest.raises(UnusableMessage) as caught:
        message(topic, **changed)
    return str(caught.value)


def test_a_good_set_keeps_its_patient_device_number_times_and_values() -> None:
    reading = message()
    assert (reading.patient_id, reading.device_id, reading.sequence) == ("P1", "D1", 7)
    assert (reading.measured_at, reading.received_at) == (START, START)
    assert reading.values == {Vital.HEART_RATE: 72, Vital.SPO2: 97, Vital.TEMPERATURE: 36.8}
    assert reading.sensor_off == frozenset()


@pytest.mark.parametrize("vital", list(Vital), ids=lambda vital: vital.value)
@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_a_zero_is_a_sensor_that_is_off_and_never_a_value(vital: Vital, zero: float) -> None:
    reading = message(**{vital.value: zero})
    assert vital in reading.sensor_off
    assert vital not in reading.values


@pytest.mark.parametrize("value", [0, 97, 400, None])
def test_a_sensor_named_as_off_has_no_value_whatever_the_device_sends(value: float | None) -> None:
    reading = message(off=["spo2"], spo2=value)
    assert reading.sensor_off == frozenset({Vital.SPO2})
    assert Vital.SPO2 not in reading.values


def test_a_key_that_is_absent_or_null_was_not_measured() -> None:
    reading = message(hr=None)
    assert Vital.HEART_RATE not in reading.values
    assert Vital.SYSTOLIC not in reading.sensor_off


def test_a_monitor_carried_to_another_bed_is_refused() -> None:
    assert reason("hah/v1/S1/P2/vitals") == "dev: D1 is with P1, not with P2"
    assert reason(dev="D2") == "dev: D2 is with P2, not with P1"


def test_a_device_nobody_was_given_is_refused() -> None:
    assert reason(dev="D9") == "dev: D9 is with nobody"


@pytest.mark.parametrize(
    "topic",
    ["hah/v1/S2/P1/vitals", "hah/v2/S1/P1/vitals", "hah/v1/S1/P1/waves", "hah/v1/S1//vitals", "hah/v1/S1/P1/x/vitals"],
)
def test_a_topic_of_another_site_or_form_is_refused(topic: str) -> None:
    assert reason(topic).startswith("topic:")


@pytest.mark.parametrize("vital", list(Vital), ids=lambda vital: vital.value)
def test_what_a_monitor_can_display_is_taken_and_a_hundredth_more_is_not(vital: Vital) -> None:
    low, high = PLAUSIBLE[vital]
    for edge in (low, high):
        assert message(**{vital.value: edge}).values[vital] == edge
    for outside in (low - 0.01, high + 0.01, -1, 1e300):
        assert reason(**{vital.value: outside}).startswith(f"{vital.value}:")


def test_one_impossible_value_makes_the_whole_set_unusable() -> None:
    assert reason(temp=98.6) == "temp: 98.6 is outside 25 to 45"


@pytest.mark.parametrize(("late", "ok"), [(LATE, True), (LATE + timedelta(milliseconds=1), False)])
def test_a_set_counts_until_a_device_has_kept_it_too_long(late: timedelta, ok: bool) -> None:
    told = NOW_MS - int(late / timedelta(milliseconds=1))
    if ok:
        assert message(t=told).measured_at == START - late
    else:
        assert reason(t=told) == "t: older than a device keeps"


@pytest.mark.parametrize(("early", "believed"), [(EARLY, True), (EARLY + timedelta(milliseconds=1), False)])
def test_a_clock_may_be_ahead_by_a_little_only(early: timedelta, believed: bool) -> None:
    told = NOW_MS + int(early / timedelta(milliseconds=1))
    assert message(t=told).measured_at == (START + early if believed else START)


def test_a_set_of_a_wrong_clock_is_taken_at_the_time_of_its_gateway() -> None:
    hour_ms, kept_ms = 3_600_000, 600_000
    for wrong_ms in (hour_ms, -hour_ms):
        reading = message(v=2, t=NOW_MS - kept_ms + wrong_ms, gt=NOW_MS - kept_ms)
        assert reading.measured_at == reading.gateway_at == START - timedelta(minutes=10)
    assert message(v=2, gt=NOW_MS + hour_ms).gateway_at is None


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 3}, {"dev": ""}, {"seq": -1}, {"off": ["pulse"]}, {"hr": "72"}, {"hr": True}, {"seq": 1.5}, {"t": "now"},
        {"t": 10**30}, {"hr": None, "spo2": None, "temp": None}, {"off": "spo2"},
    ],
    ids=str,
)  # fmt: skip
def test_a_frame_that_cannot_be_is_refused_with_a_reason(changed: dict[str, Any]) -> None:
    assert reason(**changed)


def test_unknown_keys_are_ignored() -> None:
    assert message(bat=83, firmware="1.2").values == message().values


@given(st.binary(max_size=200))
def test_no_bytes_at_all_do_anything_but_give_a_reason(payload: bytes) -> None:
    with pytest.raises(UnusableMessage):
        decode((TOPIC, payload, START), "S1", OWNERS)


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "rr", "sbp", "dbp", "off"]),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.text(max_size=5))
        ),
    )
)
def test_whatever_is_taken_is_a_plausible_reading_of_the_owner_of_the_device(changed: dict[str, Any]) -> None:
    try:
        reading = message(**changed)
    except UnusableMessage:
        return
    assert OWNERS[reading.device_id] == reading.patient_id == "P1"
    assert not set(reading.values) & reading.sensor_off
    assert all(PLAUSIBLE[vital][0] <= value <= PLAUSIBLE[vital][1] for vital, value in reading.values.items())
    assert START - LATE <= reading.measured_at <= START + EARLY


KEYS = {DeviceId("D1"): b"secret of D1"}


def test_a_set_signed_with_the_devices_key_is_taken_and_any_other_is_not() -> None:
    sent = DeviceSet("D1", 7, NOW_MS, heart_rate=72.0)
    good = encode(sent, KEYS[DeviceId("D1")])
    assert decode((TOPIC, good, START), "S1", OWNERS, KEYS).values == {Vital.HEART_RATE: 72}
    forged = (
        encode(sent), encode(sent, b"another"), good.replace(b"72", b"27"), good[:-1] + b',"hr":27}', good + b" ",
        b'{"hr":27,' + good[1:],
    )  # fmt: skip
    for payload in forged:
        with pytest.raises(UnusableMessage, match="sig: missing or not that of the device"):
            decode((TOPIC, payload, START), "S1", OWNERS, KEYS)


def test_what_the_encoder_writes_is_read_back_and_fits_the_published_schema() -> None:
    sent = DeviceSet(
        "D1", 7, NOW_MS, 72.0, 97.0, 16.0, 128.0, 74.0, 36.8, ("temp",), 83, "G1", NOW_MS, -61, "1.4.2"
    )  # fmt: skip
    told = json.loads(encode(sent, b"key"))
    schema = json.loads((ROOT / "docs" / "mqtt-set.schema.json").read_text("utf-8"))
    assert set(told) == set(schema["properties"])
    assert set(schema["required"]) == {"v", "dev", "seq", "t"}
    for key, rule in schema["properties"].items():
        assert type(told[key]).__name__ in PYTHON_OF[rule["type"]], key
        assert rule.get("minimum", told[key]) <= told[key] <= rule.get("maximum", told[key])
        assert rule["description"]
    reading = decode((TOPIC, encode(sent), START), "S1", OWNERS)
    assert (reading.gateway_at, reading.sensor_off) == (START, {Vital.TEMPERATURE})


@pytest.mark.parametrize("vital", list(Vital), ids=lambda vital: vital.value)
def test_the_published_ranges_are_those_that_are_checked(vital: Vital) -> None:
    schema = json.loads((ROOT / "docs" / "mqtt-set.schema.json").read_text("utf-8"))
    rule = schema["properties"][vital.value]
    assert (rule["minimum"], rule["maximum"]) == (0, PLAUSIBLE[vital][1])
    assert f"{PLAUSIBLE[vital][0]:g} to {PLAUSIBLE[vital][1]:g}" in rule["description"]
