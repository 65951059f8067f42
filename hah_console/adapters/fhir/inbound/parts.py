"""Small steps into a resource that was parsed: whatever is not there, or of another kind, is nothing."""

from collections.abc import Mapping

from hah_console.adapters.fhir.mapping.terms import LOINC, SNOMED
from hah_console.domain.hospital_facts import Code

Part = Mapping[str, object]
FIRST_SYSTEMS = (LOINC, SNOMED)
"""Of several codes one of these is shown first: most people know it."""


class Unusable(Exception):
    """A resource says something that cannot be used: a reason code with what it is about."""

    def __init__(self, reason: str, **facts: str) -> None:
        self.reason = reason
        self.facts = tuple(sorted((name, storable(value)[:120]) for name, value in facts.items() if value))
        super().__init__(reason)


def storable(text: str) -> str:
    """A text without what no store can hold: halves of a pair, the zero sign."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def dicts(value: object) -> list[Part]:
    """The objects of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def part(value: object, *keys: str) -> Part:
    """The object below some keys, an empty one when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def word(value: object, *keys: str) -> str:
    """The text below some keys, empty when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value.strip() if isinstance(value, str) else ""


def codings(concept: object) -> list[Code]:
    """The codes of a CodeableConcept."""
    return [
        Code(word(each, "system"), word(each, "code"), word(each, "display"))
        for each in dicts(part(concept).get("coding"))
        if word(each, "code") or word(each, "display")
    ]


def shown(concept: object) -> Code:
    """The code of a CodeableConcept that is shown: a well-known one first, with the words the hospital shows."""
    found = codings(concept)
    known = next((each for each in found if each.system in FIRST_SYSTEMS), None) or (found[0] if found else Code())
    return Code(known.system, known.code, word(concept, "text") or known.display)


def code_of(concept: object) -> str:
    """The first code of a CodeableConcept, of whatever system."""
    found = codings(concept)
    return found[0].code if found else ""


def words_of(concept: object) -> str:
    """A CodeableConcept in words; its code where there are none."""
    code = shown(concept)
    return code.display or code.code
