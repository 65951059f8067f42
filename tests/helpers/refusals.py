"""Reasons as the program itself gives them: what is wrong is sent, and what comes back is kept."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hah_console.adapters.fhir.devices.observation import measured
from hah_console.adapters.fhir.devices.people import Context, numbers_of
from hah_console.adapters.fhir.devices.upload import wanted_identifier
from hah_console.adapters.vitals.decode import decode
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Heard, Reception
from hah_console.adapters.vitals.relayed import RelayedReception
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Unusable
from hah_console.domain.relayed_set import RelayedSet
from hah_console.domain.vital_units import in_own_unit
from hah_console.services.ingest import internal

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
OWNERS = {DeviceId("D1"): PatientId("P1"), DeviceId("D2"): PatientId("P2")}
TOPIC = "hah/v1/S1/P1/vitals"
GOOD: dict[str, Any] = {"v": 1, "dev": "D1", "seq": 7, "t": int(AT.timestamp() * 1000), "hr": 72}
OBSERVATION = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-30T03:00:00Z"}
LATE_MS = int((AT - timedelta(hours=49)).timestamp() * 1000)


def of_monitors() -> tuple[Reason, ...]:
    """What the reader of the broker's sets says."""
    keys = {DeviceId("D1"): b"secret"}
    changed: tuple[dict[str, Any], ...] = (
        {"dev": "D9"}, {"dev": "D2"}, {"dev": ""}, {"v": 9}, {"temp": 98.6}, {"hr": None}, {"off": ["ecg"]},
        {"t": -1}, {"t": LATE_MS}, {"x": "a" * 30_000}, {"x": [[[[]]]] * 12}, {"seq": "seven"},
    )  # fmt: skip
    sets = [json.dumps({**GOOD, **one}).encode() for one in changed]
    found = [_refused(lambda body=body: decode((TOPIC, body, AT), "S1", OWNERS)) for body in sets]  # type: ignore[misc]
    good = json.dumps(GOOD).encode()
    found.append(_refused(lambda: decode(("hah/v1/S2/P1/vitals", good, AT), "S1", OWNERS)))
    return (*found, _refused(lambda: decode((TOPIC, good, AT), "S1", OWNERS, keys)))


def of_statuses() -> tuple[Reason, ...]:
    """What the reader of the broker's statuses says."""
    reception = Reception("S1")
    reception.owners = OWNERS
    told = (("hah/v1/S1/P1/status", {"dev": "D2"}), ("hah/v1/S1/gateway/G1/status", {"gw": "G2"}))
    sent = [(topic, json.dumps({"v": 1, "online": True, **who}).encode()) for topic, who in told]
    heard = reception.read([Received(number, 1, topic, body, AT) for number, (topic, body) in enumerate(sent)])
    return tuple(reason for _, reason in heard.refused)


def of_gateways() -> tuple[Reason, ...]:
    """What is said of sets that others passed on."""
    reception = Reception("S1")
    reception.owners = OWNERS
    relayed = RelayedReception(reception, signing=[DeviceId("D2")])
    people = ((("D1", "D2"), ()), (("D9",), ()), ((), ()), (("D2",), ()), (("D1",), ("A123",)))
    sets = [RelayedSet("", names, numbers, GOOD["t"], {Vital.HEART_RATE: 72.0}) for names, numbers in people]
    found = [_refused(lambda one=one: relayed.read(one, "G1", AT, Heard())) for one in sets]  # type: ignore[misc]
    panel = {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}
    pulse = {"code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}}
    twice = {"code": panel, "component": [{**pulse, "valueQuantity": _rate(70)}, {**pulse, "valueQuantity": _rate(71)}]}
    wrong: tuple[Callable[[], object], ...] = (
        lambda: in_own_unit(Vital.TEMPERATURE, Decimal(98), "mm"),
        lambda: in_own_unit(Vital.TEMPERATURE, Decimal(98), ""),
        lambda: in_own_unit(Vital.HEART_RATE, Decimal("1e40"), "/min"),
        lambda: measured({**OBSERVATION, "resourceType": "Patient"}),
        lambda: measured({**OBSERVATION, "status": "amended"}),
        lambda: measured({**OBSERVATION, "code": {}}),
        lambda: measured({**OBSERVATION, **twice}),
        lambda: measured({**OBSERVATION, **pulse, "valueQuantity": _rate(70), "effectiveDateTime": "2026-11-30"}),
        lambda: Context().device_names({}),
        lambda: numbers_of({"subject": {"display": "X"}}, Context()),
        lambda: wanted_identifier("a=b&c=d"),
    )
    return (*found, *map(_refused, wrong), internal(ValueError()))


def _rate(value: int) -> dict[str, object]:
    return {"value": value, "system": "http://unitsofmeasure.org", "code": "/min"}


def _refused(run: Callable[[], object]) -> Reason:
    try:
        run()
    except Unusable as unusable:
        return unusable.reason
    raise AssertionError
