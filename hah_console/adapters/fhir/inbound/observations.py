"""Facts of an Observation: one of its own value, one of each component."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from hah_console.adapters.fhir.inbound.measures import VITAL_NAMES, Targets, measured_by
from hah_console.adapters.fhir.inbound.moments import Told, first_moment
from hah_console.adapters.fhir.inbound.parts import Part, codings, dicts, part, shown, word, words_of
from hah_console.adapters.fhir.inbound.units import measured_quantity, written_quantity
from hah_console.domain.hospital_facts import FactKind, HospitalFact, Origin
from hah_console.domain.quantity import Quantity, UnitRules
from hah_console.services.inbound_ports import SeenCode

WORDS = ("valueString", "valueTime", "valueDateTime", "valueInteger", "valueBoolean")


@dataclass(frozen=True, slots=True)
class ObservationReader:
    """By the unit rules and the zone of the site."""

    rules: UnitRules
    zone: tzinfo

    def facts(
        self, resource: Mapping[str, object], subject: str, origin: Origin, targets: Targets
    ) -> list[HospitalFact]:
        """Raises Unusable."""
        when = first_moment(resource, self.zone, "effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued")
        told = [(0, resource), *enumerate(dicts(resource.get("component")), 1)]
        found = [self._fact(number, each, resource, subject, origin, when, targets) for number, each in told]
        return [each for each in found if each is not None]

    def _fact(
        self,
        number: int,
        told: Part,
        whole: Part,
        subject: str,
        origin: Origin,
        when: Told,
        targets: Targets,
    ) -> HospitalFact | None:
        """One value; None for the head of a panel that has none of its own."""
        if number == 0 and whole.get("component") and not _has_value(told):
            return None
        measured, loinc = measured_by(codings(told.get("code")), targets)
        value, quantity, note = self._value(told, measured, loinc)
        name = f"{origin.feed}:{origin.reference}" + (f"#{number}" if number else "")
        return HospitalFact(
            name, kind_of(whole, measured), subject, shown(told.get("code")), value, word(whole, "status"), origin,
            quantity, measured if quantity is not None or note else "", *when, note=note,
        )  # fmt: skip

    def _value(self, told: Part, measured: str, loinc: str) -> tuple[str, Quantity | None, str]:
        quantity = part(told, "valueQuantity")
        if quantity and measured:
            return (written_quantity(quantity), *measured_quantity(quantity, measured, self.rules, loinc))
        if quantity:
            return written_quantity(quantity), None, ""
        if not _has_value(told):
            return words_of(told.get("dataAbsentReason")), None, "absent"
        return _in_words(told), None, ""


def kind_of(resource: Mapping[str, object], measured: str) -> FactKind:
    """As the hospital files it; where it does not, as what is measured."""
    filed = {code.code for each in dicts(resource.get("category")) for code in codings(each)}
    if "laboratory" in filed:
        return FactKind.LAB
    if "vital-signs" in filed or measured in VITAL_NAMES:
        return FactKind.VITAL
    return FactKind.LAB if measured else FactKind.FINDING


def unmapped(resource: Mapping[str, object], targets: Targets, *, all_codes: bool = False) -> Iterator[SeenCode]:
    """Codes of quantities of which nobody knows what they measure; with ``all_codes`` those that are known, too."""
    for told in (resource, *dicts(resource.get("component"))):
        quantity, codes = part(told, "valueQuantity"), codings(told.get("code"))
        named = [each for each in codes if each.code and each.system]
        if not quantity or not named or any((each.system, each.code) in targets for each in named):
            continue
        measured = measured_by(codes, targets)[0]
        if all_codes or not measured:
            unit = word(quantity, "code") or word(quantity, "unit")
            kind = kind_of(resource, measured)
            yield from (SeenCode(each.system, each.code, each.display, kind, unit) for each in named)


def _has_value(told: Part) -> bool:
    return any(key.startswith("value") for key in told)


def _in_words(told: Part) -> str:
    concept = part(told, "valueCodeableConcept")
    if concept:
        return words_of(concept)
    for key in WORDS:
        if told.get(key) not in (None, ""):
            return str(told[key]).strip()
    span, ratio = part(told, "valueRange"), part(told, "valueRatio")
    pair = (span.get("low"), span.get("high")) if span else (ratio.get("numerator"), ratio.get("denominator"))
    return (" – " if span else " : ").join(filter(None, (written_quantity(part(each)) for each in pair)))
