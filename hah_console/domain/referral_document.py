"""A referral as another system sends it: one versioned JSON document, read strictly so that nothing told is lost.

The format is described in docs/referral.md. What cannot be used is told by field; sender and number are read as far as
they can be, so that a refused document can be traced to who sent it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from hah_console.domain.errors import InvalidInput
from hah_console.domain.person import PERSON_FIELDS
from hah_console.domain.written import shortened, written_line

FORMAT, VERSION = "hah-referral", 1
LARGEST_DOCUMENT_BYTES = 256 * 1024
_HEAD = ("format", "version", "external_id", "sender", "mode", "condition", "problem", "person")
_SENDER = ("organisation", "name", "phone")
_SEPARATORS = {"allergies": "、", "position": ", "}


@dataclass(frozen=True, slots=True)
class ReferralDocument:
    """What a document says as fields of the referral form, and what of it cannot be used (then it is not taken)."""

    external_id: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[InvalidInput, ...] = ()

    @property
    def organisation(self) -> str:
        """The sending organisation as written."""
        return self.fields.get("sender_organisation", "")


def read_document(content: bytes) -> ReferralDocument:
    """Read one document. Never raises: what is wrong is in ``faults``, by field of the form or of the document.

    Reasons for the whole ``document``: ``too_long``, ``not_json``, ``unknown_version``; for a field: ``unknown``
    (no such field), ``said_twice``, ``wrong_type``, ``empty``.
    """
    if len(content) > LARGEST_DOCUMENT_BYTES:
        return _refused("too_long", f"{len(content)} bytes")
    twice: list[str] = []
    try:
        told = json.loads(content.decode("utf-8-sig"), object_pairs_hook=lambda p: _once(p, twice), parse_constant=_no)
    except (ValueError, RecursionError):
        return _refused("not_json", "")
    if not isinstance(told, dict):
        return _refused("not_json", "")
    faults = [InvalidInput(field=name, value="", reason="said_twice") for name in twice]
    return _read(told, faults)


def _read(told: dict[str, Any], faults: list[InvalidInput]) -> ReferralDocument:
    if told.get("format") != FORMAT or told.get("version") != VERSION or isinstance(told.get("version"), bool):
        said = shortened(f"{told.get('format')} {told.get('version')}")
        faults.append(InvalidInput(field="document", value=said, reason="unknown_version"))
    faults += [InvalidInput(field=shortened(name), value="", reason="unknown") for name in told if name not in _HEAD]
    number = _number(_text(told.get("external_id", ""), "external_id", faults), faults)
    fields = {name: _text(told.get(name, ""), name, faults) for name in ("mode", "condition", "problem")}
    fields |= {f"sender_{name}": text for name, text in _part(told, "sender", _SENDER, faults)}
    fields |= dict(_part(told, "person", PERSON_FIELDS, faults))
    return ReferralDocument(number, MappingProxyType(fields), tuple(faults))


def _number(text: str, faults: list[InvalidInput]) -> str:
    try:
        return written_line(text, "external_id", needed=True)
    except InvalidInput as fault:
        faults.append(fault)
        return ""


def _part(
    told: dict[str, Any], name: str, known: tuple[str, ...], faults: list[InvalidInput]
) -> Iterator[tuple[str, str]]:
    """The texts of one object of the document."""
    part = told.get(name)
    if not isinstance(part, dict):
        faults.append(InvalidInput(field=name, value="", reason="empty" if part is None else "wrong_type"))
        return
    for key, value in part.items():
        if key not in known:
            faults.append(InvalidInput(field=shortened(f"{name}.{key}"), value="", reason="unknown"))
        else:
            yield key, _text(value, key, faults)


def _text(value: object, name: str, faults: list[InvalidInput]) -> str:
    """Texts as they are, numbers and null as people write them, lists where the form has several in one field."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and name in _SEPARATORS and all(_plain(one) for one in value):
        return _SEPARATORS[name].join(str(one) for one in value)
    faults.append(InvalidInput(field=name, value=shortened(str(value)), reason="wrong_type"))
    return ""


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            twice.append(shortened(name))
        found[name] = value
    return found


def _no(constant: str) -> NoReturn:
    raise ValueError(constant)


def _refused(reason: str, value: str) -> ReferralDocument:
    return ReferralDocument(faults=(InvalidInput(field="document", value=value, reason=reason),))
