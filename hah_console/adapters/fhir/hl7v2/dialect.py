"""How the senders of a site write HL7 v2 where the standard leaves it to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from hah_console.domain.clock import TAIPEI


@dataclass(frozen=True, slots=True)
class Dialect:
    """``zone`` is that of moments without one, ``charset`` that of messages without MSH-18; ``units`` and ``codes`` say
    which UCUM unit and which LOINC code a site's own word is, where it names no system that is known."""

    zone: tzinfo = TAIPEI
    charset: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
