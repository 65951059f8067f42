"""What a gateway uploads becomes a set with the right values, or a reason; never an exception and never a guess."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from helpers.gateways import LOINC, MDC, UCUM, body, bundle, observation
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.fhir.devices.reply import reply
from hah_console.adapters.fhir.devices.upload import Upload, UploadRefused, read_upload
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import Fate, PartAnswer, RelayedFault, RelayedPart, RelayedSet

AT = datetime(2026, 11, 30, 8, 15, 30, 250_000, UTC)


def read(made: dict[str, Any], condition: str = "") -> RelayedPart:
    return read_upload(body(made), alone=True, if_none_exist=condition).parts[0]


def taken(made: dict[str, Any]) -> RelayedSet:
    found = read(made)
    assert isinstance(found, RelayedSet), found
    return found


def reason(made: dict[str, Any]) -> str:
    found = read(made)
    assert isinstance(found, RelayedFault)
    return found.reason.said


def quantity(value: object, code: str, system: str = UCUM) -> dict[str, Any]:
    return {"value": value, "unit": code, "system": system, "code": code}


def pressure(sbp: float, dbp: float) -> dict[str, Any]:
    rows = (("8480-6", sbp), ("8462-4", dbp), ("8478-0", 90.0))
    return observation("sbp", 0, AT, valueQuantity=None) | {
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
        "component": [
            {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": quantity(value, "mm[Hg]")}
            for code, value in rows
        ],
    }


def test_a_single_value_is_taken_with_device_person_and_moment() -> None:
    found = taken(observation("spo2", 97, AT))
    assert (found.device_names, found.patient_numbers) == (("D-01",), ("P001",))
    assert found.values == {Vital.SPO2: 97.0}
    assert found.at_ms == 1_796_026_530_250


def test_both_pressures_are_one_set_and_the_mean_is_left_out() -> None:
    assert taken(pressure(128, 74)).values == {Vital.SYSTOLIC: 128.0, Vital.DIASTOLIC: 74.0}


@pytest.mark.parametrize(
    ("vital", "told", "value"),
    [
        ("temp", quantity(98.6, "[degF]"), 37.0),
        ("temp", quantity(310.15, "K"), 37.0),
        ("temp", quantity(37.0, "268192", MDC), 37.0),
        ("sbp", quantity(16, "kPa"), 120.0102),
        ("spo2", quantity(0.97, "1"), 97.0),
        ("hr", quantity(72, "{beats}/min"), 72.0),
    ],
)
def test_a_value_in_another_unit_is_converted_by_the_unit_it_is_told_in(
    vital: str, told: dict[str, Any], value: float
) -> None:
    assert list(taken(observation(vital, 0, AT, valueQuantity=told)).values.values()) == [value]


@pytest.mark.parametrize(
    "told",
    [
        quantity(37, "degC"), quantity(37, "Cel", ""), quantity(37, ""), quantity(37, "%"), quantity("37", "Cel"),
        quantity(True, "Cel"), {"value": 37}, {**quantity(37, "Cel"), "comparator": ">"}, quantity(None, "Cel"),
        quantity(37, "999999", MDC),
    ],
)  # fmt: skip
def test_no_unit_and_no_number_is_ever_guessed(told: dict[str, Any]) -> None:
    assert reason(observation("temp", 0, AT, valueQuantity=told)).startswith(("unit:", "temp:"))


@pytest.mark.parametrize("digits", ["1e999999999", "1e-999999999", "1" * 300, "0." + "1" * 300, "1E+40"])
def test_a_number_that_would_keep_a_calculator_busy_is_refused_at_once(digits: str) -> None:
    made = body(observation("temp", 36.5, AT)).replace(b'"value": 36.5,', b'"value": ' + digits.encode() + b",")
    found = read_upload(made, alone=True).parts[0]
    assert isinstance(found, RelayedFault)


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"status": "entered-in-error"}, "status"),
        ({"status": "amended"}, "status"),
        ({"effectiveDateTime": "2026-11-30T08:15:30"}, "time"),
        ({"effectiveDateTime": "2026-11-30"}, "time"),
        ({"effectiveDateTime": None}, "time"),
        ({"device": None}, "device"),
        ({"subject": {"display": "王小明"}}, "subject"),
        ({"code": {"coding": [{"system": LOINC, "code": "29463-7"}]}}, "code"),
        ({"code": {"coding": [{"system": LOINC, "code": "8867-4"}, {"system": MDC, "code": "151562"}]}}, "code"),
        ({"valueQuantity": None, "dataAbsentReason": {"coding": [{"code": "masked"}]}}, "hr"),
    ],
)
def test_what_cannot_be_used_is_set_aside_with_a_reason(changed: dict[str, Any], begins: str) -> None:
    assert reason(observation("hr", 72, AT, **changed)).startswith(begins)


def test_a_value_the_device_could_not_obtain_is_a_sensor_that_is_off() -> None:
    absent = {"coding": [{"code": "error"}]}
    found = taken(observation("spo2", 0, AT, valueQuantity=None, dataAbsentReason=absent))
    assert (found.values, found.sensor_off) == ({}, {Vital.SPO2})


def test_the_same_words_are_the_same_set_and_one_other_value_is_another() -> None:
    one, again, other = (taken(observation("hr", value, AT, identifier=None)) for value in (72, 72.0, 73))
    assert (one.key, one.sequence) == (again.key, again.sequence)
    assert one.key != other.key
    assert one.sequence != other.sequence


@pytest.mark.parametrize(("system", "same"), [("urn:gateway", True), ("", False)])
def test_an_identifier_without_a_system_is_one_of_its_device_only(system: str, same: bool) -> None:
    named = {"identifier": [{"system": system, "value": "7"} if system else {"value": "7"}]}
    first, second = (taken(observation("spo2", 97, AT) | named | device) for device in ({}, _other_device()))
    assert first.device_names != second.device_names
    assert (first.key == second.key) is same


def _other_device() -> dict[str, Any]:
    return {"device": {"identifier": {"value": "D-02"}}}


def test_numbers_of_sets_rise_with_the_time_of_the_device() -> None:
    moments = [AT.replace(microsecond=n * 1000) for n in range(1, 50)]
    numbers = [taken(observation("hr", 200 - n, at)).sequence for n, at in enumerate(moments)]
    assert numbers == sorted(numbers)
    assert numbers[-1] < 2**63


def test_devices_and_people_of_a_bundle_say_who_is_meant() -> None:
    made = observation("hr", 72, AT, device={"reference": "urn:uuid:1"}, subject={"reference": "urn:uuid:2"})
    device = {"resourceType": "Device", "identifier": [{"value": "00-1F-2E"}, {"value": "D-01"}]}
    person = {"resourceType": "Patient", "identifier": [{"value": "M-1"}], "name": [{"text": "王小明"}]}
    upload = read_upload(body(bundle([made], **{"urn:uuid:1": device, "urn:uuid:2": person})), alone=False)
    found = upload.parts[0]
    assert isinstance(found, RelayedSet)
    assert (found.device_names, found.patient_numbers) == (("00-1F-2E", "D-01"), ("M-1",))
    assert [each is None for each in upload.entries] == [True, True, False]


@pytest.mark.parametrize("reference", ["Device?identifier=urn:x|D-01", "Device/D-01", "#here"])
def test_a_device_is_found_by_condition_by_reference_and_inside(reference: str) -> None:
    inside = [{"resourceType": "Device", "id": "here", "identifier": [{"value": "D-01"}]}]
    found = taken(observation("hr", 72, AT, device={"reference": reference}, contained=inside))
    assert found.device_names == ("D-01",)


def test_a_condition_names_what_has_no_identifier_and_any_other_condition_is_refused() -> None:
    made = observation("hr", 72, AT, identifier=None)
    named = read(made, "identifier=urn:gateway|77")
    assert isinstance(named, RelayedSet)
    assert named.identifier == "urn:gateway|77"
    for condition in ("code=8867-4", "identifier=", "identifier=a|1&subject=P001"):
        assert isinstance(read(made, condition), RelayedFault)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400), (b"[]", 400), (b"{", 400), (b'{"resourceType":"Bundle","type":"transaction"}', 400),
        (b'{"resourceType":"Bundle","type":"searchset","entry":[{}]}', 400), (b'{"resourceType":"Patient"}', 400),
        (b'{"a":' * 500 + b"1" + b"}" * 500, 400), (b'{"resourceType":"Bundle","resourceType":"Bundle"}', 400),
        (json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 201}).encode(), 413),
    ],
)  # fmt: skip
def test_a_body_nobody_can_use_is_refused_as_a_whole(content: bytes, status: int) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_upload(content, alone=False)
    assert refused.value.status == status


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*observation("hr", 1, AT), "coding", "reference", "value"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(observation("hr", 1, AT))), _JSON, max_size=6))
def test_no_shape_of_an_observation_escapes_as_anything_but_a_set_or_a_reason(changed: dict[str, Any]) -> None:
    made = {**observation("hr", 72, AT), **changed, "resourceType": "Observation"}
    found = read(made)
    assert isinstance(found, RelayedSet) or found.reason.said.isprintable()


def test_a_transaction_takes_what_is_set_aside_and_a_batch_refuses_it() -> None:
    answers = (PartAnswer(Fate.NEW), PartAnswer(Fate.KNOWN), PartAnswer(Fate.ASIDE, "hr: 900 is outside 15 to 300"))
    made = [observation("hr", value, AT) for value in (72, 73, 900)]
    told = {}
    for kind in ("transaction", "batch"):
        answered = reply(read_upload(body(bundle(made, kind)), alone=False), answers)
        told[kind] = [each["response"]["status"][:3] for each in json.loads(answered.body)["entry"]]
    assert told == {"transaction": ["201", "200", "202"], "batch": ["201", "200", "422"]}
    alone = [reply(Upload("", (read(made[0]),)), [answer]) for answer in answers]
    assert [(each.status, bool(each.location)) for each in alone] == [(201, True), (200, True), (422, False)]
