"""Who a hospital says its Patient is: numbers told apart by what may be relied on, the traps of national IDs known."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hah_console.adapters.fhir.inbound.moments import instant
from hah_console.adapters.fhir.inbound.parts import codings, dicts, part, word
from hah_console.adapters.fhir.mapping.patient import SUFFIX
from hah_console.adapters.fhir.mapping.terms import IDENTIFIER_TYPE
from hah_console.domain.errors import InvalidInput
from hah_console.domain.identity import parse_national_id
from hah_console.domain.identity_match import IncomingIdentity, NumberKind, RemoteNumber
from hah_console.domain.patient import Sex

NATIONAL_SYSTEMS = ("http://www.moi.gov.tw", "http://www.moi.gov.tw/", "https://www.moi.gov.tw")
"""As servers write the system of national IDs; of one person some have the one, some the other."""
_NATIONAL = frozenset({"www.moi.gov.tw", "moi.gov.tw"})
_RESIDENT = frozenset({"www.immigration.gov.tw", "immigration.gov.tw"})
_NATIONAL_TYPES = frozenset({"NNxxx", "NNTWN"})
_HERE = frozenset({"TWN", "TW"})
_USES = {"official": 0, "usual": 1, "": 2}
_MASKED = re.compile(r"[*○●＊Ｘ◯]|[Xx]{3}")


@dataclass(frozen=True, slots=True)
class OwnSystems:
    """Systems of numbers: the site's own ids of patients, and the record numbers both sides share (empty: none)."""

    patients: str
    records: str = ""


def same_system(system: str) -> str:
    """A system without what is written differently for the same: scheme, case, slash at the end."""
    return re.sub(r"^https?://", "", system.strip().lower()).rstrip("/")


def incoming_identity(patient: Mapping[str, object], feed: str, systems: OwnSystems, now: datetime) -> IncomingIdentity:
    """Of a Patient that is structurally sound."""
    addresses, telecom = dicts(patient.get("address")), dicts(patient.get("telecom"))
    return IncomingIdentity(
        feed=feed,
        reference=f"Patient/{word(patient, 'id')}",
        version_id=word(patient, "meta", "versionId"),
        name=_name(patient),
        sex=Sex(word(patient, "gender")) if word(patient, "gender") in set(Sex) else Sex.UNKNOWN,
        birth_date=_birth_date(word(patient, "birthDate")),
        numbers=tuple(dict.fromkeys(_numbers(patient, systems, now))),
        address=next(filter(None, map(_address, addresses)), ""),
        phone=next((word(each, "value") for each in telecom if word(each, "system") == "phone"), ""),
        deceased=says_deceased(patient),
        replaced_by=_replaced_by(patient),
        active=patient.get("active") is not False,
    )


def says_deceased(patient: Mapping[str, object]) -> bool:
    """Whether a Patient says that this person has died, however it is written."""
    return patient.get("deceasedBoolean") is True or bool(patient.get("deceasedDateTime"))


def _numbers(patient: Mapping[str, object], systems: OwnSystems, now: datetime) -> Iterator[RemoteNumber]:
    for each in dicts(patient.get("identifier")):
        value = word(each, "value")
        if value:
            yield _number(each, value, systems, now)


def _number(identifier: Mapping[str, object], value: str, systems: OwnSystems, now: datetime) -> RemoteNumber:
    """SAFETY(national ID): a number is relied on only in its own system, of this country, in use, whole, and with the
    right check digit; the type alone makes none."""
    system = same_system(word(identifier, "system"))
    former = _is_former(identifier, now)
    if systems.patients and system == same_system(systems.patients):
        return RemoteNumber(NumberKind.OWN, system, value)
    if systems.records and system == same_system(systems.records):
        return RemoteNumber(NumberKind.RECORD_NUMBER, system, _compact(value), "former" if former else "")
    if system in _NATIONAL | _RESIDENT or _is_national_type(identifier):
        return _national(identifier, system, value, former=former)
    kind = NumberKind.PASSPORT if "/sid/passport-" in system else NumberKind.OTHER
    return RemoteNumber(kind, system, _compact(value), "former" if former else "")


def _national(identifier: Mapping[str, object], system: str, value: str, *, former: bool) -> RemoteNumber:
    written, doubt = _compact(value), "former" if former else ""
    country = _country(identifier)
    if country and country not in _HERE:
        doubt = doubt or "other_country"
    elif system not in _NATIONAL | _RESIDENT:
        doubt = doubt or "other_system"
    elif _MASKED.search(value):
        doubt = doubt or "masked"
    else:
        try:
            written = parse_national_id(value)
        except InvalidInput as refused:
            doubt = doubt or str(refused.facts["reason"])
    return RemoteNumber(NumberKind.NATIONAL_ID, system, written, doubt)


def _is_national_type(identifier: Mapping[str, object]) -> bool:
    told = codings(identifier.get("type"))
    return any(each.code in _NATIONAL_TYPES and each.system in ("", IDENTIFIER_TYPE) for each in told)


def _country(identifier: Mapping[str, object]) -> str:
    """The country that stands beside the type's code (TW Core, identifier-suffix); most leave it out."""
    for each in dicts(part(identifier, "type").get("coding")):
        for suffix in dicts(part(each, "_code").get("extension")):
            if word(suffix, "url") == SUFFIX:
                inner = dicts(suffix.get("extension"))
                return next((word(it, "valueString") for it in inner if word(it, "url") == "suffix"), "").upper()
    return ""


def _is_former(identifier: Mapping[str, object], now: datetime) -> bool:
    if word(identifier, "use") == "old":
        return True
    end = word(identifier, "period", "end")
    moment = instant(end if "T" in end else f"{end}T23:59:59+08:00" if len(end) == 10 else "")
    return moment is not None and moment < now


def _compact(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).upper().split())


def _name(patient: Mapping[str, object]) -> str:
    names = [each for each in dicts(patient.get("name")) if word(each, "use") not in ("old", "maiden", "nickname")]
    names.sort(key=lambda each: _USES.get(word(each, "use"), len(_USES)))
    return next(filter(None, map(_written_name, names)), "")


def _written_name(name: Mapping[str, object]) -> str:
    if word(name, "text"):
        return word(name, "text")
    given = name.get("given")
    first = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    family = word(name, "family")
    if any(ord(sign) > 0x2E80 for sign in family + "".join(first)):
        return family + "".join(first)
    return " ".join(filter(None, (*first, family)))


def _address(address: Mapping[str, object]) -> str:
    if word(address, "use") == "old":
        return ""
    lines = address.get("line")
    line = "".join(each for each in lines if isinstance(each, str)) if isinstance(lines, list) else ""
    return word(address, "text") or word(address, "district") + word(address, "city") + line


def _birth_date(text: str) -> date | None:
    """A whole day; a month or a year says too little to tell two persons apart."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _replaced_by(patient: Mapping[str, object]) -> str:
    links = (each for each in dicts(patient.get("link")) if word(each, "type") == "replaced-by")
    return next((word(each, "other", "reference") for each in links), "")
