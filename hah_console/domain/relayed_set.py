"""Sets of vital signs that a gateway or an interface passes on, not the device itself over the broker."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Unusable

KEPT_BYTES = 2_048
"""Of what was passed on, for the quarantine."""
FIRST_MS, LAST_MS = 0, 1 << 42
"""From 1970 to 2109: what a moment can be, and what the number of a set has room for."""
_SLOT_BITS, _HASH_BITS = 3, 17
_VITALS = tuple(Vital)


@dataclass(frozen=True, slots=True)
class RelayedSet:
    """One set as it was passed on, in the units of ``reading.UNITS``, before anybody has looked whose it is.

    ``identifier`` is what the sender calls it, empty when it has no name. ``device_names`` are the names of the
    device, ``patient_numbers`` the numbers of the person the sender means; ``at_ms`` is the device's time as Unix
    milliseconds; ``raw`` the beginning of what was passed on.
    """

    identifier: str
    device_names: tuple[str, ...]
    patient_numbers: tuple[str, ...]
    at_ms: int
    values: Mapping[Vital, float]
    sensor_off: frozenset[Vital] = frozenset()
    raw: bytes = b""

    @property
    def digest(self) -> str:
        """What it says: device, moment and values; the same words always give the same one."""
        values = [f"{vital.value}={self.values[vital]!r}" for vital in _VITALS if vital in self.values]
        off = [vital.value for vital in _VITALS if vital in self.sensor_off]
        return _digest(*self.device_names, str(self.at_ms), *values, "off", *off)

    @property
    def key(self) -> str:
        """What it is recognised by when it comes again; an identifier without a system is one of its device only."""
        if not self.identifier:
            return self.digest
        return _digest("named", *(self.device_names if self.identifier.startswith("|") else ()), self.identifier)

    @property
    def refused_key(self) -> str:
        """By which it is known that it was set aside before, so that it is not kept twice."""
        return _digest("refused", self.key, self.digest)

    @property
    def sequence(self) -> int:
        """Its number among the sets of the device: rises with the device's time and is the same for the same words."""
        vitals = [place for place, vital in enumerate(_VITALS) if vital in self.values or vital in self.sensor_off]
        slot = vitals[0] if vitals else 0
        tail = int(self.digest[:8], 16) & ((1 << _HASH_BITS) - 1)
        return (((self.at_ms << _SLOT_BITS) | slot) << _HASH_BITS) | tail


@dataclass(frozen=True, slots=True)
class RelayedFault:
    """What was passed on and cannot be read as a set."""

    raw: bytes
    reason: Reason

    @property
    def refused_key(self) -> str:
        """By which it is known that it was set aside before."""
        return _digest("fault", self.reason.said, self.raw.hex())


RelayedPart = RelayedSet | RelayedFault


class Fate(StrEnum):
    """What became of a part: NEW is stored now, KNOWN was stored before, ASIDE is in the quarantine with its reason."""

    NEW = "new"
    KNOWN = "known"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The fate of one part after the commit; ``reason`` only of what was set aside."""

    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RelayedNote:
    """What is remembered of a part: its key, and what it said; empty for one that was set aside."""

    key: str
    digest: str


class RelayRefused(Unusable):
    """What was passed on cannot be used."""


def _digest(*words: str) -> str:
    return hashlib.blake2b("\x1f".join(words).encode("utf-8", "replace"), digest_size=16).hexdigest()
