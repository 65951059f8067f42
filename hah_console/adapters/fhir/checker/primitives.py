"""The primitive types of FHIR R4 as JSON: which Python value and which form each may have.

Source: HL7 FHIR R4 4.0.1, data types (the regular expressions of the specification).
"""

import re
from collections.abc import Callable
from decimal import Decimal

FORMS = {
    "code": r"[^\s]+( [^\s]+)*",
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "uri": r"\S+",
    "url": r"\S+",
    "canonical": r"\S+",
    "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+",
    "uuid": r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "base64Binary": r"(\s*[0-9a-zA-Z+/=]){4,}\s*",
    "date": r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
    "dateTime": (
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
        r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?"
    ),
    "instant": (
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
        r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
    ),
    "time": r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?",
}
WHOLE = {"integer": (-(2**31), 2**31 - 1), "unsignedInt": (0, 2**31 - 1), "positiveInt": (1, 2**31 - 1)}
NUMBERS = (int, float, Decimal)
LONG_BASE64 = 4_096
"""PERF(attachment): a long base64 text is looked at in its first signs only; the pattern of the whole takes seconds."""

Verdict = Callable[[object], str]
"""Empty when the value may stand, else the rule it breaks: ``type``, ``format`` or ``empty``."""


def verdict_of(type_name: str) -> Verdict:
    """How a value of a primitive type is judged; an unknown type is judged as a string."""
    if type_name == "boolean":
        return _boolean
    if type_name == "decimal":
        return _decimal
    if type_name in WHOLE:
        return _whole(*WHOLE[type_name])
    return _text(FORMS[type_name]) if type_name in FORMS else _free_text


def is_primitive(type_name: str) -> bool:
    """Whether a FHIR type is a primitive one; their names begin with a small letter."""
    return type_name[:1].islower()


def _boolean(value: object) -> str:
    return "" if isinstance(value, bool) else "type"


def _decimal(value: object) -> str:
    return "" if isinstance(value, NUMBERS) and not isinstance(value, bool) else "type"


def _whole(low: int, high: int) -> Verdict:
    def judge(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            return "type"
        return "" if low <= value <= high else "format"

    return judge


def _free_text(value: object) -> str:
    """string, markdown, xhtml: anything with a visible sign."""
    if type(value) is not str:
        return "type"
    return "" if value and not value.isspace() else "empty"


def _text(form: str) -> Verdict:
    whole = re.compile(form).fullmatch

    def judge(value: object) -> str:
        if type(value) is not str:
            return "type"
        if not value:
            return "empty"
        return "" if whole(value if len(value) < LONG_BASE64 else value[:LONG_BASE64]) else "format"

    return judge
