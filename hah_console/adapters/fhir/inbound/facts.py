"""From a resource as it came to facts: small and flat enough, structurally sound, then read by its kind."""

from collections.abc import Mapping
from datetime import tzinfo

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.checker.finding import Finding
from hah_console.adapters.fhir.errors import FhirRefused
from hah_console.adapters.fhir.inbound.measures import Targets
from hah_console.adapters.fhir.inbound.moments import NO_ZONE
from hah_console.adapters.fhir.inbound.observations import ObservationReader, unmapped
from hah_console.adapters.fhir.inbound.parts import Unusable, shown
from hah_console.adapters.fhir.inbound.statements import READERS, statement, withdrawn
from hah_console.adapters.fhir.resource_json import DEEPEST, Resource, depth_of, parse
from hah_console.domain.hospital_facts import TYPE_OF, HospitalFact, Origin
from hah_console.domain.quantity import UnitRules
from hah_console.services.inbound_ports import Derived, RawResource, Refused

KINDS = {kind: each for each, kind in reversed(tuple(TYPE_OF.items()))}
"""A kind of fact of each type of resource."""


class FactReader:
    """Makes facts of resources; of any thread. ``rules`` are the unit rules of the site, ``zone`` its time zone."""

    def __init__(self, checker: Checker, rules: UnitRules, zone: tzinfo) -> None:
        self._checker, self._zone = checker, zone
        self._observations = ObservationReader(rules, zone)

    def __call__(self, raw: RawResource, targets: Targets) -> Derived:
        """Of a resource that was kept."""
        try:
            resource = parse(raw.content)
        except FhirRefused as refused:
            return Derived(refused=Refused(str(refused.facts["reason"])))
        return self.read(resource, raw, targets)

    def read(self, resource: Resource, raw: RawResource, targets: Targets) -> Derived:
        """Of the same resource parsed already. PERF(import): what was just received is parsed once."""
        try:
            self.require_sound(resource)
            return self._read(resource, raw, targets)
        except Unusable as unusable:
            if withdrawn(resource) and raw.resource_type in KINDS:
                return Derived((_taken_back(resource, raw),))
            by_unit = unusable.reason in ("unit_not_listed", "unit_missing", "impossible_value")
            codes = tuple(unmapped(resource, targets, all_codes=True)) if by_unit else ()
            return Derived(refused=Refused(unusable.reason, unusable.facts), codes=codes)

    def require_sound(self, resource: Resource) -> None:
        """Its structure is that of the base of FHIR R4; what its profiles ask for beyond is for its sender.

        Raises Unusable (``too_deep``, ``no_time_zone``, ``profile``).
        """
        if depth_of(resource) > DEEPEST:
            raise Unusable("too_deep")
        errors = [each for each in self._checker.check(_unprofiled(resource), invariants=False) if each.error]
        if errors:
            zoneless = next((each for each in errors if _is_zoneless(each)), None)
            if zoneless is not None:
                raise Unusable("no_time_zone", path=zoneless.path, value=zoneless.detail.strip("'"))
            first = errors[0]
            raise Unusable("profile", path=first.path, rule=first.rule, detail=first.detail)

    def _read(self, resource: Resource, raw: RawResource, targets: Targets) -> Derived:
        origin = _origin(raw)
        if raw.resource_type == "Observation":
            facts = self._observations.facts(resource, raw.subject, origin, targets)
            return Derived(tuple(facts), codes=tuple(unmapped(resource, targets)))
        if raw.resource_type not in READERS:
            return Derived()
        return Derived(tuple(statement(resource, raw.subject, origin, self._zone)))


def _origin(raw: RawResource) -> Origin:
    return Origin(
        raw.feed, raw.resource_type, raw.resource_id, raw.version_id, raw.last_updated, raw.received_at, raw.raw_id
    )


def _taken_back(resource: Resource, raw: RawResource) -> HospitalFact:
    """SAFETY(taken back): what a hospital takes back is taken back, whether or not the rest of it can be used."""
    origin, code = _origin(raw), shown(resource.get("code"))
    name = f"{origin.feed}:{origin.reference}"
    return HospitalFact(name, KINDS[raw.resource_type], raw.subject, code, "", withdrawn(resource), origin)


def _unprofiled(resource: Mapping[str, object]) -> Mapping[str, object]:
    """The resource without the profiles it claims."""
    meta = resource.get("meta")
    if not isinstance(meta, dict) or "profile" not in meta:
        return resource
    bare = {key: each for key, each in meta.items() if key != "profile"}
    return {key: (bare if key == "meta" else each) for key, each in resource.items() if key != "meta" or bare}


def _is_zoneless(finding: Finding) -> bool:
    return finding.rule == "format" and bool(NO_ZONE.fullmatch(finding.detail.strip("'\"")))
