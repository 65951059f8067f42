"""The results of an ORU^R01: rows of OBX put together to sets by device and moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

import hl7

from hah_console.adapters.fhir.devices.codes import SYSTEMS, in_own_unit, vital_of
from hah_console.adapters.fhir.hl7v2.dialect import Dialect
from hah_console.adapters.fhir.mapping.terms import LOINC, UCUM
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.relayed_set import RelayedFault, RelayedPart, RelayedSet, RelayRefused

TAKEN_STATUS = frozenset({"", "F", "R", "P"})
NOT_OBTAINED = "X"
ECG_RATES = frozenset({"147842", "8867-4"})
"""Heart rate; other codes of it are the pulse of an oximeter or a cuff."""
LONGEST_WORD, MOST_NAMES = 120, 8
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{0,9})?")
_MOMENT = re.compile(r"(\d{12})(\d{2})?(?:\.(\d{1,4}))?([+-]\d{4})?")
Names = tuple[str, ...]


@dataclass(slots=True)
class _Request:
    """The moment of an OBR and its rows."""

    moment: str = ""
    rows: list[hl7.Segment] = field(default_factory=list)


@dataclass(slots=True)
class _Set:
    values: dict[Vital, float] = field(default_factory=dict)
    off: set[Vital] = field(default_factory=set)


def written(segment: hl7.Segment, number: int) -> str:
    """A field as written; empty when it is not there. MSH counts its separator as the first field."""
    return str(segment[number]) if len(segment) > number else ""


class Results:
    """``raw`` goes with everything that is set aside."""

    def __init__(self, message: hl7.Message, dialect: Dialect, raw: bytes) -> None:
        self._message, self._dialect, self._raw = message, dialect, raw
        self._sets: dict[tuple[Names, int], _Set] = {}
        self._sender = tuple(filter(None, written(message.segment("MSH"), 3).split("^")[:2]))

    def parts(self) -> tuple[RelayedPart, ...]:
        """A set for every device and moment, a fault for every row that cannot be used.

        SAFETY(two patients): a message of more than one patient is taken for none of them.
        """
        people = [segment for segment in self._message if str(segment[0]) == "PID"]
        if len(people) > 1:
            return (
                RelayedFault(self._raw, Reason.of(Refusal.TWO_PATIENTS, f"PID: {len(people)} patients in one message")),
            )
        try:
            numbers = _numbers(people[0]) if people else ()
        except RelayRefused as refused:
            return (RelayedFault(self._raw, refused.reason),)
        faults = [fault for request in self._requests() for fault in self._read(request)]
        return (*self._made(numbers), *faults)

    def _made(self, numbers: Names) -> Iterator[RelayedPart]:
        for (device, at_ms), one in self._sets.items():
            yield RelayedSet("", device, numbers, at_ms, one.values, frozenset(one.off - one.values.keys()), self._raw)

    def _requests(self) -> list[_Request]:
        found = [_Request()]
        for segment in self._message:
            kind = str(segment[0])
            if kind == "OBR":
                found.append(_Request(written(segment, 7) or written(segment, 22)))
            elif kind == "OBX":
                found[-1].rows.append(segment)
        return found

    def _read(self, request: _Request) -> Iterator[RelayedFault]:
        device = next((names for row in request.rows if (names := _equipment(row))), self._sender)
        for row in request.rows:
            try:
                self._take(row, _equipment(row) or device, written(row, 14) or request.moment)
            except RelayRefused as refused:
                name = written(row, 3).split("^")[0][:LONGEST_WORD]
                yield RelayedFault(self._raw, refused.reason.at(f"OBX {name}"))

    def _take(self, row: hl7.Segment, device: Names, moment: str) -> None:
        name = written(row, 3).split("^")
        codes = [self._code(*[*name[place:], "", ""][:3:2]) for place in (0, 3) if len(name) > place]
        vital = vital_of(codes)
        if vital is None:
            return
        status = written(row, 11)
        if status not in TAKEN_STATUS | {NOT_OBTAINED}:
            told = status[:LONGEST_WORD]
            said = f"status {told}; a device changes nothing that is stored"
            raise RelayRefused(said, Refusal.STATUS, status=told)
        one = self._sets.setdefault((device, _moment_ms(moment, self._dialect.zone)), _Set())
        if status == NOT_OBTAINED:
            one.off.add(vital)
            return
        value = self._value(vital, row)
        ecg = bool({code for _, code in codes} & ECG_RATES)
        if one.values.setdefault(vital, value) == value or vital is not Vital.HEART_RATE:
            _require_same(vital, one.values[vital], value)
        elif ecg:
            one.values[vital] = value

    def _code(self, code: str, system: str) -> tuple[str, str]:
        """SAFETY(site's word): a code or unit of the site's own is what the site says, and nothing without its word."""
        own = self._dialect.codes.get(code) if system not in SYSTEMS else None
        return (LOINC, own) if own else (system, code)

    def _value(self, vital: Vital, row: hl7.Segment) -> float:
        if written(row, 2) != "NM" or not _NUMBER.fullmatch(written(row, 5)):
            said = f"value: {written(row, 5)[:20]} as {written(row, 2)[:8]} is not a number"
            raise RelayRefused(said, Refusal.NOT_A_NUMBER, vital=vital)
        unit, _, system = [*written(row, 6).split("^"), "", ""][:3]
        own = self._dialect.units.get(unit) if system not in SYSTEMS else None
        told = (UCUM, own) if own else (system or UCUM, unit)
        return in_own_unit(vital, Decimal(written(row, 5)), *told)


def _require_same(vital: Vital, known: float, value: float) -> None:
    if known != value:
        raise RelayRefused(f"{vital.value} stands twice, {known:g} and {value:g}", Refusal.TWICE, vital=vital)


def _equipment(row: hl7.Segment) -> Names:
    """OBX-18, the instance of the equipment: entity id and universal id of each repetition."""
    told = [word for each in written(row, 18).split("~") for word in each.split("^")[0:3:2]]
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in told if word))[:MOST_NAMES]


def _numbers(pid: hl7.Segment) -> Names:
    """SAFETY(relayed identity): only the numbers of PID-3 say whom the sender means; no name, no bed does."""
    told = [each.split("^")[0] for each in written(pid, 3).split("~")]
    numbers = tuple(dict.fromkeys(number[:LONGEST_WORD] for number in told if number))[:MOST_NAMES]
    if not numbers and any(written(pid, place) for place in (5, 7)):
        raise RelayRefused("PID-3: a patient by no number", Refusal.NO_NUMBER)
    return numbers


def _moment_ms(text: str, zone: tzinfo) -> int:
    """Unix milliseconds of a moment to the minute or finer, in ``zone`` where it tells none. Raises RelayRefused."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise RelayRefused(f"time: {text[:LONGEST_WORD] or 'none'}", Refusal.NO_TIME, time=text[:LONGEST_WORD])
    digits, second, fraction, offset = found.groups()
    try:
        local = datetime.strptime(f"{digits}{second or '00'}", "%Y%m%d%H%M%S").replace(tzinfo=_offset(offset, zone))
    except ValueError:
        raise RelayRefused(f"time: {text[:LONGEST_WORD]}", Refusal.NO_TIME, time=text[:LONGEST_WORD]) from None
    return round(local.astimezone(UTC).timestamp()) * 1_000 + int((fraction or "").ljust(3, "0")[:3])


def _offset(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
