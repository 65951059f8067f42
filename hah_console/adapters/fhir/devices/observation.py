"""From an Observation of a device to a set of vital signs, or to the reason why it cannot be one."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from hah_console.adapters.fhir.devices.codes import PRESSURE_PANELS, SYSTEMS, in_own_unit, vital_of
from hah_console.adapters.fhir.devices.json_parts import Json, part, parts, words
from hah_console.adapters.fhir.devices.people import Context, numbers_of
from hah_console.adapters.fhir.resource_json import written
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Refusal
from hah_console.domain.relayed_set import KEPT_BYTES, RelayedFault, RelayedPart, RelayedSet, RelayRefused

TAKEN_STATUS = frozenset({"final", "preliminary"})
NOT_OBTAINED = frozenset({"error", "unknown", "temp-unknown"})
"""Reasons of an absent value that say: the device could not measure it."""
LONGEST_NAME = 400
Values = dict[Vital, float]


def read_observation(resource: Json, context: Context, identifier: str = "") -> RelayedPart:
    """The set of one Observation; ``identifier`` is what If-None-Exist calls it."""
    raw = written(resource)[:KEPT_BYTES]
    try:
        return _read(resource, context, identifier, raw)
    except RelayRefused as refused:
        return RelayedFault(raw, refused.reason)


def identifier_of(resource: Json) -> str:
    """The first identifier, as system|value; empty for none."""
    for each in parts(resource, "identifier"):
        if value := words(each, "value"):
            return f"{words(each, 'system')}|{value}"[:LONGEST_NAME]
    return ""


def moment_ms(text: str) -> int:
    """Unix milliseconds of a dateTime with its offset. Raises RelayRefused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RelayRefused(f"time: {text[:40] or 'none'}", Refusal.NO_TIME, time=text[:40]) from None
    if moment.tzinfo is None or "T" not in text:
        raise RelayRefused(f"time: {text[:40]} has no hour or no time zone", Refusal.NO_TIME, time=text[:40])
    return round(moment.timestamp() * 1_000)


def measured(resource: Json) -> tuple[Values, frozenset[Vital], int]:
    """Values, vitals that could not be obtained, and Unix milliseconds of an Observation. Raises RelayRefused."""
    if words(resource, "resourceType") != "Observation":
        raise RelayRefused(f"resourceType: {words(resource, 'resourceType')} is not an Observation")
    if words(resource, "status") not in TAKEN_STATUS:
        status = words(resource, "status")
        said = f"status: {status or 'none'}; a device changes nothing that is stored"
        raise RelayRefused(said, Refusal.STATUS, status=status)
    values, off = _values(resource)
    return values, frozenset(off), moment_ms(_when(resource))


def _read(resource: Json, context: Context, identifier: str, raw: bytes) -> RelayedSet:
    values, off, at_ms = measured(resource)
    return RelayedSet(
        identifier or identifier_of(resource),
        context.device_names(resource),
        numbers_of(resource, context),
        at_ms,
        values,
        off,
        raw,
    )


def _when(resource: Json) -> str:
    """A device that measured for a while is told of as of the end."""
    span = part(resource, "effectivePeriod")
    return words(resource, "effectiveDateTime") or words(resource, "effectiveInstant") or words(span, "end")


def _values(resource: Json) -> tuple[Values, set[Vital]]:
    values: Values = {}
    off: set[Vital] = set()
    for each in _measured(resource):
        vital = _vital(each)
        if vital is None:
            continue
        if vital in values or vital in off:
            raise RelayRefused(f"code: {vital.value} stands twice", Refusal.TWICE, vital=vital)
        if "valueQuantity" in each:
            values[vital] = _value(vital, part(each, "valueQuantity"))
        else:
            off.add(_not_obtained(vital, each))
    if not values and not off:
        raise RelayRefused("code: not one of the vital signs that are taken here", Refusal.CODE)
    return values, off


def _measured(resource: Json) -> list[Json]:
    """The Observation itself, or its components where it is a panel."""
    codings = {(SYSTEMS.get(system, system), code) for system, code in _codings(resource)}
    return list(parts(resource, "component")) if codings & PRESSURE_PANELS else [resource]


def _vital(measured: Json) -> Vital | None:
    return vital_of(_codings(measured))


def _codings(measured: Json) -> list[tuple[str, str]]:
    return [(words(each, "system"), words(each, "code")) for each in parts(part(measured, "code"), "coding")]


def _value(vital: Vital, told: Mapping[str, object]) -> float:
    if "comparator" in told:
        raise RelayRefused(f"{vital.value}: a bound is not a value", Refusal.NOT_A_NUMBER, vital=vital)
    number = told.get("value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise RelayRefused(f"{vital.value}: no number", Refusal.NOT_A_NUMBER, vital=vital)
    return in_own_unit(vital, Decimal(number), words(told, "system"), words(told, "code"))


def _not_obtained(vital: Vital, measured: Json) -> Vital:
    reasons = {words(each, "code") for each in parts(part(measured, "dataAbsentReason"), "coding")}
    if not reasons & NOT_OBTAINED:
        raise RelayRefused(f"{vital.value}: no value {' '.join(sorted(reasons))}".rstrip(), Refusal.NO_VALUE)
    return vital
