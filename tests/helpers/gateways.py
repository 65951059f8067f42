"""What gateways upload and interfaces send: Observations in the way of PHD, ORU^R01 messages. Written for the tests."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

LOINC, UCUM, MDC = "http://loinc.org", "http://unitsofmeasure.org", "urn:iso:std:iso:11073:10101"
CODES: Mapping[str, tuple[str, str, str]] = {
    "hr": ("8867-4", "147842", "/min"),
    "spo2": ("59408-5", "150456", "%"),
    "rr": ("9279-1", "151562", "/min"),
    "sbp": ("8480-6", "150021", "mm[Hg]"),
    "dbp": ("8462-4", "150022", "mm[Hg]"),
    "temp": ("8310-5", "150364", "Cel"),
}
Json = dict[str, Any]


def observation(
    vital: str, value: float, at: datetime, monitor: str = "D-01", number: str = "P001", **changed: Any
) -> Json:
    """One Observation as a personal health gateway makes it: named after device, moment, code and value."""
    loinc, mdc, unit = CODES[vital]
    when = at.isoformat(timespec="milliseconds")
    made: Json = {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:gateway", "value": f"{monitor}-{mdc}-{when}-{value}"}],
        "status": "final",
        "code": {"coding": [{"system": MDC, "code": mdc}, {"system": LOINC, "code": loinc}]},
        "subject": {"reference": f"Patient/{number}"} if number else {},
        "effectiveDateTime": when,
        "device": {"identifier": {"value": monitor}},
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
    }
    return {name: told for name, told in {**made, **changed}.items() if told is not None}


def bundle(observations: Sequence[Json], kind: str = "transaction", **beside: Json) -> Json:
    """A Bundle that creates each, unless it is there; ``beside``: more resources by full URL."""
    told = [{"fullUrl": url, "resource": made, "request": _create(made)} for url, made in beside.items()]
    told += [{"resource": made, "request": _create(made)} for made in observations]
    return {"resourceType": "Bundle", "type": kind, "entry": told}


def body(resource: Json) -> bytes:
    """As it goes over the wire."""
    return json.dumps(resource).encode()


def oru(
    rows: Sequence[str], control_id: str = "1", pid: str = "PID|1||P001^^^HAH^MR||王^小明",
    charset: str = "UNICODE UTF-8", sender: str = "MON^1^EUI-64", kind: str = "ORU^R01^ORU_R01", at: str = "",
    processing: str = "P",
) -> str:  # fmt: skip
    """A message of a monitor's interface."""
    when = at or stamp(datetime.now(UTC))
    head = f"MSH|^~\\&|{sender}|WARD|HAH|SITE|{when}||{kind}|{control_id}|{processing}|2.6||||||{charset}"
    return "\r".join([head, *([pid] if pid else []), f"OBR|1|||182777000^monitoring^SCT|||{when}", *rows]) + "\r"


def obx(vital: str, value: object, device: str = "D-01", unit: str = "", status: str = "F", at: str = "") -> str:
    """One row of a vital sign in MDC."""
    _, mdc, ucum = CODES[vital]
    return f"OBX|1|NM|{mdc}^X^MDC|1.1.1.1|{value}|{unit or ucum + '^^UCUM'}|||||{status}|||{at}||||{device}^^{device}"


def stamp(at: datetime) -> str:
    """A moment as HL7 v2 writes it, with its offset."""
    return f"{at:%Y%m%d%H%M%S}.{at.microsecond // 1000:03d}{at:%z}"


def _create(made: Json) -> Json:
    named = (made.get("identifier") or [{}])[0]
    condition = {"ifNoneExist": f"identifier={named['system']}|{named['value']}"} if named.get("system") else {}
    return {"method": "POST", "url": made["resourceType"], **condition}
