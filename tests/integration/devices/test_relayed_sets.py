"""What gateways and interfaces pass on goes through the ingest of all readings: whose, when, once, or aside."""

import threading
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from helpers.gateways import observation
from relay_ward import Ward, part

from hah_console.app.devices import door as door_module
from hah_console.app.devices.door import NotStoredNow
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import RelayedFault
from hah_console.services.ingest import RELAYED_KEPT, VitalsIngest

MINUTE = timedelta(minutes=1)


def test_a_value_is_stored_shown_and_scored_like_one_of_the_broker(ward: Ward) -> None:
    at = ward.clock.now()
    told = [("hr", 80), ("spo2", 97), ("rr", 16), ("sbp", 130), ("temp", 36.8)]
    assert ward.fates(*(observation(vital, value, at) for vital, value in told)) == ["new"] * 5
    with ward.store.unit_of_work() as uow:
        latest = uow.readings.latest_of(PatientId("P001"))
        (status,) = uow.devices.statuses()
    assert latest is not None
    assert {vital.value: value.value for vital, value in latest.values.items()} == dict(told)
    assert (status.device_id, status.gateway_id, status.online) == ("D-01", "GW-1", True)


def test_a_dangerous_value_of_a_gateway_alarms(ward: Ward) -> None:
    for _ in range(8):
        ward.clock.advance(timedelta(seconds=10))
        ward.fates(observation("spo2", 80, ward.clock.now()))
    with ward.store.unit_of_work() as uow:
        assert any(alarm.patient_id == "P001" and alarm.rule_id.startswith("spo2") for alarm in uow.alarms.open())


def test_an_upload_that_comes_again_is_known_and_makes_nothing_new(ward: Ward) -> None:
    made = [ward.hr(72), observation("spo2", 97, ward.clock.now()), ward.hr(73, 1)]
    assert ward.fates(*made) == ["new"] * 3
    ward.clock.advance(MINUTE)
    ward.begin()
    assert ward.fates(*made, *made) == ["known"] * 6
    assert ward.fates(made[0], {**made[0], "identifier": [{"system": "other", "value": "1"}]}) == ["known"] * 2
    assert ward.stored() == [72.0, 73.0]


def test_one_name_for_two_measurements_is_set_aside(ward: Ward) -> None:
    name = [{"system": "urn:gateway", "value": "7"}]
    assert ward.fates(ward.hr(72, identifier=name), ward.hr(73, identifier=name)) == ["new", "aside"]
    assert ward.told(ward.hr(74, identifier=name))[0][1].startswith("identifier")
    assert ward.stored() == [72.0]


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"monitor": "D-02"}, "patient: the sender means somebody else"),
        ({"number": "P002"}, "patient: the sender means somebody else"),
        ({"number": "http://elsewhere/Patient/P001"}, "patient: the sender means somebody else"),
        ({"monitor": "D-99"}, "device: D-99 is with nobody"),
        ({"device": {"identifier": {"value": "D-01"}, "reference": "Device/D-02"}}, "device: D-01, D-02 are two"),
    ],
)
def test_a_value_of_somebody_else_goes_to_nobody(ward: Ward, changed: dict[str, Any], begins: str) -> None:
    ((fate, reason),) = ward.told(ward.hr(72, **changed))
    assert (fate, reason[: len(begins)]) == ("aside", begins)
    assert ward.stored("P001") + ward.stored("P002") == []
    assert ward.quarantined() == 1


@pytest.mark.parametrize("changed", [{}, {"number": "M-1"}, {"number": ""}, {"monitor": "00-1F-2E"}])
def test_a_value_goes_to_whom_the_device_was_given_to(ward: Ward, changed: dict[str, Any]) -> None:
    assert ward.fates(ward.hr(72, **changed)) == ["new"]
    assert ward.stored("P001") == [72.0]


def test_a_device_that_signs_is_not_spoken_for_by_a_gateway(ward: Ward) -> None:
    ward.signing = (DeviceId("D-01"),)
    ward.begin()
    assert ward.told(ward.hr())[0][1].startswith("sig")


def test_a_device_handed_on_speaks_for_its_new_patient_only(ward: Ward) -> None:
    with ward.store.unit_of_work() as uow:
        for n, device in ((1, "D-02"), (2, "D-01")):
            kit = next(k for k in uow.kits.all() if k.kit_id == f"K{n}")
            uow.kits.save(Kit(KitId(f"K{n}"), "monitor", KitState.IN_USE, DeviceId(device), EpisodeId(f"E{n}"),
                              version=kit.version))  # fmt: skip
        uow.commit()
    ward.begin()
    assert ward.fates(ward.hr(72, number="P001"), ward.hr(73, number="P002")) == ["aside", "new"]
    assert (ward.stored("P001"), ward.stored("P002")) == ([], [73.0])


@pytest.mark.parametrize(
    ("vital", "value"), [("hr", 900), ("spo2", 101), ("temp", 98.6), ("sbp", 20), ("rr", 1), ("hr", -5)]
)
def test_a_value_no_home_monitor_can_show_is_set_aside(ward: Ward, vital: str, value: float) -> None:
    assert ward.fates(observation(vital, value, ward.clock.now())) == ["aside"]
    assert ward.quarantined() == 1


def test_what_is_set_aside_is_kept_once_and_taken_when_its_reason_is_gone(ward: Ward) -> None:
    made = ward.hr(72, monitor="D-03", number="")
    assert [ward.fates(made)[0] for _ in range(3)] == ["aside"] * 3
    assert ward.quarantined() == 1
    with ward.store.unit_of_work() as uow:
        kit = next(k for k in uow.kits.all() if k.kit_id == "K1")
        uow.kits.save(Kit(KitId("K1"), "monitor", KitState.IN_USE, DeviceId("D-03"), EpisodeId("E1"),
                          version=kit.version))  # fmt: skip
        uow.commit()
    ward.begin()
    assert ward.fates(made) == ["new"]


def test_values_out_of_order_are_all_stored_and_the_newest_stands(ward: Ward) -> None:
    for after_s in (-60, -180, -120, -240):
        assert ward.fates(ward.hr(80 + after_s / 60, after_s)) == ["new"]
    with ward.store.unit_of_work() as uow:
        latest = uow.readings.latest_of(PatientId("P001"))
    assert latest is not None
    assert latest.values[Vital.HEART_RATE].value == 79.0
    assert ward.stored() == [76.0, 77.0, 78.0, 79.0]


def test_a_clock_that_is_ahead_is_told_and_its_value_is_of_the_receipt(ward: Ward) -> None:
    assert ward.fates(ward.hr(72, 3600), ward.hr(73, -49 * 3600)) == ["new", "aside"]
    with ward.store.unit_of_work() as uow:
        latest = uow.readings.latest_of(PatientId("P001"))
        (status,) = uow.devices.statuses()
    assert latest is not None
    assert latest.values[Vital.HEART_RATE].measured_at == ward.clock.now()
    assert status.skew_s == 3600.0


def test_what_was_passed_on_is_forgotten_when_it_would_be_too_old_anyway(ward: Ward) -> None:
    ward.fates(ward.hr(72))
    ward.clock.advance(RELAYED_KEPT + MINUTE)
    ward.fates(ward.hr(73))
    with ward.store.unit_of_work() as uow:
        made = [part(ward.hr(value)) for value in (72, 73)]
        keys = [each.key for each in made if not isinstance(each, RelayedFault)]
        assert len(uow.relayed.known(keys)) == 1


def test_nobody_is_answered_before_the_commit_and_an_outage_loses_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = ward.deliver([part(ward.hr(72))])
    with monkeypatch.context() as broken:
        broken.setattr(VitalsIngest, "take", _unusable)
        assert not ward.relays.turn()
        assert not stored.done()
    assert ward.relays.turn()
    assert stored.result(0)[0].fate == "new"
    assert ward.stored() == [72.0]


@pytest.mark.expected_log("taking them one by one")
def test_one_delivery_that_cannot_be_stored_keeps_no_other_from_it(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    take = VitalsIngest.take

    def choosy(self: VitalsIngest, readings: Any, *rest: Any) -> Any:
        if any(reading.values.get(Vital.HEART_RATE) == 99.0 for reading in readings):
            raise ZeroDivisionError
        return take(self, readings, *rest)

    monkeypatch.setattr(VitalsIngest, "take", choosy)
    waiting = [ward.deliver([part(ward.hr(value, n))]) for n, value in enumerate((71, 99, 73))]
    assert ward.relays.turn()
    assert [each.result(0)[0].fate for each in waiting] == ["new", "aside", "new"]
    assert (ward.stored(), ward.quarantined()) == ([71.0, 73.0], 1)


def test_a_door_that_is_full_or_closed_says_so_and_who_waits_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = door_module.Door(ward.clock, most=2)
    waiting = [door.deliver("fhir/GW-1", "GW-1", []) for _ in range(2)]
    with pytest.raises(NotStoredNow):
        door.deliver("fhir/GW-1", "GW-1", [])
    waiting[0].cancel()
    assert len(door.take(5)) == 1
    last = door.deliver("fhir/GW-1", "GW-1", [])
    door.close()
    assert isinstance(last.exception(0), NotStoredNow)
    with pytest.raises(NotStoredNow):
        door.deliver("fhir/GW-1", "GW-1", [])


def test_the_writer_takes_no_more_at_once_than_keeps_the_broker_from_waiting(ward: Ward) -> None:
    faults = [RelayedFault(b"x", Reason.of(Refusal.MESSAGE, "y"))] * 90
    waiting = [ward.deliver(faults) for _ in range(5)]
    ward.deliver([*faults, *faults, *faults])
    assert [len(ward.door.take(200)) for _ in range(5)] == [2, 2, 1, 1, 0]
    assert len(waiting) == 5


def _unusable(*_: object, **__: object) -> None:
    raise DatabaseUnusable(reason="busy")


def test_many_senders_at_once_lose_and_double_nothing(ward: Ward) -> None:
    def send(place: int) -> None:
        for n in range(40):
            made = ward.hr(60 + place, n + place / 10)
            waiting.append(ward.deliver([part(made)] * 2))

    waiting: list[Future[Any]] = []
    senders = [threading.Thread(target=send, args=(place,)) for place in range(4)]
    for sender in senders:
        sender.start()
    while any(sender.is_alive() for sender in senders) or not all(each.done() for each in waiting):
        assert ward.relays.turn()
    fates = [answer.fate.value for each in waiting for answer in each.result(0)]
    assert (len(ward.stored()), fates.count("new"), fates.count("known")) == (160, 160, 160)
