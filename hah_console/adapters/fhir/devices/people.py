"""Whom and which device an Observation means: references, identifiers, and what else the Bundle holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hah_console.adapters.fhir.devices.json_parts import Json, part, parts, words
from hah_console.domain.refusal import Refusal
from hah_console.domain.relayed_set import RelayRefused

LONGEST_NAME = 120
MOST_NAMES = 8
CONDITIONAL = "?identifier="


@dataclass(frozen=True, slots=True)
class Context:
    """Devices and patients that came in the same Bundle, by full URL and by reference."""

    resources: Mapping[str, Json] = field(default_factory=dict)

    def device_names(self, resource: Json) -> tuple[str, ...]:
        """Every name the device of an Observation is given. Raises RelayRefused when it has none."""
        names = self.names(resource, part(resource, "device"), "Device")
        if not names:
            raise RelayRefused("device: none is named", Refusal.NO_DEVICE)
        return names

    def names(self, resource: Json, told: Json, kind: str) -> tuple[str, ...]:
        """What a reference of ``resource`` to one of this kind calls it."""
        named = [words(part(told, "identifier"), "value")]
        reference = words(told, "reference")
        if (found := self._found(resource, reference)) is not None:
            named += [words(each, "value") for each in parts(found, "identifier")]
            named += [words(found, "id")] if reference.startswith(f"{kind}/") else []
        elif reference.startswith(f"{kind}{CONDITIONAL}"):
            named.append(reference.rpartition("|")[2].removeprefix(f"{kind}{CONDITIONAL}"))
        elif reference:
            named.append(reference.removeprefix(f"{kind}/"))
        return tuple(dict.fromkeys(name[:LONGEST_NAME] for name in named if name))[:MOST_NAMES]

    def _found(self, resource: Json, reference: str) -> Json | None:
        if reference.startswith("#"):
            return next((each for each in parts(resource, "contained") if words(each, "id") == reference[1:]), None)
        return self.resources.get(reference)


def numbers_of(resource: Json, context: Context) -> tuple[str, ...]:
    """The numbers of the subject; empty when the Observation means nobody. Raises RelayRefused for one that means
    somebody by no number at all.

    SAFETY(relayed identity): a name, a display, a reference into another server are nobody's number.
    """
    told = part(resource, "subject")
    if not told:
        return ()
    numbers = context.names(resource, told, "Patient")
    if not numbers:
        raise RelayRefused("subject: by no number", Refusal.NO_NUMBER)
    return numbers
